"""A key in a file of its own: what is taken from it, and what is said of a file that holds none."""

from pathlib import Path

import pytest

from evalbench.config.key_file import key_in, others_may_read
from evalbench.config.model import model_config
from evalbench.config.options import Options
from evalbench.config.overrides import apply
from evalbench.errors import ConfigError

KEY = "sk-Zk3vQ9Lm27Xw41"
MODEL = {"type": "VLLMCustomAPIChat", "abbr": "m"}


def written(folder: Path, content: bytes, mode: int = 0o600) -> str:
    file = folder / "key.txt"
    file.write_bytes(content)
    file.chmod(mode)
    return str(file)


@pytest.mark.parametrize("content", [KEY, f"{KEY}\n", f"\ufeff {KEY}\r\n\n"])
def test_the_key_is_what_stands_in_the_file(tmp_path: Path, content: str) -> None:
    path = written(tmp_path, content.encode())
    assert key_in(path, "x.py: m") == KEY
    model = model_config({**MODEL, "api_key_file": path}, "x.py: m")
    assert ("Authorization", f"Bearer {KEY}") in model.protocol.discovery().headers
    assert KEY not in repr(model)


@pytest.mark.parametrize(
    "content",
    [b"", b" \n", f"{KEY}\nand another".encode(), b"sk-\xff\xfe12345", b"k\0ey", b"k" * 20_000],
    ids=["empty", "blank", "two lines", "bytes", "binary", "long"],
)
def test_a_file_that_is_no_key_is_told_without_what_is_in_it(
    tmp_path: Path, content: bytes
) -> None:
    with pytest.raises(ConfigError, match=r"key\.txt does not hold one line .* \[C902\]") as found:
        key_in(written(tmp_path, content), "x.py: m")
    assert "sk-" not in str(found.value)


def test_a_file_that_is_not_there_is_told_with_its_reason(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"x\.py: m: .*No such file or directory \[C901\]"):
        key_in(str(tmp_path / "none"), "x.py: m")
    with pytest.raises(ConfigError, match=r"Is a directory \[C901\]"):
        key_in(str(tmp_path), "x.py: m")


@pytest.mark.parametrize(
    ("mode", "open_"), [(0o600, False), (0o400, False), (0o640, True), (0o604, True), (0o660, True)]
)
def test_a_file_that_others_may_read_is_known(tmp_path: Path, mode: int, open_: bool) -> None:
    assert others_may_read(written(tmp_path, KEY.encode(), mode)) is open_


def test_a_key_and_a_file_are_one_too_many(tmp_path: Path) -> None:
    path = written(tmp_path, KEY.encode())
    with pytest.raises(ConfigError, match=r"api_key and api_key_file exclude .*\[C903\]"):
        model_config({**MODEL, "api_key": "x", "api_key_file": path}, "x.py: m")
    with pytest.raises(ConfigError, match=r"\[C904\]"):
        apply([MODEL], Options(api_key_env="HOME", api_key_file=path))


def test_who_asks_nobody_needs_no_file() -> None:
    model = model_config({**MODEL, "api_key_file": "/nowhere"}, "x.py: m", asks=False)
    assert model.key == ""
