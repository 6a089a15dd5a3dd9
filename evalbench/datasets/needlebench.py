"""NeedleBench v2: what was said somewhere in a long text, made of texts and needles of a folder.

The same seed makes the same prompts. Lengths are tokens of the tokenizer whose folder
`tokenizer_model` is, or characters where that is None.
"""

import random
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar, Literal

from evalbench.datasets.haystack import Measure, check_depths, haystacks
from evalbench.datasets.needlebench_texts import GUIDE, ONE_NEEDLE, SEVERAL_NEEDLES
from evalbench.datasets.needles import (
    Language,
    asked_in_turn,
    distinct,
    read_names,
    read_needles,
    story,
)
from evalbench.interfaces import About, Row
from evalbench.prompts.render import fill

Place = Literal["End", "Start"]
_LAYOUT = (
    "needlebench/{PaulGrahamEssays,zh_finance}[/*]{.jsonl (text),.txt}, "
    "needles.jsonl (needle, retrieval_question, arg1, arg2, language), names.json"
)
_SOURCE = "https://huggingface.co/datasets/opencompass/NeedleBench"
_ABOUT = About(
    title="NeedleBench v2",
    paper="arXiv:2407.11963",
    licence="MIT",
    rows={},
    verified=False,
    by_hand=True,
)


class NeedleBenchOriginDataset:
    """One needle, asked for by a question. The text around it is the user's own, or Paul Graham's.

    Paper: Li et al. 2024, "NeedleBench: Evaluating LLM Retrieval and Reasoning Across Varying
    Information Densities", arXiv:2407.11963. Licence: MIT. Rows: as many as are asked for.
    """

    layout: ClassVar[str] = _LAYOUT
    source: ClassVar[str] = _SOURCE
    about: ClassVar[About | None] = _ABOUT

    @staticmethod
    def load(
        path: Path,
        split: str,  # noqa: ARG004 - the contract's; there is only one
        *,
        length: int,
        depth: float,
        file_list: list[str],
        num_repeats_per_file: int,
        length_buffer: int,
        language: Language,
        needle_file_name: str,
        tokenizer_model: str | None = None,
        quesiton_position: Place = "End",
        seed: int = 0,
    ) -> list[Row]:
        """The rows: prompt, answer (keywords; canonical, the same as one text).

        The text has `length` less `length_buffer` units, the needle included, which stands behind
        `depth` percent of the rest.
        """
        check_depths([depth])
        file = path / needle_file_name
        needles = read_needles(file, language, layout=_LAYOUT, source=_SOURCE)
        form = ONE_NEEDLE[language, quesiton_position]
        rows: list[Row] = []
        for hay in haystacks(path, file_list, Measure(tokenizer_model)):
            for number, order in hay.orders(num_repeats_per_file, seed):
                needle = random.Random(number).choice(needles)
                lines = [_line(needle.sentence)]
                context = hay.around(order, length - length_buffer, lines, [depth])
                rows.append(_row(form, context, needle.question, [needle.keyword]))
        return rows


class NeedleBenchParallelDataset:
    """A needle at each of several depths, all asked for at once. See NeedleBenchOriginDataset."""

    layout: ClassVar[str] = _LAYOUT
    source: ClassVar[str] = _SOURCE
    about: ClassVar[About | None] = _ABOUT

    @staticmethod
    def load(
        path: Path,
        split: str,  # noqa: ARG004 - the contract's; there is only one
        *,
        needle_file_name: str,
        length: int,
        depths: list[float],
        file_list: list[str],
        num_repeats_per_file: int,
        length_buffer: int,
        language: Language,
        tokenizer_model: str | None = None,
        quesiton_position: Place = "End",
        seed: int = 0,
    ) -> list[Row]:
        """The rows: prompt, answer (keywords and depths in the same order; canonical)."""
        check_depths(depths)
        file = path / needle_file_name
        known = read_needles(file, language, layout=_LAYOUT, source=_SOURCE)
        chosen = distinct(known, len(depths), file, language, seed)
        form = SEVERAL_NEEDLES[language, quesiton_position]
        rows: list[Row] = []
        for hay in haystacks(path, file_list, Measure(tokenizer_model)):
            for number, order in hay.orders(num_repeats_per_file, seed):
                needles = list(chosen)
                random.Random(number).shuffle(needles)
                lines = [_line(needle.sentence) for needle in needles]
                context = hay.around(order, length - length_buffer, lines, sorted(depths))
                question = asked_in_turn(needles, file, language)
                keywords = [needle.keyword for needle in needles]
                rows.append(_row(form, context, question, keywords, sorted(depths)))
        return rows


class NeedleBenchMultiDataset:
    """A story of relatives in several needles: who is the eldest? See NeedleBenchOriginDataset."""

    layout: ClassVar[str] = _LAYOUT
    source: ClassVar[str] = _SOURCE
    about: ClassVar[About | None] = _ABOUT

    @staticmethod
    def load(
        path: Path,
        split: str,  # noqa: ARG004 - the contract's; there is only one
        *,
        length: int,
        depth: float,
        file_list: list[str],
        num_repeats_per_file: int,
        length_buffer: int,
        language: Language,
        needle_file_name: str,
        num_needles: int,
        diff: float,
        tokenizer_model: str | None = None,
        quesiton_position: Place = "End",
        seed: int = 0,
    ) -> list[Row]:
        """The rows: prompt, answer (the name of the eldest).

        The first needle stands at `depth` percent, each other `diff` percent behind the one before.
        """
        check_depths([depth])
        file = path / needle_file_name
        names = read_names(file, language, layout=_LAYOUT, source=_SOURCE)
        form = ONE_NEEDLE[language, quesiton_position]
        rows: list[Row] = []
        for hay in haystacks(path, file_list, Measure(tokenizer_model)):
            for number, order in hay.orders(num_repeats_per_file, seed):
                told = story(names, num_needles + 1, file, language, number)
                lines = [_line(sentence) for sentence in told.sentences]
                context = hay.spread(order, length - length_buffer, lines, depth, diff)
                guide = GUIDE[language].replace("{last_person}", told.youngest).rstrip("\n")
                fields = {"context": context, "question": f"{told.question}\n{guide}"}
                end = "\n" if quesiton_position == "End" else ""
                rows.append({"prompt": fill(form, fields) + end, "answer": told.eldest})
        return rows


def _line(needle: str) -> str:
    return f"\n{needle}\n"


def _row(
    form: str,
    context: str,
    question: str,
    keywords: Sequence[str],
    depths: Sequence[float] = (),
) -> Row:
    answer = {"canonical": "、".join(keywords), "keywords": list(keywords), "depths": list(depths)}
    return {"prompt": fill(form, {"context": context, "question": question}), "answer": answer}
