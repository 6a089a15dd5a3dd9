"""What decides, without a word from the user, what is reused, sent again, merged or left out."""

import math
from typing import Any

import msgspec
import pytest

from evalbench.config.model import model_config
from evalbench.config.options import Selection
from evalbench.errors import ConfigError
from evalbench.metrics.latency import tpot, unseen_share
from evalbench.metrics.requests import Requests
from evalbench.models.vllm_api import VLLMCustomAPI, VLLMCustomAPIChat, VLLMCustomAPIChatStream
from evalbench.prompts.render import check_fields, unknown_fields
from evalbench.prompts.template import PromptTemplate
from evalbench.secrecy import masked, secrets_in
from evalbench.stages.conversation import fingerprint
from evalbench.summarizers.groups import Group
from evalbench.traffic.transport import never_reached
from evalbench.types import Failure
from tests.a_load import a_load
from tests.program import Program

# --- which samples


@pytest.mark.parametrize(
    ("earlier", "now", "then"),
    [
        (Selection(), Selection(), Selection()),
        (Selection(2, None, 7), Selection(), Selection(2, None, 7)),
        (Selection(2), Selection(4), Selection(4)),
        (Selection(None, 5, 7), Selection(None, 6), Selection(None, 6, 7)),
        (Selection(None, 5, 7), Selection(None, None, 8), Selection(None, 5, 8)),
        (Selection(None, 5, 7), Selection(None, None, 0), Selection(None, 5, 0)),  # 0 is a seed
        (Selection(None, 5, 7), Selection(3), Selection(3, None, 7)),  # not both: they exclude
        (Selection(2), Selection(None, 5), Selection(None, 5)),
    ],
)
def test_what_is_said_now_goes_over_what_was_said_then(
    earlier: Selection, now: Selection, then: Selection
) -> None:
    assert now.over(earlier) == then


# --- under which conditions

MODEL = {"model": "qwen", "generation_kwargs": {"temperature": 0, "top_p": 1}}


@pytest.mark.parametrize(
    "change",
    [
        {"model": "glm"},
        {"generation_kwargs": {"temperature": 0.1, "top_p": 1}},
        {"generation_kwargs": {"temperature": 0}},
        {"max_out_len": 9},
        {"system_prompt": "Be brief."},
        {"stop": "\n"},
        {"stream": True},
        {"chat_template_kwargs": {"enable_thinking": False}},
        {"extra_body": {"seed": 1}},
    ],
)
def test_what_an_answer_depends_on_has_another_fingerprint(change: dict[str, Any]) -> None:
    changed = VLLMCustomAPIChat(**{**MODEL, **change})
    assert fingerprint(changed) != fingerprint(VLLMCustomAPIChat(**MODEL))


def test_chat_and_completions_have_two_fingerprints() -> None:
    assert fingerprint(VLLMCustomAPI(**MODEL)) != fingerprint(VLLMCustomAPIChat(**MODEL))


@pytest.mark.parametrize(
    "change",
    [
        {"url": "http://h:1"},
        {"host_ip": "h", "host_port": 9},
        {"api_key": "a key of another user"},
        {"headers": {"X-Tenant": "another"}},
        {"generation_kwargs": {"top_p": 1, "temperature": 0}},  # in another order
    ],
)
def test_who_asks_and_where_does_not_change_the_fingerprint(change: dict[str, Any]) -> None:
    changed = VLLMCustomAPIChat(**{**MODEL, **change})
    assert fingerprint(changed) == fingerprint(VLLMCustomAPIChat(**MODEL))


def test_how_a_model_is_asked_is_no_condition() -> None:
    raw = {"type": "VLLMCustomAPIChat", "abbr": "m", **MODEL}
    models = [
        model_config({**raw, "batch_size": slots, "request_rate": rate, "retry": retry}, "test")
        for slots, rate, retry in ((1, 0.0, 0), (99, 5.0, 9))
    ]
    assert len({fingerprint(each.protocol) for each in models}) == 1


# --- sent again

RESET = Failure("reset", "the server closed the connection")


@pytest.mark.parametrize(
    ("error", "changed", "again"),
    [
        (RESET, {}, True),
        (RESET, {"took_ns": 500_000_000}, False),  # the server may have worked on it
        (RESET, {"warm": False}, False),  # a connection of its own: it reached the server
        (RESET, {"anything": True}, False),
        (Failure("timeout", ""), {}, False),
        (None, {}, False),
    ],
)
def test_only_news_of_a_closed_connection_sends_again(
    error: Failure | None, changed: dict[str, Any], again: bool
) -> None:
    usual: dict[str, Any] = {"warm": True, "anything": False, "took_ns": 1_000_000}
    assert never_reached(error, **{**usual, **changed}) is again


# --- a stream in one piece


def streams(*of: tuple[int, int, int]) -> Requests:
    """Of each stream: output events, tokens, and the ns from its first token to its last."""
    events, tokens, took_ns = (list(column) for column in zip(*of, strict=True))
    return a_load(
        len(of),
        sent=0,
        first_token=100,
        last_token=[100 + each for each in took_ns],
        output_events=events,
        output_tokens=tokens,
    )


def test_tokens_that_came_at_one_instant_took_no_time_each() -> None:
    at_once, in_two = tpot(streams((5, 5, 0), (2, 5, 8_000_000)))
    assert math.isnan(at_once)
    assert in_two == 2  # ms: 8 / (5 - 1)


def test_the_share_of_streams_in_one_piece_is_of_those_that_could_have_come_in_two() -> None:
    assert unseen_share(streams((5, 5, 0), (5, 5, 1), (5, 5, 1), (5, 5, 0))) == 0.5
    assert unseen_share(streams((1, 1, 0), (5, 5, 1))) == 0  # one event is one piece
    assert unseen_share(streams((1, 1, 0))) is None


# --- templates and groups


@pytest.mark.parametrize(
    ("name", "meant"), [("quesiton", "question"), ("Question", "question"), ("anwser", "answer")]
)
def test_a_field_that_all_but_names_a_column_is_an_error(name: str, meant: str) -> None:
    texts = (f"Q: {{{name}}}", {"round": [{"role": "HUMAN", "prompt": f"Q: {{{name}}}"}]})
    for text in texts:
        with pytest.raises(ConfigError) as caught:
            check_fields(PromptTemplate(text), ["question", "answer", "A", "B"])
        assert caught.value.fix == f"did you mean {{{meant}}}?"


@pytest.mark.parametrize(
    "text", ["{question} {x}", '{"answer": 1}', "{}", "{C}", "\\boxed{}", "{result}", "{ans}"]
)
def test_other_braces_are_the_users_own(text: str) -> None:
    check_fields(PromptTemplate(text), ["question", "answer", "A", "B"])


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"weights": {"a": 1, "c": 1}}, "no 'c'"),
        ({"weights": {"a": 1}}, "no weight for b"),
        ({"weights": {}}, "no weight for a, b"),
        ({"weights": {"a": 2, "b": -1}}, "0 or more"),
        ({"weights": {"a": 0, "b": 0}}, "0 or more"),
    ],
)
def test_a_group_has_a_weight_for_each_of_its_subsets(more: dict[str, Any], words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        msgspec.convert({"name": "g", "subsets": ["a", "b"], **more}, Group)


def test_a_group_takes_no_unknown_key() -> None:
    with pytest.raises(msgspec.ValidationError, match="weigths"):
        msgspec.convert({"name": "g", "subsets": ["a"], "weigths": "samples"}, Group)


def test_a_subset_may_weigh_nothing_beside_others() -> None:
    group = msgspec.convert(
        {"name": "g", "subsets": ["a", "b"], "weights": {"a": 0, "b": 1}}, Group
    )
    assert group.weights == {"a": 0, "b": 1}


# --- secrets


def test_every_value_of_headers_is_a_secret_whatever_its_name() -> None:
    tree = {"models": [{"headers": {"X-Tenant": "blue", "X-Trace": ["red"]}, "model": "green"}]}
    assert masked(tree) == {
        "models": [{"headers": {"X-Tenant": "***", "X-Trace": ["***"]}, "model": "green"}]
    }
    assert set(secrets_in(tree)) == {"blue", "red"}


def test_the_repr_of_a_service_shows_neither_key_nor_headers() -> None:
    shown = repr(VLLMCustomAPIChatStream(api_key="sk-1234567", headers={"X": "blue-tenant"}))
    assert "sk-1234567" not in shown
    assert "blue-tenant" not in shown


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("{question}\n{nope}", ["nope"]),
        ("{question} \\boxed{x} {1} x^{n} {}", []),
        ('{"a": 1}', []),
    ],
)
def test_what_looks_like_a_field_and_is_none_is_known(text: str, names: list[str]) -> None:
    assert unknown_fields(PromptTemplate(text), {"question"}) == names


def test_a_field_of_no_column_is_told_before_it_is_sent(ask_cli: Program) -> None:
    config = ask_cli.write(
        "own.py",
        "from mmengine.config import read_base\n"
        "with read_base():\n"
        "    from evalbench.configs.models.simulator.simulator import models\n"
        "    from evalbench.configs.datasets.demo.demo_gsm8k_gen import demo_gsm8k_datasets\n"
        "datasets = demo_gsm8k_datasets\n"
        "datasets[0]['infer_cfg']['prompt_template']['template'] = '{question} {nope}'\n",
    )
    done = ask_cli(config, "--dry-run")
    assert "{nope} of the prompt is sent as it stands: no such column" in done.stdout, done.stderr
