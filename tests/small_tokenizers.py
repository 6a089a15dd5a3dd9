"""One small tokenizer of every kind that is in use, each trained on made-up text in a moment."""

import random
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import pytest

_REASON = "transformers is not installed: pip install 'evalbench[tokenizer]'"
transformers = pytest.importorskip("transformers", reason=_REASON)
tokenizers = pytest.importorskip("tokenizers", reason=_REASON)

_RNG = random.Random(5)
_SYLLABLES = ("ka", "lo", "mi", "ren", "sta", "tu", "vo", "zel", "pra", "nim")
_WORDS = ["".join(parts) for n in (1, 2, 3) for parts in product(_SYLLABLES, repeat=n)][:700]
_SPACED = [" ".join(_RNG.choices(_WORDS, k=12)) for _ in range(3000)]
_SIGNS = "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏闰余成岁律吕调阳云腾致雨露结为霜"
_UNSPACED = ["".join(_RNG.choices(_SIGNS, k=30)) for _ in range(3000)]


def _byte_level(folder: Path, lines: list[str], size: int, *, by_words: bool) -> None:
    """As GPT-2, Llama 3 and Qwen."""
    tokenizer = tokenizers.Tokenizer(tokenizers.models.BPE())
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.ByteLevel(
        add_prefix_space=False, use_regex=by_words
    )
    tokenizer.decoder = tokenizers.decoders.ByteLevel()
    trainer = tokenizers.trainers.BpeTrainer(
        vocab_size=size,
        special_tokens=["<|end|>"],
        initial_alphabet=tokenizers.pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(lines, trainer)
    _save(tokenizer, folder, eos_token="<|end|>")


_SPECIAL = ["<unk>", "<s>", "</s>"]


def _byte_level_words(folder: Path) -> None:
    _byte_level(folder, _SPACED, 2500, by_words=True)


def _byte_level_unspaced(folder: Path) -> None:
    _byte_level(folder, _UNSPACED, 1500, by_words=False)


def _across_words(folder: Path) -> None:
    """Tokens of several words, as SuperBPE's."""
    _byte_level(folder, _SPACED, 3000, by_words=False)


def _sentence_pieces(folder: Path) -> None:
    """As Llama 2: a BOS, and spaces that are part of the next word."""
    trainer = tokenizers.trainers.BpeTrainer(
        vocab_size=2000, special_tokens=_SPECIAL, show_progress=False
    )
    tokenizer = tokenizers.Tokenizer(tokenizers.models.BPE(unk_token="<unk>"))
    _train_on_pieces(tokenizer, trainer, "<s> $A")
    _save(tokenizer, folder, bos_token="<s>", eos_token="</s>", unk_token="<unk>")


def _unigram(folder: Path) -> None:
    """As T5: an EOS."""
    trainer = tokenizers.trainers.UnigramTrainer(
        vocab_size=1500, special_tokens=_SPECIAL, unk_token="<unk>", show_progress=False
    )
    tokenizer = tokenizers.Tokenizer(tokenizers.models.Unigram())
    _train_on_pieces(tokenizer, trainer, "$A </s>")
    _save(tokenizer, folder, bos_token="<s>", eos_token="</s>", unk_token="<unk>")


def _train_on_pieces(tokenizer: Any, trainer: object, around: str) -> None:
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.Metaspace()
    tokenizer.decoder = tokenizers.decoders.Metaspace()
    tokenizer.train_from_iterator(_SPACED, trainer)
    tokenizer.post_processor = tokenizers.processors.TemplateProcessing(
        single=around, special_tokens=[("<s>", 1), ("</s>", 2)]
    )


def _word_pieces(folder: Path) -> None:
    """As BERT: lower case, every Chinese sign by itself, a token before and one after."""
    special = ["[UNK]", "[CLS]", "[SEP]"]
    tokenizer = tokenizers.Tokenizer(tokenizers.models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = tokenizers.normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = tokenizers.decoders.WordPiece()
    trainer = tokenizers.trainers.WordPieceTrainer(
        vocab_size=1500, special_tokens=special, show_progress=False
    )
    tokenizer.train_from_iterator([*_UNSPACED, *_SPACED], trainer)
    tokenizer.post_processor = tokenizers.processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 1), ("[SEP]", 2)]
    )
    _save(tokenizer, folder, unk_token="[UNK]", cls_token="[CLS]", sep_token="[SEP]")


def _letters(folder: Path) -> None:
    vocabulary = {sign: place for place, sign in enumerate(" abcdefghijklmnopqrstuvwxyz")}
    tokenizer = tokenizers.Tokenizer(
        tokenizers.models.BPE({**vocabulary, "<unk>": 27}, [], unk_token="<unk>")
    )
    tokenizer.decoder = tokenizers.decoders.Fuse()
    _save(tokenizer, folder, unk_token="<unk>")


def _save(tokenizer: Any, folder: Path, **special: str) -> None:
    transformers.PreTrainedTokenizerFast(tokenizer_object=tokenizer, **special).save_pretrained(
        folder
    )


# with how many tokens each puts around a text
KINDS: dict[str, tuple[Callable[[Path], None], int]] = {
    "byte level": (_byte_level_words, 0),
    "byte level, unspaced": (_byte_level_unspaced, 0),
    "across words": (_across_words, 0),
    "sentence pieces": (_sentence_pieces, 1),
    "unigram": (_unigram, 1),
    "word pieces": (_word_pieces, 2),
    "letters": (_letters, 0),
}


def build(kind: str, folder: Path) -> Path:
    """The folder, with a tokenizer of this kind in it."""
    KINDS[kind][0](folder)
    return folder
