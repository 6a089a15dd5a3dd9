"""The simulator's settings and options: limits, defaults, cheap to import."""

import argparse
import subprocess
import sys

import pytest

from evalbench.errors import ConfigError
from evalbench.simulator.arguments import add_arguments, settings_from
from evalbench.simulator.settings import SimulatorSettings


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("ttft_ms", -1.0),
        ("itl_ms", -0.1),
        ("itl_ms", float("nan")),
        ("ttft_ms", float("inf")),
        ("correct_rate", 1.01),
        ("correct_rate", -0.1),
        ("tokens", 0),
        ("port", 65536),
        ("port", -1),
        ("max_model_len", 0),
        ("model", ""),
        ("host", ""),
    ],
)
def test_a_value_out_of_range_is_refused_by_its_name(key: str, value: object) -> None:
    with pytest.raises(ConfigError, match=key):
        SimulatorSettings(**{key: value})  # type: ignore[arg-type]


def test_zero_times_and_both_ends_of_the_rate_are_allowed() -> None:
    assert SimulatorSettings(ttft_ms=0, itl_ms=0, correct_rate=0).ttft_ms == 0
    assert SimulatorSettings(correct_rate=1).correct_rate == 1


def test_no_option_means_the_default_settings() -> None:
    assert _parsed() == SimulatorSettings()


def test_every_option_reaches_its_key() -> None:
    line = (
        "--host ::1 --port 7 --ttft-ms 1.5 --itl-ms 2.5 --tokens 3 --model-name m"
        " --max-model-len 9 --book b.jsonl --correct-rate 0.25 --seed 4 --log l.jsonl"
    )
    assert _parsed(*line.split()) == SimulatorSettings(
        host="::1",
        port=7,
        ttft_ms=1.5,
        itl_ms=2.5,
        tokens=3,
        model="m",
        max_model_len=9,
        book="b.jsonl",
        correct_rate=0.25,
        seed=4,
        log="l.jsonl",
    )


def test_options_are_imported_without_the_server() -> None:
    code = (
        "import sys, evalbench.simulator.arguments;"
        "print({'asyncio', 'httptools', 'uvloop', 'msgspec'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def _parsed(*arguments: str) -> SimulatorSettings:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return settings_from(parser.parse_args(arguments))
