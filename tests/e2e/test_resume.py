"""Going on with an earlier run, sending again after a failure, and being interrupted."""

import hashlib
import json
import shlex
import signal
import socket
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.demo_answers import index, right
from tests.processes import files_no_longer_than
from tests.program import Finished, Program, Run, gold
from tests.scripted_server import (
    DONE,
    Answer,
    Received,
    ScriptedServer,
    completion,
    error,
    event,
    streamed,
)

Start = Callable[..., ScriptedServer]
CHAT = ("--models", "vllm_api_general_chat", "--datasets", "demo_gsm8k_gen")
MODEL = "vllm-api-general-chat"


def test_infer_then_eval_asks_nothing_more(run_cli: Program, scripted_server: Start) -> None:
    server = scripted_server(right)
    asked = run_cli(*CHAT, "--url", server.url, "--mode", "infer")
    assert (asked.code, len(server.posts)) == (0, 12)
    assert not (asked.run.path / "results").exists()
    before = len(server.received)
    scored = run_cli("--mode", "eval", "--reuse")
    assert (scored.code, len(server.received)) == (0, before)  # not even a GET
    assert scored.run.path == asked.run.path
    assert scored.run.score(MODEL, "demo_gsm8k")["counts"]["correct"] == 12


def test_eval_of_a_part_scores_that_part(run_cli: Program) -> None:
    """`--reuse` goes on with the run as it was begun: with its own number of questions."""
    run_cli("--models", "simulator", "--datasets", "demo_gsm8k_gen", "--num-prompts", 4)
    scored = run_cli("--mode", "eval", "--reuse")
    assert sum(scored.run.score("simulator", "demo_gsm8k")["counts"].values()) == 4
    assert scored.code == 0


def test_eval_of_a_drawn_sample_scores_the_same_questions(ask_cli: Program) -> None:
    options = ("--sample", 5, "--seed", 7)
    first = ask_cli("--models", "simulator", "--datasets", "demo_gsm8k_gen", *options)
    asked = [row["id"] for row in first.run.samples("simulator", "demo_gsm8k")]
    scored = ask_cli("--mode", "eval", "--reuse")
    assert [row["id"] for row in scored.run.samples("simulator", "demo_gsm8k")] == asked
    assert scored.code == 0


def test_reuse_of_a_part_asks_nothing_that_was_left_out(
    ask_cli: Program, scripted_server: Start
) -> None:
    server = scripted_server(right)
    ask_cli(*CHAT, "--url", server.url, "--num-prompts", 4)
    ask_cli("--reuse")
    assert len(server.posts) == 4


@pytest.mark.parametrize("words", [("--reuse",), ("--mode", "eval", "--reuse")])
def test_a_drawn_sample_that_leaves_a_subject_empty_is_gone_on_with(
    ask_cli: Program, words: tuple[str, ...]
) -> None:
    """Of three variants, two questions: the third has none, and is no other question for it."""
    sets = ask_cli.write(
        "sets.py",
        "from mmengine.config import read_base\n"
        "with read_base():\n"
        "    from evalbench.configs.datasets.demo.demo_gsm8k_gen import demo_gsm8k_datasets as d\n"
        "    from evalbench.configs.models.simulator.simulator import models\n"
        "datasets = [dict(d[0], abbr=f'part{n}', reader_cfg=dict(d[0]['reader_cfg'], "
        "test_range=f'[{n}:{n + 1}]'), origin='parts') for n in range(3)]\n",
    )
    first = ask_cli(sets, "--sample", 2)
    assert first.code == 0, first.stderr
    assert sorted(first.run.passport["datasets"]) == ["part0", "part1"]
    again = ask_cli(*words)
    assert again.code == 0, again.stderr
    assert again.run.path == first.run.path
    assert "part2" not in again.stdout


def test_viz_shows_the_table_again(ask_cli: Program) -> None:
    first = ask_cli("--models", "simulator", "--datasets", "demo_gsm8k_gen")
    again = ask_cli("--mode", "viz", "--reuse", first.run.path.name)
    assert (again.code, again.stdout) == (0, first.stdout)


@pytest.mark.parametrize("mode", ["eval", "viz", "perf_viz"])
def test_a_mode_that_reads_needs_a_run(ask_cli: Program, mode: str) -> None:
    done = ask_cli(*CHAT, "--mode", mode)
    assert done.code == 2
    assert "--reuse" in done.stderr
    none = ask_cli("--mode", mode, "--reuse")
    assert none.code == 2
    assert "outputs/default: holds no run to reuse" in none.stderr


def test_an_unknown_run_is_named_with_those_there_are(ask_cli: Program) -> None:
    first = ask_cli("--models", "simulator", "--datasets", "demo_gsm8k_gen", "--num-prompts", 1)
    done = ask_cli("--mode", "eval", "--reuse", "20200101_000000")
    assert done.code == 2
    assert "'20200101_000000'" in done.stderr
    assert first.run.path.name in done.stderr


def test_a_run_is_named_by_its_folder_too(ask_cli: Program, scripted_server: Start) -> None:
    """Wherever it is, and whatever stands in outputs/default: as `rerun` and `compare` take it."""
    server = scripted_server(right)
    elsewhere = ask_cli(*CHAT, "--url", server.url, "--num-prompts", 2, "--work-dir", "outputs/own")
    ask_cli("--models", "simulator", "--datasets", "demo_gsm8k_gen", "--num-prompts", 1)
    for words in (("--reuse", elsewhere.run.path.relative_to(ask_cli.cwd)), (*CHAT, "--reuse")):
        folder = () if len(words) == 2 else (elsewhere.run.path,)
        again = ask_cli(*words, *folder, "--url", server.url, "--num-prompts", 3)
        assert again.code == 0, again.stderr
        assert len(list((ask_cli.cwd / "outputs/own").iterdir())) == 1
        assert len(elsewhere.run.all_records()) == 3
    both = ask_cli("--mode", "eval", "--reuse", elsewhere.run.path, "--work-dir", "outputs/own")
    assert (both.code, "[C221]" in both.stderr) == (2, True)


def test_what_is_told_to_type_reaches_the_run_that_told_it(
    ask_cli: Program, scripted_server: Start
) -> None:
    """Of a run in a work dir of its own, while others stand in outputs/default."""
    server = scripted_server(lambda request: error(500, "out of memory"))
    own = ("--work-dir", "my outputs/ws", "--retry", 0)
    ask_cli("--models", "simulator", "--datasets", "demo_gsm8k_gen", "--num-prompts", 1)

    def named(done: Finished, before: str) -> Path:
        words = shlex.split(done.said.partition(before)[2].split("\n")[0])
        return ask_cli.cwd / words[words.index("--reuse") + 1]

    hopeless = ask_cli(*CHAT, "--url", server.url, *own)
    assert named(hopeless, "to go on: evalbench ") == hopeless.run.path
    server.script = lambda request: right(request) if index(request) else error(500, "no")
    partly = ask_cli(*CHAT, "--url", server.url, *own)
    assert named(partly, "is mended, evalbench ") == partly.run.path
    asked = ask_cli(*CHAT, "--url", server.url, *own, "--mode", "infer")
    scores = "(evalbench --mode eval "
    assert named(asked, scores).parent == asked.run.path.parent
    unscored = ask_cli("--mode", "viz", "--reuse", asked.run.path)
    assert named(unscored, "--mode eval ") == asked.run.path


def test_reuse_asks_only_what_failed(run_cli: Program, scripted_server: Start) -> None:
    down = {3, 5, 8}

    def script(request: Received) -> Answer:
        return error(500, "out of memory") if index(request) in down else right(request)

    server = scripted_server(script)
    first = run_cli(*CHAT, "--url", server.url, "--retry", 0)
    assert (first.code, len(server.posts)) == (1, 12)
    assert first.run.score(MODEL, "demo_gsm8k")["counts"]["error"] == 3
    assert "3 × http 500" in first.stderr
    broken, down = down, set()
    again = run_cli("--reuse")
    assert again.code == 0
    assert {index(request) for request in server.posts[12:]} == broken
    assert len(server.posts) == 15
    assert again.run.path == first.run.path
    assert again.run.score(MODEL, "demo_gsm8k")["counts"]["correct"] == 12
    # of the whole run: what failed in its first part is not forgotten
    assert "requests failed: 3 × http 500; that left 0 samples without an answer" in again.stdout


def test_truncated_answers_are_asked_for_again_only_when_that_is_said(
    run_cli: Program, scripted_server: Start
) -> None:
    """Rows 3 and 5 fail at first, 4 and 8 are cut; what is said is what is asked, and no more."""
    troubled = True

    def script(request: Received) -> Answer:
        if troubled and index(request) in (3, 5):
            return error(500, "out of memory")
        finish = "length" if troubled and index(request) in (4, 8) else "stop"
        text = "First we" if finish == "length" else f"So the answer is {gold(request.text)}."
        return completion(request, text, finish=finish)

    server = scripted_server(script)
    first = run_cli(*CHAT, "--url", server.url, "--retry", 0)
    assert first.run.score(MODEL, "demo_gsm8k")["counts"]["truncated"] == 2

    def asked(*words: str) -> tuple[list[int], Finished]:
        before = len(server.posts)
        done = run_cli("--reuse", *words)
        return sorted(map(index, server.posts[before:])), done

    assert asked("--retry", "0")[0] == [3, 5]
    troubled = False
    again, done = asked("--retry", "truncated")
    assert again == [4, 8]
    assert f"{MODEL}: 10 answers are kept, 2 to ask, 2 truncated" in done.stderr
    assert done.run.score(MODEL, "demo_gsm8k")["counts"]["error"] == 2
    troubled = True
    assert asked("--retry", "failed,truncated", "--retry", "0")[0] == [3, 5]
    troubled = False
    again, done = asked()
    assert again == [3, 5]
    assert done.run.score(MODEL, "demo_gsm8k")["counts"]["correct"] == 12
    again, done = asked("--retry", "failed,truncated")
    assert (again, done.code) == ([], 0)
    assert "every answer is there already" in done.stderr


def test_an_answer_that_was_cut_is_not_lost_when_it_cannot_be_had_again(
    run_cli: Program, scripted_server: Start
) -> None:
    down = False

    def script(request: Received) -> Answer:
        if down:
            return error(500, "out of memory")
        return completion(request, f"The answer is {gold(request.text)}.", finish="length")

    server = scripted_server(script)
    first = run_cli(*CHAT, "--url", server.url, "--num-prompts", 3)
    down = True
    again = run_cli("--reuse", "--retry", "0,truncated")
    assert (again.code, len(server.posts)) == (1, 6)
    for done in (first, again):
        assert done.run.score(MODEL, "demo_gsm8k")["counts"]["correct"] == 3


def test_reuse_under_other_conditions_says_what_is_other_and_how_many_are_asked_again(
    run_cli: Program, scripted_server: Start
) -> None:
    server = scripted_server(right)
    run_cli(*CHAT, "--url", server.url)
    other = run_cli(*CHAT, "--url", server.url, "--reuse", "--generation", "temperature=0.7")
    assert f"{MODEL}: asked again where temperature was 0 and is 0.7" in other.stderr
    assert "0 answers are kept, 12 to ask, 12 asked under other conditions" in other.stderr
    assert len(server.posts) == 24


def test_gold_that_has_changed_since_is_told_and_the_passport_has_both_check_sums(
    ask_cli: Program, scripted_server: Start
) -> None:
    def data(golds: list[int]) -> str:
        rows = [{"question": f"1+{n}?", "answer": str(gold)} for n, gold in enumerate(golds)]
        text = "".join(json.dumps(row) + "\n" for row in rows)
        ask_cli.write("own.jsonl", text)
        return hashlib.sha256(text.encode()).hexdigest()

    server = scripted_server(lambda request: completion(request, f"{index(request) + 1}"))
    before = data([1, 2, 3, 4])
    own = ("--models", "vllm_api_general_chat", "--custom-dataset-path", "own.jsonl")
    first = ask_cli(*own, "--url", server.url)
    assert first.run.score(MODEL, "own")["value"] == 100
    assert "gold" not in first.stdout
    since = data([1, 2, 30, 40])
    for words in (("--mode", "eval", "--reuse"), ("--reuse",)):
        again = ask_cli(*words)
        assert again.run.score(MODEL, "own")["value"] == 50
        note = "2 of 4 answers are judged by gold answers that have changed since they were asked"
        assert note in again.stdout
        known = again.run.passport["datasets"]["own"]
        assert list(known["files"].values()) == [since]
        (earlier,) = known["before"]
        assert list(earlier["files"].values()) == [before]
        assert earlier["until"] == again.run.passport["commands"][1]["started"]
    assert len(server.posts) == 4


def test_answers_of_two_addresses_are_told_and_each_knows_its_own(
    ask_cli: Program, scripted_server: Start
) -> None:
    """Who moved a service goes on; who mixed two services must see it, and from whom each is."""
    broken = True

    def script(request: Received) -> Answer:
        return error(500, "no") if broken and index(request) > 6 else right(request)

    one, two = scripted_server(script), scripted_server(script)
    first = ask_cli(*CHAT, "--url", one.url, "--retry", 0)
    assert "addresses" not in first.stdout
    broken = False
    again = ask_cli("--reuse", "--url", f"{two.url}/v1")
    assert again.code == 0, again.stderr
    assert (
        f"{MODEL}: asked at {one.url} before, and at {two.url} now: what was answered there is kept"
    ) in again.stderr
    shown = ask_cli("--mode", "viz", "--reuse")
    for done in (again, shown):
        note = f"asked for at 2 addresses: 7 at {one.url}, 5 at {two.url}"
        assert note in " ".join(done.stdout.split())
    rows = again.run.samples(MODEL, "demo_gsm8k")
    assert {row["index"]: row["service"] for row in rows} == {
        n: one.url if n < 7 else two.url for n in range(12)
    }
    commands = again.run.passport["commands"]
    assert [each.get("urls", {}).get(MODEL) for each in commands[:2]] == [one.url, two.url]
    third = ask_cli("--reuse", "--url", two.url)
    assert "before, and at" not in third.stderr


def test_a_simulator_of_the_run_itself_is_one_service_whatever_its_port(ask_cli: Program) -> None:
    own = ("--models", "simulator", "--datasets", "demo_gsm8k_gen")
    ask_cli(*own, "--num-prompts", 2)
    again = ask_cli("--reuse", "--num-prompts", 4)
    assert "addresses" not in again.stdout
    assert "before, and at" not in again.stderr


def test_answers_to_other_prompts_are_told_below_the_table(
    ask_cli: Program, scripted_server: Start
) -> None:
    ask_cli.write("own.csv", "question,answer\n1+1?,2\n1+2?,3\n")
    own = ("--models", "vllm_api_general_chat", "--custom-dataset-path", "own.csv")
    ask_cli(*own, "--url", scripted_server(lambda request: completion(request, "3")).url)
    ask_cli.write("own.csv", "question,answer\n1+1?,2\n2+1?,3\n")
    again = ask_cli("--mode", "eval", "--reuse")
    assert "note: vllm-api-general-chat: 1 of 2 answers are to other prompts" in again.stdout


def test_scores_over_answers_under_several_conditions_say_so(
    run_cli: Program, scripted_server: Start
) -> None:
    server = scripted_server(right)
    first = run_cli(*CHAT, "--url", server.url)
    lines = (first.run.path / f"predictions/{MODEL}/demo_gsm8k.jsonl").read_text().splitlines()
    others = [json.dumps({**json.loads(line), "conditions": "others"}) for line in lines[:5]]
    with (first.run.path / f"predictions/{MODEL}/demo_gsm8k.jsonl").open("a") as file:
        file.write("".join(f"{line}\n" for line in others))
    again = run_cli("--mode", "eval", "--reuse")
    assert "5 of 12 answers were asked for under other conditions than the rest" in again.stdout
    assert "conditions" not in first.stderr


def test_reuse_with_another_prompt_asks_again(ask_cli: Program, scripted_server: Start) -> None:
    """An answer to another question is no answer to this one."""
    server = scripted_server(right)
    ask_cli(*CHAT, "--url", server.url)
    other = (
        "--models",
        "vllm_api_general_chat",
        "--datasets",
        "demo_gsm8k_gen_4_shot_cot_chat_prompt",
    )
    ask_cli(*other, "--url", server.url, "--reuse")
    assert Counter(map(index, server.posts)) == dict.fromkeys(range(12), 2)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_an_interrupted_run_keeps_its_answers_and_reuse_asks_the_rest(
    run_cli: Program, scripted_server: Start, number: signal.Signals
) -> None:
    """Five are answered; the others hang until the run is gone."""
    patient = True

    def script(request: Received) -> Answer:
        held = 3600.0 if patient and index(request) >= 5 else 0.0
        return completion(request, f"#### {gold(request.text)}", pause_s=held)

    server = scripted_server(script)
    process = run_cli.start(*CHAT, "--url", server.url)
    while len(_records(run_cli.cwd)) < 5:
        assert process.poll() is None
        time.sleep(0.02)
    process.send_signal(number)
    if number == signal.SIGINT:  # the first one waits for what is in flight
        log = next(run_cli.cwd.glob("outputs/default/*/logs/run.log"))
        while "interrupted: waiting" not in log.read_text():
            time.sleep(0.02)
        process.send_signal(number)
    assert process.wait() == (130 if number == signal.SIGINT else -signal.SIGKILL)
    run = Run(next((run_cli.cwd / "outputs/default").iterdir()))
    assert run.how == ("interrupted" if number == signal.SIGINT else "running")
    # a session that cannot count its records is one all the same: a report of it must say so
    counted = 5 if number == signal.SIGINT else None
    assert run.passport["commands"][0]["recorded"] == counted
    assert sorted(record["index"] for record in run.all_records()) == [0, 1, 2, 3, 4]
    patient, before = False, len(server.posts)
    again = run_cli("--reuse")
    assert again.code == 0
    assert sorted(map(index, server.posts[before:])) == [5, 6, 7, 8, 9, 10, 11]
    assert again.run.score(MODEL, "demo_gsm8k")["counts"]["correct"] == 12


PLAIN_SUMMARIZER = """
from evalbench.summarizers.accuracy import DefaultSummarizer

summarizer = dict(attr="accuracy", type=DefaultSummarizer)
"""


@pytest.mark.parametrize("room", [60_000, 65_300, 71_600])
def test_a_run_that_had_no_room_on_the_disk_goes_on_when_there_is_some(
    run_cli: Program, scripted_server: Start, room: int
) -> None:
    long = "We think. " * 1600  # so that no other file of the run is as long

    def script(request: Received) -> Answer:
        return completion(request, f"{long}The answer is {gold(request.text)}.")

    server = scripted_server(script)
    # a config with the groups of all suites would be as long
    run_cli.write("own/summarizers/plain.py", PLAIN_SUMMARIZER)
    own = ("--config-dir", "own", "--summarizer", "plain")
    with files_no_longer_than(room):
        full = run_cli(*CHAT, *own, "--url", server.url, "--batch-size", 1, "--mode", "infer")
    assert (full.code, "Traceback" in full.stderr) == (2, False), full.stderr
    assert "demo_gsm8k.jsonl: cannot be written: " in full.stderr
    kept = [record["index"] for record in full.run.all_records()]
    assert kept == list(range(len(kept)))
    assert 0 < len(kept) < 12
    assert full.run.how == "failed"
    before = len(server.posts)
    done = run_cli("--reuse")
    assert done.code == 0, done.stderr
    assert sorted(map(index, server.posts[before:])) == list(range(len(kept), 12))
    assert sorted(record["index"] for record in done.run.all_records()) == list(range(12))


def _records(cwd: Path) -> list[bytes]:
    files = (cwd / "outputs/default").glob("*/predictions/*/*.jsonl")
    return [line for file in files for line in file.read_bytes().split(b"\n") if line]


def test_samples_that_were_never_asked_are_rows_of_the_audit_trail_too(ask_cli: Program) -> None:
    """Two lines are left, as after a kill: the other ten rows say so under the same keys."""
    first = ask_cli("--models", "simulator", "--datasets", "demo_gsm8k_gen")
    file = first.run.path / "predictions/simulator/demo_gsm8k.jsonl"
    file.write_bytes(b"".join(file.read_bytes().splitlines(keepends=True)[:2]))
    done = ask_cli("--mode", "eval", "--reuse")
    rows = done.run.samples("simulator", "demo_gsm8k")
    assert (done.code, len(rows)) == (1, 12)
    assert sum(row["class"] == "unasked" for row in rows) == 10
    assert "the run is incomplete: evalbench --reuse" in done.stdout  # and no cause is to be mended
    assert {frozenset(row) for row in rows} == {frozenset(rows[0])}


def test_a_simulated_service_ends_with_its_run(run_cli: Program) -> None:
    """Also when the run is interrupted: nothing is left that listens."""
    process = run_cli.start(
        "--models", "simulator", "--datasets", "demo_gsm8k_gen", "--max-out-len", 30000,
        "--generation", "ignore_eos=True",
    )  # fmt: skip
    while not (found := list(run_cli.cwd.glob("outputs/default/*/simulator/*/served.jsonl"))) or (
        b"/v1/models" not in found[0].read_bytes()
    ):
        assert process.poll() is None
        time.sleep(0.02)
    log = next(run_cli.cwd.glob("outputs/default/*/logs/run.log")).read_text()
    port = int(log.partition("simulator: http://127.0.0.1:")[2].split()[0])
    process.send_signal(signal.SIGINT)
    assert process.wait() == 130
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port))


# --- sending again


@pytest.mark.parametrize(("options", "sends"), [((), 3), (("--retry", 1), 2), (("--retry", 0), 1)])
def test_a_failing_request_is_sent_so_often_and_not_more(
    ask_cli: Program, scripted_server: Start, options: tuple[object, ...], sends: int
) -> None:
    """retry=2 of the model file: at most two sends after the first."""
    server = scripted_server(lambda request: error(500, "out of memory"))
    done = ask_cli(*CHAT, "--url", server.url, "--num-prompts", 1, *options)
    assert (done.code, len(server.posts)) == (1, sends)
    assert [record["steps"][0]["attempts"] for record in done.run.all_records()] == [sends]


def test_a_request_that_succeeds_the_second_time_counts_once(
    ask_cli: Program, scripted_server: Start
) -> None:
    def script(request: Received) -> Answer:
        return error(503, "busy") if request.number == 0 else right(request)

    server = scripted_server(script)
    done = ask_cli(*CHAT, "--url", server.url, "--num-prompts", 1)
    (row,) = done.run.samples(MODEL, "demo_gsm8k")
    assert (done.code, row["class"], row["attempts"]) == (0, "correct", 2)


def test_a_request_that_the_server_rejects_is_not_sent_again(
    ask_cli: Program, scripted_server: Start
) -> None:
    statuses = [400, 413, 422]
    server = scripted_server(lambda request: error(statuses[index(request)], "too long"))
    done = ask_cli(*CHAT, "--url", server.url, "--num-prompts", 3)
    assert (done.code, sorted(map(index, server.posts))) == (1, [0, 1, 2])
    for status in statuses:
        assert f"http {status}: too long" in done.stderr


def test_of_a_stream_that_broke_nothing_is_left_in_the_answer(
    ask_cli: Program, scripted_server: Start
) -> None:
    def script(request: Received) -> Answer:
        number = int(gold(request.text).replace(",", ""))
        text = f"The answer is {number if request.number else number + 1}."
        chunk = event({"choices": [{"index": 0, "delta": {"content": text}}]})
        end = event({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
        return streamed([chunk, end, DONE] if request.number else [chunk], cut=not request.number)

    server = scripted_server(script)
    done = ask_cli(
        "--models", "vllm_api_stream_chat", "--datasets", "demo_gsm8k_gen", "--url", server.url,
        "--num-prompts", 1,
    )  # fmt: skip
    (row,) = done.run.samples("vllm-api-stream-chat", "demo_gsm8k")
    assert len(server.posts) == 2
    assert (row["class"], row["response"]) == ("correct", f"The answer is {row['gold']}.")


def test_an_answer_cut_at_its_end_is_no_answer(ask_cli: Program, scripted_server: Start) -> None:
    """A stream that ends without [DONE] and without a finish_reason failed, though text came."""

    def script(request: Received) -> Answer:
        return streamed([event({"choices": [{"index": 0, "delta": {"content": "The answer is"}}]})])

    server = scripted_server(script)
    done = ask_cli(
        "--models", "vllm_api_stream_chat", "--datasets", "demo_gsm8k_gen", "--url", server.url,
        "--num-prompts", 1, "--retry", 0,
    )  # fmt: skip
    (record,) = done.run.all_records()
    assert record["steps"][0]["error"]["kind"] == "cut"
    assert record["steps"][0]["completion"]["text"] == "The answer is"
    assert done.code == 1
