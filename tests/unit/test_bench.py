"""The pure parts of `scripts/bench` and `scripts/probe`, on logs and claims made by hand."""

import json
import os
import sys
from pathlib import Path

import numpy as np
import pytest

from scripts.benchmark import comparison, figures, process, side_evalbench, table, truth
from scripts.benchmark.endpoints import Simulator
from scripts.benchmark.probes import E2EL, PROBES, TTFT, faults
from scripts.benchmark.scenarios import SCENARIOS
from scripts.benchmark.side_reference import Reference, schedule
from scripts.benchmark.side_vllm import Vllm
from scripts.benchmark.sides import Claim, Load, Told
from scripts.benchmark.truth import Served

MS = 1_000_000
USAGE = process.Usage(code=0, wall_s=5.0, cpu_s=0.3, peak_rss_mb=70, peak_pss_mb=60)


def served(
    begin_ms: int, *tokens_ms: int, end_ms: int, mark: str = "", fault: str = "none"
) -> Served:
    """Tokens and end are given since the arrival."""
    return Served(
        id=mark,
        received_ns=begin_ms * MS,
        end_ns=(begin_ms + end_ms) * MS,
        token_ns=np.array([(begin_ms + each) * MS for each in tokens_ms], dtype=np.int64),
        tokens=len(tokens_ms),
        whole=bool(tokens_ms),
        fault=fault,
    )


TWO = (
    served(0, 200, 220, 240, end_ms=250, mark="a"),
    served(1000, 202, 222, 262, end_ms=262, mark="b"),
)


class TestTruth:
    def test_instants_count_from_the_arrival(self) -> None:
        second = TWO[1]
        assert (second.ttft_ms, second.last_token_ms, second.end_ms) == (202, 262, 262)
        assert second.tpot_ms == 30

    def test_a_single_token_has_no_tpot(self) -> None:
        assert served(0, 5, end_ms=6).tpot_ms is None

    def test_gaps_do_not_cross_requests(self) -> None:
        assert truth.gaps_ms(TWO).tolist() == [20, 20, 20, 40]

    def test_a_slot_that_is_handed_over_holds_one_request(self) -> None:
        handed = (served(0, 5, end_ms=10), served(10, 5, end_ms=10))
        assert truth.in_flight(handed) == (1.0, 1.0, 1)

    def test_the_middle_leaves_out_a_tenth_at_both_ends(self) -> None:
        # in flight: one for 10 ms, two for 80 ms, one for 10 ms
        both = (served(0, 5, end_ms=90), served(10, 5, end_ms=90))
        assert truth.in_flight(both) == (1.8, 2.0, 2)

    def test_a_rate_is_that_of_the_gaps(self) -> None:
        assert truth.rate([0, 5e8, 1e9]) == 2.0
        assert truth.rate([7]) is None

    def test_lateness_is_beside_the_most_punctual(self) -> None:
        late = truth.lateness_ms([1_000_000, 3_000_000, 9_000_000], [0, 2_000_000, 4_000_000])
        assert late.tolist() == [0, 0, 4]


class TestFigures:
    def test_errors_are_claims_less_truth(self) -> None:
        claim = Claim(completed=2, ttft_mean=203, ttft_p99=204, e2el_mean=252, itl_p99=41)
        found = figures.figures(Load(2, 1, 3), TWO, claim, USAGE, 0.1)
        assert found["ttft_error_mean_ms"] == pytest.approx(2)
        assert found["ttft_error_p99_ms"] == pytest.approx(204 - 201.98)
        assert found["e2el_error_mean_ms"] == pytest.approx(252 - (240 + 262) / 2)
        assert found["itl_error_p99_ms"] == pytest.approx(41 - 39.4)

    def test_an_e2el_to_the_end_is_laid_beside_the_end(self) -> None:
        claim = Claim(completed=2, e2el_mean=257, e2el_to_end=True)
        found = figures.figures(Load(2, 1, 3), TWO, claim, USAGE, 0.1)
        assert found["e2el_error_mean_ms"] == pytest.approx(257 - (250 + 262) / 2)

    def test_truth_is_of_the_requests_that_the_client_has(self) -> None:
        told = {"b": Told(1000 * MS, 1000 * MS, 1205 * MS, 1262 * MS)}
        claim = Claim(completed=1, ttft_mean=205, told=told)
        found = figures.figures(Load(2, 1, 3), TWO, claim, USAGE, 0.1)
        assert found["ttft_error_mean_ms"] == pytest.approx(205 - 202)
        assert found["ttft_error_per_request_p99_ms"] == pytest.approx(3)
        assert found["lost"] == 1

    def test_costs_are_those_of_the_whole_tree(self) -> None:
        found = figures.figures(Load(2, 1, 3), TWO, Claim(completed=2), USAGE, 0.1262)
        assert found["cpu_us_per_event"] == pytest.approx(0.3 / 6 * 1e6)
        assert found["beyond_load_s"] == pytest.approx(5.0 - 1.262)
        assert found["server_cores"] == pytest.approx(0.1)

    def test_an_open_loop_is_held_to_the_schedule_that_it_drew(self) -> None:
        claim = Claim(completed=2, scheduled_rate=1.25, send_delay_p99=0.4)
        found = figures.figures(Load(2, 9, 3, rate=1.5), TWO, claim, USAGE, 0.1)
        assert found["sent_share"] == pytest.approx(80)  # one gap of a second, not of 0.8 s
        assert found["late_p99_ms"] == 0.4

    def test_lateness_is_seen_by_the_server_where_the_schedule_is_known(self) -> None:
        told = {"a": Told(0, 0, 0, 0), "b": Told(990 * MS, 0, 0, 0)}
        found = figures.figures(
            Load(2, 9, 3, rate=1), TWO, Claim(completed=2, told=told), USAGE, 0.1
        )
        assert found["late_p99_ms"] == pytest.approx(9.9)  # of 0 and 10

    def test_a_closed_loop_has_no_lateness(self) -> None:
        found = figures.figures(Load(2, 1, 3), TWO, Claim(completed=2), USAGE, 0.1)
        assert found["late_p99_ms"] is None
        assert found["sent_share"] is None

    def test_nothing_served_is_no_figure(self) -> None:
        with pytest.raises(ValueError, match="none of 1"):
            figures.figures(Load(1, 1, 3), [served(0, end_ms=9)], Claim(0), USAGE, 0.1)

    @pytest.mark.parametrize(
        ("verdict", "claimed_ms", "fits"),
        [
            ("VALID", 202, 1),
            ("SUSPECT", 202, 1),
            ("INVALID", 202, 0),
            ("VALID", 230, 0),
            ("SUSPECT", 230, 1),
            ("INVALID", 230, 1),
            (None, 202, None),
        ],
    )
    def test_a_verdict_fits_the_error(
        self, verdict: str | None, claimed_ms: float, fits: float | None
    ) -> None:
        claim = Claim(completed=2, ttft_mean=claimed_ms, verdict=verdict)
        found = figures.figures(Load(2, 1, 3), TWO, claim, USAGE, 0.1)
        assert found["verdict_fits"] == fits

    def test_medians_are_of_the_rounds_that_have_the_figure(self) -> None:
        rounds = [{"a": 1.0, "b": None}, {"a": 9.0, "b": 4.0}, {"a": 2.0}, {}]
        assert figures.medians(rounds) == {"a": 2.0, "b": 4.0}


class TestTable:
    def row(self, target: table.Target) -> table.Row:
        return table.Row("x", "s", "f", target)

    @pytest.mark.parametrize(
        ("target", "ours", "floor", "verdict"),
        [
            (table.at_most(2), 2.0, None, "PASS"),
            (table.at_most(2), 2.1, None, "FAIL"),
            (table.at_least(505), 504.9, None, "FAIL"),
            (table.within(2), -2.5, None, "FAIL"),
            (table.floor_plus(1), 1.5, 0.6, "PASS"),
            (table.floor_plus(1), 1.7, 0.6, "FAIL"),
            (table.floor_plus(1), -1.7, 0.6, "FAIL"),
            (table.floor_plus(1), 0.1, None, "-"),
            (table.floor_times(1.6), 32.0, 20.0, "PASS"),
            (table.floor_times(1.6), 33.0, 20.0, "FAIL"),
            (table.exactly(0), 0.0, None, "PASS"),
            (table.exactly(0), 1.0, None, "FAIL"),
            (table.exactly(0), None, None, "-"),
        ],
    )
    def test_verdicts(
        self, target: table.Target, ours: float | None, floor: float | None, verdict: str
    ) -> None:
        medians = {("s", "evalbench"): {"f": ours}, ("s", "floor"): {"f": floor}}
        assert self.row(target).verdict(medians) == verdict

    def test_a_row_may_be_the_difference_of_two_scenarios(self) -> None:
        row = table.Row("x", "two", "f", table.within(1), less="one")
        medians = {("two", "evalbench"): {"f": 5.0}, ("one", "evalbench"): {"f": 7.5}}
        assert row.value(medians, "evalbench") == -2.5
        assert row.value({("two", "evalbench"): {"f": 5.0}}, "evalbench") is None

    def test_every_row_is_of_a_scenario_and_of_a_figure(self) -> None:
        known = figures.figures(Load(2, 1, 3), TWO, Claim(completed=2), USAGE, 0.1)
        assert {row.figure for row in table.ROWS} <= set(known)
        assert {row.scenario for row in table.ROWS} <= {each.name for each in SCENARIOS}

    def test_only_what_was_run_is_shown_ours_last(self) -> None:
        medians = {("crowd", "evalbench"): {"lost": 0.0}, ("crowd", "floor"): {"lost": 2.0}}
        header, lost, *rest = table.lines(medians)
        assert header.split() == ["figure", "to", "reach", "floor", "evalbench"]
        assert lost.split()[-4:] == ["0", "2", "0", "PASS"]
        assert all(line.endswith("-") for line in rest)


class TestSides:
    def test_evalbench_is_read_from_its_report(self) -> None:
        values = {"Average": 201.5, "P99": 203.0}
        rows = [
            {"metric": "TTFT", "stage": "total", "values": values},
            {"metric": "TTFT", "stage": "stable", "values": {"Average": 1.0, "P99": 1.0}},
        ]
        report = {
            "per_request": rows,
            "Success Requests": {"total": 7},
            "verdict": {"level": "VALID"},
        }
        claim = side_evalbench.claimed(report, {})
        assert (claim.ttft_mean, claim.ttft_p99, claim.completed) == (201.5, 203.0, 7)
        assert claim.e2el_mean is None
        assert claim.verdict == "VALID"

    def test_a_run_that_left_nothing_is_told(self, tmp_path: Path) -> None:
        with pytest.raises(LookupError, match="left no"):
            side_evalbench.performance(tmp_path)

    def test_instants_come_from_the_parquet_file(self, tmp_path: Path) -> None:
        pyarrow = pytest.importorskip("pyarrow")
        parquet = pytest.importorskip("pyarrow.parquet")
        folder = tmp_path / "runs" / "20261123_101500" / "performances" / "m"
        folder.mkdir(parents=True)
        columns = {
            "id": ["p/0/0/0", "p/1/0/0", "p/2/0/0"],
            "scheduled_ns": [1, 2, 3],
            "sent_ns": [3, 4, 5],
            "first_token_ns": [5, None, 8],
            "last_token_ns": [7, None, 9],
            "cause": ["", "", "reset"],
        }
        parquet.write_table(pyarrow.table(columns), folder / "p_requests.parquet")
        assert side_evalbench.told(tmp_path) == {"p/0/0/0": Told(1, 3, 5, 7)}

    def test_the_floor_is_laid_beside_its_own_schedule(self, tmp_path: Path) -> None:
        load = Load(requests=3, streams=9, tokens=2, rate=100)
        due = schedule(load)
        assert due[0] == 0
        assert due == sorted(due)
        distribution = {"mean": 1.0, "p50": 1.0, "p99": 2.0}
        report = {"completed": 1, "ttft": distribution, "itl": None, "e2el": distribution}
        report["per_request"] = {"2": [10, 11, 12, 13]}
        (tmp_path / "floor.json").write_text(json.dumps(report))
        claim = Reference(Path("refclient.py")).claim(load, tmp_path)
        assert claim.told == {"2": Told(due[2], 10, 11, 12)}
        assert claim.scheduled_rate == pytest.approx(2e9 / due[2])

    def test_no_side_runs_without_its_program(self, tmp_path: Path) -> None:
        absent = tmp_path / "absent"
        assert "no such file" in Reference(absent).missing()
        assert "no such file" in Vllm(absent, tmp_path).missing()
        assert "no checkout" in side_evalbench.Evalbench(absent).missing()

    def test_a_smaller_load_keeps_its_shape(self) -> None:
        load = Load(requests=1000, streams=100, tokens=32, rate=200).scaled(0.1)
        assert load == Load(requests=100, streams=10, tokens=32, rate=20)


class TestSimulatorLog:
    def test_generation_requests_in_order_of_arrival(self, tmp_path: Path) -> None:
        line = {"path": "/v1/chat/completions", "stream": True, "ended": "complete"}
        late = {**line, "id": "b", "received_ns": 20, "token_ns": [25, 26], "done_ns": 27}
        soon = {**line, "id": "a", "received_ns": 10, "token_ns": [], "done_ns": 12}
        models = {"path": "/v1/models", "id": None, "received_ns": 1, "done_ns": 2}
        log = tmp_path / "log.jsonl"
        rows = [models, {**late, "completion_tokens": 2}, {**soon, "completion_tokens": None}]
        log.write_text("".join(json.dumps(row) + "\n" for row in rows))
        first, second = Simulator(tmp_path).read(log)
        assert (first.id, first.whole, first.tokens) == ("a", False, 0)
        assert (second.id, second.whole, second.token_ns.tolist()) == ("b", True, [25, 26])


class TestProbes:
    def report(self, ttft: float, **failures: int) -> dict[str, object]:
        failed = sum(failures.values())
        names = ("TTFT", "E2EL", "TPOT", "ITL", "OutputTokens")
        right = dict(zip(names, (200.0, 220.0, 20.0, 20.0, 2.0), strict=True)) | {"TTFT": ttft}
        return {
            "per_request": [
                {"metric": name, "stage": "total", "values": {"Median": value, "Average": value}}
                for name, value in right.items()
            ],
            "Total Requests": {"total": 32},
            "Success Requests": {"total": 32 - failed},
            "Failed Requests": {"total": failed},
            "Failures": {"total": failures},
        }

    def log(self, fault: str = "none") -> list[Served]:
        right = [served(each, 200, 220, end_ms=221) for each in range(31)]
        return [*right, served(99, 200, 999, end_ms=999, fault=fault)]

    def of(self, name: str) -> object:
        return next(each for each in PROBES if each.name == name)

    def test_numbers_that_fit_are_no_fault(self) -> None:
        assert not list(faults(self.of("plain"), self.report(200.5), self.log()))

    def test_a_number_that_is_off_is_told(self) -> None:
        assert list(faults(self.of("plain"), self.report(5.0), self.log())) == ["TTFT is -195 off"]

    def test_a_spoilt_request_is_one_failure_with_its_cause(self) -> None:
        probe = self.of("fault resetmid")
        log = self.log("resetmid")
        assert not list(faults(probe, self.report(200, reset=1), log))
        assert any("failures are" in each for each in faults(probe, self.report(200, cut=1), log))
        assert any("Success" in each for each in faults(probe, self.report(200), log))

    def test_a_request_that_was_sent_again_is_told(self) -> None:
        found = list(faults(self.of("plain"), self.report(200), [*self.log(), *self.log()]))
        assert found[0] == "the server got 64 requests, not 32"

    def test_an_answer_without_tokens_ends_with_its_stream(self) -> None:
        empty = [served(0, end_ms=150)]
        assert E2EL.truth(empty) == 150
        assert not list(TTFT.values(empty[0]))


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
class TestProcess:
    def run(self, tmp_path: Path, code: str, timeout_s: float = 60) -> process.Usage:
        return process.run(
            [sys.executable, "-c", code],
            folder=tmp_path,
            environment=dict(os.environ),
            output=tmp_path / "output.txt",
            timeout_s=timeout_s,
        )

    def test_cpu_of_grandchildren_counts(self, tmp_path: Path) -> None:
        burn = "import time\nwhile time.process_time() < 0.3: pass"
        code = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {burn!r}])"
        assert self.run(tmp_path, code).cpu_s >= 0.3

    def test_cpu_of_one_that_outlives_its_parent_counts_and_it_is_ended(
        self, tmp_path: Path
    ) -> None:
        burn = (
            "import pathlib, time\nwhile time.process_time() < 0.3: pass\n"
            "pathlib.Path('burnt').touch()\ntime.sleep(60)"
        )
        code = (
            "import pathlib, subprocess, sys, time\n"
            f"print(subprocess.Popen([sys.executable, '-c', {burn!r}]).pid)\n"
            "while not pathlib.Path('burnt').exists(): time.sleep(0.01)"
        )
        assert self.run(tmp_path, code).cpu_s >= 0.3
        left = int((tmp_path / "output.txt").read_text())
        assert not Path(f"/proc/{left}").exists()

    def test_memory_is_that_of_the_tree(self, tmp_path: Path) -> None:
        hold = "import time; held = b'x' * 40_000_000; time.sleep(0.5)"
        code = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {hold!r}]); {hold}"
        alone = self.run(tmp_path, hold)
        assert alone.peak_rss_mb >= 38
        assert alone.peak_rss_mb >= alone.peak_pss_mb >= 38

        assert self.run(tmp_path, code).peak_rss_mb > alone.peak_rss_mb + 2

    def test_what_does_not_end_is_ended(self, tmp_path: Path) -> None:
        usage = self.run(tmp_path, "import time; time.sleep(60)", timeout_s=0.2)
        assert usage.timed_out
        assert usage.code < 0


def test_rounds_are_grouped_by_scenario_and_side() -> None:
    each = [comparison.Measurement(n, "crowd", "floor", {"lost": float(n)}) for n in range(3)]
    assert comparison.by_median(each) == {("crowd", "floor"): {"lost": 1.0}}
