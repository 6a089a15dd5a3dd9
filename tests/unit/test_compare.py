"""Two runs compared, on runs of a few samples counted by hand."""

import math
import re

import pytest

from evalbench.errors import ConfigError, OutputError
from evalbench.errors.language import speaking
from evalbench.reports.compare import compare
from evalbench.reports.comparison import headline, tables
from evalbench.summarizers.table import as_text


def row(index: int, class_: str, answer: str | None = "A", *, dataset="gsm8k", **changes):
    return {
        "id": f"{dataset}/{index}/0",
        "dataset": dataset,
        "index": index,
        "prompt": f"question {index}",
        "response": f"the answer is {answer}",
        "reasoning": None,
        "extracted": {"answer": answer, "rule": "stated" if answer else "none"},
        "gold": "A",
        "class": class_,
        "finish_reason": "stop",
    } | changes


def run(classes: str, **changes):
    """One letter a sample: c(orrect), w(rong), u(nparsed), t(runcated), e(rror)."""
    names = {"c": "correct", "w": "wrong", "u": "unparsed", "t": "truncated", "e": "error"}
    return [
        row(index, names[letter], "A" if letter == "c" else "B", **changes)
        for index, letter in enumerate(classes)
    ]


def test_pairs_are_counted_by_hand():
    overall = compare(run("ccccwwu"), run("ccwwctw")).overall
    assert (overall.both, overall.only_a, overall.only_b, overall.neither) == (2, 2, 1, 2)
    assert overall.pairs == 7
    assert overall.difference == pytest.approx(-100 / 7)
    assert overall.p_value == 1.0
    assert overall.a_score == pytest.approx(400 / 7)
    assert overall.b_score == pytest.approx(300 / 7)
    half = 196 * math.sqrt((5 / 9 - 1 / 81) / 9)
    assert overall.low == pytest.approx(-100 / 9 - half)
    assert overall.high == pytest.approx(-100 / 9 + half)


def test_an_error_on_either_side_leaves_the_pair_out():
    overall = compare(run("cece"), run("cwee")).overall
    assert (overall.pairs, overall.left_out, overall.both) == (1, 3, 1)


def test_samples_of_one_run_only_are_counted_and_warned_of():
    comparison = compare(run("ccc"), run("c"))
    overall = comparison.overall
    assert (overall.pairs, overall.missing_in_a, overall.missing_in_b) == (1, 0, 2)
    assert comparison.warnings == ("gsm8k: 2 samples only in A, 0 only in B",)


def test_samples_are_paired_by_id_whatever_their_order():
    assert compare(run("cwcw"), run("cwcw")[::-1]).flips == ()


def test_a_flip_shows_both_answers():
    flips = compare([row(3, "correct", "A")], [row(3, "unparsed", None)]).flips
    assert len(flips) == 1
    flip = flips[0]
    assert (flip.id, flip.gold) == ("gsm8k/3/0", "A")
    assert (flip.a_class, flip.a_answer, flip.b_class, flip.b_answer) == (
        "correct",
        "A",
        "unparsed",
        None,
    )


def test_wrong_in_two_ways_is_no_flip():
    assert compare([row(0, "wrong", "B")], [row(0, "wrong", "C")]).flips == ()


def test_without_a_margin_there_is_no_verdict():
    assert compare(run("cw"), run("cc")).overall.verdict is None


def test_equal_runs_of_many_samples_are_equal_within_the_margin():
    # No flip among 300: 1.96 sqrt(2)/302 = 0.92 points.
    verdict = compare(run("c" * 300), run("c" * 300), margin=1).overall.verdict
    assert verdict.outcome == "equal"
    assert verdict.text == "equal within 1 point or better"


def test_equal_runs_of_few_samples_are_inconclusive():
    # 276 pairs without a flip are needed for one point (1.96 sqrt(2)/0.01 - 2 = 275.2).
    verdict = compare(run("c" * 100), run("c" * 100), margin=1).overall.verdict
    assert verdict.outcome == "inconclusive"
    assert verdict.text == "inconclusive: 176 more samples needed"


def test_a_clear_loss_is_worse_by_more_than_the_margin():
    verdict = compare(run("c" * 100), run("c" * 60 + "w" * 40), margin=5).overall.verdict
    assert (verdict.outcome, verdict.text) == ("worse", "worse by more than 5 points")


def test_a_better_score_never_fails_a_one_sided_gate():
    worse, better = run("c" * 60 + "w" * 40), run("c" * 100)
    assert compare(worse, better, margin=5).overall.verdict.outcome == "equal"
    two_sided = compare(worse, better, margin=5, two_sided=True).overall.verdict
    assert (two_sided.outcome, two_sided.text) == ("better", "better by more than 5 points")


def test_two_sided_equality_needs_both_ends_inside():
    # gained 4 of 300: (5 - 1)/302 +- 1.96 sqrt((6/302 - (4/302)^2)/302), that is -0.25 to 2.9.
    a, b = run("c" * 296 + "w" * 4), run("c" * 300)
    assert compare(a, b, margin=2).overall.verdict.outcome == "equal"
    assert compare(a, b, margin=2, two_sided=True).overall.verdict.outcome == "inconclusive"
    text = compare(a, b, margin=4, two_sided=True).overall.verdict.text
    assert text == "equal within 4 points"


def test_a_difference_on_the_margin_promises_no_number():
    verdict = compare(run("c" * 100), run("c" * 99 + "w"), margin=1).overall.verdict
    assert verdict.text == "inconclusive: the difference lies on the margin itself"


@pytest.mark.parametrize("margin", [0, -1.0, math.nan])
def test_a_margin_is_above_zero(margin):
    with pytest.raises(ConfigError, match="margin"):
        compare(run("c"), run("c"), margin=margin)


def test_each_data_set_is_compared_by_itself_and_all_in_one_pool():
    a = run("cc") + run("cw", dataset="ceval")
    b = run("cw") + run("cc", dataset="ceval")
    comparison = compare(a, b)
    assert [part.dataset for part in comparison.datasets] == ["gsm8k", "ceval"]
    assert [part.difference for part in comparison.datasets] == [-50.0, 50.0]
    assert (comparison.overall.pairs, comparison.overall.difference) == (4, 0.0)


def test_a_data_set_of_one_run_only_has_no_numbers():
    comparison = compare(run("c"), run("c") + run("cc", dataset="ceval"), margin=1)
    ceval = comparison.datasets[1]
    assert ceval.difference is ceval.low is ceval.p_value is ceval.verdict is None
    assert (ceval.missing_in_a, ceval.missing_in_b) == (2, 0)
    assert "ceval: 0 samples only in A, 2 only in B" in comparison.warnings


def test_other_prompts_and_golds_are_reported():
    a = [row(0, "correct"), row(1, "correct"), row(2, "correct")]
    messages = [{"role": "user", "content": "question 1"}]
    b = [row(0, "correct"), row(1, "correct", prompt=messages), row(2, "correct", gold="C")]
    assert compare(a, b).warnings == (
        "gsm8k: 1 of 3 prompts differ, first gsm8k/1/0",
        "gsm8k: 1 of 3 golds differ, first gsm8k/2/0",
    )


def test_other_sampling_is_reported():
    comparison = compare(
        run("c"),
        run("c"),
        a_sampling={"temperature": 0, "top_p": 1.0, "seed": 1},
        b_sampling={"temperature": 0.0, "top_p": 0.9},
    )
    assert comparison.warnings == (
        "sampling differs: seed is 1 in A, not set in B",
        "sampling differs: top_p is 1.0 in A, 0.9 in B",
    )


def test_repeated_questions_are_reported():
    rows = [row(0, "correct"), row(0, "wrong", id="gsm8k/0/1")]
    assert compare(rows, rows).warnings == (
        "gsm8k: questions are repeated, but the interval takes repeats as independent",
    )


def test_runs_without_a_common_sample_cannot_be_compared():
    with pytest.raises(OutputError, match="no sample in common") as raised:
        compare(run("c"), run("c", dataset="ceval"))
    assert raised.value.fix == "A has gsm8k; B has ceval"
    with pytest.raises(OutputError, match="no sample in common"):
        compare([], [])


def test_runs_whose_common_samples_are_errors_cannot_be_compared():
    with pytest.raises(OutputError, match="all 2 common samples have no answer"):
        compare(run("ce"), run("ec"))


def test_a_row_that_is_no_audit_row_is_named():
    with pytest.raises(OutputError, match="run B: sample 2 has no dataset and no class"):
        compare(run("c"), [row(0, "correct"), {"id": "x"}])


def test_a_sample_that_is_there_twice_is_named():
    with pytest.raises(OutputError, match="run A: sample gsm8k/0/0 is there twice"):
        compare(run("c") * 2, run("c"))


def test_the_headline_warns_before_any_number():
    lines = headline(compare(run("ccccwwe"), run("ccwwctw", prompt="other"), margin=50))
    # (2 - 3)/8 -+ 1.96 sqrt((5/8 - 1/64)/8); 15 pairs of the same shares would end above -50.
    assert lines == [
        "warning: gsm8k: 7 of 7 prompts differ, first gsm8k/0/0",
        "B − A: -16.67 points (95 % CI -66.59 to +41.59), 6 pairs, McNemar p = 1",
        "both right 2, only A 2, only B 1, neither 1",
        "left out: 1 pair in which one side has no answer",
        "verdict: inconclusive: A or B has no answer to 1 sample of A's",
    ]


def test_the_headline_names_data_sets_that_are_worse():
    a = run("c" * 100) + run("c" * 100 + "w" * 100, dataset="ceval")
    b = run("w" * 100) + run("c" * 200, dataset="ceval")
    lines = headline(compare(a, b, margin=20))
    assert lines[-1] == "worse by itself: gsm8k"


def test_tables_show_every_data_set_and_all_and_the_flips():
    a = run("cc") + run("cw", dataset="ceval")
    b = run("cw") + run("cc", dataset="ceval")
    paired, flips = tables(compare(a, b, margin=1))
    assert [line[0] for line in paired.rows] == ["gsm8k", "ceval", "all"]
    first = dict(zip(paired.columns, paired.rows[0], strict=True))
    assert (first["A (%)"], first["B (%)"], first["difference (points)"]) == (100.0, 50.0, -50.0)
    assert first["verdict"].startswith("inconclusive: ")
    assert flips.rows == (
        ("gsm8k/1/0", "A", "A", "A", "correct", "B", "wrong"),
        ("ceval/1/0", "B", "A", "B", "wrong", "A", "correct"),
    )


def test_one_data_set_needs_no_sum_and_no_flips_no_table():
    only = tables(compare(run("cw"), run("cw")))
    assert len(only) == 1
    assert len(only[0].rows) == 1
    assert all(len(line) == len(only[0].columns) for line in only[0].rows)


def asked(version="abc123", prompts="p" * 64, samples=2, **files):
    return {
        "version": version,
        "prompts_sha256": prompts,
        "samples": samples,
        "files": files or {"/data/x.jsonl": "f" * 64},
    }


def told(a, b):
    """What is warned of between two runs whose passports say this of two data sets."""
    names = ("sums", "law")
    rows = [row for name in names for row in run("cw", dataset=name)]
    for at, each in enumerate(rows):
        each["id"] = str(at)
    sets = [None if each is None else dict.fromkeys(names, each) for each in (a, b)]
    return compare(rows, rows, a_datasets=sets[0], b_datasets=sets[1]).warnings


def test_another_version_prompt_or_file_is_reported_once_for_all_data_sets():
    more = "(and so in 1 more data sets)"
    assert told(asked(), asked(version="def456")) == (
        f"version differs: sums has abc123 in A, def456 in B {more}",
    )
    assert told(asked(), asked(prompts="q" * 64, samples=1)) == (
        "prompt hash differs: sums has pppppppppppp over 2 samples in A, "
        f"qqqqqqqqqqqq over 1 samples in B {more}",
    )
    assert told(asked(), asked(**{"/data/x.jsonl": "e" * 64})) == (
        f"data hash differs: sums has ffffffffffff in A, eeeeeeeeeeee in B {more}",
    )


def test_the_same_files_elsewhere_are_the_same_data():
    here = {"/a/dev.csv": "1" * 64, "/a/val.csv": "2" * 64}
    there = {"/b/val.csv": "2" * 64, "/b/dev.csv": "1" * 64}
    assert told(asked(**here), asked(**there)) == ()
    assert len(told(asked(**here), asked(**{**there, "/b/dev.csv": "3" * 64}))) == 1


def test_what_one_run_has_not_set_down_differs_from_nothing():
    assert told(asked(), None) == ()
    assert told(asked(), {"version": "abc123", "samples": 2}) == ()
    assert told(asked(), asked(**{"/data/x.jsonl": None})) == ()


@pytest.mark.parametrize("margin", [1, 5, 60])
@pytest.mark.parametrize("two_sided", [False, True])
def test_a_chinese_reader_is_told_all_of_it_in_chinese(margin: float, two_sided: bool) -> None:
    """What is left of letters are the names of the runs, of a test, of data and of samples."""
    a, b = run("cccwwue"), run("cwwcctw", prompt="other")
    a, b = a + run("cc", dataset="own"), b + run("cw", dataset="own")
    sets = {"gsm8k": {"version": "1"}}, {"gsm8k": {"version": "2"}}
    with speaking("zh"):
        comparison = compare(
            a,
            b,
            margin=margin,
            two_sided=two_sided,
            a_sampling={"temperature": 0},
            b_sampling={},
            a_datasets=sets[0],
            b_datasets=sets[1],
        )
        shown = [table for each in tables(comparison) for table in (each.title, as_text(each))]
    said = "\n".join([*headline_in_chinese(comparison), *shown])
    known = r"\b(A|B|McNemar|p|gsm8k|own|temperature)\b"
    bare = re.sub(r"\w+/\d+/\d+", "", said)
    assert not re.search(r"[A-Za-z]{2,}", re.sub(known, "", bare)), bare


def headline_in_chinese(comparison):
    with speaking("zh"):
        return headline(comparison)
