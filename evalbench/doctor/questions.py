"""The requests that the doctor sends. Small: some dozens of tokens in all.

What a check varies is put into the body that a run would send, so that its own keys are tried too.
"""

from typing import Any

import msgspec
from msgspec import structs

from evalbench.doctor.subject import Subject
from evalbench.types import Json, Request

MIXED = (
    "In one sentence：北京到上海的高速铁路有多长，and how long does the fastest train take？"
    "请用 km/h 说明最高时速 (2024 年)。"
)
SHORT = "Reply with the single word: yes"
OWN_TOKENS = 16
STREAM_TOKENS = 24
ENDLESS_TOKENS = 32
_NO_LIMIT = 1_000_000_000
_PARAGRAPH = "The tide table of the harbour is read every morning；潮汐表每天早上都要核对一遍。 "
_PARAGRAPHS = 16  # several blocks of a prefix cache, also where a block has 128 tokens


def own(subject: Subject) -> Request:
    """As the run asks, but for its length."""
    return subject.protocol.request("doctor/own", MIXED, OWN_TOKENS)


def keyless(subject: Subject) -> Request:
    """The same from somebody without a key."""
    asked = subject.protocol.request("doctor/keyless", MIXED, 1)
    kept = tuple(each for each in asked.headers if each[0].lower() != "authorization")
    return structs.replace(asked, headers=kept)


def other_endpoint(subject: Subject) -> Request:
    """The endpoint that the model's class does not use."""
    asked = subject.protocol.request("doctor/other", MIXED, 1)
    base = subject.base
    if subject.is_chat:
        return _completion(asked, base)
    messages = [{"role": "user", "content": MIXED}]
    return _whole(asked, f"{base}/v1/chat/completions", prompt=None, messages=messages)


def streamed(subject: Subject) -> Request:
    """With usage at its end and all along."""
    return _streamed(subject, "doctor/stream", include_usage=True, continuous_usage_stats=True)


def plainly_streamed(subject: Subject) -> Request:
    """For a service that refuses an option which it does not know."""
    return _streamed(subject, "doctor/plain-stream", include_usage=True)


def endless(subject: Subject) -> Request:
    """A short answer that must not end."""
    asked = subject.protocol.request("doctor/ignore-eos", SHORT, ENDLESS_TOKENS)
    return _whole(asked, ignore_eos=True, max_tokens=ENDLESS_TOKENS, stop=None)


def boundless(subject: Subject) -> Request:
    """More tokens than any model has: the refusal names the limit."""
    asked = subject.protocol.request("doctor/limit", SHORT, _NO_LIMIT)
    return _whole(asked, max_tokens=_NO_LIMIT, ignore_eos=None)


def longest(subject: Subject) -> Request:
    """The longest prompt of the data sets."""
    found = subject.data.result(subject.until_ns).longest
    prompt = found.prompt() if found else SHORT
    return _whole(subject.protocol.request("doctor/longest", prompt, 1), max_tokens=1)


def cold(subject: Subject) -> Request:
    """A long prompt that no cache knows."""
    text = f"[{subject.begun_ns}] {_PARAGRAPHS * _PARAGRAPH}"
    return _whole(subject.protocol.request("doctor/cold", text, 1), max_tokens=1)


def warm(subject: Subject) -> Request:
    """The same once more."""
    return structs.replace(cold(subject))


def logprobs(subject: Subject) -> Request:
    """Of the tokens of a prompt, as a run asks for them: at the endpoint of the model's class."""
    return subject.protocol.scoring_request("doctor/logprobs", MIXED)


def logprobs_of_completions(subject: Subject) -> Request:
    """The same at the completions endpoint, where a chat does not tell them."""
    asked = subject.protocol.request("doctor/other-logprobs", MIXED, 1)
    return _completion(asked, subject.base, echo=True, logprobs=1)


# What is asked of every service that answers at all, at the same time
AT_ONCE = (streamed, endless, other_endpoint, logprobs, cold)


def metrics(subject: Subject) -> Request:
    asked = subject.model.protocol.discovery()
    return structs.replace(asked, url=f"{subject.base}/metrics")


def _completion(asked: Request, base: str, **keys: Json) -> Request:
    no_chat = {"messages": None, "chat_template_kwargs": None, "prompt": MIXED}
    return _whole(asked, f"{base}/v1/completions", **no_chat, max_tokens=1, **keys)


def _whole(asked: Request, url: str = "", **keys: Json) -> Request:
    """Not streamed, with other keys in its body; None takes one out."""
    return _changed(asked, url, {"stream": False, "stream_options": None, **keys})


def _streamed(subject: Subject, name: str, **options: bool) -> Request:
    asked = subject.protocol.request(name, MIXED, STREAM_TOKENS)
    return _changed(asked, "", {"stream": True, "stream_options": options})


def _changed(asked: Request, url: str, keys: dict[str, Any]) -> Request:
    body = {**msgspec.json.decode(asked.body), **keys}
    kept = {key: value for key, value in body.items() if value is not None}
    return structs.replace(asked, url=url or asked.url, body=msgspec.json.encode(kept))
