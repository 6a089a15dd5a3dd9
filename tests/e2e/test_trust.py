"""Code that comes with a tokenizer runs only where the config trusts it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.program import Finished, Program
from tests.scripted_server import ScriptedServer, completion

pytest.importorskip("transformers", reason="pip install 'evalbench[tokenizer]'")

Start = Callable[..., ScriptedServer]
CODE = """
from pathlib import Path

Path({marker!r}).touch()

from transformers import PreTrainedTokenizer


class Own(PreTrainedTokenizer):
    def __init__(self, **options):
        super().__init__(**options)

    vocab_size = 1

    def get_vocab(self):
        return {{"a": 0}}

    def _tokenize(self, text):
        return list(text)

    def _convert_token_to_id(self, token):
        return 0

    def _convert_id_to_token(self, place):
        return "a"
"""


@pytest.fixture
def marker(tmp_path: Path) -> Path:
    """There once the tokenizer's code has run."""
    folder = tmp_path / "tokenizer"
    folder.mkdir()
    found = tmp_path / "executed"
    (folder / "own.py").write_text(CODE.format(marker=str(found)), encoding="utf-8")
    config = {"tokenizer_class": "Own", "auto_map": {"AutoTokenizer": ["own.Own", None]}}
    (folder / "tokenizer_config.json").write_text(json.dumps(config), encoding="utf-8")
    (folder / "tokenizer.json").write_text("{}", encoding="utf-8")
    return found


def load(program: Program, server: ScriptedServer, *more: object) -> Finished:
    options = ("--models", "vllm_api_stream_chat", "--datasets", "demo_gsm8k_gen", "--mode", "perf")
    own = ("--tokenizer", "tokenizer", "--num-prompts", 1, "--url", server.url, *more)
    # where transformers puts code that it runs
    return program(*options, *own, HF_HOME=str(program.cwd / "hub"))


def test_the_code_of_a_tokenizer_does_not_run(
    run_cli: Program, scripted_server: Start, marker: Path
) -> None:
    server = scripted_server(lambda request: completion(request, "four"))
    done = load(run_cli, server)
    assert not marker.exists()
    assert (done.code, server.posts) == (2, [])
    assert "trust_remote_code=True if it needs code of its own" in done.stderr


def test_it_runs_where_the_config_says_so(
    run_cli: Program, scripted_server: Start, marker: Path
) -> None:
    """Else the test above would prove nothing."""
    server = scripted_server(lambda request: completion(request, "four"))
    load(run_cli, server, "--cfg-options", "models.0.trust_remote_code=True")
    assert marker.exists()


def test_random_prompts_do_not_run_it_either(
    run_cli: Program, scripted_server: Start, marker: Path
) -> None:
    server = scripted_server(lambda request: completion(request, "four"))
    options = ("--models", "vllm_api_stream_chat", "--mode", "perf", "--input-len", 8)
    own = ("--tokenizer", "tokenizer", "--url", server.url)
    done = run_cli(*options, *own, HF_HOME=str(run_cli.cwd / "hub"))
    assert not marker.exists()
    assert done.code == 2
    assert "Traceback" not in done.stderr
