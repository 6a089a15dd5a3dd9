"""The simulator's options on a command line; shared by both commands that start one."""

import argparse
from dataclasses import fields

from evalbench.simulator.settings import SimulatorSettings

_OPTIONS: tuple[tuple[str, str, type, str], ...] = (
    ("--host", "host", str, "address to listen on"),
    ("--port", "port", int, "port to listen on; 0: any free one"),
    ("--ttft-ms", "ttft_ms", float, "time to the first token, ms"),
    ("--itl-ms", "itl_ms", float, "time between two tokens, ms"),
    ("--tokens", "tokens", int, "output tokens of an answer that nothing cuts"),
    ("--model-name", "model", str, "name of the model that is served"),
    ("--max-model-len", "max_model_len", int, "context length, tokens"),
    ("--book", "book", str, "JSONL file of prompt hashes and right answers"),
    ("--correct-rate", "correct_rate", float, "share of the book that is answered rightly"),
    ("--seed", "seed", int, "which part of the book that is"),
    ("--log", "log", str, "JSONL file that gets the true instants of every request"),
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add one option for each key of SimulatorSettings, with its default."""
    defaults = {key.name: key.default for key in fields(SimulatorSettings)}
    for flag, key, type_, meaning in _OPTIONS:
        default = defaults[key]
        shown = "" if default is None else " (default: %(default)s)"
        parser.add_argument(flag, dest=key, type=type_, default=default, help=meaning + shown)


def settings_from(namespace: argparse.Namespace) -> SimulatorSettings:
    """The settings that the parsed options mean. Raises ConfigError."""
    return SimulatorSettings(**{key: getattr(namespace, key) for _, key, _, _ in _OPTIONS})


def words_of(settings: SimulatorSettings) -> list[str]:
    """The command line that means these settings."""
    given = [(flag, getattr(settings, key)) for flag, key, _, _ in _OPTIONS]
    return [word for flag, value in given if value is not None for word in (flag, str(value))]
