"""What is fuzzed, with what, and for how long."""

import atexit
import contextlib
import io
import shutil
import tempfile
import time
import traceback
from collections.abc import Callable, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded
from hypothesis import strategies as st

from evalbench import cli
from evalbench.config.dataset import dataset_config
from evalbench.config.model import model_config
from evalbench.config.pairs import parse_pairs
from evalbench.datasets.custom import CustomDataset, custom_dataset_config
from evalbench.datasets.files import read_csv, read_jsonl
from evalbench.errors import EvalbenchError
from evalbench.models.vllm_api import VLLMCustomAPIChatStream, VLLMCustomAPIStream
from evalbench.simulator.faults import rules
from evalbench.traffic.sse import data_events
from evalbench.types import Exchange, Failure, Reading

AT_ONCE = 500  # examples between two looks at the clock

# Bytes

_WORDS = [
    b"data:", b"data: ", b"event: error\n", b"id: 1\n", b"retry: 5\n", b": ping", b"[DONE]",
    b"\n\n", b"\r\n", b"\r", b"\n", b"\xef\xbb\xbf", b"\xff\xfe", b"\xe2\x80\xa8", b"\x00",
    b'{"choices":[{"index":0,"delta":{"content":"a"}}]}', b'{"choices":[]}', b'{"error":{}}',
    b'{"choices":[{"text":"b","finish_reason":"stop"}],"usage":{"completion_tokens":-1}}',
    b'"usage":', b"{", b"}", b"[", b"]", b"null", b"1e999", b"-0", b'"\\ud83d"', b"NaN", b"9" * 400,
    b"[" * 2000, b"<html>",
]  # fmt: skip
_ROWS = [
    b'{"question": "a"}', b'{"question": "a", "answer": "1"}', b"question,answer\n", b"question",
    b"answer", b"max_tokens", b"timestamp", b"A", b"B", b",", b'"', b'""', b"'", b"\n", b"\r\n",
    b"\r", b"\t", b"{", b"}", b"[", b"]", b":", b"null", b"true", b"1", b"1e999", b"-1", b"NaN",
    b"\xef\xbb\xbf", b"\xff\xfe", b"\xb9\xfe", b"\x00", b"\xe2\x80\xa8", b'"\\ud83d"', b'"\\u0000"',
    b"9" * 5000, b"[" * 2000, "问题".encode(), b"a" * 200_000,
]  # fmt: skip


def _bytes(words: list[bytes]) -> st.SearchStrategy[bytes]:
    """Anything, but mostly what nearly means something."""
    piece = st.one_of(st.sampled_from(words), st.sampled_from(words), st.binary(max_size=20))
    return st.lists(piece, max_size=12).map(b"".join)


# Values of a config

_LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8),
    st.binary(max_size=3),
    st.sampled_from(["", "http://127.0.0.1:1", "VLLMCustomAPI", "AccEvaluator", "a/b", "\ud800"]),
    st.just(object()), st.just(len), st.sampled_from([10**400, -1, float("nan"), 1e308]),
)  # fmt: skip
_VALUES = st.recursive(
    _LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.tuples(inner),
        st.dictionaries(
            st.one_of(st.text(max_size=6), st.integers(), st.none()), inner, max_size=3
        ),
    ),
    max_leaves=6,
)
_MODEL: dict[str, Any] = {
    "type": "VLLMCustomAPIChatStream", "abbr": "m", "attr": "service", "url": "http://127.0.0.1:1",
    "host_ip": "", "host_port": 1, "model": "", "path": "", "batch_size": 1, "request_rate": 0,
    "retry": 2, "timeout": {"total": 1.0}, "traffic_cfg": {"burstiness": 1.0}, "proxy": "",
    "ca_file": "", "verify_ssl": True, "max_out_len": 5, "generation_kwargs": {"temperature": 0},
    "serve": {"ttft_ms": 1.0, "faults": ("429:0.1",)}, "stream": True, "system_prompt": "",
    "chat_template_kwargs": {}, "api_key": "", "api_key_env": "", "use_timestamp": False,
}  # fmt: skip
_DATASET: dict[str, Any] = {
    "abbr": "d", "type": "CustomDataset", "path": "own.jsonl", "file_name": "a.jsonl",
    "reader_cfg": {"input_columns": ["question"], "output_column": "answer", "test_range": "[0:2]"},
    "infer_cfg": {
        "prompt_template": {"type": "PromptTemplate", "template": "{question}"},
        "retriever": {"type": "ZeroRetriever"}, "inferencer": {"type": "GenInferencer"},
    },
    "eval_cfg": {
        "evaluator": {"type": "AccEvaluator"},
        "pred_postprocessor": {"type": "first_capital_postprocess", "options": "ABCD"},
    },
}  # fmt: skip


@st.composite
def _spoilt(draw: st.DrawFn, sound: Mapping[str, Any]) -> dict[str, Any]:
    """A sound dict with some of its values, deep ones too, replaced, dropped or added to."""
    keys = draw(st.lists(st.sampled_from(sorted(sound)), min_size=1, max_size=4, unique=True))
    changed = dict(sound)
    for key in keys:
        inner = changed.get(key)
        if isinstance(inner, dict) and inner and draw(st.booleans()):
            changed[key] = draw(_spoilt(inner))
        elif draw(st.integers(0, 5)) == 0:
            del changed[key]
        else:
            changed[key] = draw(_VALUES)
    if draw(st.integers(0, 5)) == 0:
        changed[draw(st.text(max_size=6))] = draw(_VALUES)
    return changed


# What is fuzzed

_FOLDER = Path(tempfile.mkdtemp(prefix="fuzz_"))
atexit.register(shutil.rmtree, _FOLDER, ignore_errors=True)
_PROTOCOLS = (
    VLLMCustomAPIChatStream(url="http://127.0.0.1:1"),
    VLLMCustomAPIStream(url="http://127.0.0.1:1"),
)


def _in_reads(body: bytes, cuts: list[int]) -> list[tuple[int, bytes]]:
    places = [0, *sorted(min(cut, len(body)) for cut in cuts), len(body)]
    return [(number, body[a:b]) for number, (a, b) in enumerate(pairwise(places))]


def read_events(drawn: tuple[bytes, list[int]]) -> None:
    """However the bytes are cut into reads, the events are the same."""
    body, cuts = drawn
    whole = [payload for _, payload in data_events([(0, body)])]
    assert [payload for _, payload in data_events(_in_reads(body, cuts))] == whole


def read_answer(drawn: tuple[bytes, list[int], str, int, bool]) -> None:
    body, cuts, content_type, status, broken = drawn
    exchange = Exchange(0, sent_ns=0, status=status, content_type=content_type)
    exchange.reads = _in_reads(body, cuts)
    exchange.error = Failure("reset", "gone") if broken else None
    for protocol in _PROTOCOLS:
        reading = protocol.read(exchange)
        assert isinstance(reading, Reading)
        assert reading.completion is not None or reading.failure is not None
        msgspec.json.encode(reading)  # it goes into the journal
        protocol.read_models(exchange)


def read_rows(drawn: tuple[bytes, str]) -> None:
    body, ending = drawn
    file = _FOLDER / f"own{ending}"
    file.write_bytes(body)
    reader = read_csv if ending == ".csv" else read_jsonl
    for read in (
        lambda: reader(file, required=["question"]),
        lambda: CustomDataset.load(file, "test"),
        lambda: custom_dataset_config(file, None),
    ):
        try:
            msgspec.json.encode(read())  # it goes over the wire and into the journal
        except EvalbenchError as error:
            str(error)


def read_model(raw: dict[str, Any]) -> None:
    try:
        model_config(raw, "c.py: models[0]")
    except EvalbenchError as error:
        str(error)


def read_dataset(raw: dict[str, Any]) -> None:
    try:
        dataset_config(raw, "c.py")
    except EvalbenchError as error:
        str(error)


def read_words(drawn: tuple[str, list[str]]) -> None:
    fault, pairs = drawn
    for read in (lambda: rules([fault]), lambda: parse_pairs(pairs, "--generation")):
        try:
            read()
        except EvalbenchError as error:
            str(error)


def read_command(words: list[str]) -> None:
    """A whole command line, up to where something would be sent."""
    with (
        contextlib.chdir(_FOLDER),
        contextlib.redirect_stdout(io.StringIO()),
        contextlib.redirect_stderr(io.StringIO()),
        contextlib.suppress(SystemExit),  # argparse
    ):
        cli.main([*words, "--dry-run"])


class Target(NamedTuple):
    take: Callable[[Any], None]
    inputs: st.SearchStrategy[Any]


_CUTS = st.lists(st.integers(0, 400), max_size=6)
_TYPES = st.sampled_from(["application/json", "text/event-stream", "text/html", "", "\x00"])
_WORD = st.text(alphabet="ab:=,.%0159e-[]{}'\"() \\xnt*", max_size=16)
_FAULT = st.tuples(
    st.sampled_from(["429", "mix", "reset_mid", "x", ""]), st.sampled_from([":", "", ":every="]),
    st.one_of(st.floats().map(str), st.integers().map(str), _WORD),
).map("".join)  # fmt: skip
_FLAGS = [
    flag
    for action in cli._parser()._actions
    for flag in action.option_strings[-1:]
    if flag not in ("--help", "--version")
]
_SAID = st.one_of(
    _WORD,
    st.integers(-2, 10**6).map(str),
    st.text(max_size=4),
    st.sampled_from(
        ["", "all", "perf", "own.jsonl", ".", "/dev/null", "a=1", "ttft=5", "1:2", "\udcff"]
    ),
)
_SOUND = ("--models", "vllm_api_general_chat", "--datasets", "demo_gsm8k_gen")
_COMMAND = st.lists(
    st.tuples(st.sampled_from(_FLAGS), st.lists(_SAID, max_size=2)), max_size=3
).map(lambda said: [*_SOUND, *(word for flag, words in said for word in (flag, *words))])
TARGETS: dict[str, Target] = {
    "sse": Target(read_events, st.tuples(_bytes(_WORDS), _CUTS)),
    "answers": Target(
        read_answer,
        st.tuples(_bytes(_WORDS), _CUTS, _TYPES, st.sampled_from([200, 200, 429]), st.booleans()),
    ),
    "jsonl": Target(read_rows, st.tuples(_bytes(_ROWS), st.just(".jsonl"))),
    "csv": Target(read_rows, st.tuples(_bytes(_ROWS), st.just(".csv"))),
    "model config": Target(read_model, _spoilt(_MODEL)),
    "data set config": Target(read_dataset, _spoilt(_DATASET)),
    "command lines": Target(read_command, _COMMAND),
    "option words": Target(read_words, st.tuples(_FAULT, st.lists(_WORD, max_size=2))),
}


class Fuzzed(NamedTuple):
    examples: int
    failure: BaseException | None


def fuzzed(name: str, target: Target, seconds: float, seed: int) -> Fuzzed:
    """Until its time is over, or until something breaks it; says so."""
    ends = time.monotonic() + seconds
    taken = turn = 0
    failure: BaseException | None = None

    def take(drawn: Any) -> None:
        nonlocal taken
        taken += 1
        target.take(drawn)

    while time.monotonic() < ends and failure is None:
        run = seeded(seed + turn)(
            settings(
                max_examples=AT_ONCE, database=None, deadline=None,
                phases=(Phase.generate, Phase.shrink), suppress_health_check=list(HealthCheck),
                print_blob=False,
            )(given(target.inputs)(take))
        )  # fmt: skip
        try:
            run()
        except Exception as broken:  # noqa: BLE001 - that is what is looked for
            failure = broken
        turn += 1
    print(f"{'FAIL' if failure else 'ok':4}  {name:16} {taken:8} examples  {_told(failure)}")
    return Fuzzed(taken, failure)


def _told(failure: BaseException | None) -> str:
    """Where each of them was raised, and by what; `Falsifying example` stands in its notes."""
    if failure is None:
        return ""
    if isinstance(failure, BaseExceptionGroup):
        return "\n".join(map(_told, failure.exceptions))
    place = traceback.extract_tb(failure.__traceback__)[-3:]
    notes = "\n".join(getattr(failure, "__notes__", ()))
    frames = " <- ".join(f"{Path(each.filename).name}:{each.lineno}" for each in reversed(place))
    return f"{type(failure).__name__}: {str(failure)[:300]} ({frames})\n{notes[:2000]}"
