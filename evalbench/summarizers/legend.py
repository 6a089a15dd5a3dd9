"""What to read below the accuracy table: what its words mean, and which scores are doubtful."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from evalbench.errors.entries import Phrase, joined
from evalbench.summarizers.doubts import counted, remedies
from evalbench.types import CLASSES, Counts, SampleClass, Score

_LEGEND = Phrase(
    "c/w/u/t/e: correct, wrong, unparsed (no answer found), truncated (cut before an answer), "
    "error (no response; {left_out})",
    "c/w/u/t/e：正确、错误、未提取到答案（unparsed）、得出答案前被截断（truncated）、"
    "没有得到回答（error，{left_out}）",
)
_LEGEND_OF_SEVERAL = Phrase(
    "each score with its 95 % interval; unparsed: no answer found; truncated: cut before an "
    "answer; error: no response, {left_out}; classes of each row: in the csv",
    "每个分数后是其 95 % 区间；未提取：找不到答案；截断：得出答案前被截断；"
    "无回答：{left_out}；各行的类别数见 csv",
)
_NOT_IN_N = Phrase("not in N", "不计入 N")
_NOT_COUNTED = Phrase("not counted", "不计入")
_CLASSES: Mapping[SampleClass, Phrase] = {
    "correct": Phrase("{n} correct", "正确 {n}"),
    "wrong": Phrase("{n} wrong", "错误 {n}"),
    "unparsed": Phrase("{n} unparsed", "未提取 {n}"),
    "truncated": Phrase("{n} truncated", "截断 {n}"),
    "error": Phrase("{n} error", "无回答 {n}"),
    "unasked": Phrase("{n} not asked", "未问 {n}"),
}
_OF_MODEL = Phrase("{model}: {told}", "{model}：{told}")
_COMMA = Phrase(", ", "，")
_NOTE = Phrase("note: {text}", "说明：{text}")
_DISAGREE = Phrase(
    "{model}: the benchmark's own extraction rule judges {differ:.0f} of {asked} answers "
    "otherwise (column strict of the csv)",
    "{model}：按该评测原有的提取规则，{asked} 个回答中有 {differ:.0f} 个判定不同（见 csv 的 "
    "strict 列）",
)
_AT = Phrase("{count} at {place}", "{place} {count} 个")
_SERVICES = Phrase(
    "{model}: the answers were asked for at {places} addresses: {each}",
    "{model}：回答来自 {places} 个地址：{each}",
)
_OTHERWISE = {
    "other_gold": Phrase(
        "{model}: {count} of {answers} answers are judged by gold answers that have changed since "
        "they were asked for",
        "{model}：{answers} 个回答中有 {count} 个按询问之后改动过的标准答案评分",
    ),
    "other_prompts": Phrase(
        "{model}: {count} of {answers} answers are to other prompts than this config's: --reuse "
        "asks for them again",
        "{model}：{answers} 个回答中有 {count} 个对应的提示与此配置的不同：--reuse 会重新询问它们",
    ),
    "other_conditions": Phrase(
        "{model}: {count} of {answers} answers were asked for under other conditions than the "
        "rest: --reuse with the conditions that are meant asks for them again",
        "{model}：{answers} 个回答中有 {count} 个的条件与其余的不同：用所要的条件加 --reuse "
        "会重新询问它们",
    ),
}
_FAILED = Phrase(
    "{model}: requests failed: {met}; that left {left} samples without an answer",
    "{model}：失败的请求：{met}；因此 {left} 个样本没有回答",
)
_UNASKED = Phrase(
    "{model}: {unasked} of {total} samples have no answer: not asked, or broken off in flight",
    "{model}：{total} 个样本中有 {unasked} 个没有回答：没有问，或在途时被中断",
)
_NOT_YET = Phrase(
    "{model}: {unasked} of {total} samples have no answer: not asked yet, or in flight",
    "{model}：{total} 个样本中有 {unasked} 个没有回答：还没有问，或仍在途",
)


def legend(
    scores: Mapping[str, Mapping[str, Score]], again: str | None, columns: Sequence[str]
) -> list[str]:
    """Of the scores of each model: abbreviations, and what to do about doubtful ones.

    `columns` are those that are shown. `again` are the words of a command line that name the run;
    None: it is under way.
    """
    counts = [score.counts for each in scores.values() for score in each.values()]
    kinds: tuple[Callable[[str, Mapping[str, Score]], str], ...] = (
        _disagreement,
        _services,
        *(partial(_otherwise, part=part, words=words) for part, words in _OTHERWISE.items()),
        _failures,
        partial(_unasked, under_way=again is None),
    )
    told = [each(model, known) for each in kinds for model, known in scores.items()]
    notes = [*filter(None, told), *remedies(counts, again)]
    return [*_abbreviations(scores, columns), *map(note, notes)]


def _abbreviations(scores: Mapping[str, Mapping[str, Score]], columns: Sequence[str]) -> list[str]:
    heads = {each.replace("\n", "") for each in columns}  # a narrow screen has some in lines
    left_out = _NOT_IN_N if "N" in heads else _NOT_COUNTED
    if len(scores) > 1:
        return [
            str(_LEGEND_OF_SEVERAL.filled(left_out=left_out)), *map(_classes, scores.items())
        ]  # fmt: skip
    return [str(_LEGEND.filled(left_out=left_out))] if "c/w/u/t/e" in heads else []


def note(text: str) -> str:
    return str(_NOTE.filled(text=text))


def _classes(of: tuple[str, Mapping[str, Score]]) -> str:
    """One model's samples over all data sets, without the classes in which there are none."""
    model, scores = of
    counts = sum((score.counts for score in scores.values()), Counts())
    classes = ((kind, getattr(counts, kind)) for kind in CLASSES)
    told = [_CLASSES[kind].filled(n=count) for kind, count in classes if count]
    return str(_OF_MODEL.filled(model=model, told=joined(told, _COMMA)))


def _disagreement(model: str, scores: Mapping[str, Score]) -> str:
    """Where both rules judge more than 1 % of a model's answers differently."""
    known = [score for score in scores.values() if score.disagreement is not None]
    asked = sum(score.counts.scored for score in known)
    differ = sum((score.disagreement or 0) / 100 * score.counts.scored for score in known)
    if differ <= asked / 100:
        return ""
    return str(_DISAGREE.filled(model=model, differ=differ, asked=asked))


def _services(model: str, scores: Mapping[str, Score]) -> str:
    """Where one score is of answers from several places; they need not be of one service."""
    by_place = sum((Counter(score.services) for score in scores.values()), Counter[str]())
    if len(by_place) < 2:
        return ""
    told = [_AT.filled(count=count, place=place) for place, count in by_place.most_common()]
    each = joined(told, _COMMA)
    return str(_SERVICES.filled(model=model, places=len(by_place), each=each))


def _otherwise(model: str, scores: Mapping[str, Score], *, part: str, words: Phrase) -> str:
    count = sum(getattr(score, part) for score in scores.values())
    answers = sum(score.counts.scored for score in scores.values())
    return str(words.filled(model=model, count=count, answers=answers)) if count else ""


def _failures(model: str, scores: Mapping[str, Score]) -> str:
    """So that a service that fails now and then is seen where every sample was answered."""
    met = sum((Counter(score.causes) for score in scores.values()), Counter())
    if not met:
        return ""
    left = sum(score.counts.error for score in scores.values())
    return str(_FAILED.filled(model=model, met=counted(met), left=left))


def _unasked(model: str, scores: Mapping[str, Score], *, under_way: bool) -> str:
    unasked = sum(score.counts.unasked for score in scores.values())
    total = sum(score.counts.total for score in scores.values())
    if not unasked:
        return ""
    words = _NOT_YET if under_way else _UNASKED
    return str(words.filled(model=model, unasked=unasked, total=total))
