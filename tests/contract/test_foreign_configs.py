"""Configs in the idiom of AISBench and OpenCompass: they load, mean what they say, and run."""

import csv
import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from evalbench.config import files
from evalbench.config.dump import as_python
from evalbench.config.options import Options, Selection
from evalbench.config.resolve import RunConfig, resolve
from evalbench.errors import ConfigError
from evalbench.plan import Plan, make_plan
from evalbench.types import Message
from tests.program import Program

REPOSITORY = Path(__file__).parents[2]
FIXTURES = REPOSITORY / "tests" / "data" / "foreign"
SHIPPED = sorted((REPOSITORY / "configs" / "datasets").rglob("*.py"))
MODELS = ("service_chat", "base_model", "openai_models")
WHOLE = ("whole_run", "whole_load", "written_down", "whole_eval")

SUMS = [(f"What is {n} + {n}?", f"Add.\n#### {2 * n}") for n in range(1, 5)]
EXAM = [(str(n), f"问题{n}", "甲", "乙", "丙", "丁", "ABCD"[n]) for n in range(3)]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Data of five rows and less, and the fixtures in a tree of one's own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EVALBENCH_DATA", str(tmp_path / "all"))
    for name in ("OPENAI_BASE_URL", "OPENAI_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    for split in ("train", "test"):
        rows = [{"question": question, "answer": answer} for question, answer in SUMS]
        _lines(tmp_path / f"all/gsm8k/{split}.jsonl", rows)
    for subject in ("law", "logic"):
        for split in ("dev", "val"):
            header = ["id", "question", "A", "B", "C", "D", "answer"]
            place = tmp_path / f"all/ceval/formal_ceval/{split}/{subject}_{split}.csv"
            _table(place, [header, *EXAM])
    for subject in ("astronomy", "virology"):
        for split in ("dev", "test"):
            place = tmp_path / f"all/mmlu/{split}/{subject}_{split}.csv"
            _table(place, [[f"{split} {n}", *"abcd", "ABCD"[n]] for n in range(3)])
    rows = [{"input": "Wi-Fi?", "output": "home", "max_out_len": 7}, {"input": "?", "output": "x"}]
    _lines(tmp_path / "all/custom/tickets.jsonl", rows)
    for kind in ("models", "datasets", "summarizers"):
        shutil.copytree(FIXTURES, tmp_path / "mine" / kind)
    return tmp_path


def _lines(file: Path, rows: list[dict[str, Any]]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    file.write_text(text, encoding="utf-8")


def _table(file: Path, rows: list[Any]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", encoding="utf-8", newline="") as opened:
        csv.writer(opened).writerows(rows)


def read(name: str = "", model: str = "simulator") -> RunConfig:
    """The config of a run of one fixture, which is a data set, a model or a whole file."""
    kind = "performance" if name in ("whole_load", "written_down") else "accuracy"
    if name in WHOLE:
        (path,) = FIXTURES.rglob(f"{name}.py")
        return resolve(Options(config=str(path)), timed=False, kind=kind)
    named = Options(models=(model,), datasets=(name or "demo_gsm8k_gen",), config_dir="mine")
    return resolve(named, timed=False, kind=kind)


def plan_of(name: str) -> Plan:
    return make_plan(read(name), Selection())


def user(text: str) -> Message:
    return Message("user", text)


FIRST = "1 + 1?"
LAW = "\nA. 甲\nB. 乙\nC. 丙\nD. 丁\n答案: "
ASKED = (
    "About astronomy. Pick the right option, and end with 'Answer: $LETTER'.\n\n"
    "{}\n\nA) a\nB) b\nC) c\nD) d"
)
HEAD = "以下是中国关于法学考试的单项选择题，请选出其中的正确答案。\n"
PROMPTS: dict[str, Any] = {
    "word_problems_chat": (user(f"Solve this.\nWhat is {FIRST}\nResult: "),),
    "written_down": (user(f"Solve this.\nWhat is {FIRST}\nResult: "),),
    "exam_5_shot_str": f"{HEAD}{HEAD}问题0{LAW}A\n{HEAD}问题1{LAW}B\n问题0{LAW}",
    "subjects_chat_shots": (
        user(ASKED.format("dev 1")),
        Message("assistant", "Answer: B\n"),
        user(ASKED.format("test 0")),
    ),
    "own_columns": (
        Message("system", '你是网络运维专家。只输出结果，格式为 {"name": ""}。'),
        user("Wi-Fi?"),
    ),
    "reads_within": (user("Wi-Fi?"),),
    "exam_old_spelling": (
        user(f"law: 问题1{LAW}"),
        Message("assistant", "B"),
        user(f"law: 问题0{LAW}"),
        Message("assistant", "A"),
        user(f"law: 问题0{LAW}"),
    ),
    "hints_from_files": "Do as here.\nQ: a {curious} one?\nA: B\n\nQ: 问题0\nA:",
    "subjects_gen": (user("astronomy? test 0 a|b|c|d"),),
    "subjects_gen_1a2b3c": (user("astronomy? test 0 a|b|c|d"),),
    "own_functions": f"What is {FIRST} =",
    "registered_names": (Message("system", "One letter."), user("问题1\n甲/乙/丙/丁")),
    "random_shots": (  # np.random.seed(43); np.random.choice(4, 2, replace=False): [2, 1]
        Message("system", "Do as they did."),
        user(SUMS[2][0]),
        Message("assistant", SUMS[2][1]),
        user(SUMS[1][0]),
        Message("assistant", SUMS[1][1]),
        user(SUMS[0][0]),
    ),
    "self_consistency": SUMS[1][0],
    "whole_run": (
        user(
            "Answer the following question.The last line of the response should follow this "
            'format: "answer:$ANSWER" (without quotes), where ANSWER is a number. Let\'s think '
            f"step by step.\n\nQuestion: What is {FIRST}"
        ),
    ),
    "whole_load": f"What is {FIRST}",
    "whole_eval": (user("astronomy? test 0 a|b|c|d"),),
}


@pytest.mark.parametrize("name", PROMPTS)
def test_a_data_set_loads_and_renders_its_first_prompt(name: str) -> None:
    task = plan_of(name).tasks[0]
    prompt = task.questions.prompt(task.samples[0])
    assert prompt == PROMPTS[name]


@pytest.mark.parametrize("name", [*PROMPTS, *MODELS])
def test_what_was_loaded_is_the_same_after_its_dump(name: str, tmp_path: Path) -> None:
    first = read("", name) if name in MODELS else read(name)
    kind = first.summarizer.attr
    file = tmp_path / "dumped.py"
    file.write_text(as_python(first.raw), encoding="utf-8")
    assert not re.search(r"ais_bench\.|opencompass\.\w", file.read_text(encoding="utf-8"))
    again = resolve(Options(config=str(file)), timed=False, kind=kind)
    assert again.raw == _with_masks(first.raw)
    assert [each.version for each in again.datasets] == [each.version for each in first.datasets]
    assert again.notes == ()


def _with_masks(raw: Any) -> Any:
    models = [{**m, "api_key": "***"} if m.get("api_key") else m for m in raw["models"]]
    return {**raw, "models": models}


_FOLDERS = {
    "datasets": "datasets",
    "evaluators": "openicl.icl_evaluator",
    "inferencers": "openicl.icl_inferencer",
    "postprocessors": "utils.text_postprocessors",
    "prompts": "openicl.icl_prompt_template",
    "retrievers": "openicl.icl_retriever",
}


@pytest.fixture(scope="module")
def theirs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped tree with the imports of both tools in turn."""
    tree = tmp_path_factory.mktemp("theirs")
    for number, each in enumerate(SHIPPED):
        package = ("ais_bench.benchmark", "opencompass")[number % 2]
        copied = tree / each.relative_to(REPOSITORY / "configs")
        copied.parent.mkdir(parents=True, exist_ok=True)
        text = re.sub(
            r"from evalbench\.(\w+)\.[\w.]+ import",
            lambda found, package=package: f"from {package}.{_FOLDERS[found[1]]} import",
            each.read_text(encoding="utf-8"),
        )
        copied.write_text(text, encoding="utf-8")
    return tree


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_each_shipped_config_is_the_same_with_the_imports_of_another_tool(
    path: Path, theirs: Path
) -> None:
    ours = _data_sets(path)
    assert _data_sets(theirs / path.relative_to(REPOSITORY / "configs")) == ours


def _data_sets(path: Path) -> dict[str, Any]:
    """What a run reads; a file may give names of its own to what it starts from."""
    return {name: each for name, each in files.read(path).items() if name.endswith("_datasets")}


# --- what their keys mean


def test_rows_and_terms_are_those_of_the_config() -> None:
    drawn = plan_of("self_consistency").tasks[0]
    assert [sample.index for sample in drawn.samples] == [1, 2] * 3  # Random(2) shuffles four rows
    (task,) = plan_of("random_shots").tasks
    assert task.dataset.inferencer.terms.max_out_len == 64
    assert task.dataset.inferencer.terms.stop == ("Question:", "</s>")
    (task,) = plan_of("registered_names").tasks
    assert [sample.index for sample in task.samples] == [1, 2]  # Random(2) shuffles three rows
    assert len(plan_of("subjects_chat_shots").tasks[0].samples) == 2


def test_votes_are_asked_for_as_often_and_sequences_too() -> None:
    (dataset,) = read("self_consistency").datasets
    assert (dataset.repeats.n, dataset.repeats.vote) == (3, True)
    run = read("whole_run")
    assert {(each.repeats.n, each.repeats.k) for each in run.datasets} == {(3, (3,))}
    assert "num_return_sequences" not in str(run.raw)


def test_a_row_has_its_own_limit_though_its_column_is_no_field() -> None:
    (task,) = plan_of("own_columns").tasks
    assert [sample.max_out_len for sample in task.samples] == [7, None]


def test_what_has_no_meaning_is_told_once_a_file_and_by_name() -> None:
    (own,) = read("own_columns").notes
    assert own.en == (
        "own_columns: passed over: pred_role (a service answers in the model's own role alone); "
        "batch_size (that of the model holds)"
    )
    (note,) = map(str, read("", "service_chat").notes)
    assert "run_cfg (" in note
    assert "pred_postprocessor (reasoning is always taken out)" in note
    assert any("infer (how tasks are run" in note.en for note in read("whole_eval").notes)


def test_models_of_opencompass_are_asked_as_they_say() -> None:
    first, second = read("", "openai_models").models
    body = first.protocol.conditions()
    assert first.protocol.base() == "https://api.openai.com"
    assert (body["model"], body["max_tokens"], body["temperature"]) == ("gpt-4o", 2048, 0.7)
    assert first.asking.request_rate == 1
    body = second.protocol.conditions()
    assert second.abbr == "OpenAISDK_Qwen_Qwen2.5-7B-Instruct"
    assert second.protocol.base() == "http://127.0.0.1:8000"
    assert (body["temperature"], body["top_p"]) == (0.1, 0.95)
    assert body["chat_template_kwargs"] == {"enable_thinking": False}


def test_functions_of_a_config_find_the_answer() -> None:
    texts = ["1 2 2 so 5 7 7", "1 2 2 so 5 7 7", "It is 9.", "a1b2"]
    found = [
        dataset.extract(text).robust.answer
        for dataset, text in zip(read("own_functions").datasets, texts, strict=True)
        if dataset.extract
    ]
    assert found == ["7", "7", "9", "12"]
    empty = [dataset.extract("") for dataset in read("own_functions").datasets if dataset.extract]
    assert {each.robust.answer for each in empty} == {None}
    assert plan_of("own_functions").tasks[0].samples[0].reference == "2"


BLOCK = "Here:\n```python\ndef f():\n    return 1\n```\nDone."
READ = {
    "math": ("So it is $\\boxed{\\frac{1}{2}}$.", "\\frac{1}{2}"),
    "mbpp": (f"[BEGIN]\n{BLOCK}", "def f():\n    return 1"),
    "python": ("    return 1\n\nprint(2)", "    return 1\n"),
    "cpp": ("  return 1;\n}\nint main() {}", "  return 1;\n}"),
    "contest": (BLOCK, "def f():\n    return 1"),
    "options": ("B. It is\nso", "B. It is"),
    "trivia": ("The answer is Paris.\nIt is big.", "paris"),
    "words": ("So the answer is apple pear.\nQ: next", "apple pear"),
    "orders": (" Title\n", " Title\n"),
}


def test_an_evaluator_that_reads_the_reply_itself_is_given_a_rule_that_does() -> None:
    run = read("reads_within")
    found = {
        each.abbr.removeprefix("within-"): each.extract(READ[each.abbr[7:]][0]).strict.answer
        for each in run.datasets
        if each.extract
    }
    assert found == {name: answer for name, (_, answer) in READ.items()}
    (note,) = run.notes
    assert "num_process_evaluate (" in note.en
    assert "release_version (" in note.en


def test_such_a_config_runs_to_its_scores_on_the_simulator(folder: Path) -> None:
    """Formulas out of sentences: without a rule that reads them none would be right."""
    shutil.copytree(FIXTURES / "aisbench", folder / "theirs")
    rows = [{"input": f"Half of {n}?", "output": f"\\frac{{{n}}}{{2}}"} for n in (1, 3, 5, 7)]
    _lines(folder / "all/custom/tickets.jsonl", rows)
    path = own(
        folder / "theirs",
        "from mmengine.config import read_base\n"
        "from ais_bench.benchmark.models import VLLMCustomAPIChat\n"
        "with read_base():\n"
        "    from .reads_within import within_datasets\n"
        "datasets = within_datasets[:1]\n"
        "models = [dict(attr='service', type=VLLMCustomAPIChat, abbr='m', batch_size=4,\n"
        "               serve=dict(ttft_ms=0, itl_ms=0, correct_rate=0.5))]\n",
    )
    ran = Program(folder)(str(path), EVALBENCH_DATA=str(folder / "all"))
    assert ran.code == 0, ran.stderr
    (row,) = [line.split() for line in ran.stdout.splitlines() if line.startswith("within-math")]
    assert row[4] == "50.00"
    assert row[-1] == "2/2/0/0/0"


def test_their_summarizers_are_read() -> None:
    run = read("whole_eval")
    rows = ("core", "Math", "sums", "lukaemon_mmlu_astronomy")
    assert run.summarizer.dataset_abbrs == rows
    core = next(group for group in run.summarizer.summary_groups if group.name == "core")
    assert core.subsets == ("sums", "lukaemon_mmlu_astronomy")
    assert any("metrics named in dataset_abbrs (" in str(note) for note in run.notes)
    summarizer = read("written_down").summarizer
    assert type(summarizer).__name__ == "StablePerfSummarizer"
    assert summarizer.stats_list == ("Average", "P99")


# --- what has no counterpart


def own(folder: Path, text: str, name: str = "own.py") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_missing_classes_are_one_error_with_file_line_and_the_nearest(folder: Path) -> None:
    path = own(
        folder,
        "from opencompass.openicl.icl_retriever import BM25Retriever\n"
        "from opencompass.datasets import (\n"
        "    GSM8KDatasets,\n"
        ")\n"
        "from opencompass.runners import LocalRunner\n"
        "infer = dict(type=LocalRunner)\n"
        "x_datasets = [dict(type=GSM8KDatasets,\n"
        "    infer_cfg=dict(retriever=dict(type=BM25Retriever)))]\n",
    )
    with pytest.raises(ConfigError) as caught:
        files.read(path)
    told = "own.py:3: evalbench has no dataset opencompass.datasets.GSM8KDatasets; nor "
    assert told in caught.value.what
    assert "BM25Retriever" in caught.value.what
    assert "own.py:1)" in caught.value.what
    assert "did you mean GSM8KDataset" in caught.value.fix


def test_capitals_make_no_difference_where_nothing_has_the_very_name(folder: Path) -> None:
    path = own(folder, "x_datasets = [dict(type='opencompass.datasets.gsm8kDataset')]\n")
    (raw,) = files.read(path)["x_datasets"]
    assert raw["type"] == "evalbench.datasets.gsm8k.GSM8KDataset"


def test_a_class_that_is_named_in_words_is_found_in_its_line(folder: Path) -> None:
    path = own(folder, "models = [\n    dict(type='ais_bench.benchmark.models.MindieStreamApi')]\n")
    with pytest.raises(ConfigError, match=r"own\.py:2: evalbench has no model .*MindieStreamApi"):
        files.read(path)


def test_a_class_of_a_module_under_another_name_is_found_in_its_line(folder: Path) -> None:
    path = own(
        folder, "import opencompass.models as m\n\nmodels = [dict(abbr='x', type=m.Claude)]\n"
    )
    with pytest.raises(ConfigError, match=r"own\.py:3: evalbench has no model .*models\.Claude"):
        files.read(path)


def test_a_model_that_runs_in_the_tool_itself_is_to_be_served(folder: Path) -> None:
    path = own(
        folder,
        "from opencompass.models import HuggingFacewithChatTemplate\n"
        "models = [dict(type=HuggingFacewithChatTemplate)]\n",
    )
    with pytest.raises(ConfigError) as caught:
        files.read(path)
    assert "serve it (vllm serve" in caught.value.fix


def test_a_base_that_is_not_here_names_its_line_and_the_nearest(folder: Path) -> None:
    path = own(
        folder,
        "from mmengine.config import read_base\n"
        "with read_base():\n"
        "    from opencompass.configs.datasets.gsm8k.gsm8k_gen_1d7fe4 import gsm8k_datasets\n",
    )
    with pytest.raises(ConfigError, match=r"own\.py:3: .*'gsm8k_gen_1d7fe4'") as caught:
        files.read(path)
    assert "gsm8k_gen" in caught.value.fix


def test_a_variable_that_a_base_has_not_is_told(folder: Path) -> None:
    path = own(
        folder,
        "from mmengine.config import read_base\n"
        "with read_base():\n"
        "    from ais_bench.benchmark.configs.summarizers.example import sumarizer\n",
    )
    with pytest.raises(ConfigError, match=r"own\.py:3: .*has no 'sumarizer'") as caught:
        files.read(path)
    assert "did you mean summarizer" in caught.value.fix


def test_a_file_that_was_taken_out_of_its_tree_finds_our_bases(folder: Path) -> None:
    path = own(
        folder,
        "from mmengine.config import read_base\n"
        "with read_base():\n"
        "    from .datasets.gsm8k.gsm8k_gen import gsm8k_datasets\n",
    )
    assert files.read(path)["gsm8k_datasets"][0]["abbr"] == "gsm8k"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("model_dataset_combinations = []", "model_dataset_combinations"),
        ("judge_models = []", "judge_models"),
        ("models[0]['returns_tool_calls'] = True", "returns_tool_calls=True"),
        ("datasets[0]['infer_cfg']['retriever']['ice_separator'] = ''", "ice_separator=''"),
        ("datasets[0]['eval_cfg']['model_postprocessor'] = {}", "model_postprocessor"),
        ("datasets[0]['infer_cfg']['inferencer']['generation_kwargs'] = {'a': 1}", "generation_"),
        ("models[0]['generation_kwargs']['num_return_sequences'] = 2; datasets[0]['n'] = 3", "2"),
    ],
)
def test_what_would_change_a_run_is_refused_by_name(folder: Path, text: str, words: str) -> None:
    base = (
        "from mmengine.config import read_base\n"
        "with read_base():\n"
        "    from ais_bench.benchmark.configs.datasets.gsm8k.gsm8k_gen import gsm8k_datasets\n"
        "    from ais_bench.benchmark.configs.models.vllm_api.vllm_api_general import models\n"
        "datasets = gsm8k_datasets\n"
    )
    path = own(folder, base + text + "\n")
    with pytest.raises(ConfigError, match=re.escape(words)):
        resolve(Options(config=str(path)), timed=False, kind="accuracy")


# --- and run


def test_a_whole_file_of_opencompass_runs_to_its_scores_on_the_simulator(folder: Path) -> None:
    """Subjects, functions of its own and drawn examples, scored as the book's rate says."""
    shutil.copytree(FIXTURES / "opencompass", folder / "theirs")
    path = own(
        folder / "theirs",
        "from mmengine.config import read_base\n"
        "from ais_bench.benchmark.models import VLLMCustomAPIChat\n"
        "with read_base():\n"
        "    from .suite.subjects_gen import subject_datasets\n"
        "    from .own_functions import sums_datasets\n"
        "    from .self_consistency import sums_datasets as voted\n"
        "datasets = [*subject_datasets, *sums_datasets[:2], *voted]\n"
        "models = [dict(attr='service', type=VLLMCustomAPIChat, abbr='m', batch_size=4,\n"
        "               serve=dict(ttft_ms=0, itl_ms=0, correct_rate=1.0))]\n",
    )
    program, data = Program(folder), str(folder / "all")
    done = program(path, "-w", "out", EVALBENCH_DATA=data)
    assert done.code == 0, done.stderr
    expected = {"lukaemon_mmlu_astronomy", "lukaemon_mmlu_virology", "sums-0", "sums-1", "sums_sc"}
    for abbr in expected:
        score = done.run.score("m", abbr)
        assert (score["value"], score["counts"]["unparsed"]) == (100.0, 0), abbr
    assert done.run.score("m", "sums_sc")["metric"] == "accuracy (majority of 3)"
    # the dump has the functions, too: scored again out of it
    again = program("--mode", "eval", "-w", "out", "--reuse", EVALBENCH_DATA=data)
    assert again.code == 0, again.stderr
    assert again.run.score("m", "sums-0")["value"] == 100.0
