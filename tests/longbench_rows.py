"""Five made-up rows for each set of LongBench, in its own format."""

import json
from pathlib import Path
from typing import Any

CLASSES = ["Number", "Number of people", "Place", "Individual"]
TOPICS = ["体育", "财经", "天气"]
# of each set: the answers to its five questions, each of which has one or several
ANSWERS: dict[str, list[list[str]]] = {
    "narrativeqa": [["a red door"], ["in Leeds", "at Leeds"], ["he left"], ["Ann"], ["no one"]],
    "qasper": [["yes"], ["unanswerable"], ["BLEU and chrF"], ["no"], ["3.5 million rows"]],
    "multifieldqa_en": [["in 1963"], ["a kettle"], ["two"], ["the north side"], ["copper"]],
    "multifieldqa_zh": [["北京大学"], ["1963年"], ["三个人"], ["红色的门"], ["没有"]],
    "hotpotqa": [["Ang Lee"], ["yes"], ["1990"], ["The Rhine"], ["Miller v. Smith"]],
    "2wikimqa": [["Ann Lee"], ["Leeds"], ["no"], ["1 May 1901"], ["Poland"]],
    "musique": [["Green"], ["Peru"], ["1848"], ["the Danube"], ["a bishop"]],
    "dureader": [["先洗手。", "要洗手"], ["每天喝水"], ["去医院"], ["可以的"], ["三到五天"]],
    "gov_report": [[f"The agency spent {n} million. It has no plan {{A}}."] for n in range(5)],
    "qmsum": [[f"They agreed on {n} buttons. The price stays."] for n in range(5)],
    "multi_news": [[f"– Fire took {n} houses. Nobody was hurt."] for n in range(5)],
    "vcsum": [[f"会议讨论了第{n}项议题，并通过了预算。"] for n in range(5)],
    "trec": [["Number"], ["Number of people"], ["Place"], ["Individual"], ["Place"]],
    "triviaqa": [["Paris", "City of Paris"], ["Bach"], ["1066"], ["Mount Etna"], ["Tin"]],
    "samsum": [[f"Ann will bring {n} cakes."] for n in range(5)],
    "lsht": [["体育"], ["财经"], ["天气"], ["财经"], ["体育"]],
    "passage_count": [["12"], ["7"], ["3"], ["20"], ["1"]],
    "passage_retrieval_en": [["Paragraph 15"], ["Paragraph 1"], ["Paragraph 30"],
                             ["Paragraph 5"], ["Paragraph 8"]],
    "passage_retrieval_zh": [["段落15"], ["段落1"], ["段落30"], ["段落5"], ["段落8"]],
    "lcc": [[f"        return self._x[{n}]"] for n in range(5)],
    "repobench-p": [[f"    private int z = {n};"] for n in range(5)],
}  # fmt: skip
_CLASSES_OF = {"trec": CLASSES, "lsht": TOPICS}


def row(name: str, number: int) -> dict[str, Any]:
    """Sums of reports have no input, and code of one file neither."""
    without_input = name in ("gov_report", "multi_news", "vcsum", "lcc", "passage_count")
    return {
        "input": "" if without_input else f"What of {{context}} is number {number}?",
        "context": f"The {number}th long text of {name}. A set {{A}} of {{input}}.\n",
        "answers": ANSWERS[name][number],
        "length": 9,
        "dataset": name,
        "language": "zh" if name.endswith("zh") else "en",
        "all_classes": _CLASSES_OF.get(name),
        "_id": f"{name}{number}",
    }


def write(folder: Path) -> None:
    """`folder` is that of the benchmarks."""
    data = folder / "LongBench" / "data"
    data.mkdir(parents=True)
    for name in ANSWERS:
        lines = [json.dumps(row(name, number), ensure_ascii=False) for number in range(5)]
        (data / f"{name}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
