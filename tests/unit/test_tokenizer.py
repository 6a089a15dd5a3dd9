"""The tokenizer at a model's `path`: its folder, its chat template, and that it is loaded once."""

import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from evalbench.errors import ConfigError
from evalbench.tokenizer import Tokenizer, check_folder, tokenizer_at
from evalbench.types import Message

TURNS = (Message("user", "one two"), Message("assistant", "three"))


class Words:
    """Counts words; a special token stands before them where it is asked for."""

    chat_template: str | None = None

    def encode(self, text: str, *, add_special_tokens: bool) -> list[int]:
        return list(range(len(text.split()) + add_special_tokens))

    def decode(self, ids: list[int]) -> str:
        return " ".join(map(str, ids))

    def apply_chat_template(self, messages: list[dict[str, str]], **options: Any) -> str:
        assert options == {"tokenize": False, "add_generation_prompt": True}
        said = [f"<{each['role']}> {each['content']}" for each in messages]
        return " ".join([*said, "<assistant>"])


@pytest.fixture
def words(monkeypatch: pytest.MonkeyPatch) -> Words:
    """What `from_pretrained` gives, in place of the package, which need not be installed."""
    found = Words()
    loader = SimpleNamespace(from_pretrained=lambda path, **_: found)
    monkeypatch.setitem(sys.modules, "transformers", SimpleNamespace(AutoTokenizer=loader))
    return found


def test_a_folder_with_one_of_a_tokenizers_files_will_do(tmp_path: Path) -> None:
    (tmp_path / "tokenizer.model").touch()
    check_folder(str(tmp_path), "x.py: m")


def test_a_folder_that_is_none_is_told_with_its_place(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"^x\.py: m: path '/nowhere' is no folder"):
        check_folder("/nowhere", "x.py: m")
    (tmp_path / "weights").touch()
    with pytest.raises(ConfigError, match=r"x\.py: m: no tokenizer in .*\n.*it holds weights$"):
        check_folder(str(tmp_path), "x.py: m")


def test_a_text_gets_the_special_tokens_and_an_output_does_not(words: Words) -> None:
    tokenizer = Tokenizer("/t", trust_remote_code=False)
    assert tokenizer.encode_prompt("one two").tokens == 3
    assert tokenizer.decode_output("one two").tokens == 2


def test_turns_are_counted_with_the_chat_template_or_as_lines(words: Words) -> None:
    tokenizer = Tokenizer("/t", trust_remote_code=False)
    assert tokenizer.encode_prompt(TURNS).tokens == 4  # a special one and three words
    words.chat_template = "…"
    assert (
        tokenizer.encode_prompt(TURNS).tokens == 6
    )  # <user> one two <assistant> three <assistant>


def test_a_tokenizer_is_loaded_once(words: Words, tmp_path: Path) -> None:
    first = tokenizer_at(str(tmp_path), trust_remote_code=False)
    assert tokenizer_at(str(tmp_path), trust_remote_code=False) is first
