"""Loaders of multiple-choice benchmarks, on rows made up in each one's own format."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from evalbench.datasets.agieval import AGIEvalDataset_v2
from evalbench.datasets.arc import ARCDataset
from evalbench.datasets.boolq import BoolQDatasetV2
from evalbench.datasets.ceval import CEvalDataset
from evalbench.datasets.cmmlu import CMMLUDataset
from evalbench.datasets.gaokao_bench import GaokaoBenchDataset
from evalbench.datasets.gpqa import GPQADataset
from evalbench.datasets.hellaswag import HellaswagDataset_V2, HellaswagDatasetwithICE
from evalbench.datasets.longbench_v2 import LongBenchv2Dataset
from evalbench.datasets.mmlu import MMLUDataset
from evalbench.datasets.mmlu_pro import MMLUProDataset
from evalbench.datasets.mmlu_redux import MMLUReduxDataset
from evalbench.datasets.piqa import PIQADatasetV2
from evalbench.datasets.race import RaceDataset
from evalbench.datasets.siqa import SiqaDatasetV2
from evalbench.datasets.truthfulqa import TruthfulQADataset
from evalbench.datasets.winogrande import WinograndeDatasetV3
from evalbench.errors import DatasetError


def written(file: Path, content: str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(content, encoding="utf-8")
    return file


def lines(*rows: Any) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


CMMLU = """,Question,A,B,C,D,Answer
0,一年有几个月,10,11,12,13,C
1,"""
CMMLU += '''"""五""字有几画","2, 大概",3,4,5,C
2,水的化学式是,H2O,CO2,O2,H2,A
3,"下列哪句
是诗",a,b,c,d,B
4,"{A} 等于几",1,2,3,4,D
'''


def test_cmmlu_reads_one_subject(tmp_path: Path) -> None:
    written(tmp_path / "test" / "arts.csv", CMMLU)
    rows = CMMLUDataset.load(tmp_path, "test", name="arts")
    assert rows[1] == {
        "question": '"五"字有几画', "A": "2, 大概", "B": "3", "C": "4", "D": "5", "answer": "C"
    }  # fmt: skip
    assert [row["answer"] for row in rows] == ["C", "C", "A", "B", "D"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (CMMLU.replace(",C\n2,", ",E\n2,"), "arts.csv line 3 has the answer 'E', which is none of"),
        (CMMLU.replace("C\n2,", "\n2,"), "arts.csv line 3 has the answer '', which is none of"),
        (CMMLU.replace("Answer", "Key"), "arts.csv line 1 has no 'Answer'"),
        (CMMLU.replace("12,13", "12;13"), "arts.csv line 2 has 6 fields, the header has 7"),
    ],
)
def test_a_broken_cmmlu_row_is_told_by_file_and_line(
    tmp_path: Path, content: str, told: str
) -> None:
    written(tmp_path / "test" / "arts.csv", content)
    with pytest.raises(DatasetError, match=re.escape(told)):
        CMMLUDataset.load(tmp_path, "test", name="arts")


def test_a_key_of_ceval_and_mmlu_is_one_of_their_options(tmp_path: Path) -> None:
    written(tmp_path / "val" / "law_val.csv", "id,question,A,B,C,D,answer\n0,q,a,b,c,d,E\n")
    with pytest.raises(DatasetError, match=r"law_val\.csv line 2 has the answer 'E'"):
        CEvalDataset.load(tmp_path, "val", name="law")
    written(tmp_path / "test" / "law_test.csv", "q,a,b,c,d,B\nq,a,b,c,d,\n")
    with pytest.raises(DatasetError, match=r"law_test\.csv line 2 has the answer ''"):
        MMLUDataset.load(tmp_path, "test", name="law")


# --- MMLU-Pro, MMLU-Redux: columns


PRO = [
    {"question": "1 + 1 = {B}", "options": ["2", "3", "N/A"], "answer": "A", "category": "math"},
    {"question": "a law?", "options": ["x", "y"], "answer": "B", "category": "law"},
    {"question": "2 + 2", "options": list("abcdefghij"), "answer": "J", "category": "math"},
    {"question": "3 + 3", "options": ["5", "6", "7"], "answer": "B", "category": "math"},
    {"question": "a cell?", "options": ["x", "y"], "answer": "A", "category": "biology"},
]


def columns(file: Path, rows: list[dict[str, Any]]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    table = pa.Table.from_pylist(rows)
    if file.suffix == ".parquet":
        pq.write_table(table, file)
    else:
        with pa.OSFile(str(file), "wb") as sink, pa.ipc.new_stream(sink, table.schema) as writer:
            writer.write_table(table)


def pro(*changed: dict[str, Any]) -> list[dict[str, Any]]:
    rows = [{"cot_content": "A: Let's think step by step. 1, 2.", **row} for row in PRO]
    return [*rows, *({**rows[0], **change} for change in changed)]


@pytest.mark.parametrize("folder", ["", "data"])
def test_mmlu_pro_reads_one_subject_out_of_parquet(tmp_path: Path, folder: str) -> None:
    columns(tmp_path / folder / "test-00000-of-00001.parquet", pro())
    rows = MMLUProDataset.load(tmp_path, "test", category="math")
    assert rows[0] == {
        "question": "1 + 1 = {B}",
        "options_str": "A. 2\nB. 3",
        "answer": "A",
        "answer_string": "A. 2",
        "cot_content": "1, 2.",
        "category": "math",
    }
    assert [row["answer"] for row in rows] == ["A", "J", "B"]
    assert rows[1]["options_str"].endswith("I. i\nJ. j")


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (pro({"answer": "C"}), "line 6 has the answer 'C', which is none of the options A, B"),
        (pro({"options": ["2"]}), "line 6 has options ['2'], expected a list of at least 2"),
        (
            [{**row, "category": "law"} for row in pro()],
            "has no rows of 'math'; it has law",
        ),
        ([{"question": "q", "category": "math"}], "line 1 has no 'options'"),
    ],
)
def test_a_broken_mmlu_pro_file_is_told(
    tmp_path: Path, rows: list[dict[str, Any]], told: str
) -> None:
    columns(tmp_path / "test-00000-of-00001.parquet", rows)
    with pytest.raises(DatasetError, match=re.escape(told)):
        MMLUProDataset.load(tmp_path, "test", category="math")


def test_a_file_that_is_no_parquet_is_told(tmp_path: Path) -> None:
    written(tmp_path / "test-00000-of-00001.parquet", "<html>not found</html>")
    with pytest.raises(DatasetError, match=r"parquet is neither Parquet nor Arrow: .*\[D430\]"):
        MMLUProDataset.load(tmp_path, "test", category="math")


REDUX = {"question": "q", "choices": ["w", "x", "y", "z"], "answer": 1, "error_type": "ok"}


@pytest.mark.parametrize(
    ("change", "target"),
    [
        ({}, "B"),
        ({"error_type": "wrong_groundtruth", "correct_answer": "2"}, "C"),
        ({"error_type": "wrong_groundtruth", "correct_answer": "D"}, "D"),
        ({"error_type": "wrong_groundtruth", "correct_answer": "w"}, "A"),
        ({"error_type": "wrong_groundtruth", "correct_answer": "none of them"}, None),
        ({"error_type": "no_correct_answer"}, None),
        ({"error_type": "bad_question_clarity"}, None),
    ],
)
def test_mmlu_redux_asks_what_has_one_right_answer(
    tmp_path: Path, change: dict[str, Any], target: str | None
) -> None:
    rows = [{"correct_answer": None, **REDUX}, {"correct_answer": None, **REDUX, **change}]
    columns(tmp_path / "anatomy" / "data-00000-of-00001.arrow", rows)
    found = MMLUReduxDataset.load(tmp_path, "test", name="anatomy")
    assert found[0] == {"input": "q", "A": "w", "B": "x", "C": "y", "D": "z", "target": "B"}
    assert [row["target"] for row in found[1:]] == ([target] if target else [])


# --- lines of JSON


def arc(stem: str, key: str, labels: str = "ABCD") -> dict[str, Any]:
    choices = [{"text": f"t{label}", "label": label} for label in labels]
    return {"id": "x", "question": {"stem": stem, "choices": choices}, "answerKey": key}


ARC = [arc("a", "A"), arc("b", "2", "1234"), arc("c", "C", "ABC"), arc("d", "D"), arc("{A}", "C")]


def test_arc_keeps_questions_of_four_options_and_letters_their_keys(tmp_path: Path) -> None:
    written(tmp_path / "ARC-Easy-Test.jsonl", lines(*ARC))
    rows = ARCDataset.load(tmp_path, "Test", name="ARC-Easy")
    assert [row["question"] for row in rows] == ["a", "b", "d", "{A}"]
    assert [row["answerKey"] for row in rows] == ["A", "B", "D", "C"]
    assert rows[1]["textD"] == "t4"


HELLASWAG = [
    {"query": "Cooking: She: takes", "choices": ["a", "b", "c", "d"], "gold": 0},
    {"query": "No activity", "choices": ["a", "b", "c", "d"], "gold": 3},
    {"query": "x: y", "choices": ["{A}", "b", "c", "d"], "gold": 1},
    {"query": "x: y", "choices": ["a", "b", "c", "d"], "gold": "2"},
    {"query": "x: y", "choices": ["a", "b", "c", "d"], "gold": 2},
]


def test_hellaswag_parts_the_activity_from_the_context(tmp_path: Path) -> None:
    file = written(tmp_path / "hellaswag.jsonl", lines(*HELLASWAG))
    written(tmp_path / "hellaswag_train_sampled25.jsonl", lines(HELLASWAG[1]))
    rows = HellaswagDataset_V2.load(file, "val")
    assert rows[0] == {"ctx": "She: takes", "A": "a", "B": "b", "C": "c", "D": "d", "label": "A"}
    assert [row["label"] for row in rows] == ["A", "D", "B", "C", "C"]
    assert HellaswagDatasetwithICE.load(tmp_path, "val") == rows
    assert HellaswagDatasetwithICE.load(tmp_path, "train") == [rows[1]]


PIQA = [{"id": str(at), "goal": f"g{at}", "sol1": "s", "sol2": "t"} for at in range(5)]


def test_piqa_takes_its_labels_from_the_file_beside(tmp_path: Path) -> None:
    written(tmp_path / "dev.jsonl", lines(*PIQA))
    written(tmp_path / "dev-labels.lst", "0\n1\n1\n0\n0\n")
    rows = PIQADatasetV2.load(tmp_path, "dev")
    assert rows[1] == {"id": "1", "goal": "g1", "sol1": "s", "sol2": "t", "answer": "B"}
    assert [row["answer"] for row in rows] == ["A", "B", "B", "A", "A"]


@pytest.mark.parametrize(
    ("labels", "told"),
    [
        ("0\n1\n1\n0\n", "dev-labels.lst has 4 labels for the 5 rows of dev.jsonl"),
        ("0\n1\n2\n0\n1\n", "dev-labels.lst line 3 has the answer '2', which is none of"),
    ],
)
def test_labels_that_do_not_fit_are_told(tmp_path: Path, labels: str, told: str) -> None:
    written(tmp_path / "dev.jsonl", lines(*PIQA))
    written(tmp_path / "dev-labels.lst", labels)
    with pytest.raises(DatasetError, match=re.escape(told)):
        PIQADatasetV2.load(tmp_path, "dev")


def test_siqa_states_each_option_in_three_ways(tmp_path: Path) -> None:
    row = {"context": "c", "question": "q", "answerA": "a", "answerB": "b", "answerC": "x y"}
    written(tmp_path / "dev.jsonl", lines(*[row] * 5))
    written(tmp_path / "dev-labels.lst", "3\n1\n2\n2\n1\n")
    rows = SiqaDatasetV2.load(tmp_path, "dev")
    assert rows[0]["all_labels"] == {
        "candidates": [["A. a", "A", "a"], ["B. b", "B", "b"], ["C. x y", "C", "x y"]],
        "label": 2,
        "canonical": "C",
    }
    assert [row["label"] for row in rows] == ["C", "A", "B", "B", "A"]


WINOGRANDE = [
    {"qID": "1", "sentence": "Ann saw _ there.", "option1": "Bo", "option2": "Cy", "answer": key}
    for key in "12212"
]


def test_winogrande_fills_its_gap(tmp_path: Path) -> None:
    written(tmp_path / "dev.jsonl", lines(*WINOGRANDE))
    rows = WinograndeDatasetV3.load(tmp_path, "dev")
    assert rows[0] == {
        "prompt": "Ann saw _ there.",
        "only_option1": "Bo",
        "only_option2": "Cy",
        "opt1": "Ann saw Bo there.",
        "opt2": "Ann saw Cy there.",
        "cont": " there.",
        "answer": "A",
    }
    assert [row["answer"] for row in rows] == ["A", "B", "B", "A", "B"]


def test_boolq_knows_truth_as_a_text_and_as_itself(tmp_path: Path) -> None:
    labels = ("true", "false", True, False, "true")
    rows = [{"question": "q", "passage": "p", "idx": 0, "label": label} for label in labels]
    file = written(tmp_path / "val.jsonl", lines(*rows))
    assert [row["label"] for row in BoolQDatasetV2.load(file, "val")] == ["A", "B", "A", "B", "A"]


def agi(label: Any, options: Any = ("(A)x", "(B)y", "(C)z"), answer: Any = None) -> dict[str, Any]:
    listed = list(options) if options else None
    return {"passage": "P.", "question": "Q?", "options": listed, "label": label, "answer": answer}


def test_agieval_labels_are_letters_or_the_answer_itself(tmp_path: Path) -> None:
    rows = [agi("B"), agi(["C", "A"]), agi("A C"), agi(["A", "。"]), agi([]), agi(None, None, "2")]
    rows.append(agi(None, None, r"$5$;$\frac{1}{2}$"))
    written(tmp_path / "math.jsonl", lines(*rows))
    found = AGIEvalDataset_v2.load(tmp_path, "test", name="math")
    assert found[0] == {"question": "P.Q?", "options": "(A)x\n(B)y\n(C)z", "label": "B"}
    labels = [row["label"] for row in found]
    assert labels == ["B", "AC", "AC", "A", "2", r"5, \frac{1}{2}"]
    assert found[-1]["options"] == ""


def test_race_rows_are_lines_of_a_level(tmp_path: Path) -> None:
    row = {"article": "a", "question": "q", "options": ["w", "x", "y", "z"], "answer": "D"}
    written(tmp_path / "test" / "high.jsonl", lines(*[row] * 5))
    found = RaceDataset.load(tmp_path, "test", name="high")
    assert found[4] == {
        "article": "a", "question": "q", "A": "w", "B": "x", "C": "y", "D": "z", "answer": "D"
    }  # fmt: skip


Loader = Callable[..., Any]


@pytest.mark.parametrize(
    ("load", "name", "rows", "told"),
    [
        (ARCDataset.load, "ARC-Easy-Test", [ARC[0], arc("x", "E")], "line 2 has the answer 'E'"),
        (ARCDataset.load, "ARC-Easy-Test", [{"question": "q", "answerKey": "A"}], "has no 'stem'"),
        (
            ARCDataset.load,
            "ARC-Easy-Test",
            [{"question": {"stem": "s", "choices": "AB"}, "answerKey": "A"}],
            "line 1 has choices 'AB', expected a list of at least 4",
        ),
        (
            HellaswagDataset_V2.load,
            "val",
            [HELLASWAG[0] | {"gold": 4}],
            "line 1 has the answer 4, which is none of the options 0, 1, 2, 3",
        ),
        (
            HellaswagDataset_V2.load,
            "val",
            [HELLASWAG[0] | {"choices": ["a"]}],
            "line 1 has choices ['a'], expected a list of at least 4",
        ),
        (
            WinograndeDatasetV3.load,
            "dev",
            [WINOGRANDE[0], WINOGRANDE[0] | {"answer": ""}],
            "line 2 has the answer '', which is none of the options 1, 2",
        ),
        (
            BoolQDatasetV2.load,
            "val",
            [{"question": "q", "passage": "p", "label": "maybe"}],
            "line 1 has the answer 'maybe', which is none of the options true, false",
        ),
        (AGIEvalDataset_v2.load, "math", [agi("D")], "line 1 has the answer 'D', which is none"),
        (AGIEvalDataset_v2.load, "math", [agi(None)], "line 1 has the answer None, which is none"),
        (AGIEvalDataset_v2.load, "math", [agi(None, None)], "line 1 has no 'answer'"),
    ],
)
def test_a_broken_line_is_told_by_file_and_line(
    tmp_path: Path, load: Loader, name: str, rows: list[Any], told: str
) -> None:
    file = written(tmp_path / f"{name}.jsonl", lines(*rows))
    of_one_file = load in (HellaswagDataset_V2.load, BoolQDatasetV2.load)
    options = {ARCDataset.load: {"name": "ARC-Easy"}, AGIEvalDataset_v2.load: {"name": "math"}}
    with pytest.raises(DatasetError, match=re.escape(told)) as error:
        load(file if of_one_file else tmp_path, name.split("-")[-1], **options.get(load, {}))
    assert f"{name}.jsonl" in str(error.value)


# --- other files


GPQA = "Record ID,Question,Correct Answer,Incorrect Answer 1,Incorrect Answer 2,Incorrect Answer 3"


def test_gpqa_turns_its_options_by_the_number_of_the_row(tmp_path: Path) -> None:
    rows = [f"r{at},q{at},right,w1,w2,w3" for at in range(5)]
    written(tmp_path / "gpqa_diamond.csv", "\n".join([GPQA, *rows, ""]))
    found = GPQADataset.load(tmp_path, "test")
    assert [row["answer"] for row in found] == ["D", "C", "B", "A", "D"]
    assert all(row[row["answer"]] == "right" for row in found)
    assert [found[0][letter] for letter in "ABCD"] == ["w1", "w2", "w3", "right"]
    assert [found[1][letter] for letter in "ABCD"] == ["w2", "w3", "right", "w1"]


LONG = {"_id": "1", "context": "text", "question": "q", "difficulty": "easy", "length": "short"}
LONG |= {f"choice_{letter}": letter.lower() for letter in "ABCD"}


def test_longbench_v2_is_one_list(tmp_path: Path) -> None:
    rows = [LONG | {"answer": letter} for letter in "ABCDA"]
    file = written(tmp_path / "data.json", json.dumps(rows))
    assert [row["answer"] for row in LongBenchv2Dataset.load(file, "test")] == list("ABCDA")
    assert LongBenchv2Dataset.load(tmp_path, "test")[0]["choice_B"] == "b"
    assert LongBenchv2Dataset.load(file, "test")[1]["gold"] == {
        "canonical": "B", "difficulty": "easy", "length": "short",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (json.dumps([LONG | {"answer": "A"}, LONG]), "data.json line 2 has no 'answer'"),
        (
            json.dumps([LONG | {"answer": "A", "difficulty": "Hard"}]),
            "data.json row 1 has difficulty='Hard', expected one of easy, hard",
        ),
        (json.dumps([LONG | {"answer": "A", "length": []}]), "row 1 has length=[], expected one"),
        (json.dumps([LONG | {"answer": "E"}]), "data.json line 1 has the answer 'E'"),
        (json.dumps([LONG | {"answer": "A"}, 7]), "data.json line 2 is no JSON object: 7"),
        ("[{]", "data.json line 1 is not JSON"),
        ("[]", "data.json has no rows"),
        ('{"a": 1}', "data.json has no rows"),
    ],
)
def test_a_broken_list_is_told_by_its_place(tmp_path: Path, content: str, told: str) -> None:
    file = written(tmp_path / "data.json", content)
    with pytest.raises(DatasetError, match=re.escape(told)):
        LongBenchv2Dataset.load(file, "test")


def gaokao(*answer: str) -> dict[str, Any]:
    return {"year": "2010", "index": 0, "question": "q", "answer": list(answer), "score": 6}


def test_gaokao_bench_gives_a_letter_for_each_question(tmp_path: Path) -> None:
    items = [gaokao("C"), gaokao("C", "A", "D"), gaokao("ABD"), gaokao("G", "F"), gaokao("A")]
    written(tmp_path / "Physics.json", json.dumps({"keywords": "x", "example": items}))
    found = GaokaoBenchDataset.load(tmp_path, "test", name="Physics")
    assert [row["answer"] for row in found] == ["C", "CAD", "ABD", "GF", "A"]
    assert found[0]["score"] == 6
    again = GaokaoBenchDataset.load(tmp_path, "test", name="x", filename="/Physics.json")
    assert again == found


@pytest.mark.parametrize("answer", [[], [""], ["H"], "A", ["a"]])
def test_a_gaokao_item_without_an_answer_is_told_by_its_place(tmp_path: Path, answer: Any) -> None:
    items = [gaokao("A"), gaokao("A") | {"answer": answer}]
    written(tmp_path / "P.json", json.dumps({"example": items}))
    with pytest.raises(DatasetError, match=r"P\.json line 2 has "):
        GaokaoBenchDataset.load(tmp_path, "test", name="P")


def test_truthfulqa_has_options_or_lists_of_answers(tmp_path: Path) -> None:
    one = {"No.": 1, "Yes.": 0}
    row = {"question": "q", "mc1_targets": one, "mc2_targets": {"No.": 1, "Never.": 1, "Yes.": 0}}
    written(tmp_path / "mc_task.json", json.dumps([row] * 5))
    found = TruthfulQADataset.load(tmp_path, "test", name="mc")
    assert found[4] == {
        "question": "q",
        "choices": ["No.", "Never.", "Yes."],
        "answer": {"canonical": "No.", "right": ["No.", "Never."]},
    }
    head = "Type,Category,Question,Best Answer,Correct Answers,Incorrect Answers,Source"
    written(tmp_path / "TruthfulQA.csv", f"{head}\nAdversarial,Law,q,No,No; Never,Yes;,s\n")
    (free,) = TruthfulQADataset.load(tmp_path, "test", name="generation")
    assert free["correct_answers"] == ["No", "Never"]
    assert free["incorrect_answers"] == ["Yes"]


@pytest.mark.parametrize("targets", [{"No.": 1, "Yes.": 1}, {"No.": 0, "Yes.": 0}, {"No.": 1}, []])
def test_truthfulqa_has_one_true_choice(tmp_path: Path, targets: Any) -> None:
    row = {"question": "q", "mc1_targets": targets, "mc2_targets": {"No.": 1, "Yes.": 0}}
    written(tmp_path / "mc_task.json", json.dumps([row]))
    with pytest.raises(DatasetError, match=r"mc_task\.json line 1 has "):
        TruthfulQADataset.load(tmp_path, "test", name="mc")


@pytest.mark.parametrize(
    "other", [{"Never.": 1, "Yes.": 0}, {"No.": 0, "Never.": 1}, {"No.": 1, "Maybe.": 0}]
)
def test_truthfulqa_has_the_same_choices_twice(tmp_path: Path, other: Any) -> None:
    row = {"question": "q", "mc1_targets": {"No.": 1, "Yes.": 0}, "mc2_targets": other}
    written(tmp_path / "mc_task.json", json.dumps([row]))
    with pytest.raises(DatasetError, match=r"mc_task\.json line 1: mc1_targets and mc2_targets"):
        TruthfulQADataset.load(tmp_path, "test", name="mc")
