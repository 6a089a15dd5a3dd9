"""The config that a run writes down: the same without its secrets."""

from pathlib import Path
from typing import Any

import pytest

from evalbench.config import files
from evalbench.config.dump import as_python
from evalbench.secrecy import masked, secrets_in

KEY = "sk-0123456789"


@pytest.mark.parametrize(
    ("tree", "seen"),
    [
        ({"api_key": KEY}, {"api_key": "***"}),
        ({"Authorization": f"Bearer {KEY}"}, {"Authorization": "Bearer ***"}),
        ({"headers": {"X-Api-Key": KEY}}, {"headers": {"X-Api-Key": "***"}}),
        ({"extra_body": {"password": KEY}}, {"extra_body": {"password": "***"}}),
        ({"headers": {"X-Auth-Token": KEY}}, {"headers": {"X-Auth-Token": "***"}}),
        ({"headers": {"Cookie": f"session={KEY}"}}, {"headers": {"Cookie": "***"}}),
        ({"url": f"http://me:{KEY}@host/v1"}, {"url": "http://***@host/v1"}),
        ([{"api_key": KEY}, {"api_key": ""}], [{"api_key": "***"}, {"api_key": ""}]),
        ({"api_key": [KEY]}, {"api_key": ["***"]}),
    ],
)  # fmt: skip
def test_what_is_named_like_a_secret_is_masked(tree: Any, seen: Any) -> None:
    assert masked(tree) == seen
    assert KEY in set(secrets_in(tree)) | {each.rpartition(":")[2] for each in secrets_in(tree)} | {
        each.rpartition("=")[2] for each in secrets_in(tree)
    }


@pytest.mark.parametrize(
    "tree",
    [
        {"api_key_env": "OPENAI_API_KEY"},  # the name of a variable is no secret
        {"max_tokens": 5, "tokens": 32},
        {"ice_token": "</E>"},
        {"stop_token": "<|end|>", "eos_token": "</s>"},
        {"pad_token": "<pad>"},
        {"url": "http://host:80/v1"},
        {"prompt": "What is the password? My email is a@b.c"},
        {"path": "/data/secret/tokenizer"},
        {"secretary": None},
    ],
)
def test_what_only_sounds_like_a_secret_stays(tree: dict[str, Any]) -> None:
    assert masked(tree) == tree
    assert list(secrets_in(tree)) == []


@pytest.mark.parametrize(
    "value",
    [
        "a\u2028b\n'\"\\ {x} </E> \U0001f600",
        [1, 2.5, None, True, {"a": {"b": []}}],
        {"nested": {"list": [{"deep": ("x" * 200)}]}},
        1e300,
        -0.0,
    ],
)
def test_a_value_survives_the_dump(tmp_path: Path, value: Any) -> None:
    file = tmp_path / "dumped.py"
    file.write_text(as_python({"value": value}), encoding="utf-8")
    assert files.read(file) == {"value": value}


def test_the_dumped_tree_is_not_changed() -> None:
    tree = {"models": [{"api_key": KEY}]}
    as_python(tree)
    assert tree == {"models": [{"api_key": KEY}]}
