"""The documents against the program: tables, commands, options, links."""

import argparse
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import NoReturn

import pytest

from evalbench import cli, registry
from evalbench.columns.layout import COLUMNS
from evalbench.config import files
from evalbench.config.foreign.names import _OURS, ours
from evalbench.doctor.checks import CHECKS
from evalbench.errors import EvalbenchError, language
from evalbench.errors import config as errors_config
from evalbench.errors import data as errors_data
from evalbench.errors import output as errors_output
from evalbench.errors import service as errors_service
from evalbench.errors.entries import Entry
from evalbench.metrics.latency import METRICS
from evalbench.metrics.signs import SIGNS
from evalbench.metrics.throughput import TOTALS
from evalbench.reports.compare import _verdict
from evalbench.simulator.faults import KINDS

REPOSITORY = Path(__file__).parents[2]
READMES = ("README.md", "README.zh-CN.md")
DOCUMENTS = [*sorted(REPOSITORY.glob("*.md")), *sorted((REPOSITORY / "docs").glob("*.md"))]
AISBENCH_FLAGS = """
    models datasets summarizer debug search dry-run mode reuse work-dir config-dir max-num-workers
    max-workers-per-gpu num-prompts num-warmups response-anomaly no-response-anomaly
    response-anomaly-payload-retention merge-ds dump-eval-details dump-extract-rate pressure
    pressure-time spec-decode custom-dataset-path custom-dataset-meta-path custom-dataset-data-type
    custom-dataset-infer-method
"""  # of version 3.1
OTHERS_OPTIONS = {
    *sorted((REPOSITORY / "docs").glob("migration*.md")),
    REPOSITORY / "ARCHITECTURE.md",
}
TRANSLATIONS = [each for each in DOCUMENTS if each.name.endswith(".zh-CN.md")]
ERROR_PAGES = sorted((REPOSITORY / "docs").glob("errors*.md"))
METRICS_PAGES = sorted((REPOSITORY / "docs").glob("metrics*.md"))
PERFORMANCE_PAGES = sorted((REPOSITORY / "docs").glob("performance*.md"))
SIMULATOR_PAGES = sorted((REPOSITORY / "docs").glob("simulator*.md"))


def read(name: str | Path) -> str:
    return (REPOSITORY / name).read_text(encoding="utf-8")


def commands(text: str) -> list[str]:
    """The lines of all shell blocks; a line that ends in a backslash goes on."""
    blocks = re.findall(r"^```bash\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in block.replace("\\\n", " ").splitlines() if line]


def own_commands() -> list[str]:
    """Those of our own that the documents show."""
    lines = [line for page in DOCUMENTS for line in commands(read(page))]
    return sorted({line for line in lines if line.startswith("evalbench ")})


def original(translation: Path) -> Path:
    return translation.with_name(translation.name.replace(".zh-CN", ""))


def docs_script(*arguments: object) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, REPOSITORY / "scripts" / "docs", *arguments]
    return subprocess.run([*map(str, command)], capture_output=True, text=True, check=False)


def test_the_tables_of_metrics_are_those_of_the_code() -> None:
    done = docs_script("--check")
    assert done.returncode == 0, done.stdout + done.stderr


def first_cells(page: Path) -> list[str]:
    return re.findall(r"^\| ([^|]+?) \|", page.read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("page", METRICS_PAGES, ids=lambda page: page.name)
def test_every_metric_has_a_row(page: Path) -> None:
    names = {row.name for row in METRICS} | {row.name for row in TOTALS}
    assert names <= set(first_cells(page))


@pytest.mark.parametrize("page", PERFORMANCE_PAGES, ids=lambda page: page.name)
def test_every_sign_has_a_row(page: Path) -> None:
    rows = first_cells(page)
    assert [name for name in rows if name in {sign.name for sign in SIGNS}] == [
        sign.name for sign in SIGNS
    ]


@pytest.mark.parametrize("page", PERFORMANCE_PAGES, ids=lambda page: page.name)
def test_every_column_of_the_requests_is_told_once(page: Path) -> None:
    _, _, rest = read(page).partition("<!-- columns:begin -->")
    table, _, _ = rest.partition("<!-- columns:end -->")
    cells = re.findall(r"^\| ([^|]+?) \|", table, re.MULTILINE)
    told = re.findall(r"`(\w+)`", " ".join(cells))
    assert sorted(told) == sorted(column.name for column in COLUMNS)


@pytest.mark.parametrize("page", SIMULATOR_PAGES, ids=lambda page: page.name)
def test_every_fault_of_the_simulator_is_told(page: Path) -> None:
    assert set(KINDS) <= set(re.findall(r"`(\w+)`", " ".join(first_cells(page))))


@pytest.mark.parametrize(
    "page", ["README.md", "README.zh-CN.md", "docs/scoring.md", "docs/scoring.zh-CN.md"]
)
def test_the_verdicts_of_a_comparison_are_those_that_are_told(page: str) -> None:
    words = " ".join((REPOSITORY / page).read_text(encoding="utf-8").split())
    judged = partial(_verdict, margin=2, two_sided=False)
    for counts in ((0, 0, 1000), (0, 500, 1000)):
        assert judged(*counts).text.replace("2", "X") in words


@pytest.mark.parametrize(("page", "chosen"), [("doctor.md", "en"), ("doctor.zh-CN.md", "zh")])
def test_every_check_of_the_doctor_is_told(
    monkeypatch: pytest.MonkeyPatch, page: str, chosen: str
) -> None:
    monkeypatch.setattr(language, "_chosen", chosen)
    text = (REPOSITORY / "docs" / page).read_text(encoding="utf-8")
    rows = re.findall(r"^\| (.+?) \| `(\w+)` \| ", text, re.M)
    assert rows == [(str(check.title), name) for name, check in CHECKS.items()]


@pytest.mark.parametrize(
    ("there", "instead"),
    [
        ("`first_token − sent`", "`headers − sent`"),
        ("| TTFT | ms |", "| TTFT | s |"),
        ("| Connect |", "| Connexion |"),
    ],
)
def test_a_stale_table_is_found(tmp_path: Path, there: str, instead: str) -> None:
    page = tmp_path / "metrics.md"
    fresh = read("docs/metrics.md")
    page.write_text(fresh.replace(there, instead), encoding="utf-8")
    assert page.read_text(encoding="utf-8") != fresh
    assert docs_script("--check", page).returncode == 1


def test_a_stale_table_is_mended_and_its_words_are_kept(tmp_path: Path) -> None:
    page = tmp_path / "metrics.md"
    fresh = read("docs/metrics.md")
    page.write_text(fresh.replace("`first_token − sent`", "`headers − sent`"), encoding="utf-8")
    assert docs_script(page).returncode == 0
    assert page.read_text(encoding="utf-8") == fresh


def test_a_row_without_words_is_a_fault(tmp_path: Path) -> None:
    page = tmp_path / "metrics.md"
    lines = read("docs/metrics.md").split("\n")
    kept = [line for line in lines if not line.startswith("| TTFT |")]
    page.write_text("\n".join(kept), encoding="utf-8")
    done = docs_script(page)
    assert done.returncode == 1
    assert "| TTFT | ms | `first_token − sent` | ? |" in page.read_text(encoding="utf-8")


def entries_of(catalogue: ModuleType) -> list[Entry[EvalbenchError]]:
    return [each for each in vars(catalogue).values() if isinstance(each, Entry)]


def codes(page: Path) -> list[str]:
    return [cell for cell in first_cells(page) if re.fullmatch(r"[A-Z]\d{3}", cell)]


@pytest.mark.parametrize("page", ERROR_PAGES, ids=lambda page: page.name)
def test_every_error_has_a_row_in_the_order_of_the_codes(page: Path) -> None:
    catalogues = (errors_config, errors_data, errors_service, errors_output)
    kinds = [sorted(each.code for each in entries_of(catalogue)) for catalogue in catalogues]
    assert codes(page) == [code for kind in kinds for code in kind]


@pytest.mark.parametrize("page", ERROR_PAGES, ids=lambda page: page.name)
def test_a_stale_row_of_an_error_is_found_and_mended(tmp_path: Path, page: Path) -> None:
    copy = tmp_path / page.name
    fresh = read(page)
    stale = re.sub(r"(?m)^\| C102 .*\n", "", fresh).replace("{NAME}", "{NOM}")
    assert stale.count("\n") == fresh.count("\n") - 1
    copy.write_text(stale, encoding="utf-8")
    assert docs_script("--check", copy).returncode == 1
    assert read(copy) == stale
    assert docs_script(copy).returncode == 0
    assert read(copy) == fresh


def test_the_values_of_an_error_are_shown_as_words() -> None:
    rows = read("docs/errors.md")
    assert "| C322 | the template shows {NAME}, and there is no such column |" in rows
    assert "HINT<br>searched PLACES (COUNT configs)" in rows
    assert '| C327 | ice_token must not be empty | ice_token="&lt;/E>" |' in rows
    assert "| C303 | 没有名为 'NAME' 的 KIND 配置 |" in read("docs/errors.zh-CN.md")


@pytest.mark.parametrize("translation", TRANSLATIONS, ids=lambda each: each.name)
def test_a_translation_holds_the_same_commands(translation: Path) -> None:
    assert commands(read(translation)) == commands(read(original(translation)))


def test_the_documents_show_commands() -> None:
    assert len(own_commands()) >= 20


class Parsed(BaseException):
    """The command line was understood; nothing is to be done."""


@pytest.fixture
def only_parse(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every command of the program ends when its parser has read its words."""
    parse = argparse.ArgumentParser.parse_args

    def stop(self: argparse.ArgumentParser, words: Sequence[str]) -> NoReturn:
        raise Parsed(parse(self, words))

    monkeypatch.setattr(argparse.ArgumentParser, "parse_args", stop)


@pytest.mark.parametrize("line", own_commands())
def test_a_command_of_the_documents_is_understood(line: str, only_parse: None) -> None:
    with pytest.raises(Parsed):
        cli.main(shlex.split(line)[1:])


def test_a_wrong_command_would_not_be(only_parse: None, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["--models", "simulator", "--no-such-option"])


def named_configs() -> Iterator[tuple[str, str]]:
    for line in own_commands():
        words = shlex.split(line)
        for kind in files.KINDS:
            if (option := f"--{kind}") in words:
                rest = words[words.index(option) + 1 :]
                end = next((at for at, word in enumerate(rest) if word.startswith("-")), len(rest))
                yield from ((kind, name) for name in rest[:end])


@pytest.mark.parametrize(("kind", "name"), sorted(set(named_configs())))
def test_a_config_that_the_documents_name_is_there(kind: str, name: str) -> None:
    assert files.find(kind, name, [REPOSITORY / "configs"]).path.is_file()


DOCKERS_OPTIONS = {"--security-opt"}  # in the remedy where a container forbids the sandbox


def options_of_the_program(capsys: pytest.CaptureFixture[str]) -> set[str]:
    found = set()
    for command in ([], ["calibrate"], ["compare"], ["doctor"], ["init"], ["simulate"]):
        with pytest.raises(SystemExit):
            cli.main([*command, "--help"])
        found |= set(re.findall(r"--[a-z][a-z-]+", capsys.readouterr().out))
    return found


@pytest.mark.parametrize(
    "page", [each for each in DOCUMENTS if each not in OTHERS_OPTIONS], ids=lambda page: page.name
)
def test_every_option_that_is_named_exists(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = re.sub(r"(?m)^(?!evalbench ).*\bscripts/.*$", "", read(page))  # scripts have their own
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", own))
    assert named <= options_of_the_program(capsys) | DOCKERS_OPTIONS


@pytest.mark.parametrize(
    ("name", "absent"), [("docs/migration.md", "not there"), ("docs/migration.zh-CN.md", "没有")]
)
def test_the_migration_table_tells_which_flags_exist(
    name: str, absent: str, capsys: pytest.CaptureFixture[str]
) -> None:
    section = read(name).split("\n## ")[1]
    rows = [line.split("|")[1:3] for line in section.splitlines() if line.startswith("| `-")]
    known = options_of_the_program(capsys)
    told = {
        flag: state.strip() != absent
        for flags, state in rows
        for flag in re.findall(r"--[a-z][a-z-]+", flags)
    }
    assert told == {f"--{flag}": f"--{flag}" in known for flag in AISBENCH_FLAGS.split()}


def options_in(text: str) -> set[str]:
    """Those that a help text explains; -h is not among them."""
    return set(re.findall(r"^  (--[a-z][a-z-]+)", text, re.MULTILINE))


@pytest.mark.parametrize("page", PERFORMANCE_PAGES, ids=lambda page: page.name)
def test_every_option_of_a_load_is_told(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["--help"])
    words = capsys.readouterr().out
    options = options_in(words[words.index("\nthe connection:") : words.index("\nalways on")])
    assert len(options) > 10
    assert options <= set(re.findall(r"--[a-z][a-z-]+", read(page)))


@pytest.mark.parametrize("page", SIMULATOR_PAGES, ids=lambda page: page.name)
def test_every_option_of_the_simulator_is_told(
    page: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        cli.main(["simulate", "--help"])
    options = options_in(capsys.readouterr().out) - {"--lang"}  # of every command: the README
    assert len(options) > 10
    assert options <= set(re.findall(r"--[a-z][a-z-]+", read(page)))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_links_lead_somewhere(document: Path) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)[^)]*\)", document.read_text(encoding="utf-8"))
    for target in targets:
        assert "://" in target or (document.parent / target).exists(), target


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_no_document_names_a_path_of_this_machine(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    absolute = set(re.findall(r"(?<![\w.:/<>$}~-])(?:/[\w.-]+){2,}", text))
    assert not [path for path in absolute if Path(path).exists()]
    assert str(REPOSITORY) not in text


@pytest.mark.parametrize("translation", TRANSLATIONS, ids=lambda each: each.name)
def test_a_translation_has_the_same_sections(translation: Path) -> None:
    headings = [
        re.findall(r"^(#+) ", re.sub(r"(?ms)^```.*?^```$", "", read(each)), re.MULTILINE)
        for each in (original(translation), translation)
    ]
    assert headings[0] == headings[1]


def test_architecture_lists_the_layers_that_are_enforced() -> None:
    project = tomllib.loads(read("pyproject.toml"))
    contracts = project["tool"]["importlinter"]["contracts"]
    layers = next(each["layers"] for each in contracts if each["type"] == "layers")
    block = re.search(r"## Layers.*?^```\n(.*?)^```", read("ARCHITECTURE.md"), re.M | re.S)
    assert block is not None
    assert block[1].splitlines() == layers


def test_architecture_names_every_room() -> None:
    tree = read("ARCHITECTURE.md").partition("## Layers")[0]
    for entry in (REPOSITORY / "evalbench").iterdir():
        is_room = entry.suffix == ".py" or (entry / "__init__.py").exists()
        if is_room and not entry.name.startswith("__"):
            assert f" {entry.name}" in tree


@pytest.mark.parametrize("page", sorted((REPOSITORY / "docs").glob("benchmarks*.md")), ids=str)
def test_shots_are_those_of_the_name_or_the_page_says_why_not(page: Path) -> None:
    """BBH's and KOR-Bench's three stand in a column of the data: no retriever chooses them."""
    words, _, table = page.read_text(encoding="utf-8").partition("<!-- variants:begin -->")
    rows = [[cell.strip(" `") for cell in line.split("|")[1:-1]] for line in table.splitlines()]
    shots = {row[0]: row[4] for row in rows if len(row) == 7}
    in_data = {name for name, count in shots.items() if "*" in count}
    assert in_data == {"bbh_gen", "bbh_gen_3_shot_cot_chat", "korbench_gen_3_shot_chat_prompt"}
    named = {name: found[1] for name in shots if (found := re.search(r"_(\d+)_?shot", name))}
    assert len(named) > 50
    odd = {name for name, count in named.items() if shots[name].rstrip("*") != count}
    assert all(f"`{name}`" in words for name in odd)
    assert len(odd) == 3


@pytest.mark.parametrize("page", sorted((REPOSITORY / "docs").glob("migration*.md")), ids=str)
def test_what_a_config_of_another_tool_finds_is_listed_and_what_is_listed_is_found(
    page: Path,
) -> None:
    text = page.read_text(encoding="utf-8")
    words, _, rest = text.partition("<!-- classes:begin -->")
    rows = [line.split("|") for line in rest.partition("<!-- classes:end -->")[0].splitlines()]
    listed = {name for row in rows if len(row) == 5 for name in re.findall(r"`(\w+)`", row[3])}
    assert {"AccEvaluator", "FixKRetriever", "gsm8k_postprocess", "VLLMCustomAPIChat"} <= listed
    kinds = ("models", "inferencers", "retrievers", "evaluators", "postprocessors")
    for name in listed:
        assert any(ours(kind, f"opencompass.anywhere.{name}") for kind in kinds), name
    for kind, name in _OURS:
        assert kind == "datasets" or f"`{name}`" in words, name
    known = {name for kind in kinds for name in registry.paths(kind)}
    assert known - listed == {"Split", "split_reasoning"}  # reasoning is always taken out
