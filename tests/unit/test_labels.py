"""Answers that are scored: a prompt for each label, and which label is the answer."""

import json
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from evalbench.config.dataset import DatasetConfig, dataset_config
from evalbench.config.options import Selection
from evalbench.errors import ConfigError, DatasetError
from evalbench.plan import Plan, make_plan
from evalbench.prompts.render import Shared, render_label, shared_part
from evalbench.prompts.template import PromptTemplate
from evalbench.stages.evaluate import audit_row
from evalbench.stages.perplexity import by_question, judge_labels, representative
from evalbench.stages.scoring import speaker
from evalbench.types import (
    Completion,
    Failure,
    Likelihood,
    Message,
    Record,
    Sample,
    Step,
    Times,
)
from tests.a_plan import CHAT, TEMPLATE, a_config, a_set

PPL = "evalbench.inferencers.perplexity.PPLInferencer"
ROW = {"question": "1+1?", "x": "two", "y": "three", "answer": "A"}
EXAMPLES = [{"question": "2+2?", "x": "four", "y": "five", "answer": "B"}]


def chat_of(label: str) -> dict[str, Any]:
    human = {"role": "HUMAN", "prompt": "Q: {question}"}
    return {"begin": "</E>", "round": [human, {"role": "BOT", "prompt": f"It is: {label}"}]}


# Templates


def test_a_text_ends_in_its_label() -> None:
    template = PromptTemplate({"A": "Q: {question}\nA: {x}", "B": "Q: {question}\nA: {y}"})
    found = render_label("B", template, None, [], ROW, "answer")
    assert found == ("Q: 1+1?\nA: three", ("three",))


def test_what_is_shared_splits_no_field() -> None:
    """`{textA}` and `{textB}` begin alike; what they are filled with need not."""
    template = PromptTemplate({"A": "Answer: {textA}", "B": "Answer: {textB}"})
    assert shared_part(template) == Shared(0, len("Answer: "))


def test_a_brace_of_a_formula_is_no_field() -> None:
    template = PromptTemplate({"A": "Set {1, 2} is A", "B": "Set {1, 2} is B"})
    assert shared_part(template) == Shared(0, len("Set {1, 2} is "))


def test_a_chat_ends_in_what_the_label_says() -> None:
    template = PromptTemplate({label: chat_of(label) for label in "AB"}, ice_token="</E>")
    found = render_label("A", None, template, [], ROW, "answer")
    assert found.prompt == (Message("user", "Q: 1+1?"), Message("assistant", "It is: A"))
    assert found.continuation == ("A",)


def test_an_example_shows_the_label_that_is_its_answer() -> None:
    template = PromptTemplate({label: chat_of(label) for label in "AB"}, ice_token="</E>")
    found = render_label("A", None, template, EXAMPLES, ROW, "answer")
    assert found.prompt == (
        Message("user", "Q: 2+2?"),
        Message("assistant", "It is: B"),
        Message("user", "Q: 1+1?"),
        Message("assistant", "It is: A"),
    )


def test_an_example_shows_it_in_a_text_too() -> None:
    template = PromptTemplate({label: "</E>{question} " + label for label in "AB"}, "</E>")
    found = render_label("A", None, template, EXAMPLES, ROW, "answer")
    assert found == ("2+2? B\n1+1? A", ("A",))


def test_an_example_whose_answer_is_no_label_is_told() -> None:
    template = PromptTemplate({label: "</E>{question} " + label for label in "AC"}, "</E>")
    with pytest.raises(DatasetError, match="answer is 'B', and the labels"):
        render_label("A", None, template, EXAMPLES, ROW, "answer")


def test_a_label_may_begin_in_the_question() -> None:
    """What differs in the user's turn is the label's own, and all that follows it."""

    def said(who: str) -> dict[str, Any]:
        human = {"role": "HUMAN", "prompt": f"{{question}} It is {who}."}
        return {"round": [human, {"role": "BOT", "prompt": "Right."}]}

    template = PromptTemplate({"0": said("him"), "1": said("her")})
    found = render_label("1", template, None, [], ROW, "answer")
    assert found.prompt == (Message("user", "1+1? It is her."), Message("assistant", "Right."))
    assert found.continuation == ("er.", "Right.")  # `h` is shared, and so its token is found


def test_numbers_are_labels() -> None:
    assert PromptTemplate({0: "{question} x", 1: "{question} y"}).labels == ("0", "1")


@pytest.mark.parametrize(
    "template",
    [
        {"A": "one only"},
        {"A": "a text", "B": 5},
        {"A": {"round": []}, "B": "text"},
        {"A": {"rond": [{"role": "HUMAN", "prompt": "x"}]}, "B": "text"},
        {"A": "text", "round": [{"role": "HUMAN", "prompt": "x"}]},
    ],
)
def test_what_is_no_template_of_labels_is_refused(template: dict[str, Any]) -> None:
    with pytest.raises(ConfigError):
        PromptTemplate(template)


def test_the_ice_token_stands_in_the_template_of_each_label() -> None:
    with pytest.raises(ConfigError, match="</E>"):
        PromptTemplate({"A": "</E>{question} A", "B": "{question} B"}, ice_token="</E>")


# The plan


def labelled_set(path: Path, **infer: Any) -> dict[str, Any]:
    raw = a_set(path)
    raw["reader_cfg"]["output_column"] = "answer"
    raw["infer_cfg"]["prompt_template"] = {
        "type": TEMPLATE,
        "template": {label: f"{{question}} {label}" for label in "AB"},
    }
    raw["infer_cfg"]["inferencer"] = {"type": PPL}
    raw["infer_cfg"] |= infer
    return raw


def rows(folder: Path, answers: str = "AB") -> Path:
    path = folder / "own.jsonl"
    lines = [{"question": f"q{n}", "answer": each} for n, each in enumerate(answers)]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return path


def planned(raw: dict[str, Any], *, timed: bool = False, **selection: Any) -> Plan:
    config = a_config([{"type": CHAT, "abbr": "m", "model": "m"}], [(raw, "own.py")])
    return make_plan(config, Selection(**selection), timed=timed)


def test_each_label_of_a_question_is_a_sample(tmp_path: Path) -> None:
    plan = planned(labelled_set(rows(tmp_path)))
    (task,) = plan.tasks
    assert [(each.id, each.label, each.reference) for each in task.samples] == [
        ("own/0/0/0", "A", "A"),
        ("own/0/0/1", "B", "A"),
        ("own/1/0/0", "A", "B"),
        ("own/1/0/1", "B", "B"),
    ]
    assert [task.questions.prompt(each) for each in task.samples] == [
        "q0 A",
        "q0 B",
        "q1 A",
        "q1 B",
    ]
    assert task.questions.asked == 2


def test_questions_are_chosen_not_labels(tmp_path: Path) -> None:
    path = rows(tmp_path, "ABABAB")
    for chosen in ({"num_prompts": 3}, {"sample": 3}):
        plan = planned(labelled_set(path), **chosen)
        assert len(plan.tasks[0].samples) == 6
        assert plan.tasks[0].questions.asked == 3


def test_a_sample_with_a_label_is_scored_and_not_answered(tmp_path: Path) -> None:
    (task,) = planned(labelled_set(rows(tmp_path))).tasks
    sample = task.samples[0]
    request = speaker(task, sample).request("r", task.questions.prompt(sample), None)
    assert json.loads(request.body)["prompt_logprobs"] == 0


def test_a_gold_that_is_no_label_is_told(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="row 1 is 'C', and the labels are A, B"):
        planned(labelled_set(rows(tmp_path, "AC")))


GEN = {"type": "evalbench.inferencers.generate.GenInferencer"}
PREFIX = {"type": TEMPLATE, "template": {"0": "{question}", "1": "{question}: {answer}"}}


@pytest.mark.parametrize(
    ("infer", "changes", "timed", "words"),
    [
        ({"inferencer": GEN}, {}, False, "generates answers"),
        ({"prompt_template": {"type": TEMPLATE, "template": "{question}"}}, {}, False, "has none"),
        ({"prompt_template": PREFIX}, {}, False, "label 0: the prompts of other labels begin"),
        ({}, {"n": 2}, False, "n=2"),
        ({}, {}, True, "nothing to be timed"),
    ],
)
def test_what_does_not_go_together_is_refused(
    tmp_path: Path, infer: dict[str, Any], changes: dict[str, Any], timed: bool, words: str
) -> None:
    raw = labelled_set(rows(tmp_path), **infer) | changes
    with pytest.raises(ConfigError, match=words) as error:
        planned(raw, timed=timed)
    assert "own.py" in str(error.value)


def test_whole_prompts_are_scored_where_one_begins_with_another(tmp_path: Path) -> None:
    inferencer = {"type": PPL, "scored": "prompt"}
    raw = labelled_set(rows(tmp_path, "01"), prompt_template=PREFIX, inferencer=inferencer)
    assert len(planned(raw).tasks[0].samples) == 4


# Which label is the answer


def scored_set(scored: str = "continuation") -> DatasetConfig:
    return dataset_config(labelled_set(Path("x"), inferencer={"type": PPL, "scored": scored}), "t")


def answer(place: int, told: Likelihood | Failure, gold: str = "B") -> tuple[Sample, Record]:
    sample = Sample("own", 0, {}, gold, label="ABCD"[place], place=place)
    failure = told if isinstance(told, Failure) else None
    completion = None if isinstance(told, Failure) else Completion("", likelihood=told)
    step = Step(f"prompt {place}", completion, Times(1, 2), 1, failure)
    return sample, Record(sample.id, "own", 0, 0, gold, (step,))


def own(mean: float, tokens: int, *, shared: float = -50.0) -> Likelihood:
    return Likelihood(10 + tokens, shared + mean * tokens, 10, 10 + tokens, mean * tokens)


def chosen(*told: Likelihood, scored: str = "continuation") -> str | None:
    answers = [answer(place, each) for place, each in enumerate(told)]
    verdict, _ = judge_labels(answers, scored_set(scored))
    return verdict.extractions.robust.answer


def test_the_mean_of_the_labels_own_tokens_decides() -> None:
    """By the sum A would win (-2 against -2.4), by the whole prompt as well."""
    assert chosen(own(-2.0, 1), own(-0.8, 3)) == "B"


def test_the_mean_over_the_whole_prompt_is_to_be_had() -> None:
    """(-50 - 8) / 11 tokens against (-50 - 9) / 10; without the shared 10 it is the other way."""
    told = own(-4.0, 2), own(-9.0, 1)
    assert chosen(*told, scored="prompt") == "A"
    longer = own(-5.2, 20), own(-5.0, 1)  # (-50-104)/29 = -5.31, (-50-5)/10 = -5.5
    assert (chosen(*longer), chosen(*longer, scored="prompt")) == ("B", "A")


def test_the_first_of_equals_is_the_answer() -> None:
    assert chosen(own(-1.0, 2), own(-1.0, 2), own(-3.0, 2)) == "A"


def test_a_label_without_a_score_leaves_no_answer() -> None:
    answers = [answer(0, own(-1, 1)), answer(1, Failure("timeout", "late"))]
    verdict, scored = judge_labels(answers, scored_set())
    assert verdict.kind == "error"
    assert [each.mean for each in scored] == [-1.0, None]
    assert representative(answers, verdict)[0].label == "B"
    verdict, _ = judge_labels([answers[0], (answers[1][0], None)], scored_set())
    assert verdict.kind == "unasked"


def test_a_right_label_is_correct_and_its_prompt_is_shown() -> None:
    answers = [answer(0, own(-2, 1)), answer(1, own(-1, 1))]
    verdict, _ = judge_labels(answers, scored_set())
    assert (verdict.kind, verdict.extractions.robust.rule) == ("correct", "likeliest-label")
    assert audit_row(*representative(answers, verdict), verdict)["prompt"] == "prompt 1"


def tail(names: str, logprobs: list[float], tokens: int) -> Likelihood:
    return Likelihood(tokens, -99.0, tail=tuple(zip(names, logprobs, strict=True)))


def test_tokens_that_do_not_add_up_are_compared_over_all_labels() -> None:
    """Shared are x, y, z; then A has one token and B two, whose mean is -2."""
    answers = [
        answer(0, tail("xyza", [-9, -9, -9, -3], 20)),
        answer(1, tail("xyzbc", [-9, -9, -9, -1, -3], 21)),
    ]
    verdict, scored = judge_labels(answers, scored_set())
    assert verdict.extractions.robust.answer == "B"
    assert [(each.mean, each.tokens, each.boundary) for each in scored] == [
        (-3.0, 1, "tokens"),
        (-2.0, 2, "tokens"),
    ]


def test_tails_that_begin_at_different_tokens_are_laid_side_by_side() -> None:
    answers = [
        answer(0, tail("yza", [-9, -9, -3], 20)),
        answer(1, tail("xyzbc", [-9, -9, -9, -1, -3], 21)),
    ]
    _, scored = judge_labels(answers, scored_set())
    assert [(each.mean, each.tokens) for each in scored] == [(-3.0, 1), (-2.0, 2)]


def test_where_one_label_is_found_in_its_text_the_others_begin_there() -> None:
    found = Likelihood(20, -99.0, 18, 20, -8.0)
    answers = [answer(0, found), answer(1, tail("xyzbc", [-9, -9, -9, -1, -3], 21))]
    _, scored = judge_labels(answers, scored_set())
    assert [(each.mean, each.tokens, each.boundary) for each in scored] == [
        (-4.0, 2, "text"),
        (pytest.approx((-9 - 1 - 3) / 3), 3, "tokens"),
    ]


def test_a_label_that_adds_no_token_has_no_score() -> None:
    answers = [answer(0, tail("xyz", [-9, -9, -9], 20)), answer(1, tail("xyzb", [-9] * 4, 21))]
    assert judge_labels(answers, scored_set())[0].kind == "error"


def test_the_labels_of_a_question_stand_together() -> None:
    answers = [answer(place, own(-1, 1)) for place in range(2)]
    other = [(structs.replace(sample, index=1), record) for sample, record in answers]
    groups = by_question([*answers, *other])
    assert [[sample.id for sample, _ in group] for group in groups] == [
        ["own/0/0/0", "own/0/0/1"],
        ["own/1/0/0", "own/1/0/1"],
    ]
