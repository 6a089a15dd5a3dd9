"""Every shipped config of data sets: read, planned, rendered, dumped, and it asks the same again.

Once out of rows that are made up in its format, and once out of its real data where they are.
"""

import os
import re
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from evalbench.config import files
from evalbench.config.dump import as_python
from evalbench.config.options import Options, Selection
from evalbench.config.resolve import RunConfig, resolve
from evalbench.errors import DatasetError
from evalbench.errors.data import DATA_NOT_FOUND, FILE_MISSING, MGSM_EXEMPLARS_MISSING
from evalbench.plan import Plan, Task, make_plan
from evalbench.prompts.roles import as_text
from tests import made_up_data
from tests.recorded_prompts import SHARED

TREE = Path(__file__).parents[2] / "configs"
NAMES = sorted(files.listing("datasets", [TREE]))
MANY = 100  # MMLU and CMMLU are walked in whole
DRAWN = ("synthetic", "mooncake_trace")  # prompts of so many tokens by the model's own count
MISSING = (DATA_NOT_FOUND, FILE_MISSING, MGSM_EXEMPLARS_MISSING)
DATA = Path(os.environ.get("EVALBENCH_DATA", SHARED / "data"))
BESIDE_THE_DATA = pytest.mark.skipif(
    not DATA.is_dir(), reason="the real data are not beside the project"
)
SHIPPED = ("{tokenizer}", "demo/")  # paths that need no data


def is_load(name: str) -> bool:
    """Whether a config is asked for its times."""
    return name.endswith("_perf") or name.startswith(DRAWN)


def resolved(name: str, **said: Any) -> RunConfig:
    timed = is_load(name)
    return resolve(Options(**said), timed=timed, kind="performance" if timed else "accuracy")


def planned(name: str, config: RunConfig, **chosen: Any) -> Plan:
    return make_plan(config, Selection(**chosen), timed=is_load(name))


def facts(task: Task) -> tuple[Any, ...]:
    """What a task asks: how much, of which version, and its first prompt in each label."""
    first = task.samples[0]
    labels = [each for each in task.samples if each.index == first.index]
    return (
        task.dataset.abbr,
        task.dataset.version,
        len(task.samples),
        [each.label for each in labels],
        [task.questions.prompt(each) for each in labels],
        first.reference,
        first.max_out_len,
    )


@pytest.fixture(scope="module")
def tokenizer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    small = pytest.importorskip("tests.small_tokenizers")
    folder: Path = small.build("byte level", tmp_path_factory.mktemp("tokenizer"))
    return folder


@pytest.fixture
def config(name: str, request: pytest.FixtureRequest) -> RunConfig:
    said: dict[str, Any] = {"models": ("simulator",), "datasets": (name,), "config_dir": str(TREE)}
    if name.startswith(DRAWN):
        said["tokenizer"] = str(request.getfixturevalue("tokenizer"))
    return walked(resolved(name, **said))


def walked(config: RunConfig) -> RunConfig:
    """All of its data sets; of hundreds (needles by length and depth) the first and the last.

    One of those in between is like them, and its text of a million tokens takes seconds.
    """
    count = len(config.datasets)
    step = 1 if count <= MANY else count - 1
    raw = {**config.raw, "datasets": config.raw["datasets"][::step]}
    return structs.replace(config, datasets=config.datasets[::step], raw=raw)


@pytest.mark.parametrize("name", NAMES)
def test_a_config_is_rendered_dumped_and_asks_the_same_again(
    name: str, config: RunConfig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EVALBENCH_DATA", str(tmp_path))
    for each in config.datasets:
        if not each.path.startswith(SHIPPED):
            told = f"tests/made_up_data.py has no rows for {each.loader.__name__}"
            assert made_up_data.write(each, tmp_path), told
    first = planned(name, config)
    assert [task.dataset for task in first.tasks] == [*config.datasets]
    dumped = tmp_path / "dumped.py"
    dumped.write_text(as_python(config.raw), encoding="utf-8")
    again = planned(name, resolved(name, config=str(dumped)))
    assert [facts(task) for task in again.tasks] == [facts(task) for task in first.tasks]
    for task in first.tasks:
        # what run.json has check sums of
        read = {source.path for source in task.questions.sources}
        written = {path for path in tmp_path.rglob("*") if path.is_file()}
        assert task.dataset.path == "{tokenizer}" or read, task.name
        assert read <= written or task.dataset.path.startswith("demo/")
        check_text(as_text(task.questions.prompt(task.samples[0])))


@pytest.mark.shared
@BESIDE_THE_DATA
@pytest.mark.parametrize("name", NAMES)
def test_a_config_is_rendered_out_of_its_real_data(
    name: str, config: RunConfig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first data set of each: suites read in whole are in other tests."""
    monkeypatch.setenv("EVALBENCH_DATA", str(DATA))
    one = structs.replace(config, datasets=config.datasets[:1])
    try:
        plan = planned(name, one, num_prompts=2)
    except DatasetError as error:
        if error.entry not in MISSING:
            raise
        pytest.skip("its data are not among those beside the project")
    task = plan.tasks[0]
    check_text(as_text(task.questions.prompt(task.samples[0])))
    assert task.questions.asked == min(2, len(task.samples))


def check_text(text: str) -> None:
    """Something is asked, and nothing of the template is left in it."""
    assert text.strip()
    assert "</E>" not in text
    assert not re.search(r"\{(question|input|problem|prompt|answer|target|label)\}", text)


def test_every_file_of_a_data_set_is_walked() -> None:
    """But those that only others import: tables of subjects, of tasks."""
    marked = {
        path.stem
        for path in (TREE / "datasets").rglob("*.py")
        if re.search(r"^\w*_datasets\b|import .*_datasets", path.read_text("utf-8"), re.MULTILINE)
    }
    assert set(NAMES) == marked
    assert len(NAMES) >= 128
