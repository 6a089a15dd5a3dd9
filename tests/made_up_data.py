"""Rows of nobody's, in the format of each benchmark and at the place where its config looks."""

import csv
import json
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from evalbench.config.dataset import DatasetConfig

Rows = Sequence[Mapping[str, Any]]
Write = Callable[[Path, str, Mapping[str, Any]], None]  # place, split, options of the loader
_MANY = range(50)  # no config shows one of a later place
_OPTIONS = dict(zip("ABCD", ["one", "two", "three", "four"], strict=True))
_IDIOMS = ["一帆风顺", "画蛇添足", "守株待兔", "亡羊补牢", "对牛弹琴", "井底之蛙", "刻舟求剑"]
_CODE = {
    "task_id": "Own/0",
    "prompt": "def double(n):\n",
    "declaration": "def double(n):\n",
    "entry_point": "double",
    "canonical_solution": "    return 2 * n\n",
    "test": "def check(candidate):\n    assert candidate(2) == 4\n",
    "example_test": "",
}
_CASES = json.dumps([{"input": "2\n", "output": "4\n", "testtype": "stdin"}])
_PROGRAM = {
    "question_title": "Own",
    "question_content": "Double it.",
    "question_id": "own_1",
    "starter_code": "",
    "public_test_cases": _CASES,
    "private_test_cases": _CASES,
    "metadata": "{}",
}


def write(config: DatasetConfig, folder: Path) -> bool:
    """Put what a data set's config reads below `folder`; False where no rows were made up."""
    name = config.loader.__name__
    suite = next((each for each in _SUITES if re.match(each, name)), "")
    rows = _WRITERS.get(name) or _SUITES.get(suite)
    if rows is None:
        return False
    for split in {config.reader.train_split, config.reader.test_split}:
        rows(folder / config.path, split, config.load_options)
    return True


def _lines(file: Path, rows: Rows) -> None:
    _text(file, "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))


def _text(file: Path, content: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(content, encoding="utf-8")


def _table(file: Path, rows: Sequence[Sequence[Any]]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", encoding="utf-8", newline="") as opened:
        csv.writer(opened).writerows(rows)


def _parquet(file: Path, rows: Rows) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.Table.from_pylist(list(rows)), file)


def _agieval(place: Path, _: str, options: Mapping[str, Any]) -> None:
    row = {"passage": "P. ", "question": "Q?", "options": ["(A)x", "(B)y"], "label": "B"}
    _lines(place / f"{options['name']}.jsonl", [row] * 5)


def _in_a_file(row: Mapping[str, Any]) -> Write:
    """At the very path of the config."""
    return lambda place, _split, _options: _lines(place, [row] * len(_MANY))


def _arc(place: Path, split: str, options: Mapping[str, Any]) -> None:
    choices = [{"label": letter, "text": text} for letter, text in _OPTIONS.items()]
    rows = [
        {"id": str(n), "question": {"stem": f"Q{n}?", "choices": choices}, "answerKey": "B"}
        for n in _MANY
    ]
    _lines(place / f"{options['name']}-{split}.jsonl", rows)


def _bbh(place: Path, _: str, options: Mapping[str, Any]) -> None:
    examples = [{"input": "Is {A} one?\nOptions:\n(A) yes\n(B) no", "target": "(A)"}] * 5
    _text(place / f"{options['name']}.json", json.dumps({"examples": examples}))
    _text(place.parent / "lib_prompt" / f"{options['name']}.txt", "Q: ?\nA: So the answer is (A).")


def _ceval(place: Path, split: str, options: Mapping[str, Any]) -> None:
    header = ["id", "question", *_OPTIONS, "answer", "explanation"]
    rows = [[n, f"{split} {n}", *_OPTIONS.values(), "C", ""] for n in range(5)]
    _table(place / split / f"{options['name']}_{split}.csv", [header, *rows])


def _cmmlu(place: Path, split: str, options: Mapping[str, Any]) -> None:
    header = ["", "Question", *_OPTIONS, "Answer"]
    rows = [[n, f"{split} {n}", *_OPTIONS.values(), "C"] for n in range(5)]
    _table(place / split / f"{options['name']}.csv", [header, *rows])


def _mmlu(place: Path, split: str, options: Mapping[str, Any]) -> None:
    rows = [[f"{split} {n}", *_OPTIONS.values(), "C"] for n in range(5)]
    _table(place / split / f"{options['name']}_{split}.csv", rows)


def _mmlu_pro(place: Path, split: str, _: Mapping[str, Any]) -> None:
    from evalbench.config import files  # one file holds all categories: those of the configs

    tree = Path(__file__).parents[1] / "configs"
    values = files.read(files.find("datasets", "mmlu_pro_gen", [tree]).path)
    categories = [each["category"] for each in values["mmlu_pro_datasets"]]
    row = {"options": ["x", "y", "z"], "answer": "B", "cot_content": "A: It is (B)."}
    rows = [{**row, "question": f"{n}?", "category": c} for c in categories for n in range(5)]
    _parquet(place / f"{split}-00000-of-00001.parquet", rows)


def _mmlu_redux(place: Path, _: str, options: Mapping[str, Any]) -> None:
    row = {"question": "Q?", "choices": ["w", "x", "y", "z"], "answer": 1}
    row |= {"error_type": "ok", "correct_answer": None}
    table = pa.Table.from_pylist([row] * 5)
    file = place / options["name"] / "data-00000-of-00001.arrow"
    file.parent.mkdir(parents=True, exist_ok=True)
    with pa.OSFile(str(file), "wb") as sink, pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)


def _custom(place: Path, _: str, __: Mapping[str, Any]) -> None:
    with_options = {"question": "Q?", **dict(zip("ABC", "xyz", strict=True)), "answer": "B"}
    whole = {"question": "Q?", "answer": "x"}
    _lines(place, [with_options if place.stem == "mcq" else whole] * 5)


def _dapo(place: Path, _: str, __: Mapping[str, Any]) -> None:
    rows = [
        {
            "prompt": [{"content": f"{n} + 1? Answer: $Answer", "role": "user"}],
            "reward_model": {"ground_truth": str(n + 1), "style": "rule"},
        }
        for n in range(5)
    ]
    _parquet(place / "dapo-math-17k.parquet", rows)


def _fewclue(row: Mapping[str, Any]) -> Write:
    return lambda place, split, _: _lines(place / f"{split}.json", [row] * 5)


def _gaokao(place: Path, _: str, options: Mapping[str, Any]) -> None:
    item = {"question": "1. Q", "answer": ["A"], "score": 5, "year": "2010", "index": 0}
    _text(place / f"{options['name']}.json", json.dumps({"example": [item] * 5}))


def _gpqa(place: Path, _: str, __: Mapping[str, Any]) -> None:
    wrong = [f"Incorrect Answer {n}" for n in (1, 2, 3)]
    rows = [["Q {A}?", "right", "x", "y", "z"]] * 5
    _table(place / "gpqa_diamond.csv", [["Question", "Correct Answer", *wrong], *rows])


def _gsm8k(place: Path, split: str, _: Mapping[str, Any]) -> None:
    # configs show rows from all over the train split
    many = range(7473) if split == "train" else range(5)
    rows = [{"question": f"{n} + 1?", "answer": f"Add.\n#### {n + 1}"} for n in many]
    _lines(place / f"{split}.jsonl", rows)


_HELLASWAG = {"query": "Reading: She", "choices": ["a", "b", "c", "d"], "gold": 1}


def _hellaswag(place: Path, split: str, _: Mapping[str, Any]) -> None:
    named = {"train": "hellaswag_train_sampled25", "val": "hellaswag"}
    _lines(place / f"{named.get(split, split)}.jsonl", [_HELLASWAG for _ in _MANY])


def _humaneval(place: Path, _: str, __: Mapping[str, Any]) -> None:
    file = place if place.suffix else place / "human-eval-v2-20210705.jsonl"
    _lines(file, [_CODE] * 5)


def _instructions(id_: str) -> list[dict[str, Any]]:
    row = {"prompt": "Write {A}.", "instruction_id_list": [id_], "kwargs": [{"keep": None}]}
    return [{"key": n, **row} for n in range(5)]


def _ifbench(place: Path, _: str, __: Mapping[str, Any]) -> None:
    rows = [{**row, "key": str(row["key"])} for row in _instructions("format:title_case")]
    _parquet(place, rows)


def _korbench(place: Path, _: str, options: Mapping[str, Any]) -> None:
    folder = place / options["category"]
    shots = [{"question": f"q{n}", "answer": f"[[{n}]]", "rule_id": "1"} for n in range(3)]
    row = {"question": "1※2?", "answer": "[[5]]", "rule_id": "1"}
    _lines(folder / "rule.jsonl", [{"idx": "1", "title": "t", "rule_content": "a※b = {a}"}])
    _lines(folder / "three-shot.jsonl", shots)
    _lines(folder / "sample.jsonl", [{"idx": str(n), **row} for n in range(5)])


def _korbench_mixed(place: Path, split: str, options: Mapping[str, Any]) -> None:
    categories = ("cipher", "counterfactual", "logic", "operation", "puzzle")
    for category in categories:
        _korbench(place, split, {"category": category})
    rules, questions = ([f"{category}_{n}" for category in categories[:2]] for n in (1, 0))
    row = {"rule_list": rules, "question_list": questions}
    _lines(place / "mixed" / f"{options['mode']}.jsonl", [{"idx": n, **row} for n in range(5)])


def _livecodebench(place: Path, _: str, __: Mapping[str, Any]) -> None:
    for number in ("", *"23456"):
        _lines(place / f"test{number}.jsonl", [_PROGRAM] * 5)


def _longbench_v2(place: Path, _: str, __: Mapping[str, Any]) -> None:
    row = {"context": "Long.", "question": "Q?", "difficulty": "easy", "length": "short"}
    row |= {f"choice_{letter}": text for letter, text in _OPTIONS.items()}
    _text(place, json.dumps([{**row, "answer": "C"}] * 5))


def _math(place: Path, _: str, options: Mapping[str, Any]) -> None:
    rows = [{"problem": f"{n}^2?", "solution": f"It is $\\boxed{{{n * n}}}$."} for n in range(5)]
    file = place if place.suffix else place / options.get("file_name", "math.json")
    if file.suffix == ".jsonl":
        _lines(file, rows)
    else:
        _text(file, json.dumps({str(n): row for n, row in enumerate(rows)}))


def _mbpp(place: Path, _: str, __: Mapping[str, Any]) -> None:
    row = {"code": "def double(n):\n  return n * 2", "test_list": ["assert double(2) == 4"]}
    folder = place.parent if place.suffix else place
    texts = {"mbpp": "text", "sanitized-mbpp": "prompt"}
    for name, text in texts.items():
        rows = [{text: "Write a function to double.", "task_id": n, **row} for n in range(1, 30)]
        _lines(folder / f"{name}.jsonl", rows)


def _mgsm(place: Path, split: str, __: Mapping[str, Any]) -> None:
    count, file = 5, place
    if split == "exemplars":
        count, file = 8, place.with_name(f"{place.stem}_train.tsv")
    _text(file, "".join(f"{n} + 1?\t{n + 1}\n" for n in range(count)))


def _with_labels(row: Mapping[str, Any], label: str) -> Write:
    def written(place: Path, split: str, _: Mapping[str, Any]) -> None:
        _lines(place / f"{split}.jsonl", [row] * 5)
        _text(place / f"{split}-labels.lst", f"{label}\n" * 5)

    return written


def _race(place: Path, split: str, options: Mapping[str, Any]) -> None:
    row = {"article": "Text.", "question": "Q?", "options": ["w", "x", "y", "z"], "answer": "B"}
    _lines(place / split / f"{options['name']}.jsonl", [row] * 5)


def _winogrande(place: Path, split: str, _: Mapping[str, Any]) -> None:
    row = {"sentence": "Ann saw _ there.", "option1": "Bo", "option2": "Cy", "answer": "2"}
    _lines(place / f"{split}.jsonl", [row] * len(_MANY))


_LONG = {"context": "Passage 1: long.", "input": "Which?", "answers": ["Paragraph 1"]}
_NAMES = {
    "English": ",".join(f"Ann {letter}" for letter in "BCDEFGHIJKLMNOP"),
    "Chinese": ",".join(f"张{sign}" for sign in "一二三四五六七八九十甲乙丙丁"),
}


def _longbench(place: Path, _: str, options: Mapping[str, Any]) -> None:
    classes = {"all_classes": ["Paragraph 1", "Paragraph 2"]}
    _lines(place / "data" / f"{options['name']}.jsonl", [{**_LONG, **classes}] * 5)


def _leval(place: Path, _: str, options: Mapping[str, Any]) -> None:
    letter, truth = "A", "True [fact: False]"
    output = truth if options.get("name") == "sci_fi" else letter
    _lines(place, [{"instructions": ["Q?"], "outputs": [output], "input": "Long."}] * 5)


def _needlebench(place: Path, _: str, options: Mapping[str, Any]) -> None:
    """Texts as long as the longest haystack that has been asked for."""
    for name in options["file_list"]:
        file, least = place / name, 2 * options["length"]  # characters
        if not file.is_file() or file.stat().st_size < least:
            said = [f"{n} is one of many. 这是第{n}句。" for n in range(100)]
            _lines(file, [{"text": "".join(said)}] * (least // 1500 + 3))
    _lines(place / "needles.jsonl", [_needle(n, each) for each in _NAMES for n in range(30)])
    _text(place / "names.json", json.dumps(_NAMES))


def _needle(n: int, language: str) -> dict[str, str]:
    if language == "Chinese":
        question = f"岛{n}上有什么？请按照'岛{n}上有____。'的格式回答。"
        said = {"needle": f"岛{n}上有珠{n}。", "arg1": f"岛{n}", "arg2": f"珠{n}"}
    else:
        question = f"What is on isle {n}? Please answer in the format 'On isle {n} is ____.'"
        said = {"needle": f"On isle {n} is gem{n}x.", "arg1": f"isle{n}", "arg2": f"gem{n}x"}
    return {**said, "retrieval_question": question, "language": language}


def _squad(place: Path, _: str, __: Mapping[str, Any]) -> None:
    asked = {"id": "1", "question": "谁？", "answers": [{"text": "甲", "answer_start": 0}]}
    paragraph = {"context": "甲在此。", "qas": [asked] * 5}
    _text(place, json.dumps({"data": [{"title": "t", "paragraphs": [paragraph]}]}))


def _drop(place: Path, split: str, _: Mapping[str, Any]) -> None:
    row = {"context": "Passage: Ten. Question: How many?\nAnswer:", "ref_text": "10|ten"}
    if split == "train":  # configs show rows from all over it
        _lines(place.with_name("train.jsonl"), [row] * 4000)
    else:
        _lines(place, [row] * 5)


def _lcsts(place: Path, _: str, __: Mapping[str, Any]) -> None:
    _text(place / "test.src.txt", "一篇短文。\n" * 5)
    _text(place / "test.tgt.txt", "短文\n" * 5)


def _truthfulqa(place: Path, _: str, __: Mapping[str, Any]) -> None:
    targets = {"It is.": 1, "It is not.": 0}
    row = {"question": "Is it?", "mc1_targets": targets, "mc2_targets": targets}
    _text(place / "mc_task.json", json.dumps([row] * 5))


# by the beginning of the name
_SUITES: dict[str, Write] = {
    "LongBench(?!v2)": _longbench,
    "LEval": _leval,
    "NeedleBench": _needlebench,
}
_SPANS = {"span1_text": "小狗", "span2_text": "它"}
_WRITERS: dict[str, Write] = {
    "AGIEvalDataset_v2": _agieval,
    "ARCDataset": _arc,
    "Aime2024Dataset": _in_a_file({"origin_prompt": "1 + 1?", "gold_answer": "2"}),
    "Aime2025Dataset": _in_a_file({"question": "1 + 1?", "answer": "2"}),
    "Aime2026Dataset": _in_a_file({"problem": "1 + 1?", "answer": 2}),
    "BBHDataset": _bbh,
    "BoolQDatasetV2": _in_a_file({"question": "q", "passage": "p", "idx": 0, "label": True}),
    "BustmDataset": _fewclue({"sentence1": "明天冷吗", "sentence2": "气温低不低", "label": "1"}),
    "CEvalDataset": _ceval,
    "CHIDDataset": _fewclue({"content": "祝你#idiom#。", "candidates": _IDIOMS, "answer": 0}),
    "CMMLUDataset": _cmmlu,
    "CluewscDataset": _fewclue({"text": "小狗很高兴。", "label": "true", "target": _SPANS}),
    "CslDataset": _fewclue({"abst": "本文研究水。", "keyword": ["水", "流体"], "label": "0"}),
    "CustomDataset": _custom,
    "CMRCDataset": _squad,
    "DAPOMathDataset": _dapo,
    "DRCDDataset": _squad,
    "DropOpenAIDataset": _drop,
    "EprstmtDataset": _fewclue({"sentence": "包装很好", "label": "Positive"}),
    "GPQADataset": _gpqa,
    "GSM8KDataset": _gsm8k,
    "GaokaoBenchDataset": _gaokao,
    "HellaswagDataset_V2": _in_a_file(_HELLASWAG),
    "HellaswagDatasetwithICE": _hellaswag,
    "HumanevalDataset": _humaneval,
    "HumanevalXDataset": lambda place, _, options: _lines(
        place / f"humanevalx_{options['language']}.jsonl", [_CODE] * 5
    ),
    "IFBenchDataset": _ifbench,
    "IFEvalDataset": lambda place, _, __: _lines(place, _instructions("punctuation:no_comma")),
    "KORBenchDataset": _korbench,
    "KORBenchMixedDataset": _korbench_mixed,
    "LCBCodeGenerationDataset": _livecodebench,
    "LCSTSDataset": _lcsts,
    "LongBenchv2Dataset": _longbench_v2,
    "MATHDataset": _math,
    "MBPPDataset": _mbpp,
    "MGSMSDataset": _mgsm,
    "MMLUDataset": _mmlu,
    "MMLUProDataset": _mmlu_pro,
    "MMLUReduxDataset": _mmlu_redux,
    "MooncakeTraceDataset": _in_a_file(
        {"timestamp": 0, "input_length": 8, "output_length": 4, "hash_ids": [0]}
    ),
    "PIQADatasetV2": _with_labels({"id": "1", "goal": "g", "sol1": "s", "sol2": "t"}, "1"),
    "RaceDataset": _race,
    "SanitizedMBPPDataset": _mbpp,
    "SiqaDatasetV2": _with_labels(
        {"context": "c", "question": "q", "answerA": "a", "answerB": "b", "answerC": "c"}, "2"
    ),
    "TNewsDataset": _fewclue({"sentence": "主队胜", "label_desc": "news_sports"}),
    "TriviaQADataset": lambda place, split, _: _text(
        place / f"trivia-{split}.qa.csv", "Who?\t['Ann', 'Ann Hill']\n" * 5
    ),
    "TruthfulQADataset": _truthfulqa,
    "WinograndeDatasetV3": _winogrande,
    "XsumDataset": lambda place, _, __: _lines(
        place / "dev.jsonl", [{"dialogue": "Long.", "summary": "Short."}] * 5
    ),
    "lambadaDataset": lambda place, split, _: _lines(
        place / f"{split}.jsonl", [{"prompt": "She took the", "label": "key"}] * 5
    ),
}
