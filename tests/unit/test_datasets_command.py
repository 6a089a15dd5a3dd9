"""What is here of the benchmarks, whether it is right, and the facts behind both."""

import hashlib
import json
import os
import zipfile
from collections import Counter
from pathlib import Path

import pytest

from evalbench.data_folder import canonical
from evalbench.datasets.files import noted
from evalbench.library import facts, waiting
from evalbench.library.benchmarks import Benchmark, benchmarks
from evalbench.library.listing import listing
from tests import longbench_rows, made_up_data
from tests.file_server import serving
from tests.program import Program

SHARED = Path(__file__).parents[3] / "shared/data"
REAL = Path(os.environ.get("EVALBENCH_DATA", SHARED))
needs_data = pytest.mark.skipif(
    not (REAL / "ceval").is_dir(), reason=f"no benchmark data in {REAL}"
)
ROW = {"problem": "1+1", "answer": 2}


def put(folder: Path, name: str, rows: list[object]) -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return file


def line_of(text: str, title: str) -> list[str]:
    """The cells of the row of a table that has a benchmark's title."""
    (line,) = [line for line in text.splitlines() if f"  {title}  " in line]
    return [cell.strip() for cell in line.split("  ") if cell.strip()]


def test_the_list_tells_what_is_here_and_where_the_rest_is(
    ask_cli: Program, tmp_path: Path
) -> None:
    put(tmp_path / "data", "aime2026/aime2026.jsonl", [ROW] * 30)
    put(tmp_path / "data", "hellaswag/hellaswag.jsonl", [{}])
    put(tmp_path / "data", "ifeval/input_data.jsonl", [{}])
    done = ask_cli("datasets", "list")
    assert done.code == 0
    content = (tmp_path / "data/aime2026/aime2026.jsonl").read_bytes()
    total = hashlib.sha256(f"{hashlib.sha256(content).hexdigest()}  ".encode())
    total.update(b"aime2026/aime2026.jsonl\n")
    licence = "problems are contest texts of the MAA"
    aime = ["aime2026", "AIME 2026", "test 30", "all", total.hexdigest()[:12], licence, "by hand"]
    assert line_of(done.stdout, "AIME 2026") == aime
    assert line_of(done.stdout, "HellaSwag")[3] == "1 of 2 files"
    assert line_of(done.stdout, "IFEval")[3] == "1 other than published"
    gsm8k = ["gsm8k", "GSM8K", "train 7473, test 1319", "-", "-", "MIT", "OpenCompass, GitHub"]
    assert line_of(done.stdout, "GSM8K") == gsm8k
    assert "No source was tried yet" in done.stdout


def test_a_list_is_made_without_reading_how_anything_is_asked(
    ask_cli: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There are twelve thousand data sets in the shipped configs, which took nine seconds."""
    monkeypatch.delattr("evalbench.config.files.read")
    monkeypatch.delattr("evalbench.library.benchmarks.dataset_config")
    benchmarks.cache_clear()
    assert "GSM8K" in ask_cli("datasets", "list").stdout
    assert "no benchmark is called 'nosuch' [C820]" in ask_cli("datasets", "list", "nosuch").stderr


@pytest.mark.parametrize("action", ["list", "check"])
def test_much_data_is_read_with_a_word(
    ask_cli: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, action: str
) -> None:
    monkeypatch.setattr(waiting, "_MUCH", 50)
    put(tmp_path / "data", "aime2026/aime2026.jsonl", [ROW] * 30)
    put(tmp_path / "data", "aime2025/aime2025.jsonl", [ROW])
    done = ask_cli("datasets", action)
    size = (tmp_path / "data/aime2026/aime2026.jsonl").stat().st_size
    assert done.stderr == f"reading aime2026: {size} B\n"


def test_every_benchmark_is_listed(ask_cli: Program) -> None:
    text = ask_cli("datasets", "list").stdout
    for benchmark in benchmarks():
        assert line_of(text, benchmark.about.title)[0] == benchmark.folder


def table_on(columns: int, monkeypatch: pytest.MonkeyPatch) -> str:
    class Narrow:
        def isatty(self) -> bool:
            return True

    monkeypatch.setenv("COLUMNS", str(columns))
    text = listing(benchmarks(), Narrow(), [].append)  # type: ignore[arg-type]
    return text.partition("\n\n")[0]


@pytest.mark.parametrize("columns", [200, 100, 80, 60])
def test_benchmarks_of_one_folder_are_told_apart_on_every_screen(
    columns: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = table_on(columns, monkeypatch)
    assert max(map(len, table.splitlines())) <= columns or columns == 200
    folders = Counter(each.folder for each in benchmarks())
    for each in benchmarks():
        if folders[each.folder] > 1:
            assert line_of(table, each.about.title)[0] == each.folder
    lines = table.splitlines()
    assert len(set(lines)) == len(lines)


def test_a_narrow_screen_goes_without_rows_and_hash(monkeypatch: pytest.MonkeyPatch) -> None:
    table = table_on(80, monkeypatch)
    assert max(map(len, table.splitlines())) <= 80
    assert table.split("\n")[0].split("  ")[0] == "name"
    assert "train 7473" not in table


@pytest.mark.parametrize("name", ["gsm8k", "GSM8K", "physicaliqa-train-dev", "piqa", "C-Eval"])
def test_a_benchmark_goes_by_its_folder_its_title_and_its_configs(
    ask_cli: Program, name: str
) -> None:
    done = ask_cli("datasets", "list", name)
    assert done.code == 0
    assert len(done.stdout.partition("\n\n")[0].splitlines()) == 3


def test_a_list_is_told_in_chinese(ask_cli: Program) -> None:
    done = ask_cli("datasets", "list", "aime2026", "--lang", "zh")
    assert done.stdout.split()[:4] == ["名称", "基准", "行数", "本地"]
    assert "手动获取" in done.stdout


def test_rows_that_are_as_many_as_published_are_right(ask_cli: Program, tmp_path: Path) -> None:
    put(tmp_path / "data", "aime2026/aime2026.jsonl", [ROW] * 30)
    done = ask_cli("datasets", "check")
    assert done.code == 0, done.said
    found = ["aime2026", "AIME 2026", "test 30", "none known", "right"]
    assert line_of(done.stdout, "AIME 2026") == found
    assert done.stdout.endswith(f"\n1 right, 0 wrong, {len(benchmarks()) - 1} not here\n")


def test_rows_that_are_not_as_many_are_wrong(ask_cli: Program, tmp_path: Path) -> None:
    put(tmp_path / "data", "aime2026/aime2026.jsonl", [ROW] * 29)
    done = ask_cli("datasets", "check")
    assert done.code == 1
    assert line_of(done.stdout, "AIME 2026")[2:] == ["test 29, not 30", "none known", "WRONG"]


def test_a_file_that_its_loader_refuses_is_wrong_and_says_why(
    ask_cli: Program, tmp_path: Path
) -> None:
    put(tmp_path / "data", "aime2026/aime2026.jsonl", [ROW] * 29 + [{"problem": "1+1"}])
    done = ask_cli("datasets", "check", "aime2026")
    assert done.code == 1
    assert "aime2026.jsonl line 30 has no 'answer'" in done.stdout
    assert "[D215]" in done.stdout


def test_a_file_that_is_not_the_published_one_is_wrong(ask_cli: Program, tmp_path: Path) -> None:
    """Though it has as many rows: those of a made-up split."""
    row = {"question": "?", "answer": "so\n#### 1"}
    put(tmp_path / "data", "gsm8k/train.jsonl", [row] * 7473)
    file = put(tmp_path / "data", "gsm8k/test.jsonl", [row] * 1319)
    done = ask_cli("datasets", "check", "gsm8k")
    assert done.code == 1
    found = ["gsm8k", "GSM8K", "train 7473, test 1319", "0 of 2", "WRONG"]
    assert line_of(done.stdout, "GSM8K") == found
    assert f"{file.relative_to(tmp_path)} is not the published file" in done.stdout


def test_a_file_that_is_missing_is_counted_and_named_and_can_be_fetched(
    ask_cli: Program, tmp_path: Path
) -> None:
    rows = [{"question": "?", "answer": "so\n#### 1"}]
    put(tmp_path / "data", "gsm8k/train.jsonl", [*rows])
    done = ask_cli("datasets", "check", "gsm8k")
    assert done.code == 1
    assert line_of(done.stdout, "GSM8K")[2:] == ["0 of 2", "WRONG"]
    assert (
        "gsm8k lacks gsm8k/test.jsonl\n  to have it: evalbench datasets fetch gsm8k" in done.stdout
    )
    run = ask_cli("--models", "simulator", "--datasets", "gsm8k_gen")
    assert "test.jsonl is missing [D202]" in run.stderr
    assert "or try: evalbench datasets fetch gsm8k" in run.stderr


@pytest.mark.parametrize("config", ["needlebench_v2_single_4k", "truthfulqa_ppl_0_shot_str"])
@pytest.mark.parametrize("folder", [False, True])
def test_no_fetch_is_suggested_for_what_no_source_is_known_of(
    ask_cli: Program, tmp_path: Path, config: str, folder: bool
) -> None:
    if folder:  # without its files
        (tmp_path / "data" / config.split("_")[0]).mkdir(parents=True)
    run = ask_cli("--models", "simulator", "--datasets", config)
    assert f"[{'D202' if folder else 'D201'}]" in run.stderr
    assert "  layout: " in run.stderr
    assert "datasets fetch" not in run.stderr


def test_no_fetch_is_suggested_for_a_path_that_it_does_not_write_to(
    ask_cli: Program, tmp_path: Path
) -> None:
    config = tmp_path / "own.py"
    config.write_text(
        "from mmengine.config import read_base\nwith read_base():\n"
        "    from evalbench.configs.datasets.gsm8k.gsm8k_gen import gsm8k_datasets as base\n"
        "own_datasets = [dict(base[0], path='/nowhere/gsm8k')]\n"
    )
    run = ask_cli("--models", "simulator", "--datasets", "own", "--config-dir", str(tmp_path))
    assert "datasets fetch" not in run.stderr


def test_what_is_not_here_is_wrong_only_where_it_is_named(ask_cli: Program) -> None:
    assert ask_cli("datasets", "check").code == 0
    done = ask_cli("datasets", "check", "gsm8k")
    assert done.code == 1
    assert line_of(done.stdout, "GSM8K")[-1] == "not here"


def test_loaders_that_differ_in_name_alone_read_a_benchmark_together(
    ask_cli: Program, tmp_path: Path
) -> None:
    """LongBench has 21, one for each of its sets; 4750 is the number of all rows."""
    longbench_rows.write(tmp_path / "data")
    done = ask_cli("datasets", "check", "LongBench")
    assert line_of(done.stdout, "LongBench")[2] == "test 105, not 4750"


@pytest.mark.parametrize(("texts", "told"), [(11332, "right"), (995, "right"), (900, "WRONG")])
def test_of_a_benchmark_that_is_not_asked_in_whole_the_rest_is_not_missed(
    ask_cli: Program, tmp_path: Path, texts: int, told: str
) -> None:
    """Of XSum the first thousand; those without a text are passed over."""
    without = [{"dialogue": float("nan"), "summary": "Short."}] * (1000 - texts)
    put(tmp_path / "data", "Xsum/dev.jsonl", [{"dialogue": "Long.", "summary": "Short."}] * texts)
    with (tmp_path / "data/Xsum/dev.jsonl").open("a", encoding="utf-8") as file:
        file.writelines(f"{json.dumps(row)}\n" for row in without)
    done = ask_cli("datasets", "check", "XSum")
    assert line_of(done.stdout, "XSum")[-1] == told


def test_a_split_that_no_config_asks_for_may_be_absent(ask_cli: Program, tmp_path: Path) -> None:
    """PIQA's train split is published, and not needed."""
    goals = [{"goal": "g", "sol1": "a", "sol2": "b"}] * 1838
    put(tmp_path / "data", "physicaliqa-train-dev/dev.jsonl", goals)
    put(tmp_path / "data", "physicaliqa-train-dev/dev-labels.lst", [0] * 1838)
    done = ask_cli("datasets", "check", "piqa")
    assert line_of(done.stdout, "PIQA")[2:4] == ["dev 1838", "0 of 2"]


def of_folder(folder: str) -> list[Benchmark]:
    return [each for each in benchmarks() if each.folder == folder]


@pytest.mark.parametrize("folder", [each for each in facts.folders() if facts.files(each)])
def test_the_facts_of_a_set_fit_its_benchmark(folder: str) -> None:
    """The files that are fetched are those that configs name or that lie below what they name."""
    asking = of_folder(folder)
    assert asking
    wanted = [file.path for file in facts.files(folder)]
    assert wanted == list(dict.fromkeys(wanted))
    assert all(path.startswith(f"{folder}/") for path in wanted)
    for benchmark in asking:
        for config in benchmark.sets:
            path = canonical(config.path)
            assert any(each == path or each.startswith(f"{path}/") for each in wanted), path


_OTHER_FORMS = {"math/test_prm800k_500.jsonl"}


@pytest.mark.parametrize("folder", [each for each in facts.folders() if facts.files(each)])
def test_every_file_that_is_read_is_one_that_is_fetched(folder: str, tmp_path: Path) -> None:
    """KOR-Bench's mixed tasks, for one, lie in a folder of their own beside the others."""
    read: set[str] = set()
    for benchmark in of_folder(folder):
        for config in benchmark.sets:
            assert made_up_data.write(config, tmp_path), config.abbr
            with noted() as files:
                place = tmp_path / canonical(config.path)
                config.loader.load(place, config.reader.test_split, **config.load_options)
            read |= {str(file.relative_to(tmp_path)) for file in files}
    assert read
    wanted = {file.path for file in facts.files(folder)}
    # made up unpacked, or in another of the forms that a loader reads
    assert {each for each in read if not {each, f"{each}.gz"} & wanted} <= _OTHER_FORMS


def test_the_layout_of_a_benchmark_begins_with_its_folder() -> None:
    for benchmark in benchmarks():
        for loader in {config.loader for config in benchmark.sets}:
            assert loader.layout.split("/")[0] == benchmark.folder


def test_a_benchmark_says_itself_whether_it_is_had_by_hand_only() -> None:
    for benchmark in benchmarks():
        assert benchmark.about.by_hand == (not facts.published_sources(benchmark.folder))


@pytest.mark.parametrize("folder", facts.folders())
def test_every_source_has_an_address_and_a_way_to_be_checked(folder: str) -> None:
    files = facts.files(folder)
    published = facts.published_sources(folder)
    assert bool(published) != bool(facts.by_hand(folder))
    for source in published:
        addresses = {source.address(file.path) for file in files}
        assert all(each.startswith("https://") and "{" not in each for each in addresses)
        assert len(addresses) == (1 if source.is_archive else len(files))
        assert source.host is not None
        assert set(source.urls) <= {file.path for file in files}
        if source.md5:
            assert source.is_archive
            assert len(bytes.fromhex(source.md5)) == 16


def test_every_sum_is_of_a_file_that_is_wanted() -> None:
    wanted = {file.path for folder in facts.folders() for file in facts.files(folder)}
    assert set(facts._published()) <= wanted
    for file in facts._published().values():
        assert file.sha256 is not None
        assert len(bytes.fromhex(file.sha256)) == 32
        assert file.size


def test_every_count_is_of_a_split_that_is_asked_for() -> None:
    for count in facts._facts().counts:
        (benchmark,) = [each for each in benchmarks() if each.about.title == count.benchmark]
        configs = [
            each for each in benchmark.sets if count.options.items() <= each.load_options.items()
        ]
        splits = {each.reader.test_split for each in configs}
        assert count.split in splits | {each.reader.train_split for each in configs}


def test_members_of_an_archive_are_known_by_their_end() -> None:
    source = facts.Source(url="https://x/a.zip", under="data/v1", tail=1)
    assert source.is_member("top/data/v1/math.jsonl", "agieval/math.jsonl")
    assert source.is_member("data/v1/math.jsonl", "agieval/math.jsonl")
    assert not source.is_member("top/other/v1/math.jsonl", "agieval/math.jsonl")
    assert not source.is_member("top/data/v1/old-math.jsonl", "agieval/math.jsonl")
    assert not facts.Source(url="x.zip").is_member("my-math.jsonl", "agieval/math.jsonl")


@pytest.mark.shared
@needs_data
def test_all_real_data_are_right(ask_cli: Program) -> None:
    done = ask_cli("datasets", "check", EVALBENCH_DATA=str(REAL))
    assert done.code == 0, done.stdout
    assert ", 0 wrong, " in done.stdout
    assert line_of(done.stdout, "C-Eval")[3:] == ["156 of 156", "right"]
    assert line_of(done.stdout, "ARC")[2] == "Dev 862, Test 3530"


@pytest.mark.shared
@needs_data
def test_real_data_are_fetched_by_the_facts_that_are_shipped(
    ask_cli: Program, tmp_path: Path, no_proxies: None
) -> None:
    """An archive with a folder in it, and files that are converted on the way."""
    with zipfile.ZipFile(tmp_path / "BBH.zip", "w") as archive:
        for file in sorted((REAL / "BBH").rglob("*.*")):
            archive.write(file, f"BBH/{file.relative_to(REAL / 'BBH')}")
    lines = (REAL / "mbpp/sanitized-mbpp.jsonl").read_text(encoding="utf-8").splitlines()
    raw = "/google-research/google-research/master/mbpp"
    files = {
        "/BBH.zip": (tmp_path / "BBH.zip").read_bytes(),
        f"{raw}/mbpp.jsonl": (REAL / "mbpp/mbpp.jsonl").read_bytes(),
        f"{raw}/sanitized-mbpp.json": json.dumps([json.loads(line) for line in lines]).encode(),
    }
    with serving(files) as server:
        where = {
            "EVALBENCH_DATA": str(tmp_path / "new"),
            "EVALBENCH_OPENCOMPASS": server.url,
            "EVALBENCH_GITHUB_RAW": server.url,
        }
        done = ask_cli("datasets", "fetch", "bbh", "mbpp", **where)
    assert done.code == 0, done.said
    assert "no: HTTP 404" in done.stdout  # of mbpp.zip
    assert "  54 files, " in done.stdout
    assert done.stdout.count("  in place: every SHA-256 as published\n") == 2
    checked = ask_cli("datasets", "check", "bbh", "mbpp", EVALBENCH_DATA=str(tmp_path / "new"))
    assert checked.code == 0
    assert checked.stdout.endswith("\n3 right, 0 wrong, 0 not here\n")
