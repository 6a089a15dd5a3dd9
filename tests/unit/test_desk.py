"""What is shown of a load while it runs, and that it adds up in the end."""

import logging
import re
import sys
from functools import partial
from pathlib import Path

import pytest

from evalbench import clock
from evalbench.errors.entries import verbatim
from evalbench.stages.bar import Bar, _shortened
from evalbench.stages.desk import Desk, HopelessError, desk
from evalbench.stages.progress import Lines, progress
from evalbench.types import Failure, Record, Step, Times
from tests.a_plan import a_workload

NO_TIMES = Times(0, 0)


def record(index: int, failure: Failure | None = None) -> Record:
    step = Step("?", None, NO_TIMES, 1, error=failure)
    return Record(f"own/{index}/0", "own", index, 0, None, (step,))


def take(own: Desk, *failures: Failure | None) -> None:
    for index, failure in enumerate(failures):
        own.finished(record(index, failure))


@pytest.fixture
def said(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.INFO, "evalbench")
    return caplog


BROKEN = Failure("http", "no", 500)
GONE = Failure("connect", "refused")
CANCELLED = Failure("cancelled", "broken off")


def test_the_last_counts_add_up_and_nothing_is_in_flight_any_more(
    tmp_path: Path, said: pytest.LogCaptureFixture
) -> None:
    with desk(a_workload(tmp_path), 4, lambda _: None) as own:
        own.watch(2)
        take(own, None, BROKEN, None, CANCELLED)
    assert "m: own: 4/4, failed 1, received 2, in flight 0, cancelled 1" in said.messages


def test_the_failure_that_ends_a_load_is_among_those_that_are_shown(
    tmp_path: Path, said: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(HopelessError), desk(a_workload(tmp_path), 20, lambda _: None) as own:
        take(own, GONE, GONE, GONE)
    assert "m: own: 3/20, failed 3, received 0, in flight 0" in said.messages


def test_what_evalbench_broke_off_has_not_failed(
    tmp_path: Path, said: pytest.LogCaptureFixture
) -> None:
    with desk(a_workload(tmp_path), 16, lambda _: None) as own:
        take(own, *[CANCELLED] * 16)
    assert (own.causes.total(), own.recorded) == (0, 16)
    assert said.messages[-1] == "m: 16 were broken off"


def test_without_a_terminal_lines_come_now_and_then_and_one_at_the_end(
    monkeypatch: pytest.MonkeyPatch, said: pytest.LogCaptureFixture
) -> None:
    now_ns = 0
    monkeypatch.setattr(clock, "now_ns", lambda: now_ns)
    with progress(verbatim("m: own"), 200) as shown:
        assert isinstance(shown, Lines)
        for done in range(40):
            now_ns = done * 1_000_000_000
            shown.shown(done, partial(verbatim, f"received {done}"))
    assert said.messages == [
        "m: own: 15/200, received 15",
        "m: own: 30/200, received 30",
        "m: own: 39/200, received 39",
    ]


@pytest.fixture
def bar(monkeypatch: pytest.MonkeyPatch) -> Bar:
    """On a terminal of 80 columns."""
    own = Bar("vllm-api-stream-chat: gsm8k", 60, " s")
    own.dynamic_ncols = lambda _: (80, 24)
    return own


def test_a_bar_over_a_time_shows_whole_seconds_and_no_more_than_there_are(bar: Bar) -> None:
    bar.shown(6, partial(verbatim, "in flight 3"))
    assert "6/60 s [" in str(bar)
    assert "in flight 3" in str(bar)
    bar.shown(61, partial(verbatim, "in flight 0"))
    assert "60/60 s [" in str(bar)


def test_a_bar_keeps_its_counts_and_shortens_its_name_on_a_narrow_terminal(bar: Bar) -> None:
    counts = "failed 0, received 200, in flight 16"
    bar.shown(6, partial(verbatim, counts))
    assert counts in str(bar)
    assert re.match(r"vllm…chat: gsm8k 6/60 s \[", str(bar))
    assert len(str(bar)) <= 77  # and has room for ^C


@pytest.mark.parametrize(
    ("room", "told"),
    [
        (60, "vllm-api-stream-chat: ceval-environmental_impact_assessment "),
        (48, "vll…hat: ceval-environmental_impact_assessment "),
        (40, "ceval-environmental_impact_assessment "),
        (24, "ceval-envi…_assessment "),
        (7, ""),
    ],
)
def test_a_name_is_cut_where_it_tells_least(room: int, told: str) -> None:
    """The model goes first, then the middle: benchmarks begin alike, and subjects end alike."""
    found = _shortened("vllm-api-stream-chat: ceval-environmental_impact_assessment", room)
    assert found == told
    assert len(found) <= room


def test_a_bar_has_a_comma_between_its_time_and_its_counts(bar: Bar) -> None:
    assert re.search(r"\[00:00<\?\] ", str(bar))
    bar.shown(6, partial(verbatim, "failed 0"))
    assert re.search(r"<[0-9:?]+, failed 0\]", str(bar))


def test_on_a_terminal_there_is_a_bar(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with progress(verbatim("m: own"), 200) as shown:
        assert isinstance(shown, Bar)
