"""What can be typed after an option, and what is said of anything else."""

from typing import Any

import pytest

from evalbench import cli
from evalbench.config.options import Lengths, Options, Retry, Sweep
from evalbench.config.words import only
from evalbench.errors import ConfigError


def typed(*words: str) -> Any:
    return cli._parser().parse_args(["--mode", "perf", *words])


def options(*words: str) -> Options:
    return cli._options(typed(*words))


@pytest.mark.parametrize(
    ("text", "lengths"),
    [("512", Lengths(512, 512)), ("1:5", Lengths(1, 5)), ("100-200", Lengths(100, 200))],
)
def test_a_length_is_a_number_or_a_range(text: str, lengths: Lengths) -> None:
    assert typed("--input-len", text).input_len == lengths
    assert typed("--output-len", text).output_len == lengths


@pytest.mark.parametrize("text", ["0", "200:100", "1:2:3", "a", "1.5", "1:", ":2", "", "-5", "0:3"])
def test_any_other_length_is_refused(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        typed(f"--input-len={text}")
    assert "argument --input-len: must " in capsys.readouterr().err


def test_workers_are_counted_or_left_to_the_load() -> None:
    assert typed().workers is None
    assert typed("--workers", "auto").workers is None
    assert typed("--workers", "64").workers == 64


@pytest.mark.parametrize(
    ("option", "text", "words"),
    [
        ("--workers", "0", "must be at least 1, not 0"),
        ("--workers", "65", "must be at most 64, not 65"),
        ("--workers", "all", "invalid processes value: 'all'"),
        ("--pressure-time", "0", "must be at least 1"),
        ("--pressure-time", "86401", "must be at most 86400"),
        ("--pressure-time", "1.5", "invalid whole number value: '1.5'"),
        ("--burstiness", "-1", "argument --burstiness: must be 0, or 0.01 or more, not"),
        ("--burstiness", "0.001", "must be 0, or 0.01 or more, not 0.001"),
        ("--burstiness", "nan", "must be 0, or 0.01 or more, not nan"),
        ("--proxy", "u:secret@h:1", "argument --proxy: must look like http://HOST:PORT, with"),
        ("--proxy", "https://h:1", "argument --proxy: must look like http://HOST:PORT"),
        ("--timeout", "0", "argument --timeout: must lie above 0 and up to 86400 seconds, not 0"),
        ("--request-rate", "-1", "argument --request-rate: must be at least 0, not -1"),
        ("--batch-size", "100001", "argument --batch-size: must be at most 100000, not 100001"),
        ("--retry", "1001", "argument --retry: must be at most 1000"),
        ("--retry", "-1", "argument --retry: must be at least 0, not -1"),
        ("--fsync", "sometimes", "invalid choice: 'sometimes'"),
        ("--ramp-up-start-rps", "0", "argument --ramp-up-start-rps: must be at least 0.001"),
        ("--ramp-up-strategy", "square", "invalid choice: 'square'"),
        ("--sweep", "batch_size", "invalid sweep value: 'batch_size'"),
        ("--sweep", "batch_size=1,x", "invalid sweep value: 'batch_size=1,x'"),
        ("--sweep", "batch_size=0,1", "must be at least 1"),
        ("--sweep", "batch_size=1,,2", "invalid sweep value: 'batch_size=1,,2'"),
        ("--sweep", "batch_size=2,2", "names a value twice"),
        ("--sweep", "request_rate=0", "must be at least 0.001"),
        ("--sweep", "request_rate=nan", "must be at least 0.001"),
        ("--sweep", "request_rate=50001", "must be at most 50000"),
        ("--sweep", "retry=1,2", "must look like batch_size=1,4,16 or request_rate=0.5,1,2"),
    ],
)
def test_what_is_out_of_its_limits_is_refused_with_them(
    option: str, text: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        typed(option, text)
    assert stopped.value.code == 2
    told = capsys.readouterr().err
    assert f"argument {option}: " in told
    assert words in told


def test_a_sweep_is_a_key_and_its_values_in_the_order_given() -> None:
    assert options("--sweep", "batch_size=4,1,16").sweep == Sweep("batch_size", (4, 1, 16))
    assert options("--sweep", "request_rate=.5,2").sweep == Sweep("request_rate", (0.5, 2.0))
    assert options().sweep is None


def test_a_second_sweep_is_refused() -> None:
    with pytest.raises(ConfigError, match="--sweep can be said once"):
        only([Sweep("batch_size", (1,)), Sweep("request_rate", (1.0,))])


@pytest.mark.parametrize(
    ("words", "sends", "answers"),
    [
        ((), None, None),
        (("5",), 5, None),
        (("failed",), None, {"failed"}),
        (("truncated,failed",), None, {"failed", "truncated"}),
        (("5,truncated",), 5, {"truncated"}),
        (("5", "--retry", "truncated"), 5, {"truncated"}),
        (("truncated", "--retry", "failed", "--retry", "0"), 0, {"failed", "truncated"}),
        (("5", "--retry", "2"), 2, None),
    ],
)
def test_retry_says_how_often_is_sent_and_what_is_asked_again(
    words: tuple[str, ...], sends: int | None, answers: set[str] | None
) -> None:
    said = options(*(("--retry", *words) if words else ())).retry
    assert (said.sends, said.answers) == (sends, answers)


def test_unless_said_what_failed_is_asked_again() -> None:
    assert Retry().kinds == {"failed"}
    assert options("--retry", "5").retry.kinds == {"failed"}
    assert options("--retry", "truncated").retry.kinds == {"truncated"}


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("trunkated", "did you mean truncated?"),
        ("5,fail", "did you mean failed?"),
        ("5.5", "known: failed, truncated"),
        ("failed,", "known: failed, truncated"),
        ("", "known: failed, truncated"),
    ],
)
def test_another_word_after_retry_is_refused_with_what_may_have_been_meant(
    text: str, hint: str
) -> None:
    with pytest.raises(ConfigError) as refused:
        typed("--retry", text)
    assert (refused.value.entry.code, refused.value.fix) == ("C601", hint)


def test_limits_may_follow_one_flag_or_several() -> None:
    said = options("--slo", "ttft=500", "tpot=50.5", "--slo", "e2el=10000")
    assert said.slo == {"ttft": 500.0, "tpot": 50.5, "e2el": 10_000.0}
    assert options().slo == {}


@pytest.mark.parametrize("words", [["ttf=5"], ["ttft"], ["ttft=0"], ["ttft=1", "ttft=2"]])
def test_a_limit_without_sense_is_an_error(words: list[str]) -> None:
    with pytest.raises(ConfigError, match="slo"):
        options("--slo", *words)


def test_pressure_lasts_as_long_as_is_said() -> None:
    assert options().pressure_s is None
    assert options("--pressure").pressure_s == 15
    assert options("--pressure", "--pressure-time", "60").pressure_s == 60


def test_what_is_not_said_changes_nothing() -> None:
    assert options() == Options(mode="perf")
