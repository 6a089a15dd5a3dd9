"""Answers that no server should send and some do: what is made of each, literally."""

import json
import tracemalloc
from typing import Any

import pytest

from evalbench.models.openai.words import words_of
from evalbench.models.vllm_api import VLLMCustomAPI, VLLMCustomAPIChatStream
from evalbench.types import Completion, Exchange, Reading

WHOLE = VLLMCustomAPI(url="http://h")
STREAMED = VLLMCustomAPIChatStream(url="http://h")


def whole(answer: Any) -> Reading:
    body = json.dumps(answer).encode()
    exchange = Exchange(0, status=200, content_type="application/json", reads=[(1, body)])
    return WHOLE.read(exchange)


def streamed(*chunks: Any, done: bool = True) -> Reading:
    reads = [(n, b"data: %b\n\n" % json.dumps(chunk).encode()) for n, chunk in enumerate(chunks)]
    if done:
        reads.append((99, b"data: [DONE]\n\n"))
    exchange = Exchange(0, status=200, content_type="text/event-stream", reads=reads)
    return STREAMED.read(exchange)


def chunk(delta: Any, finish_reason: Any = None, **more: Any) -> dict[str, Any]:
    choice = {"index": 0, "delta": delta, "finish_reason": finish_reason}
    return {"choices": [choice], **more}


def with_usage(usage: Any, text: str = "a") -> Completion:
    reading = whole({"choices": [{"text": text, "finish_reason": "stop"}], "usage": usage})
    assert reading.failure is None
    assert reading.completion is not None
    return reading.completion


@pytest.mark.parametrize(
    ("told", "understood"),
    [
        (12, 12),
        (12.0, 12),
        ("12", None),
        (12.5, None),
        (-1, None),
        (True, None),
        (None, None),
        ([12], None),
        (2**70, None),
        (0, None),  # beside a text: the server does not count
    ],
)
def test_an_output_count_is_a_number_of_tokens_or_unknown(told: Any, understood: Any) -> None:
    completion = with_usage({"completion_tokens": told, "prompt_tokens": 3})
    assert completion.output_tokens == understood
    assert completion.token_source == ("server" if understood is not None else None)
    assert completion.input_tokens == 3


def test_a_number_beyond_all_floats_is_no_count_and_no_failure() -> None:
    body = b'{"choices":[{"text":"a","finish_reason":"stop"}],"usage":{"completion_tokens":1e999}}'
    reading = WHOLE.read(Exchange(0, status=200, reads=[(1, body)]))
    assert reading.failure is None
    assert reading.completion is not None
    assert reading.completion.output_tokens is None


def test_the_last_running_count_is_the_answers_and_details_told_earlier_stay() -> None:
    details = {"prompt_tokens": 5, "prompt_tokens_details": {"cached_tokens": 4}}
    reading = streamed(
        chunk({"content": "a"}, usage={**details, "completion_tokens": 1}),
        chunk({"content": "b"}, usage={"prompt_tokens": 5, "completion_tokens": 2}),
        chunk({"reasoning": "c"}, usage={"prompt_tokens": 6, "completion_tokens": 3}),
    )
    assert [event.running_tokens for event in reading.events] == [1, 2, 3]
    assert reading.completion is not None
    counts = reading.completion
    assert (counts.input_tokens, counts.output_tokens, counts.cached_tokens) == (6, 3, 4)


def test_no_output_and_a_count_of_0_is_0() -> None:
    assert with_usage({"completion_tokens": 0}, text="").output_tokens == 0


@pytest.mark.parametrize("usage", [None, "x", [], [1], 7, {}, {"prompt_tokens_details": [1]}])
def test_a_usage_that_is_none_leaves_the_counts_unknown(usage: Any) -> None:
    completion = with_usage(usage)
    assert (completion.input_tokens, completion.output_tokens) == (None, None)
    assert completion.cached_tokens is None


def test_a_later_null_does_not_undo_a_count() -> None:
    reading = streamed(
        chunk({"content": "a"}, "stop", usage={"prompt_tokens": 5, "completion_tokens": 1}),
        {"choices": [], "usage": {"prompt_tokens": 5, "completion_tokens": None}},
    )
    assert reading.completion is not None
    assert reading.completion.output_tokens == 1


def test_the_running_count_of_another_choice_is_not_ours() -> None:
    other = {
        "choices": [{"index": 1, "delta": {"content": "z"}}],
        "usage": {"completion_tokens": 9},
    }
    first = chunk({"content": "a"}, "stop", usage={"completion_tokens": 1})
    events = streamed(first, other).events
    assert [event.running_tokens for event in events] == [1, None]


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (None, ""),
        ("a", "a"),
        ([{"type": "text", "text": "a"}, {"type": "text", "text": "b"}], "ab"),
        ([{"type": "image", "url": "u"}, "b", {"text": None}], "b"),
        ([], ""),
    ],
)
def test_a_content_may_be_a_list_of_parts(content: Any, text: str) -> None:
    reading = streamed(chunk({"content": content}, "stop"))
    assert reading.failure is None
    assert reading.completion is not None
    assert reading.completion.text == text


@pytest.mark.parametrize("delta", [{}, None])
def test_a_chunk_may_have_a_message_in_place_of_a_delta(delta: Any) -> None:
    choice = {"index": 0, "delta": delta, "message": {"content": "a"}}
    reading = streamed({"choices": [choice]})
    assert reading.completion is not None
    assert reading.completion.text == "a"
    assert [event.channel for event in reading.events] == ["answer"]


@pytest.mark.parametrize("index", ["missing", None, 0, 0.0])
def test_a_missing_index_is_the_first_choice(index: Any) -> None:
    choice = {"index": index, "delta": {"content": "a"}, "finish_reason": "stop"}
    if index == "missing":
        del choice["index"]
    reading = streamed({"choices": [choice]})
    assert reading.completion is not None
    assert reading.completion.text == "a"


@pytest.mark.parametrize(
    "odd",
    [
        {"choices": None},
        {"choices": []},
        {"choices": [], "prompt_filter_results": [{"prompt_index": 0}]},
        {"choices": [{"index": 0, "delta": None}]},
        {"choices": [{"index": 0}]},
        {"id": "chunk without anything"},
        {"choices": [], "error": None},
    ],
)
def test_a_chunk_without_output_is_an_event_and_no_failure(odd: Any) -> None:
    reading = streamed(odd, chunk({"content": "a"}, "stop"))
    assert reading.failure is None
    assert reading.completion is not None
    assert reading.completion.text == "a"
    assert [event.channel for event in reading.events] == [None, "answer"]


@pytest.mark.parametrize(
    "odd",
    [
        [],
        7,
        "text",
        None,
        {"choices": "x"},
        {"choices": {"0": {"delta": {"content": "a"}}}},
        {"choices": [None]},
        {"choices": ["a"]},
        {"choices": [{"delta": "a"}]},
        {"choices": [{"delta": {"content": 7}}]},
        {"choices": [{"delta": {"content": {"text": "a"}}}]},
        {"choices": [{"delta": {"tool_calls": {"id": "c"}}}]},
        {"choices": [{"delta": {"tool_calls": ["c"]}}]},
        {"choices": [{"text": "a"}]},  # completions' choice where chat's is due
    ],
)
def test_a_chunk_of_another_api_is_a_failure_and_keeps_the_text(odd: Any) -> None:
    reading = streamed(chunk({"content": "a"}), odd, chunk({}, "stop"))
    assert reading.failure is not None
    assert reading.failure.kind == "format"
    assert reading.completion is not None
    assert reading.completion.text == "a"


@pytest.mark.parametrize("reason", ["", None, 7, [], {"type": "stop"}, False])
def test_what_is_no_finish_reason_does_not_finish(reason: Any) -> None:
    reading = streamed(chunk({"content": "a"}, reason), done=False)
    assert reading.failure is not None
    assert reading.failure.kind == "cut"
    assert streamed(chunk({"content": "a"}, reason)).failure is None  # [DONE] does


@pytest.mark.parametrize(
    "error",
    [
        {"error": {"message": "lost"}},
        {"error": "lost"},
        {"error": {"code": 500}},
        {"error": True},
        {"error": ["lost"]},
        {"error": {"message": None, "code": 500}},
        {"object": "error", "message": "lost"},
        {"message": "lost"},
        {"detail": "lost"},
        {"error": {"message": "lost"}, "choices": []},
        {"error": {"message": "lost"}, "choices": [{"index": 0, "delta": {}}]},
        {"error": {"message": "lost"}, "usage": {"completion_tokens": 1}},
        {"error": "lost", **chunk({"content": "b"})},
        {"object": "error", "message": "lost", **chunk({"content": "b"})},
    ],
)
def test_an_error_is_an_error_wherever_it_stands(error: Any) -> None:
    for reading in (streamed(chunk({"content": "a"}, "stop"), error), whole(error)):
        assert reading.failure is not None
        assert reading.failure.kind == "error_event"
        assert reading.failure.message


def test_an_error_beside_a_whole_answer_is_a_failure() -> None:
    answer = {"choices": [{"text": "a", "finish_reason": "stop"}], "error": {"message": "lost"}}
    failure = whole(answer).failure
    assert failure is not None
    assert (failure.kind, failure.message) == ("error_event", "lost")


@pytest.mark.parametrize("reason", ["error", "abort"])
def test_an_answer_that_the_server_broke_off_is_no_success(reason: str) -> None:
    for reading in (
        streamed(chunk({"content": "a"}, reason)),
        whole({"choices": [{"text": "a", "finish_reason": reason}]}),
    ):
        assert reading.failure is not None
        assert reading.completion is not None
        assert reading.completion.text == "a"


@pytest.mark.parametrize(
    "answer",
    [
        None,
        [],
        {},
        {"choices": None},
        {"choices": []},
        {"choices": [{}]},
        {"choices": [{"index": 0, "message": {"content": "chat"}}]},
        {"choices": [{"index": 1, "text": "not the first"}]},
        {"data": [{"id": "tiny"}]},
        {"usage": {"completion_tokens": 1}},
    ],
)
def test_http_200_is_not_yet_an_answer(answer: Any) -> None:
    failure = whole(answer).failure
    assert failure is not None
    assert failure.kind == "format"


def test_fragments_of_tool_calls_are_put_together_without_an_index_too() -> None:
    def part(**call: Any) -> dict[str, Any]:
        return chunk({"tool_calls": [call]})

    reading = streamed(
        part(id="1", function={"name": "f", "arguments": "{"}),
        part(function={"name": None, "arguments": "}"}),
        part(id="2", function={"name": "g", "arguments": {"x": 1}}),
        part(index=0, function=None),
        chunk({}, "tool_calls"),
    )
    assert reading.completion is not None
    assert reading.completion.tool_calls == [
        {"id": "1", "function": {"name": "f", "arguments": "{}"}},
        {"id": "2", "function": {"name": "g", "arguments": '{"x":1}'}},
    ]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b'{"error":{"message":"a"}}', "a"),
        (b'{"error":"a"}', "a"),
        (b'{"error":{"code":7}}', '{"error":{"code":7}}'),
        (b'{"object":"error","message":"a"}', "a"),
        (b'{"message":null}', '{"message":null}'),
        (b'{"detail":"a"}', "a"),
        (b'{"detail":[{"loc":null,"msg":"a"},{"loc":"body","msg":"b"},"c",{}]}', "a; b; c; {}"),
        (b'{"detail":[{"loc":["body",0],"msg":"a"}]}', "body.0: a"),
        (b'{"detail":{"reason":"a"}}', '{"detail":{"reason":"a"}}'),
        (b"  Internal\n Server Error ", "Internal Server Error"),
        (b"\xff\xfe", "\ufffd\ufffd"),
        (b"<!-- x --><html><script>1 < 2</script><p>a &amp; b</p>", "a & b"),
        (b"", ""),
        (b"[" * 100_000, "[" * 600),
    ],
)
def test_the_servers_own_words(body: bytes, words: str) -> None:
    assert words_of(body) == words


def test_a_long_stream_takes_a_few_times_its_own_size() -> None:
    one = b"data: %b\n\n" % json.dumps(chunk({"content": "字"}, id="x" * 100)).encode()
    reads = [(n, one) for n in range(4096)]
    exchange = Exchange(0, status=200, content_type="text/event-stream", reads=reads)
    tracemalloc.start()
    try:
        reading = STREAMED.read(exchange)
        kept, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(reading.events) == 4096
    assert kept < 1_000_000
    assert peak < 6 * 4096 * len(one)


def test_long_words_are_cut() -> None:
    assert len(words_of(b'{"error":"' + b"x" * 5000 + b'"}')) == 600
    assert len(words_of(b"x" * 1_000_000)) == 600
