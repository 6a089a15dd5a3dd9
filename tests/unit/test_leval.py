"""L-Eval's closed tasks: several questions on one text, how answers are read and judged."""

import json
from pathlib import Path
from typing import Any

import pytest

from evalbench.config import files
from evalbench.config.dataset import dataset_config
from evalbench.config.foreign.datasets import of_dataset
from evalbench.datasets.leval import (
    LEvalCodeUDataset,
    LEvalCourseraDataset,
    LEvalGSM100Dataset,
    LEvalQualityDataset,
    LEvalSciFiDataset,
    LEvalTopicRetrievalDataset,
    LEvalTPODataset,
)
from evalbench.errors import DatasetError
from evalbench.evaluators.leval import (
    CodeUEvaluator,
    LEvalEMEvaluator,
    LEvalOptionsEvaluator,
    SciFiEvaluator,
)
from evalbench.postprocessors.leval import (
    code_u_postprocess,
    gsm100_dataset_postprocess,
    gsm100_postprocess,
    sci_fi_postprocess,
    topic_postprocess,
)
from evalbench.prompts.render import render
from evalbench.types import Message

TREE = Path(__file__).parents[2] / "configs"
TASKS = ("code_u", "coursera", "gsm100", "quality", "sci_fi", "topic_retrieval", "tpo")


def a_file(folder: Path, name: str, *outputs: list[str], **changes: Any) -> Path:
    """A text a line, with as many questions as outputs."""
    file = folder / f"{name}.jsonl"
    rows = [
        {
            "instructions": [f"q{n}.{m}" for m in range(len(each))], "outputs": each,
            "input": f"text {n}", "source": "s", "evaluation": "exam", **changes,
        }
        for n, each in enumerate(outputs)
    ]  # fmt: skip
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("loader", "name", "outputs", "answers"),
    [
        (LEvalCourseraDataset, "coursera", ["C", "AC", "DB", "ABCD", "A "], "C AC BD ABCD A"),
        (LEvalQualityDataset, "quality", ["(B) They", "(A)", "C", "D. x", "(D) 406"], "B A C D D"),
        (LEvalTPODataset, "tpo", ["A", "B", "(C)", "D", "A"], "A B C D A"),
        (LEvalGSM100Dataset, "gsm100", ["12", "1,250", "7", "98", " 3 "], "12 1,250 7 98 3"),
        (LEvalCodeUDataset, "codeU", ["3", "5", "True", "8", "2"], "3 5 True 8 2"),
        (
            LEvalTopicRetrievalDataset, "topic_retrieval_longchat",
            ["art", "space", "tea", "war", "law"], "art space tea war law",
        ),
        (
            LEvalSciFiDataset, "sci_fi", ["True", "False", "true [fact: False]", "FALSE", "True "],
            "True False True False True",
        ),
    ],
)  # fmt: skip
def test_each_question_is_a_row_with_its_text(
    tmp_path: Path, loader: Any, name: str, outputs: list[str], answers: str
) -> None:
    file = a_file(tmp_path, name, outputs[:2], outputs[2:])
    rows = loader.load(file, "test", name=name)
    assert [row["answer"] for row in rows] == answers.split()
    assert [row["question"] for row in rows] == ["q0.0", "q0.1", "q1.0", "q1.1", "q1.2"]
    assert [row["context"] for row in rows] == ["text 0"] * 2 + ["text 1"] * 3
    assert loader.load(tmp_path, "test") == rows


@pytest.mark.parametrize(
    ("loader", "outputs", "changes", "told"),
    [
        (LEvalTPODataset, ["AC"], {}, "line 2 has outputs 'AC', expected A"),
        (LEvalCourseraDataset, ["Because"], {}, "line 2 has outputs 'Because'"),
        (LEvalSciFiDataset, ["Maybe"], {}, "line 2 has outputs 'Maybe', expected True, False"),
        (LEvalCodeUDataset, ["  "], {}, "line 2 has outputs '  '"),
        (LEvalTPODataset, ["A"], {"instructions": ["q", "r"]}, "line 1: instructions and outputs"),
        (LEvalTPODataset, [], {}, "line 2: instructions and outputs"),
        (LEvalTPODataset, ["A"], {"outputs": "A"}, "line 1: instructions and outputs"),
        (LEvalTPODataset, ["A"], {"input": None}, "line 1 has no 'input'"),
    ],
)
def test_faults_are_told_with_their_line(
    tmp_path: Path, loader: Any, outputs: list[str], changes: dict[str, Any], told: str
) -> None:
    good = "True" if loader is LEvalSciFiDataset else "A"
    file = a_file(tmp_path, "own", [good], outputs, **changes)
    with pytest.raises(DatasetError, match=told):
        loader.load(file, "test")


# Prompts


def config(task: str) -> Any:
    found = files.read(files.find("datasets", f"leval_{task}_gen", [TREE]).path)
    (raw,) = next(value for key, value in found.items() if key.endswith("_datasets"))
    return dataset_config(raw, task)


def prompt(task: str) -> Any:
    dataset = config(task)
    fields = {"context": "The text {question}.", "question": "Which?"}
    return render(dataset.prompt_template, None, [], fields, "answer")


def test_the_text_comes_before_the_question_and_the_task_before_both() -> None:
    system, user = prompt("tpo")
    assert user == Message(
        "user", "Document is as follows.\nThe text {question}.\nQuestion:Which?\nAnswer:"
    )
    assert system.role == "system"
    assert system.content.startswith("Now you are given a very long document. ")
    assert system.content.endswith("corresponding to the answer (like A or AB) when answering.")
    assert prompt("quality") == prompt("coursera") == (system, user)


def test_problems_follow_their_examples() -> None:
    system, user = prompt("gsm100")
    assert user.content == "The text {question}.\n\nWhich?\n"
    assert system.content == (
        "Given several question answer pairs, you need to follow a similar format to answer the "
        "last question. Make sure the response is end with The answer is _ . "
    )


@pytest.mark.parametrize(
    ("task", "words"),
    [
        ("code_u", "In the end, I will call some functions defined in the code base."),
        ("sci_fi", 'the answer should be "True" or "False". Notice that'),
        ("topic_retrieval", "'I would like to discuss the topic of <TOPIC>'. Memorize each"),
    ],
)
def test_each_task_is_told_in_its_words(task: str, words: str) -> None:
    assert words in prompt(task)[0].content


def test_the_group_holds_the_seven_tasks() -> None:
    summarizer = files.read(files.find("summarizers", "default", [TREE]).path)["summarizer"]
    groups = {each["name"]: each["subsets"] for each in summarizer["summary_groups"]}
    together = files.read(files.find("datasets", "leval_closed_gen", [TREE]).path)["leval_datasets"]
    abbrs = {config(task).abbr for task in TASKS}
    assert set(groups["leval_closed"]) == {raw["abbr"] for raw in together} == abbrs
    assert len(abbrs) == 7


# Answers


@pytest.mark.parametrize(
    ("text", "strict", "robust"),
    [
        ("So 6 x 3 = 18.\nThe answer is 18", "18", "18"),
        ("The answer is $1,250.", "1250", "1250"),
        ("The answer is 3.5 hours", "35", "3.5"),
        ("I get 12 apples.", None, "12"),
        ("The answer is unclear", None, None),
        ("", None, None),
    ],
)
def test_a_number_is_read(text: str, strict: str | None, robust: str | None) -> None:
    found = gsm100_postprocess(text)
    assert (found.strict.answer, found.robust.answer) == (strict, robust)
    assert gsm100_dataset_postprocess("1,250") == "1250"


@pytest.mark.parametrize(
    ("text", "strict", "robust"),
    [
        ("True", "True", "True"),
        ("False.", "False", "False"),
        ("It is not true that ships jump, so the answer is False.", "True", "False"),
        ("The answer is True [fact: False]", "True", "True"),
        ("True. In reality, it is false.", "True", "True"),
        ("In the story it is false, although it is true in the real world.", "False", "False"),
        ("In the real world it is true, but in the story it is false.", "True", "False"),
        ("The statement is not true. [fact: True]", "True", "False"),
        ("untrue", "True", None),
        ("unknown", None, None),
        (" ", None, None),
    ],
)
def test_true_or_false_is_read_of_the_story(
    text: str, strict: str | None, robust: str | None
) -> None:
    found = sci_fi_postprocess(text)
    assert (found.strict.answer, found.robust.answer) == (strict, robust)


@pytest.mark.parametrize(
    ("text", "robust"),
    [
        ("The final output is 5 because the loop runs five times.", "5"),
        ("The output of the program is:\n\n```\n[5, 7, 9]\n```", "[5, 7, 9]"),
    ],
)
def test_what_is_printed_is_read_without_its_reason_and_out_of_a_block(
    text: str, robust: str
) -> None:
    assert code_u_postprocess(text).robust.answer == robust


def test_blank_replies_are_no_answers() -> None:
    for rule in (topic_postprocess, code_u_postprocess):
        found = rule(" \n ")
        assert (found.strict.answer, found.robust.answer) == (None, None)


@pytest.mark.parametrize(
    ("answer", "value", "published"),
    [("AC", 1, 1), ("ca", 1, 1), ("A", 0, 0.25), ("ACD", 0, 0), ("B", 0, 0), ("", 0, 0)],
)
def test_some_of_the_right_options_are_worth_a_quarter_in_the_published_metric(
    answer: str, value: float, published: float
) -> None:
    grade = LEvalOptionsEvaluator().grade(answer, "AC")
    assert (grade.value, grade.others["leval_em"].earned) == (value, published)


@pytest.mark.parametrize(
    ("answer", "right"),
    [
        ("the role of art in society", True),
        ('The first topic was "The Role of Art, in society".', True),
        ("The role of art", False),
        ("the role of arts in society", False),
        ("", False),
    ],
)
def test_the_right_words_are_in_the_answer(answer: str, right: bool) -> None:
    assert LEvalEMEvaluator().grade(answer, "The role of art in society").value == right


@pytest.mark.parametrize(
    ("answer", "gold", "right"),
    [
        # replies of gpt-3.5-turbo-16k as L-Eval's repository has them, cut
        ("The final output will be `[5, 7, 9]`.", "[5 7 9]", True),
        ("an array containing the sums of each row: `[6, 15]`.", "[6 15]", True),
        ("So the final output of the code is `3`.", "3", True),
        ("Therefore, the final output of the code is 3.", "[0 0 0]", False),
        ("containing the sum of each column: `[4, 6]`.", "[[1 3][2 4]]", False),
        ("the final output of the code is [[1, 3], [2, 4]]", "[[1 3][2 4]]", True),
        ("the output is 13", "3", False),
        ("the output is 3.5", "3", False),
        ("it prints 3.0", "3", True),
        ("the sum is $3.00.", "3", True),
        ("it prints 3.05", "3", False),
        ("it prints -3", "3", False),
        ("The final output is [5,7,9].", "[5 7 9]", True),
        ("the final output is [[1,3],[2,4]]", "[[1 3][2 4]]", True),
        ("it prints 1,234", "1234", True),
        ("The output is [1, 2, 3].", "3", False),
        ("The output is [[1, 2], [3, 4]].", "[3 4]", False),
        ("3 is not printed, it prints nothing at all in the end but an error", "3", False),
        ("", "3", False),
    ],
)
def test_what_is_printed_stands_at_the_end(answer: str, gold: str, right: bool) -> None:
    assert CodeUEvaluator().grade(answer, gold).value == right


@pytest.mark.parametrize(
    ("answer", "right"),
    [
        ("True", True),
        ("TRUE.", True),
        ("true [fact: false]", True),
        ("False [fact: True]", False),
        ("It is untrue", True),  # by the letters in it, as in the reference
        ("no", False),
        ("", False),
    ],
)
def test_only_the_world_of_the_story_counts(answer: str, right: bool) -> None:
    assert SciFiEvaluator().grade(answer, "True [fact: False]").value == right


@pytest.mark.parametrize(
    ("task", "reply", "robust"),
    [
        ("sci_fi", "Let us see.\nSo the answer is False.", "False"),
        ("code_u", "It calls f.\n\nThe final output of the code is `[6, 15]`.", "[6, 15]"),
        ("topic_retrieval", "We began early.\nThe answer is: the role of art.", "the role of art"),
    ],
)
def test_an_answer_at_the_end_is_found_for_aisbenchs_own_configs(
    task: str, reply: str, robust: str
) -> None:
    """They say general_postprocess, the first line, and leave the rest to the evaluator."""
    found = files.read(files.find("datasets", f"leval_{task}_gen", [TREE]).path)
    (raw,) = next(value for key, value in found.items() if key.endswith("_datasets"))
    said = {"type": "evalbench.postprocessors.text.general_postprocess"}
    heard, told = of_dataset({**raw, "eval_cfg": {**raw["eval_cfg"], "pred_postprocessor": said}})
    assert "pred_postprocessor" in told
    theirs = dataset_config(heard, "x")
    for dataset in (theirs, dataset_config(raw, "x")):
        assert dataset.extract is not None
        assert (dataset.extract(reply).robust.answer or "").strip("`") == robust
