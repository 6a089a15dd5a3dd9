"""IFBench: prompts with unfamiliar instructions that a program can verify, in English."""

from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

from evalbench.datasets.files import Numbered, existing, read_jsonl
from evalbench.datasets.instructions import COLUMNS, Parameters, instruction_row
from evalbench.datasets.parquet import read_parquet
from evalbench.interfaces import About, Row

_PARQUET = "data/train-00000-of-00001.parquet"


class IFBenchDataset:
    """IFBench, the test set.

    Paper: Pyatkin et al. 2025, "Generalizing Verifiable Instruction Following", arXiv:2507.02833.
    Licence of the data: ODC-BY 1.0. One split, 300 prompts with 344 instructions of 58 kinds.
    """

    layout: ClassVar[str] = f"ifbench/{_PARQUET} | ifbench/IFBench_test.jsonl"
    source: ClassVar[str] = "https://github.com/allenai/IFBench"
    about: ClassVar[About | None] = About(
        title="IFBench",
        paper="arXiv:2507.02833",
        licence="ODC-BY 1.0",
        rows={"train": 300},
        verified=True,
    )
    # what a row has to say of each kind of instruction
    instructions: ClassVar[Mapping[str, Parameters]] = {
        "count:conjunctions": {"small_n": int},
        "count:keywords_multiple": {f"keyword{number}": str for number in range(1, 6)},
        "count:numbers": {"N": int},
        "count:person_names": {"N": int},
        "count:pronouns": {"N": int},
        "count:punctuation": {},
        "count:unique_word_count": {"N": int},
        "count:word_count_range": {"min_words": int, "max_words": int},
        "count:words_japanese": {"N": int},
        "custom:character_reverse": {},
        "custom:csv_city": {},
        "custom:csv_quotes": {},
        "custom:csv_special_character": {},
        "custom:date_format_list": {},
        "custom:european_capitals_sort": {},
        "custom:mcq_count_length": {},
        "custom:multiples": {},
        "custom:reverse_newline": {},
        "custom:sentence_alphabet": {},
        "custom:word_reverse": {},
        "format:emoji": {},
        "format:line_indent": {},
        "format:list": {"sep": str},
        "format:newline": {},
        "format:no_bullets_bullets": {},
        "format:no_whitespace": {},
        "format:options": {"options": str},
        "format:output_template": {},
        "format:parentheses": {},
        "format:quote_unquote": {},
        "format:quotes": {},
        "format:sub-bullets": {},
        "format:thesis": {},
        "format:title_case": {},
        "ratio:overlap": {"reference_text": str, "percentage": int},
        "ratio:sentence_balance": {},
        "ratio:sentence_type": {},
        "ratio:sentence_words": {},
        "ratio:stop_words": {"percentage": int},
        "repeat:repeat_change": {"prompt_to_repeat": str},
        "repeat:repeat_simple": {},
        "repeat:repeat_span": {"prompt_to_repeat": str, "n_start": int, "n_end": int},
        "sentence:alliteration_increment": {},
        "sentence:increment": {"small_n": int},
        "sentence:keyword": {"word": str, "N": int},
        "words:alphabet": {},
        "words:consonants": {},
        "words:keywords_specific_position": {"keyword": str, "n": int, "m": int},
        "words:last_first": {},
        "words:no_consecutive": {},
        "words:odd_even_syllables": {},
        "words:palindrome": {},
        "words:paragraph_last_first": {},
        "words:prime_lengths": {},
        "words:repeats": {"small_n": int},
        "words:start_verb": {},
        "words:vowel": {},
        "words:words_position": {"keyword": str},
    }

    @staticmethod
    def load(path: Path, split: str) -> list[Row]:  # noqa: ARG004, there is but one
        """The rows: key, prompt, instruction_id_list, kwargs and, of these, the reference.

        `path` is the Parquet file, the jsonl file, or the folder that one of them is in.
        """
        file = existing(
            _file_in(path) if path.is_dir() else path,
            layout=IFBenchDataset.layout,
            source=IFBenchDataset.source,
        )
        return [
            instruction_row(file, found, IFBenchDataset.instructions, "IFBench")
            for found in _rows(file)
        ]


def _file_in(folder: Path) -> Path:
    parquet = folder / _PARQUET
    return parquet if parquet.is_file() else folder / "IFBench_test.jsonl"


def _rows(file: Path) -> list[Numbered]:
    if file.suffix == ".parquet":
        return read_parquet(file, columns=COLUMNS)
    return read_jsonl(file, required=COLUMNS)
