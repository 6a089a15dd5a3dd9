"""Needles in haystacks: prompts from a seed, where each needle stands, and what counts as found."""

import json
import random
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from evalbench.config.options import Selection
from evalbench.datasets.haystack import Haystack, Measure, Text, haystacks
from evalbench.datasets.needlebench import (
    NeedleBenchMultiDataset,
    NeedleBenchOriginDataset,
    NeedleBenchParallelDataset,
)
from evalbench.errors import ConfigError, DatasetError
from evalbench.evaluators.needlebench import (
    NeedleBenchATCEvaluator,
    NeedleBenchOriginEvaluator,
    NeedleBenchParallelEvaluator,
)
from evalbench.plan import make_plan
from evalbench.postprocessors.needlebench import (
    needlebench_atc_postprocess_v2,
    needlebench_dataset_postprocess,
    needlebench_postprocess,
)
from evalbench.summarizers.needlebench import NeedleBenchSummarizer
from evalbench.tokenizer import OF_THE_MODEL_OR_NONE, Tokenizer
from evalbench.types import Counts, Estimate, Score
from tests.a_plan import CHAT, a_config, a_set

TEXTS = [
    "Ab cd. " * 40,
    "Ef gh, ij. " * 30,
    "Kl mn op qr. " * 20,
    "St uv {question} wx. " * 15,
    "Yz. ",
]
ZH = ["天地玄黄。" * 40, "宇宙洪荒。" * 40]
NAMES = {
    "English": "Ann Hill,Bob Lane,Cid Newton,Dee White,Eve O'Neil",
    "Chinese": "张强,李红,王明",
}


def needle(n: int, language: str = "English") -> dict[str, Any]:
    if language == "Chinese":
        question = f"岛{n}上有什么？请按照'岛{n}上有____。'的格式回答。"
        said = f"岛{n}上有珠{n}。"
        return {"needle": said, "retrieval_question": question, "arg1": f"岛{n}", "arg2": f"珠{n}"}
    question = f"What is on isle {n}? Please answer in the format 'On isle {n} is ____.'"
    said = f"On isle {n} is the gem{n}x."
    return {"needle": said, "retrieval_question": question, "arg1": f"isle{n}", "arg2": f"gem{n}x"}


def lines(rows: list[dict[str, Any]]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    rows = [needle(n, lang) | {"language": lang} for lang in NAMES for n in range(5)]
    (tmp_path / "needles.jsonl").write_text(lines(rows), encoding="utf-8")
    (tmp_path / "en.jsonl").write_text(lines([{"text": text} for text in TEXTS]))
    (tmp_path / "zh.jsonl").write_text(lines([{"text": text} for text in ZH]), encoding="utf-8")
    (tmp_path / "names.json").write_text(json.dumps(NAMES), encoding="utf-8")
    return tmp_path


def asked(**changes: Any) -> dict[str, Any]:
    return {
        "length": 300, "file_list": ["en.jsonl"], "num_repeats_per_file": 3, "length_buffer": 50,
        "language": "English", "needle_file_name": "needles.jsonl", **changes,
    }  # fmt: skip


def single(folder: Path, **changes: Any) -> list[Any]:
    return list(NeedleBenchOriginDataset.load(folder, "test", **asked(**{"depth": 50, **changes})))


def parallel(folder: Path, **changes: Any) -> list[Any]:
    more = {"depths": [0, 50, 100], **changes}
    return list(NeedleBenchParallelDataset.load(folder, "test", **asked(**more)))


def reasoning(folder: Path, **changes: Any) -> list[Any]:
    more = {"needle_file_name": "names.json", "depth": 20, "num_needles": 3, "diff": 10, **changes}
    return list(NeedleBenchMultiDataset.load(folder, "test", **asked(**more)))


def document(prompt: str) -> str:
    return prompt.partition("<Document>\n")[2].rpartition("\n</Document>")[0]


# One needle


@pytest.mark.parametrize(("depth", "before"), [(0, 0), (50, 112), (100, 225)])
def test_a_needle_stands_at_its_depth_in_a_text_of_the_length(
    folder: Path, depth: int, before: int
) -> None:
    """250 units are left; the needle and its line breaks are 25 of them."""
    for row in single(folder, depth=depth):
        text = document(row["prompt"])
        said = f"\nOn isle {row['answer']['canonical'][3]} is the {row['answer']['canonical']}.\n"
        assert len(text) == 250
        assert text.index(said) == before
    assert row["prompt"].endswith(
        f"please answer: What is on isle {said[9]}? Please answer in the format "
        f"'On isle {said[9]} is ____.'\n"
    )


def test_the_order_and_the_needles_are_those_of_opencompass(folder: Path) -> None:
    """Of each repeat: the texts shuffled further, then a needle, both seeded with its number."""
    order = list(TEXTS)
    for repeat, row in enumerate(single(folder, depth=100)):
        random.seed(repeat)
        random.shuffle(order)
        random.seed(repeat)
        drawn = random.choice([needle(n) for n in range(5)])
        assert row["answer"]["keywords"] == [drawn["arg2"]]
        whole = f"{''.join(order)[: 250 - len(drawn['needle']) - 2]}\n{drawn['needle']}\n"
        assert document(row["prompt"]) == whole


def test_the_same_seed_makes_the_same_prompts_and_another_one_others(folder: Path) -> None:
    assert single(folder) == single(folder)
    assert single(folder, seed=1) == single(folder, seed=1)
    first = {row["prompt"] for row in single(folder, num_repeats_per_file=8)}
    assert first != {row["prompt"] for row in single(folder, num_repeats_per_file=8, seed=1)}


def test_braces_in_a_text_are_its_own(folder: Path) -> None:
    rows = single(folder, length=1214, length_buffer=0, num_repeats_per_file=1)
    assert "St uv {question} wx." in rows[0]["prompt"]


def test_the_question_may_stand_in_front(folder: Path) -> None:
    (row, *_) = single(folder, quesiton_position="Start")
    head, _, rest = row["prompt"].partition("\n\nThe content of the long document is as follows\n")
    assert "Now please answer: What is on isle" in head
    assert rest.endswith("\n</Document>\n\n")


def test_a_chinese_text_is_asked_in_chinese(folder: Path) -> None:
    row = single(folder, language="Chinese", file_list=["zh.jsonl"])[0]
    assert "<文档>" in row["prompt"]
    assert row["answer"]["canonical"].startswith("珠")
    assert row["prompt"].endswith("的格式回答。\n")


def test_texts_of_ones_own_are_files_or_folders_of_them(folder: Path) -> None:
    own = folder / "own"
    own.mkdir()
    (own / "a.txt").write_text("Mine. " * 60)
    (own / "b.jsonl").write_text(lines([{"text": "Yours. " * 60}]))
    (own / "c.md").write_text("Not read.")
    found = single(folder, file_list=["own", "own/a.txt"], num_repeats_per_file=2)
    assert len(found) == 4
    assert {"Mine" in found[0]["prompt"] or "Yours" in found[0]["prompt"]} == {True}
    assert all("Yours" not in row["prompt"] for row in found[2:])
    assert not any("Not read" in row["prompt"] for row in found)


def test_a_length_that_is_all_buffer_leaves_the_needle_alone(folder: Path) -> None:
    (row, *_) = single(folder, length=100, length_buffer=3000)
    assert document(row["prompt"]).strip().startswith("On isle ")


# Several


def test_every_depth_has_a_needle_and_all_are_asked_for(folder: Path) -> None:
    for row in parallel(folder, length=400):
        text, keywords = document(row["prompt"]), row["answer"]["keywords"]
        assert len(text) == 350
        places = [text.index(word) for word in keywords]
        assert places == sorted(places)
        assert text.startswith("\nOn isle ")
        assert text.endswith(f"{keywords[-1]}.\n")
        assert row["answer"]["depths"] == [0, 50, 100]
        assert row["answer"]["canonical"] == "、".join(keywords)
        first, second, third = (word[3] for word in keywords)
        assert row["prompt"].endswith(
            f"now please answer: What is on isle {first}?、What is on isle {second}?、"
            f"What is on isle {third}?Please answer in the format of 'On isle {first} is ____、"
            f"On isle {second} is ____、On isle {third} is ____'\n"
        )


def test_needles_that_have_a_keyword_in_common_are_not_asked_together(folder: Path) -> None:
    rows = [needle(n) | {"language": "English", "arg2": "gem"} for n in range(5)]
    (folder / "same.jsonl").write_text(lines(rows))
    with pytest.raises(DatasetError, match="1 needles in English that differ, and 3"):
        parallel(folder, needle_file_name="same.jsonl")


def _by_opencompass(text: str, needles: list[str], depth: float, diff: float) -> str:
    """Its own arithmetic, on letters in place of tokens."""
    total, points = len(text), list[int]()
    for i in range(len(needles)):
        point = (
            int(total * (depth / 100))
            if i == 0
            else int(points[i - 1] + len(needles[i - 1]) + total * (diff / 100))
        )
        points.append(min(point, total + sum(map(len, needles[:i]))))
    for i, each in enumerate(needles):
        text = text[: points[i]] + each + text[points[i] :]
        for j in range(i + 1, len(points)):
            points[j] += len(each)
    return text


@pytest.mark.parametrize("depth", [0, 30, 80, 95, 100])
@pytest.mark.parametrize("diff", [0, 10, 40])
def test_needles_in_a_row_stand_where_opencompass_puts_them(depth: float, diff: float) -> None:
    text, needles = "abcdefghij" * 30, ["\none\n", "\nthree three\n", "\nfive\n"]
    hay = Haystack(Path("x"), [Text(text, np.arange(1, 301))], Measure(None))
    found = hay.spread(hay.texts, 300, needles, depth, diff)
    room = 300 - sum(map(len, needles))
    assert found == _by_opencompass(text[:room], needles, depth, diff)


def test_a_story_leads_from_the_youngest_to_the_eldest(folder: Path) -> None:
    for row in reasoning(folder, length=700):
        youngest = row["prompt"].partition("eldest relative that '")[2].partition("' can")[0]
        text = document(row["prompt"])
        assert len(text) == 650
        told = [line for line in text.split("\n") if sum(n in line for n in NAMES_EN) == 2]
        elders = {}
        for line in told:
            one, other = [name for name in NAMES_EN if name in line]
            elders[_younger(line, one, other)] = {one, other}
        assert len(told) == 3
        person = youngest
        while person in elders:
            (person,) = elders[person] - {person}
        assert person == row["answer"]
        assert "\\boxed{(your answer here)}" in row["prompt"]
        assert f"So the oldest relative '{youngest}' can" in row["prompt"]
        assert row["prompt"].endswith('answer here)}."\n\n')


NAMES_EN = NAMES["English"].split(",")


def _younger(line: str, *people: str) -> str:
    """Whose relative the other one is."""
    return next(
        each
        for each in people
        if f"{each}'s" in line or f"For {each}," in line or f"mentor of {each}." in line
    )


def test_a_story_may_be_asked_for_first_and_in_chinese(folder: Path) -> None:
    (row,) = reasoning(folder, num_repeats_per_file=1, num_needles=1, quesiton_position="Start")
    assert 'answer here)}."\n\nThe content of the long document' in row["prompt"]
    more = {"language": "Chinese", "file_list": ["zh.jsonl"], "num_needles": 2}
    (row,) = reasoning(folder, num_repeats_per_file=1, **more)
    assert row["answer"] in NAMES["Chinese"]
    assert row["prompt"].endswith("\\boxed{（你的答案）}”\n\n")


# Faults


def test_text_that_is_too_short_is_told_with_its_unit(folder: Path) -> None:
    with pytest.raises(DatasetError, match=r"en\.jsonl has 1189 characters of text, and length"):
        single(folder, length=9000)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("needles.jsonl", lines([needle(1)]), "no 'language'"),
        (
            "needles.jsonl",
            lines([needle(1) | {"language": "English", "arg2": " "}]),
            "has arg2 ' '",
        ),
        ("needles.jsonl", lines([needle(1) | {"language": "Chinese"}]), "0 needles in English"),
        ("en.jsonl", lines([{"text": 5}]), "line 1 has text 5"),
        ("en.jsonl", lines([{"content": "x"}]), "no 'text'"),
    ],
)
def test_faults_are_told_with_file_and_line(
    folder: Path, name: str, content: str, told: str
) -> None:
    (folder / name).write_text(content, encoding="utf-8")
    with pytest.raises(DatasetError, match=told) as error:
        single(folder)
    assert name in str(error.value)


def test_what_is_no_text_at_all_is_told(folder: Path) -> None:
    (folder / "empty").mkdir()
    for name in ("none.jsonl", "empty", "names.json"):
        with pytest.raises(DatasetError, match="neither a file of text nor a folder"):
            single(folder, file_list=[name])


def test_too_few_names_and_odd_questions_are_told(folder: Path) -> None:
    with pytest.raises(DatasetError, match="5 names in English, and 6 are needed"):
        reasoning(folder, num_needles=5)
    (folder / "names.json").write_text('{"English": ["Ann"]}')
    with pytest.raises(DatasetError, match="0 names in English"):
        reasoning(folder)
    odd = [needle(n) | {"language": "English", "retrieval_question": "What?"} for n in range(3)]
    (folder / "needles.jsonl").write_text(lines(odd))
    with pytest.raises(DatasetError, match="in single quotes: What"):
        parallel(folder)


@pytest.mark.parametrize("depth", [-1, 100.5])
def test_a_depth_is_a_share_of_the_text(folder: Path, depth: float) -> None:
    with pytest.raises(ConfigError, match="0 to 100"):
        single(folder, depth=depth)
    with pytest.raises(ConfigError, match="0 to 100"):
        parallel(folder, depths=[0, depth])
    with pytest.raises(ConfigError, match="0 to 100"):
        reasoning(folder, depth=depth)


# In what lengths are counted


def test_lengths_are_tokens_where_there_is_a_tokenizer(folder: Path, tmp_path: Path) -> None:
    small = pytest.importorskip("tests.small_tokenizers")
    place = tmp_path / "tok"
    place.mkdir()
    tokenizer = Tokenizer(str(small.build(next(iter(small.KINDS)), place)), trust_remote_code=False)
    (hay,) = haystacks(folder, ["en.jsonl"], Measure(str(place)))
    text = TEXTS[0]
    assert hay.texts[0].ends[-1] == len(text)
    assert len(hay.texts[0].ends) == len(tokenizer.encoded([text])[0])
    for units in (1, 7, 30):
        assert text.startswith(hay.texts[0].first(units))
        assert len(tokenizer.encoded([hay.texts[0].first(units)])[0]) == units
    (row, *_) = single(folder, tokenizer_model=str(place), length=120, length_buffer=20)
    counted = len(tokenizer.encoded([document(row["prompt"])])[0])
    assert abs(counted - 100) <= 4  # where texts meet, tokens may come together


def test_a_tokenizer_that_knows_no_places_is_refused() -> None:
    slow = Tokenizer.__new__(Tokenizer)
    slow._tokenizer = SimpleNamespace(is_fast=False, name_or_path="here")
    with pytest.raises(ConfigError, match="the tokenizer at here does not tell"):
        slow.ends("text")


def test_a_tokenizer_that_is_not_there_is_told(folder: Path) -> None:
    with pytest.raises(ConfigError, match="tokenizer_model='gpt-4' is no folder"):
        single(folder, tokenizer_model="gpt-4")


def test_characters_in_place_of_tokens_are_told(folder: Path) -> None:
    raw = a_set(folder, type="evalbench.datasets.needlebench.NeedleBenchOriginDataset")
    raw |= asked(depth=10, tokenizer_model=OF_THE_MODEL_OR_NONE)
    raw["reader_cfg"] = {"input_columns": ["prompt"], "output_column": "answer"}
    raw["infer_cfg"]["prompt_template"]["template"] = "{prompt}"
    config = a_config([{"type": CHAT, "abbr": "m"}], [(raw, "own.py")])
    plan = make_plan(config, Selection())
    assert ["counted in characters" in str(note) for note in plan.config.notes] == [True]
    raw |= {"tokenizer_model": None}
    plan = make_plan(a_config([{"type": CHAT, "abbr": "m"}], [(raw, "own.py")]), Selection())
    assert plan.config.notes == ()


# What counts


def test_a_keyword_anywhere_in_the_reply_is_found() -> None:
    grade = NeedleBenchOriginEvaluator().grade
    reference = {"canonical": "Dream Bubble", "keywords": ["Dream Bubble"], "depths": []}
    assert grade("It is the legendary Dream Bubble.", reference).value == 1
    assert grade("It is the dream bubble.", reference).value == 0  # letter for letter
    found = needlebench_postprocess("  \n")
    assert (found.strict.answer, found.robust.answer) == (None, None)
    assert needlebench_dataset_postprocess(reference) is reference


def test_several_keywords_count_in_part_and_by_depth() -> None:
    evaluator = NeedleBenchParallelEvaluator()
    reference = {"keywords": ["one", "two", "six"], "depths": [0, 50, 100]}
    grade = evaluator.grade("It was two, and then six.", reference)
    assert grade.value == pytest.approx(2 / 3)
    assert {name: each.earned for name, each in grade.others.items()} == {
        "Depth0": 0.0, "Depth50": 1.0, "Depth100": 1.0,
    }  # fmt: skip
    assert set(evaluator.unanswered(reference)) == set(grade.others)


@pytest.mark.parametrize(
    ("reply", "strict", "robust"),
    [
        ("So it is \\boxed{Kevin Le}.", "Kevin Le", "Kevin Le"),
        ("First \\boxed{Ann}. No: \\boxed{\\text{Eve O'Neil}}", "Eve ONeil", "Eve O'Neil"),
        ("The answer is Kevin Le.", None, "Kevin Le"),
        ("经过推理。答：赵强。", None, "赵强"),
        ("Therefore, the oldest relative is Jasmine Lane.", None, "Jasmine Lane"),
        ("最年长的亲人是张三。", None, "张三"),
        ("a" * 100_000, None, "a" * 100_000),  # in one pass
        ("所以张三能向上追溯到的最年长的亲人就是\\boxed{张 红}", "张 红", "张 红"),
        ("", None, None),
        (" \n ", None, None),
    ],
)
def test_a_name_is_read_out_of_a_reply(reply: str, strict: str | None, robust: str | None) -> None:
    found = needlebench_atc_postprocess_v2(reply)
    assert (found.strict.answer, found.robust.answer) == (strict, robust)


def test_a_name_is_the_same_without_its_quotation_marks() -> None:
    grade = NeedleBenchATCEvaluator().grade
    assert [grade(each, "Eve O'Neil").value for each in ("Eve ONeil", " Eve O'Neil ", "Eve")] == [
        1, 1, 0,
    ]  # fmt: skip


# The table


def score(name: str, value: float | None, **others: float) -> Score:
    estimates = {key: Estimate(each) for key, each in others.items()}
    counts = Counts(correct=1, unparsed=1)
    return Score(name, "v", "score", "gen", value, None, None, counts, others=estimates)


SCORES = [
    score("Length2000Depth0_origin_en_4k", 40.0),
    score("Length1000Depth0_origin_en_4k", 100.0),
    score("Length1000Depth50_origin_en_4k", 50.0),
    score("Length1000_parallel_en_4k", 30.0, Depth0=20.0, Depth50=40.0, other=1.0),
    score("Length1000Depth50_3needle_zh_4k", 10.0),
    score("Length1000Depth0_3needle_zh_4k", None),
    score("gsm8k", 77.0),
]


def test_scores_are_laid_out_by_length_and_depth() -> None:
    table = NeedleBenchSummarizer().screen({"m": {each.dataset: each for each in SCORES}})
    assert list(table.columns) == ["task", "model", "length", "0 %", "50 %", "mean", "note"]
    assert [row[:6] for row in table.rows] == [
        ["origin_en_4k", "m", 1000, 100.0, 50.0, 75.0],
        ["origin_en_4k", "m", 2000, 40.0, None, 40.0],
        ["parallel_en_4k", "m", 1000, 20.0, 40.0, 30.0],
        ["3needle_zh_4k", "m", 1000, None, 10.0, 10.0],
        ["gsm8k", "m", "", None, None, 77.0],
        ["single retrieval", "m", "", None, None, 57.5],
        ["multi-retrieval", "m", "", None, None, 30.0],
        ["multi-reasoning", "m", "", None, None, 10.0],
        ["overall", "m", "", None, None, pytest.approx((57.5 + 30 + 10) / 3)],
    ]
    assert table.rows[0][-1] == "50 % unparsed"


def test_every_score_is_in_the_files() -> None:
    table = NeedleBenchSummarizer().table({"m": {each.dataset: each for each in SCORES}})
    assert {row[0] for row in table.rows} == {each.dataset for each in SCORES}


def test_models_have_rows_of_their_own_and_one_task_no_other_mean() -> None:
    known = {each.dataset: each for each in SCORES[:3]}
    table = NeedleBenchSummarizer().whole({"m": known, "n": known})
    assert [row[1] for row in table.rows] == ["m", "m", "n", "n", "m", "n"]
    assert [row[0] for row in table.rows[-2:]] == ["single retrieval"] * 2
