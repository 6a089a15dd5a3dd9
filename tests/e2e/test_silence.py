"""Nothing is reused, sent again, merged or passed over without a word."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from tests.demo_answers import right
from tests.program import Finished, Program, Run
from tests.scripted_server import (
    DONE,
    Answer,
    Received,
    ScriptedServer,
    as_json,
    completion,
    error,
    event,
    streamed,
)

Start = Callable[..., ScriptedServer]
DEMO = ("--datasets", "demo_gsm8k_gen")
CHAT = ("--models", "vllm_api_general_chat", *DEMO)
MODEL = "vllm-api-general-chat"
STREAM = ("--models", "vllm_api_stream_chat")
PERF = (*STREAM, "--mode", "perf", "--num-warmups", 0)
STREAMED = "vllm-api-stream-chat"
VARIANT = "demo_gsm8k_gen_4_shot_cot_chat_prompt"


def four(request: Received) -> Answer:
    return completion(request, "four")


def expect_refused(done: Finished, *words: str) -> None:
    """Exit code 2, a sentence of ours with every word in it, no traceback."""
    assert done.code == 2, done.said
    assert "Traceback" not in done.stderr
    for word in words:
        assert word in done.stderr, done.stderr


def asked(requests: Iterable[Received]) -> dict[str, list[int]]:
    """The indexes that were asked of each data set."""
    found: dict[str, list[int]] = {}
    for request in requests:
        dataset, index, *_ = request.id.split("/")
        found.setdefault(dataset, []).append(int(index))
    return {dataset: sorted(indexes) for dataset, indexes in found.items()}


def rows(program: Program, name: str, *answers: object) -> Path:
    """Questions of one's own; an answer of None is left out."""
    lines = [
        {"question": f"{name} {n}?", **({} if answer is None else {"answer": answer})}
        for n, answer in enumerate(answers)
    ]
    return program.write(name, "".join(json.dumps(line) + "\n" for line in lines))


# --- going on with a run


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("--generation", "temperature=1"), "temperature was 0 and is 1"),
        (("--max-out-len", 9), "max_tokens was 512 and is 9"),
        (("--model-name", "other"), "model was 'scripted' and is 'other'"),
        (
            ("--cfg-options", "models.0.system_prompt=Be brief."),
            "system_prompt was '' and is 'Be brief.'",
        ),
    ],
)
def test_under_other_conditions_all_is_asked_again_and_it_is_said_why(
    ask_cli: Program, scripted_server: Start, change: tuple[object, ...], said: str
) -> None:
    server = scripted_server(right, models=["scripted", "other"])
    first = ask_cli(*CHAT, "--url", server.url, "--num-prompts", 3)
    before = {record["conditions"] for record in first.run.all_records()}
    again = ask_cli("--reuse", *change)
    assert asked(server.posts[3:]) == {"demo_gsm8k": [0, 1, 2]}
    assert said in again.stderr
    after = {record["conditions"] for record in again.run.all_records()[3:]}
    assert len(before) == len(after) == 1
    assert before != after
    assert "" not in before | after


def test_the_same_conditions_at_another_address_ask_nothing_again(
    ask_cli: Program, scripted_server: Start
) -> None:
    first, second = scripted_server(right), scripted_server(right)
    ask_cli(*CHAT, "--url", first.url, "--num-prompts", 3)
    again = ask_cli("--reuse", "--url", second.url)
    assert (again.code, len(first.posts), second.posts) == (0, 3, [])
    assert "asked again" not in again.stderr


def test_going_on_in_steps_keeps_the_last_number_of_questions(
    ask_cli: Program, scripted_server: Start
) -> None:
    server = scripted_server(right)
    ask_cli(*CHAT, "--url", server.url, "--num-prompts", 2)
    ask_cli("--reuse", "--num-prompts", 4)
    scored = ask_cli("--reuse", "--mode", "eval")
    assert asked(server.posts) == {"demo_gsm8k": [0, 1, 2, 3]}
    assert scored.run.score(MODEL, "demo_gsm8k")["counts"]["correct"] == 4
    assert scored.code == 0


def test_the_seeds_of_repeats_are_no_other_conditions_but_another_first_seed_is(
    ask_cli: Program, scripted_server: Start
) -> None:
    server = scripted_server(right)
    repeats = ("--cfg-options", "datasets.0.n=4")
    first = ask_cli(*CHAT, "--url", server.url, "--num-prompts", 2, *repeats)
    seeds = [post.body["seed"] for post in server.posts]
    assert sorted(seeds) == [0, 0, 1, 1, 2, 2, 3, 3]
    assert first.run.score(MODEL, "demo_gsm8k")["other_conditions"] == 0
    assert "other conditions" not in first.said
    ask_cli("--reuse", "--generation", "seed=1")
    assert len(server.posts) == 16


def test_naming_what_a_run_asks_keeps_its_choice_of_questions(
    ask_cli: Program, scripted_server: Start
) -> None:
    server = scripted_server(right)
    ask_cli(*CHAT, "--url", server.url, "--num-prompts", 2)
    again = ask_cli(*CHAT, "--mode", "eval", "--reuse")
    assert sum(again.run.score(MODEL, "demo_gsm8k")["counts"].values()) == 2
    assert (again.code, "incomplete" in again.said) == (0, False)
    ask_cli(*CHAT, "--url", server.url, "--reuse", "--num-prompts", 3)
    assert asked(server.posts) == {"demo_gsm8k": [0, 1, 2]}


def test_a_mended_gold_counts_when_scored_again(ask_cli: Program, scripted_server: Start) -> None:
    rows(ask_cli, "own.jsonl", "five", "four", "four")
    server = scripted_server(four)
    own = ("--models", "vllm_api_general_chat", "--custom-dataset-path", "own.jsonl")
    first = ask_cli(*own, "--url", server.url)
    assert first.run.score(MODEL, "own")["counts"]["correct"] == 2
    rows(ask_cli, "own.jsonl", "four", "four", "four")
    again = ask_cli("--mode", "eval", "--reuse")
    assert again.run.score(MODEL, "own")["counts"]["correct"] == 3
    assert [row["gold"] for row in again.run.samples(MODEL, "own")] == ["four"] * 3
    assert len(server.posts) == 3


def test_a_renamed_run_is_gone_on_with(ask_cli: Program, scripted_server: Start) -> None:
    server = scripted_server(right)
    first = ask_cli(*CHAT, "--url", server.url, "--num-prompts", 2)
    first.run.path.rename(first.run.path.with_name("baseline"))
    for name in (("baseline",), ()):
        again = ask_cli("--reuse", *name)
        assert (again.code, again.run.path.name) == (0, "baseline"), again.stderr
    assert len(server.posts) == 2


@pytest.mark.parametrize("passport", ["{", "", "[]", "5", "{}", '{"started": 5}'])
def test_a_broken_passport_of_another_run_is_in_nobodys_way(
    ask_cli: Program, scripted_server: Start, passport: str
) -> None:
    server = scripted_server(right)
    first = ask_cli(*CHAT, "--url", server.url, "--num-prompts", 1)
    ask_cli.write("outputs/default/20990101_000000/run.json", passport)
    again = ask_cli("--reuse")
    assert (again.code, again.run.path) == (0, first.run.path), again.stderr


# --- data without answers


@pytest.fixture
def unanswered(ask_cli: Program) -> tuple[str, str]:
    rows(ask_cli, "own.jsonl", None, None)
    return "--custom-dataset-path", "own.jsonl"


def test_what_cannot_be_scored_is_refused_before_anything_is_sent(
    ask_cli: Program, scripted_server: Start, unanswered: tuple[str, str]
) -> None:
    server = scripted_server(four)
    own = ("--models", "vllm_api_general_chat", *unanswered, "--url", server.url)
    expect_refused(ask_cli(*own), "2 of 2 samples have no answer", "--mode infer")
    assert server.received == []
    assert not (ask_cli.cwd / "outputs").exists()
    inferred = ask_cli(*own, "--mode", "infer")
    assert (inferred.code, len(server.posts)) == (0, 2)
    expect_refused(ask_cli("--mode", "eval", "--reuse"), "2 of 2 samples have no answer")


def test_what_cannot_be_scored_can_be_measured(
    ask_cli: Program, scripted_server: Start, unanswered: tuple[str, str]
) -> None:
    server = scripted_server(four)
    done = ask_cli(*PERF, *unanswered, "--url", server.url)
    assert (done.code, len(server.posts)) == (0, 2), done.stderr
    assert done.run.performance(STREAMED, "own")["Success Requests"]["total"] == 2


# --- variants of one benchmark

ZERO_SHOT = """
from mmengine.config import read_base

from evalbench.retrievers.zero import ZeroRetriever

with read_base():
    from evalbench.configs.datasets.demo.demo_ceval_gen import demo_ceval_datasets as ceval

zero_datasets = [
    dict(each, infer_cfg=dict(each["infer_cfg"], retriever=dict(type=ZeroRetriever)))
    for each in ceval
]
"""


def tables(run: Run) -> dict[str, str]:
    """The reports of the streamed model by their load."""
    return {file.stem: file.read_text(encoding="utf-8") for file in table_files(run)}


def table_files(run: Run) -> list[Path]:
    files = (run.path / "performances" / STREAMED).glob("*.json")
    return [file for file in files if not file.stem.endswith("_load")]


@pytest.mark.parametrize(
    ("variants", "loads"),
    [
        (("demo_gsm8k_gen", VARIANT), {"demo_gsm8k": 12, f"demo_gsm8k@{VARIANT}": 12}),
        (("demo_ceval_gen", "zero_shot"), {"cevaldataset": 12, "cevaldataset@zero_shot": 12}),
    ],
)
def test_two_variants_in_one_perf_run_have_two_tables_also_when_shown_again(
    ask_cli: Program, scripted_server: Start, variants: tuple[str, str], loads: dict[str, int]
) -> None:
    ask_cli.write("configs/datasets/zero_shot.py", ZERO_SHOT)
    server = scripted_server(four)
    done = ask_cli(*PERF, "--datasets", *variants, "--url", server.url)
    measured = tables(done.run)
    counted = {
        load: json.loads(text)["Success Requests"]["total"] for load, text in measured.items()
    }
    assert counted == loads
    assert len({request.text for request in server.posts}) == len(server.posts) == 24
    for file in table_files(done.run):
        file.unlink()
    shown = ask_cli("--mode", "perf_viz", "--reuse")
    assert (shown.code, shown.stdout) == (0, done.stdout), shown.stderr
    assert tables(shown.run) == measured


WHOLE = """
from mmengine.config import read_base

from evalbench.models.vllm_api import VLLMCustomAPIChatStream
from evalbench.retrievers.zero import ZeroRetriever

with read_base():
    from evalbench.configs.datasets.demo.demo_ceval_gen import demo_ceval_datasets as ceval

models = [dict(type=VLLMCustomAPIChatStream, abbr="vllm-api-stream-chat")]
a_datasets = ceval
b_datasets = [dict(each, abbr=each["abbr"] + "-b") for each in ceval]
c_datasets = [dict(each, abbr=each["abbr"] + "-c") for each in ceval]
del ceval
"""


def test_three_groups_of_one_class_in_a_whole_file_are_three_loads(
    ask_cli: Program, scripted_server: Start
) -> None:
    ask_cli.write("whole.py", WHOLE)
    server = scripted_server(four)
    done = ask_cli("whole.py", *PERF[2:], "--url", server.url)
    assert done.code == 0, done.stderr
    assert sorted(tables(done.run)) == ["cevaldataset", "cevaldataset@b", "cevaldataset@c"]
    assert len(server.posts) == 36


JOINED = """
from mmengine.config import read_base

from evalbench.models.vllm_api import VLLMCustomAPIChatStream

with read_base():
    from evalbench.configs.datasets.demo.demo_gsm8k_gen import demo_gsm8k_datasets as plain
    from evalbench.configs.datasets.demo.demo_gsm8k_gen_4_shot_cot_chat_prompt import (
        demo_gsm8k_datasets as shots,
    )

models = [dict(type=VLLMCustomAPIChatStream, abbr="vllm-api-stream-chat")]
datasets = [*plain, *shots]
"""


def test_two_variants_in_the_one_list_of_a_whole_file_are_two_loads(
    ask_cli: Program, scripted_server: Start
) -> None:
    ask_cli.write("whole.py", JOINED)
    server = scripted_server(four)
    done = ask_cli("whole.py", *PERF[2:], "--url", server.url)
    assert len(server.posts) == 24
    assert len(tables(done.run)) == 2, sorted(tables(done.run))


def test_a_drawn_sample_is_the_same_for_both_variants_and_when_gone_on_with(
    ask_cli: Program, scripted_server: Start
) -> None:
    server = scripted_server(right)
    drawn = ("--sample", 5, "--seed", 3, "--url", server.url)
    both = ("--models", "vllm_api_general_chat", "--datasets", "demo_gsm8k_gen", VARIANT)
    ask_cli(*both, *drawn, "--mode", "infer")
    plain, variant = asked(server.posts).values()
    assert (len(plain), plain) == (5, variant)
    scored = ask_cli("--reuse")
    assert (scored.code, len(server.posts)) == (0, 10)
    for abbr in ("demo_gsm8k", f"demo_gsm8k@{VARIANT}"):
        assert [row["index"] for row in scored.run.samples(MODEL, abbr)] == plain
        assert scored.run.score(MODEL, abbr)["counts"]["correct"] == 5
    ask_cli(*both[:2], "--datasets", VARIANT, *drawn, "--mode", "infer")
    assert asked(server.posts[10:]) == {"demo_gsm8k": plain}  # by itself it is drawn the same


def test_a_data_set_renamed_to_a_taken_name_loses_no_result(
    ask_cli: Program, scripted_server: Start
) -> None:
    server = scripted_server(four)
    done = ask_cli(
        "--models", "vllm_api_general_chat", "--datasets", "demo_gsm8k_gen", VARIANT,
        "--cfg-options", "datasets.1.abbr=demo_gsm8k", "--url", server.url,
    )  # fmt: skip
    abbrs = sorted(asked(server.posts))
    assert len(abbrs) == 2
    assert abbrs[0] == "demo_gsm8k"
    for abbr in abbrs:
        assert sum(done.run.score(MODEL, abbr)["counts"].values()) == 12
    assert "demo_gsm8k is taken" in done.stderr


# --- what a perf report must say


def test_a_request_sent_again_on_a_fresh_connection_is_recorded_and_told(
    ask_cli: Program, scripted_server: Start
) -> None:
    """The second request finds its kept-alive connection closed."""
    gone: list[str] = []

    def script(request: Received) -> Answer:
        if request.id.startswith("demo_gsm8k/1/") and not gone:
            gone.append(request.id)
            raise ConnectionResetError
        return four(request)

    server = scripted_server(script)
    done = ask_cli(*PERF, *DEMO, "--url", server.url, "--num-prompts", 3, "--batch-size", 1)
    rows = done.run.requests(STREAMED, "demo_gsm8k")
    assert [row["resent"] for row in rows] == [False, True, False]
    assert {row["attempts"] for row in rows} == {1}
    notes = done.run.performance(STREAMED, "demo_gsm8k")["notes"]
    assert [note for note in notes if note.startswith("1 requests were sent again")]
    assert (done.code, len(server.posts)) == (0, 4)


def test_a_request_that_the_server_kept_and_dropped_is_a_failure_and_not_sent_again(
    ask_cli: Program, scripted_server: Start
) -> None:
    """Half a second is time that the server may have worked; a second send would hide it."""

    def script(request: Received) -> Answer:
        if request.id.startswith("demo_gsm8k/1/"):
            time.sleep(0.5)  # the server's thread has nothing else to do
            raise ConnectionResetError
        return four(request)

    server = scripted_server(script)
    done = ask_cli(*PERF, *DEMO, "--url", server.url, "--num-prompts", 3, "--batch-size", 1)
    report = done.run.performance(STREAMED, "demo_gsm8k")
    assert report["Failures"]["total"] == {"reset": 1}
    assert not [note for note in report["notes"] if "sent again" in note]
    assert (done.code, len(server.posts)) == (1, 3)


def in_one_piece(request: Received) -> Answer:
    part = {"choices": [{"index": 0, "delta": {"content": "four "}}]}
    end = {"choices": [{"index": 0, "delta": {}, "finish_reason": "length"}]}
    usage = {"choices": [], "usage": {"prompt_tokens": 7, "completion_tokens": 3}}
    return streamed([b"".join([*[event(part)] * 3, event(end), event(usage), DONE])])


def test_a_stream_in_one_piece_has_no_tpot_and_it_is_said(
    ask_cli: Program, scripted_server: Start
) -> None:
    """Three tokens at one instant: 0 ms a token would be a proxy's buffer, not a speed."""
    server = scripted_server(in_one_piece)
    done = ask_cli(*PERF, *DEMO, "--url", server.url)
    assert {"TPOT", "ITL"}.isdisjoint(done.run.rows(STREAMED, "demo_gsm8k"))
    assert done.run.rows(STREAMED, "demo_gsm8k")["OutputTokens"]["Average"] == 3
    notes = done.run.performance(STREAMED, "demo_gsm8k")["notes"]
    assert [note for note in notes if note.startswith("100 % of the streams came in one piece")]
    assert "came in one piece" in done.stdout


def test_a_table_made_again_is_of_the_load_as_it_was(
    ask_cli: Program, scripted_server: Start
) -> None:
    server = scripted_server(four)
    ask_cli(*PERF, *DEMO, "--url", server.url, "--batch-size", 3, "--request-rate", 400)
    today = ("--batch-size", 7, "--request-rate", 9)
    for names in ((), (*STREAM, *DEMO)):
        shown = ask_cli(*names, "--mode", "perf_viz", "--reuse", *today)
        report = shown.run.performance(STREAMED, "demo_gsm8k")
        assert report["Max Concurrency"]["total"] == 3
        assert report["Requested Request Rate"]["total"] == 400


def test_an_accuracy_run_has_no_times_to_show(ask_cli: Program, scripted_server: Start) -> None:
    """Nothing at all, and exit code 0, would pass for a service that was measured."""
    server = scripted_server(four)
    ask_cli(*STREAM, *DEMO, "--url", server.url, "--mode", "infer")
    before = len(server.received)
    expect_refused(ask_cli("--mode", "perf_viz", "--reuse"), "nothing was measured", "--mode perf")
    assert len(server.received) == before


def test_one_failed_warm_up_does_not_stop_the_load(
    ask_cli: Program, scripted_server: Start
) -> None:
    def script(request: Received) -> Answer:
        return error(503, "loading") if request.id.startswith("warm-up") else four(request)

    server = scripted_server(script)
    done = ask_cli(*STREAM, *DEMO, "--mode", "perf", "--url", server.url)
    assert (done.code, len(server.posts)) == (0, 13)
    assert "1 of 1 warm-ups failed" in done.stderr


# --- how it ends


def test_asking_alone_ends_with_1_when_a_sample_has_no_answer(
    ask_cli: Program, scripted_server: Start
) -> None:
    def script(request: Received) -> Answer:
        return error(400, "too long") if "/1/" in request.id else four(request)

    server = scripted_server(script)
    infer = ("--mode", "infer", "--num-prompts", 3)
    assert ask_cli(*CHAT, "--url", server.url, *infer).code == 1
    assert ask_cli("--reuse", *infer).code == 1  # still none


_NO_ROOM = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (65536, 65536))
from evalbench.cli import main
sys.exit(main(sys.argv[1:]))
"""


def without_room(program: Program, *options: object) -> Finished:
    """The program where no file may grow beyond 64 KiB: config and passport may, answers not."""
    done = subprocess.run(
        [sys.executable, "-c", _NO_ROOM, *map(str, options)],
        cwd=program.cwd,
        env=program.environment({}),
        capture_output=True,
        text=True,
        check=False,
    )
    return Finished(done.returncode, done.stdout, done.stderr, program.cwd)


def test_a_full_disk_ends_with_a_sentence(ask_cli: Program, scripted_server: Start) -> None:
    """What fitted is shown: the process that could not go on is an error of the load."""
    server = scripted_server(lambda request: completion(request, "word " * 4000))
    done = without_room(ask_cli, *PERF, *DEMO, "--url", server.url, "--batch-size", 1)
    assert done.code == 1, done.said
    assert "Traceback" not in done.stderr
    *_, what, fix = done.stderr.rstrip().split("\n")
    assert what.startswith("evalbench: ")
    assert "answers-0-000000: cannot be written: no room" in what
    assert fix.startswith("  ")
    report = done.run.performance(STREAMED, "demo_gsm8k")
    assert report["Success Requests"]["total"] == 3  # of 20 KB each
    assert report["verdict"]["level"] == "INVALID"


def test_an_answer_that_fits_the_disk_only_in_part_is_not_passed_for_kept(
    ask_cli: Program, scripted_server: Start
) -> None:
    """The system writes the first 64 KiB of it, and says so without an error."""
    server = scripted_server(lambda request: completion(request, "word " * 20_000))
    infer = ("--mode", "infer", "--num-prompts", 1)
    done = without_room(ask_cli, *CHAT, "--url", server.url, *infer)
    expect_refused(done, "demo_gsm8k.jsonl: cannot be written")


def test_a_log_that_cannot_be_written_shows_no_traceback(
    ask_cli: Program, scripted_server: Start
) -> None:
    server = scripted_server(four)
    first = ask_cli(*CHAT, "--url", server.url, "--num-prompts", 1)
    log = first.run.path / "logs/run.log"
    log.write_text(log.read_text() + "x" * 65536)
    done = without_room(ask_cli, "--reuse", "--num-prompts", 2)
    assert "Traceback" not in done.stderr
    assert "Logging error" not in done.stderr


@pytest.mark.parametrize(
    "listing", [{"models": ["scripted"]}, [], {"data": None}, {"data": [{"name": "scripted"}]}]
)
def test_a_list_of_models_in_another_shape_is_no_matter_when_the_model_is_named(
    ask_cli: Program, scripted_server: Start, listing: object
) -> None:
    server = scripted_server(right, get=lambda request: as_json(listing))
    named = ("--model-name", "scripted")
    assert ask_cli(*CHAT, "--url", server.url, "--num-prompts", 1, *named).code == 0
    unnamed = ask_cli(*CHAT, "--url", server.url, "--num-prompts", 1)
    assert (unnamed.code, len(server.posts)) == (1, 1)


# --- side doors


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ((*CHAT, "--generation", "max_tokens=5"), ("'max_tokens'", "max_out_len")),
        ((*CHAT, "--generation", "max_completion_tokens=5"), ("max_out_len",)),
        ((*CHAT, "--generation", "model=x"), ("generation_kwargs takes no 'model'",)),
        ((*CHAT, "--generation", "stream=True"), ("generation_kwargs takes no 'stream'",)),
        ((*CHAT, "--generation", "n=2"), ("n=2", "one answer")),
        ((*CHAT, "--cfg-options", "models.0.extra_body={'n': 2}"), ("n=2", "one answer")),
        (("--models", "simulator", *DEMO, "--url", "http://h:1"), ("--url", "simulator")),
        (("--models", "simulator", *DEMO, "--host-ip", "h"), ("--host-ip", "simulator")),
        (("--models", "simulator", *DEMO, "--host-port", "1"), ("--host-port", "simulator")),
        ((*CHAT, "--api-key-env", "NOT_SET"), ("--api-key-env", "$NOT_SET")),
        (
            (*CHAT, "--custom-dataset-data-type", "qa"),
            ("--custom-dataset-data-type", "--custom-dataset-path"),
        ),
        (
            (*CHAT, "--custom-dataset-meta-path", "a.meta.json"),
            ("--custom-dataset-meta-path", "--custom-dataset-path"),
        ),
        ((*CHAT, "--mode", "eval", "--reuse", "--num-warmups", "1"), ("--num-warmups",)),
        ((*CHAT, "--mode", "perf", "--reuse"), ("perf_viz",)),
        ((*CHAT, "--mode", "perf", "--max-num-workers", "2"), ("--max-num-workers",)),
        ((*CHAT, "-r", ""), ("-r/--reuse", "must name a run")),
        ((*CHAT, "--seed", "-1"), ("--seed", "-1")),
        ((*CHAT, "--reuse", "20200101_000000"), ("holds no run",)),
    ],
)
@pytest.mark.parametrize("dry", [(), ("--dry-run",)], ids=["run", "dry-run"])
def test_what_would_do_nothing_or_something_else_is_refused_also_without_a_run(
    ask_cli: Program, options: tuple[str, ...], words: tuple[str, ...], dry: tuple[str, ...]
) -> None:
    expect_refused(ask_cli(*options, *dry), *words)
    assert not (ask_cli.cwd / "outputs").exists()


@pytest.mark.parametrize("dry", [(), ("--dry-run",)], ids=["run", "dry-run"])
def test_a_tokenizer_that_does_not_load_is_found_before_the_load(
    ask_cli: Program, scripted_server: Start, dry: tuple[str, ...]
) -> None:
    """The folder looks like one: without transformers, or with it, it does not load."""
    ask_cli.write("tokenizer/tokenizer.json", "{")
    server = scripted_server(four)
    done = ask_cli(*PERF, *DEMO, "--url", server.url, "--tokenizer", "tokenizer", *dry)
    expect_refused(done, "'tokenizer'")
    assert server.received == []


def test_a_dry_run_of_a_run_to_go_on_with_needs_no_names(
    ask_cli: Program, scripted_server: Start
) -> None:
    server = scripted_server(four)
    ask_cli(*CHAT, "--url", server.url, "--num-prompts", 2, "--mode", "infer")
    before = len(server.received)
    dry = ask_cli("--reuse", "--dry-run")
    assert (dry.code, len(server.received)) == (0, before), dry.stderr
    assert "1 task, 2 samples; nothing was sent" in dry.stdout


# --- configs are Python, and only that

OWN_MODEL = """
import {module}

from evalbench.models.vllm_api import VLLMCustomAPIChat

models = [dict(type=VLLMCustomAPIChat, abbr="own", url="http://h:1", model={value})]
"""


@pytest.mark.parametrize(
    ("module", "value", "model"),
    [
        ("json", "json.loads('[\"qwen\"]')[0]", "qwen"),
        ("re", "re.sub('[0-9]', '', 'q9wen')", "qwen"),
        ("pathlib", "str(pathlib.PurePosixPath('a') / 'qwen')", "a/qwen"),
        ("os", "os.environ['MODEL']", "qwen"),
        ("os.path", "os.path.basename('/models/qwen')", "qwen"),
    ],
)
@pytest.mark.parametrize("how", ["import", "from"])
def test_a_config_may_use_the_standard_library(
    ask_cli: Program, module: str, value: str, model: str, how: str
) -> None:
    text = OWN_MODEL.format(module=module, value=value)
    if how == "from":
        name = value.removeprefix("str(").removeprefix(f"{module}.").partition("(")[0]
        name = name.partition("[")[0]
        text = text.replace(f"import {module}", f"from {module} import {name}")
        text = text.replace(f"{module}.{name}", name)
    ask_cli.write("configs/models/own.py", text)
    done = ask_cli("--models", "own", *DEMO, "--dry-run", MODEL="qwen")
    assert done.code == 0, done.stderr
    assert f'"model": "{model}"' in done.stdout


OWN_DATA = """
own_datasets = [
    dict(
        abbr="own",
        type="CustomDataset",
        path="own.jsonl",
        reader_cfg=dict(input_columns=["question"], output_column="answer"),
        infer_cfg=dict(
            prompt_template=dict(type="PromptTemplate", template={template!r}),
            retriever=dict(type="ZeroRetriever"),
            inferencer=dict(type="GenInferencer"),
        ),
        eval_cfg=dict(evaluator=dict(type="AccEvaluator")),
    )
]
"""


@pytest.mark.parametrize(
    "braces", ["{{ fileDirname }}", "{{fileBasename}}", "{{$HOME:}}", "{x}", '{"answer": 1}']
)
def test_braces_in_a_template_are_what_the_model_sees(
    ask_cli: Program, scripted_server: Start, braces: str
) -> None:
    rows(ask_cli, "own.jsonl", "four")
    text = OWN_DATA.format(template=f"{braces} {{question}}")
    ask_cli.write("configs/datasets/own.py", text)
    server = scripted_server(four)
    run = ("--models", "vllm_api_general_chat", "--datasets", "own", "--url", server.url)
    done = ask_cli(*run)
    assert done.code == 0, done.stderr
    assert server.posts[0].text == f"{braces} own.jsonl 0?"
    again = ask_cli("--reuse")
    assert (again.code, len(server.posts)) == (0, 1)  # nor does the written config change them


def test_a_misspelt_field_of_a_template_is_told_with_the_column(ask_cli: Program) -> None:
    rows(ask_cli, "own.jsonl", "four")
    ask_cli.write("configs/datasets/own.py", OWN_DATA.format(template="Q: {quesiton}"))
    done = ask_cli(*STREAM, "--datasets", "own", "--dry-run")
    expect_refused(done, "configs/datasets/own.py: own", "{quesiton}", "did you mean {question}?")


@pytest.mark.parametrize("code", ["0", "3", "", "'enough'"])
def test_a_config_that_exits_is_an_error(ask_cli: Program, code: str) -> None:
    text = f"import sys\n\nmodels = []\nsys.exit({code})\n"
    ask_cli.write("configs/models/own.py", text)
    done = ask_cli("--models", "own", *DEMO, "--dry-run")
    expect_refused(done, "configs/models/own.py", "SystemExit")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("models=[]", ("models must stay a list of 1",)),
        ("models=1", ("models must stay a list of 1",)),
        ("models={}", ("models must stay a list of 1",)),
        ("models.0=5", ("models holds 5",)),
        ("datasets=[]", ("datasets must stay a list of 1",)),
        ("datasets.0=None", ("datasets holds None",)),
        ("summarizer=5", ("summarizer holds 5",)),
        ("summarizer=[]", ("summarizer holds []",)),
    ],
)
@pytest.mark.parametrize("mode", ["all", "perf"])
def test_what_cfg_options_may_not_put_in_place_of_a_dict(
    ask_cli: Program, change: str, words: tuple[str, ...], mode: str
) -> None:
    done = ask_cli(*CHAT, "--mode", mode, "--dry-run", "--cfg-options", change)
    expect_refused(done, "--cfg-options", *words)


@pytest.mark.parametrize(
    ("name", "second"),
    [
        ("own.jsonl", '{"question": ' + "[" * 100_000 + "]" * 100_000 + "}"),
        ("own.jsonl", '{"question": ' + "9" * 5000 + "}"),
        ("own.jsonl", '{"question": "a", "max_tokens": ' + "9" * 5000 + "}"),
        ("own.jsonl", '{"question": "a", "max_tokens": "' + "9" * 5000 + '"}'),
        ("own.csv", "a," + "9" * 5000),
    ],
    ids=["nesting", "number", "max_tokens", "max_tokens as text", "max_tokens of a csv"],
)
def test_a_line_without_measure_is_named(ask_cli: Program, name: str, second: str) -> None:
    first = "question,max_tokens" if name.endswith("csv") else '{"question": "a"}'
    ask_cli.write(name, f"{first}\n{second}\n")
    done = ask_cli(*STREAM, "--custom-dataset-path", name, "--mode", "infer", "--dry-run")
    expect_refused(done, f"{name} line 2")


GROUPS = """
from evalbench.summarizers.accuracy import DefaultSummarizer

summarizer = dict(
    attr="accuracy",
    type=DefaultSummarizer,
    summary_groups=[dict(name="g", subsets=["demo_gsm8k", "other"], {more})],
)
"""


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ("weigths='samples'", ("weigths",)),
        ("weights='sample'", ("'sample'",)),
        ("weights=dict(demo_gsm8k=1, othre=1)", ("'othre'", "did you mean other?")),
        ("weights=dict(demo_gsm8k=1)", ("group g", "no weight for other")),
        ("weights=dict(demo_gsm8k=2, other=-1)", ("group g", "0 or more")),
        ("weights=dict(demo_gsm8k=0, other=0)", ("group g", "0 or more")),
    ],
)
def test_a_group_that_would_be_averaged_wrongly_is_refused(
    ask_cli: Program, more: str, words: tuple[str, ...]
) -> None:
    ask_cli.write("configs/summarizers/own.py", GROUPS.format(more=more))
    done = ask_cli(*CHAT, "--summarizer", "own", "--dry-run")
    expect_refused(done, *words)
