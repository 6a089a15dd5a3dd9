"""Whatever requests are written, their columns and gaps come back, from parts and from one file."""

import tempfile
from itertools import accumulate
from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from evalbench.columns.reading import ids, read, texts
from evalbench.columns.writing import RequestWriter, merge
from evalbench.types import Completion, Failure, Gaps, Record, Step, Times

COUNTS = st.integers(0, 2**31 - 1)
INSTANTS = st.integers(1, 2**52)
SURELY_TEXT = st.text(st.characters(codec="utf-8"), max_size=20)
TEXTS = st.none() | SURELY_TEXT
INSTANT_NAMES = (
    "headers",
    "first_event",
    "first_token",
    "first_answer",
    "last_token",
    "stream_end",
)
COUNT_NAMES = ("input_tokens", "output_tokens", "cached_tokens")


@st.composite
def gaps(draw):
    size = draw(st.integers(0, 6))

    def columns(values):
        return st.lists(values, min_size=size, max_size=size).map(tuple)

    return Gaps(
        draw(columns(st.integers(0, 2**52))),
        draw(st.none() | columns(st.integers(1, 2**31 - 1))),
        draw(st.none() | columns(st.none() | st.integers(1, 2**31 - 1))),
    )


COMPLETIONS = st.builds(
    Completion,
    text=SURELY_TEXT,
    reasoning=TEXTS,
    tool_calls=st.none() | st.lists(st.dictionaries(SURELY_TEXT, COUNTS, max_size=2), max_size=2),
    finish_reason=st.none() | st.sampled_from(["stop", "length"]) | SURELY_TEXT,
    **dict.fromkeys(COUNT_NAMES, st.none() | COUNTS),
    token_source=st.none() | st.just("server"),
)
TIMES = st.builds(
    Times,
    scheduled_ns=INSTANTS,
    sent_ns=st.just(0) | INSTANTS,
    connect_ns=st.none() | INSTANTS,
    **{f"{name}_ns": st.none() | INSTANTS for name in INSTANT_NAMES},
    output_events=st.none() | COUNTS,
    gaps=gaps(),
    resent=st.booleans(),
)
FAILURES = st.builds(Failure, st.sampled_from(["timeout", "reset", "cut"]), SURELY_TEXT)
STEPS = st.builds(
    Step,
    prompt=st.just("p"),
    completion=st.none() | COMPLETIONS,
    times=TIMES,
    attempts=st.integers(1, 9),
    error=st.none() | FAILURES,
)
RECORDS = st.builds(
    lambda index, steps: Record(f"d/{index}/0", "d", index, 0, None, tuple(steps)),
    st.integers(0, 10**9),
    st.lists(STEPS, max_size=3),
)
PARTS = st.lists(st.lists(RECORDS, max_size=4), max_size=4)


def same(column, values):
    expected = np.array([np.nan if value is None else value for value in values], dtype=float)
    np.testing.assert_array_equal(column, expected)


def check_columns(requests, steps):
    origin = min((step.times.scheduled_ns for step in steps), default=0)
    assert requests.origin_ns == origin
    since = [
        {
            name: None if instant is None else instant - origin
            for name in ("scheduled", *INSTANT_NAMES)
            for instant in [getattr(step.times, f"{name}_ns")]
        }
        for step in steps
    ]
    for name in ("scheduled", *INSTANT_NAMES):
        same(getattr(requests, name), [instants[name] for instants in since])
    same(requests.sent, [s.times.sent_ns - origin if s.times.sent_ns else None for s in steps])
    same(requests.connect, [step.times.connect_ns for step in steps])
    same(requests.output_events, [step.times.output_events for step in steps])
    told = [step.completion or Completion("") for step in steps]
    for name in COUNT_NAMES:
        same(getattr(requests, name), [getattr(each, name) for each in told])
    assert requests.stopped.tolist() == [each.finish_reason == "stop" for each in told]
    assert requests.reasoned.tolist() == [bool(each.reasoning) for each in told]
    assert requests.resent.tolist() == [step.times.resent for step in steps]
    assert requests.cause.tolist() == [step.error.kind if step.error else "" for step in steps]


def check_gaps(requests, steps):
    """Row by row: each block is cut into its rows again."""
    found = {}
    for block in requests.gaps():
        ends = list(accumulate(block.counts.tolist()))
        assert len(block.ns) == len(block.events) == len(block.tokens) == ends[-1]
        for row, begin, end in zip(block.rows.tolist(), [0, *ends], ends, strict=False):
            columns = (block.ns, block.events, block.tokens)
            found[row] = [column[begin:end].tolist() for column in columns]
    assert found == {
        row: [
            list(step.times.gaps.ns),
            list(step.times.gaps.events or [1] * len(step.times.gaps)),
            [told or 0 for told in step.times.gaps.tokens or [None] * len(step.times.gaps)],
        ]
        for row, step in enumerate(steps)
        if step.times.gaps.ns
    }


def check(path, records):
    steps = [step for record in records for step in record.steps]
    requests = read(path)
    assert len(requests) == len(steps)
    check_columns(requests, steps)
    check_gaps(requests, steps)
    named = [(record.id, place) for record in records for place in range(len(record.steps))]
    assert ids(path) == [f"{sample}/{place}" for sample, place in named]
    assert [answer.sample for answer in texts(path)] == [sample for sample, _ in named]
    assert [(answer.text, answer.reasoning) for answer in texts(path)] == [
        (step.completion.text, step.completion.reasoning) if step.completion else (None, None)
        for step in steps
    ]


@given(parts=PARTS)
@settings(deadline=None, max_examples=50)  # writes and reads up to five files
def test_what_was_appended_is_read_from_parts_and_from_one_file(parts):
    records = [record for part in parts for record in part]
    with tempfile.TemporaryDirectory() as place:
        folder, target = Path(place) / "load_requests", Path(place) / "load_requests.parquet"
        with RequestWriter(folder) as writer:
            for part in parts:
                for record in part:
                    writer.append(record)
                writer.flush()
        check(folder, records)
        merge(folder, target)
        check(target, records)
