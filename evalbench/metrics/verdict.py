"""The run judges itself: which signs speak against its numbers, and how gravely."""

from collections.abc import Collection, Sequence
from typing import get_args

from msgspec import structs

from evalbench.errors.entries import Phrase
from evalbench.metrics import advice
from evalbench.metrics.evidence import Evidence
from evalbench.metrics.signs import FEW, SIGNS, Sign
from evalbench.types import Level, Reason, Verdict

_LEVELS: tuple[Level, ...] = get_args(Level)  # from good to bad

_NONE_ANSWERED = Phrase(
    "none of {requests} requests was answered", "{requests} 个请求都没有得到回答"
)
_NONE_ENDED = Phrase("no request had come to its end", "没有请求跑完")
_SAY_WHY = Phrase(
    "the failures by cause, with the service's own words, say what to change",
    "按原因的失败统计和服务的原话会说明该改什么",
)
_STARVED = Phrase(" ({share} without getting it)", "（其中 {share} 没有得到）")


def judge(evidence: Evidence) -> Verdict:
    """Hold every row of `SIGNS` against the evidence."""
    found: dict[str, Reason] = {}
    for sign in SIGNS:
        reason = _reason(sign, evidence)
        if reason is not None and (
            sign.name not in found or _gravity(reason.level) > _gravity(found[sign.name].level)
        ):
            found[sign.name] = reason
    of_run = (reason.level for reason in found.values() if not reason.marks)
    worst: Level = max(of_run, key=_gravity, default="VALID")
    return Verdict(worst, tuple(found.values()))


def seen(verdict: Verdict, columns: Collection[str]) -> Verdict:
    """What it says of percentiles, of those columns alone: a screen may go without some."""
    reasons = (
        _seen(reason, columns) if reason.of_columns else reason for reason in verdict.reasons
    )
    return structs.replace(verdict, reasons=tuple(filter(None, reasons)))


def _seen(reason: Reason, columns: Collection[str]) -> Reason | None:
    fixes = {name: fix for name, fix in reason.of_columns.items() if name in columns}
    if not fixes:
        return None
    marks = tuple(name for name in reason.marks if name in fixes)
    text, fix = FEW.filled(**_listed(marks)), [*fixes.values()][-1]
    return Reason(reason.sign, reason.level, text, fix, marks, fixes)


def _gravity(level: Level) -> int:
    return _LEVELS.index(level)


def _reason(sign: Sign, evidence: Evidence) -> Reason | None:
    value = sign.value(evidence)
    if value is None:
        return None
    limits: tuple[tuple[Level, float | None], ...] = (
        ("INVALID", sign.invalid),
        ("SUSPECT", sign.suspect),
    )
    for level, limit in limits:
        if limit is not None and (value < limit if sign.floor else value > limit):
            words = _words(evidence) | {
                "value": _shown(value, sign.unit),
                "limit": _shown(limit, sign.unit),
            }
            marks = sign.marks(evidence) if sign.marks else ()
            text, fix = sign.text.filled(**words), sign.fix.filled(**words)
            parts = sign.of_columns(evidence) if sign.of_columns else {}
            of_columns = {name: sign.fix.filled(**_words(each)) for name, each in parts.items()}
            return Reason(sign.name, level, text, fix, marks, of_columns)
    return None


def _shown(value: float, unit: str) -> str:
    number = 100 * value if unit == "%" else value
    # enough digits to tell 97.02 % from its limit, and no exponent
    return f"{number:.0f} {unit}".rstrip() if number >= 1000 else f"{number:.4g} {unit}".rstrip()


def _words(evidence: Evidence) -> dict[str, str | Phrase]:
    """What a sentence may name beside its own number."""
    workers, slots, requests = evidence.workers or 1, evidence.slots or 1, evidence.requests or 0
    starved = evidence.starved_share
    return {
        **advice.words(evidence),
        "requests": str(requests),
        "unanswered": _NONE_ANSWERED.filled(requests=requests) if requests else _NONE_ENDED,
        "say_why": _SAY_WHY if requests else advice.to_its_end(evidence),
        "slots": str(slots),
        "more_workers": str(workers + 1),
        "rate": _shown(evidence.scheduled_rate or 0.0, ""),
        "starved": _STARVED.filled(share=_shown(starved, "%")) if starved else "",
        "no_stable": evidence.no_stable or "",
        **_listed([*evidence.thin]),
        "tokens_per_event": _shown(evidence.tokens_per_event or 0.0, ""),
    }


def _listed(columns: Sequence[str]) -> dict[str, str]:
    several = len(columns) > 1
    return {
        "thin": ", ".join(columns),
        "are": "are" if several else "is",
        "each": " each" if several else "",
    }
