import json
import re
from pathlib import Path
from typing import Any

import pytest
from mmengine.config import Config

import evalbench
from evalbench.datasets.ceval import CEvalDataset
from evalbench.datasets.custom import CustomDataset, custom_dataset_config
from evalbench.datasets.files import read_csv, read_jsonl
from evalbench.datasets.gsm8k import GSM8KDataset
from evalbench.datasets.mmlu import MMLUDataset
from evalbench.errors import DatasetError, language

DEMO = Path(evalbench.__file__).parent / "datasets" / "demo"
CONFIGS = Path(__file__).parents[2] / "configs"


def written(file: Path, content: str | bytes) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return file


# --- files


def test_csv_values_may_hold_commas_quotes_and_line_breaks(tmp_path: Path) -> None:
    file = written(
        tmp_path / "a.csv", '\ufeffid,question\r\n0,"one, ""two""\nthree"\r\n\r\n1,four\r\n'
    )
    assert read_csv(file) == [
        (2, {"id": "0", "question": 'one, "two"\nthree'}),
        (5, {"id": "1", "question": "four"}),
    ]


def test_jsonl_strings_may_hold_unicode_line_separators(tmp_path: Path) -> None:
    file = written(tmp_path / "a.jsonl", '\ufeff{"q": "a\u2028b"}\r\n\n{"q": "c"}')
    assert read_jsonl(file) == [(1, {"q": "a\u2028b"}), (3, {"q": "c"})]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("id,q,A\n0,x,y\n1,x\n", "a.csv line 3 has 2 fields, the header has 3"),
        ('id,q,A\n0,"x\nx",y\n1,x,y,z\n', "a.csv line 4 has 4 fields, the header has 3"),
        ('id,q\n0,"x\n1,y\n', "a.csv line 2 is not csv: unexpected end of data"),
        ("id,A\n0,x\n", "a.csv line 1 has no 'q'; expected q, found id, A"),
        ("q,A,A\nx,y,z\n", "a.csv line 1 names the column 'A' twice"),
        ("q,A\n", "a.csv has no rows"),
        ("", "a.csv is empty"),
        (b"q,A\nx,y\n\xb4\xf0,z\n", "a.csv line 3: expected UTF-8, found byte 0xb4"),
    ],
)
def test_a_broken_csv_file_is_told_by_file_and_line(
    tmp_path: Path, content: str | bytes, told: str
) -> None:
    file = written(tmp_path / "a.csv", content)
    with pytest.raises(DatasetError, match=re.escape(told)):
        read_csv(file, required=["q"])


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ('{"q": 1}\n{"q": 2', "a.jsonl line 2 is not JSON: Expecting ',' delimiter (column 8)"),
        ('{"q": 1}\n\n["q"]\n', 'a.jsonl line 3 is no JSON object: ["q"]'),
        ('{"q": 1}\n{"p": 2}\n', "a.jsonl line 2 has no 'q'; expected q, found p"),
        ('{"q": null}\n', "a.jsonl line 1 has no 'q'; expected q, found nothing"),
        ("\n", "a.jsonl has no rows"),
        (b'{"q": "\xff"}\n', "a.jsonl line 1: expected UTF-8, found byte 0xff"),
    ],
)
def test_a_broken_jsonl_file_is_told_by_file_and_line(
    tmp_path: Path, content: str | bytes, told: str
) -> None:
    file = written(tmp_path / "a.jsonl", content)
    with pytest.raises(DatasetError, match=re.escape(told)):
        read_jsonl(file, required=["q"])


# --- benchmarks


def test_ceval_reads_one_subject(tmp_path: Path) -> None:
    written(
        tmp_path / "dev" / "law_dev.csv",
        "id,question,A,B,C,D,answer,explanation\n0,q,a,b,c,d,C,e\n",
    )
    assert CEvalDataset.load(tmp_path, "dev", name="law") == [
        {"id": "0", "question": "q", "A": "a", "B": "b", "C": "c", "D": "d", "answer": "C"}
        | {"explanation": "e"}
    ]


def test_ceval_test_split_has_no_answers(tmp_path: Path) -> None:
    content = "id,question,A,B,C,D\n0,q,a,b,c,d\n"
    written(tmp_path / "test" / "law_test.csv", content)
    written(tmp_path / "val" / "law_val.csv", content)
    assert "answer" not in CEvalDataset.load(tmp_path, "test", name="law")[0]
    with pytest.raises(DatasetError, match=r"law_val\.csv line 1 has no 'answer'"):
        CEvalDataset.load(tmp_path, "val", name="law")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("q,A\n0,x,y\n", "第 2 行有 3 个字段，表头有 2 个 [D217]"),
        ("q,B\n0,x\n", "第 1 行没有 'A'；应有：A；实有：q, B [D215]"),
        ("q,A,A\n0,x,y\n", "第 1 行的列名 'A' 出现了两次 [D218]"),
        (b"q,A\n0,\xb0\xcb\n", "第 2 行：应为 UTF-8，却有字节 0xb0 [D206]"),
    ],
)
def test_a_broken_row_is_told_in_chinese_as_a_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str | bytes, message: str
) -> None:
    monkeypatch.setattr(language, "_chosen", "zh")
    file = written(tmp_path / "a.csv", content)
    with pytest.raises(DatasetError) as told:
        read_csv(file, required=["A"])
    assert str(told.value).startswith(f"{file} {message}\n  ")


def test_a_missing_subject_is_told_with_the_layout(tmp_path: Path) -> None:
    with pytest.raises(
        DatasetError, match=r"law_val\.csv is missing \[D202\]\n  layout: ceval/formal_ceval"
    ):
        CEvalDataset.load(tmp_path, "val", name="law")


def test_mmlu_files_have_no_header(tmp_path: Path) -> None:
    written(tmp_path / "test" / "law_test.csv", "q,a,b,c,d,B\n")
    assert MMLUDataset.load(tmp_path, "test", name="law") == [
        {"input": "q", "A": "a", "B": "b", "C": "c", "D": "d", "target": "B"}
    ]


def test_mmlu_tells_the_columns_it_expects(tmp_path: Path) -> None:
    written(tmp_path / "test" / "law_test.csv", "q,a,b,c,d,B\nq,a,b,c,B\n")
    told = r"law_test\.csv line 2 has 5 fields, expected 6 \(input, A, B, C, D, target\)"
    with pytest.raises(DatasetError, match=told):
        MMLUDataset.load(tmp_path, "test", name="law")


def test_gsm8k_takes_an_answer_apart(tmp_path: Path) -> None:
    answer = "He has 12/4 = $<<12/4=3>>3.\nTwice, 2*3 = <<2*3=6>>6.\n#### 1,006"
    written(tmp_path / "train.jsonl", json.dumps({"question": "q", "answer": answer}))
    assert GSM8KDataset.load(tmp_path, "train") == [
        {
            "question": "q",
            "answer": answer,
            "solution": "He has 12/4 = $3.\nTwice, 2*3 = 6.",
            "final": "1,006",
        }
    ]


def test_gsm8k_refuses_an_answer_without_a_final_line(tmp_path: Path) -> None:
    written(tmp_path / "train.jsonl", '{"question": "q", "answer": "6"}')
    with pytest.raises(DatasetError, match=r"train\.jsonl line 1 has an answer that does not end"):
        GSM8KDataset.load(tmp_path, "train")


# --- a user's own file


def test_a_custom_file_keeps_its_columns_and_names_the_limit(tmp_path: Path) -> None:
    file = written(tmp_path / "a.csv", "question,A,B,answer,max_tokens\nq,a,b,A,64\nr,c,d,B,\n")
    assert CustomDataset.load(file, "test") == [
        {"question": "q", "A": "a", "B": "b", "answer": "A", "max_out_len": 64},
        {"question": "r", "A": "c", "B": "d", "answer": "B"},
    ]
    assert CustomDataset.load(tmp_path, "test", file_name="a.csv")[1]["question"] == "r"


@pytest.mark.parametrize("limit", [0, -1, 12.5, True, "many"])
def test_a_limit_is_a_whole_number_above_zero(tmp_path: Path, limit: Any) -> None:
    lines = [{"question": "q"}, {"question": "r", "max_tokens": limit}]
    file = written(tmp_path / "a.jsonl", "\n".join(map(json.dumps, lines)))
    with pytest.raises(DatasetError, match=rf"line 2 has max_tokens {limit!r}"):
        CustomDataset.load(file, "test")


@pytest.mark.parametrize(
    ("second", "told"),
    [
        ('{"question": "r", "A": "a", "B": "b", "answer": "A"}', "line 2 has no 'C'"),
        ('{"question": "r", "A": "a", "B": "b", "C": "c"}', "line 2 has no 'answer'"),
        ('{"question": "r", "A": "a", "B": "b", "C": "c", "answer": ""}', "line 2 has an empty"),
    ],
)
def test_every_row_has_what_the_first_one_has(tmp_path: Path, second: str, told: str) -> None:
    first = '{"question": "q", "A": "a", "B": "b", "C": "c", "answer": "A"}'
    file = written(tmp_path / "a.jsonl", f"{first}\n{second}\n")
    with pytest.raises(DatasetError, match=told):
        CustomDataset.load(file, "test")


def test_another_kind_of_file_is_refused(tmp_path: Path) -> None:
    file = written(tmp_path / "a.xlsx", "question\nq\n")
    with pytest.raises(DatasetError, match=r"ends in \.jsonl or \.csv"):
        CustomDataset.load(file, "test")


def test_a_file_with_options_is_mcq(tmp_path: Path) -> None:
    file = written(tmp_path / "my.exam.v2.csv", "question,A,B,C,E,answer\nq,a,b,c,e,A\n")
    config = custom_dataset_config(file, None)
    assert config["abbr"] == "my"
    assert config["path"] == str(file)
    assert config["infer_cfg"]["prompt_template"]["template"] == (
        "Question: {question}\nA. {A}\nB. {B}\nC. {C}\nAnswer: "
    )
    assert config["reader_cfg"]["output_column"] == "answer"
    assert config["eval_cfg"]["pred_postprocessor"]["options"] == "ABC"


def test_a_file_without_options_is_qa(tmp_path: Path) -> None:
    config = custom_dataset_config(written(tmp_path / "a.jsonl", '{"question": "q"}'), None)
    template = config["infer_cfg"]["prompt_template"]["template"]
    assert template == "Question: {question}\nAnswer: "
    assert config["reader_cfg"] == {"input_columns": ["question"], "output_column": None}


def test_the_kind_may_be_said(tmp_path: Path) -> None:
    file = written(tmp_path / "a.csv", "question,A,B\nq,a,b\n")
    assert custom_dataset_config(file, "qa")["reader_cfg"]["input_columns"] == ["question"]
    file = written(tmp_path / "b.csv", "question,A\nq,a\n")
    with pytest.raises(DatasetError, match="expected option columns A and B for mcq, found"):
        custom_dataset_config(file, "mcq")


# --- the demo sets and the subject tables


def test_the_gsm8k_demo_calculates_correctly() -> None:
    rows = {split: GSM8KDataset.load(DEMO / "gsm8k", split) for split in ("train", "test")}
    assert {split: len(found) for split, found in rows.items()} == {"train": 4, "test": 12}
    for row in rows["train"] + rows["test"]:
        marks = re.findall(r"<<([0-9+\-*/.]+)=([0-9.]+)>>", row["answer"])
        assert len(marks) == row["answer"].count("<<")
        for expression, value in marks:
            assert eval(expression) == pytest.approx(float(value))
        assert marks[-1][1] == row["final"]


def test_the_ceval_demo_has_two_subjects_with_five_examples_each() -> None:
    datasets = Config.fromfile(str(CONFIGS / "datasets/demo/demo_ceval_gen.py")).to_dict()
    names = [each["name"] for each in datasets["demo_ceval_datasets"]]
    dev = [CEvalDataset.load(DEMO / "ceval", "dev", name=name) for name in names]
    val = [CEvalDataset.load(DEMO / "ceval", "val", name=name) for name in names]
    assert [len(rows) for rows in dev] == [5, 5]
    assert [len(rows) for rows in val] == [6, 6]
    assert {row["answer"] for rows in (*dev, *val) for row in rows} == set("ABCD")


@pytest.mark.parametrize(
    ("suite", "sizes"),
    [
        (
            "ceval",
            {"ceval-stem": 20, "ceval-social-science": 10, "ceval-humanities": 11}
            | {"ceval-other": 11, "ceval-hard": 8, "ceval": 52, "ceval-weighted": 52},
        ),
        (
            "mmlu",
            {"mmlu-humanities": 13, "mmlu-stem": 19, "mmlu-social-science": 12}
            | {"mmlu-other": 13, "mmlu": 57, "mmlu-weighted": 57},
        ),
    ],
)
def test_every_data_set_of_a_suite_is_in_its_groups(suite: str, sizes: dict[str, int]) -> None:
    groups = Config.fromfile(str(CONFIGS / f"summarizers/groups/{suite}.py")).to_dict()
    by_name = {group["name"]: group for group in groups[f"{suite}_summary_groups"]}
    assert {name: len(set(group["subsets"])) for name, group in by_name.items()} == sizes
    datasets = Config.fromfile(str(CONFIGS / f"datasets/{suite}/{suite}_gen.py")).to_dict()
    abbrs = [each["abbr"] for each in datasets[f"{suite}_datasets"]]
    assert by_name[suite]["subsets"] == by_name[f"{suite}-weighted"]["subsets"] == abbrs
    assert by_name[f"{suite}-weighted"]["weights"] == "samples"
