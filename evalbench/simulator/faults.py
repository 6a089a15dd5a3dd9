"""What can go wrong with an answer, and with which one it does.

A rule is `KIND:SHARE`, so large a share of all requests, or `KIND:every=N`, each N-th. Shares are
drawn by seed, prompt and how often the prompt has come before: the same run has the same faults in
whatever order its requests arrive, and a request that is sent again may fare better.
"""

import hashlib
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from evalbench.errors.config import FAULT_WITHOUT_AMOUNT, FAULTS_EXCEED_ALL, UNKNOWN_FAULT
from evalbench.errors.suggestions import did_you_mean

Fault = Literal[
    "400",
    "429",  # with Retry-After: 1
    "500",
    "503",
    "html_200",  # a page for people, HTTP 200
    "html_502",  # the page of a proxy that finds no server
    "reset_before",  # the connection is reset before any byte of the answer
    "hang",  # no byte, ever
    "empty",  # nothing but an end: no token
    "duplicate_id",  # it has the id of the answer before
    "bad_json",  # half-way comes one event that is cut off within its JSON
    "error_event",  # half-way an error object, then [DONE]
    "no_done",  # half-way the body ends as HTTP wants it; no finish reason, no [DONE]
    "reset_mid",  # half-way the connection is reset
    "wrong_length",  # half-way the connection is closed: less came than HTTP was told
    "stall",  # half-way nothing more comes, and the connection stays
]
KINDS: tuple[Fault, ...] = get_args(Fault)


@dataclass(frozen=True, slots=True)
class Rule:
    """One of the two is 0."""

    kind: Fault
    share: float
    every: int


def rule(text: str) -> Rule:
    """From `429:0.02` or `429:every=50`. Raises ConfigError."""
    kind, _, amount = text.partition(":")
    if kind not in KINDS:
        raise UNKNOWN_FAULT(kind=kind, hint=did_you_mean(kind, KINDS))
    every = amount.startswith("every=")
    try:
        number = int(amount.removeprefix("every=")) if every else float(amount)
    except ValueError:
        number = -1
    if not (number >= 1 if every else 0 <= number <= 1):  # written so that nan is refused
        raise FAULT_WITHOUT_AMOUNT(text=text, kind=kind)
    return Rule(kind, 0, int(number)) if every else Rule(kind, number, 0)


def rules(texts: Sequence[str]) -> tuple[Rule, ...]:
    """All of them. Raises ConfigError, too when the shares exceed the whole."""
    found = tuple(map(rule, texts))
    shares = math.fsum(each.share for each in found)
    if shares > 1:
        raise FAULTS_EXCEED_ALL(shares=shares)
    return found


class Faults:
    """Remembers how many requests came, and how often each prompt did."""

    def __init__(self, texts: Sequence[str], seed: int) -> None:
        """Raises ConfigError."""
        self._rules = rules(texts)
        self._seed = seed
        self._requests = 0
        self._seen: Counter[bytes] = Counter()

    def draw(self, prompt_sha256: str) -> Fault | None:
        """The fault of the next request. Where several rules meet, the first one counts."""
        if not self._rules:
            return None
        self._requests += 1
        drawn = self._drawn(prompt_sha256)
        for each in self._rules:
            if each.every and self._requests % each.every == 0:
                return each.kind
            if drawn < each.share:
                return each.kind
            drawn -= each.share
        return None

    def _drawn(self, prompt_sha256: str) -> float:
        """From 0 to 1, uniform over prompts and their repetitions."""
        prompt = bytes.fromhex(prompt_sha256[:16])  # enough to tell a billion prompts apart
        attempt = self._seen[prompt]
        self._seen[prompt] += 1
        digest = hashlib.sha256(b"%d %d %b" % (self._seed, attempt, prompt)).digest()
        return int.from_bytes(digest[:8]) / 2**64
