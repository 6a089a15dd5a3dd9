"""What is said of a service that cannot be used: by its failure, with a code for each cause."""

from collections.abc import Sequence
from typing import Any

import pytest
from msgspec.structs import replace

from evalbench.config.model import ModelConfig, model_config
from evalbench.errors import language
from evalbench.stages.service import explained
from evalbench.types import Failure, Way

OF_TLS = "Client sent an HTTP request to an HTTPS server."
NO_TRUST = "[SSL: CERTIFICATE_VERIFY_FAILED] self-signed certificate"
NO_TLS = "[SSL: WRONG_VERSION_NUMBER] wrong version number"


@pytest.fixture(autouse=True)
def no_proxy_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY", "OPENAI_API_KEY"):
        monkeypatch.delenv(name, raising=False)


def model(**keys: Any) -> ModelConfig:
    chat = {"type": "evalbench.models.vllm_api.VLLMCustomAPIChat", "abbr": "m", "model": "llama"}
    return model_config({"url": "http://h:81", **chat, **keys}, "own.py")


def told(failure: Failure, models: Sequence[str] = (), **keys: Any) -> str:
    return str(explained(failure, model(**keys), models))


@pytest.mark.parametrize(
    ("failure", "code", "remedy"),
    [
        (Failure("http", OF_TLS, 400), "S301", "--url https://h:81"),
        (Failure("reset", "no answer"), "S302", "--url https://h:81"),
        (Failure("connect", NO_TLS), "S303", "--url http"),
        (Failure("connect", NO_TRUST), "S304", "--ca-file"),
        (Failure("html", "Welcome"), "S306", "web page"),
        (Failure("timeout", "none in 10 s"), "S307", "loading"),
        (Failure("connect", "refused"), "S308", "now 81"),
        (Failure("http", "no llama", 404), "S310", "the part before /v1"),
        (Failure("http", "who?", 401), "S312", "OPENAI_API_KEY"),
        (Failure("http", "who?", 403), "S312", "OPENAI_API_KEY"),
        (Failure("http", "too long", 400), "S313", "--max-out-len"),
        (Failure("http", "no such field", 422), "S313", "--generation"),
        (Failure("http", "oh", 500), "S314", "server's log"),
        (Failure("format", "no list"), "S314", "server's log"),
        (Failure("http", "Log in to this network", 511), "S314", "wants a login first"),
        (Failure("http", "slow down", 429), "S317", "--batch-size 1"),
        (Failure("http", "elsewhere: http://portal/", 302), "S318", "--url with that address"),
    ],
)
def test_each_cause_has_its_code_and_its_remedy(failure: Failure, code: str, remedy: str) -> None:
    first, then = told(failure).split("\n  ")
    assert first.startswith("m: http://h:81: ")
    assert first.endswith(f": {failure.cause}: {failure.message} [{code}]")
    assert remedy in then


def test_a_key_that_was_sent_is_not_asked_for() -> None:
    assert "S311" in told(Failure("http", "who?", 401), api_key="some-key-or-other")


def test_a_proxy_of_the_environment_is_named_without_its_login(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("http_proxy", "http://me:word@proxy:3128")
    monkeypatch.setenv("no_proxy", "localhost")
    asked = replace(model(), way=Way("http://me:word@proxy:3128"))
    said = str(explained(Failure("html", "Squid"), asked))
    assert "S305" in said
    assert "http_proxy=http://***@proxy:3128" in said
    assert "no_proxy=localhost,h" in said


def test_a_proxy_that_was_not_gone_through_is_not_blamed(monkeypatch: pytest.MonkeyPatch) -> None:
    """That of a perf run, or of a config that names its own."""
    monkeypatch.setenv("http_proxy", "http://proxy:3128")
    for address in ("", "http://own:8080"):
        asked = replace(model(), way=Way(address))
        assert "S306" in str(explained(Failure("html", "Squid"), asked))


def test_the_models_that_there_are_are_listed_in_the_language_of_the_rest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    missing = explained(
        Failure("http", "no llama", 404),
        model(),
        [f"m{n}" for n in range(10)],
    )
    assert "it serves m0, m1, m2, m3, m4, m5, m6, m7 and 2 more, not 'llama'" in str(missing)
    monkeypatch.setattr(language, "_chosen", "zh")
    assert str(missing) == (
        "m: http://h:81: 服务没有这个模型：http 404: no llama [S309]\n"
        "  它提供的是 m0, m1, m2, m3, m4, m5, m6, m7 以及另外 2 个，没有 'llama'：--model-name m0"
    )
