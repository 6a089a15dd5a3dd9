"""`evalbench compare`: two runs over the same samples, counted by hand."""

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.program import Program, WithinThisProcess, gold
from tests.scripted_server import Answer, Received, ScriptedServer, completion, error

Start = Callable[..., ScriptedServer]
A_RIGHT = {0, 1, 2, 3, 4, 5, 6, 7}
B_RIGHT = {0, 1, 2, 3, 4, 8}  # loses 5, 6, 7, gains 8; neither knows 9, 10, 11


def run_with(program: Program, start: Start, right: set[int], *options: object) -> Path:
    def script(request: Received) -> Answer:
        number = int(gold(request.text).replace(",", ""))
        known = int(request.id.split("/")[1]) in right
        return completion(request, f"The answer is {number if known else number + 1}.")

    server = start(script)
    done = program(
        "--models", "vllm_api_general_chat", "--datasets", "demo_gsm8k_gen", "--url", server.url,
        *options,
    )  # fmt: skip
    assert done.code == 0, done.stderr
    return done.run.path


@pytest.fixture(scope="module")
def two_runs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Program, Path, Path]:
    program = Program(tmp_path_factory.mktemp("compare"))
    with ExitStack() as stack:

        def start(script: Callable[[Received], Answer]) -> ScriptedServer:
            return stack.enter_context(ScriptedServer(script))

        return program, run_with(program, start, A_RIGHT), run_with(program, start, B_RIGHT)


def test_pairs_are_counted(two_runs: tuple[Program, Path, Path]) -> None:
    program, a, b = two_runs
    done = program("compare", a, b)
    assert done.code == 0, done.stderr
    assert "both right 5, only A 3, only B 1, neither 3" in done.stdout
    assert "B − A: -16.67 points" in done.stdout  # -2 of 12
    assert "12 pairs" in done.stdout
    assert "McNemar p = 0.625" in done.stdout  # 2 * (1 + 4) / 2**4
    assert "warning" not in done.stdout


def test_every_flip_is_listed_with_both_answers(two_runs: tuple[Program, Path, Path]) -> None:
    program, a, b = two_runs
    text = program("compare", a, b).stdout
    flips = [line.split() for line in text.splitlines() if line.startswith("demo_gsm8k/")]
    assert [(line[0], line[1]) for line in flips] == [
        ("demo_gsm8k/5/0", "A"),
        ("demo_gsm8k/6/0", "A"),
        ("demo_gsm8k/7/0", "A"),
        ("demo_gsm8k/8/0", "B"),
    ]
    for _, _, golden, a_answer, a_class, b_answer, b_class in flips:
        answers = {a_class: a_answer, b_class: b_answer}
        assert answers == {"correct": golden, "wrong": str(int(golden) + 1)}
    fewer = program("compare", a, b, "--flips", 1).stdout
    assert fewer.count("\ndemo_gsm8k/") == 1
    assert "3 more" in fewer


def test_the_help_says_what_is_shown(run_cli: Program) -> None:
    said = " ".join(run_cli("compare", "--help").stdout.split())
    assert "show N of the samples that only one run got right (default: 10)" in said
    assert "equal within X percentage points, or better?" in said


def test_a_margin_asks_for_a_verdict_and_only_what_is_proven_passes(
    two_runs: tuple[Program, Path, Path], run_cli: Program, scripted_server: Start
) -> None:
    program, a, b = two_runs
    wide = program("compare", a, b, "--margin", 90)
    assert (wide.code, "equal within 90 points" in wide.stdout) == (0, True)
    narrow = program("compare", a, b, "--margin", 1)
    assert (narrow.code, "inconclusive" in narrow.stdout) == (1, True)  # not proven
    nothing = run_with(run_cli, scripted_server, set())
    everything = run_with(run_cli, scripted_server, set(range(12)))
    worse = run_cli("compare", everything, nothing, "--margin", 5)
    assert (worse.code, "worse by more than 5 points" in worse.stdout) == (1, True)
    better = run_cli("compare", nothing, everything, "--margin", 5)
    assert better.code == 0


def test_other_prompts_and_other_sampling_are_warned_of(
    two_runs: tuple[Program, Path, Path], scripted_server: Start
) -> None:
    program, a, _ = two_runs
    other = run_with(
        program, scripted_server, A_RIGHT,
        "--datasets", "demo_gsm8k_gen_4_shot_cot_chat_prompt", "--generation", "temperature=1",
    )  # fmt: skip
    text = program("compare", a, other).stdout
    assert "warning: demo_gsm8k: 12 of 12 prompts differ" in text
    assert "warning: sampling differs: temperature is 0 in A, 1 in B" in text
    for kind in ("version", "prompt hash", "data hash"):  # its four shots are read from a file
        assert f"warning: {kind} differs: demo_gsm8k has " in text
    assert text.rindex("warning") < text.index("B − A:")


@pytest.mark.parametrize(
    ("which", "words"),
    [
        (("nowhere",), ("nowhere", "no such run")),
        (("{a}:other",), ("no model 'other'",)),
    ],
)
def test_a_run_that_is_not_there_is_named(
    two_runs: tuple[Program, Path, Path], which: tuple[str], words: tuple[str, ...]
) -> None:
    program, a, b = two_runs
    done = program("compare", which[0].format(a=a), b)
    assert done.code == 2
    for word in words:
        assert word in done.stderr
    assert "Traceback" not in done.stderr


@pytest.fixture(scope="module")
def extremes(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A run that knows nothing, and one that knows everything."""
    program = WithinThisProcess(tmp_path_factory.mktemp("extremes"))
    with ExitStack() as stack:

        def start(script: Callable[[Received], Answer]) -> ScriptedServer:
            return stack.enter_context(ScriptedServer(script))

        return run_with(program, start, set()), run_with(program, start, set(range(12)))


def test_a_b_without_all_answers_proves_nothing(
    extremes: tuple[Path, Path], ask_cli: Program, scripted_server: Start
) -> None:
    """Eleven of twelve are answered, all right: the twelfth may be the one that fails."""
    _, everything = extremes
    fewer = run_with(ask_cli, scripted_server, set(range(12)), "--num-prompts", 11)
    for b in (fewer, _one_failed(ask_cli, scripted_server)):
        done = ask_cli("compare", everything, b, "--margin", 99)
        assert (done.code, "verdict: inconclusive" in done.stdout) == (1, True), done.stdout
        assert "no answer to 1 sample of A's" in done.stdout


def _one_failed(program: Program, start: Start) -> Path:
    def script(request: Received) -> Answer:
        if "/7/" in request.id:
            return error(400, "too long")
        return completion(request, f"The answer is {gold(request.text)}.")

    done = program(
        "--models", "vllm_api_general_chat", "--datasets", "demo_gsm8k_gen",
        "--url", start(script).url,
    )  # fmt: skip
    assert done.code == 1
    return done.run.path


def test_an_a_without_all_answers_is_no_proof_either(
    extremes: tuple[Path, Path], ask_cli: Program, scripted_server: Start
) -> None:
    _, everything = extremes
    done = ask_cli("compare", _one_failed(ask_cli, scripted_server), everything, "--margin", 99)
    assert (done.code, "verdict: inconclusive" in done.stdout) == (1, True), done.stdout


def test_what_is_worse_is_worse_also_when_incomplete(
    extremes: tuple[Path, Path], ask_cli: Program, scripted_server: Start
) -> None:
    _, everything = extremes
    fewer = run_with(ask_cli, scripted_server, set(), "--num-prompts", 11)
    done = ask_cli("compare", everything, fewer, "--margin", 5)
    assert (done.code, "worse by more than 5 points" in done.stdout) == (1, True)


def test_two_sided_a_better_b_does_not_pass(extremes: tuple[Path, Path], ask_cli: Program) -> None:
    nothing, everything = extremes
    one_sided = ask_cli("compare", nothing, everything, "--margin", 5)
    assert (one_sided.code, "equal within 5 points or better" in one_sided.stdout) == (0, True)
    two_sided = ask_cli("compare", nothing, everything, "--margin", 5, "--two-sided")
    assert (two_sided.code, "better by more than 5 points" in two_sided.stdout) == (1, True)


def test_a_score_of_0_is_shown(extremes: tuple[Path, Path], ask_cli: Program) -> None:
    nothing, everything = extremes
    for a, b, scores in (
        (everything, nothing, "100.00 0.00"),
        (nothing, everything, "0.00 100.00"),
    ):
        text = ask_cli("compare", a, b).stdout
        (head,) = [line for line in text.splitlines() if "both right" in line and "(%)" in line]
        assert "A (%)" in head
        assert "B (%)" in head
        (row,) = [line.split() for line in text.splitlines() if line.startswith("demo_gsm8k ")]
        assert " ".join(row[2:4]) == scores


def test_another_system_prompt_is_warned_of(
    extremes: tuple[Path, Path], ask_cli: Program, scripted_server: Start
) -> None:
    _, everything = extremes
    brief = ("--cfg-options", "models.0.system_prompt=Be brief.")
    other = run_with(ask_cli, scripted_server, set(range(12)), *brief)
    text = ask_cli("compare", everything, other).stdout
    assert "warning: sampling differs: system_prompt is '' in A, 'Be brief.' in B" in text
