"""The ways in which servers differ: what is sent when, and in how many pieces."""

import asyncio
import hashlib
import json
import subprocess
from contextlib import suppress
from pathlib import Path
from ssl import SSLCertVerificationError, create_default_context
from typing import Any

import pytest

from evalbench.errors import ConfigError
from tests.simulator_client import (
    CHAT,
    COMPLETIONS,
    CONTINUOUS,
    FAST,
    USAGE,
    client,
    lines,
    messages,
    simulator,
)

NEVER = 3.6e6  # ms; a test that waits for it does not end


async def _chat(body: dict[str, Any], **settings: Any) -> list[dict[str, Any]]:
    async with simulator(**FAST | settings) as url, client(url) as one:
        return list(await one.ask(CHAT, messages=messages("one two"), **body))


def _deltas(events: list[dict[str, Any]]) -> list[dict[str, str]]:
    return [event["choices"][0]["delta"] for event in events if event["choices"]]


async def test_several_tokens_share_an_event() -> None:
    events = await _chat(CONTINUOUS, tokens=10, tokens_per_event=4)
    assert [len(each["content"].split()) for each in _deltas(events)] == [0, 4, 4, 2, 0]
    counts = [event["usage"]["completion_tokens"] for event in events]
    assert counts == [0, 4, 8, 10, 11, 11]


async def test_the_log_counts_tokens_and_stamps_events(tmp_path: Path) -> None:
    log = tmp_path / "log"
    settings: dict[str, Any] = {"tokens": 10, "tokens_per_event": 4, "log": str(log)}
    async with simulator(**FAST | settings) as url, client(url) as one:
        await one.ask(COMPLETIONS, prompt="x", stream=True)
        (line,) = await lines(log, 1)
    assert (line["completion_tokens"], len(line["token_ns"])) == (10, 3)


async def test_the_first_tokens_are_reasoning_and_share_no_event_with_others() -> None:
    deltas = _deltas(await _chat({"stream": True}, tokens=7, reasoning=3, tokens_per_event=2))
    sizes = [(key, len(text.split())) for each in deltas[1:-1] for key, text in each.items()]
    r, c = "reasoning_content", "content"
    assert sizes == [(r, 2), (r, 1), (c, 2), (c, 2)]


async def test_reasoning_has_a_place_of_its_own_in_a_whole_answer() -> None:
    async with simulator(**FAST, reasoning=3) as url, client(url) as one:
        chat = (await one.ask(CHAT, messages=messages("x")))["choices"][0]["message"]
        plain = (await one.ask(COMPLETIONS, prompt="x"))["choices"][0]["text"]
    assert len(chat["reasoning_content"].split()) == 3
    assert len(chat["content"].split()) == 2
    assert len(plain.split()) == 5


async def test_the_role_may_come_with_the_first_token() -> None:
    async with simulator(**FAST | {"itl_ms": NEVER}, role="first") as url, client(url) as one:
        one.send("POST", CHAT, json.dumps({"messages": messages("x"), **USAGE}).encode())
        assert (await one.head())[0] == 200
        assert b'"role"' in await one.reader.readuntil(b"\n\n")
        assert b'"content":" ' in await one.reader.readuntil(b"\n\n")


@pytest.mark.parametrize("role", ["first", "none"])
async def test_not_even_headers_come_before_the_first_token_is_due(role: str) -> None:
    async with (
        simulator(ttft_ms=NEVER, role=role) as url,
        client(url) as one,
        client(url) as other,
    ):
        one.send("POST", CHAT, json.dumps({"messages": messages("x"), **USAGE}).encode())
        for _ in range(20):  # it has been read by then, and the other ones were answered
            other.send("GET", "/health")
            await other.whole()
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(one.reader.read(1), 0.05)


async def test_a_role_may_never_come() -> None:
    deltas = _deltas(await _chat({"stream": True}, role="none"))
    assert [set(each) for each in deltas] == [{"content"}] * 6


async def test_usage_may_come_unasked_or_never() -> None:
    always = await _chat({"stream": True}, usage="always")
    never = await _chat(CONTINUOUS, usage="never")
    assert (always[-1]["choices"], always[-1]["usage"]["completion_tokens"]) == ([], 6)
    assert all("usage" not in event for event in never)
    assert never[-1]["choices"][0]["finish_reason"] == "stop"


async def test_cached_tokens_are_told_in_usage() -> None:
    streamed = await _chat(USAGE, cached_share=0.5)
    async with simulator(**FAST, cached_share=0.5) as url, client(url) as one:
        whole = await one.ask(CHAT, messages=messages("a b c d"))
    assert streamed[-1]["usage"]["prompt_tokens_details"] == {"cached_tokens": 1}
    assert whole["usage"]["prompt_tokens_details"] == {"cached_tokens": 2}


async def test_a_late_finish_is_an_event_of_its_own() -> None:
    async with simulator(**FAST, linger_ms=NEVER) as url, client(url) as one:
        body = {"messages": messages("x"), "stream": True, "max_tokens": 2}
        one.send("POST", CHAT, json.dumps(body).encode())
        await one.head()
        events = [await one.reader.readuntil(b"\n\n") for _ in range(3)]  # the role, two tokens
        assert all(b'"finish_reason":null' in event for event in events)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(one.reader.readuntil(b"\n\n"), 0.05)
    events = await _chat({"stream": True, "max_tokens": 2}, linger_ms=1.0)
    assert [each["choices"][0]["finish_reason"] for each in events] == [None] * 3 + ["length"]


async def test_lines_may_end_in_cr_lf() -> None:
    async with simulator(**FAST, crlf=True, ping_every=1) as url, client(url) as one:
        one.send("POST", CHAT, json.dumps({"messages": messages("x"), **USAGE}).encode())
        await one.head()
        events = [data for _, data in await one.chunks()]
    assert all(event.endswith(b"\r\n\r\n") and event.count(b"\n") == 2 for event in events)
    assert events[-1] == b"data: [DONE]\r\n\r\n"


async def test_comments_come_before_each_nth_event() -> None:
    async with simulator(**FAST, ping_every=2) as url, client(url) as one:
        one.send("POST", COMPLETIONS, b'{"prompt": "x", "stream": true}')
        await one.head()
        kinds = [data[:1] for _, data in await one.chunks()]
    token, ping, rest = b"d", b":", [b"d", b"d"]  # the finish and [DONE]
    assert kinds == [ping, token, token, ping, token, token, ping, token, *rest]


async def test_an_event_in_two_pieces_is_whole_in_the_end() -> None:
    assert await _chat(USAGE, split=True, seed=0) != []
    async with simulator(**FAST | {"itl_ms": 2.0}, split=True) as url, client(url) as one:
        one.send("POST", COMPLETIONS, b'{"prompt": "x", "stream": true}')
        await one.head()
        assert len(await one.chunks()) == 7


async def test_several_events_leave_in_one_write_with_one_stamp(tmp_path: Path) -> None:
    log = tmp_path / "log"
    async with simulator(**FAST, burst=2, log=str(log)) as url, client(url) as one:
        one.send("POST", COMPLETIONS, b'{"prompt": "x", "stream": true}')
        await one.head()
        assert len(await one.chunks()) == 7
        (line,) = await lines(log, 1)
    stamps = line["token_ns"]
    assert len(stamps) == line["completion_tokens"] == 5
    assert stamps[0] == stamps[1] < stamps[2] == stamps[3] < stamps[4]


async def test_lengths_vary_by_prompt_and_not_by_chance() -> None:
    async def lengths(**settings: Any) -> list[int]:
        varied = {"tokens": 50, "vary": True, **settings}
        async with simulator(**FAST | varied) as url, client(url) as one:
            answers = [await one.ask(COMPLETIONS, prompt=f"p {n}") for n in range(40)]
        return [len(each["choices"][0]["text"].split()) for each in answers]

    found = await lengths()
    assert found == await lengths()
    assert found != await lengths(seed=1)
    assert 1 <= min(found) < 10 < 40 < max(found) <= 50


async def test_varied_lengths_stay_below_what_was_asked_for_and_stop() -> None:
    async with simulator(**FAST, vary=True) as url, client(url) as one:
        answers = [
            await one.ask(COMPLETIONS, prompt=f"p {n}", max_tokens=30, ignore_eos=True)
            for n in range(20)
        ]
    lengths = [len(each["choices"][0]["text"].split()) for each in answers]
    assert max(lengths) <= 30
    assert len(set(lengths)) > 10
    assert {each["choices"][0]["finish_reason"] for each in answers} <= {"stop", "length"}


# TLS


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    folder = tmp_path_factory.mktemp("tls")
    cert, key = str(folder / "cert.pem"), str(folder / "key.pem")
    made = subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
         "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1",
         "-keyout", key, "-out", cert],
        capture_output=True, check=False,
    )  # fmt: skip
    if made.returncode:
        pytest.skip("openssl made no certificate here")
    return cert, key


async def test_the_same_answers_come_under_tls(certificate: tuple[str, str]) -> None:
    cert, key = certificate
    trusting = create_default_context(cafile=cert)
    prompt = " ".join(["word"] * 20_000)  # more than one TLS record
    async with simulator(**FAST, tls_cert=cert, tls_key=key) as url, client(url, trusting) as one:
        assert url.startswith("https://127.0.0.1:")
        for _ in range(2):
            events = await one.ask(CHAT, messages=messages(prompt), **USAGE)
            assert events[-1]["usage"]["prompt_tokens"] == 20_000
            assert len(events) == 8


async def test_a_client_that_trusts_nobody_harms_no_other(certificate: tuple[str, str]) -> None:
    cert, key = certificate
    async with simulator(**FAST, tls_cert=cert, tls_key=key) as url:
        with pytest.raises(SSLCertVerificationError):
            async with client(url, create_default_context()):
                pass
        async with client(url) as plain:  # no TLS at all
            plain.send("GET", "/health")
            with suppress(ConnectionResetError):
                assert b"HTTP" not in await plain.reader.read()
        async with client(url, create_default_context(cafile=cert)) as one:
            one.send("GET", "/health")
            assert (await one.whole())[0] == 200


async def test_a_key_that_does_not_fit_is_a_configuration_error(tmp_path: Path) -> None:
    nothing = tmp_path / "none.pem"
    nothing.write_text("")
    with pytest.raises(ConfigError, match="tls_key"):
        async with simulator(tls_cert=str(nothing), tls_key=str(nothing)):
            pass


# Slow readers


async def test_a_client_that_does_not_read_holds_up_only_itself(tmp_path: Path) -> None:
    log = tmp_path / "log"
    async with simulator(**FAST | {"tokens": 60_000}, max_model_len=100_000, log=str(log)) as url:
        async with client(url) as slow, client(url) as other:
            slow.writer.transport.pause_reading()  # type: ignore[attr-defined]
            slow.send("POST", COMPLETIONS, b'{"prompt": "x", "stream": true}')
            answer = await other.ask(COMPLETIONS, prompt="y", max_tokens=3)
            assert answer["usage"]["completion_tokens"] == 3
            await asyncio.sleep(0.2)  # the sockets fill up meanwhile
            slow.writer.transport.resume_reading()  # type: ignore[attr-defined]
            await slow.head()
            events = [data for _, data in await slow.chunks()]
            assert len(events) == 60_002
        found = {line["prompt_sha256"]: line for line in await lines(log, 2)}
    line = found[hashlib.sha256(b"x").hexdigest()]
    assert (line["blocked"], line["completion_tokens"]) == (True, 60_000)
    assert found[hashlib.sha256(b"y").hexdigest()]["blocked"] is False
