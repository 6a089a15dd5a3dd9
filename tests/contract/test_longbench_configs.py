"""LongBench asks as its authors do: the words, how long an answer may be, what counts."""

from pathlib import Path
from typing import Any

import pytest

from evalbench.config import files
from evalbench.config.dataset import dataset_config
from evalbench.config.options import Options
from evalbench.config.resolve import resolve
from evalbench.prompts.render import render
from tests.longbench_rows import row

TREE = Path(__file__).parents[2] / "configs"


def sets_of(name: str) -> list[dict[str, Any]]:
    found = files.read(files.find("datasets", name, [TREE]).path)
    return next(value for key, value in found.items() if key.endswith("_datasets"))


def prompt_of(config: str, name: str) -> str:
    """The words of the one message of its first question."""
    (raw,) = sets_of(config)
    dataset = dataset_config(raw, config)
    rendered = render(dataset.prompt_template, None, [], row(name, 0), "answers")
    (message,) = rendered
    assert not isinstance(message, str)
    assert message.role == "user"
    return message.content


def test_the_aggregate_has_each_set_once() -> None:
    whole = sets_of("longbench")
    assert len({raw["abbr"] for raw in whole}) == len(whole) == 21
    for raw in whole:
        part = raw["name"].removesuffix("-p")
        assert sets_of(f"longbench_{part}_gen") == [raw]


def test_groups_hold_every_set_and_each_kind_of_task_weighs_the_same() -> None:
    summarizer = files.read(files.find("summarizers", "default", [TREE]).path)["summarizer"]
    groups = {each["name"]: each for each in summarizer["summary_groups"]}
    every = {raw["abbr"] for raw in sets_of("longbench")}
    assert set(groups["longbench"]["subsets"]) == every
    weights = groups["longbench"]["weights"]
    kinds = [each for name, each in groups.items() if name.startswith("longbench_")][:6]
    assert {name for kind in kinds for name in kind["subsets"]} == every
    for kind in kinds:
        assert sum(weights[name] for name in kind["subsets"]) == pytest.approx(1)
    english, chinese = (set(groups[f"longbench_{each}"]["subsets"]) for each in ("en", "zh"))
    assert english | chinese == every
    assert english & chinese == {"LongBench_lcc", "LongBench_repobench-p"}


def test_an_answer_has_the_length_and_the_metric_that_its_authors_give_it() -> None:
    known = {
        (32, "f1"): {"hotpotqa", "2wikimqa", "musique", "triviaqa"},
        (64, "f1"): {"multifieldqa_en", "multifieldqa_zh"},
        (128, "f1"): {"narrativeqa", "qasper"},
        (128, "rougeL"): {"dureader", "samsum"},
        (512, "rougeL"): {"gov_report", "qmsum", "multi_news", "vcsum"},
        (64, "score"): {"trec", "lsht"},
        (32, "score"): {"passage_count", "passage_retrieval_en", "passage_retrieval_zh"},
        (64, "similarity"): {"lcc", "repobench-p"},
    }
    found: dict[tuple[int | None, str], set[str]] = {}
    chinese = set()
    for raw in sets_of("longbench"):
        dataset = dataset_config(raw, "longbench")
        kind = (dataset.inferencer.terms.max_out_len, dataset.evaluator.metric)
        found.setdefault(kind, set()).add(raw["name"])
        if getattr(dataset.evaluator, "language", "en") == "zh":
            chinese.add(raw["name"])
    assert found == known
    assert chinese == {"multifieldqa_zh", "dureader", "vcsum", "passage_retrieval_zh"}


TEXT = "A set {A} of {input}.\n"  # is no field: rendering is one pass


@pytest.mark.parametrize(
    ("config", "name", "prompt"),
    [
        (
            "longbench_lcc_gen",
            "lcc",
            f"Please complete the code given below. \nThe 0th long text of lcc. {TEXT}"
            "Next line of code:\n",
        ),
        (
            "longbench_repobench_gen",
            "repobench-p",
            f"Please complete the code given below. \nThe 0th long text of repobench-p. {TEXT}"
            "What of {context} is number 0?Next line of code:\n",
        ),
        (
            "longbench_trec_gen",
            "trec",
            "Please determine the type of the question below. Here are some examples of questions."
            f"\n\nThe 0th long text of trec. {TEXT}\nWhat of {{context}} is number 0?",
        ),
        (
            "longbench_musique_gen",
            "musique",
            "Answer the question based on the given passages. Only give me the answer and do not "
            "output any other words.\n\nThe following are given passages.\n"
            f"The 0th long text of musique. {TEXT}\n\nAnswer the question based on the given "
            "passages. Only give me the answer and do not output any other words.\n\n"
            "Question: What of {context} is number 0?\nAnswer:",
        ),
        (
            "longbench_passage_retrieval_zh_gen",
            "passage_retrieval_zh",
            "以下是若干段落文字，以及其中一个段落的摘要。请确定给定的摘要出自哪一段。\n\n"
            f"The 0th long text of passage_retrieval_zh. {TEXT}\n\n下面是一个摘要\n\n"
            "What of {context} is number 0?\n\n请输入摘要所属段落的编号。"
            '答案格式必须是"段落1"，"段落2"等格式\n\n答案是：',
        ),
        (
            "longbench_multi_news_gen",
            "multi_news",
            "You are given several news passages. Write a one-page summary of all news. \n\n"
            f"News:\nThe 0th long text of multi_news. {TEXT}\n\nNow, write a one-page summary of "
            "all the news.\n\nSummary:",
        ),
    ],
)
def test_the_first_question_is_asked_in_the_words_of_its_authors(
    config: str, name: str, prompt: str
) -> None:
    assert prompt_of(config, name) == prompt


def test_two_sets_can_be_asked_as_other_tools_do() -> None:
    other = prompt_of("longbench_multi_news_gen_6f9da9", "multi_news")
    assert other == prompt_of("longbench_multi_news_gen", "multi_news") + "\n"
    passages = prompt_of("longbench_qasper_gen_6b3efc", "qasper")
    assert passages == prompt_of("longbench_2wikimqa_gen", "qasper")
    (raw,) = sets_of("longbench_qasper_gen_6b3efc")
    assert (raw["abbr"], raw["name"]) == ("LongBench_qasper", "qasper")


AGGREGATE = """
from mmengine.config import read_base

from ais_bench.benchmark.models import VLLMCustomAPIChat

with read_base():
    from ais_bench.benchmark.configs.datasets.longbench.longbenchlcc.longbench_lcc_gen import (
        LongBench_lcc_datasets,
    )
    from ais_bench.benchmark.configs.datasets.longbench.longbenchtrec.longbench_trec_gen import (
        LongBench_trec_datasets,
    )

longbench_datasets = sum((v for k, v in locals().items() if k.endswith("_datasets")), [])
other_datasets = [dict(LongBench_trec_datasets[0], n=2, k=2)]
models = [dict(type=VLLMCustomAPIChat, abbr="m")]
"""


def test_an_aggregate_beside_its_parts_asks_each_of_them_once(tmp_path: Path) -> None:
    path = tmp_path / "own.py"
    path.write_text(AGGREGATE, encoding="utf-8")
    run = resolve(Options(config=str(path)), timed=False, kind="accuracy")
    asked = [(each.loader.__name__, each.repeats.n) for each in run.datasets]
    assert asked == [
        ("LongBenchlccDataset", 1),
        ("LongBenchtrecDataset", 1),
        ("LongBenchtrecDataset", 2),  # not the same
    ]
