"""The option that a reply is most like, and replies that are like none of them."""

from pathlib import Path

import pytest

from evalbench.config.dataset import dataset_config
from evalbench.config.options import Selection
from evalbench.datasets.custom import custom_dataset_config
from evalbench.errors import ConfigError
from evalbench.evaluators.option_similarity import OptionSimAccEvaluator
from evalbench.plan import make_plan
from evalbench.postprocessors.choice import option_sim_postprocess
from evalbench.stages.evaluate import judge
from evalbench.stages.score import Judged
from evalbench.types import Completion, Json, Record, Sample, Step, Times
from tests.a_plan import CHAT, a_config, a_set

ROW = {"A": "a red fox", "B": "a dog", "C": "a grey fox"}
EVALUATOR = OptionSimAccEvaluator(options=("A", "B", "C"))
REFERENCE = EVALUATOR.reference("B", ROW)


def picked(text: str) -> str:
    """What the rule of the reference picks: the letter of which it says that it is right."""
    answer = option_sim_postprocess(text, "ABC").strict.answer
    if answer is None:
        return ""
    right = [each for each in ROW if EVALUATOR.grade(answer, EVALUATOR.reference(each, ROW)).value]
    return "".join(right)


@pytest.mark.parametrize(
    ("text", "letter"),
    [
        ("C", "C"),
        (" B \n", "B"),
        ("The answer is: A", "A"),
        ("I saw a Dog there.", "B"),  # the only text that is in it
        ("a red fox and a grey fox", "C"),  # two are: the nearest
        ("a gray fox", "C"),
        ("dog", "B"),
        ("?", "A"),  # as far from every letter
        ("b", "A"),  # neither a letter nor a text: as far from each, as in the reference
        ("", ""),
        ("  ", ""),
    ],
)
def test_the_reference_rule_picks_an_option_from_whatever_is_said(text: str, letter: str) -> None:
    assert picked(text) == letter


@pytest.mark.parametrize("text", ["I saw a dog there.", "dog", "?", "I do not know."])
def test_what_names_no_option_is_read_as_none(text: str) -> None:
    assert option_sim_postprocess(text, "ABC").robust.answer is None


def test_a_row_without_an_option_has_no_text_of_it() -> None:
    reference = EVALUATOR.reference(" b ", {**ROW, "C": None})
    assert reference == {"canonical": "B", "options": {"A": "a red fox", "B": "a dog"}}
    assert EVALUATOR.grade("a grey fox", reference).value == 0.0
    assert EVALUATOR.grade("anything", EVALUATOR.reference("A", {})).value == 0.0


def test_options_are_capital_letters() -> None:
    with pytest.raises(ConfigError, match="one capital letter"):
        OptionSimAccEvaluator(options=("A", "bc"))


# From the file to the verdict


def own_file(folder: Path) -> Path:
    file = folder / "own.csv"
    lines = ["question,A,B,C,answer", *(f"q{n},a red fox,a dog,a grey fox,b" for n in range(5))]
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


def judged(folder: Path, reply: str, *, own_rule: bool = True) -> tuple[Json, Judged]:
    raw = custom_dataset_config(own_file(folder), None)
    if not own_rule:
        raw["eval_cfg"] = {"evaluator": raw["eval_cfg"]["evaluator"]}
    plan = make_plan(a_config([{"type": CHAT, "abbr": "m"}], [(raw, "own.py")]), Selection())
    sample: Sample = plan.tasks[0].samples[-1]
    step = Step("p", Completion(reply, finish_reason="stop"), Times(1, 2), 1)
    record = Record(sample.id, "own", 4, 0, sample.reference, (step,))
    return sample.reference, judge(sample, record, plan.tasks[0].dataset)


@pytest.mark.parametrize("own_rule", [True, False])
def test_the_texts_of_a_rows_options_are_known_to_its_judge(tmp_path: Path, own_rule: bool) -> None:
    """Without a postprocessor, as OpenCompass writes it, it is read the same way."""
    reference, verdict = judged(tmp_path, "It has to be the dog, a dog.", own_rule=own_rule)
    assert reference == {"canonical": "B", "options": ROW}
    assert (verdict.kind, verdict.strict_value) == ("unparsed", 1.0)
    _, verdict = judged(tmp_path, "**Answer:** (B)", own_rule=own_rule)
    assert (verdict.kind, verdict.extractions.robust.answer) == ("correct", "B")
    _, verdict = judged(tmp_path, "So it is C, not B.", own_rule=own_rule)
    assert verdict.kind == "wrong"


def test_an_evaluator_that_needs_the_gold_alone_is_given_that(tmp_path: Path) -> None:
    raw = a_set(own_file(tmp_path))
    raw["reader_cfg"]["output_column"] = "answer"
    config = a_config([{"type": CHAT, "abbr": "m"}], [(raw, "own.py")])
    assert make_plan(config, Selection()).tasks[0].samples[0].reference == "b"
    assert dataset_config(raw, "own.py").extract is None
