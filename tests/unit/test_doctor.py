"""The parts of the doctor that need no service: its table, its screen, its errands."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest
from wcwidth import wcswidth

from evalbench import clock
from evalbench.doctor import screen
from evalbench.doctor.checks import CHECKS, GROUPS
from evalbench.doctor.errand import Errand, TooLateError
from evalbench.doctor.examination import Examined, Report
from evalbench.doctor.findings import failure, ok, warning
from evalbench.errors import language
from evalbench.errors.entries import Phrase
from evalbench.models.openai.listing import context_length
from evalbench.types import Exchange

LONG = Phrase(
    "a word, a_word_that_is_longer_than_any_line_of_the_screen_may_be_and_then_some_more, end",
    "服务端没有给出两者的计数, 服务端不统计提示的 token 数, 未能在检查时限内完成, 请查看服务端日志",
)


def report(level: str = "failure") -> Report:
    make = {"failure": failure, "warning": warning}[level]
    findings = dict.fromkeys(CHECKS, ok(Phrase("fine", "好")))
    findings["model"] = make(LONG, LONG)
    return Report([Examined("m", "http://h:1", "n", findings)], 0.5)


def test_a_check_needs_only_what_stands_before_it() -> None:
    seen: set[str] = set()
    for name, check in CHECKS.items():
        assert set(check.needs) <= seen, name
        seen.add(name)
    assert len(CHECKS) == sum(len(group.checks) for group in GROUPS)


@pytest.mark.parametrize("chosen", ["en", "zh"])
@pytest.mark.parametrize("width", [60, 80, 100])
def test_no_line_is_wider_than_the_screen(
    monkeypatch: pytest.MonkeyPatch, chosen: str, width: int
) -> None:
    monkeypatch.setattr(language, "_chosen", chosen)
    text = screen.as_text(report(), colour=False, width=width)
    assert max(map(wcswidth, text.split("\n"))) <= width


@pytest.mark.parametrize("chosen", ["en", "zh"])
def test_nothing_is_lost_where_a_line_is_broken(
    monkeypatch: pytest.MonkeyPatch, chosen: str
) -> None:
    monkeypatch.setattr(language, "_chosen", chosen)
    text = "".join(screen.as_text(report(), colour=False).split())
    assert text.count("".join(str(LONG).split())) == 2  # evidence and remedy


def test_evidence_begins_in_one_column_in_both_languages(monkeypatch: pytest.MonkeyPatch) -> None:
    for chosen, word in (("en", "fine"), ("zh", "好")):
        monkeypatch.setattr(language, "_chosen", chosen)
        lines = screen.as_text(report(), colour=False).split("\n")
        begins = {wcswidth(line[: line.index(word)]) for line in lines if line.endswith(word)}
        assert begins == {29}


def test_colours_are_for_those_who_ask_for_them() -> None:
    plain, coloured = (screen.as_text(report(), colour=each) for each in (False, True))
    assert "\x1b" not in plain
    assert "\x1b[1;31mFAILURE\x1b[0m" in coloured


def test_warnings_are_no_failure() -> None:
    assert not report("failure").healthy
    assert report("warning").healthy
    assert "1 warning, 0 failures" in screen.as_text(report("warning"), colour=False)


def test_an_errand_that_takes_too_long_is_left() -> None:
    end = threading.Event()
    errand = Errand(lambda: end.wait(60))
    with pytest.raises(TooLateError):
        errand.result(clock.now_ns())
    end.set()
    assert errand.result(clock.now_ns() + 60_000_000_000) is True


@pytest.mark.parametrize(
    ("card", "known"),
    [
        (b'{"id": "m", "max_model_len": 4096}', 4096),
        (b'{"id": "m", "meta": {"n_ctx": 512}}', 512),
        (b'{"id": "m", "max_model_len": null, "context_length": 8192}', 8192),
        (b'{"id": "other", "max_model_len": 4096}', None),
        (b'{"id": "m", "max_model_len": "4096"}', None),
        (b'{"id": "m", "max_model_len": true}', None),
        (b'{"id": "m", "max_model_len": -1}', None),
        (b'{"id": "m", "meta": 3}', None),
        (b"7", None),
    ],
)
def test_the_context_length_is_what_the_list_says_of_the_model(
    card: bytes, known: int | None
) -> None:
    assert context_length(Exchange(0, reads=[(0, b'{"data": [%b]}' % card)]), "m") == known


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"data": 3}', b'{"data": null}'])
def test_a_list_that_is_none_says_no_context_length(body: bytes) -> None:
    assert context_length(Exchange(0, reads=[(0, body)]), "m") is None


def test_two_checks_may_load_a_tokenizer_at_once(tmp_path: Path) -> None:
    """A fresh process: whoever comes second to the first import must not find half of it."""
    small_tokenizers = pytest.importorskip("tests.small_tokenizers")
    folder = small_tokenizers.build("letters", tmp_path)
    program = (
        "import sys\n"
        "from threading import Thread\n"
        "from evalbench.tokenizer import tokenizer_at\n"
        "def load():\n"
        "    count = tokenizer_at(sys.argv[1], trust_remote_code=False).count('abc')\n"
        "    sys.stdout.write(f'{count}\\n')  # in one piece, as print is not\n"
        "threads = [Thread(target=load) for _ in range(4)]\n"
        "[each.start() for each in threads]\n"
        "[each.join() for each in threads]\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(folder)], capture_output=True, text=True, check=False
    )
    assert done.stdout.split() == ["3"] * 4, done.stderr
