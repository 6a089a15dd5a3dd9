"""What to change about a load, in words that fit how it was put on."""

from collections.abc import Mapping
from math import ceil

from evalbench.errors.entries import Phrase, verbatim
from evalbench.metrics.evidence import Evidence, Kind

_OWN_LOAD = Phrase(
    "a load of its own, without --find-capacity (--request-rate R, or --batch-size N)",
    "不用 --find-capacity，单独测这一负载（--request-rate R 或 --batch-size N）",
)
_TO_ITS_END = Phrase("let the load come to its end", "请让负载跑完")
_FEWER_SLOTS = Phrase("fewer slots (--batch-size)", "减少并发槽位（--batch-size）")
_LOWER_CAP = Phrase("a lower cap (--batch-size)", "降低并发上限（--batch-size）")
_NOTHING = verbatim("")
_OF_ROWS: tuple[Kind, ...] = ("closed", "rate")
_MORE_ROWS = Phrase(
    "a fixed time, for which all rows are asked again and again (--pressure {seconds}), or random "
    "prompts (--input-len): the data have no more rows",
    "按固定时长反复使用全部样本（--pressure {seconds}），或用随机提示词（--input-len）："
    "数据中没有更多样本",
)
_OTHER_ROWS = Phrase(
    "more requests, of data with more rows or of random prompts (--input-len)",
    "增加请求数：换样本更多的数据，或用随机提示词（--input-len）",
)
_A_MINUTE = 60.0  # seconds, where nobody knows how long it takes

_LIGHTER: Mapping[Kind, Phrase] = {
    "closed": _FEWER_SLOTS,
    "pressure": _FEWER_SLOTS,
    "rate": Phrase("a lower --request-rate", "降低 --request-rate"),
    "ramp": Phrase(
        "a ramp that ends lower (--ramp-up-end-rps)", "降低爬坡的终点（--ramp-up-end-rps）"
    ),
    "trace": _LOWER_CAP,
    "search": _LOWER_CAP,
}
_SLOWER: Mapping[Kind, Phrase] = {
    "rate": Phrase(" or a lower --request-rate", "，或降低 --request-rate"),
    "ramp": Phrase(" or a ramp with lower rates", "，或降低爬坡的速率"),
}


def words(evidence: Evidence) -> dict[str, Phrase]:
    """The keys that a remedy of the verdict may name."""
    return {
        "longer": longer(evidence),
        "more_answers": more_answers(evidence),
        "to_its_end": to_its_end(evidence),
        "lighter": _LIGHTER[evidence.kind],
        "slower": _SLOWER.get(evidence.kind, _NOTHING),
    }


def longer(evidence: Evidence) -> Phrase:
    """For a stable window, or a better one."""
    if evidence.interrupted:
        return _TO_ITS_END
    sent = max(evidence.asked or 0, evidence.requests or 0)
    enough = f"--num-prompts {_more(evidence.stable_needs, sent)}"
    seconds = f"--pressure-time {_more(evidence.stable_needs_s or _A_MINUTE, evidence.seconds)}"
    if evidence.used_up and evidence.kind in _OF_ROWS:
        return _MORE_ROWS.filled(seconds=seconds) if evidence.kind == "closed" else _OTHER_ROWS
    of_kind: Mapping[Kind, Phrase] = {
        "closed": Phrase(
            f"more requests ({enough}) or a fixed time (--pressure {seconds})",
            f"增加请求数（{enough}），或按固定时长施压（--pressure {seconds}）",
        ),
        "pressure": Phrase(f"a longer time ({seconds})", f"延长时间（{seconds}）"),
        "rate": Phrase(f"more requests ({enough})", f"增加请求数（{enough}）"),
        "ramp": Phrase(
            "a steady load (--request-rate R): a ramp never stays the same",
            "改用平稳的负载（--request-rate R）：爬坡从不停在同一水平",
        ),
        "trace": Phrase(
            "a longer trace, or a steady load (--request-rate R)",
            "换更长的 trace，或改用平稳的负载（--request-rate R）",
        ),
        "search": _OWN_LOAD,
    }
    return of_kind[evidence.kind]


def _more(estimate: float | None, than: float | None) -> int:
    """An estimate of what it takes; where that was not enough, twice of it. At least 1."""
    if estimate and estimate > (than or 0):
        return ceil(estimate)
    return max(1, ceil(2 * (than or 0)))


def more_answers(evidence: Evidence) -> Phrase:
    """For percentiles that are more than a few requests' luck."""
    needed = max(evidence.thin.values(), default=0)
    asked, answered = evidence.asked or 0, evidence.succeeded
    # a load that was stopped may have been long enough
    if evidence.interrupted and (evidence.asked is None or evidence.asked >= needed):
        return _TO_ITS_END
    of_kind: Mapping[Kind, Phrase] = {
        "pressure": Phrase(
            f"at least {needed} answers (--pressure-time)",
            f"至少需要 {needed} 个回答（--pressure-time）",
        ),
        "trace": Phrase(
            f"at least {needed} answers, of a longer trace",
            f"至少需要 {needed} 个回答：换更长的 trace",
        ),
        "search": _OWN_LOAD,
    }
    enough = "--num-prompts"
    if evidence.used_up:
        enough = "--pressure" if evidence.kind == "closed" else "--input-len"
    elif answered and asked >= needed:  # as many were asked for, and some of them failed
        enough = f"--num-prompts {ceil(needed * asked / answered)}"
    other = Phrase(f"at least {needed} answers ({enough})", f"至少需要 {needed} 个回答（{enough}）")
    return of_kind.get(evidence.kind, other)


def to_its_end(evidence: Evidence) -> Phrase:
    """After an interruption."""
    of_kind: Mapping[Kind, Phrase] = {
        "closed": Phrase(
            "let it end; --pressure --pressure-time gives it a fixed time",
            "请让它跑完；--pressure --pressure-time 可限定时长",
        ),
        "pressure": Phrase(
            "let it end, or give it less time (--pressure-time)",
            "请让它跑完，或缩短时间（--pressure-time）",
        ),
        "search": Phrase("let the search end", "请让搜索跑完"),
    }
    return of_kind.get(evidence.kind, Phrase("let it end", "请让它跑完"))
