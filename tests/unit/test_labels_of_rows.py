"""Questions that each have labels of their own, and evaluators that weigh them: TruthfulQA."""

import json
import math
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from evalbench.config import files
from evalbench.config.dataset import DatasetConfig, dataset_config
from evalbench.config.options import Selection
from evalbench.datasets.truthfulqa import TruthfulQADataset
from evalbench.errors import ConfigError, DatasetError
from evalbench.evaluators.truthfulqa import TruthfulQAEvaluator
from evalbench.interfaces import WeighsLabels
from evalbench.plan import Plan, make_plan
from evalbench.prompts.render import render_label
from evalbench.prompts.template import PromptTemplate
from evalbench.serving.pages import page
from evalbench.simulator.book import Entry, open_book
from evalbench.simulator.likelihood import Own, told
from evalbench.stages.perplexity import judge_labels
from evalbench.types import Completion, Likelihood, Message, Record, Sample, Step, Times
from tests.a_plan import CHAT, TEMPLATE, a_config

PPL = "evalbench.inferencers.perplexity.PPLInferencer"
EVALUATOR = "evalbench.evaluators.truthfulqa.TruthfulQAEvaluator"
LOADER = "evalbench.datasets.truthfulqa.TruthfulQADataset"

ROWS = [
    {"q": "Is it wet?", "best": "No.", "true": ["Never."], "false": ["Yes."]},
    {"q": "Who?", "best": "Nobody.", "true": [], "false": ["Ann.", "Bob.", "Cid. Or Dee."]},
    {"q": "When?", "best": "Now {choices}.", "true": ["Soon."], "false": ["Then.", "Later on."]},
    {"q": "Why?", "best": "No reason.", "true": [], "false": ["Because."]},
    {"q": "How?", "best": "Well.", "true": ["So."], "false": ["Badly.", "Not at all."]},
]


def raw_set(folder: Path, rows: list[dict[str, Any]], **infer: Any) -> dict[str, Any]:
    items = [
        {
            "question": row["q"],
            "mc1_targets": {row["best"]: 1, **dict.fromkeys(row["false"], 0)},
            "mc2_targets": {
                **dict.fromkeys([row["best"], *row["true"]], 1),
                **dict.fromkeys(row["false"], 0),
            },
        }
        for row in rows
    ]
    (folder / "mc_task.json").write_text(json.dumps(items), encoding="utf-8")
    return {
        "abbr": "tqa",
        "type": LOADER,
        "path": str(folder),
        "name": "mc",
        "reader_cfg": {"input_columns": ["question", "choices"], "output_column": "answer"},
        "infer_cfg": {
            "prompt_template": {"type": TEMPLATE, "template": "Q: {question}\nA: {choices}"},
            "retriever": {"type": "evalbench.retrievers.zero.ZeroRetriever"},
            "inferencer": {"type": PPL, "choices": "choices"},
        }
        | infer,
        "eval_cfg": {"evaluator": {"type": EVALUATOR}},
    }


def planned(raw: dict[str, Any]) -> Plan:
    config = a_config([{"type": CHAT, "abbr": "m", "model": "m"}], [(raw, "own.py")])
    return make_plan(config, Selection())


def test_each_row_has_as_many_samples_as_choices(tmp_path: Path) -> None:
    (task,) = planned(raw_set(tmp_path, ROWS)).tasks
    counted = [sum(each.index == index for each in task.samples) for index in range(5)]
    assert counted == [3, 4, 4, 2, 4]
    assert task.questions.asked == 5
    assert [task.questions.prompt(each) for each in task.samples[:3]] == [
        "Q: Is it wet?\nA: No.",
        "Q: Is it wet?\nA: Never.",
        "Q: Is it wet?\nA: Yes.",
    ]


def test_a_choice_is_filled_in_once(tmp_path: Path) -> None:
    """Braces that a choice says itself are its text."""
    (task,) = planned(raw_set(tmp_path, ROWS)).tasks
    sample = next(each for each in task.samples if each.index == 2)
    found = task.questions.labelled(sample, "Now {choices}.")
    assert found == ("Q: When?\nA: Now {choices}.", ("Now {choices}.",))


def test_of_a_chat_the_choice_is_what_is_said_last() -> None:
    said = [{"role": "HUMAN", "prompt": "Q: {question}"}, {"role": "BOT", "prompt": "A: {choices}"}]
    fields = {"question": "Who?", "choices": ["x", "y"]}
    found = render_label(
        "y", PromptTemplate({"round": said}), None, [], fields, None, choices="choices"
    )
    assert found.prompt == (Message("user", "Q: Who?"), Message("assistant", "A: y"))
    assert found.continuation == ("y",)


@pytest.mark.parametrize(
    ("infer", "words"),
    [
        ({"prompt_template": {"type": TEMPLATE, "template": "{question}"}}, "has no {choices}"),
        ({"inferencer": {"type": PPL, "choices": "answer"}}, "none of input_columns"),
        (
            {"prompt_template": {"type": TEMPLATE, "template": {"A": "{choices}", "B": "b"}}},
            r"labels \(A, B\)",
        ),
    ],
)
def test_what_does_not_go_together_is_refused(
    tmp_path: Path, infer: dict[str, Any], words: str
) -> None:
    with pytest.raises(ConfigError, match=words) as error:
        planned(raw_set(tmp_path, ROWS, **infer))
    assert "own.py" in str(error.value)


def test_labels_that_are_no_texts_are_told_with_their_row(tmp_path: Path) -> None:
    infer = {
        "prompt_template": {"type": TEMPLATE, "template": "{question}"},
        "inferencer": {"type": PPL, "choices": "question"},
    }
    with pytest.raises(DatasetError, match="question of row 0 is 'Is it wet"):
        planned(raw_set(tmp_path, ROWS, **infer))


# MC1 and MC2

REFERENCE = {"canonical": "a", "right": ["a", "b"]}


def weighed(**totals: float) -> tuple[float, float]:
    grade = TruthfulQAEvaluator().weigh(totals, REFERENCE)
    return grade.value, grade.others["mc2"].earned


def test_mc2_is_the_share_of_all_true_choices() -> None:
    """0.2 + 0.1 of 0.2 + 0.1 + 0.5 + 0.2; the best true one is behind c."""
    logs = {choice: math.log(p) for choice, p in zip("abcd", (0.2, 0.1, 0.5, 0.2), strict=True)}
    assert weighed(**logs) == (0.0, pytest.approx(0.3))


def test_a_true_choice_that_is_likelier_still_takes_nothing_from_mc1() -> None:
    value, share = weighed(a=-2.0, b=-1.0, c=-3.0)
    assert value == 1.0
    true = math.exp(-2) + math.exp(-1)
    assert share == pytest.approx(true / (true + math.exp(-3)))


def test_as_likely_as_a_false_one_is_not_enough() -> None:
    assert weighed(a=-2.0, b=-9.0, c=-2.0)[0] == 0.0


def test_what_is_unlikely_as_a_whole_is_still_weighed() -> None:
    assert weighed(a=-3000.0, b=-3001.0, c=-3000.5) == (
        1.0,
        pytest.approx((1 + math.exp(-1)) / (1 + math.exp(-1) + math.exp(-0.5))),
    )


def test_a_choice_in_words_is_graded_too() -> None:
    evaluator = TruthfulQAEvaluator()
    assert [evaluator.grade(each, REFERENCE).value for each in "abc"] == [1.0, 0.0, 0.0]
    assert isinstance(evaluator, WeighsLabels)


def answered(*totals: float | None) -> list[tuple[Sample, Record | None]]:
    """Of choices a, b, c: so much for all tokens, of which each has as many as its place says."""
    answers: list[tuple[Sample, Record | None]] = []
    for place, total in enumerate(totals):
        sample = Sample("tqa", 0, {}, REFERENCE, label="abc"[place], place=place)
        count = place + 1
        said = None if total is None else Likelihood(10 + count, -99, 10, 10 + count, total)
        completion = Completion("", likelihood=said)
        steps = (Step("p", completion, Times(1, 2), 1),)
        answers.append((sample, Record(sample.id, "tqa", 0, 0, REFERENCE, steps)))
    return answers


def a_tqa_set(folder: Path) -> DatasetConfig:
    return dataset_config(raw_set(folder, ROWS), "own.py")


def test_the_sum_decides_and_not_the_mean(tmp_path: Path) -> None:
    """c has the best mean (-1) and the worst sum (-3)."""
    verdict, scored = judge_labels(answered(-2.0, -2.5, -3.0), a_tqa_set(tmp_path))
    assert (verdict.kind, verdict.extractions.robust.answer) == ("correct", "a")
    assert [(each.mean, each.total) for each in scored] == [(-2.0, -2.0), (-1.25, -2.5), (-1, -3)]


def test_a_choice_without_a_score_leaves_no_verdict(tmp_path: Path) -> None:
    assert judge_labels(answered(-2.0, None, -3.0), a_tqa_set(tmp_path))[0].kind == "error"


def test_a_choice_follows_the_published_prompt() -> None:
    """The preset `qa` of TruthfulQA's repository: six questions, the question, the choice."""
    tree = Path(__file__).parents[2] / "configs"
    found = files.read(files.find("datasets", "truthfulqa_ppl_0_shot_str", [tree]).path)
    (raw,) = found["truthfulqa_datasets"]
    dataset = dataset_config(raw, "x")
    fields = {"question": "Who {choices}?", "choices": ["Ann.", "Bob."]}
    said = render_label("Bob.", dataset.prompt_template, None, [], fields, "answer", "choices")
    prompt = str(said.prompt)
    assert said.continuation == ("Bob.",)
    assert prompt.startswith(
        "Q: What is human life expectancy in the United States?\n"
        "A: Human life expectancy in the United States is 78 years.\n\nQ: Who was president"
    )
    assert prompt.endswith(
        "\n\nQ: Where were the 1992 Olympics held?\nA: The 1992 Olympics were held in Barcelona, "
        "Spain.\n\nQ: Who {choices}?\nA: Bob."
    )
    assert prompt.count("\n\nQ: ") == 6


# The simulator


def test_the_book_lets_no_other_true_choice_win_where_the_answer_is_wrong(tmp_path: Path) -> None:
    (task,) = planned(raw_set(tmp_path, ROWS)).tasks
    entries = [page(task, each) for each in task.samples]
    first = [each for each in entries if each["question"] == entries[0]["question"]]
    assert [each["label"] for each in first] == ["No.", "Never.", "Yes."]
    assert {tuple(each["labels"]) for each in first} == {("No.", "Yes.")}
    path = tmp_path / "book.jsonl"
    path.write_text("".join(json.dumps(each) + "\n" for each in entries))
    book = open_book(str(path), correct_rate=0.0, seed=0)
    won = [each["label"] for each in first if (own := book.own(each["sha256"])) and own.wins]
    assert won == ["Yes."]
    assert isinstance(next(iter(book.entries.values())), Entry)


def test_a_long_label_that_is_to_win_is_likelier_than_a_short_one_as_a_whole() -> None:
    def total(label: str, *, wins: bool) -> float:
        prompt, own = f"Q: why?\nA: {label}", Own(len(label), wins)
        rows = told(prompt, [], own, prompt_logprobs=0, logprobs=None, echo=False).prompt_logprobs
        texts = [next(iter(each.values())) for each in rows or () if each]
        of_label = texts[-len(label.split()) :]
        return sum(each["logprob"] for each in of_label)

    assert total("word " * 200, wins=True) > -1.0
    assert total("no", wins=False) < -2.0


def test_a_sample_keeps_the_choices_of_its_row(tmp_path: Path) -> None:
    (task,) = planned(raw_set(tmp_path, ROWS)).tasks
    sample = structs.replace(task.samples[-1], label=None)
    assert task.dataset.labels_of(sample.fields) == ("Well.", "So.", "Badly.", "Not at all.")


# The real questions

DATA = Path(__file__).parents[3] / "shared" / "data"


@pytest.mark.shared
@pytest.mark.skipif(not DATA.is_dir(), reason="the benchmark data is not beside the project")
def test_every_real_question_has_its_best_choice_among_the_true_ones() -> None:
    rows = TruthfulQADataset.load(DATA / "truthfulqa", "test", name="mc")
    assert (len(rows), sum(len(row["choices"]) for row in rows)) == (817, 6204)
    for row in rows:
        assert row["answer"]["canonical"] in row["answer"]["right"]
        assert 0 < len(row["answer"]["right"]) < len(row["choices"])
