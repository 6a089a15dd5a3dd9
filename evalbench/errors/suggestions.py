"""What may have been meant by a name that nobody knows."""

from collections.abc import Callable, Iterable
from difflib import get_close_matches

from evalbench.errors.config import UNKNOWN_KEY
from evalbench.errors.entries import Phrase


def did_you_mean(name: str, known: Iterable[str]) -> Phrase:
    """The nearest known names as a question, or all of them when none is near and they are few.

    Capitals make no difference.
    """
    names = sorted(set(known))
    spelt = {each.casefold(): each for each in names}
    near = [spelt[each] for each in get_close_matches(name.casefold(), spelt, n=3, cutoff=0.6)]
    if near:
        return Phrase(f"did you mean {' or '.join(near)}?", f"是否想写 {' 或 '.join(near)}？")
    listed = ", ".join(names) if 0 < len(names) <= 30 else ""
    return Phrase(f"known: {listed}", f"已知的有：{listed}") if listed else Phrase("", "")


def refuse_unknown(
    keys: Iterable[str],
    known: Iterable[str],
    who: str,
    where: str = "",
    hint: Callable[[str, Iterable[str]], Phrase] = did_you_mean,
) -> None:
    """Raise ConfigError for the first key that nothing reads. `who` refuses it; "": anywhere."""
    names = sorted(set(known))
    for key in keys:
        if key not in names:
            refused = UNKNOWN_KEY(where=who, key=key, hint=hint(str(key), names))
            raise refused.at(where) if where else refused
