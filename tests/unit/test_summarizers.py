"""Tables: what stands in a row, and how a cell is shown."""

import csv
import io
import re
from collections import Counter
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from evalbench.errors import ConfigError
from evalbench.errors.language import speaking
from evalbench.summarizers.accuracy import DefaultSummarizer, shown
from evalbench.summarizers.groups import Group, group_score
from evalbench.summarizers.legend import legend
from evalbench.summarizers.performance import (
    DefaultPerfSummarizer,
    StablePerfSummarizer,
    as_json,
    verdict_lines,
)
from evalbench.summarizers.points import doubts, side_by_side, spare
from evalbench.summarizers.table import (
    as_csv,
    as_markdown,
    as_objects,
    as_text,
    fitted,
    narrowed,
    width_of,
)
from evalbench.types import (
    Counts,
    Estimate,
    Measurement,
    Performance,
    Reason,
    Score,
    Table,
    Verdict,
)

ALL = ("dataset", "m", "95 % CI", "N", "c/w/u/t/e")  # columns that a legend explains


def score(name: str, right: int, wrong: int, **changes: Any) -> Score:
    n = right + wrong
    return Score(
        **{
            "dataset": name, "version": "abc", "metric": "accuracy", "mode": "gen",
            "value": 100 * right / n if n else None, "low": 1.0 if n else None,
            "high": 99.0 if n else None, "counts": Counts(right, wrong), **changes,
        }
    )  # fmt: skip


# --- renderings

TABLE = Table("t", ["name", "value", "n"], [["a|b", 1 / 3, 2], ["数学", None, 10]])


def test_text_shows_two_decimals_and_a_dash_for_the_unknown() -> None:
    lines = as_text(TABLE).split("\n")
    assert lines[0].split() == ["name", "value", "n"]
    assert lines[2].split() == ["a|b", "0.33", "2"]
    assert lines[3].split() == ["数学", "-", "10"]
    assert lines[2].endswith(" 2")
    assert lines[3].endswith("10")


def test_csv_has_plain_numbers_and_nothing_for_the_unknown() -> None:
    assert list(csv.reader(io.StringIO(as_csv(TABLE)))) == [
        ["name", "value", "n"],
        ["a|b", "0.333333", "2"],
        ["数学", "", "10"],
    ]


def test_a_bar_in_a_cell_does_not_break_the_markdown() -> None:
    lines = as_markdown(TABLE).split("\n")
    assert "a\\|b" in lines[2]
    assert len(lines) == 4


def test_objects_keep_numbers_as_they_are() -> None:
    assert as_objects(TABLE)[0] == {"name": "a|b", "value": 1 / 3, "n": 2}
    assert as_objects(TABLE)[1]["value"] is None


def test_a_table_without_rows_is_its_head() -> None:
    empty = Table("t", ["a", "b"], [])
    assert as_text(empty).split("\n")[0].split() == ["a", "b"]
    assert as_csv(empty) == "a,b\n"


# --- groups


def test_a_naive_average_is_of_the_subsets_and_a_weighted_one_of_the_questions() -> None:
    scores = {"a": score("a", 1, 1), "b": score("b", 9, 1)}
    naive = group_score(Group(name="g", subsets=("a", "b")), scores)
    weighted = group_score(Group(name="g", subsets=("a", "b"), weights="samples"), scores)
    given = group_score(Group(name="g", subsets=("a", "b"), weights={"a": 3, "b": 1}), scores)
    assert naive is not None
    assert weighted is not None
    assert given is not None
    assert naive.value == pytest.approx(70)  # (50 + 90) / 2
    assert weighted.value == pytest.approx(100 * 10 / 12)
    assert given.value == pytest.approx(60)  # (3 * 50 + 90) / 4
    assert (naive.metric, weighted.metric) == ("naive_average", "weighted_average")
    for each in (naive, weighted, given):
        assert each.counts == Counts(10, 2)
        assert each.low is not None
        assert each.high is not None
        assert each.value is not None
        assert 0 <= each.low < each.value < each.high <= 100


def test_a_group_says_which_of_its_members_are_missing() -> None:
    found = group_score(Group(name="g", subsets=("a", "b", "c")), {"a": score("a", 1, 1)})
    assert found is not None
    assert found.value == 50
    assert "without 2 of 3: b, c" in found.note


def test_a_group_without_any_member_is_none() -> None:
    assert group_score(Group(name="g", subsets=("a",)), {"b": score("b", 1, 1)}) is None


def test_a_member_without_a_score_takes_no_part() -> None:
    scores = {"a": score("a", 1, 1), "b": score("b", 0, 0, counts=Counts(error=4))}
    found = group_score(Group(name="g", subsets=("a", "b")), scores)
    assert found is not None
    assert (found.value, found.counts.error) == (50, 4)
    only = group_score(Group(name="g", subsets=("b",)), scores)
    assert only is not None
    assert (only.value, only.low, only.high) == (None, None, None)


# --- accuracy


def test_rows_are_data_sets_then_groups_and_columns_are_models() -> None:
    summarizer = DefaultSummarizer(summary_groups=(Group(name="g", subsets=("a", "b")),))
    scores = {
        "m": summarizer.with_groups({"a": score("a", 1, 1), "b": score("b", 1, 0)}),
        "n": summarizer.with_groups({"a": score("a", 0, 2)}),
    }
    rows = as_objects(summarizer.table(scores))
    assert [(row["dataset"], row["m"], row["n"]) for row in rows] == [
        ("a", 50, 0), ("b", 100, None), ("g", 75, 0),
    ]  # fmt: skip
    assert (rows[0]["m N"], rows[0]["n wrong"], rows[1]["n N"]) == (2, 2, None)
    assert "n: " in str(rows[2]["note"])  # whose group is not whole


def test_chosen_rows_stand_in_the_chosen_order() -> None:
    summarizer = DefaultSummarizer(dataset_abbrs=("b", "a", "x"))
    rows = as_objects(summarizer.table({"m": {"a": score("a", 1, 0), "b": score("b", 0, 1)}}))
    assert [(row["dataset"], row["m"]) for row in rows] == [("b", 0), ("a", 100), ("x", None)]


def test_the_screen_shows_interval_n_and_classes() -> None:
    shown = as_objects(DefaultSummarizer().screen({"m": {"a": score("a", 1, 1)}}))[0]
    assert (shown["m"], shown["95 % CI"], shown["N"], shown["c/w/u/t/e"]) == (
        50, "1.0–99.0", 2, "1/1/0/0/0",
    )  # fmt: skip


def test_a_disagreement_above_one_percent_is_told_once_below_the_table() -> None:
    quiet = score("a", 99, 1, strict=98.0, disagreement=1.0)
    loud = score("b", 96, 4, strict=92.0, disagreement=4.0)
    assert not any(
        "extraction rule" in line for line in legend({"m": {"a": quiet}}, "--reuse", ALL)
    )
    told = [
        line
        for line in legend({"m": {"a": quiet, "b": loud}}, "--reuse", ALL)
        if "extraction rule" in line
    ]
    assert len(told) == 1  # 1 % of 100 and 4 % of 100
    assert "m: " in told[0]
    assert "5 of 200" in told[0]


DOUBTFUL = {
    "all": score(
        "all", 1, 1, strict=0.0, disagreement=50.0, causes={"reset": 2}, other_gold=1,
        other_prompts=1, other_conditions=1, services={"http://a/v1": 1, "http://b/v1": 1},
        counts=Counts(correct=1, wrong=1, error=1, unasked=1),
    ),
    "cut": score("cut", 1, 1, counts=Counts(1, 1, truncated=2)),
    "lost": score("lost", 1, 1, counts=Counts(1, 1, unparsed=2)),
    "unasked": score("unasked", 1, 1, counts=Counts(1, 1, unasked=2)),
}  # fmt: skip


@pytest.mark.parametrize("again", ["--reuse R", None], ids=["ended", "under way"])
@pytest.mark.parametrize("models", [("m",), ("m", "n")])
def test_every_note_below_the_scores_is_told_in_each_language(
    models: tuple[str, ...], again: str | None
) -> None:
    scores = dict.fromkeys(models, DOUBTFUL)
    with speaking("en"):
        english = legend(scores, again, ALL)
    with speaking("zh"):
        chinese = legend(scores, again, ALL)
    assert len(english) == len(chinese) > 6 * len(models)
    assert all(re.search("[一-鿿]", line) for line in chinese)
    assert not any(re.search("[一-鿿]", line) for line in english)
    numbers = [Counter(re.findall("[0-9]+", line)) for line in english]
    assert numbers == [Counter(re.findall("[0-9]+", line)) for line in chinese]


def test_a_further_metric_of_several_models_has_its_interval_beside_it() -> None:
    found = {
        "m": {"a": score("a", 1, 1, others={"pass@2": Estimate(75.0, 20.0, 99.0)})},
        "n": {"a": score("a", 2, 0, others={"pass@2": Estimate(100.0)})},
    }
    first, further = as_objects(DefaultSummarizer().screen(found))
    assert (first["metric"], further["metric"]) == ("accuracy", "pass@2")
    lines = as_text(DefaultSummarizer().screen(found)).split("\n")
    assert lines[-1].split()[-3:] == ["75.00", "20–99", "100.00"]


def test_a_table_gives_up_columns_until_it_fits() -> None:
    table = Table("t", ["dataset", "mode", "version", "m"], [["a", "generation", "abcdef", 1.0]])
    assert fitted(table, 1000, ("mode", "version")) == table
    assert fitted(table, 30, ("mode", "version")).columns == ["dataset", "version", "m"]
    assert fitted(table, 1, ("mode", "version")).columns == ["dataset", "m"]


# --- performance


DOUBT = Reason("failed requests", "SUSPECT", "2 % failed", "look at them")
OF_A_ROW = Reason("tokens per event", "SUSPECT", "ITL is between chunks", "read TPOT", ("ITL",))
FAULT = Reason("lost requests", "INVALID", "3 lost", "run again")


def report(**changes: Any) -> Performance:
    return Performance(
        **{
            "model": "m",
            "workload": "w",
            "load": "l",
            "per_request": (
                Measurement("E2EL", "total", "ms", {"Average": 1.5, "P99": None, "N": 2}, "f"),
            ),
            "totals": (
                Measurement("Total Requests", "total", "", {"value": 3}),
                Measurement("Failures", "total", "", {"value": {"http 429": 2, "timeout": 1}}),
                Measurement("Peak", "total", "token/s", {"value": None}),
            ),
            "complete": False,
            "verdict": Verdict("SUSPECT", (DOUBT, OF_A_ROW, FAULT)),
            "notes": ("note",),
            **changes,
        }
    )


def test_a_report_is_in_its_file_as_it_was() -> None:
    written = msgspec.json.decode(msgspec.json.encode(as_json(report())))
    kept = msgspec.convert(written["per_request"], tuple[Measurement, ...])
    assert kept == report().per_request
    assert (written["model"], written["complete"], written["notes"]) == ("m", False, ["note"])
    assert written["Total Requests"] == {"total": 3, "unit": "", "formula": ""}


def test_each_cell_of_a_total_has_its_stage() -> None:
    totals = tuple(
        Measurement("Total Requests", stage, "", {"value": value}, "requests")
        for stage, value in (("total", 9), ("stable", 4))
    )
    written = msgspec.json.decode(msgspec.json.encode(as_json(report(totals=totals))))
    assert written["Total Requests"] == {
        "unit": "", "formula": "requests", "total": 9, "stable": 4,
    }  # fmt: skip
    rows = as_objects(StablePerfSummarizer().totals(report(totals=totals)))
    assert [(row["Stage"], row["Value"]) for row in rows] == [("total", 9), ("stable", 4)]


def test_the_stable_stage_is_asked_for_by_its_summarizer() -> None:
    assert DefaultPerfSummarizer().stages == ("total",)
    stable = StablePerfSummarizer(stats_list=("P99.9",))
    assert stable.stages == ("total", "stable")
    assert [column.name for column in stable.statistics] == ["P99.9", "N"]


def test_failures_are_told_by_cause() -> None:
    rows = as_objects(DefaultPerfSummarizer().totals(report()))
    assert {row["Common Metric"]: row["Value"] for row in rows} == {
        "Total Requests": 3, "Failures": "http 429: 2, timeout: 1", "Peak": None,
    }  # fmt: skip


def test_the_chosen_statistics_are_the_columns() -> None:
    summarizer = DefaultPerfSummarizer(stats_list=("Average", "P99"))
    table = summarizer.per_request(report())
    assert list(table.columns)[2:] == ["Unit", "Average", "P99", "N"]
    assert list(table.rows[0]) == ["E2EL", "total", "ms", 1.5, None, 2]


def test_an_unknown_statistic_is_an_error() -> None:
    with pytest.raises(ConfigError, match="'P101'"):
        DefaultPerfSummarizer(stats_list=("P101",))


# --- the verdict


def test_a_verdict_tells_first_what_made_it_and_last_what_single_rows_suffer_from() -> None:
    assert verdict_lines(Verdict("INVALID", (DOUBT, OF_A_ROW, FAULT))) == [
        "",
        "verdict: INVALID",
        "  invalid: 3 lost",
        "    run again",
        "  suspect: 2 % failed",
        "    look at them",
        "  ITL is between chunks: read TPOT",
    ]
    assert verdict_lines(Verdict("VALID")) == ["", "verdict: VALID"]


# --- several loads of one workload


def point(name: str, *, goodput: float | None = None, **changes: Any) -> Performance:
    totals = [
        Measurement("Total Requests", "total", "", {"value": 8}),
        Measurement("Total Requests", "stable", "", {"value": 5}),
    ]
    if goodput is not None:
        totals.append(Measurement("Goodput", "total", "req/s", {"value": goodput}))
    rows = (Measurement("TTFT", "total", "ms", {"Average": 20.0, "P90": 30.0, "P99.9": 40.0}),)
    named = {"workload": "w", "load": f"w@{name}", "per_request": rows, "totals": tuple(totals)}
    return report(**(named | changes))


def test_loads_stand_side_by_side_with_their_average_and_their_highest_percentile() -> None:
    table = side_by_side([point("batch_size=1"), point("batch_size=16", per_request=())])
    rows = as_objects(table)
    assert [row["load"] for row in rows] == ["batch_size=1", "batch_size=16"]
    assert [row["requests"] for row in rows] == [8, 8]
    assert (rows[0]["TTFT Average"], rows[0]["TTFT P99.9"]) == (20.0, 40.0)
    assert (rows[1]["TTFT Average"], rows[0]["TPOT Average"]) == (None, None)
    assert {row["verdict"] for row in rows} == {"SUSPECT"}
    assert "goodput req/s" not in table.columns


def test_goodput_has_a_column_where_some_load_has_it() -> None:
    rows = as_objects(side_by_side([point("a"), point("b", goodput=3.5)]))
    assert [row["goodput req/s"] for row in rows] == [None, 3.5]


def test_a_load_of_a_search_shows_the_percentile_that_is_judged_and_what_it_came_to() -> None:
    held: dict[str, dict[str, Any]] = {
        "w@rate=2": {"TTFT P95 ≤ 300 ms": 287.5, "SLO": "met"},
        "w@rate=3": {"TTFT P95 ≤ 300 ms": None, "SLO": "missed"},
    }
    table = side_by_side([point("rate=2"), point("rate=3"), point("rate=4")], held)
    rows = as_objects(table)
    assert [row["TTFT P95 ≤ 300 ms"] for row in rows] == [287.5, None, None]
    assert [row["SLO"] for row in rows] == ["met", "missed", None]
    narrow = fitted(table, 80, spare(table)).columns
    assert {"TTFT P95 ≤ 300 ms", "SLO"} <= set(narrow)


def test_a_doubt_that_several_loads_share_is_told_once() -> None:
    valid = point("c", verdict=Verdict("VALID"))
    one = point("b", verdict=Verdict("SUSPECT", (DOUBT,)))
    assert doubts([point("a"), one, valid]) == [
        "failed requests (a, b): look at them",
        "lost requests (a): run again",
    ]


def test_a_narrow_screen_goes_without_the_columns_that_matter_least() -> None:
    table = side_by_side([point("rate=77.23", goodput=3.5), point("rate=77.23-2")])
    whole = ["requests", "failed", "concurrency", "req/s", "output token/s", "goodput req/s"]
    assert list(table.columns)[1:7] == whole
    narrow = fitted(table, 80, spare(table))
    assert list(narrow.columns) == [
        "load", "req/s", "goodput req/s", "TTFT Average", "TTFT P99.9", "verdict",
    ]  # fmt: skip
    assert max(map(len, as_text(narrow).splitlines())) <= 80
    assert fitted(table, 10_000, spare(table)) == table
    somewhat = fitted(table, max(map(len, as_text(table).splitlines())) - 1, spare(table))
    assert set(table.columns) - set(somewhat.columns) == {"failed"}


def test_a_narrow_screen_hides_no_failure() -> None:
    failed = Measurement("Failed Requests", "total", "", {"value": 1})
    good = Measurement("Failed Requests", "total", "", {"value": 0})
    table = side_by_side([point("a", totals=(good,)), point("b", totals=(failed,))])
    assert [row["failed"] for row in as_objects(fitted(table, 80, spare(table)))] == [0, 1]
    table = side_by_side([point("a", totals=(good,))])
    assert "failed" not in fitted(table, 80, spare(table)).columns


# --- what a terminal shows of an accuracy table

LONGEST = "ceval-environmental_impact_assessment_engineer"
PAIR = ("vllm-api-stream-chat", "vllm-api-general-chat")


def fifty_two_of_two(**changes: Any) -> dict[str, dict[str, Score]]:
    names = [LONGEST, *(f"ceval-subject_{number}" for number in range(51))]
    first = {name: score(name, 7, 0, value=100.0, low=64.6, high=100.0) for name in names}
    second = {name: score(name, 3, 4, value=42.86, low=15.8, high=75.0) for name in names}
    return dict(zip(PAIR, (first, second | changes), strict=True))


def widest(lines: list[str]) -> int:
    return max(map(len, lines))


def test_two_models_stand_side_by_side_on_eighty_columns() -> None:
    table, below = shown(DefaultSummarizer().screen(fifty_two_of_two()), 80)
    lines = as_text(table).splitlines()
    assert widest(lines) <= 80
    assert below == []
    (row,) = (line for line in lines if line.startswith(LONGEST))
    assert row.split()[-4:] == ["100.00", "65–100", "42.86", "16–75"]
    assert [head.replace("\n", "") for head in table.columns[-2:]] == [*PAIR]


def test_two_models_have_version_metric_mode_and_n_on_a_wide_screen() -> None:
    scores = fifty_two_of_two(gsm8k=score("gsm8k", 1, 1))
    table, _ = shown(DefaultSummarizer().screen(scores), 120)
    heads = [head.replace("\n", "") for head in table.columns]
    assert heads == ["dataset", "version", "metric", "mode", "N", *PAIR]
    rows = {row["dataset"]: row for row in as_objects(table)}
    assert (rows[LONGEST]["N"], rows["gsm8k"]["N"]) == (7, "0/2")
    assert widest(as_text(table).splitlines()) <= 120


def test_files_keep_every_column_of_two_models() -> None:
    summarizer, scores = DefaultSummarizer(), fifty_two_of_two()
    for model in PAIR:
        assert f"{model} wrong" in summarizer.table(scores).columns
        assert f"c/w/u/t/e {model}" in summarizer.whole(scores).columns
    assert summarizer.table(scores).columns[-1] == summarizer.whole(scores).columns[-1] == "note"


def test_the_classes_of_several_models_stand_below_the_table() -> None:
    told = legend(fifty_two_of_two(), "--reuse", ALL)
    assert f"{PAIR[0]}: 364 correct" in told
    assert f"{PAIR[1]}: 156 correct, 208 wrong" in told


METRICS = (
    "Prompt-level-strict-accuracy",
    "Inst-level-strict-accuracy",
    "Prompt-level-loose-accuracy",
    "Inst-level-loose-accuracy",
)


def of_four_metrics(name: str) -> Score:
    first, *rest = METRICS
    others = {each: Estimate(50.0, 20.0, 80.0) for each in rest}
    return score(name, 3, 4, metric=first, others=others)


@pytest.mark.parametrize("columns", [120, 80, 60])
@pytest.mark.parametrize("models", [PAIR[:1], PAIR])
@pytest.mark.parametrize("note", ["", "half of it was asked"])
def test_rows_of_one_data_set_tell_their_metric_on_every_screen(
    columns: int, models: tuple[str, ...], note: str
) -> None:
    several = of_four_metrics("ifeval")
    several = msgspec.structs.replace(several, note=note)
    scores = {model: {"ifeval": several, LONGEST: score(LONGEST, 7, 0)} for model in models}
    table, _ = shown(DefaultSummarizer().screen(scores), columns)
    lines = as_text(table).splitlines()
    for metric in METRICS:
        assert sum(metric in line for line in lines) == 1
    assert widest(lines) <= max(columns, 79)  # which the longest name needs
    assert sum("ifeval" in line for line in lines) in (1, 4)


def test_a_metric_below_its_data_set_leaves_the_other_rows_as_they_are() -> None:
    scores = {PAIR[0]: {LONGEST: score(LONGEST, 7, 0), "ifeval": of_four_metrics("ifeval")}}
    table, _ = shown(DefaultSummarizer().screen(scores), 80)
    assert "metric" not in table.columns
    names = [row[0] for row in table.rows]
    assert names == [LONGEST, "ifeval", *(f"  {metric}" for metric in METRICS)]
    assert [row[1] for row in table.rows][1:3] == ["", 100 * 3 / 7]


def test_a_table_without_metrics_is_shown_on_a_screen_that_is_too_narrow_for_it() -> None:
    heads = ["task", "model", "length", "0 %", "mean", "note"]
    table = Table("accuracy", heads, [["single", "m" * 90, 4000, 50.0, 50.0, ""]])
    bare, _ = shown(table, 80)
    assert [row[0] for row in bare.rows] == ["single"]


def test_a_column_of_notes_without_a_note_is_not_shown() -> None:
    table = DefaultSummarizer().screen({"m": {"a": score("a", 1, 1)}})
    bare, below = shown(table, 10_000)
    assert table.columns[-1] == "note"
    assert "note" not in bare.columns
    assert below == []


def test_a_note_stands_in_its_row_where_there_is_room_else_below_with_its_name() -> None:
    doubtful = score("gsm8k", 48, 0, counts=Counts(correct=48, error=152))
    table = DefaultSummarizer().screen({PAIR[0]: {"gsm8k": doubtful}})
    beside, below = shown(table, 120)
    assert as_objects(beside)[0]["note"] == "76 % without an answer"
    assert below == []
    bare, below = shown(table, 60)
    assert below == ["note: gsm8k: 76 % without an answer"]
    assert widest(as_text(bare).splitlines()) <= 60


def test_of_very_many_notes_some_are_shown_and_the_rest_counted() -> None:
    names = [f"ceval-subject_{number}" for number in range(52)]
    lost = {name: score(name, 4, 0, counts=Counts(4, 0, 0, 4)) for name in names}
    _, below = shown(DefaultSummarizer().screen(dict.fromkeys(PAIR, lost)), 60)
    assert len(below) == 11
    assert below[-1] == "note: and 42 more rows: column note of the csv"


def test_many_causes_of_failure_stand_in_a_line_each() -> None:
    causes = {"format": 2, "http 500": 2, "reset": 1, "timeout": 1}
    totals = (Measurement("Failures", "total", "", {"value": causes}),)
    (row,) = as_objects(DefaultPerfSummarizer().totals(report(totals=totals)))
    assert row["Value"] == "format: 2,\nhttp 500: 2,\nreset: 1,\ntimeout: 1"


def test_a_note_that_holds_for_all_models_is_told_once() -> None:
    lost = score("gsm8k", 4, 0, counts=Counts(4, 0, 0, 4))
    good = score("gsm8k", 8, 0)
    same, other = ({"m": {"gsm8k": lost}, "n": {"gsm8k": each}} for each in (lost, good))
    (row,) = as_objects(DefaultSummarizer().screen(same))
    assert row["note"] == "50 % cut off"
    (row,) = as_objects(DefaultSummarizer().screen(other))
    assert row["note"] == "m: 50 % cut off"


def test_c_eval_fits_eighty_columns_and_its_names_are_whole() -> None:
    names = ("ceval-environmental_impact_assessment_engineer", "ceval-law")
    scores = {"vllm-api-general-chat": {name: score(name, 600, 746) for name in names}}
    table, _ = shown(DefaultSummarizer().screen(scores), 80)
    lines = as_text(table).splitlines()
    assert widest(lines) <= 80
    (first, *_), _ = table.rows
    assert str(first).replace("\n", "") == names[0]


def test_the_legend_names_the_columns_that_are_shown() -> None:
    scores = {"m": {"a": score("a", 1, 1)}}
    (of_all,) = legend(scores, "--reuse", ALL)
    assert of_all.endswith("error (no response; not in N)")
    (without_n,) = legend(scores, "--reuse", ("dataset", "m", "95 % CI", "c/w/u/t/e"))
    assert without_n.endswith("error (no response; not counted)")
    assert legend(scores, "--reuse", ("task", "length", "mean")) == []  # that of NeedleBench


def test_the_heads_that_the_legend_names_stay_whole_on_a_narrow_screen() -> None:
    name = "vllm-api-general-chat"
    scores = {name: {"gsm8k": replace(score("gsm8k", 0, 5), note="100 % unparsed")}}
    table, _ = shown(DefaultSummarizer().screen(scores), 80)
    assert width_of(table) <= 80
    assert {"N", "95 % CI", "c/w/u/t/e"} <= {*table.columns}
    folded = ("dataset", "95 % \nCI", "c/w/u/\nt/e")
    assert legend(scores, "--reuse", folded)[0].startswith("c/w/u/t/e: correct")
    assert legend(scores, "--reuse", table.columns)[0].startswith("c/w/u/t/e: correct")


def test_a_note_of_a_data_set_is_told_once_and_not_for_each_of_its_metrics() -> None:
    scores = {"m": {"a": replace(of_four_metrics("a"), note="half of it")}}
    _, below = shown(DefaultSummarizer().screen(scores), 40)
    assert below == ["note: a: half of it"]
    wide, _ = shown(DefaultSummarizer().screen(scores), 200)
    assert [row[-1] for row in wide.rows].count("half of it") == 1


def test_n_is_of_the_questions_where_each_has_several_answers() -> None:
    """20 questions, four answers to each: the interval knows no more than 20 questions do."""
    repeated = replace(
        score("a", 60, 20), questions=20, others={"pass@4": Estimate(90.0, 70.0, 97.0, 19)}
    )
    summarizer = DefaultSummarizer()
    on_screen = as_objects(summarizer.screen({"m": {"a": repeated}}))
    assert [row["N"] for row in on_screen] == [20, 19]
    assert [row["c/w/u/t/e"] for row in on_screen] == ["60/20/0/0/0"] * 2
    assert [row["m N"] for row in as_objects(summarizer.table({"m": {"a": repeated}}))] == [20, 19]


def test_texts_are_broken_into_lines_until_the_table_fits() -> None:
    table = Table(
        "t", ["name", "what it is"], [["a_name_of-parts", "a text of some words"], ["b", 1]]
    )
    fitting = narrowed(table, 30, ["what it is", "name"])
    lines = as_text(fitting).splitlines()
    assert widest(lines) <= 30
    assert " ".join(str(fitting.rows[0][1]).split()) == "a text of some words"
    assert narrowed(table, 80, ["name"]) == table  # it fits as it is


def test_a_head_in_lines_is_told_in_chinese() -> None:
    with speaking("zh"):
        assert "答对的一方" in as_text(Table("t", ["right \nin"], [["A"]]))
