"""What goes wrong with single requests of a perf run: each is counted once, and harms no other."""

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from evalbench.simulator.faults import KINDS
from tests.conftest import Simulator
from tests.program import Program, jsonl
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
STREAM = ("--models", "vllm_api_stream_chat", "--mode", "perf", "--num-warmups", 0)
DEMO = (*STREAM, "--datasets", "demo_gsm8k_gen")
MODEL, GSM8K = "vllm-api-stream-chat", "demo_gsm8k"

# how each fault of the simulator is counted
CAUSES = {
    None: "",
    "400": "http 400",
    "429": "http 429",
    "500": "http 500",
    "503": "http 503",
    "html_200": "html",
    "html_502": "http 502",
    "wrong_type": "",  # known by its bytes
    "reset_before": "reset",
    "reset_headers": "reset",
    "hang": "timeout",
    "empty": "",  # an answer that came to its end, without a token
    "duplicate_id": "",  # nothing is made of the server's own ids
    "bad_json": "format",
    "error_event": "error_event",
    "no_done": "cut",
    "reset_mid": "reset",
    "wrong_length": "reset",
    "too_long": "",  # nobody reads behind an answer's end
    "stall": "timeout",
    "drip": "timeout",
}
TOKENS = 8
# events that are read before the one that cannot be
READ = {"bad_json": TOKENS // 2}


def truths_of(log: Path) -> dict[str, list[dict[str, Any]]]:
    """What became of each request: once, or again on a fresh connection."""
    found: dict[str, list[dict[str, Any]]] = {}
    for line in jsonl(log):
        found.setdefault(line["id"], []).append(line)
    return found


def test_every_fault_is_one_counted_failure_and_harms_no_other_request(
    run_cli: Program, simulator: Callable[..., Simulator]
) -> None:
    """240 requests, and 20 faults of which each has 4 % of them; the server's log tells which."""
    server = simulator(
        ttft_ms=10, itl_ms=2, tokens=TOKENS, fault=[f"{kind}:0.04" for kind in KINDS]
    )
    rows = [{"question": f"What is {n} and {n}?"} for n in range(240)]
    file = run_cli.write("own.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
    done = run_cli(
        *STREAM, "--custom-dataset-path", file, "--url", server.url, "--batch-size", 16,
        "--max-out-len", TOKENS, "--timeout", 1,
    )  # fmt: skip
    assert done.code == 1, done.stderr
    assert "Traceback" not in done.stderr
    truths = truths_of(server.log)
    found = done.run.requests(MODEL, "own")
    assert sorted(row["id"] for row in found) == sorted(f"own/{n}/0/0" for n in range(240))
    seen = set()
    for row in found:
        sends = truths[row["id"]]
        truth = sends[-1]
        seen.add(truth["fault"])
        assert row["cause"] == CAUSES[truth["fault"]], (row["id"], truth["fault"])
        # what a server does before its first byte on a warm connection may be its idle time-out
        assert {each["fault"] for each in sends[:-1]} <= {"reset_before"}
        assert row["resent"] or len(sends) == 1
        events = READ.get(truth["fault"], len(truth["token_ns"]))
        assert (row["output_events"] or 0) == events
        assert len((row["text"] or "").split()) == events
        if row["cause"]:
            assert row["output_tokens"] is None  # no more is claimed than has come
            assert row["message"]
        else:
            # of an empty answer the server counts the end token
            assert row["output_tokens"] == (truth["completion_tokens"] or 1)
    assert seen >= {*KINDS, None} - {"reset_before"}
    report = done.run.performance(MODEL, "own")
    counted = Counter(CAUSES[truths[row["id"]][-1]["fault"]] for row in found)
    assert report["Success Requests"]["total"] == counted.pop("")
    assert report["Failures"]["total"] == counted
    assert f"{counted['http 429']} × http 429" in done.stderr
    assert report["verdict"]["level"] == "INVALID"


def test_a_server_that_hangs_is_given_up_after_the_time_that_was_said(
    ask_cli: Program, scripted_server: Start
) -> None:
    def script(request: Received) -> Answer:
        return completion(request, "four", pause_s=3600 if "/3/" in request.id else 0)

    server = scripted_server(script)
    options = ("--url", server.url, "--batch-size", 2, "--timeout", 0.5)
    done = ask_cli(*DEMO, *options)
    assert done.code == 1
    report = done.run.performance(MODEL, GSM8K)
    assert report["Failures"]["total"] == {"timeout": 1}
    assert report["Success Requests"]["total"] == 11
    (row,) = [row for row in done.run.requests(MODEL, GSM8K) if row["cause"]]
    assert row["message"] == "no whole answer within 0.5 s (timeout.total)"
    assert 0.5e9 <= row["stream_end_ns"] - row["sent_ns"] < 5e9
    assert (row["first_token_ns"], row["output_events"]) == (None, None)


PART = event({"choices": [{"index": 0, "delta": {"content": "one "}}]})
END = event({"choices": [{"index": 0, "delta": {}, "finish_reason": "length"}]})
ERROR = event({"error": {"message": "out of memory"}})
USAGE = event({"choices": [], "usage": {"prompt_tokens": 7, "completion_tokens": 2}})


@pytest.mark.parametrize(
    ("answer", "cause", "text"),
    [
        (streamed([PART, PART], cut=True), "reset", "one one "),
        (streamed([PART, PART]), "cut", "one one "),
        (streamed([PART, ERROR, DONE]), "error_event", "one "),
        (streamed([PART, b"data: {broken\n\n", PART, END, DONE]), "format", "one "),
        (streamed([b"data: " + b"[" * 100_000 + b"\n\n", PART, END, DONE]), "format", ""),
        (Answer(body=b'{"choices": ', content_type="application/json"), "format", None),
        (Answer(body=b"", content_type="application/json"), "format", None),
        (Answer(200, b"<html>Log in</html>", "text/html"), "html", None),
        (error(429, "slow down"), "http 429", None),
        (Answer(204), "http 204", None),
        (Answer(302, headers=[("Location", "http://elsewhere/")]), "http 302", None),
    ],
    ids=[
        "broken connection", "no end", "error event", "broken event", "deep event",
        "broken body", "no body", "web page", "refusal", "no content", "elsewhere",
    ],
)  # fmt: skip
def test_a_fault_is_one_row_with_what_had_come_of_the_answer(
    ask_cli: Program, scripted_server: Start, answer: Answer, cause: str, text: str | None
) -> None:
    def script(request: Received) -> Answer:
        if "/3/" in request.id:
            return answer
        return streamed([PART, PART, END, USAGE, DONE])

    server = scripted_server(script)
    done = ask_cli(*DEMO, "--url", server.url, "--batch-size", 2, "--max-out-len", 2)
    assert done.code == 1, done.stderr
    rows = done.run.requests(MODEL, GSM8K)
    assert len(rows) == len(server.posts) == 12
    (row,) = [row for row in rows if row["cause"]]
    assert (row["id"], row["cause"], row["text"]) == ("demo_gsm8k/3/0/0", cause, text)
    assert {each["output_tokens"] for each in rows if each is not row} == {2}
    assert done.run.performance(MODEL, GSM8K)["Failures"]["total"] == {cause: 1}
    assert done.run.rows(MODEL, GSM8K)["E2EL"]["N"] == 11


def test_one_web_page_among_other_failures_does_not_end_the_load(
    ask_cli: Program, scripted_server: Start
) -> None:
    """Three web pages would: then the address is wrong."""

    def script(request: Received) -> Answer:
        if request.number < 3:
            return error(503, "too busy")
        if request.number == 3:
            return Answer(200, b"<html>Bad luck</html>", "text/html")
        return completion(request, "four")

    server = scripted_server(script)
    done = ask_cli(*DEMO, "--url", server.url, "--batch-size", 1)
    report = done.run.performance(MODEL, GSM8K)
    assert report["Failures"]["total"] == {"http 503": 3, "html": 1}
    assert (done.code, len(server.posts)) == (1, 12)
