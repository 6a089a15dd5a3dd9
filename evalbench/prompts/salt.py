"""Words in front of a prompt that nobody has sent before: no prefix cache knows it then."""

import hashlib

from evalbench.types import Message, Prompt


def marked(prompt: Prompt, mark: str) -> Prompt:
    """The prompt with `mark` in front of its text, or of the content of its first message."""
    if isinstance(prompt, str):
        return mark + prompt
    first, *rest = prompt
    return (Message(first.role, mark + first.content), *rest)


def nonce_of(run: str, seed: int) -> str:
    """Eight hex digits for a run, out of its folder's name and its seed.

    The next run has others, also with the same seed: what this one left in the cache is of no use
    to it. Whoever knows both can say which prompts were sent.
    """
    return hashlib.sha256(f"{run}/{seed}".encode()).hexdigest()[:8]


def salted(prompt: Prompt, nonce: str, number: int) -> Prompt:
    """The prompt of the `number`-th request of a run, marked `[7f3a9c12-000041] `.

    The mark is on top of the prompt: it adds its own tokens, ten to twenty, to whatever length was
    asked for.
    """
    return marked(prompt, f"[{nonce}-{number:06d}] ")
