"""The JSON of vLLM 0.32: what it answers, event by event, as bytes.

Source: recorded answers of vLLM 0.32.0, field order included. The finish reason "length" rides on
the last token's event; "stop" has an event of its own with empty text, as the end token has there.
"""

from dataclasses import dataclass

import msgspec

from evalbench import __version__
from evalbench.simulator.asked import Asked, Refused
from evalbench.simulator.settings import SimulatorSettings

_encode = msgspec.json.encode
_FINGERPRINT = f"evalbench-simulator-{__version__}"

DONE = b"data: [DONE]\n\n"
VERSION = _encode({"version": f"evalbench-simulator {__version__}"})
NOT_FOUND = _encode({"detail": "Not Found"})
METHOD_NOT_ALLOWED = _encode({"detail": "Method Not Allowed"})

_OBJECTS = {False: "text_completion", True: "chat.completion"}
_STREAM_OBJECTS = {False: "text_completion", True: "chat.completion.chunk"}
_CHOICE = {
    False: b',"choices":[{"index":0,"text":',
    True: b',"choices":[{"index":0,"delta":{"content":',
}
# what follows the text, by chat and finish reason
_CHOICE_END = {
    (False, None): b',"logprobs":null,"finish_reason":null,"stop_reason":null,'
    b'"prompt_token_ids":null,"token_ids":null}]',
    (False, "length"): b',"logprobs":null,"finish_reason":"length","stop_reason":null,'
    b'"prompt_token_ids":null,"token_ids":null}]',
    (False, "stop"): b',"logprobs":null,"finish_reason":"stop","stop_reason":null,'
    b'"prompt_token_ids":null,"token_ids":null}]',
    (True, None): b'},"logprobs":null,"finish_reason":null,"token_ids":null}]',
    (True, "length"): b'},"logprobs":null,"finish_reason":"length","stop_reason":null,'
    b'"token_ids":null}]',
    (True, "stop"): b'},"logprobs":null,"finish_reason":"stop","stop_reason":null,'
    b'"token_ids":null}]',
}
_ROLE = (
    b',"choices":[{"index":0,"delta":{"role":"assistant","content":""},'
    b'"logprobs":null,"finish_reason":null}]'
)


@dataclass(frozen=True, slots=True)
class Events:
    """The events of one stream. Each method gives one whole SSE event."""

    asked: Asked
    head: bytes  # `data: {"id": …, "model": …`, the same in every event

    def role(self) -> bytes:
        extra = b',"prompt_token_ids":null,"prompt_text":null}\n\n'
        return b"".join((self.head, _ROLE, self._running(0), extra))

    def text(self, text: str, finish: str | None, tokens: int) -> bytes:
        """A token, or with empty text an end; `tokens` is how many have left with this one."""
        return b"".join(
            (
                self.head,
                _CHOICE[self.asked.chat],
                _encode(text),
                _CHOICE_END[self.asked.chat, finish],
                self._running(tokens),
                b"}\n\n",
            )
        )

    def usage(self, tokens: int) -> bytes:
        usage = _encode(_usage(self.asked, tokens))
        fingerprint = _encode(_FINGERPRINT)
        return b'%b,"choices":[],"usage":%b,"system_fingerprint":%b}\n\n' % (
            self.head,
            usage,
            fingerprint,
        )

    def _running(self, tokens: int) -> bytes:
        if not self.asked.continuous_usage:
            return b""
        usage: dict[str, int | None] = dict(_usage(self.asked, tokens))
        if self.asked.chat:
            usage["completion_tokens_details"] = None
        return b',"usage":' + _encode(usage)


def events(asked: Asked, *, id_: str, created: int, model: str) -> Events:
    head = {"id": id_, "object": _STREAM_OBJECTS[asked.chat], "created": created, "model": model}
    return Events(asked, b"data: " + _encode(head)[:-1])


def completion(
    asked: Asked, text: str, finish: str, tokens: int, *, id_: str, created: int, model: str
) -> bytes:
    """The whole answer of a request without streaming."""
    message = {"role": "assistant", "content": text, "refusal": None, "reasoning": None}
    choice = {
        "index": 0,
        **({"message": message} if asked.chat else {"text": text}),
        "logprobs": None,
        "finish_reason": finish,
        "stop_reason": None,
        "token_ids": None,
    }
    details = {"prompt_tokens_details": None, "completion_tokens_details": None}
    answer = {
        "id": id_,
        "object": _OBJECTS[asked.chat],
        "created": created,
        "model": model,
        "choices": [choice],
        "service_tier": None,
        "system_fingerprint": _FINGERPRINT,
        "usage": {**_usage(asked, tokens), **details},
    }
    return _encode(answer)


def models(settings: SimulatorSettings, created: int) -> bytes:
    """The list of the one model."""
    card = {
        "id": settings.model,
        "object": "model",
        "created": created,
        "owned_by": "evalbench",
        "root": settings.model,
        "parent": None,
        "max_model_len": settings.max_model_len,
    }
    return _encode({"object": "list", "data": [card]})


def error(refused: Refused) -> bytes:
    fields = {
        "message": refused.message,
        "type": refused.type,
        "param": refused.param,
        "code": refused.status,
    }
    return _encode({"error": fields})


def _usage(asked: Asked, tokens: int) -> dict[str, int]:
    return {
        "prompt_tokens": asked.prompt_tokens,
        "total_tokens": asked.prompt_tokens + tokens,
        "completion_tokens": tokens,
    }
