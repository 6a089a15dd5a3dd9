"""Faults: which requests get one, and what each looks like to a client."""

import hashlib
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from evalbench.errors import ConfigError
from evalbench.simulator.faults import KINDS, MIXED, Faults, Rule, rule, rules
from evalbench.simulator.log import prompts_in
from tests.simulator_client import (
    CHAT,
    COMPLETIONS,
    FAST,
    USAGE,
    Client,
    client,
    lines,
    messages,
    simulator,
)

PROMPTS = [hashlib.sha256(b"%d" % number).hexdigest() for number in range(20_000)]
STREAM = json.dumps({"messages": messages("one two"), **USAGE}).encode()
WHOLE = json.dumps({"messages": messages("one two")}).encode()


# Which requests


def test_a_rule_says_how_many_or_which() -> None:
    assert rule("429:0.02") == Rule("429", 0.02, 0)
    assert rule("reset_mid:every=50") == Rule("reset_mid", 0, 50)


def test_a_share_may_be_said_in_percent() -> None:
    assert rule("429:3%") == Rule("429", 0.03, 0)


def test_several_rules_stand_in_one_text() -> None:
    assert rules(["429:3%, reset_mid:0.5,hang:every=7"]) == (
        Rule("429", 0.03, 0),
        Rule("reset_mid", 0.5, 0),
        Rule("hang", 0, 7),
    )


def test_a_mix_is_spread_over_the_kinds_that_may_be_sent_again() -> None:
    faults = Faults(["mix:60%"], seed=4)
    found = Counter(faults.draw(each) for each in PROMPTS)
    assert set(found) == {None, *MIXED}
    # each has a twelfth of 60 %: 1000 of 20000, more or less four standard deviations
    assert all(880 < found[kind] < 1120 for kind in MIXED)
    assert not {"400", "hang", "stall", "drip"} & set(MIXED)


@pytest.mark.parametrize("text", ["mix", "mix:", "mix:every=5", "mix:2", "mix:nan"])
def test_a_mix_without_a_share_is_refused(text: str) -> None:
    with pytest.raises(ConfigError, match=r"C801") as raised:
        rules([text])
    assert "mix:10%" in raised.value.fix


@pytest.mark.parametrize(
    "text",
    [
        "429",
        "429:",
        "429:1.5",
        "429:101%",
        "429:%",
        "429:-0.1",
        "429:nan",
        "429:every=0",
        "429:every=x",
    ],
)
def test_an_amount_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ConfigError, match="429"):
        rule(text)


def test_an_unknown_kind_is_refused_with_the_one_that_was_meant() -> None:
    with pytest.raises(ConfigError, match="reset_mit") as raised:
        rule("reset_mit:0.1")
    assert "reset_mid" in raised.value.fix


def test_shares_above_the_whole_are_refused() -> None:
    with pytest.raises(ConfigError, match="more than 1"):
        Faults(["429:0.7", "500:0.4"], seed=0)


def test_shares_are_kept_over_many_prompts() -> None:
    faults = Faults(["429:0.02", "reset_mid:0.1", "500:0"], seed=3)
    found = Counter(faults.draw(each) for each in PROMPTS)
    # three standard deviations of a binomial: 60 of 400, 127 of 2000
    assert abs(found["429"] - 400) < 60
    assert abs(found["reset_mid"] - 2000) < 127
    assert found["500"] == 0


def test_a_prompt_has_its_fault_in_any_order() -> None:
    def drawn(prompts: list[str], seed: int = 1) -> dict[str, object]:
        faults = Faults(["hang:0.5"], seed)
        return {each: faults.draw(each) for each in prompts}

    some = PROMPTS[:50]
    assert drawn(some) == drawn(some[::-1])
    assert drawn(some) != drawn(some, seed=2)


def test_a_prompt_that_comes_again_is_drawn_anew() -> None:
    faults = Faults(["500:0.5"], seed=0)
    tries = [faults.draw(PROMPTS[0]) for _ in range(200)]
    assert 70 < tries.count("500") < 130  # 100, more or less four standard deviations


def test_a_simulator_that_goes_on_in_a_log_draws_on(tmp_path: Path) -> None:
    """The draws of two simulators, one after the other, are those of one that was never stopped."""
    asked = PROMPTS[:40] * 5
    whole = Faults(["500:0.5", "503:every=7"], seed=2)
    drawn = [whole.draw(each) for each in asked]
    log = tmp_path / "truth.jsonl"
    lines = [{"path": "/v1/models", "prompt_sha256": None}]
    lines += [{"path": CHAT, "prompt_sha256": each} for each in asked[:90]]
    log.write_text("".join(json.dumps(line) + "\n" for line in lines))
    again = Faults(["500:0.5", "503:every=7"], 2, prompts_in(str(log)))
    assert [again.draw(each) for each in asked[90:]] == drawn[90:]


@pytest.mark.parametrize("line", ["", "hello", "{}", "5", '{"prompt_sha256": "'])
def test_a_log_that_is_none_is_not_gone_on_with(tmp_path: Path, line: str) -> None:
    log = tmp_path / "notes.txt"
    log.write_text(f'{{"prompt_sha256": null}}\n{line}\n')
    with pytest.raises(ConfigError, match=r"notes.txt line 2 .*C805"):
        list(prompts_in(str(log)))


def test_every_nth_request_is_counted_over_all_prompts() -> None:
    faults = Faults(["503:every=3", "400:every=2"], seed=0)
    drawn = [faults.draw(each) for each in PROMPTS[:6]]
    assert drawn == [None, "400", "503", "400", None, "503"]  # the first rule that fits


# What they look like


async def _faulty(fault: str, body: bytes, log: Path) -> tuple[Any, dict[str, Any], bool]:
    """All bytes of the answer to one request, its line in the log, and whether it was reset."""
    pace = {"ttft_ms": 1.0, "itl_ms": 1.0, "tokens": 6}
    async with (
        simulator(**pace, faults=(f"{fault}:1",), log=str(log)) as url,
        client(url) as one,
    ):
        one.send("POST", CHAT, body, "Connection: close\r\n")
        got, was_reset = await _until_the_end(one)
        (line,) = await lines(log, 1)
    return got, line, was_reset


async def _until_the_end(one: Client) -> tuple[bytes, bool]:
    got = b""
    try:
        while more := await one.reader.read(65536):
            got += more
    except ConnectionResetError:
        return got, True
    return got, False


def _tokens(answer: bytes) -> int:
    """Events with text: counted without the code under test."""
    return answer.count(b'"content":" ')


@pytest.mark.parametrize("body", [STREAM, WHOLE], ids=["stream", "whole"])
@pytest.mark.parametrize(
    ("kind", "status"), [("400", 400), ("429", 429), ("500", 500), ("503", 503)]
)
async def test_an_error_status_has_vllms_body(
    tmp_path: Path, kind: str, status: int, body: bytes
) -> None:
    got, line, _ = await _faulty(kind, body, tmp_path / "log")
    head, _, error = got.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 %d " % status)
    assert json.loads(error)["error"]["code"] == status
    assert (b"retry-after: 1" in head) is (status == 429)
    assert (line["fault"], line["status"], line["ended"]) == (kind, status, "complete")
    assert line["completion_tokens"] == 0


@pytest.mark.parametrize(("kind", "status"), [("html_200", 200), ("html_502", 502)])
async def test_a_page_comes_instead_of_an_answer(tmp_path: Path, kind: str, status: int) -> None:
    got, line, _ = await _faulty(kind, STREAM, tmp_path / "log")
    assert got.startswith(b"HTTP/1.1 %d " % status)
    assert b"content-type: text/html" in got
    assert b"<html>" in got
    assert (line["fault"], line["status"]) == (kind, status)


async def test_a_reset_before_the_answer_leaves_no_byte(tmp_path: Path) -> None:
    got, line, was_reset = await _faulty("reset_before", STREAM, tmp_path / "log")
    assert (got, was_reset) == (b"", True)
    assert (line["status"], line["ended"], line["first_write_ns"]) == (None, "cut", None)


async def test_a_reset_in_the_middle_leaves_half_of_the_tokens(tmp_path: Path) -> None:
    got, line, was_reset = await _faulty("reset_mid", STREAM, tmp_path / "log")
    assert was_reset
    assert _tokens(got) == line["completion_tokens"] == len(line["token_ns"]) == 3
    assert (line["ended"], line["status"]) == ("cut", 200)


async def test_a_reset_behind_the_headers_leaves_nothing_else(tmp_path: Path) -> None:
    for number, body in enumerate((STREAM, WHOLE)):
        got, line, was_reset = await _faulty("reset_headers", body, tmp_path / f"log{number}")
        assert was_reset
        assert got.startswith(b"HTTP/1.1 200 OK\r\n")
        assert got.endswith(b"\r\n\r\n")
        assert got.count(b"\r\n\r\n") == 1
        assert (line["ended"], line["status"], line["completion_tokens"]) == ("cut", 200, 0)


@pytest.mark.parametrize("body", [STREAM, WHOLE], ids=["stream", "whole"])
async def test_an_answer_under_a_wrong_type_is_whole(tmp_path: Path, body: bytes) -> None:
    got, line, _ = await _faulty("wrong_type", body, tmp_path / "log")
    assert b"content-type: text/html" in got
    assert b"application/json" not in got
    assert b"event-stream" not in got
    assert (line["fault"], line["ended"], line["completion_tokens"]) == (
        "wrong_type",
        "complete",
        6,
    )


@pytest.mark.parametrize("body", [STREAM, WHOLE], ids=["stream", "whole"])
async def test_more_comes_than_http_was_told(tmp_path: Path, body: bytes) -> None:
    got, line, _ = await _faulty("too_long", body, tmp_path / "log")
    head, _, rest = got.partition(b"\r\n\r\n")
    if body == WHOLE:
        length = int(head.partition(b"content-length: ")[2].split()[0])
        json.loads(rest[:length])
    else:
        length = rest.index(b"\r\n0\r\n\r\n") + 7
    assert rest[length:] == b"data: [DONE]\n\n"
    assert line["completion_tokens"] == 6


async def test_a_dripping_answer_comes_byte_by_byte_from_its_middle_on(tmp_path: Path) -> None:
    log = tmp_path / "log"
    async with simulator(**FAST, faults=("drip:1",), log=str(log)) as url:
        async with client(url) as one:
            one.send("POST", CHAT, STREAM)
            await one.reader.readuntil(b"\r\n\r\n")
            for _ in range(3):  # role first
                await one.reader.readuntil(b"\n\n")
            drops = [await one.reader.read(65536) for _ in range(4)]
        (line,) = await lines(log, 1)
    assert drops[0].startswith(b"\r\n")  # the end of the chunk before
    assert [len(each) for each in drops[1:]] == [1, 1, 1]
    assert (line["fault"], line["ended"], line["completion_tokens"]) == ("drip", "disconnected", 2)


async def test_a_stream_without_an_end_is_good_http_all_the_same(tmp_path: Path) -> None:
    got, line, was_reset = await _faulty("no_done", STREAM, tmp_path / "log")
    assert not was_reset
    assert got.endswith(b"\r\n0\r\n\r\n")
    assert b"[DONE]" not in got
    assert b'"finish_reason":"' not in got
    assert _tokens(got) == line["completion_tokens"] == 3


async def test_less_comes_than_http_was_told(tmp_path: Path) -> None:
    got, line, was_reset = await _faulty("wrong_length", STREAM, tmp_path / "log")
    assert not was_reset
    last = got.rpartition(b"}\n\n\r\n")[2]  # behind the last event that is whole
    promised, _, came = last.partition(b"\r\n")
    assert int(promised, 16) > len(came) > 0
    assert _tokens(got) == line["completion_tokens"] == 3


async def test_a_whole_answer_is_shorter_than_it_says(tmp_path: Path) -> None:
    got, line, _ = await _faulty("wrong_length", WHOLE, tmp_path / "log")
    head, _, body = got.partition(b"\r\n\r\n")
    assert int(head.partition(b"content-length: ")[2].split()[0]) > len(body)
    assert line["ended"] == "cut"


async def test_one_event_is_broken_and_the_others_are_not(tmp_path: Path) -> None:
    got, line, _ = await _faulty("bad_json", STREAM, tmp_path / "log")
    events = [part.partition(b"\n\n")[0] for part in got.split(b"data: ")[1:]]
    broken = [event for event in events if event != b"[DONE]" and not event.endswith(b"}")]
    assert len(broken) == 1
    with pytest.raises(json.JSONDecodeError):
        json.loads(broken[0])
    assert _tokens(got) - 1 == line["completion_tokens"] == 6
    assert got.endswith(b"data: [DONE]\n\n\r\n0\r\n\r\n")


async def test_an_error_event_ends_the_stream_in_vllms_way(tmp_path: Path) -> None:
    got, line, _ = await _faulty("error_event", STREAM, tmp_path / "log")
    error, done = got.split(b"data: ")[-2:]
    assert json.loads(error.partition(b"\n\n")[0])["error"]["code"] == 500
    assert done.startswith(b"[DONE]")
    assert b'"finish_reason":"' not in got
    assert b'"usage"' not in got
    assert _tokens(got) == line["completion_tokens"] == 3


async def test_an_empty_answer_ends_normally(tmp_path: Path) -> None:
    got, line, _ = await _faulty("empty", STREAM, tmp_path / "log")
    assert _tokens(got) == 0
    assert got.count(b'"finish_reason":"stop"') == 1
    assert b'"completion_tokens":1' in got  # the end token
    assert (line["completion_tokens"], line["token_ns"], line["ended"]) == (0, [], "complete")


async def test_an_empty_answer_in_one_piece_has_no_text(tmp_path: Path) -> None:
    got, _, _ = await _faulty("empty", WHOLE, tmp_path / "log")
    choice = json.loads(got.partition(b"\r\n\r\n")[2])["choices"][0]
    assert (choice["message"]["content"], choice["finish_reason"]) == ("", "stop")


@pytest.mark.parametrize("body", [STREAM, WHOLE], ids=["stream", "whole"])
async def test_a_hanging_request_gets_no_byte_until_the_client_leaves(
    tmp_path: Path, body: bytes
) -> None:
    log = tmp_path / "log"
    async with simulator(**FAST, faults=("hang:every=1",), log=str(log)) as url:
        async with client(url) as one, client(url) as other:
            one.send("POST", CHAT, body)
            other.send("GET", "/health")
            assert (await other.whole())[0] == 200
            assert log.read_bytes().count(b"\n") <= 1  # that of the other
        found = {line["path"]: line for line in await lines(log, 2)}
    line = found[CHAT]
    assert (line["fault"], line["ended"], line["status"]) == ("hang", "disconnected", None)
    assert line["first_write_ns"] is None


async def test_a_stalled_stream_stays_open_after_half_of_its_tokens(tmp_path: Path) -> None:
    log = tmp_path / "log"
    async with simulator(**FAST, faults=("stall:1",), log=str(log)) as url:
        async with client(url) as one:
            one.send("POST", CHAT, STREAM)
            await one.reader.readuntil(b"\r\n\r\n")
            got = b"".join([await one.reader.readuntil(b"\n\n") for _ in range(3)])  # role first
            assert not one.reader.at_eof()
        (line,) = await lines(log, 1)
    assert _tokens(got) == line["completion_tokens"] == 2
    assert (line["fault"], line["ended"]) == ("stall", "disconnected")


async def test_a_duplicate_has_the_id_of_the_answer_before() -> None:
    async with simulator(**FAST, faults=("duplicate_id:every=2",)) as url, client(url) as one:
        ids = [(await one.ask(COMPLETIONS, prompt="x"))["id"] for _ in range(4)]
    assert ids[0] == ids[1] != ids[2] == ids[3]


async def test_what_follows_a_fault_on_a_kept_connection_is_unharmed() -> None:
    kept = [kind for kind in KINDS if kind in {"400", "429", "500", "503", "html_502", "empty"}]
    for kind in (*kept, "bad_json", "error_event"):
        async with simulator(**FAST, faults=(f"{kind}:every=2",)) as url, client(url) as one:
            assert len(await one.ask(CHAT, messages=messages("x"), stream=True)) == 7
            one.send("POST", CHAT, json.dumps({"messages": messages("x")}).encode())
            _, headers = await one.head()
            await one.reader.readexactly(int(headers["content-length"]))
            assert len(await one.ask(CHAT, messages=messages("x"), stream=True)) == 7


async def test_a_request_without_its_fault_says_so_in_the_log(tmp_path: Path) -> None:
    log = tmp_path / "log"
    async with simulator(**FAST, faults=("429:0",), log=str(log)) as url, client(url) as one:
        await one.ask(CHAT, messages=messages("x"))
        (line,) = await lines(log, 1)
    assert line["fault"] is None
