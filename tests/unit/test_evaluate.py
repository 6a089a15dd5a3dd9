"""From a response to its class, and from classes to a score."""

from typing import Any

import pytest
from msgspec import structs

from evalbench.config.dataset import DatasetConfig, dataset_config
from evalbench.stages.evaluate import Judged, audit_row, judge, score
from evalbench.types import Completion, Failure, Record, Sample, Step, Times

NUMBER = {
    "evaluator": {"type": "evalbench.evaluators.numeric.Gsm8kEvaluator"},
    "pred_postprocessor": {"type": "evalbench.postprocessors.number.gsm8k_postprocess"},
}
WHOLE = {"evaluator": {"type": "evalbench.evaluators.accuracy.AccEvaluator"}}


def dataset(evaluation: dict[str, Any], **more: Any) -> DatasetConfig:
    raw = {
        "abbr": "d",
        "type": "evalbench.datasets.custom.CustomDataset",
        "path": "x",
        "reader_cfg": {"input_columns": ["question"]},
        "infer_cfg": {
            "prompt_template": {
                "type": "evalbench.prompts.template.PromptTemplate",
                "template": "{question}",
            },
            "retriever": {"type": "evalbench.retrievers.zero.ZeroRetriever"},
            "inferencer": {"type": "evalbench.inferencers.generate.GenInferencer"},
        },
        "eval_cfg": evaluation,
        **more,
    }
    return dataset_config(raw, "test")


def judged(record: Record | None, config: DatasetConfig) -> Judged:
    """Against the gold that the record was asked with."""
    gold = record.reference if record else None
    return judge(Sample("d", 0, {}, gold), record, config)


def answered(
    text: str, finish: str = "stop", *, gold: str = "18", reasoning: str | None = None
) -> Record:
    completion = Completion(text, reasoning=reasoning, finish_reason=finish)
    step = Step("question", completion, Times(1, 2_000_000, stream_end_ns=5_000_000), 1)
    return Record("d/0/0", "d", 0, 0, gold, (step,))


@pytest.mark.parametrize(
    ("text", "finish", "kind"),
    [
        ("The answer is 18.", "stop", "correct"),
        ("The answer is $18.00.", "stop", "correct"),
        ("The answer is 17.", "stop", "wrong"),
        ("I cannot say.", "stop", "unparsed"),
        ("", "stop", "unparsed"),
        ("First, 3 plus 15", "length", "truncated"),  # a number of half a sentence
        ("The answer is 18. Let me check", "length", "correct"),  # stated before the cut
        ("<think>Is it 18?", "length", "truncated"),
        ("<think>Is it 18?", "stop", "truncated"),  # never came out of its reasoning
        ("<think>17?</think>The answer is 18.", "stop", "correct"),
        ("18?</think>The answer is 17.", "stop", "wrong"),
    ],
)
def test_each_response_has_one_class(text: str, finish: str, kind: str) -> None:
    assert judged(answered(text, finish), dataset(NUMBER)).kind == kind


def test_reasoning_of_its_own_field_is_no_answer() -> None:
    verdict = judged(answered("I am done.", reasoning="The answer is 18."), dataset(NUMBER))
    assert (verdict.kind, verdict.reasoning) == ("unparsed", "The answer is 18.")


def test_what_was_never_answered_is_an_error() -> None:
    failed = Step("q", None, Times(1, 2), 3, Failure("timeout", "no answer"))
    cut = Step("q", Completion("The answer is 18."), Times(1, 2), 1, Failure("cut", "broken off"))
    for record in (
        Record("d/0/0", "d", 0, 0, "18", ()),
        Record("d/0/0", "d", 0, 0, "18", (failed,)),
        Record("d/0/0", "d", 0, 0, "18", (cut,)),
    ):
        assert judged(record, dataset(NUMBER)).kind == "error"


def test_without_a_postprocessor_the_whole_text_is_the_answer() -> None:
    whole = dataset(WHOLE)
    assert judged(answered(" Paris\n", gold="Paris"), whole).kind == "correct"
    assert judged(answered("It is Paris", gold="Paris"), whole).kind == "wrong"
    assert judged(answered(" \n", gold="Paris"), whole).kind == "unparsed"
    assert judged(answered("Pari", "length", gold="Paris"), whole).kind == "truncated"


def test_the_score_is_of_those_that_were_answered() -> None:
    """Two right of eight; an error and one never asked are no part of it. Wilson by hand."""
    texts = ["The answer is 18."] * 2 + ["The answer is 1."] * 4 + ["Well."] * 2
    config = dataset(NUMBER)
    lost = judged(Record("d/0/0", "d", 0, 0, "18", ()), config)
    verdicts = [*(judged(answered(text), config) for text in texts), lost, judged(None, config)]
    found = score(config, [structs.replace(each, index=n) for n, each in enumerate(verdicts)])
    counts = found.counts
    assert (counts.correct, counts.wrong, counts.unparsed) == (2, 4, 2)
    assert (counts.error, counts.unasked) == (1, 1)
    assert found.value == 25.0
    assert found.low == pytest.approx(7.15, abs=0.01)
    assert found.high == pytest.approx(59.07, abs=0.01)
    assert found.strict == 25.0


def test_nothing_answered_claims_no_score() -> None:
    config = dataset(NUMBER)
    found = score(config, [judged(None, config)] * 3)
    assert (found.value, found.low, found.high, found.strict) == (None, None, None, None)
    assert (found.counts.error, found.counts.unasked) == (0, 3)


def test_the_reference_rule_is_kept_beside_ours() -> None:
    """The last digits of "$70,000" are 000 by the reference rule."""
    config = dataset(NUMBER)
    verdict = judged(answered("The answer is $70,000.", gold="70000"), config)
    assert (verdict.kind, verdict.strict_value) == ("correct", 0.0)
    found = score(config, [verdict, judged(answered("The answer is 18."), config)])
    assert (found.value, found.strict, found.disagreement) == (100.0, 50.0, 50.0)


def test_an_audit_row_tells_the_whole_way() -> None:
    record = answered("<think>hm</think>The answer is 18.")
    row = audit_row(Sample("d", 0, {}, "18"), record, judged(record, dataset(NUMBER)))
    assert (row["id"], row["class"], row["gold"], row["prompt"]) == (
        "d/0/0", "correct", "18", "question",
    )  # fmt: skip
    assert row["response"] == "<think>hm</think>The answer is 18."
    assert (row["reasoning"], row["answer_text"]) == ("hm", "The answer is 18.")
    assert (row["extracted"].answer, row["latency_ms"]) == ("18", 3.0)


def test_rows_of_answered_and_of_unasked_samples_have_the_same_keys() -> None:
    record, config = answered("The answer is 18."), dataset(NUMBER)
    sample = Sample("d", 0, {}, "18")
    asked = audit_row(sample, record, judged(record, config))
    unasked = audit_row(sample, None, judged(None, config))
    assert unasked.keys() == asked.keys()


def test_a_mended_gold_counts_without_asking_again() -> None:
    record = answered("The answer is 18.", gold="17")
    assert judge(Sample("d", 0, {}, "18"), record, dataset(NUMBER)).kind == "correct"


def test_an_answer_before_an_invented_question_is_not_cut_off() -> None:
    text = "72 * 9 = 648 and 648 - 85 = 563\n\nQuestion: Tom has 5 apples and"
    assert judged(answered(text, "length", gold="563"), dataset(NUMBER)).kind == "correct"


INSTRUCTIONS = {
    "evaluator": {"type": "evalbench.evaluators.instruction_following.IFEvaluator"},
    "pred_postprocessor": {"type": "evalbench.postprocessors.whole.whole_reply"},
}
THREE = {"instruction_id_list": ["punctuation:no_comma"] * 3, "kwargs": [{}, {}, {}]}
ONE = {"instruction_id_list": ["punctuation:no_comma"], "kwargs": [{}]}


def test_a_blank_answer_misses_all_of_its_instructions() -> None:
    """One of one, none of three, none of three: 1 of 7 instructions, and not 1 of 3."""
    config = dataset(INSTRUCTIONS)
    answers = [("fine", ONE), ("", THREE), ("<think>So it", THREE)]
    verdicts = [
        structs.replace(judged(answered(text, gold=gold), config), index=n)  # type: ignore[arg-type]
        for n, (text, gold) in enumerate(answers)
    ]
    assert [each.kind for each in verdicts] == ["correct", "unparsed", "truncated"]
    others = score(config, verdicts).others
    assert others["Inst-level-strict-accuracy"].value == pytest.approx(100 / 7)
    assert others["Prompt-level-loose-accuracy"].value == pytest.approx(100 / 3)


def test_where_nothing_was_answered_the_further_metrics_are_0() -> None:
    config = dataset(INSTRUCTIONS)
    others = score(config, [judged(answered("", gold=THREE), config)]).others  # type: ignore[arg-type]
    assert {name: each.value for name, each in others.items()} == {
        "Inst-level-strict-accuracy": 0,
        "Prompt-level-loose-accuracy": 0,
        "Inst-level-loose-accuracy": 0,
    }


def test_an_answer_that_was_cut_off_earns_nothing_in_any_metric() -> None:
    """A text from which an answer was only picked up, that is."""
    picked_up = {"type": "evalbench.postprocessors.bbh.bbh_mcq_postprocess", "options": "F"}
    config = dataset({**INSTRUCTIONS, "pred_postprocessor": picked_up})
    verdict = judged(answered("fine", "length", gold=THREE), config)  # type: ignore[arg-type]
    assert verdict.kind == "truncated"
    assert {each.value for each in score(config, [verdict]).others.values()} == {0}
