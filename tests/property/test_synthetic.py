"""What holds for every random prompt of every kind of tokenizer."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalbench.datasets.synthetic import SyntheticDataset
from tests.small_tokenizers import KINDS, build, transformers


@pytest.fixture(scope="module", params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def folder(kind: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(kind, tmp_path_factory.mktemp("tokenizer"))


@pytest.fixture(scope="module")
def tokens(folder: Path) -> Callable[[str], list[int]]:
    """The judge: the package's own tokenizer, not through evalbench."""
    judge = transformers.AutoTokenizer.from_pretrained(str(folder))

    def counted(text: str) -> list[int]:
        found: list[int] = judge.encode(text)
        return found

    return counted


def rows(folder: Path, **options: Any) -> list[Any]:
    return SyntheticDataset.load(folder, "test", **options)


LENGTHS = st.tuples(st.integers(3, 300), st.integers(3, 300)).map(sorted).map(tuple)


@settings(deadline=None, max_examples=25)
@given(lengths=LENGTHS, seed=st.integers(0, 2**64))
def test_every_prompt_has_exactly_the_tokens_that_its_row_says(folder, tokens, lengths, seed):
    for row in rows(folder, count=20, input_len=lengths, seed=seed):
        assert len(tokens(str(row["prompt"]))) == row["input_len"]
        assert lengths[0] <= row["input_len"] <= lengths[1]


@settings(deadline=None, max_examples=10)
@given(length=st.integers(5, 40), seed=st.integers(0, 2**32))
def test_no_two_prompts_share_their_first_sixteen_tokens(folder, tokens, length, seed):
    found = [
        tokens(str(row["prompt"])) for row in rows(folder, count=200, input_len=length, seed=seed)
    ]
    assert len({tuple(each[:16]) for each in found}) == 200


@settings(deadline=None, max_examples=10)
@given(few=st.integers(1, 20), more=st.integers(0, 20), lengths=LENGTHS, seed=st.integers(0, 2**32))
def test_a_prompt_is_the_same_however_many_there_are(folder, few, more, lengths, seed):
    options = {"input_len": lengths, "output_len": (1, 500), "seed": seed}
    shown = [
        [(str(row["prompt"]), row["max_out_len"]) for row in rows(folder, count=count, **options)]
        for count in (few, few + more)
    ]
    assert shown[0] == shown[1][:few]


def test_prompts_are_printable_and_neither_begin_nor_end_with_a_space(folder):
    for row in rows(folder, count=50, input_len=40):
        text = str(row["prompt"])
        assert text.isprintable()
        assert text == text.strip()


def test_the_shortest_prompt_has_one_token_of_its_own(kind, folder, tokens):
    around = KINDS[kind][1]
    (row,) = rows(folder, count=1, input_len=around + 1)
    assert len(tokens(str(row["prompt"]))) == around + 1


def test_a_prompt_of_a_hundred_thousand_tokens(folder, tokens):
    (row,) = rows(folder, count=1, input_len=100_000)
    assert len(tokens(str(row["prompt"]))) == 100_000
