"""What takes long says so on stderr meanwhile: a bar on a terminal, a line for much data."""

from collections.abc import Iterator, Sequence
from functools import partial

from tqdm import tqdm

from evalbench.errors.entries import Phrase
from evalbench.library.benchmarks import Benchmark
from evalbench.library.presence import size_of
from evalbench.library.words import Say, size

_MUCH = 500_000_000  # bytes, which a disk and a check sum take seconds for
_PATIENCE_S = 0.5  # before a bar is shown
_READING = Phrase("reading {folder}: {size}", "正在读取 {folder}：{size}")


def told(benchmarks: Sequence[Benchmark], say: Say) -> Iterator[Benchmark]:
    """Each in turn, and which it is, for people who wait; a folder's size is said once."""
    said: set[str] = set()
    with tqdm(benchmarks, disable=None, leave=False, delay=_PATIENCE_S) as bar:
        for benchmark in bar:
            bar.set_description_str(benchmark.folder, refresh=False)
            if benchmark.folder not in said:
                said.add(benchmark.folder)
                announce(benchmark.folder, partial(_beside, bar, say))
            yield benchmark


def _beside(bar: "tqdm[Benchmark]", say: Say, text: str) -> None:
    """`external_write_mode` would draw a bar whose time has not come, and never clear it."""
    bar.clear()
    say(text)


def announce(folder: str, say: Say) -> None:
    """That all files of a set are read now, where they are many bytes."""
    count = size_of(folder)
    if count >= _MUCH:
        say(str(_READING.filled(folder=folder, size=size(count))))
