"""The shapes of models and data sets, and what makes up a data set's version."""

from typing import Any

import pytest

from evalbench.config.schema import (
    Asking,
    ReaderConfig,
    dataset_config,
    model_config,
)
from evalbench.errors import ConfigError
from evalbench.models.vllm_api import VLLMCustomAPIChat
from evalbench.simulator.settings import SimulatorSettings

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


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        (None, slice(None)),
        ("[2:10]", slice(2, 10)),
        ("[:10]", slice(None, 10)),
        ("[-3:]", slice(-3, None)),
        (" [ 1 : 2 ] ", slice(1, 2)),
    ],
)
def test_a_range_is_a_slice(text: str | None, rows: slice) -> None:
    assert ReaderConfig(input_columns=("q",), test_range=text).rows() == rows


@pytest.mark.parametrize(
    "text", ["2:10", "[2:10:2]", "[a:b]", "[1.5:2]", "[__import__('os').getpid():]", "[2]", ""]
)
def test_a_range_is_parsed_and_never_evaluated(text: str) -> None:
    with pytest.raises(ConfigError, match="test_range must look like"):
        ReaderConfig(input_columns=("q",), test_range=text)


@pytest.mark.parametrize(
    "wrong",
    [
        {"batch_size": 0},
        {"batch_size": 100_001},
        {"request_rate": -0.1},
        {"request_rate": float("nan")},
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


def version(**infer: Any) -> str:
    return dataset_config({**SET, "infer_cfg": {**SET["infer_cfg"], **infer}}, "here").version


def test_a_version_is_six_hex_digits_of_what_makes_up_the_prompt() -> None:
    assert len(version()) == 6
    int(version(), 16)
    assert version() == version()
    other = {"type": "PromptTemplate", "template": "{question}?"}
    assert version(prompt_template=other) != version()
    assert version(retriever={"type": "FixKRetriever", "fix_id_list": [0]}) != version()


def test_a_version_does_not_depend_on_file_abbr_path_or_scoring() -> None:
    other = {**SET, "abbr": "b", "path": "y", "reader_cfg": {"input_columns": ["question"]}}
    assert dataset_config(other, "elsewhere").version == version()
