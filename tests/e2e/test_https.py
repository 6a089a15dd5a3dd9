"""TLS that is missing, unwanted or not vouched for: each is told with what to change."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.program import Program
from tests.raw_server import OK, Certificate, in_a_thread, saying, self_signed
from tests.scripted_server import Answer, ScriptedServer

Start = Callable[..., ScriptedServer]
CHAT = ("--models", "vllm_api_general_chat", "--datasets", "demo_gsm8k_gen")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return self_signed(tmp_path_factory.mktemp("certificate"))


@pytest.mark.parametrize("mode", ["all", "perf"])
def test_a_certificate_that_nobody_vouches_for_names_both_remedies(
    ask_cli: Program, certificate: Certificate, mode: str
) -> None:
    with in_a_thread(saying(OK), tls=certificate.server) as server:
        done = ask_cli(*CHAT, "--url", server.url, "--mode", mode)
    assert done.code == 1
    assert "CERTIFICATE_VERIFY_FAILED" in done.stderr
    assert "--ca-file FILE" in done.stderr
    assert "--insecure" in done.stderr


def test_http_asked_of_a_port_of_https_that_hangs_up(
    ask_cli: Program, certificate: Certificate
) -> None:
    with in_a_thread(saying(OK), tls=certificate.server) as server:
        plain = server.url.replace("https", "http")
        done = ask_cli(*CHAT, "--url", plain)
    assert done.code == 1
    assert f"does the port speak https? then --url {server.url};" in done.stderr


@pytest.mark.parametrize("name", [(), ("--model-name", "m")])
@pytest.mark.parametrize(
    "body",
    [
        b"<html><head><title>400 The plain HTTP request was sent to HTTPS port</title></head>",
        b"Client sent an HTTP request to an HTTPS server.\n",
        b"<html>You're speaking plain HTTP to an SSL-enabled server port.</html>",
    ],
    ids=["nginx", "Go", "Apache"],
)
def test_http_asked_of_a_port_of_https_that_says_so(
    ask_cli: Program, scripted_server: Start, body: bytes, name: tuple[str, ...]
) -> None:
    server = scripted_server(lambda _: Answer(400, body), get=lambda _: Answer(400, body))
    done = ask_cli(*CHAT, "--url", server.url, *name)
    assert done.code == 1
    assert f"it speaks https: --url {server.url.replace('http', 'https')}" in done.stderr
    assert server.posts == []


@pytest.mark.parametrize("content", ["", "no certificate at all\n"])
@pytest.mark.parametrize("said", ["command line", "file"])
def test_certificates_that_cannot_be_read_are_told_before_anything_is_asked(
    ask_cli: Program, scripted_server: Start, tmp_path: Path, content: str, said: str
) -> None:
    server = scripted_server(lambda _: Answer())
    (tmp_path / "ca.pem").write_text(content)
    file = str(tmp_path / "ca.pem")
    option = ("--ca-file", file) if said == "command line" else (
        "--cfg-options", f"models.0.ca_file={file}",
    )  # fmt: skip
    done = ask_cli(*CHAT, "--url", server.url, *option)
    assert done.code == 2
    assert file in done.stderr
    assert "PEM" in done.stderr
    assert ("--ca-file" in done.stderr.split("\n")[0]) == (said == "command line")
    assert server.received == []
    assert not (ask_cli.cwd / "outputs").exists()
