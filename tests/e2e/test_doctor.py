"""The doctor names what is wrong, and nothing else."""

import hashlib
import json
import re
import resource
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from evalbench.doctor import subject
from evalbench.doctor.checks import CHECKS
from tests.program import Finished, Program
from tests.raw_server import Certificate, free_port, in_a_thread, self_signed
from tests.service_of_habits import CHAT, COMPLETIONS, LIST, METRICS, Service

KEY = "sk-the-right-key"
STREAM, WHOLE = "vllm_api_stream_chat", "vllm_api_general_chat"
DATA = "demo_gsm8k_gen"


@dataclass(frozen=True, slots=True)
class Case:
    """What is wrong, and how the doctor has to name it."""

    check: str
    fix: str  # a part of it
    service: dict[str, Any] = field(default_factory=dict)
    options: tuple[str, ...] = ()
    models: str = STREAM
    environment: dict[str, str] = field(default_factory=dict)


def examined(program: Program, url: str, case: Case, *more: object) -> Finished:
    environment = {"OPENAI_API_KEY": KEY, **case.environment}
    named = "--model-name" in case.options
    return program(
        "doctor", "--models", case.models, "--datasets", DATA, "--url", url, "--json",
        *(() if named else ("--model-name", "Qwen3-8B")), *case.options, *more, **environment,
    )  # fmt: skip


def levels(done: Finished, *kinds: str) -> dict[str, dict[str, Any]]:
    """The findings of these levels."""
    (model,) = json.loads(done.stdout)["models"]
    return {each["check"]: each for each in model["checks"] if each["level"] in kinds}


FAILURES = {
    "path before /v1": Case("endpoint", "--url", {"paths": ("/elsewhere",)}),
    "a web page": Case("answers", "--url", {"page": True}),
    "a redirect": Case("answers", "--url", {"elsewhere": "https://other.example/v1/models"}),
    "a list that never comes": Case("answers", "still load", {"silent": (LIST,)}),
    "an answer that never comes": Case("endpoint", "load", {"silent": (CHAT,)}),
    "an engine that is dead": Case("endpoint", "log", {"status": 500}),
    "a quota that is used up": Case("endpoint", "--batch-size", {"status": 429}),
    "an engine that is dead, whatever the name": Case(
        "endpoint", "log", {"status": 500}, ("--model-name", "adapter")
    ),
    "a key in the file that is wrong": Case(
        "key", "another api_key in the model's file",
        options=("--cfg-options", "models.0.api_key=sk-wrong-key-0123"),
    ),
    "a key that is missing": Case(
        "key", "OPENAI_API_KEY", environment={"OPENAI_API_KEY": ""}
    ),
    "a key that is wrong": Case(
        "key", "another key", environment={"OPENAI_API_KEY": "sk-wrong-key-0123"}
    ),
    "a key that only the model asks for": Case(
        "key", "another key", {"guarded": (CHAT, COMPLETIONS)},
        environment={"OPENAI_API_KEY": "sk-wrong-key-0123"},
    ),
    "a name of another model": Case(
        "model", "--model-name Qwen3-8B", options=("--model-name", "qwen3-8b-chat")
    ),
    "chat asked of completions": Case(
        "endpoint", "type=VLLMCustomAPI or VLLMCustomAPIStream",
        {"paths": (COMPLETIONS, LIST, METRICS)},
    ),
    "completions asked of chat": Case(
        "endpoint", "type=VLLMCustomAPIChat", {"paths": (CHAT, LIST, METRICS)},
        models="vllm_api_general_stream",
    ),
    "a key of the request that is unknown": Case(
        "endpoint", "generation_kwargs", {"refuses": "top_q"}, ("--generation", "top_q=0.5")
    ),
    "a whole answer for a stream": Case("streaming", "--no-stream", {"streams": "not"}),
    "a stream that is held back": Case("streaming", "proxy_buffering", {"streams": "at the end"}),
    "no counts for a measurement": Case(
        "usage", "--tokenizer", {"usage": False}, ("--mode", "perf")
    ),
    "answers that end early in a measurement": Case(
        "ignore_eos", "ignore_eos", {"knows_ignore_eos": False}, ("--mode", "perf")
    ),
    "a context that is too short": Case(
        "context", "--max-out-len", {"context": 700}, ("--max-out-len", "690")
    ),
    "a context that only a refusal tells": Case(
        "context", "--max-out-len", {"context": 700, "paths": (CHAT, METRICS)},
        ("--max-out-len", "690"),
    ),
    "data that are not there": Case(
        "data", "EVALBENCH_DATA", options=("--datasets", "gsm8k_gen")
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", FAILURES.values(), ids=FAILURES)
def test_a_misconfiguration_is_the_only_failure(ask_cli: Program, case: Case) -> None:
    with in_a_thread(Service(**case.service)) as server:
        done = examined(ask_cli, server.url, case)
    found = levels(done, "failure")
    assert set(found) == {case.check}, found
    assert case.fix in found[case.check]["fix"]
    assert done.code == 1


WARNINGS = {
    "a key that nobody asked for": Case("key", "api_key_env=''", {"key": None}),
    "a name that is not listed and is answered": Case(
        "model", "--model-name", {"takes_any_name": True}, ("--model-name", "adapter")
    ),
    "no reason for the end": Case(
        "finish_reason", "finish_reason", {"finish": False}
    ),
    "several tokens an event, counted": Case(
        "continuous_usage", "continuous_usage_stats=True", {"tokens_per_event": 4}
    ),
    "several tokens an event, not counted": Case(
        "continuous_usage", "ITL is of events", {"tokens_per_event": 4, "running_usage": False}
    ),
    "no counts": Case("usage", "--tokenizer", {"usage": False, "running_usage": False}),
    "a stream in lumps": Case("streaming", "proxy_buffering", {"streams": "in lumps"}),
    "a clock that is off": Case("clock", "chronyc", {"clock_off_s": 3600}),
}  # fmt: skip


@pytest.mark.parametrize("case", WARNINGS.values(), ids=WARNINGS)
def test_what_harms_less_is_the_only_warning(ask_cli: Program, case: Case) -> None:
    with in_a_thread(Service(**case.service)) as server:
        done = examined(ask_cli, server.url, case)
    found = levels(done, "warning", "failure")
    assert set(found) == {case.check}, found
    assert found[case.check]["level"] == "warning"
    assert case.fix in found[case.check]["fix"]
    assert done.code == 0


def test_a_name_that_nobody_knows(ask_cli: Program) -> None:
    done = examined(ask_cli, "http://no-such-host.invalid:81", Case("name", ""))
    assert set(levels(done, "failure")) == {"name"}
    assert "--host-ip" in levels(done, "failure")["name"]["fix"]
    assert levels(done, "skipped")["endpoint"]["evidence"] == "needs: name"


def test_a_port_where_nobody_listens(ask_cli: Program) -> None:
    port = free_port()
    done = examined(ask_cli, f"http://127.0.0.1:{port}", Case("reachable", ""))
    (found,) = levels(done, "failure").values()
    assert found["check"] == "reachable"
    assert "Connection refused" in found["evidence"]
    assert f"--host-port (now {port})" in found["fix"]


def test_a_proxy_that_is_gone_is_named_with_its_variable(ask_cli: Program) -> None:
    proxy = f"http://127.0.0.1:{free_port()}"
    done = examined(
        ask_cli,
        "http://models.invalid:81",
        Case("reachable", "", environment={"http_proxy": proxy}),
    )
    assert set(levels(done, "failure")) == {"reachable"}
    assert "$http_proxy" in levels(done, "failure")["reachable"]["fix"]
    assert "perf does not" in levels(done, "warning")["proxies"]["evidence"]


def test_too_few_open_files(ask_cli: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resource, "getrlimit", lambda _: (256, 1024))
    with in_a_thread(Service()) as server:
        done = examined(ask_cli, server.url, Case("files", ""), "--batch-size", 2000)
    (found,) = levels(done, "failure").values()
    assert (found["check"], found["fix"]) == (
        "files", "ulimit -Hn 2064 (as root), or --batch-size 960",
    )  # fmt: skip


def test_a_broken_row_is_named_with_its_line(ask_cli: Program) -> None:
    ask_cli.write(
        "data/gsm8k/test.jsonl", '{"question": "1+1?", "answer": "2\\n#### 2"}\n{broken\n'
    )
    with in_a_thread(Service()) as server:
        done = examined(ask_cli, server.url, Case("data", ""), "--datasets", "gsm8k_gen")
    assert set(levels(done, "failure")) == {"data"}
    assert "test.jsonl line 2" in levels(done, "failure")["data"]["evidence"]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return self_signed(tmp_path_factory.mktemp("certificate"), days=365)


@pytest.fixture
def url(certificate: Certificate) -> Iterator[str]:
    """Of a service that speaks https."""
    with in_a_thread(Service(), tls=certificate.server) as server:
        yield server.url


class TestTls:
    def test_a_certificate_that_nobody_vouches_for(self, ask_cli: Program, url: str) -> None:
        done = examined(ask_cli, url, Case("tls", ""))
        assert set(levels(done, "failure")) == {"tls"}
        assert "--ca-file FILE" in levels(done, "failure")["tls"]["fix"]

    def test_a_port_of_https_asked_by_http(self, ask_cli: Program, url: str) -> None:
        done = examined(ask_cli, url.replace("https", "http"), Case("tls", ""))
        assert set(levels(done, "failure")) == {"tls"}
        assert f"--url {url}" in levels(done, "failure")["tls"]["fix"]

    def test_a_port_of_http_asked_by_https(self, ask_cli: Program) -> None:
        with in_a_thread(Service()) as server:
            done = examined(ask_cli, server.url.replace("http", "https"), Case("tls", ""))
        assert set(levels(done, "failure")) == {"tls"}
        assert f"--url {server.url}" in levels(done, "failure")["tls"]["fix"]

    def test_a_certificate_that_is_not_checked(self, ask_cli: Program, url: str) -> None:
        done = examined(ask_cli, url, Case("tls", ""), "--insecure")
        assert set(levels(done, "failure", "warning")) == {"tls"}
        assert "--ca-file FILE" in levels(done, "warning")["tls"]["fix"]

    def test_a_certificate_that_ends_soon(
        self, ask_cli: Program, tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        soon = self_signed(tmp_path_factory.mktemp("soon"), days=3)
        with in_a_thread(Service(), tls=soon.server) as server:
            done = examined(ask_cli, server.url, Case("tls", ""), "--ca-file", soon.file)
        assert set(levels(done, "failure", "warning")) == {"tls"}
        assert levels(done, "warning")["tls"]["details"]["days_left"] in (2, 3)

    def test_a_service_without_fault_is_told_to_be_one(
        self, ask_cli: Program, certificate: Certificate, url: str, tmp_path: Path
    ) -> None:
        small_tokenizers = pytest.importorskip("tests.small_tokenizers")
        tokenizer = small_tokenizers.build("word pieces", tmp_path / "tokenizer")
        from evalbench.tokenizer import tokenizer_at

        count = tokenizer_at(str(tokenizer), trust_remote_code=False).count
        with in_a_thread(Service(count=count), tls=certificate.server) as server:
            done = examined(
                ask_cli, server.url, Case("", ""),
                "--ca-file", certificate.file, "--tokenizer", tokenizer,
            )  # fmt: skip
        assert set(levels(done, "ok")) == set(CHECKS), levels(done, "skipped", "warning", "failure")
        assert done.code == 0


def test_a_tokenizer_of_another_model(ask_cli: Program, tmp_path: Path) -> None:
    small_tokenizers = pytest.importorskip("tests.small_tokenizers")
    tokenizer = small_tokenizers.build("word pieces", tmp_path / "tokenizer")
    with in_a_thread(Service()) as server:
        done = examined(ask_cli, server.url, Case("", ""), "--tokenizer", tokenizer)
    assert set(levels(done, "failure")) == {"tokenizer"}
    assert "--tokenizer DIR" in levels(done, "failure")["tokenizer"]["fix"]


def test_what_a_service_does_not_have_and_no_run_needs_is_no_fault(ask_cli: Program) -> None:
    bare = Service(
        paths=(CHAT,), key=None, context=None, logprobs=(), caches=False, running_usage=False
    )
    with in_a_thread(bare) as server:
        done = examined(ask_cli, server.url, Case("", "", environment={"OPENAI_API_KEY": ""}))
    assert levels(done, "warning", "failure") == {}
    assert done.code == 0


def test_how_much_a_service_is_asked(ask_cli: Program) -> None:
    """Less than 200 tokens of answers, so that a small machine has them in time."""
    service = Service()
    with in_a_thread(service) as server:
        examined(ask_cli, server.url, Case("", ""))
    prompts = [body.get("prompt") or body["messages"] for body in service.bodies]
    assert 5 < len(prompts) < 12
    assert sum(body["max_tokens"] for body in service.bodies) < 200


def test_a_limit_is_not_sought_by_a_long_answer_where_the_list_tells_it(ask_cli: Program) -> None:
    service = Service()
    with in_a_thread(service) as server:
        examined(ask_cli, server.url, Case("", ""))
    assert max(body["max_tokens"] for body in service.bodies) < 100


def test_a_server_that_says_nothing_does_not_hold_the_doctor(
    ask_cli: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing but its own time limit ends this test."""
    monkeypatch.setattr(subject, "PATIENCE_S", 3600.0)
    with in_a_thread(Service(silent=(CHAT, COMPLETIONS, LIST, METRICS))) as server:
        done = examined(ask_cli, server.url, Case("", ""))
    assert json.loads(done.stdout)["took_s"] > 0
    assert set(levels(done, "failure")) <= {"answers"}


def test_of_a_service_that_is_too_slow_nothing_is_claimed(ask_cli: Program) -> None:
    """Its first answer comes, and no other: whatever else it can do, nobody has seen."""
    with in_a_thread(Service(strength=1, context=None)) as server:
        done = examined(ask_cli, server.url, Case("", ""), "--mode", "perf")
    (slow,) = levels(done, "warning", "failure").values()
    assert slow["check"] == "pace"
    assert "5 of 5" in slow["evidence"]
    assert "--batch-size" in slow["fix"]
    unseen = {
        "other_endpoint", "streaming", "usage", "ignore_eos", "logprobs", "context",
        "chat_template", "prefix_cache",
    }  # fmt: skip
    skipped = levels(done, "skipped")
    told = {name: skipped.get(name, {"evidence": "judged"})["evidence"] for name in unseen}
    assert all(each.startswith("not judged: timeout: no answer") for each in told.values()), told


def test_counts_of_an_answer_that_never_ended_are_no_counts(ask_cli: Program) -> None:
    with in_a_thread(Service(stalls=True)) as server:
        done = examined(ask_cli, server.url, Case("", ""))
    assert levels(done, "skipped")["usage"]["evidence"].startswith("not judged: timeout")


def test_an_endpoint_that_is_too_busy_is_not_called_missing(ask_cli: Program) -> None:
    with in_a_thread(Service(busy=(COMPLETIONS,))) as server:
        done = examined(ask_cli, server.url, Case("", ""))
    for check in ("other_endpoint", "chat_template"):
        assert levels(done, "skipped")[check]["evidence"].startswith("not judged: http 503")


def test_a_key_that_the_server_repeats_is_not_shown(ask_cli: Program) -> None:
    with in_a_thread(Service(status=400)) as server:
        done = examined(
            ask_cli, server.url, Case("", "", options=("--model-name", KEY)), "--url", server.url
        )
    assert KEY not in done.said


def test_a_config_that_cannot_be_read_is_another_exit_code(ask_cli: Program) -> None:
    done = ask_cli("doctor", "--models", "no_such_model")
    assert done.code == 2
    assert "no_such_model" in done.stderr


def test_without_data_sets_the_service_is_examined(ask_cli: Program) -> None:
    with in_a_thread(Service(key=None)) as server:
        done = ask_cli("doctor", "--models", STREAM, "--url", server.url, "--json")
    assert done.code == 0
    assert levels(done, "skipped")["data"]["evidence"] == "no --datasets"
    assert levels(done, "ok")["context"]["details"] == {"max_model_len": 8192}


@pytest.mark.parametrize(
    ("models", "told_by", "level", "said"),
    [
        (STREAM, (CHAT,), "ok", "of 18 prompt tokens"),  # 14 words, 5 of its template, -1
        (STREAM, (COMPLETIONS,), "warning", "type=VLLMCustomAPI"),
        (STREAM, (), "warning", "ppl config"),
        ("vllm_api_general", (COMPLETIONS,), "ok", "prompt tokens"),
        ("vllm_api_general", (CHAT,), "warning", "ppl config"),
    ],
)
def test_logprobs_are_sought_where_a_run_asks_for_them(
    ask_cli: Program, models: str, told_by: tuple[str, ...], level: str, said: str
) -> None:
    choices = [{"text": text, "label": label} for text, label in zip("wxyz", "ABCD", strict=True)]
    row = {"question": {"stem": "Which is first?", "choices": choices}, "answerKey": "A"}
    for split in ("Dev", "Test"):
        ask_cli.write(f"data/ARC/ARC-c/ARC-Challenge-{split}.jsonl", json.dumps(row) + "\n")
    with in_a_thread(Service(logprobs=told_by)) as server:
        case = Case("", "", models=models)
        done = examined(ask_cli, server.url, case, "--datasets", "ARC_c_ppl_0_shot_str")
    found = levels(done, level)["logprobs"]
    assert said in f"{found['evidence']} {found.get('fix', '')}"


def test_the_files_of_data_sets_are_hashed(ask_cli: Program) -> None:

    row = b'{"question": "1+1?", "answer": "2\\n#### 2"}\n'
    ask_cli.write("data/gsm8k/test.jsonl", row.decode())
    ask_cli.write("data/gsm8k/train.jsonl", row.decode() * 9)
    with in_a_thread(Service()) as server:
        done = examined(ask_cli, server.url, Case("", ""), "--datasets", "gsm8k_gen_0_shot_cot_str")
    found = levels(done, "ok")["data"]["details"]
    assert found["rows"] == {"gsm8k": 1}
    assert found["files"]["data/gsm8k/test.jsonl"] == hashlib.sha256(row).hexdigest()


def test_the_screen_stays_within_its_width(ask_cli: Program) -> None:
    with in_a_thread(Service(status=500)) as server:
        done = ask_cli("doctor", "--models", STREAM, "--url", server.url, OPENAI_API_KEY=KEY)
    assert max(map(len, done.stdout.split("\n"))) <= 80
    assert re.search(r"^  FAILURE  endpoint +/v1/chat/completions: http 500", done.stdout, re.M)
    assert "\x1b" not in done.stdout


def test_a_chinese_reader_is_told_in_chinese(ask_cli: Program) -> None:
    words = ("doctor", "--models", STREAM, "--lang", "zh")
    with in_a_thread(Service(status=500)) as server:
        done = ask_cli(*words, "--url", server.url, OPENAI_API_KEY=KEY)
    assert re.search(r"^  失败 +端点 +/v1/chat/completions: http 500", done.stdout, re.M)
    assert "→ 请查看服务端日志" in done.stdout


@pytest.mark.parametrize("words", [("--mode", "eval"), ("--reuse",), ("--dry-run",)])
def test_what_would_do_nothing_is_refused(ask_cli: Program, words: tuple[str, ...]) -> None:
    done = ask_cli("doctor", "--models", STREAM, *words)
    assert done.code == 2
    assert words[0] in done.stderr


def test_a_tokenizer_counts_prompts_that_the_server_does_not(
    ask_cli: Program, tmp_path: Path
) -> None:
    small_tokenizers = pytest.importorskip("tests.small_tokenizers")
    tokenizer = small_tokenizers.build("letters", tmp_path / "tokenizer")
    with in_a_thread(Service(usage=False, context=100)) as server:
        done = examined(
            ask_cli, server.url, Case("", ""), "--tokenizer", tokenizer, "--max-out-len", 10
        )
    assert set(levels(done, "failure")) == {"context"}
    assert levels(done, "failure")["context"]["details"]["longest_prompt"] > 100


def test_the_simulator_of_a_config_is_started_and_found_healthy(ask_cli: Program) -> None:
    done = ask_cli("doctor", "--models", "simulator", "--datasets", DATA, "--json")
    assert levels(done, "warning", "failure") == {}
    assert levels(done, "ok")["streaming"]["details"]["first_event_ms"] >= 50
    assert levels(done, "ok")["context"]["details"]["max_model_len"] == 32768
    assert done.code == 0


class TestARun:
    """It begins with what costs no request of its own."""

    def test_it_tells_that_no_prompt_fits(self, ask_cli: Program) -> None:
        with in_a_thread(Service(key=None, context=100)) as server:
            done = ask_cli(
                "--models", WHOLE, "--datasets", DATA, "--url", server.url, "--max-out-len", 100,
                "--num-prompts", 1,
            )  # fmt: skip
        words = "max_out_len 100 leaves a prompt no room in a context of 100 tokens: --max-out-len"
        assert words in done.stderr
        assert "--max-model-len of the server: 100 and the longest prompt" in done.stderr

    def test_it_tells_that_too_few_files_may_be_open(
        self, ask_cli: Program, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(resource, "getrlimit", lambda _: (256, 1024))
        monkeypatch.setattr(resource, "setrlimit", lambda *_: None)
        with in_a_thread(Service(key=None)) as server:
            done = ask_cli(
                "--models", WHOLE, "--datasets", DATA, "--url", server.url, "--batch-size", 2000,
                "--num-prompts", 1,
            )  # fmt: skip
        assert "batch_size 2000 needs 2064 open files, allowed 1024: ulimit" in done.stderr

    def test_where_all_fits_nothing_is_told(self, ask_cli: Program) -> None:
        with in_a_thread(Service(key=None)) as server:
            done = ask_cli(
                "--models", WHOLE, "--datasets", DATA, "--url", server.url, "--num-prompts", 1
            )
        assert "max_out_len" not in done.stderr
        assert "open files" not in done.stderr
