"""Loaders of mathematics and reasoning: rows in each format, and every fault by file and row."""

import json
import re
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from evalbench.datasets.aime import Aime2024Dataset, Aime2025Dataset, Aime2026Dataset
from evalbench.datasets.bbh import BBHDataset
from evalbench.datasets.dapo_math import DAPOMathDataset
from evalbench.datasets.korbench import KORBenchDataset
from evalbench.datasets.korbench_mixed import KORBenchMixedDataset
from evalbench.datasets.math import MATHDataset
from evalbench.datasets.mgsm import MGSMSDataset
from evalbench.errors import DatasetError


def written(file: Path, content: str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(content, encoding="utf-8")
    return file


def lines(rows: list[dict[str, Any]]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


# --- MATH

PROBLEMS = [
    {"problem": "What is {A} plus $1+1$?", "solution": r"It is $\boxed{1}$, no, $\boxed {2}$."},
    {"problem": "Half?", "solution": r"\[\boxed{\frac{1}{2}}\]", "level": "Level 1"},
    {"problem": "A pair?", "solution": r"$\boxed{\left( 3, 4 \right)}$"},
    {"problem": "Who?", "solution": r"$\boxed{\text{Ada}}$"},
    {"problem": "Framed?", "solution": r"\fbox{7}"},
]
ANSWERS = ["2", r"\frac{1}{2}", r"\left( 3, 4 \right)", r"\text{Ada}", "7"]


def test_math_answers_are_in_the_last_box_of_either_file(tmp_path: Path) -> None:
    written(tmp_path / "math.json", json.dumps({str(i): row for i, row in enumerate(PROBLEMS)}))
    written(tmp_path / "test.jsonl", lines(PROBLEMS))
    rows = MATHDataset.load(tmp_path, "test")
    assert [row["solution"] for row in rows] == ANSWERS
    assert rows[1]["written"] == PROBLEMS[1]["solution"]
    assert rows == MATHDataset.load(tmp_path, "test", file_name="test.jsonl")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ('{"0": {"problem": "a"}}', "math.json line 1 has no 'solution'"),
        ('{"0": ["a"]}', "math.json: row 1, counted from 1, is no JSON object"),
        ('{"0": {"problem": "a", "solution": "5"}}', r"row 1 has a solution without \boxed"),
        ("[]", "math.json holds JSON of another shape, expected {…}"),
        ("{}", "math.json has no rows"),
        ('{\n"0": ', "math.json line 2 is not JSON"),
        ("[" * 99999, "math.json line 1 is not JSON"),
    ],
)  # fmt: skip
def test_a_broken_math_file_is_told(tmp_path: Path, content: str, told: str) -> None:
    written(tmp_path / "math.json", content)
    with pytest.raises(DatasetError, match=re.escape(told)):
        MATHDataset.load(tmp_path, "test")


def test_a_missing_math_file_is_told_with_the_layout(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r"math\.json is missing \[D202\]\n  layout: math/"):
        MATHDataset.load(tmp_path, "test")


# --- AIME


@pytest.mark.parametrize(
    ("dataset", "question", "answer"),
    [
        (Aime2024Dataset, "origin_prompt", "gold_answer"),
        (Aime2025Dataset, "question", "answer"),
        (Aime2026Dataset, "problem", "answer"),
    ],
)
def test_aime_has_a_column_pair_of_its_own_each_year(
    tmp_path: Path, dataset: Any, question: str, answer: str
) -> None:
    golds: list[Any] = ["204", 7, "000", "336^\\circ", " 25 "]
    file = written(
        tmp_path / "aime.jsonl", lines([{question: f"q{gold}", answer: gold} for gold in golds])
    )
    rows = dataset.load(file, "test")
    assert [row["answer"] for row in rows] == ["204", "7", "000", "336", "25"]
    assert rows[1]["question"] == "q7"
    written(file, lines([{question: "q", answer: "1"}, {question: "q", answer: "1/2"}]))
    with pytest.raises(DatasetError, match=r"line 2 has the answer '1/2', expected a whole number"):
        dataset.load(file, "test")
    written(file, lines([{question: "q"}]))
    with pytest.raises(DatasetError, match=f"line 1 has no '{answer}'"):
        dataset.load(file, "test")


# --- BIG-Bench Hard

OPTIONS = "Pick one.\nOptions:\n(A) red\n(B) blue\n(C) green"


def bbh(folder: Path, examples: object) -> Path:
    written(folder / "data" / "colours.json", json.dumps({"canary": "c", "examples": examples}))
    written(folder / "lib_prompt" / "colours.txt", "Pick.\n\nQ: {input}?\nA: (A).")
    return folder / "data"


def test_bbh_rows_have_the_worked_examples_of_their_task(tmp_path: Path) -> None:
    examples = [{"input": OPTIONS, "target": f"({letter})"} for letter in "ABCAB"]
    rows = BBHDataset.load(bbh(tmp_path, examples), "test", name="colours")
    assert [row["target"] for row in rows] == ["(A)", "(B)", "(C)", "(A)", "(B)"]
    assert {row["hint"] for row in rows} == {"Pick.\n\nQ: {input}?\nA: (A)."}


@pytest.mark.parametrize(
    ("options", "target", "letter"),
    [
        ("(A) one\n(B) two\n(C) three", "one, two", "(A)"),
        ("(A) one\n(B) two\n(C) one\n(D) three", "one, three", "(D)"),
    ],
)
def test_a_target_whose_options_were_torn_is_the_one_that_only_it_has(
    tmp_path: Path, options: str, target: str, letter: str
) -> None:
    examples = [{"input": f"Pick.\nOptions:\n{options}", "target": target}]
    rows = BBHDataset.load(bbh(tmp_path, examples), "test", name="colours")
    assert rows[0]["target"] == letter


@pytest.mark.parametrize(
    ("examples", "told"),
    [
        ([{"input": OPTIONS, "target": "(D)"}], "row 1 has the target '(D)', which is none of"),
        ([{"input": OPTIONS}], "line 1 has no 'target'"),
        (["x"], "row 1, counted from 1, is no JSON object"),
        ([], "expected {\"examples\": […]}"),
        (None, "expected {\"examples\": […]}"),
    ],
)  # fmt: skip
def test_a_broken_bbh_task_is_told(tmp_path: Path, examples: object, told: str) -> None:
    with pytest.raises(DatasetError, match=re.escape(told)):
        BBHDataset.load(bbh(tmp_path, examples), "test", name="colours")


def test_a_bbh_task_without_worked_examples_is_told(tmp_path: Path) -> None:
    data = bbh(tmp_path, [{"input": "q", "target": "yes"}])
    (tmp_path / "lib_prompt" / "colours.txt").unlink()
    with pytest.raises(DatasetError, match=r"colours\.txt is missing"):
        BBHDataset.load(data, "test", name="colours")


# --- MGSM


def test_mgsm_answers_lose_their_separators(tmp_path: Path) -> None:
    text = 'a "quoted\t18\r\nb\t2,125\nc\t-3\n\nd\t114,200\ne\t0\n'
    file = written(tmp_path / "mgsm_de.tsv", text)
    rows = MGSMSDataset.load(file, "test")
    assert [row["answer"] for row in rows] == ["18", "2125", "-3", "114200", "0"]
    assert rows[0]["question"] == 'a "quoted'


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a\t1\nb\n", "line 2 has 1 fields, expected 2"),
        ("a\t1\tx\n", "line 1 has 3 fields, expected 2"),
        ("a\tmany\n", "line 1 has the answer 'many', expected a whole number"),
        ("\n", "has no rows"),
    ],
)
def test_a_broken_mgsm_file_is_told(tmp_path: Path, text: str, told: str) -> None:
    file = written(tmp_path / "mgsm_de.tsv", text)
    with pytest.raises(DatasetError, match=told):
        MGSMSDataset.load(file, "test")


def exemplars(*langs: str, count: int = 8) -> str:
    numbers = list(range(10, 10 + count))
    asked = {
        lang: {str(at): {"q": f"Frage : {at}: wie viele?", "a": "Schritt"} for at in range(1, 9)}
        for lang in langs
    }
    return (
        f'"""Prompts."""\nimport re\nEXEMPLAR_NUMBER_ANSWERS = {numbers}\n'
        f"MGSM_EXEMPLARS = {asked!r}\n"
    )


def test_mgsm_examples_are_those_that_its_authors_publish_as_code(tmp_path: Path) -> None:
    file = written(tmp_path / "mgsm_de.tsv", "a\t1\n")
    written(tmp_path / "exemplars.py", exemplars("de", "fr"))
    rows = MGSMSDataset.load(file, "exemplars")
    assert [row["answer"] for row in rows] == [str(10 + at) for at in range(8)]
    assert rows[2]["question"] == "3: wie viele?"
    assert [row["question"] for row in MGSMSDataset.load(file, "train")] == ["a"]


def test_mgsm_examples_of_a_table_beside_the_test_file_come_first(tmp_path: Path) -> None:
    file = written(tmp_path / "mgsm_de.tsv", "a\t1\n")
    written(tmp_path / "exemplars.py", exemplars("de"))
    written(tmp_path / "mgsm_de_train.tsv", "".join(f"q{at}\t{at}\n" for at in range(8)))
    rows = MGSMSDataset.load(file, "exemplars")
    assert rows[7] == {"question": "q7", "answer": "7"}
    written(tmp_path / "mgsm_de_train.tsv", "q\t1\n")
    with pytest.raises(DatasetError, match=r"mgsm_de_train\.tsv has 1 examples, expected 8"):
        MGSMSDataset.load(file, "exemplars")


@pytest.mark.parametrize(
    "code",
    [
        exemplars("fr"),
        exemplars("de", count=7),
        exemplars("de").replace("'8': {'q'", "'8': {'p'"),
        "MGSM_EXEMPLARS = open('x')\n",
        "MGSM_EXEMPLARS = [\n",
        "",
    ],
)
def test_a_broken_file_of_mgsm_examples_is_told(tmp_path: Path, code: str) -> None:
    file = written(tmp_path / "mgsm_de.tsv", "a\t1\n")
    written(tmp_path / "exemplars.py", code)
    with pytest.raises(DatasetError, match=r"exemplars\.py does not have eight questions of 'de'"):
        MGSMSDataset.load(file, "exemplars")


def test_mgsm_examples_that_are_nowhere_are_told_with_their_place(tmp_path: Path) -> None:
    file = written(tmp_path / "mgsm_de.tsv", "a\t1\n")
    with pytest.raises(DatasetError, match=r"exemplars\.py \[D552\]\n  put .*mgsm_de_train\.tsv"):
        MGSMSDataset.load(file, "exemplars")


# --- KOR-Bench


def korbench(folder: Path, samples: list[dict[str, Any]], shots: int = 3) -> None:
    rules = [{"idx": "1", "title": "t", "rule_content": "a※b = {a}"}]
    examples = [{"question": f"q{i}", "answer": f"[[{i}]]", "rule_id": "1"} for i in range(shots)]
    written(folder / "operation" / "rule.jsonl", lines(rules))
    written(folder / "operation" / "three-shot.jsonl", lines(examples))
    written(folder / "operation" / "sample.jsonl", lines(samples))


def sample(idx: int = 1, answer: str = "[[5]]", rule: str = "1") -> dict[str, Any]:
    return {"idx": str(idx), "question": "1※2?", "answer": answer, "rule_id": rule}


def test_korbench_rows_have_their_rule_and_its_three_examples(tmp_path: Path) -> None:
    korbench(tmp_path, [sample(idx) for idx in range(1, 6)])
    rows = KORBenchDataset.load(tmp_path, "test", category="operation")
    assert len(rows) == 5
    assert rows[4]["rule_content"] == "a※b = {a}"
    assert [rows[4][f"answer_{i}"] for i in (1, 2, 3)] == ["[[0]]", "[[1]]", "[[2]]"]
    assert rows[4]["gold"] == {
        "canonical": "[[5]]", "category": "operation", "rule_id": "1", "idx": "5",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("samples", "shots", "told"),
    [
        ([sample(), sample(rule="2")], 3, "line 2 belongs to rule '2', which rule.jsonl does not"),
        ([sample()], 2, "rule '1' has 2 examples in three-shot.jsonl, expected 3"),
        ([sample(answer="5")], 3, "line 1 has the answer '5', expected [[…]]"),
        ([{"idx": "1", "question": "q", "rule_id": "1"}], 3, "line 1 has no 'answer'"),
    ],
)
def test_a_broken_korbench_category_is_told(
    tmp_path: Path, samples: list[dict[str, Any]], shots: int, told: str
) -> None:
    korbench(tmp_path, samples, shots)
    with pytest.raises(DatasetError, match=re.escape(told)):
        KORBenchDataset.load(tmp_path, "test", category="operation")


# --- KOR-Bench's mixed tasks


def mixed(folder: Path, *rows: dict[str, Any]) -> None:
    for category in ("cipher", "counterfactual", "logic", "operation", "puzzle"):
        rules = [{"idx": str(at), "rule_content": f"{category} rule {at}"} for at in (1, 2)]
        shots = [{"question": "q", "answer": "[[1]]", "rule_id": str(i % 2 + 1)} for i in range(6)]
        samples = [
            sample(idx, answer=f"[[{idx}]]", rule=str(idx)) | {"question": f"{category} {idx}?"}
            for idx in (1, 2)
        ]
        written(folder / category / "rule.jsonl", lines(rules))
        written(folder / category / "three-shot.jsonl", lines(shots))
        written(folder / category / "sample.jsonl", lines(samples))
    written(folder / "mixed" / "Multi-RQ.jsonl", lines(list(rows)))


def several(rules: Any = ("logic_2", "puzzle_1"), asked: Any = ("puzzle_1", "logic_2")) -> Any:
    rules, asked = ([*each] if isinstance(each, tuple) else each for each in (rules, asked))
    return {"idx": "1", "rule_list": rules, "question_list": asked}


def test_mixed_korbench_numbers_the_rules_and_questions_that_a_row_names(tmp_path: Path) -> None:
    mixed(tmp_path, *[several()] * 4, several(["cipher_1"], ["cipher_1"]))
    rows = KORBenchMixedDataset.load(tmp_path, "test", mode="Multi-RQ")
    assert len(rows) == 5
    assert rows[0]["rules"] == "Rule 1: logic rule 2\nRule 2: puzzle rule 1"
    assert rows[0]["questions"] == "Question 1: puzzle 1?\nQuestion 2: logic 2?"
    gold: Any = rows[0]["gold"]
    assert json.loads(gold["canonical"]) == {"question1": "[[1]]", "question2": "[[2]]"}
    assert [(each["category"], each["idx"]) for each in gold["questions"]] == [
        ("puzzle", "1"), ("logic", "2"),
    ]  # fmt: skip
    assert rows[4]["rules"] == "Rule 1: cipher rule 1"


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (several("logic_2"), "line 2 has no list of names as 'rule_list'"),
        (several(asked=[]), "line 2 has no list of names as 'question_list'"),
        (several(["logic_9"]), "line 2 names 'logic_9', which the files of its category"),
        (several(asked=[{}]), "line 2 names {}, which the files of its category"),
        ({"idx": "2", "rule_list": ["logic_1"]}, "line 2 has no 'question_list'"),
    ],
)  # fmt: skip
def test_a_broken_row_of_mixed_korbench_is_told(tmp_path: Path, row: Any, told: str) -> None:
    mixed(tmp_path, several(), row)
    with pytest.raises(DatasetError, match=re.escape(told)):
        KORBenchMixedDataset.load(tmp_path, "test", mode="Multi-RQ")


# --- DAPO-Math


def dapo(folder: Path, rows: list[dict[str, Any]]) -> Path:
    pq.write_table(pa.Table.from_pylist(rows), folder / "dapo-math-17k.parquet")
    return folder


def problem(text: str, answer: str) -> dict[str, Any]:
    return {
        "data_source": "math_dapo",
        "prompt": [{"content": text, "role": "user"}],
        "reward_model": {"ground_truth": answer, "style": "rule"},
    }


def test_dapo_asks_each_problem_once(tmp_path: Path) -> None:
    rows = [problem("p1", "34"), problem("p2", " 7 "), problem("p1", "34"), problem("p3", "-1")]
    found = DAPOMathDataset.load(dapo(tmp_path, [*rows, problem("p4", "0")]), "train")
    assert found == [
        {"prompt": "p1", "answer": "34"},
        {"prompt": "p2", "answer": "7"},
        {"prompt": "p3", "answer": "-1"},
        {"prompt": "p4", "answer": "0"},
    ]
    assert found == DAPOMathDataset.load(tmp_path / "dapo-math-17k.parquet", "train")


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([problem("p", "1"), problem("p", "")], "row 2, counted from 1, has no prompt"),
        ([{"prompt": [], "reward_model": {"ground_truth": "1"}}], "row 1, counted from 1"),
        ([{"prompt": [{"content": "p"}]}], "cannot be read"),
    ],
)
def test_a_broken_dapo_file_is_told(tmp_path: Path, rows: list[dict[str, Any]], told: str) -> None:
    with pytest.raises(DatasetError, match=told):
        DAPOMathDataset.load(dapo(tmp_path, rows), "train")


def test_a_file_that_is_no_parquet_is_told(tmp_path: Path) -> None:
    written(tmp_path / "dapo-math-17k.parquet", "version https://git-lfs.github.com/spec/v1\n")
    with pytest.raises(DatasetError, match="cannot be read"):
        DAPOMathDataset.load(tmp_path, "train")
