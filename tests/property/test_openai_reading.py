"""Whatever a server sends: a completion that can be written down, or a failure; no exception."""

import copy
import json
from functools import partial
from itertools import pairwise
from typing import Any

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from evalbench.models.openai.alike import texts_alike
from evalbench.models.openai.choice import Delta, DeltaOf, chat_delta, completion_delta
from evalbench.models.openai.ordinary import ordinary_in
from evalbench.models.openai.reading import read
from evalbench.models.vllm_api import VLLMCustomAPIChatStream, VLLMCustomAPIStream
from evalbench.types import Completion, Exchange, Failure, Reading

MODELS = (VLLMCustomAPIStream(url="http://h"), VLLMCustomAPIChatStream(url="http://h"))
USAGE = {
    "prompt_tokens": 3,
    "completion_tokens": 2,
    "prompt_tokens_details": {"cached_tokens": 1},
}
CALL = {"index": 0, "id": "c", "type": "function", "function": {"name": "f", "arguments": "{}"}}
ANSWERS: list[dict[str, Any]] = [
    {"choices": [{"index": 0, "text": "a", "finish_reason": "stop"}], "usage": USAGE},
    {
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": "a", "tool_calls": [CALL]},
                "finish_reason": "stop",
            }
        ],
        "usage": USAGE,
    },
    {
        "choices": [
            {
                "index": 0,
                "delta": {"content": "a", "reasoning": "b", "tool_calls": [CALL]},
                "finish_reason": None,
            }
        ],
        "usage": USAGE,
    },
    {
        "object": "chat.completion.chunk",
        "choices": [{"index": 0, "delta": {"content": "a"}, "finish_reason": None}],
        "usage": {"prompt_tokens": 3, "total_tokens": 5, "completion_tokens": 2},
    },
    {"choices": [{"index": 0, "delta": {"reasoning": "b", "reasoning_content": None}}]},
    {"object": "text_completion", "choices": [{"text": "a", "logprobs": None}], "usage": None},
    {"choices": [], "usage": USAGE},
    {"error": {"message": "lost", "code": 500}},
    {"object": "error", "message": "lost"},
    {"detail": [{"loc": ["body", 0], "msg": "missing"}]},
    {"object": "list", "data": [{"id": "tiny"}]},
]
KEYS = st.sampled_from(["text", "content", "index", "message", "id", "name", "x"])
JSON = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(allow_nan=False, allow_infinity=False),
        st.sampled_from(["", "0", "12", "error", "abort", "a\u2028b", "<html>"]),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=5),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=3), st.just([])
    ),
    max_leaves=4,
)


def _places(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of every value in a tree but the tree itself."""
    inner = node.items() if isinstance(node, dict) else enumerate(node)
    found = []
    for key, value in inner:
        found.append((*path, key))
        if isinstance(value, dict | list):
            found += _places(value, (*path, key))
    return found


@st.composite
def bent(draw: st.DrawFn) -> Any:
    """An answer in which up to two values are missing or are something else."""
    answer = copy.deepcopy(draw(st.sampled_from(ANSWERS)))
    for _ in range(draw(st.integers(0, 2))):
        places = _places(answer)
        if places:
            *path, last = draw(st.sampled_from(places))
            holder = answer
            for key in path:
                holder = holder[key]
            if draw(st.booleans()):
                holder[last] = draw(JSON)
            else:
                del holder[last]
    return answer


PAYLOADS = st.one_of(
    bent().map(lambda answer: json.dumps(answer).encode()),
    JSON.map(lambda value: json.dumps(value).encode()),
    st.sampled_from(
        [
            b"[DONE]",
            b'{"choices":[{"index":0,"text":"\xff"}]}',
            b'{"id":"\xff","choices":[{"index":0,"text":"a","delta":{"content":"b"}}]}',
            b'{"id":"\\udc00","choices":[{"index":0,"text":"a","delta":{"content":"b"}}]}',
            b'{"id":1e999,"choices":[{"index":0,"text":"a","delta":{"content":"b"}}]}',
            b'{"choices":[{"delta":{"content":"a","c\\u006fntent":"b"},"delta":{}}]}',
            b'{"choices":[{"delta":{"content":"a"}}],"choices":[{"delta":{"content":1}}]}',
            b'{"choices":[{"index":0,"text":"\\ud83d"}]}',
            b'{"usage":{"completion_tokens":1e999}}',
            b'{"error":' + b"[" * 5000,
            b'{"choices":' * 900,
            b"{" * 5000 + b"}" * 5000,
        ]
    ),
    st.binary(max_size=20),
)


def exchange_of(*, status: int, content_type: str, body: bytes, broken: bool = False) -> Exchange:
    exchange = Exchange(0, status=status, content_type=content_type, reads=[(5, body)])
    exchange.error = Failure("reset", "gone") if broken else None
    return exchange


def check(reading: Reading) -> None:
    assert isinstance(reading, Reading)
    assert reading.completion is not None or reading.failure is not None
    if reading.failure is not None:
        assert isinstance(reading.failure.message, str)
        assert reading.failure.message
    if reading.completion is not None:
        check_completion(reading.completion)
    for event in reading.events:
        assert event.running_tokens is None or type(event.running_tokens) is int
    msgspec.json.encode(reading)  # it goes into the journal


def check_completion(completion: Completion) -> None:
    assert type(completion.text) is str
    assert completion.reasoning is None or (completion.reasoning and str(completion.reasoning))
    assert completion.finish_reason is None or completion.finish_reason
    assert isinstance(completion.tool_calls, list | None)
    for count in (completion.input_tokens, completion.output_tokens, completion.cached_tokens):
        assert count is None or (type(count) is int and count >= 0)
    assert (completion.token_source == "server") is (completion.output_tokens is not None)


STATUSES = st.sampled_from([200, 200, 200, 400, 500])


@given(payload=PAYLOADS, status=STATUSES, broken=st.booleans())
def test_a_whole_answer_is_always_readable(payload: bytes, status: int, broken: bool) -> None:
    for model in MODELS:
        exchange = exchange_of(
            status=status, content_type="application/json", body=payload, broken=broken
        )
        reading = model.read(exchange)
        check(reading)
        assert reading.failure is not None or (status == 200 and not broken)


@given(
    payloads=st.lists(PAYLOADS, max_size=4),
    end=st.sampled_from([b"\n\n", b"", b"data: [DONE]"]),
    broken=st.booleans(),
)
@example(payloads=[b'{"choices":[{"delta":{"content":[{"text":"a"}]}}]}'], end=b"", broken=False)
def test_a_stream_is_always_readable(payloads: list[bytes], end: bytes, broken: bool) -> None:
    body = b"".join(b"data: " + payload + b"\n\n" for payload in payloads) + end
    for model in MODELS:
        exchange = exchange_of(
            status=200, content_type="text/event-stream", body=body, broken=broken
        )
        reading = model.read(exchange)
        check(reading)
        if reading.failure is None:
            assert b'"choices"' in body
            assert b"[DONE]" in body or b'"finish_reason"' in body


@given(payload=PAYLOADS, status=STATUSES, broken=st.booleans())
def test_a_list_of_models_is_always_readable(payload: bytes, status: int, broken: bool) -> None:
    exchange = exchange_of(
        status=status, content_type="application/json", body=payload, broken=broken
    )
    for model in MODELS:
        served = model.read_models(exchange)
        if isinstance(served, Failure):
            assert served.message
        else:
            assert status == 200
            assert not broken
            assert all(type(name) is str for name in served)


ALMOST_NOTHING = st.sampled_from([None, None, "", "", "a", "\u2028", "é", "<html>", "[DONE]"])


@st.composite
def ordinary(draw: st.DrawFn) -> dict[str, Any]:
    """A chunk as nearly all are; of chat and of completions at once, for both kinds of reading."""
    delta = draw(
        st.dictionaries(
            st.sampled_from(["content", "reasoning", "reasoning_content"]), ALMOST_NOTHING
        )
    )
    choice = {"index": 0, "delta": delta, "text": draw(ALMOST_NOTHING)}
    choice["finish_reason"] = draw(st.sampled_from([None, None, "stop", "length"]))
    chunk: dict[str, Any] = {"id": "x", "object": "chat.completion.chunk", "choices": [choice]}
    count = draw(st.none() | st.integers(0, 9))
    if count is not None:
        chunk["usage"] = {"prompt_tokens": 3, "completion_tokens": count}
    return chunk


CHUNKS = st.one_of(ordinary().map(lambda chunk: json.dumps(chunk).encode()), PAYLOADS)

# what stands between the quotes of a text: also what only looks like one
SAID = [
    b"a",
    b"",
    b" caf\xc3\xa9",
    b"\\n\\n",
    b'\\"',
    b"\\\\",
    b"\\ud83d\\ude00",
    b"content",
    b'\\"content\\":\\"?\\"',
    b"[DONE]",
    b"\\",  # no text at all: it takes the quote behind it
    b'a","b',  # nor are these
    b'a","content":"b',
    b"\\ud83d",
    b"\xff",
    b"\x01",
]
FRAMES = [
    (b'{"choices":[{"index":0,"delta":{"content":"', b'"},"finish_reason":null}]}'),
    (b'{"choices":[{"index":0,"delta":{"content":"', b'"},"finish_reason":"stop"}]}'),
    (b'{"choices": [{"delta": {"role": "a", "content": "', b'"}}], "usage": null}'),
    (b'{"choices":[{"delta":{"content":null,"reasoning":"', b'"}}]}'),
    (b'{"choices":[{"delta":{"reasoning_content":"a","content":"', b'"}}]}'),
    (b'{"id":"content","choices":[{"delta":{"content":"a","content":"', b'"}}]}'),
    (b'{"text":"a","choices":[{"text":"', b'","finish_reason":null}]}'),
    (b'{"choices":[{"text":"', b'","logprobs":{"text":"a"}}]}'),
    (
        b'{"choices":[{"delta":{"content":"',
        b'"}}],"usage":{"prompt_tokens":3,"completion_tokens":2}}',
    ),
]


@st.composite
def alike(draw: st.DrawFn) -> list[bytes]:
    """Events that differ in nothing but their text."""
    before, after = draw(st.sampled_from(FRAMES))
    return [before + text + after for text in draw(st.lists(st.sampled_from(SAID), max_size=6))]


def in_full(delta_of: DeltaOf) -> DeltaOf:
    """The same to call, but unknown to the shortcut."""
    return partial(delta_of)


@given(
    payloads=st.lists(CHUNKS, max_size=8),
    blank=st.sampled_from([b"\n\n", b"\n\n", b"\r\n\r\n", b"\n: ping\n\n"]),
    end=st.sampled_from([b"", b"data: [DONE]\n\n", b'data: {"choices"']),
    cuts=st.lists(st.integers(0, 900), max_size=20),
)
def test_the_shortcut_reads_what_the_long_way_reads(
    payloads: list[bytes], blank: bytes, end: bytes, cuts: list[int]
) -> None:
    body = b"".join(b"data: " + payload + blank for payload in payloads) + end
    exchange = exchange_of(status=200, content_type="text/event-stream", body=body)
    places = [0, *sorted(min(cut, len(body)) for cut in cuts), len(body)]
    exchange.reads = [(n, body[a:b]) for n, (a, b) in enumerate(pairwise(places))]
    for delta_of in (chat_delta, completion_delta):
        assert read(exchange, delta_of) == read(exchange, in_full(delta_of))


@given(
    runs=st.lists(st.one_of(alike(), st.lists(CHUNKS, max_size=2)), max_size=4),
    one_read=st.booleans(),
)
@example(
    runs=[[FRAMES[0][0] + text + FRAMES[0][1] for text in (b"a", b"\\", b'","')]], one_read=False
)
def test_events_that_are_alike_are_read_as_one_by_one(
    runs: list[list[bytes]], one_read: bool
) -> None:
    events = [b"data: " + payload + b"\n\n" for run in runs for payload in run]
    exchange = exchange_of(status=200, content_type="text/event-stream", body=b"".join(events))
    if not one_read:
        exchange.reads = list(enumerate(events))
    for delta_of in (chat_delta, completion_delta):
        assert read(exchange, delta_of) == read(exchange, in_full(delta_of))


@pytest.mark.parametrize("frame", [FRAMES[0], *FRAMES[2:4]])
def test_events_that_are_alike_take_the_shortcut(frame: tuple[bytes, bytes]) -> None:
    before, after = frame
    texts = ["a", "", "\u00e9", '\n"\\', "\U0001f600"]
    payloads = [before + json.dumps(text)[1:-1].encode() + after for text in texts]
    decode = ordinary_in(b"".join(payloads), chat_delta)
    ends = [[], [b"[DONE]"], [before + b"a" + after[:-1], b"", before], [*payloads, b"[DONE]"]]
    for end in ends:
        assert list(texts_alike([*payloads, *end], decode))[: len(texts)] == texts
    broken = [*payloads, b"{}", *payloads]
    assert texts_alike(broken, decode) == texts


@given(chunk=ordinary())
def test_what_is_ordinary_takes_the_shortcut(chunk: dict[str, Any]) -> None:
    payload = json.dumps(chunk).encode()
    choice = chunk["choices"][0]
    for delta_of in (chat_delta, completion_delta):
        part = ordinary_in(payload, delta_of)(payload).choices[0].delta
        reasoning = part.reasoning_content or part.reasoning or ""
        assert Delta(part.content or "", reasoning) == delta_of(choice)
