"""First prompts of benchmarks that no recording is here of, out of rows made up by the test."""

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from evalbench.config import files
from evalbench.config.dataset import dataset_config
from evalbench.prompts.render import render
from evalbench.prompts.roles import as_text
from evalbench.types import Prompt

TREE = Path(__file__).parents[2] / "configs"
GPQA = "Question,Correct Answer,Incorrect Answer 1,Incorrect Answer 2,Incorrect Answer 3\n"
LONG = {"context": "Long.", "question": "Q?", "difficulty": "easy", "length": "short"}


def first_prompt(name: str, data: Path) -> Prompt:
    values = files.read(files.find("datasets", name, [TREE]).path)
    (key,) = [key for key in values if key.endswith("_datasets")]
    config = dataset_config(values[key][0], name)
    reader, path = config.reader, data / config.path
    needs = config.retriever.needs_examples
    options = config.load_options
    train = config.loader.load(path, reader.train_split, **options) if needs else ()
    row = config.loader.load(path, reader.test_split, **options)[0]
    shown = config.retriever.retrieve(train)
    return render(config.prompt_template, config.ice_template, shown, row, reader.output_column)


def turns(prompt: Prompt) -> list[tuple[str, str]]:
    assert not isinstance(prompt, str)
    return [(each.role, each.content) for each in prompt]


def written(file: Path, content: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(content, encoding="utf-8")


def test_gpqa_asks_with_its_options_turned(tmp_path: Path) -> None:
    """A field in a question's own text stays text."""
    written(tmp_path / "gpqa" / "gpqa_diamond.csv", f"{GPQA}What is \\vec{{A}}?,r,x,y,z\n")
    assert first_prompt("gpqa_gen_0_shot_str", tmp_path) == (
        "What is the correct answer to this question: What is \\vec{A}?\nChoices:\n"
        "(A)x\n(B)y\n(C)z\n(D)r\n"
        'Format your response as follows: "The correct answer is (insert answer here)"'
    )
    assert turns(first_prompt("gpqa_gen_0_shot_cot_chat_prompt", tmp_path)) == [
        (
            "user",
            "Answer the following multiple choice question. The last line of your response should "
            "be of the following format: 'Answer: $LETTER' (without quotes) where LETTER is one of "
            "ABCD. Think step by step before answering.\n\nWhat is \\vec{A}?\n\n"
            "A) x\nB) y\nC) z\nD) r",
        )
    ]


@pytest.mark.parametrize("level", ["high", "middle"])
def test_race_shows_five_questions_of_validation(tmp_path: Path, level: str) -> None:
    row = {"article": "Text.", "question": "Q{A}?", "options": ["w", "x", "y", "z"]}
    rows = [json.dumps(row | {"answer": letter}) for letter in "ABCDA"]
    written(tmp_path / "race" / "validation" / f"{level}.jsonl", "\n".join(rows))
    written(tmp_path / "race" / "test" / f"{level}.jsonl", json.dumps(row | {"answer": "B"}))
    asked = (
        "Read the article, and answer the question by replying A, B, C or D.\n\n"
        "Article:\nText.\n\nQ: Q{A}?\n\nA. w\nB. x\nC. y\nD. z\nAnswer:"
    )
    found = turns(first_prompt(f"race_{level}_gen_5_shot_chat", tmp_path))
    assert [role for role, _ in found] == ["user", "assistant"] * 5 + ["user"]
    assert {text for role, text in found if role == "user"} == {asked}
    assert [text for role, text in found if role == "assistant"] == list("ABCDA")
    found = turns(first_prompt(f"race_{level}_gen_5_shot_cot_chat", tmp_path))
    assert found[1] == ("assistant", "ANSWER: A")
    assert found[-1][1].endswith("Article: Text.\n\nQ: Q{A}?\n\nA. w\nB. x\nC. y\nD. z")


def test_longbench_v2_puts_the_text_before_the_question(tmp_path: Path) -> None:
    row = LONG | {f"choice_{letter}": letter.lower() for letter in "ABCD"} | {"answer": "C"}
    written(tmp_path / "LongBench-v2" / "data.json", json.dumps([row]))
    assert turns(first_prompt("longbenchv2_gen", tmp_path)) == [
        (
            "user",
            "Please read the following text and answer the questions below.\n <text> \n Long. \n "
            "</text> \n \n What is the correct answer to this question: Q? \n \n Choices: \n (A) a "
            "\n (B) b \n (C) c \n (D) d \n Let’s think step by step. Based on the above, what is "
            "the single, most likely answer choice? Format your response as follows: "
            '"The correct answer is (insert answer here)',
        )
    ]


def test_mmlu_redux_asks_as_mmlu_does(tmp_path: Path) -> None:
    row: dict[str, Any] = {"question": "Q?", "choices": ["w", "x", "y", "z"], "answer": 1}
    row |= {"error_type": "ok", "correct_answer": None}
    table = pa.Table.from_pylist([row])
    file = tmp_path / "mmlu_redux" / "formal_logic" / "data-00000-of-00001.arrow"
    file.parent.mkdir(parents=True)
    with pa.OSFile(str(file), "wb") as sink, pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    written(tmp_path / "mmlu" / "test" / "formal_logic_test.csv", "Q?,w,x,y,z,B\n")
    redux = first_prompt("mmlu_redux_gen", tmp_path)
    assert redux == first_prompt("mmlu_gen_0_shot_cot_chat_prompt", tmp_path)
    assert "about formal logic" in as_text(redux)


def test_mmlu_5_shot_chat_has_a_turn_for_each_example(tmp_path: Path) -> None:
    rows = [f"Q{at}?,w,x,y,z,{letter}\n" for at, letter in enumerate("ABCDA")]
    written(tmp_path / "mmlu" / "dev" / "formal_logic_dev.csv", "".join(rows))
    written(tmp_path / "mmlu" / "test" / "formal_logic_test.csv", "Asked?,w,x,y,z,B\n")
    found = turns(first_prompt("mmlu_gen_5_shot_chat_prompt", tmp_path))
    head = (
        "There is a single choice question about formal logic. Answer the question by replying A, "
        "B, C or D.\nQuestion: "
    )
    options = "\nA. w\nB. x\nC. y\nD. z\nAnswer: "
    assert found[0] == ("user", f"{head}Q0?{options}")
    assert found[1] == ("assistant", "A\n")
    assert found[-1] == ("user", f"{head}Asked?{options}")
    assert len(found) == 11


def test_gaokao_bench_says_how_to_answer_before_the_question(tmp_path: Path) -> None:
    folder = tmp_path / "GAOKAO-BENCH" / "data" / "Objective_Questions"
    item = {"question": "1. Q", "answer": ["A"], "score": 5}
    written(folder / "2010-2022_Math_II_MCQs.json", json.dumps({"example": [item]}))
    assert turns(first_prompt("GaokaoBench_gen", tmp_path)) == [
        (
            "user",
            "请你做一道数学选择题\n请你一步一步思考并将思考过程写在【解析】和<eoe>之间。"
            "你将从A，B，C，D中选出正确的答案，并写在【答案】和<eoa>之间。\n"
            "例如：【答案】: A <eoa>\n完整的题目回答的格式如下：\n【解析】 ... <eoe>\n"
            "【答案】 ... <eoa>\n请你严格按照上述格式作答。\n题目如下：1. Q",
        )
    ]
