"""Loads of every shape, from the command line: what the server saw, and what the tables say."""

import csv
import json
import re
from collections import Counter
from collections.abc import Callable
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from evalbench.metrics.trials import Aim
from evalbench.stages import search
from tests.conftest import Simulator
from tests.program import Finished, Program, Run
from tests.scripted_server import Received, ScriptedServer, completion

Start = Callable[..., ScriptedServer]
Simulate = Callable[..., Simulator]
STREAM = ("--models", "vllm_api_stream_chat", "--mode", "perf")
DEMO = (*STREAM, "--datasets", "demo_gsm8k_gen")
MODEL, GSM8K = "vllm-api-stream-chat", "demo_gsm8k"
MS = 1_000_000


def four(request: Received) -> Any:
    return completion(request, "four")


def questions(program: Program, count: int) -> tuple[str, str]:
    """So many prompts, each of which comes once."""
    rows = [json.dumps({"question": f"What is {n} and {n}?"}) + "\n" for n in range(count)]
    return "--custom-dataset-path", str(program.write("own.jsonl", "".join(rows)))


def measured_of(server: Simulator) -> list[dict[str, Any]]:
    """The truth about all requests but warm-ups."""
    truths = server.requests().values()
    return [truth for truth in truths if not truth["id"].startswith("warm-up/")]


def most_at_once(spans: list[tuple[int, int]]) -> int:
    """One that ends when another begins is not there together with it."""
    changes = sorted([(end, -1) for _, end in spans] + [(begin, 1) for begin, _ in spans])
    return int(np.cumsum([change for _, change in changes]).max())


def seen_at_once(server: Simulator) -> int:
    """Up to the last token: the server learns that the rest has left only after the client has."""
    truths = measured_of(server)
    return most_at_once([(each["received_ns"], each["token_ns"][-1]) for each in truths])


def served_medians(server: Simulator) -> dict[str, float]:
    """In ms, of what the server says that it did: however busy it was, a client saw the same."""
    truths = measured_of(server)
    received = np.array([each["received_ns"] for each in truths])
    tokens = np.array([each["token_ns"] for each in truths])
    first, last = tokens[:, 0], tokens[:, -1]
    spans = {
        "TTFT": first - received,
        "E2EL": last - received,
        "TPOT": (last - first) / (tokens.shape[1] - 1),
    }
    return {name: float(np.median(span)) / MS for name, span in spans.items()}


def totals(run: Run, load: str = GSM8K, stage: str = "total") -> dict[str, Any]:
    """The numbers of a load's second table."""
    report = run.performance(MODEL, load)
    cells = {name: cell for name, cell in report.items() if isinstance(cell, dict)}
    return {name: cell[stage] for name, cell in cells.items() if stage in cell}


def folder(run: Run) -> list[str]:
    return sorted(path.name for path in (run.path / "performances" / MODEL).iterdir())


FILES = (".csv", ".json", "_load.json", "_prompts.jsonl", "_requests.parquet", "_series.csv")


# --- for a time


def test_pressure_asks_the_rows_over_and_over_and_ends_in_time(
    run_cli: Program, simulator: Simulate
) -> None:
    """Clients come eight a second; what is in flight at the end is waited for."""
    server = simulator(ttft_ms=20, itl_ms=2, tokens=6)
    done = run_cli(
        *DEMO, "--url", server.url, "--max-out-len", 6, "--batch-size", 4,
        "--pressure", "--pressure-time", 2, "--request-rate", 8,
    )  # fmt: skip
    assert done.code == 0, done.stderr
    rows = done.run.requests(MODEL, GSM8K)
    truths = measured_of(server)
    assert sorted(row["id"] for row in rows) == sorted(truth["id"] for truth in truths)
    assert {truth["ended"] for truth in truths} == {"complete"}
    asked = Counter(row["sample_index"] for row in rows)
    assert set(asked) == set(range(12))
    assert max(asked.values()) - min(asked.values()) <= 1
    assert min(asked.values()) > 2
    first = min(row["scheduled_ns"] for row in rows)
    free = {row["scheduled_ns"] - first for row in rows}
    assert {0, 125 * MS, 250 * MS, 375 * MS} <= free
    last_sent = max(row["sent_ns"] for row in rows) - first
    assert 1500 * MS < last_sent < 2200 * MS
    assert totals(done.run)["Peak Concurrency"] == 4
    assert len(done.run.prompts(MODEL, GSM8K)) == 12
    assert "no record" not in done.stdout


# --- several loads


def test_a_sweep_is_one_table_and_one_file_and_each_load_has_its_own(
    run_cli: Program, simulator: Simulate
) -> None:
    server = simulator(ttft_ms=20, itl_ms=2, tokens=6)
    options = ("--url", server.url, "--max-out-len", 6, "--slo", "ttft=1000")
    done = run_cli(*DEMO, *options, "--sweep", "batch_size=1,2,4")
    assert done.code == 0, done.stderr
    loads = {slots: f"{GSM8K}@batch_size={slots}" for slots in (1, 2, 4)}
    names = [f"{load}{ending}" for load in loads.values() for ending in FILES]
    assert folder(done.run) == sorted([*names, f"{GSM8K}_loads.csv"])
    text = (done.run.path / f"performances/{MODEL}/{GSM8K}_loads.csv").read_text()
    table = list(csv.DictReader(text.splitlines()))
    assert [row["load"] for row in table] == [f"batch_size={slots}" for slots in loads]
    for row, (slots, load) in zip(table, loads.items(), strict=True):
        own = totals(done.run, load)
        assert (own["Max Concurrency"], own["Peak Concurrency"]) == (slots, slots)
        assert float(row["req/s"]) == pytest.approx(own["Request Throughput"], rel=1e-5)
        assert float(row["goodput req/s"]) == pytest.approx(own["Goodput"], rel=1e-5)
        average = done.run.rows(MODEL, load)["E2EL"]["Average"]
        assert float(row["E2EL Average"]) == pytest.approx(average, rel=1e-5)
    (line,) = [line for line in done.stdout.split("\n") if line.startswith("batch_size=4 ")]
    # from all its digits: those of the file are rounded already
    assert f"{totals(done.run, loads[4])['Request Throughput']:.2f}" in line.split()
    assert len(server.requests()) == 12 + 1  # a load's are those of the load before by their ids
    again = run_cli("--mode", "perf_viz", "--reuse")
    assert (again.code, again.stdout) == (0, done.stdout)


def test_one_point_of_a_sweep_that_fails_leaves_the_others(
    ask_cli: Program, scripted_server: Start
) -> None:
    """Two at once are too many for this one."""

    def script(request: Received) -> Any:
        if server.in_flight > 1:
            raise ConnectionResetError
        return completion(request, "four", pause_s=0.02)

    server = scripted_server(script)
    done = ask_cli(*DEMO, "--url", server.url, "--sweep", "batch_size=1,3", "--num-warmups", 0)
    assert done.code == 1
    assert totals(done.run, f"{GSM8K}@batch_size=1")["Success Requests"] == 12
    assert 0 < totals(done.run, f"{GSM8K}@batch_size=3")["Success Requests"] < 12


def test_the_capacity_of_a_queue_is_found(
    ask_cli: Program, simulator: Simulate, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Four places of 10 ms each are 400 requests a second, and no more."""
    quick = partial(Aim, max_requests=300, max_probes=8, tolerance=0.3, repeats=0)
    monkeypatch.setattr(search, "Aim", quick)
    server = simulator(ttft_ms=9, itl_ms=1, tokens=2, max_active=4)
    done = ask_cli(
        *DEMO, "--url", server.url, "--max-out-len", 2, "--batch-size", 32,
        "--find-capacity", "--slo", "ttft=60", "--slo-percentile", 90,
    )  # fmt: skip
    assert done.code == 0, done.stderr
    path = done.run.path / f"performances/{MODEL}/{GSM8K}_capacity.json"
    content = json.loads(path.read_text())
    found = content["capacity"]
    assert 0.5 * 400 < found["rate"] < 1.1 * 400
    # where this machine is busy a load may be INVALID, and nothing is sure
    assert found["statement"].partition(" (")[0] in done.stdout.replace("\n", " ")
    with path.with_name(f"{GSM8K}_loads.csv").open(encoding="utf-8") as table:
        rows = {f"{GSM8K}@{row['load']}": row for row in csv.DictReader(table)}
    for name, held in content["loads"].items():
        assert rows[name]["SLO"] == held["SLO"]
        shown = float(rows[name]["TTFT P90 ≤ 60 ms"])
        assert shown == pytest.approx(held["TTFT P90 ≤ 60 ms"], abs=0.01)
    assert len(rows) == len(found["trials"])
    assert len(found["trials"]) == len([name for name in folder(done.run) if "_load." in name])
    again = ask_cli("--mode", "perf_viz", "--reuse")
    assert again.stdout == done.stdout


# --- objectives


def test_goodput_counts_the_requests_that_met_every_limit(
    ask_cli: Program, scripted_server: Start
) -> None:
    """Of twelve answers three begin late."""

    def script(request: Received) -> Any:
        late = int(request.id.split("/")[-3]) % 4 == 0
        return completion(request, "four", pause_s=0.3 if late else 0)

    server = scripted_server(script)
    done = ask_cli(
        *DEMO, "--url", server.url, "--num-warmups", 0, "--batch-size", 4,
        "--slo", "ttft=250", "e2el=60000",
    )  # fmt: skip
    found = totals(done.run)
    assert (found["TTFT SLO Met"], found["E2EL SLO Met"], found["SLO Met"]) == (75, 100, 75)
    seconds = found["Benchmark Duration"] / 1000
    assert found["Goodput"] == pytest.approx(9 / seconds)
    assert "Goodput" in done.stdout
    wider = totals(ask_cli("--mode", "perf_viz", "--reuse", "--slo", "ttft=60000").run)
    assert (wider["SLO Met"], "E2EL SLO Met" in wider) == (100, False)
    as_it_was = ask_cli("--mode", "perf_viz", "--reuse")
    assert totals(as_it_was.run) == found


# --- several traffic processes


def test_two_traffic_processes_have_exactly_the_slots_that_were_asked_for(
    run_cli: Program, simulator: Simulate
) -> None:
    """64 of 64, and the tables of one process: same rows, same counts, latencies as served."""
    server = simulator(ttft_ms=250, itl_ms=10, tokens=8)
    own = (*STREAM, *questions(run_cli, 128), "--url", server.url, "--batch-size", 64)

    def asked(workers: int) -> Run:
        server.log.write_bytes(b"")
        done = run_cli(*own, "--max-out-len", 8, "--workers", workers)
        assert done.code == 0, done.stderr
        assert seen_at_once(server) == 64
        assert totals(done.run, "own")["Peak Concurrency"] == 64
        rows = done.run.rows(MODEL, "own")
        for name, median in served_medians(server).items():
            assert rows[name]["Median"] == pytest.approx(median, rel=0.1)
        return done.run

    one, two = asked(1), asked(2)
    assert {row["worker"] for row in one.requests(MODEL, "own")} == {0}
    by = Counter(row["worker"] for row in two.requests(MODEL, "own"))
    assert set(by) == {0, 1}
    assert min(by.values()) > 32  # its half of the slots carried more than one each
    ids = [sorted(row["id"] for row in run.requests(MODEL, "own")) for run in (one, two)]
    assert ids[0] == ids[1]
    rows = one.rows(MODEL, "own"), two.rows(MODEL, "own")
    assert rows[0].keys() == rows[1].keys()
    # but for ITL: the events of a busy server may come two at a time, which is one gap
    for name in ("E2EL", "TTFT", "TPOT", "InputTokens", "OutputTokens"):
        assert rows[0][name]["N"] == rows[1][name]["N"] == 128
    for name in ("Total Requests", "Total Input Tokens", "Total Generated Tokens"):
        assert totals(one, "own")[name] == totals(two, "own")[name]


# --- prompts that no cache knows


def test_salt_makes_every_prompt_another_and_the_rest_of_it_the_same(
    ask_cli: Program, scripted_server: Start
) -> None:
    server = scripted_server(four)

    def sent() -> tuple[list[str], set[str], Run]:
        before = len(server.posts)
        done = ask_cli(*DEMO, "--url", server.url, "--salt")
        assert done.code == 0, done.stderr
        texts = [post.text for post in server.posts[before:]]
        marks = [re.match(r"\[([0-9a-f]{8})-(\d{6})\] ", text) for text in texts[1:]]
        assert all(marks), texts
        assert sorted(int(mark[2]) for mark in marks if mark) == list(range(12))
        (nonce,) = {mark[1] for mark in marks if mark}
        return texts, {text.replace(nonce, "NONCE") for text in texts}, done.run

    first, second = sent(), sent()
    assert len({*first[0], *second[0]}) == 2 * 12 + 1  # the warm-up has its own mark
    assert first[1] == second[1]
    assert first[2].performance(MODEL, GSM8K)["Total Requests"]["total"] == 12
    kept = [line["prompt"][-1]["content"] for line in first[2].prompts(MODEL, GSM8K)]
    assert sorted(kept) == sorted(first[0][1:])  # they are kept as they are answered


def test_salt_marks_the_same_row_anew_each_time(ask_cli: Program, scripted_server: Start) -> None:
    server = scripted_server(lambda request: completion(request, "four", pause_s=0.02))
    done = ask_cli(
        *DEMO, "--url", server.url, "--salt", "--num-prompts", 2, "--batch-size", 2,
        "--pressure", "--pressure-time", 1,
    )  # fmt: skip
    assert done.code == 0, done.stderr
    texts = [post.text for post in server.posts]
    assert len(texts) > 10
    assert len(set(texts)) == len(texts)
    assert len(done.run.prompts(MODEL, GSM8K)) == len(texts) - 1


# --- due times


def due_ms(done: Finished) -> list[float]:
    """When the requests of a load were to leave, after the first."""
    at = sorted(row["scheduled_ns"] for row in done.run.requests(MODEL, GSM8K))
    return [(each - at[0]) / MS for each in at]


def test_a_ramp_raises_the_rate_from_request_to_request(
    ask_cli: Program, scripted_server: Start
) -> None:
    server = scripted_server(four)
    ramp = ("--ramp-up-strategy", "linear", "--ramp-up-start-rps", 20, "--ramp-up-end-rps", 240)
    done = ask_cli(*DEMO, "--url", server.url, *ramp, "--burstiness", 0, "--batch-size", 12)
    rates = [20 + 220 * number / 11 for number in range(1, 12)]
    assert [after - before for before, after in pairwise(due_ms(done))] == pytest.approx(
        [1000 / rate for rate in rates], abs=1e-5
    )
    assert "Requested Request Rate" in totals(done.run)
    rows = done.run.requests(MODEL, GSM8K)
    assert min(row["sent_ns"] - row["scheduled_ns"] for row in rows) >= 0


def test_burstiness_draws_the_gaps_from_a_gamma_distribution(
    ask_cli: Program, scripted_server: Start
) -> None:
    server = scripted_server(four)
    options = ("--request-rate", 100, "--burstiness", 0.5, "--seed", 3, "--batch-size", 12)
    done = ask_cli(*DEMO, "--url", server.url, *options)
    drawn = np.random.default_rng(3).standard_gamma(0.5, 1024)[:11] / 0.5 / 100
    assert due_ms(done) == pytest.approx([0, *(1000 * np.cumsum(drawn))], abs=1e-5)


# --- the stable stage


def test_the_stable_stage_has_its_rows_below_those_of_the_whole_load(
    ask_cli: Program, simulator: Simulate
) -> None:
    """At the run, or when it is shown again."""
    server = simulator(ttft_ms=20, itl_ms=2, tokens=6)
    own = (*STREAM, *questions(ask_cli, 64), "--url", server.url, "--max-out-len", 6)
    done = ask_cli(*own, "--batch-size", 4, "--summarizer", "stable_stage")
    assert done.code == 0, done.stderr
    stages = [row["stage"] for row in done.run.performance(MODEL, "own")["per_request"]]
    assert stages[:2] == ["total", "stable"]
    stable, total = (totals(done.run, "own", stage) for stage in ("stable", "total"))
    assert 0.9 * 4 < stable["Concurrency"] <= 4
    assert stable["Total Requests"] < total["Total Requests"] == 64
    assert stable["Benchmark Duration"] < total["Benchmark Duration"]
    assert "note: stable stage: 4 in flight, as configured" in done.stdout
    plain = ask_cli("--mode", "perf_viz", "--reuse", "--summarizer", "default_perf")
    assert totals(plain.run, "own", "stable") == {}
    again = ask_cli("--mode", "perf_viz", "--reuse", "--summarizer", "stable_stage")
    assert again.stdout == done.stdout
    assert totals(again.run, "own", "stable") == stable


def test_a_load_too_short_for_a_stable_stage_says_why(
    ask_cli: Program, scripted_server: Start
) -> None:
    server = scripted_server(four)
    options = ("--num-prompts", 3, "--batch-size", 8, "--summarizer", "stable_stage")
    done = ask_cli(*DEMO, "--url", server.url, *options)
    assert done.code == 0, done.stderr
    assert "note: no stable stage: " in done.stdout
