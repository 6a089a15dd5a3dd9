"""Perf runs: the numbers are those that the server itself kept."""

import csv
import io
import json
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from tests.conftest import Simulator
from tests.program import Finished, Program, Run
from tests.scripted_server import (
    DONE,
    Answer,
    Received,
    ScriptedServer,
    completion,
    error,
    event,
    streamed,
)

Start = Callable[..., ScriptedServer]
PERF = ("--datasets", "demo_gsm8k_gen_0_shot_cot_str_perf", "--mode", "perf")
STREAM, WHOLE = "vllm_api_stream_chat", "vllm_api_general_chat"


# Answers of 29 to 49 tokens: 32 streams that all end in the same millisecond would measure how the
# two processes share the machine's cores.
LENGTHS = [29 + n * 8 % 21 for n in range(96)]


def questions(program: Program) -> str:
    rows = [
        {"question": f"What is {n} and {n}?", "max_tokens": length}
        for n, length in enumerate(LENGTHS)
    ]
    return str(program.write("load.jsonl", "".join(json.dumps(row) + "\n" for row in rows)))


def load(program: Program, url: str, *options: object) -> Finished:
    return program("--models", STREAM, *PERF, "--url", url, *options)


def test_32_streams_take_the_time_that_the_server_took(
    run_cli: Program, simulator: Callable[..., Simulator]
) -> None:
    """The promise: means within 1 ms of the server's own stamps, of the same requests.

    Both read one clock. The server's instants are those at which it had read the request and at
    which it wrote each token. Three tries, for a busy machine delays a run; a stamp that is taken
    too early is wrong in all of them.
    """
    server = simulator(ttft_ms=80, itl_ms=20)
    file = questions(run_cli)

    def measured() -> dict[str, float]:
        server.log.write_bytes(b"")
        done = run_cli(
            "--models", STREAM, "--custom-dataset-path", file, "--mode", "perf",
            "--url", server.url, "--batch-size", 32,
        )  # fmt: skip
        assert done.code == 0, done.stderr
        totals = done.run.performance("vllm-api-stream-chat", "load")
        assert totals["Peak Concurrency"]["total"] == 32
        assert totals["Total Generated Tokens"]["total"] == sum(LENGTHS)
        ids = [row["id"] for row in done.run.requests("vllm-api-stream-chat", "load")]
        return _off_by(done.run.rows("vllm-api-stream-chat", "load"), server.requests(), ids)

    tries = [measured()]
    while max(tries[-1].values()) > 1.0 and len(tries) < 3:
        tries.append(measured())
    assert max(tries[-1].values()) <= 1.0, tries


def _off_by(
    rows: dict[str, dict[str, Any]], truth: dict[str, dict[str, Any]], ids: list[str]
) -> dict[str, float]:
    """How far each mean is from that of the server's log, in ms."""
    served = [truth[each] for each in ids]
    tokens = [np.array(each["token_ns"]) / 1e6 for each in served]
    received = [each["received_ns"] / 1e6 for each in served]
    assert sorted(map(len, tokens)) == sorted(LENGTHS)
    spans = zip(tokens, received, strict=True)
    expected = {
        "TTFT": np.mean([times[0] - start for times, start in spans]),
        "E2EL": np.mean([t[-1] - start for t, start in zip(tokens, received, strict=True)]),
        "TPOT": np.mean([(times[-1] - times[0]) / (len(times) - 1) for times in tokens]),
        "ITL": np.concatenate([np.diff(times) for times in tokens]).mean(),
    }
    counted = {name: rows[name]["N"] for name in expected}
    assert counted == {"TTFT": 96, "E2EL": 96, "TPOT": 96, "ITL": sum(LENGTHS) - 96}
    assert rows["OutputTokens"]["Average"] == np.mean(LENGTHS)
    assert rows["InputTokens"]["Average"] == np.mean([each["prompt_tokens"] for each in served])
    return {name: float(abs(rows[name]["Average"] - value)) for name, value in expected.items()}


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> tuple[Program, Finished]:
    program = Program(tmp_path_factory.mktemp("perf"))
    model = """
from evalbench.models.vllm_api import VLLMCustomAPIChatStream

models = [
    dict(
        type=VLLMCustomAPIChatStream,
        abbr="quick",
        serve=dict(ttft_ms=20, itl_ms=2, tokens=8),
        max_out_len=16,
        batch_size=4,
        retry=2,
    )
]
"""
    program.write("configs/models/quick.py", model)
    return program, program("--models", "quick", *PERF)


def test_the_numbers_can_be_computed_again_from_the_records(
    measured: tuple[Program, Finished],
) -> None:
    """With numpy, from the instants that stand in the requests' file."""
    _, done = measured
    times = done.run.requests("quick", "demo_gsm8k")
    ms = {
        "TTFT": [(t["first_token_ns"] - t["sent_ns"]) / 1e6 for t in times],
        "E2EL": [(t["last_token_ns"] - t["sent_ns"]) / 1e6 for t in times],
        "TPOT": [(t["last_token_ns"] - t["first_token_ns"]) / 1e6 / 15 for t in times],
        "ITL": [
            gap_ns / events / 1e6
            for t in times
            for gap_ns, events in zip(
                t["gaps_ns"], t["gap_events"] or [1] * len(t["gaps_ns"]), strict=True
            )
            for _ in range(events)
        ],
    }  # fmt: skip
    rows = done.run.rows("quick", "demo_gsm8k")
    for name, values in ms.items():
        assert rows[name]["N"] == len(values)
        assert rows[name]["Average"] == pytest.approx(np.mean(values))
        for column, q in (("Min", 0), ("Median", 50), ("P90", 90), ("P99", 99), ("Max", 100)):
            assert rows[name][column] == pytest.approx(np.percentile(values, q)), (name, column)
    sent = [t["sent_ns"] for t in times]
    ends = [t["stream_end_ns"] for t in times]
    totals = done.run.performance("quick", "demo_gsm8k")
    duration_s = (max(ends) - min(sent)) / 1e9
    assert totals["Benchmark Duration"]["total"] == pytest.approx(1000 * duration_s)
    assert totals["Request Throughput"]["total"] == pytest.approx(12 / duration_s)
    assert totals["Output Token Throughput"]["total"] == pytest.approx(12 * 16 / duration_s)
    assert totals["Concurrency"]["total"] == pytest.approx(
        sum(end - start for start, end in zip(sent, ends, strict=True)) / 1e9 / duration_s
    )


def test_ignore_eos_makes_every_answer_full_and_is_said(
    measured: tuple[Program, Finished],
) -> None:
    _, done = measured
    rows = done.run.requests("quick", "demo_gsm8k")
    assert {row["output_tokens"] for row in rows} == {16}  # not the 8 of its own
    assert {row["asked_tokens"] for row in rows} == {16}
    assert "ignore_eos=True" in done.stderr
    assert done.run.passport["models"]["quick"]["conditions"]["ignore_eos"] is True


def test_screen_csv_and_json_of_a_perf_run_tell_the_same(
    measured: tuple[Program, Finished],
) -> None:
    _, done = measured
    rows = done.run.rows("quick", "demo_gsm8k")
    text = (done.run.path / "performances/quick/demo_gsm8k.csv").read_text()
    table = list(csv.DictReader(io.StringIO(text)))
    assert [row["Performance Parameters"] for row in table] == list(rows)
    for row in table:
        values = rows[row["Performance Parameters"]]
        for column, value in values.items():
            assert float(row[column]) == pytest.approx(value, rel=1e-5)
        line = next(
            each for each in done.stdout.split("\n")
            if each.split()[:1] == [row["Performance Parameters"]]
        )  # fmt: skip
        assert f"{values['Average']:.2f}" in line.split()


def remove_tables(run: Run, model: str) -> None:
    """All that can be made again from the requests' files and what is known of their loads."""
    for file in (run.path / "performances" / model).iterdir():
        if not file.name.endswith(("_load.json", "_requests.parquet", "_prompts.jsonl")):
            file.unlink()


def test_perf_viz_computes_the_same_numbers_again(measured: tuple[Program, Finished]) -> None:
    program, done = measured
    before = done.run.performance("quick", "demo_gsm8k")
    remove_tables(done.run, "quick")
    again = program("--mode", "perf_viz", "--reuse")
    assert again.code == 0, again.stderr
    assert again.stdout == done.stdout
    assert done.run.performance("quick", "demo_gsm8k") == before


def test_perf_viz_of_a_part_is_complete(run_cli: Program, scripted_server: Start) -> None:
    server = scripted_server(lambda request: completion(request, "x"))
    load(run_cli, server.url, "--num-prompts", 3)
    again = run_cli("--mode", "perf_viz", "--reuse")
    assert (again.code, "never sent" in again.stdout) == (0, False)


def test_perf_with_reuse_is_an_error_that_names_perf_viz(
    measured: tuple[Program, Finished],
) -> None:
    program, done = measured
    refused = program("--mode", "perf", "--reuse", done.run.path.name)
    assert refused.code == 2
    assert f"--mode perf_viz --reuse {done.run.path.name}" in refused.stderr


def one_token(request: Received) -> Answer:
    return completion(request, "4", tokens=1)


def test_an_answer_of_one_token_has_no_tpot(run_cli: Program, scripted_server: Start) -> None:
    """Excluded, not 0: of twelve answers three have one token."""

    def script(request: Received) -> Answer:
        if int(request.id.split("/")[-3]) % 4 == 0:
            return one_token(request)
        part = {"choices": [{"index": 0, "delta": {"content": "four "}}]}
        end = {"choices": [{"index": 0, "delta": {}, "finish_reason": "length"}]}
        usage = {"choices": [], "usage": {"prompt_tokens": 7, "completion_tokens": 2}}
        return streamed([event(part), 0.01, event(part), event(end), event(usage), DONE])

    server = scripted_server(script)
    done = load(run_cli, server.url, "--num-warmups", 0)
    rows = done.run.rows("vllm-api-stream-chat", "demo_gsm8k")
    assert (rows["TTFT"]["N"], rows["TPOT"]["N"], rows["OutputTokens"]["N"]) == (12, 9, 12)
    assert rows["TPOT"]["Min"] >= 10  # ms: the pause


def test_without_streaming_there_is_no_ttft(run_cli: Program, scripted_server: Start) -> None:
    server = scripted_server(lambda request: completion(request, "four", tokens=5))
    done = run_cli("--models", WHOLE, *PERF, "--url", server.url)
    rows = done.run.rows("vllm-api-general-chat", "demo_gsm8k")
    assert not {"TTFT", "TPOT", "ITL", "PrefillTokenThroughput"} & rows.keys()
    assert (rows["E2EL"]["N"], rows["OutputTokens"]["Average"]) == (12, 5)
    assert "no streaming" in done.stdout


def test_the_chunks_of_a_server_that_sends_several_tokens_are_not_called_tokens(
    run_cli: Program, scripted_server: Start
) -> None:
    """Three events, nine tokens and no end token: 3 tokens a chunk."""

    def script(request: Received) -> Answer:
        part = {"choices": [{"index": 0, "delta": {"content": "three more tokens "}}]}
        end = {"choices": [{"index": 0, "delta": {}, "finish_reason": "length"}]}
        usage = {"choices": [], "usage": {"prompt_tokens": 7, "completion_tokens": 9}}
        chunks = (event(part), 0.01, event(part), 0.01, event(part), event(end), event(usage), DONE)
        return streamed(chunks)

    server = scripted_server(script)
    done = load(run_cli, server.url)
    rows = done.run.rows("vllm-api-stream-chat", "demo_gsm8k")
    assert "ITL" not in rows
    assert rows["Inter-chunk latency (3 tokens/chunk)"]["N"] == 24


def test_a_failed_request_is_counted_and_has_no_latency(
    run_cli: Program, scripted_server: Start
) -> None:
    """A perf run sends each request once, whatever the model file says about retries."""

    def script(request: Received) -> Answer:
        if "/" in request.id and request.id.startswith("demo_gsm8k/1/"):
            return error(429, "slow down")
        return completion(request, "four")

    server = scripted_server(script)
    done = load(run_cli, server.url, "--num-warmups", 0)
    report = done.run.performance("vllm-api-stream-chat", "demo_gsm8k")
    assert len(server.posts) == 12
    assert report["Failures"]["total"] == {"http 429": 1}
    assert report["Success Requests"]["total"] == 11
    assert report["Failure Rate"]["total"] == pytest.approx(100 / 12)
    assert done.run.rows("vllm-api-stream-chat", "demo_gsm8k")["TTFT"]["N"] == 11
    assert done.code == 1


@pytest.mark.parametrize(("options", "sends"), [((), 1), (("--retry", 1), 2)])
def test_a_perf_run_sends_again_only_when_told(
    run_cli: Program, scripted_server: Start, options: tuple[object, ...], sends: int
) -> None:
    server = scripted_server(lambda request: error(500, "no"))
    done = load(run_cli, server.url, "--num-prompts", 1, "--num-warmups", 0, *options)
    assert (done.code, len(server.posts)) == (1, sends)


@pytest.mark.parametrize(("options", "warm"), [((), 1), (("--num-warmups", 3), 3)])
def test_warm_ups_are_sent_and_not_recorded(
    run_cli: Program, scripted_server: Start, options: tuple[object, ...], warm: int
) -> None:
    server = scripted_server(lambda request: completion(request, "four"))
    done = load(run_cli, server.url, "--num-prompts", 2, *options)
    assert len(server.posts) == 2 + warm
    assert len(done.run.requests("vllm-api-stream-chat", "demo_gsm8k")) == 2
    measured = [request.text for request in server.posts[warm:]]
    assert not {request.text for request in server.posts[:warm]} & set(measured)


@pytest.mark.parametrize(
    "options",
    [
        ("--generation", "ignore_eos=False"),
        ("--cfg-options", "models.0.generation_kwargs.ignore_eos=False"),
    ],
)
def test_ignore_eos_said_on_the_command_line_stays_as_said(
    run_cli: Program, scripted_server: Start, options: tuple[str, ...]
) -> None:
    server = scripted_server(lambda request: completion(request, "four"))
    load(run_cli, server.url, "--num-prompts", 1, *options)
    assert [request.body["ignore_eos"] for request in server.posts] == [False, False]


def test_a_request_rate_spreads_the_requests_by_the_seed(
    run_cli: Program, scripted_server: Start
) -> None:
    """Nothing leaves before it is due, and one seed is one schedule."""

    def schedule(seed: int) -> tuple[list[int], dict[str, Any]]:
        server = scripted_server(lambda request: completion(request, "four"))
        done = load(
            run_cli, server.url, "--request-rate", 40, "--seed", seed, "--num-warmups", 0,
        )  # fmt: skip
        times = done.run.requests("vllm-api-stream-chat", "demo_gsm8k")
        early = [each["scheduled_ns"] - each["sent_ns"] for each in times]
        assert max(early) <= 0
        order = sorted(each["scheduled_ns"] for each in times)
        report = done.run.performance("vllm-api-stream-chat", "demo_gsm8k")
        return [after - before for before, after in pairwise(order)], report

    once, report = schedule(1)
    # exponential gaps of 1/40 s, drawn by numpy from the seed
    gaps_ns = np.random.default_rng(1).exponential(1 / 40, 1024)[:11] * 1e9
    assert once == pytest.approx(list(gaps_ns), abs=2)
    assert report["Requested Request Rate"]["total"] == 40
    assert report["Scheduled Request Rate"]["total"] == pytest.approx(11e9 / gaps_ns.sum())


def test_each_benchmark_is_a_load_of_its_own_and_its_subjects_are_one(
    run_cli: Program, scripted_server: Start
) -> None:
    server = scripted_server(lambda request: completion(request, "four"))
    done = run_cli(
        "--models", STREAM, "--datasets", "demo_gsm8k_gen", "demo_ceval_gen", "--mode", "perf",
        "--url", server.url, "--num-warmups", 0,
    )  # fmt: skip
    folder = done.run.path / "performances/vllm-api-stream-chat"
    endings = (".csv", ".json", "_load.json", "_prompts.jsonl", "_requests.parquet", "_series.csv")
    assert sorted(path.name for path in folder.iterdir()) == [
        f"{load}{ending}" for load in ("cevaldataset", "demo_gsm8k") for ending in endings
    ]
    sets = [identity.split("/")[0] for identity in server.ids]
    assert sets[:12] == ["demo_gsm8k"] * 12
    assert len(sets[12:]) == 12
