"""The prompts of mathematics and reasoning against those that AISBench sends, byte for byte."""

import pytest

from evalbench.prompts.roles import as_messages
from tests.recorded_prompts import (
    BESIDE_THE_PROJECT,
    datasets_of,
    prompt_of,
    recorded,
    rows_of,
)

pytestmark = BESIDE_THE_PROJECT


@pytest.mark.parametrize(
    "variant",
    [
        "math_prm800k_500_0shot_cot_gen",
        "math_prm800k_500_5shot_cot_gen",
        "aime2024_gen_0_shot_str",
        "aime2026_gen_0_shot_str",
    ],
)
def test_text_prompt_equals_the_reference(variant: str) -> None:
    configs = datasets_of(variant)
    for reference in recorded(variant):
        assert prompt_of(configs[reference["abbr"]], reference["index"]) == reference["prompt"]


@pytest.mark.parametrize(
    ("variant", "sets"),
    [
        ("math500_gen_0_shot_cot_chat_prompt", 1),
        ("aime2024_gen_0_shot_chat_prompt", 1),
        ("aime2025_gen_0_shot_chat_prompt", 1),
        ("aime2026_gen_0_shot_chat_prompt", 1),
        ("mgsm_gen_0_shot_cot_chat_prompt", 11),
        ("bbh_gen", 27),
        ("gsm8k_gen_0_shot_noncot_chat_prompt", 1),
    ],
)
def test_chat_prompt_equals_the_reference(variant: str, sets: int) -> None:
    configs = datasets_of(variant)
    references = recorded(f"{variant}@chat")
    assert len(references) == sets == len(configs)
    for reference in references:
        prompt = prompt_of(configs[reference["abbr"]], reference["index"])
        sent = [{"content": each.content, "role": each.role} for each in as_messages(prompt)]
        assert sent == reference["messages"]


def test_mgsm_after_eight_examples_equals_the_reference_where_the_same_are_shown() -> None:
    """The reference shows test rows, the asked one among them: its rounds are what is compared."""
    configs = datasets_of("mgsm_gen_8_shot_cot_chat_prompt")
    references = recorded("mgsm_gen_8_shot_cot_chat_prompt@chat")
    assert references
    for reference in references:
        config = configs[reference["abbr"]]
        assert config["reader_cfg"].pop("train_split") == "exemplars"
        config["reader_cfg"]["train_split"] = "test"
        sent = [
            {"content": each.content, "role": each.role}
            for each in as_messages(prompt_of(config, reference["index"]))
        ]
        assert sent == reference["messages"]


@pytest.mark.parametrize(
    ("variant", "sets", "rows"),
    [
        ("math_gen", 1, 5000),
        ("math500_gen", 1, 500),
        ("math500_gen_0_shot_cot_chat_prompt", 1, 500),
        ("aime2024_gen", 1, 30),
        ("aime2025_gen", 1, 30),
        ("aime2026_gen", 1, 30),
        ("bbh_gen", 27, 6511),
        ("mgsm_gen", 11, 2750),
        ("korbench_gen", 5, 1250),
        ("korbench_mixed_gen", 3, 3000),
        ("korbench_mixed_hard_gen", 1, 4000),
    ],
)
def test_splits_have_the_published_sizes(variant: str, sets: int, rows: int) -> None:
    configs = datasets_of(variant)
    assert len(configs) == sets
    assert sum(len(rows_of(config, "test")) for config in configs.values()) == rows


def test_math_500_is_the_same_in_both_of_its_files() -> None:
    """What the last box of a solution holds is the answer that the jsonl file names."""
    boxed = rows_of(datasets_of("math500_gen")["math_prm800k_500"], "test")
    named = rows_of(datasets_of("math500_gen_0_shot_cot_chat_prompt")["math_prm800k_500"], "test")
    assert [row["solution"] for row in boxed] == [row["answer"] for row in named]


def test_korbench_shows_the_rule_then_its_examples_then_the_question() -> None:
    config = datasets_of("korbench_gen_3_shot_chat_prompt")["korbench_operation"]
    (message,) = as_messages(prompt_of(config, 0))
    head, *questions = message.content.split("### Question:\n")
    assert head.endswith("Both a and b are integers.\n\n")
    assert [each.count("### Answer:\n") for each in questions] == [1, 1, 1, 1]
    assert questions[0].startswith("Compute 5※25.")
    assert questions[0].endswith("### Answer:\n[[7]]\n\n")
    assert questions[3].startswith("Compute 4※7.")
    assert questions[3].endswith("### Answer:\n")


def test_mixed_korbench_asks_for_json_and_shows_rules_and_questions_by_number() -> None:
    config = datasets_of("korbench_mixed_gen")["korbench_mixed_Multi-RQ"]
    (message,) = as_messages(prompt_of(config, 1))
    head, _, asked = message.content.partition("\n\n### Rules:\n\nRule 1: ")
    assert head.endswith('JSON format.\n  {\n' + '  "question1": "your answer",\n' + (
        '  "question2": "your answer",\n  "question3": "your answer",\n  }'
    ))  # fmt: skip
    assert asked.count("\nRule 2: ") == 1
    assert asked.count("\n\n### Questions:\nQuestion 1: ") == 1
    assert asked.endswith("\n\n### Answers:\n")
