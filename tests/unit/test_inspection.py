"""Names and files of configs on a screen of 80 columns, and whole in a pipe."""

import io

import pytest

from evalbench.config.options import Options
from evalbench.inspection import listing, search
from evalbench.terminal import width

LONG = "needlebench_v2_multi_retrieval_compare_batch_8k"


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")


@pytest.mark.parametrize("kind", ["models", "datasets", "summarizers"])
def test_a_list_fits_the_screen_and_has_the_files_in_a_pipe(kind: str) -> None:
    lines = listing(kind, Options(), Screen()).splitlines()
    assert max(map(width, lines)) <= 80
    assert len({line.split()[0] for line in lines[2:] if line[0] != " "}) > 3
    piped = listing(kind, Options(), io.StringIO()).splitlines()
    assert all(line.endswith(".py") for line in piped[2:])


def test_a_path_that_has_no_room_beside_its_name_stands_below_it_and_whole() -> None:
    options = Options(models=("vllm_api_general_chat",), datasets=(LONG,))
    lines = search(options, Screen()).splitlines()
    assert lines[2] == f"datasets  {LONG}"
    assert lines[3].endswith(f"/needlebench_v2_8k/{LONG}.py")
    assert max(width(line) for line in lines if not line.endswith(".py")) <= 80
    assert search(options, io.StringIO()).startswith("Task Type    Task Name")
