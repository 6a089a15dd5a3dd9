"""First prompts of TriviaQA, DROP, CMRC 2018 and DRCD, and configs of theirs in another idiom."""

import json
from pathlib import Path
from typing import Any

import pytest

from evalbench.config.options import Options
from evalbench.config.resolve import resolve
from evalbench.evaluators.triviaqa import TriviaQAEvaluator
from evalbench.prompts.roles import as_messages, as_text
from evalbench.stages.evaluate import judge
from evalbench.types import Completion, Record, Sample, Step, Times
from tests.recorded_prompts import datasets_of, prompt_of

QUIZ_ASKED = (
    "Answer the question, your answer should be as simple as possible, start your answer with the "
    "prompt 'The answer is '.\nQ: {}?"
)
SQUAD = {"data": [{"paragraphs": [{"context": "文{question}", "qas": [
    {"id": "1", "question": "谁", "answers": [{"text": "甲"}]}]}]}]}  # fmt: skip


def written(file: Path, content: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(content, encoding="utf-8")


def turns(variant: str, abbr: str, data: Path) -> list[tuple[str, str]]:
    prompt = prompt_of(datasets_of(variant)[abbr], 0, data)
    return [(each.role, each.content) for each in as_messages(prompt)]


def quiz(data: Path) -> None:
    for split in ("dev", "test"):
        rows = [f"{split} {at}\t['name {at}', 'alias {at}']\n" for at in range(6)]
        written(data / "triviaqa" / f"trivia-{split}.qa.csv", "".join(rows))


def test_triviaqa_shows_five_questions_of_test_with_their_first_answers(tmp_path: Path) -> None:
    quiz(tmp_path)
    found = turns("triviaqa_gen_5_shot_chat_prompt", "triviaqa_5shot", tmp_path)
    assert found == [
        turn
        for at in range(5)
        for turn in (
            ("user", QUIZ_ASKED.format(f"test {at}")),
            ("assistant", f"A: The answer is name {at}.\n"),
        )
    ] + [("user", QUIZ_ASKED.format("dev 0"))]


def drop(data: Path) -> None:
    for split, count in (("dev", 1), ("train", 2001)):
        rows = [
            {"context": f"Passage: {split} {at}\nQuestion: q?\nAnswer:", "completion": f" {at}",
             "ref_text": str(at)}
            for at in range(count)
        ]  # fmt: skip
        file = data / "drop_simple_eval" / f"{split}.jsonl"
        written(file, "".join(json.dumps(row) + "\n" for row in rows))


def test_drop_is_asked_as_it_stands(tmp_path: Path) -> None:
    drop(tmp_path)
    prompt = prompt_of(datasets_of("drop_gen_0_shot_str")["drop"], 0, tmp_path)
    assert prompt == "Passage: dev 0\nQuestion: q?\nAnswer:"


def test_drop_shows_three_questions_of_train(tmp_path: Path) -> None:
    drop(tmp_path)
    prompt = prompt_of(datasets_of("drop_gen_3_shot_str")["drop"], 0, tmp_path)
    shown = "".join(
        f"---\nPassage: train {at}\nQuestion: q?\nAnswer:  {at}\n\n" for at in (0, 1000, 2000)
    )
    assert as_text(prompt) == (
        "You will be asked to read a passage and answer a question. Think step by step, then write "
        'a line of the form "Answer: $ANSWER" at the end of your response. Some examples of '
        f"passages and Q&A are provided below.\n\n# Examples\n{shown}# Your Task\n\n---\n"
        "Passage: dev 0\nQuestion: q?\nAnswer:"
    )


@pytest.mark.parametrize("name", ["CMRC", "DRCD"])
@pytest.mark.parametrize(
    ("variant", "asked"),
    [
        (
            "1bd3c8",
            "根据文章回答问题。你的答案应该尽可能简练，请以 ‘答案是’ 开头的句式作答。\n"
            "文章：文{question}\n问：谁\n答：",
        ),
        ("941108", "文章：文{question}\n根据上文，回答如下问题：\n谁\n答："),
        ("3749cd", "文章：文{question}\n根据上文，回答如下问题：谁"),
        ("8484b9", "文章：文{question}\n根据上文，回答如下问题： 谁\n答："),
    ],
)
def test_cmrc_and_drcd_ask_as_opencompass_does(
    tmp_path: Path, name: str, variant: str, asked: str
) -> None:
    """A field in a passage's own text stays text."""
    written(tmp_path / "CLUE" / name / "dev.json", json.dumps(SQUAD))
    assert turns(f"CLUE_{name}_gen_{variant}", f"{name}_dev", tmp_path) == [("user", asked)]


@pytest.mark.parametrize(
    ("recommended", "variant"),
    [
        ("triviaqa_gen", "triviaqa_gen_5_shot_chat_prompt"),
        ("drop_gen", "drop_gen_0_shot_str"),
        ("CMRC_gen", "CLUE_CMRC_gen_1bd3c8"),
        ("CLUE_CMRC_gen", "CLUE_CMRC_gen_1bd3c8"),
        ("DRCD_gen", "CLUE_DRCD_gen_1bd3c8"),
        ("CLUE_DRCD_gen", "CLUE_DRCD_gen_1bd3c8"),
    ],
)
def test_recommended_variant_is_an_alias(recommended: str, variant: str) -> None:
    assert datasets_of(recommended) == datasets_of(variant)


IDIOM = """
from opencompass.openicl.icl_prompt_template import PromptTemplate
from opencompass.openicl.icl_retriever import ZeroRetriever
from opencompass.openicl.icl_inferencer import GenInferencer
from opencompass.openicl.icl_evaluator import EMEvaluator
from opencompass.datasets import {loader}, {evaluator}

own_datasets = [
    dict(
        type={loader},
        abbr='own',
        path='./data/own',
        reader_cfg=dict(input_columns=['question'], output_column='{gold}', test_split='dev'),
        infer_cfg=dict(
            prompt_template=dict(
                type=PromptTemplate,
                template=dict(round=[
                    dict(role='HUMAN', prompt='{{question}}'), dict(role='BOT', prompt='A:'),
                ])),
            retriever=dict(type=ZeroRetriever),
            inferencer=dict(type=GenInferencer, max_out_len=50)),
        eval_cfg=dict(evaluator=dict(type={evaluator}), pred_role='BOT'),
    )
]
"""


def foreign(folder: Path, **names: str) -> Any:
    written(folder / "mine" / "datasets" / "own.py", IDIOM.format(**names))
    named = Options(models=("simulator",), datasets=("own",), config_dir=str(folder / "mine"))
    (dataset,) = resolve(named, timed=False, kind="accuracy").datasets
    return dataset


def judged(dataset: Any, reply: str, gold: Any) -> str:
    sample = Sample("own", 0, {}, gold)
    step = Step("", Completion(reply, finish_reason="stop"), Times(0, 0), 1)
    return judge(sample, Record("own/0/0", "own", 0, 0, gold, (step,)), dataset).kind


def test_a_foreign_config_of_triviaqa_finds_the_answer_within_the_reply(tmp_path: Path) -> None:
    """Its evaluator does so itself; the whole reply would name what it only thinks of."""
    dataset = foreign(
        tmp_path, loader="TriviaQADataset_V2", evaluator="TriviaQAEvaluator", gold="answer"
    )
    assert dataset.loader.__name__ == "TriviaQADatasetV2"
    assert isinstance(dataset.evaluator, TriviaQAEvaluator)
    reply = "I thought of Rome first.\nThe answer is Paris.\nQ: Which city is in Italy?\nA: Rome"
    assert judged(dataset, reply, ["Paris"]) == "correct"
    assert judged(dataset, reply, ["Rome"]) == "wrong"


@pytest.mark.parametrize(
    ("loader", "evaluator", "gold", "reply", "right"),
    [
        ("dropOpenAIDataset", "dropOpenAIEvaluator", "19 yards|19", "1 or 2?\nAnswer: 19", 1),
        ("dropOpenAIDataset", "dropOpenAIEvaluator", "19 yards|19", "19?\nAnswer: 1", 0),
        ("lambadaDataset", "LambadaEvaluator", "signs", "The word is **signs**.", 1),
        ("CMRCDataset", "EMEvaluator", ["甲", "乙"], "乙。", 1),
    ],
)
def test_foreign_configs_of_the_others_are_scored(
    tmp_path: Path, loader: str, evaluator: str, gold: Any, reply: str, right: int
) -> None:
    dataset = foreign(tmp_path, loader=loader, evaluator=evaluator, gold="answers")
    assert judged(dataset, reply, gold) == ("correct" if right else "wrong")
