"""The shapes of models and data sets, and what makes up a data set's version."""

from typing import Any

import pytest

from evalbench import registry
from evalbench.config.asking import Asking
from evalbench.config.dataset import ReaderConfig, dataset_config
from evalbench.config.model import model_config
from evalbench.errors import ConfigError
from evalbench.models.vllm_api import VLLMCustomAPIChat
from evalbench.simulator.settings import SimulatorSettings
from evalbench.traffic.arrivals import Ramp, Traffic
from evalbench.types import Timeouts

SET: dict[str, Any] = {
    "abbr": "own",
    "type": "CustomDataset",
    "path": "x",
    "reader_cfg": {"input_columns": ["question"], "output_column": "answer"},
    "infer_cfg": {
        "prompt_template": {"type": "PromptTemplate", "template": "{question}"},
        "retriever": {"type": "ZeroRetriever"},
        "inferencer": {"type": "GenInferencer"},
    },
    "eval_cfg": {"evaluator": {"type": "AccEvaluator"}},
}


def test_the_keys_of_a_model_go_to_its_load_or_its_protocol() -> None:
    raw = {"type": "VLLMCustomAPIChat", "abbr": "m", "batch_size": 3, "model": "n", "retry": 1}
    config = model_config(raw, "here")
    assert config.asking == Asking(abbr="m", batch_size=3, retry=1)
    assert config.protocol == VLLMCustomAPIChat(model="n")
    assert config.abbr == "m"


def test_a_served_model_is_told_its_timing() -> None:
    raw = {"type": "VLLMCustomAPIChat", "abbr": "m", "serve": {"ttft_ms": 5, "tokens": 7}}
    assert model_config(raw, "here").asking.serve == SimulatorSettings(ttft_ms=5.0, tokens=7)


# --- the load and the connection of a model


def asking(**keys: Any) -> Asking:
    return model_config({"type": "VLLMCustomAPIChat", "abbr": "m", **keys}, "here").asking


RAMP = {"ramp_up_strategy": "linear", "ramp_up_start_rps": 1, "ramp_up_end_rps": 9.5}


@pytest.mark.parametrize(
    ("keys", "traffic"),
    [
        ({}, Traffic(0.0, 1.0, None)),
        ({"request_rate": 5}, Traffic(5.0, 1.0, None)),  # Poisson, as in AISBench
        ({"request_rate": 5, "traffic_cfg": {}}, Traffic(5.0, 1.0, None)),
        ({"request_rate": 5, "traffic_cfg": None}, Traffic(5.0, 1.0, None)),
        ({"request_rate": 5, "traffic_cfg": {"burstiness": 0}}, Traffic(5.0, 0.0, None)),
        ({"traffic_cfg": RAMP}, Traffic(0.0, 1.0, Ramp("linear", 1.0, 9.5))),
        ({"traffic_cfg": {"ramp_up_strategy": ""}}, Traffic(0.0, 1.0, None)),
        ({"request_rate": 0.001}, Traffic(0.001, 1.0, None)),
        ({"request_rate": 0.0009}, Traffic(0.0, 1.0, None)),  # too low to pace by, there too
    ],
)
def test_a_models_keys_say_how_requests_arrive(keys: dict[str, Any], traffic: Traffic) -> None:
    found = asking(**keys)
    assert found.traffic == traffic
    assert found.request_rate == traffic.rate


@pytest.mark.parametrize(
    ("traffic", "words"),
    [
        ({"burstines": 1}, "takes no 'burstines'"),
        ({"burstiness": -1}, "burstiness must be 0, or 0.01 or more"),
        ({"burstiness": 1e-9}, "burstiness must be 0, or 0.01 or more"),
        ({"burstiness": float("nan")}, "burstiness must be"),
        ({"burstiness": "1"}, r"traffic_cfg\.burstiness"),
        ({"burstiness": None}, r"traffic_cfg\.burstiness"),
        ({**RAMP, "ramp_up_strategy": "square"}, r"traffic_cfg\.ramp_up_strategy"),
        ({**RAMP, "ramp_up_strategy": None}, "ramp_up_start_rps needs ramp_up_strategy"),
        ({**RAMP, "ramp_up_end_rps": None}, "ramp_up_strategy 'linear' needs ramp_up_end_rps"),
        ({**RAMP, "ramp_up_start_rps": 0}, r"ramp_up_start_rps must lie in 0\.001\.\.50000, not 0"),
        ({**RAMP, "ramp_up_end_rps": 50_001}, "ramp_up_end_rps must lie in"),
        (1.0, r"traffic_cfg: expected dict\(…\)"),
    ],
)
def test_each_wrong_key_of_the_traffic_is_told(traffic: Any, words: str) -> None:
    with pytest.raises(ConfigError, match=f"here.*{words}"):
        asking(traffic_cfg=traffic)


def test_an_unknown_key_of_the_traffic_is_told_with_the_nearest() -> None:
    with pytest.raises(ConfigError) as caught:
        asking(traffic_cfg={"ramp_up_stategy": "linear"})
    assert caught.value.fix.startswith("did you mean ramp_up_strategy")


@pytest.mark.parametrize(
    ("timeout", "timeouts"),
    [
        (None, Timeouts(connect=30.0)),
        ({}, Timeouts(connect=30.0)),
        (60, Timeouts(connect=30.0, total=60.0)),
        (0.5, Timeouts(connect=30.0, total=0.5)),
        ({"connect": None, "between_tokens": 5}, Timeouts(connect=None, between_tokens=5.0)),
    ],
)
def test_a_timeout_is_a_number_or_one_for_each_phase(timeout: Any, timeouts: Timeouts) -> None:
    assert asking(timeout=timeout).timeout == timeouts


@pytest.mark.parametrize(
    ("stream", "said", "limits"),
    [
        (True, None, (10, 600, 120, None)),
        (False, None, (10, 3600, 120, None)),
        (True, 60, (10, 600, 120, 60)),
        (True, {"first_token": None, "connect": 2}, (2, None, 120, None)),
    ],
)
def test_where_scores_are_asked_for_what_will_never_end_is_given_up(
    stream: bool, said: Any, limits: tuple[float | None, ...]
) -> None:
    raw = {"type": "VLLMCustomAPIChat", "abbr": "m", "stream": stream, "timeout": said}
    found = model_config(raw, "here", timed=False).asking.timeout
    assert (found.connect, found.first_token, found.between_tokens, found.total) == limits


def test_nothing_but_a_connection_has_a_time_limit_unless_it_is_said() -> None:
    found = asking().timeout
    assert (found.connect, found.first_token, found.between_tokens, found.total) == (
        30.0, None, None, None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("timeout", "words"),
    [
        (0, "timeout: total must lie above 0"),
        (-1, "timeout: total must lie above 0"),
        (86_401, "timeout: total must lie above 0 and up to 86400 seconds"),
        ({"first_token": float("nan")}, "timeout: first_token must lie"),
        ({"frist_byte": 1}, "takes no 'frist_byte'"),
        ({"total": "1"}, r"timeout\.total"),
        (True, r"timeout: expected dict\(…\)"),
        ("60", r"timeout: expected dict\(…\)"),
    ],
)
def test_each_wrong_timeout_is_told(timeout: Any, words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        asking(timeout=timeout)


@pytest.mark.parametrize(
    "proxy", ["http://10.0.0.1:3128", "http://user:word@proxy.local:8080", "http://[::1]:1", ""]
)
def test_a_proxy_is_an_address_with_scheme_and_port(proxy: str) -> None:
    assert asking(proxy=proxy).proxy == proxy


@pytest.mark.parametrize(
    "proxy",
    ["user:s3cret@h:1", "http://user:s3cret@h", "ftp://h:1", "http://h:x", "h", "http://:80"],
)
def test_any_other_proxy_is_an_error_that_shows_no_password(proxy: str) -> None:
    with pytest.raises(ConfigError, match="proxy must look like http://HOST:PORT") as caught:
        asking(proxy=proxy)
    assert "s3cret" not in str(caught.value)


def test_a_certificate_is_not_named_where_none_is_checked() -> None:
    assert asking(verify_ssl=False).verify_ssl is False
    assert asking(ca_file="ca.pem").ca_file == "ca.pem"
    with pytest.raises(ConfigError, match="ca_file has nothing to do where verify_ssl is False"):
        asking(verify_ssl=False, ca_file="ca.pem")


# --- data sets


@pytest.mark.parametrize(
    ("wanted", "rows"),
    [
        (None, [0, 1, 2, 3, 4, 5]),
        ("[2:4]", [2, 3]),
        ("[:2]", [0, 1]),
        ("[-2:]", [4, 5]),
        (" [ 1 : 2 ] ", [1]),
        ("[::2]", [0, 2, 4]),
        ("[::-1]", [5, 4, 3, 2, 1, 0]),
        # random.Random(3).shuffle(list(range(6))), its first three, as OpenCompass draws them
        (3, [0, 2, 3]),
        (0.5, [0, 2, 3]),
        (3.0, [0, 2, 3]),
        (6, [0, 1, 2, 3, 4, 5]),
        (0, [0, 1, 2, 3, 4, 5]),
        (-1, [0, 1, 2, 3, 4, 5]),
    ],
)
def test_a_range_takes_a_slice_or_draws(wanted: str | float | None, rows: list[int]) -> None:
    reader = ReaderConfig(input_columns=("q",), test_range=wanted, train_range=wanted)
    assert list(reader.test_rows(range(6))) == rows
    assert list(reader.train_rows(range(6))) == rows


@pytest.mark.parametrize(
    "text", ["2:10", "[2:10:0]", "[a:b]", "[1.5:2]", "[__import__('os').getpid():]", "[2]", ""]
)
def test_a_range_is_parsed_and_never_evaluated(text: str) -> None:
    with pytest.raises(ConfigError, match="test_range must look like"):
        ReaderConfig(input_columns=("q",), test_range=text)


@pytest.mark.parametrize("wrong", [True, 2.5])
def test_a_range_that_is_neither_a_count_nor_a_share_is_refused(wrong: float) -> None:
    with pytest.raises(ConfigError, match="train_range must be a whole number"):
        ReaderConfig(input_columns=("q",), train_range=wrong)


@pytest.mark.parametrize(
    "wrong",
    [
        {"batch_size": 0},
        {"batch_size": 100_001},
        {"request_rate": -0.1},
        {"request_rate": float("nan")},
        {"request_rate": 50_000.1},
        {"retry": -1},
        {"retry": 1001},
        {"abbr": "a/b"},
        {"abbr": ""},
        {"abbr": ".."},
        {"abbr": "a\nb"},
    ],
)
def test_a_load_out_of_its_limits_is_an_error(wrong: dict[str, Any]) -> None:
    with pytest.raises(ConfigError):
        Asking(**{"abbr": "m", **wrong})


@pytest.mark.parametrize(
    ("section", "words"),
    [
        ({"abbr": None}, "needs an abbr"),
        ({"path": None}, "own: path must be"),
        ({"reader_cfg": None}, "own: reader_cfg must be a dict"),
        ({"infer_cfg": []}, "own: infer_cfg must be a dict"),
        ({"eval_cfg": None}, "own: eval_cfg must be a dict"),
        ({"type": "NoDataset"}, "own: no dataset type 'NoDataset'"),
        ({"flie_name": "x"}, "own: .* takes no 'flie_name'"),
        ({"reader_cfg": {"output_column": "a"}}, "reader_cfg: ReaderConfig needs 'input_columns'"),
        ({"reader_cfg": {"input_columns": "question"}}, r"reader_cfg\.input_columns"),
    ],
)
def test_each_wrong_part_of_a_data_set_is_told(section: dict[str, Any], words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        dataset_config({**SET, **section}, "here")


def version(**changes: Any) -> str:
    """Of the data set with other keys in one of its sections, or other keys of its own."""
    raw = dict(SET)
    for key, value in changes.items():
        raw[key] = {**SET[key], **value} if isinstance(SET.get(key), dict) else value
    return dataset_config(raw, "here").version


def test_a_version_is_six_hex_digits_that_stay() -> None:
    assert len(version()) == 6
    int(version(), 16)
    assert version() == version()


TEMPLATE = {"type": "PromptTemplate", "template": "{question}?"}
CAPITAL = {"type": "first_capital_postprocess", "options": "ABCD"}


@pytest.mark.parametrize(
    "changes",
    [
        {"infer_cfg": {"prompt_template": TEMPLATE}},
        {"infer_cfg": {"retriever": {"type": "FixKRetriever", "fix_id_list": [0]}}},
        {"infer_cfg": {"inferencer": {"type": "GenInferencer", "max_out_len": 7}}},
        {"reader_cfg": {"test_split": "dev"}},
        {"reader_cfg": {"test_range": "[:5]"}},
        {"eval_cfg": {"pred_postprocessor": CAPITAL}},
        {"eval_cfg": {"pred_postprocessor": {**CAPITAL, "options": "AB"}}},
        {"eval_cfg": {"evaluator": {"type": "MATHEvaluator"}}},
        {"type": "MMLUDataset", "name": "virology"},
    ],
)
def test_a_version_changes_with_prompt_split_extractor_and_evaluator(
    changes: dict[str, Any],
) -> None:
    assert version(**changes) != version()


def test_two_options_of_one_extractor_are_two_versions() -> None:
    two = [{"pred_postprocessor": {**CAPITAL, "options": each}} for each in ("AB", "ABCD")]
    assert len({version(eval_cfg=each) for each in two}) == 2


def test_a_version_does_not_depend_on_file_abbr_path_repeats_or_modules() -> None:
    other = {**SET, "abbr": "b", "path": "y", "n": 2, "k": [2]}
    assert dataset_config(other, "elsewhere").version == version()
    (path,) = [each for name, each in registry.paths("datasets").items() if name == SET["type"]]
    assert version(type=path) == version()
    said = {"train_split": "train", "test_split": "test"}  # what holds where nothing is said
    assert version(reader_cfg=said) == version()


def test_a_revision_of_what_a_config_names_is_another_version(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The code of an extractor, a loader or an evaluator changes, and no config shows it."""
    before = version(eval_cfg={"pred_postprocessor": CAPITAL})
    plain = version()
    revised = {"first_capital_postprocess": 2}
    monkeypatch.setattr("evalbench.config.version.REVISIONS", revised)
    assert version(eval_cfg={"pred_postprocessor": CAPITAL}) != before
    assert version() == plain


def test_the_rule_of_an_evaluator_is_part_of_the_version_as_if_it_were_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Configs of AISBench and OpenCompass name none for TriviaQA, whose evaluator has its own."""
    silent = {"evaluator": {"type": "TriviaQAEvaluator"}}
    rule = {"pred_postprocessor": {"type": "triviaqa_first_line_postprocess"}}
    before = version(eval_cfg=silent)
    assert version(eval_cfg={**silent, **rule}) == before
    revised = {"triviaqa_first_line_postprocess": 2}
    monkeypatch.setattr("evalbench.config.version.REVISIONS", revised)
    assert version(eval_cfg=silent) != before


# --- texts that cannot be written


@pytest.mark.parametrize(
    "keys",
    [
        {"attr": "\ud800"},
        {"model": "a\udfffb"},
        {"generation_kwargs": {"stop": ["\ud83d"]}},
        {"generation_kwargs": {"\ud83d": 1}},
    ],
)
def test_half_a_surrogate_pair_is_no_text(keys: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match=rf"here\.{next(iter(keys))} .*C802"):
        asking(**keys)
    assert asking(generation_kwargs={"stop": ["\U0001f600"]})


def test_half_a_surrogate_pair_names_no_file() -> None:
    with pytest.raises(ConfigError, match="cannot name a file"):
        dataset_config({**SET, "abbr": "\ud800"}, "c.py")
    with pytest.raises(ConfigError, match="C802"):
        asking(abbr="\ud800")
