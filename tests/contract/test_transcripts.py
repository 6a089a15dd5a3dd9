"""Every transcript of a server is read as a human reads it: `tests/data/transcripts/ORIGIN.md`."""

import ast
import json
import re
from pathlib import Path
from typing import Any

import pytest

from evalbench.models import vllm_api
from evalbench.models.openai.choice import chat_delta, completion_delta
from evalbench.models.openai.ordinary import ordinary_in
from evalbench.traffic.sse import data_events
from evalbench.types import Exchange, Failure, Reading

FOLDER = Path(__file__).parents[1] / "data" / "transcripts"
# not splitlines(): U+2028 inside a string ends no line
EXPECTED: list[dict[str, Any]] = [
    json.loads(line)
    for line in (FOLDER / "expected.jsonl").read_text(encoding="utf-8").split("\n")
    if line
]
STAMPED = re.compile(r"^\[ *([\d.]+)\] (.*)$", re.MULTILINE)


def exchange_of(path: Path) -> Exchange:
    text = path.read_bytes().decode()
    return _recorded(text) if text.startswith("> ") else _printed_by_curl(text)


def _recorded(text: str) -> Exchange:
    headers, _, body = text.partition("\n\n")
    *reads, (end_s, how) = STAMPED.findall(body)
    if not reads:
        reads = [(end_s, repr(body.rpartition("\n[")[0]))]
    exchange = _exchange(headers, int(_found(r"^< HTTP (\d+)", headers)))
    exchange.reads = [(_ns(at_s), ast.literal_eval(sent).encode()) for at_s, sent in reads]
    exchange.end_ns = _ns(end_s)
    if how == "reset":
        exchange.error = Failure("reset", "the connection broke")
    return exchange


def _printed_by_curl(text: str) -> Exchange:
    text = text[text.index("HTTP/1.1") :]
    headers, _, body = text.partition("\r\n\r\n")
    body = re.split(r"\n(?=curl exit|# wrong key)", body)[0]
    exchange = _exchange(headers, int(headers.split()[1]))
    exchange.reads = [(1, body.encode())]
    return exchange


def _exchange(headers: str, status: int) -> Exchange:
    content_type = _found(r"content-type: ([^\r\n]+)", headers)
    return Exchange(0, headers_ns=1, status=status, content_type=content_type)


def _found(pattern: str, text: str) -> str:
    found = re.search(pattern, text, re.MULTILINE)
    assert found is not None, pattern
    return found[1]


def _ns(seconds: str | float) -> int:
    return round(float(seconds) * 1e9)


def reading_of(row: dict[str, Any]) -> Reading:
    model = getattr(vllm_api, row["model"])(model="tiny", url="http://localhost:1")
    reading: Reading = model.read(exchange_of(FOLDER / row["file"]))
    return reading


every_transcript = pytest.mark.parametrize("row", EXPECTED, ids=[row["file"] for row in EXPECTED])


@every_transcript
def test_the_completion_is_the_one_that_the_server_gave(row: dict[str, Any]) -> None:
    completion = reading_of(row).completion
    if "text" not in row:
        assert completion is None
        return
    assert completion is not None
    assert completion.text == row["text"]
    assert completion.reasoning == row.get("reasoning")
    assert completion.tool_calls == row.get("tool_calls")
    assert completion.finish_reason == row.get("finish_reason")
    assert completion.input_tokens == row.get("input")
    assert completion.output_tokens == row.get("output")
    assert completion.cached_tokens == row.get("cached")
    assert completion.token_source == ("server" if "output" in row else None)


@every_transcript
def test_the_failure_is_the_servers_own(row: dict[str, Any]) -> None:
    expected = Failure(*_in_order(row["failure"])) if "failure" in row else None
    assert reading_of(row).failure == expected


def _in_order(failure: list[Any]) -> tuple[Any, str, int | None]:
    kind, status, words = failure
    # a message is kept up to 600 characters
    return kind, words[:600], status


@every_transcript
def test_every_event_is_there_and_only_output_is_output(row: dict[str, Any]) -> None:
    events = reading_of(row).events
    outputs = [event for event in events if event.channel is not None]
    assert len(events) == row.get("events", 0)
    assert len(outputs) == row.get("outputs", 0)
    if "channels" in row:
        assert [event.channel for event in outputs] == row["channels"]
    running = [event.running_tokens for event in outputs]
    assert running == row.get("running", [None] * len(outputs))
    if "first_s" in row:
        assert outputs[0].at_ns == _ns(row["first_s"])
        assert outputs[-1].at_ns == _ns(row["last_s"])


def test_no_transcript_is_left_out() -> None:
    assert {row["file"] for row in EXPECTED} == {
        str(path.relative_to(FOLDER)) for path in FOLDER.glob("*/*.txt")
    }


@pytest.mark.parametrize(
    "file",
    [
        f"vllm-{version}-cpu/{name}.txt"
        for version in ("0.32.0", "0.9.1")
        for name in (
            "07-completion_stream",
            "08-completion_stream_usage",
            "09-completion_stream_usage_continuous",
            "25-chat_stream",
            "26-chat_stream_usage",
            "27-chat_stream_usage_continuous",
        )
    ],
)
def test_the_shortcut_is_there_for_what_vllm_sends(file: str) -> None:
    delta_of = chat_delta if "chat" in file else completion_delta
    exchange = exchange_of(FOLDER / file)
    body = b"".join(chunk for _, chunk in exchange.reads)
    decode = ordinary_in(body, delta_of)
    refused = []
    for _, payload in data_events(exchange.reads):
        try:
            decode(payload)
        except ValueError:
            refused.append(payload)
    assert len(refused) <= 3, "more than the finish chunk, the usage and [DONE]"
