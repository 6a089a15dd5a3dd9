"""Each variant's prompt against the one that AISBench sends for the same row, byte for byte."""

import json
import re
from pathlib import Path

import pytest
from mmengine.config import Config

from evalbench import registry
from evalbench.prompts.roles import as_messages, as_text
from evalbench.types import Prompt
from tests.recorded_prompts import (
    BESIDE_THE_PROJECT,
    OWN_KEYS,
    REPOSITORY,
    SHARED,
    datasets_of,
    prompt_of,
    recorded,
)

pytestmark = BESIDE_THE_PROJECT


def sent(prompt: Prompt) -> list[dict[str, str]]:
    return [{"content": each.content, "role": each.role} for each in as_messages(prompt)]


@pytest.mark.parametrize(
    "variant",
    [
        "ceval_gen_5_shot_str",
        "ceval_gen_0_shot_str",
        "gsm8k_gen_0_shot_cot_str",
        "SuperGLUE_BoolQ_gen_0_shot_cot_str",
        "SuperGLUE_BoolQ_gen_0_shot_noncot_str",
        "SuperGLUE_BoolQ_gen_0_shot_str",
        "SuperGLUE_BoolQ_gen_5_shot_str",
        "mmlu_gen_5_shot_str",
        "lambada_gen_0_shot_str",
        "piqa_gen_0_shot_str",
        "mmlu_pro_gen_0_shot_str",
        "mmlu_pro_gen_5_shot_str",
    ],
)
def test_text_prompt_equals_the_reference(variant: str) -> None:
    configs = datasets_of(variant)
    for reference in recorded(variant):
        prompt = prompt_of(configs[reference["abbr"]], reference["index"])
        assert isinstance(prompt, str)
        assert as_text(prompt) == reference["prompt"]


@pytest.mark.parametrize(
    "variant",
    [
        "ARC_c_gen_0_shot_chat_prompt",
        "ARC_c_gen_25_shot_chat_prompt",
        "ARC_e_gen_0_shot_chat_prompt",
        "ARC_e_gen_25_shot_chat_prompt",
        "agieval_gen_0_shot_chat_prompt",
        "hellaswag_gen_0_shot_chat_prompt",
        "lambada_gen_0_shot_chat",
        "piqa_gen_0_shot_chat_prompt",
        "siqa_gen_0_shot_chat",
        "winogrande_gen_0_shot_chat_prompt",
        "ceval_gen_0_shot_cot_chat_prompt",
        "ceval_gen_0_shot_noncot_chat_prompt",
        "cmmlu_gen_0_shot_cot_chat_prompt",
        "cmmlu_gen_5_shot_cot_chat_prompt",
        "gsm8k_gen_0_shot_cot_chat_prompt",
        "mmlu_gen_0_shot_cot_chat_prompt",
    ],
)
def test_chat_prompt_equals_the_reference(variant: str) -> None:
    configs = datasets_of(variant)
    for reference in recorded(f"{variant}@chat"):
        prompt = prompt_of(configs[reference["abbr"]], reference["index"])
        assert sent(prompt) == reference["messages"]


@pytest.mark.parametrize(
    ("variant", "abbr", "rows", "train", "last"),
    [
        (
            "hellaswag_gen_10_shot_chat_prompt",
            "hellaswag",
            "hellaswag/hellaswag.jsonl",
            "hellaswag_train_sampled25.jsonl",
            25,
        ),
        (
            "winogrande_gen_5_shot_chat_prompt",
            "winogrande",
            "winogrande/dev.jsonl",
            "train_xs.jsonl",
            40,
        ),
    ],
)
def test_few_shots_out_of_a_train_file_that_is_not_here_equal_the_reference(
    variant: str, abbr: str, rows: str, train: str, last: int, tmp_path: Path
) -> None:
    """Theirs were recorded with the last rows of the evaluation split in its place."""
    lines = (SHARED / "data" / rows).read_text(encoding="utf-8").splitlines(keepends=True)
    file = tmp_path / rows
    file.parent.mkdir()
    file.write_text("".join(lines), encoding="utf-8")
    file.with_name(train).write_text("".join(lines[-last:]), encoding="utf-8")
    (reference,) = recorded(f"{variant}@chat")
    prompt = prompt_of(datasets_of(variant)[abbr], reference["index"], tmp_path)
    assert sent(prompt) == reference["messages"]


@pytest.mark.parametrize("variant", ["ifeval_0_shot_gen_str", "ifbench_0_shot_gen_str"])
def test_an_instructions_prompt_is_the_prompt_alone(variant: str) -> None:
    configs = datasets_of(variant)
    for reference in recorded(variant):
        prompt = prompt_of(configs[reference["abbr"]], reference["index"])
        assert as_text(prompt) == reference["prompt"]


def test_gsm8k_4_shot_text_differs_from_the_reference_in_the_solutions_only() -> None:
    solution = re.compile(r"(?<=Answer:\n).+?(?=\nThe answer is \d+\n)", re.DOTALL)
    ours = as_text(prompt_of(datasets_of("gsm8k_gen_4_shot_cot_str")["gsm8k"], 0))
    theirs = recorded("gsm8k_gen_4_shot_cot_str")[0]["prompt"]
    assert len(solution.findall(theirs)) == 4
    assert solution.sub("<solution>", ours) == solution.sub("<solution>", theirs)
    assert "<<" not in ours


def test_gsm8k_4_shot_chat_differs_from_the_reference_in_the_solutions_only() -> None:
    def without_solutions(messages: list[dict[str, str]]) -> list[dict[str, str]]:
        return [
            each
            if each["role"] == "user"
            else {**each, "content": each["content"][each["content"].rindex("\nThe answer is") :]}
            for each in messages
        ]

    ours = sent(prompt_of(datasets_of("gsm8k_gen_4_shot_cot_chat_prompt")["gsm8k"], 0))
    theirs = recorded("gsm8k_gen_4_shot_cot_chat_prompt@chat")[0]["messages"]
    assert len(theirs) == 9
    assert without_solutions(ours) == without_solutions(theirs)


def test_load_prompts_are_the_question_alone() -> None:
    question = json.loads(
        (SHARED / "data/gsm8k/test.jsonl").read_text(encoding="utf-8").split("\n")[0]
    )["question"]
    config = datasets_of("gsm8k_gen_0_shot_cot_str_perf")["gsm8k"]
    assert prompt_of(config, 0) == question
    config = datasets_of("ceval_gen_0_shot_str_perf")["ceval-computer_network"]
    assert prompt_of(config, 0) == (
        "使用位填充方法，以01111110为位首flag，数据为011011111111111111110010，"
        "求问传送时要添加几个0____\n"
    )


@pytest.mark.parametrize(
    ("recommended", "variant"),
    [
        ("SuperGLUE_BoolQ_gen", "SuperGLUE_BoolQ_gen_0_shot_str"),
        ("SuperGLUE_BoolQ_gen_0_shot_str_perf", "SuperGLUE_BoolQ_gen_0_shot_str"),
        ("ceval_gen", "ceval_gen_5_shot_str"),
        ("gpqa_gen", "gpqa_gen_0_shot_str"),
        ("lambada_gen", "lambada_gen_0_shot_chat"),
        ("longbenchv2_gen", "longbenchv2_gen_75fbba"),
        ("siqa_gen", "siqa_gen_0_shot_chat"),
        ("gsm8k_gen", "gsm8k_gen_0_shot_cot_str"),
        ("mmlu_gen", "mmlu_gen_5_shot_str"),
        ("ifeval_gen", "ifeval_0_shot_gen_str"),
        ("ifbench_gen", "ifbench_0_shot_gen_str"),
    ],
)
def test_recommended_variant_is_an_alias(recommended: str, variant: str) -> None:
    assert datasets_of(recommended) == datasets_of(variant)


@pytest.mark.parametrize(
    ("variant", "split_key", "subjects", "rows"),
    [
        ("ceval_gen_5_shot_str", "train_split", 52, 260),
        ("ceval_gen_5_shot_str", "test_split", 52, 1346),
        ("cmmlu_gen_5_shot_cot_chat_prompt", "train_split", 67, 335),
        ("cmmlu_gen_5_shot_cot_chat_prompt", "test_split", 67, 11582),
        ("mmlu_gen_5_shot_str", "train_split", 57, 285),
        ("mmlu_gen_5_shot_str", "test_split", 57, 14042),
        ("ARC_c_gen_25_shot_chat_prompt", "train_split", 1, 295),
        ("ARC_c_gen_25_shot_chat_prompt", "test_split", 1, 1165),
        ("ARC_e_gen_25_shot_chat_prompt", "train_split", 1, 567),
        ("ARC_e_gen_25_shot_chat_prompt", "test_split", 1, 2365),
        ("hellaswag_gen_0_shot_chat_prompt", "test_split", 1, 10042),
        ("piqa_gen_0_shot_str", "test_split", 1, 1838),
        ("siqa_gen_0_shot_chat", "test_split", 1, 1954),
        ("winogrande_gen_0_shot_chat_prompt", "test_split", 1, 1267),
        ("SuperGLUE_BoolQ_gen_0_shot_str", "test_split", 1, 3270),
        ("lambada_gen_0_shot_str", "test_split", 1, 5153),
        ("agieval_gen_0_shot_chat_prompt", "test_split", 21, 8268),  # one has no right answer
        ("GaokaoBench_gen", "test_split", 14, 1781),
        ("mmlu_pro_gen_5_shot_str", "train_split", 14, 70),
        ("mmlu_pro_gen_5_shot_str", "test_split", 14, 12032),
        ("gsm8k_gen_0_shot_cot_str", "train_split", 1, 7473),
        ("gsm8k_gen_0_shot_cot_str", "test_split", 1, 1319),
        ("ifeval_0_shot_gen_str", "test_split", 1, 541),
        ("ifbench_0_shot_gen_str", "test_split", 1, 300),
    ],
)
def test_splits_have_the_published_sizes(
    variant: str, split_key: str, subjects: int, rows: int
) -> None:
    configs = datasets_of(variant).values()
    loaded = 0
    for config in configs:
        loader = registry.resolve("datasets", config["type"], "test")
        options = {key: value for key, value in config.items() if key not in OWN_KEYS}
        path = SHARED / "data" / config["path"]
        loaded += len(loader.load(path, config["reader_cfg"].get(split_key, "test"), **options))
    assert (len(configs), loaded) == (subjects, rows)


def test_gaokao_bench_weighs_its_files_by_their_points() -> None:
    """The points of a file: those of a question, as often as it has questions."""
    values = Config.fromfile(str(REPOSITORY / "configs/summarizers/groups/GaokaoBench.py"))
    (group,) = values.to_dict()["GaokaoBench_summary_groups"]
    points = {}
    for abbr, config in datasets_of("GaokaoBench_gen").items():
        loader = registry.resolve("datasets", config["type"], "test")
        rows = loader.load(SHARED / "data" / config["path"], "test", name=config["name"])
        one_each = config["eval_cfg"]["evaluator"]["question_type"] != "multi_choice"
        points[abbr] = sum(r["score"] * (len(r["answer"]) if one_each else 1) for r in rows)
    assert group["weights"] == points


def test_no_example_is_asked() -> None:
    """GSM8K's exemplars come from train; none of their questions is in test."""
    tests = (SHARED / "data/gsm8k/test.jsonl").read_text(encoding="utf-8").split("\n")
    asked = {json.loads(line)["question"] for line in tests if line}
    shown = sent(prompt_of(datasets_of("gsm8k_gen_4_shot_cot_chat_prompt")["gsm8k"], 0))[:-1:2]
    questions = {
        each["content"][len("Question: ") : each["content"].index("\nLet's")] for each in shown
    }
    assert len(questions) == 4
    assert not questions & asked
