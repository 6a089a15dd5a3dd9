"""Loaders of benchmarks with short free answers, on rows made up in each one's own format."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from evalbench.datasets.cmrc import CMRCDataset, DRCDDataset
from evalbench.datasets.drop import DropOpenAIDataset
from evalbench.datasets.lambada import lambadaDataset
from evalbench.datasets.triviaqa import TriviaQADataset, TriviaQADatasetV2, TriviaQADatasetV3
from evalbench.errors import DatasetError


def written(file: Path, content: str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(content, encoding="utf-8")
    return file


def lines(*rows: Any) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


LAMBADA = [
    {"prompt": "He had lost the key, and so he asked her for the", "label": "key"},
    {"prompt": "“Come in,” said", "label": "Anna"},
    {"prompt": "one two three four five six seven eight nine", "label": '"ten'},
    {"prompt": "It was what he had", "label": "thought...Tess"},
    {"prompt": "at ten", "label": "o'clock"},
]


def test_lambada_has_the_word_and_what_stands_before_it(tmp_path: Path) -> None:
    written(tmp_path / "test.jsonl", lines(*LAMBADA))
    rows = lambadaDataset.load(tmp_path, "test")
    assert rows[0]["answer"] == {"canonical": "key", "before": "key, and so he asked her for the"}
    assert rows[1]["answer"]["before"] == "“Come in,” said"
    assert [row["answer"]["canonical"] for row in rows[2:]] == ["ten", "thought", "o'clock"]
    assert [row["label"] for row in rows] == [row["label"] for row in LAMBADA]
    assert lambadaDataset.load(tmp_path / "test.jsonl", "any") == rows


TRIVIA = "".join(
    f"{line}\n"
    for line in (
        "which city holds the Louvre\t['Paris', 'Paris, France']",
        """what is "a quote"\t["It's here", 'x', 'x']""",
        '''"who said ""hello"""\t"['Adele', ""O'Hara""]"''',
        "how many {answer} are in a dozen\t['12']",
        "where is the Eiffel Tower\t['Paris']",
    )
)


def test_triviaqa_has_all_names_and_for_examples_the_first(tmp_path: Path) -> None:
    written(tmp_path / "trivia-dev.qa.csv", TRIVIA.replace("\n", "\r\n"))
    written(tmp_path / "trivia-test.qa.csv", TRIVIA)
    dev, test = (TriviaQADataset.load(tmp_path, split) for split in ("dev", "test"))
    assert dev[0] == {
        "question": "which city holds the Louvre",
        "answers": ["Paris", "Paris, France"],
        "answer": ["Paris", "Paris, France"],
    }
    assert dev[1]["question"] == 'what is "a quote"'
    assert dev[1]["answers"] == ["It's here", "x"]
    assert (dev[2]["question"], dev[2]["answers"]) == ('who said "hello"', ["Adele", "O'Hara"])
    assert test[0]["answer"] == "Paris"
    assert [row["answers"] for row in test] == [row["answers"] for row in dev]


def test_triviaqa_as_lines_has_a_list_in_any_form(tmp_path: Path) -> None:
    told: list[Any] = [["Paris", "Paris, France"], "Paris", {"value": "P", "aliases": ["Paris"]}]
    file = written(
        tmp_path / "triviaqa-validation.jsonl",
        lines(*({"question": "q", "answer": each} for each in told)),
    )
    rows = TriviaQADatasetV2.load(tmp_path, "validation")
    assert [row["answers"] for row in rows] == [["Paris", "Paris, France"], ["Paris"], ["Paris"]]
    assert rows[0]["answer"] == told[0]
    assert TriviaQADatasetV3.load(file, "test") == rows == TriviaQADatasetV2.load(file, "train")


DROP = [
    {"context": "Passage: p\nQuestion: q?\nAnswer:", "completion": " 1", "ref_text": "1"},
    {"context": "Passage: p\nQuestion: {q}?\nAnswer:", "completion": " 2", "ref_text": "2|two"},
    {"context": "Passage: p\nQuestion: r?\nAnswer:", "ref_text": "Jacobs|Brandon Jacobs|"},
    {"context": "Passage: p\nQuestion: s?\nAnswer:", "completion": " 3", "ref_text": "3|3"},
    {"context": "Passage: p\nQuestion: t?\nAnswer:", "completion": " 4", "ref_text": "4 yards"},
]


def test_drop_has_its_answers_apart_and_examples_beside_it(tmp_path: Path) -> None:
    file = written(tmp_path / "dev.jsonl", lines(*DROP))
    written(tmp_path / "train.jsonl", lines(*reversed(DROP)))
    rows = DropOpenAIDataset.load(file, "validation")
    assert [row["answers"] for row in rows] == [
        ["1"], ["2", "two"], ["Jacobs", "Brandon Jacobs"], ["3"], ["4 yards"],
    ]  # fmt: skip
    assert rows[1]["prompt"] == DROP[1]["context"]
    assert [row["completion"] for row in rows[1:3]] == [" 2", " Jacobs"]
    assert DropOpenAIDataset.load(file, "train") == list(reversed(rows))


def squad(*answers: Any) -> dict[str, Any]:
    asked = [{"id": str(at), "question": f"问{at}？", "answers": a} for at, a in enumerate(answers)]
    return {
        "version": "v1.0",
        "data": [{"title": "t", "paragraphs": [{"context": "文", "qas": asked}]}],
    }


def spans(*texts: str) -> list[dict[str, Any]]:
    return [{"text": text, "answer_start": 0} for text in texts]


@pytest.mark.parametrize("loader", [CMRCDataset, DRCDDataset])
def test_cmrc_and_drcd_have_each_answer_once(tmp_path: Path, loader: Any) -> None:
    told = squad(spans("甲", "乙", "甲"), spans("1963年"), spans("丙"), spans("丁"), spans("戊"))
    rows = loader.load(written(tmp_path / "dev.json", json.dumps(told)), "dev")
    assert rows[0] == {"context": "文", "question": "问0？", "answers": ["甲", "乙"]}
    assert [row["answers"] for row in rows[1:]] == [["1963年"], ["丙"], ["丁"], ["戊"]]


def test_cmrc_as_lines_is_the_same(tmp_path: Path) -> None:
    forms: list[Any] = [
        ["甲", "乙"],
        spans("甲", "乙"),
        {"text": ["甲", "乙", "乙"], "answer_start": [0]},
    ]
    rows = [{"context": "文", "question": "问？", "answers": each} for each in forms]
    found = CMRCDataset.load(written(tmp_path / "dev.jsonl", lines(*rows)), "dev")
    assert found == [{"context": "文", "question": "问？", "answers": ["甲", "乙"]}] * 3


def of(load: Callable[..., Any], name: str, split: str = "dev", *, folder: bool = False) -> Any:
    return load, name, split, folder


LAMBADA_OF = of(lambadaDataset.load, "test.jsonl", "test", folder=True)
TRIVIA_OF = of(TriviaQADataset.load, "trivia-dev.qa.csv", folder=True)
TRIVIA_LINES = of(TriviaQADatasetV3.load, "own.jsonl")
DROP_OF, CMRC_OF = of(DropOpenAIDataset.load, "dev.jsonl"), of(CMRCDataset.load, "dev.json")


@pytest.mark.parametrize(
    ("loader", "content", "told"),
    [
        (LAMBADA_OF, lines({"prompt": "a"}), "test.jsonl line 1 has no 'label'"),
        (LAMBADA_OF, lines(LAMBADA[0], {"prompt": "a", "label": "..."}), "line 2 has label '...'"),
        (
            LAMBADA_OF,
            lines({"prompt": " ", "label": "a"}),
            "line 1 has prompt ' ', expected a text",
        ),
        (LAMBADA_OF, lines({"prompt": "a", "label": 3}), "line 1 has label 3, expected a text"),
        (LAMBADA_OF, "", "test.jsonl has no rows"),
        (TRIVIA_OF, "q\n", "trivia-dev.qa.csv line 1 has 1 fields, expected 2: question, tab"),
        (TRIVIA_OF, "q\t['a']\tb\n", "line 1 has 3 fields"),
        (TRIVIA_OF, f"{TRIVIA}q\t['a', 1]\n", "line 6 has answers ['a', 1], expected a list"),
        (TRIVIA_OF, "q\t[]\n", "line 1 has answers [], expected a list of texts"),
        (TRIVIA_OF, "q\t__import__('os').getcwd()\n", 'line 1 has answers "__import__'),
        (TRIVIA_OF, "q\t" + "[" * 9000 + "\n", "line 1 has answers"),
        (TRIVIA_OF, "\t['a']\n", "line 1 has question '', expected a text"),
        (TRIVIA_OF, "\n", "trivia-dev.qa.csv has no rows"),
        (TRIVIA_LINES, lines({"question": "q", "answer": {}}), "line 1 has answer None"),
        (TRIVIA_LINES, lines({"question": "q"}), "own.jsonl line 1 has no 'answer'"),
        (DROP_OF, lines({"context": "p"}), "dev.jsonl line 1 has no 'ref_text'"),
        (DROP_OF, lines(DROP[0], {"context": "p", "ref_text": " | "}), "line 2 has ref_text []"),
        (DROP_OF, lines({"context": 1, "ref_text": "a"}), "line 1 has context 1, expected a text"),
        (CMRC_OF, "[]", "dev.json holds JSON of another shape, expected {…}"),
        (CMRC_OF, '{"version": 1}', "dev.json: data is not as SQuAD has it"),
        (CMRC_OF, '{"data": []}', "dev.json has no rows"),
        (CMRC_OF, '{"data": [{"paragraphs": [1]}]}', "data[0].paragraphs is not as SQuAD has it"),
        (
            CMRC_OF,
            '{"data": [{"paragraphs": [{"context": "c", "qas": [{"question": "q"}]}]}]}',
            "data[0].paragraphs[0].qas[0] is not as SQuAD has it, expected context, question,",
        ),
        (
            CMRC_OF,
            json.dumps(squad(spans("甲"), [])),
            "qas[1].answers [], expected a list of texts",
        ),
        (CMRC_OF, json.dumps(squad(spans(" "))), "qas[0].answers [' ']"),
    ],
)
def test_a_fault_of_a_file_is_told_by_its_place(
    tmp_path: Path, loader: Any, content: str, told: str
) -> None:
    load, name, split, of_folder = loader
    file = written(tmp_path / name, content)
    with pytest.raises(DatasetError, match=re.escape(told)):
        load(tmp_path if of_folder else file, split)


@pytest.mark.parametrize("loader", [LAMBADA_OF, TRIVIA_OF, TRIVIA_LINES, DROP_OF, CMRC_OF])
def test_a_file_that_is_not_there_is_told_with_its_layout(tmp_path: Path, loader: Any) -> None:
    load, name, split, of_folder = loader
    with pytest.raises(DatasetError, match="missing"):
        load(tmp_path if of_folder else tmp_path / name, split)
