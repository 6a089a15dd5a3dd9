"""`evalbench datasets list`: each benchmark, what of it is here, and where the rest comes from."""

from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import TextIO

from evalbench.data_folder import own
from evalbench.errors.entries import Phrase
from evalbench.library import words
from evalbench.library.benchmarks import Benchmark
from evalbench.library.presence import Present, present, short_hash, unlisted
from evalbench.library.waiting import told
from evalbench.library.words import Say
from evalbench.summarizers.table import as_text, fitted, width_of
from evalbench.terminal import columns_of, fitting
from evalbench.types import Table

_COLUMNS = (
    Phrase("name", "名称"),
    Phrase("benchmark", "基准"),
    Phrase("rows", "行数"),
    Phrase("here", "本地"),
    Phrase("hash", "哈希"),
    Phrase("licence", "许可"),
    Phrase("fetched from", "下载来源"),
)
_TITLE = 1
_SPARE = [_COLUMNS[place] for place in (2, 4, 5)]
_LAST_SPARE = _COLUMNS[6]  # which `datasets fetch` tells, too
_ALL = Phrase("all", "齐全")
_SOME = Phrase("{here} of {wanted} files", "{here}/{wanted} 个文件")
_OTHER = Phrase("{count} other than published", "{count} 个与发布值不同")
_NONE = Phrase("-", "-")
_SOMETHING = Phrase("here", "有")
_LEFT_OUT = Phrase(
    "Left out here, and shown where there is room or through a pipe: {columns}.",
    "此处省略、终端更宽或通过管道时显示的列：{columns}。",
)
_ROWS = Phrase(
    "Rows are those published, the hash is over the files that are here.",
    "行数为发布值，哈希由本地已有文件算出。",
)
_PLACE = Phrase("Files are put into {folder}/.", "下载的文件放入 {folder}/。")
_NOT_TRIED = Phrase(
    "No source was tried yet: they are what publishers state.",
    "所有来源均未经实测，以发布方的说明为准。",
)


def listing(benchmarks: Sequence[Benchmark], screen: TextIO, say: Say) -> str:
    """A row for each; a narrow screen goes without some columns. Raises DatasetError.

    `say` is told what takes long.
    """
    seen = cache(present)  # several may share a folder
    rows = [_row(each, seen(each.folder)) for each in told(benchmarks, say)]
    table = Table("", [str(head) for head in _COLUMNS], rows)
    columns = columns_of(screen)
    if columns is not None:
        table = _fitted(table, columns)
    heads = [str(_COLUMNS[place]) for place in (2, 4)]
    known = [_ROWS] if all(head in table.columns for head in heads) else []
    gone = [str(head) for head in _COLUMNS if str(head) not in table.columns]
    left_out = [_LEFT_OUT.filled(columns=", ".join(gone))] if gone else []
    notes = [*left_out, *known, _PLACE.filled(folder=own()), _NOT_TRIED]
    return "\n".join([as_text(table), "", *(fitting(str(each), screen) for each in notes)])


def _fitted(table: Table, columns: int) -> Table:
    """A title goes only where the folder tells as much: several benchmarks may share one."""
    spare = [str(head) for head in _SPARE]
    titled = fitted(table, columns, spare)
    if width_of(titled) <= columns:
        return titled
    sharing = Counter(row[0] for row in table.rows)
    rows = [
        row if sharing[row[0]] > 1 else [*row[:_TITLE], "", *row[_TITLE + 1 :]]
        for row in table.rows
    ]
    return fitted(Table(table.title, table.columns, rows), columns, [*spare, str(_LAST_SPARE)])


def _row(benchmark: Benchmark, files: Sequence[Present]) -> list[str | None]:
    about = benchmark.about
    here = _here(files)
    if not files:
        files = unlisted(benchmark.paths)
        here = _SOMETHING if files else _NONE
    rows = ", ".join(f"{split} {count}" for split, count in about.rows.items())
    return [
        benchmark.folder, about.title, rows, str(here), short_hash(files), about.licence,
        str(words.places(benchmark.folder)),
    ]  # fmt: skip


def _here(files: Sequence[Present]) -> Phrase:
    here = [each for each in files if each.place]
    if others := sum(each.differs for each in here):
        return _OTHER.filled(count=others)
    if len(here) == len(files):
        return _ALL
    return _SOME.filled(here=len(here), wanted=len(files)) if here else _NONE
