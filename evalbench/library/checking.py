"""`evalbench datasets check`: rows by each benchmark's own loader, and files by their SHA-256."""

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple, TextIO

from evalbench.config.dataset import DatasetConfig
from evalbench.data_folder import locate
from evalbench.errors import DatasetError
from evalbench.errors.data import DATA_NOT_FOUND, FILE_MISSING
from evalbench.errors.entries import Phrase, verbatim
from evalbench.library import waiting
from evalbench.library.benchmarks import Benchmark, Counted, counted
from evalbench.library.presence import Present, present
from evalbench.library.words import Say, some
from evalbench.summarizers.table import as_text, fitted, narrowed
from evalbench.terminal import columns_of, fitting
from evalbench.types import Table

_COLUMNS = (
    Phrase("name", "名称"),
    Phrase("benchmark", "基准"),
    Phrase("rows", "行数"),
    Phrase("SHA-256", "SHA-256"),
    Phrase("", ""),
)
_RIGHT = Phrase("right", "正确")
_WRONG = Phrase("WRONG", "不符")
_ABSENT = Phrase("not here", "不在本地")
_ROWS = Phrase("{name} {found}", "{name} {found}")
_OTHER_ROWS = Phrase("{name} {found}, not {expected}", "{name} {found}，应为 {expected}")
_SUMS = Phrase("{same} of {known}", "{same}/{known}")
_NO_SUMS = Phrase("none known", "无已知值")
_OTHER_FILE = Phrase("{path} is not the published file", "{path} 与发布的文件不同")
_MISSING = Phrase("{name} lacks {files}{hint}", "{name} 缺少 {files}{hint}")
_FETCH = Phrase(
    "\n  to have it: evalbench datasets fetch {name}", "\n  可执行：evalbench datasets fetch {name}"
)
_END = Phrase(
    "{right} right, {wrong} wrong, {absent} not here",
    "正确 {right}，不符 {wrong}，不在本地 {absent}",
)


class _Verdict(NamedTuple):
    told: Phrase
    row: Sequence[str]
    remarks: Sequence[Phrase]


def check(
    benchmarks: Sequence[Benchmark], screen: TextIO, say: Say, *, named: bool
) -> tuple[str, bool]:
    """The table, and whether nothing is wrong. One that is `named` and is not here is wrong.

    `say` is told what takes long.
    """
    seen = cache(present)  # several may share a folder
    verdicts = [_verdict(each, seen(each.folder)) for each in waiting.told(benchmarks, say)]
    table = Table("", [str(head) for head in _COLUMNS], [each.row for each in verdicts])
    columns = columns_of(screen)
    if columns is not None:  # a file that is another one is told below the table, too
        narrow = fitted(table, columns, [str(_COLUMNS[3]), str(_COLUMNS[1])])
        table = narrowed(narrow, columns, [str(_COLUMNS[2])])
    remarks = dict.fromkeys(str(remark) for each in verdicts for remark in each.remarks)
    told = [each.told for each in verdicts]
    wrong, absent = told.count(_WRONG), told.count(_ABSENT)
    end = _END.filled(right=told.count(_RIGHT), wrong=wrong, absent=absent)
    below = (fitting(each, screen) for each in [*remarks, str(end)])
    return "\n".join([as_text(table), "", *below]), not wrong and not (named and absent)


def _verdict(benchmark: Benchmark, files: Sequence[Present]) -> _Verdict:
    others = [each for each in files if each.differs]
    remarks = [_OTHER_FILE.filled(path=each.place) for each in others]
    missing = list(_missing(benchmark, files))
    splits: Sequence[Counted] = ()
    try:
        splits = counted(benchmark, _place) or _at_least_there(benchmark)
    except DatasetError as error:
        if error.entry is DATA_NOT_FOUND:
            return _Verdict(_ABSENT, _row(benchmark, (), files, _ABSENT), remarks)
        if error.entry is not FILE_MISSING or not missing:
            remarks.append(verbatim(str(error)))
        right = False
    else:
        right = not others and all(split.right for split in splits)
    told = _RIGHT if right else _WRONG
    return _Verdict(told, _row(benchmark, splits, files, told), [*remarks, *missing])


def _missing(benchmark: Benchmark, files: Sequence[Present]) -> Iterator[Phrase]:
    """Of a set that is here in part. Its loader may do without: a split that nobody asks for."""
    absent = [each.file for each in files if each.place is None]
    if absent and len(absent) < len(files):
        named = some(absent, benchmark.loader.layout)
        hint = "" if benchmark.about.by_hand else _FETCH.filled(name=benchmark.folder)
        yield _MISSING.filled(name=benchmark.folder, files=named, hint=hint)


def _at_least_there(benchmark: Benchmark) -> Sequence[Counted]:
    """Nothing to be counted, as of texts of which questions are made. Raises DatasetError."""
    for config in benchmark.sets:
        _place(config)
    return ()


def _place(config: DatasetConfig) -> Path:
    return locate(config.path, config.loader, config.abbr)


def _row(
    benchmark: Benchmark, splits: Sequence[Counted], files: Sequence[Present], told: Phrase
) -> list[str]:
    rows = [(_ROWS if each.right else _OTHER_ROWS).filled(**each._asdict()) for each in splits]
    known = [each for each in files if each.file.sha256]
    same = sum(each.sha256 == each.file.sha256 for each in known)
    sums = _SUMS.filled(same=same, known=len(known)) if known else _NO_SUMS
    shown = [benchmark.folder, benchmark.about.title, ", ".join(map(str, rows)), str(sums)]
    return [*shown, str(told)]
