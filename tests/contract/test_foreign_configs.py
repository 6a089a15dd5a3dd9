"""Configs in the idiom of AISBench and OpenCompass: they load, mean what they say, and run."""

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from evalbench.config import files
from evalbench.config.dump import as_python
from evalbench.config.foreign.datasets import of_dataset, of_repeats
from evalbench.config.foreign.hashes import prompt_hash
from evalbench.config.foreign.models import repeated
from evalbench.config.options import Options, Selection
from evalbench.config.resolve import RunConfig, resolve
from evalbench.errors import ConfigError
from evalbench.plan import Plan, make_plan
from evalbench.types import Message
from tests.foreign_fixtures import FIXTURES, SUMS, lay_out, lines
from tests.program import Program

REPOSITORY = Path(__file__).parents[2]
SHIPPED = sorted((REPOSITORY / "configs" / "datasets").rglob("*.py"))
MODELS = ("service_chat", "base_model", "openai_models", "paced_stream")
WHOLE = (
    *("whole_run", "whole_load", "written_down", "whole_eval"),
    *("whole_hashed", "whole_several_models"),
)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Data of five rows and less, and the fixtures in a tree of one's own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EVALBENCH_DATA", str(tmp_path / "all"))
    for name in ("OPENAI_BASE_URL", "OPENAI_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    lay_out(tmp_path)
    return tmp_path


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
STAR = "\nA. a\nB. b\nC. c\nD. d"
STARS = "These are questions about astronomy.\n\n"
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
    "perf_of_one": f"What is {FIRST}",
    "labels_text": "问题：问题1\nA. 甲\nB. 乙\nC. 丙\nD. 丁\n答案：A",
    "labels_chat_shots": (
        user(f"{STARS}dev 0{STAR}"),
        Message("assistant", "Answer: A"),
        user(f"{STARS}dev 2{STAR}"),
        Message("assistant", "Answer: C"),
        user(f"{STARS}test 0{STAR}"),
        Message("assistant", "Answer: A"),
    ),
    "begin_and_end": (
        Message("system", "Sums only."),
        user(f"Q: {SUMS[1][0]}"),
        Message("assistant", f"A: {SUMS[1][1]}"),
        user(f"Q: {SUMS[0][0]}\nEnd with a number."),
    ),
    "ranges": f"{SUMS[1][0]} =",
    "random_text_shot": (  # np.random.seed(7); np.random.choice(4, 1, replace=False): [2]
        f"Do sums.\nDo sums.\nQ: {SUMS[2][0]}\nA: {SUMS[2][1]}\nQ: {SUMS[0][0]}\nA: "
    ),
    "passed_at": (
        Message("system", "Sums only."),
        user(f"Q: {SUMS[1][0]}"),
        Message("assistant", f"A: {SUMS[1][1]}"),
        user(f"Q: {SUMS[0][0]}\nEnd with a number."),
    ),
    "contest": "1 + 1?\nReason first. Put the answer within \\boxed{}.",
    "subjects_str_shots": (
        "These are multiple choice questions about astronomy.\n\n"
        + "".join(f"dev {n}{STAR}\nAnswer: {'ABC'[n]}\n\n" for n in range(3))
        + f"test 0{STAR}\nAnswer:"
    ),
    "whole_hashed": (
        user(
            "语句一：“0号冷吗”\n语句二：“0号气温低不低”\n请判断语句一和语句二说的是否是一个意思？"
        ),
        Message("assistant", "两句话说的毫不相关。"),
    ),
    "whole_several_models": (user("astronomy? test 0 a|b|c|d"),),
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
    several = read("whole_several_models")
    (note,) = [each.en for each in several.notes if each.en.startswith("whole_several_models.py")]
    reason = "how tasks are run is no part of a config here"
    assert note == (
        f"whole_several_models.py: passed over: infer ({reason}); eval ({reason}); "
        "lark_bot_url (nobody is sent a message)"
    )
    assert several.work_dir == "./outputs/several/"


def test_a_k_is_of_the_answers_that_there_are() -> None:
    programs, *_ = read("programs_and_orders").datasets
    assert (programs.repeats.n, programs.repeats.k) == (1, ())
    (note,) = [note.en for note in read("programs_and_orders").notes if "k (" in note.en]
    assert note.startswith("programs_and_orders: passed over: k (pass@k is of the n answers")
    raw = {"n": 16, "eval_cfg": {"k": [1, 10, 100]}}
    assert of_repeats(raw)[0] == {"n": 16, "k": [1, 10], "eval_cfg": {}}
    assert of_repeats({"n": 4, "k": [2], "eval_cfg": {"k": 4}})[0]["k"] == [2]
    assert of_repeats({"n": 2, "eval_cfg": {"k": [1, 2]}})[1] == {}


def test_code_is_judged_by_its_problem_and_not_by_its_name() -> None:
    config = read("programs_and_orders")
    (programs,) = make_plan(
        structs.replace(config, datasets=config.datasets[:1]), Selection()
    ).tasks
    assert "check" in programs.samples[0].reference["test"]


def test_a_k_of_an_evaluator_of_code_is_the_same() -> None:
    evaluator = {"type": "opencompass.datasets.HumanEvalEvaluator", "k": [1, 2]}
    heard, _ = of_dataset({"n": 2, "eval_cfg": {"evaluator": evaluator}})
    assert of_repeats(heard)[0]["k"] == [1, 2]
    assert "k" not in heard["eval_cfg"]["evaluator"]


def test_how_often_models_answer_goes_before_k() -> None:
    model = {"generation_kwargs": {"num_return_sequences": 2}}
    _, (dataset,) = repeated([model], [{"eval_cfg": {"k": [1, 10]}}])
    assert of_repeats(dataset)[0] == {"n": 2, "k": [1], "eval_cfg": {}}


def test_a_version_that_no_score_depends_on_is_told() -> None:
    (note,) = [note.en for note in read("programs_and_orders").notes if "version (" in note.en]
    assert "version (what either version takes for equal is equal here)" in note


def test_without_a_postprocessor_instructions_are_judged_by_the_reply_as_it_is() -> None:
    """A blank line at an end counts for IFEval; and half a reply is judged, not set aside."""
    _, orders, _ = read("programs_and_orders").datasets
    assert orders.extract is not None
    found = orders.extract(" \nYes.\n").robust
    assert (found.answer, found.stated) == (" \nYes.\n", True)
    assert orders.extract(" \n").robust.answer is None


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
    lines(folder / "all/custom/tickets.jsonl", rows)
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


def from_bases(folder: Path, *imports: str, then: str = "") -> Path:
    """A file that starts from other tools' bases."""
    lines = ["from mmengine.config import read_base", "with read_base():"]
    return own(folder, "\n".join([*lines, *(f"    {each}" for each in imports), then, ""]))


THEIRS = "opencompass.configs.datasets"


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
    path = from_bases(folder, f"from {THEIRS}.gsm8k.gsm8k_gen_1d7fe4 import gsm8k_datasets")
    told = r"own\.py:3: .*gsm8k_gen_1d7fe4 has the prompts of the hash 1d7fe4, and no config"
    with pytest.raises(ConfigError, match=told) as caught:
        files.read(path)
    assert "put its own file gsm8k_gen_1d7fe4.py beside this one" in caught.value.fix
    assert "ours: gsm8k_gen, gsm8k_gen_0_shot_cot_chat_prompt, " in caught.value.fix
    path = own(folder, path.read_text(encoding="utf-8").replace("gsm8k_gen_1d7fe4", "gsm8k_gem"))
    with pytest.raises(ConfigError, match=r"own\.py:3: .* has no dataset config 'gsm8k_gem'"):
        files.read(path)


def test_a_file_beside_the_configs_of_a_benchmark_is_not_compared_with_itself(
    folder: Path,
) -> None:
    """Nor with others that name such a base: none of them has prompts of its own."""
    text = (
        "from mmengine.config import read_base\n"
        f"with read_base():\n    from {THEIRS}.gsm8k.gsm8k_gen_1d7fe4 import gsm8k_datasets\n"
    )
    beside = folder / "configs" / "datasets" / "gsm8k"
    beside.mkdir(parents=True)
    for name in ("mine", "other"):
        (beside / f"{name}.py").write_text(text, encoding="utf-8")
    (beside / "broken.py").write_text("gsm8k_datasets = [\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"mine\.py:3: .* has the prompts of the hash 1d7fe4"):
        files.read(beside / "mine.py")


@pytest.mark.parametrize(
    ("base", "name", "ours"),
    [
        ("race.race_ppl_a138cd", "race_datasets", "race_ppl_0_shot_chat"),
        ("longbenchv2.longbenchv2_gen_75fbba", "LongBenchv2_datasets", "longbenchv2_gen_75fbba"),
        *(
            (f"FewCLUE_{task}.FewCLUE_{task}_ppl_{digits}", f"{task}_datasets", ours)
            for task, digits, ours in (
                ("bustm", "e53034", "FewCLUE_bustm_ppl_0_shot_chat"),
                ("cluewsc", "868415", "FewCLUE_cluewsc_ppl_0_shot_chat"),
                ("eprstmt", "f1e631", "FewCLUE_eprstmt_ppl_0_shot_chat"),
                ("tnews", "fff486", "FewCLUE_tnews_ppl_0_shot_chat"),
            )
        ),
    ],
)
def test_a_base_that_is_named_by_its_prompts_is_ours_with_the_very_same(
    folder: Path, base: str, name: str, ours: str
) -> None:
    """Names of OpenCompass's own files; their digits are a hash over all that is asked."""
    path = from_bases(folder, f"from {THEIRS}.{base} import {name}")
    (shipped,) = [each for each in SHIPPED if each.stem == ours]
    assert [*_data_sets(path).values()] == [*_data_sets(shipped).values()]


def test_the_hash_of_prompts_is_that_of_opencompass() -> None:
    """Of FewCLUE_bustm_ppl_9ef540.py, two data sets that ask the same."""
    said = {0: "毫不相关。", 1: "一个意思。"}
    template = {
        0: "{sentence1}。\n{sentence2}。\n两句话说的" + said[0],
        1: "{sentence1}。\n{sentence2}。\n两句话说的" + said[1],
    }
    infer = {
        "prompt_template": {"type": "evalbench.prompts.template.PromptTemplate"},
        "retriever": {"type": "evalbench.retrievers.zero.ZeroRetriever"},
        "inferencer": {"type": "evalbench.inferencers.perplexity.PPLInferencer"},
    }
    infer["prompt_template"]["template"] = template  # type: ignore[assignment]
    assert prompt_hash([{"infer_cfg": infer}] * 2) == "9ef540"
    assert prompt_hash([{"infer_cfg": infer}]) != "9ef540"


def test_a_base_of_a_tool_that_is_installed_is_its_own_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = folder / "site/opencompass/configs/datasets/gsm8k/gsm8k_gen_1d7fe4.py"
    theirs.parent.mkdir(parents=True)
    shutil.copy(FIXTURES / "opencompass/random_text_shot.py", theirs)
    (folder / "site/opencompass/__init__.py").write_text("raise RuntimeError('imported')\n")
    monkeypatch.syspath_prepend(folder / "site")
    path = from_bases(
        folder,
        f"from {THEIRS}.gsm8k.gsm8k_gen_1d7fe4 import drawn_datasets",
        "from ais_bench.benchmark.configs.models.vllm_api.vllm_api_general import models",
    )
    run = resolve(Options(config=str(path)), timed=False, kind="accuracy")
    assert [each.abbr for each in run.datasets] == ["drawn"]
    (note,) = [str(each) for each in run.notes if "installed" in str(each)]
    assert note.startswith("opencompass.configs.datasets.gsm8k.gsm8k_gen_1d7fe4: read out of ")


def test_a_file_beside_stands_for_a_base_without_a_note(folder: Path) -> None:
    shutil.copy(
        FIXTURES / "opencompass/random_text_shot.py", folder / "mine/datasets/drawn_gen_1d7fe4.py"
    )
    path = from_bases(
        folder / "mine",
        "from .datasets.gsm8k.drawn_gen_1d7fe4 import drawn_datasets",
        f"from {THEIRS}.gsm8k.gsm8k_gen import gsm8k_datasets",
        "from ais_bench.benchmark.configs.datasets.ceval.ceval_gen import ceval_datasets",
        "from ais_bench.benchmark.configs.models.vllm_api.vllm_api_general import models",
    )
    run = resolve(Options(config=str(path)), timed=False, kind="accuracy")
    assert [str(each) for each in run.notes if "is read" in str(each)] == [
        "opencompass.configs.datasets.gsm8k.gsm8k_gen: gsm8k_gen of evalbench is read; its prompts "
        "may differ from those of the tool"
    ]


def test_a_variable_that_a_base_has_not_is_told(folder: Path) -> None:
    path = from_bases(
        folder, "from ais_bench.benchmark.configs.summarizers.example import sumarizer"
    )
    with pytest.raises(ConfigError, match=r"own\.py:3: .*has no 'sumarizer'") as caught:
        files.read(path)
    assert "did you mean summarizer" in caught.value.fix


def test_a_file_that_was_taken_out_of_its_tree_finds_our_bases(folder: Path) -> None:
    path = from_bases(folder, "from .datasets.gsm8k.gsm8k_gen import gsm8k_datasets")
    assert files.read(path)["gsm8k_datasets"][0]["abbr"] == "gsm8k"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("model_dataset_combinations = []", "model_dataset_combinations"),
        ("judge_models = []", "judge_models"),
        ("attack = dict(dataset='gsm8k')", "attack"),
        ("infer = dict(runner=dict(task=dict(type='EmptyTask')))", "infer.runner.task='EmptyTask'"),
        ("models[0]['returns_tool_calls'] = True", "returns_tool_calls=True"),
        ("datasets[0]['infer_cfg']['retriever']['ice_separator'] = ''", "ice_separator=''"),
        ("datasets[0]['eval_cfg']['model_postprocessor'] = {}", "model_postprocessor"),
        ("datasets[0]['infer_cfg']['inferencer']['generation_kwargs'] = {'a': 1}", "generation_"),
        ("models[0]['generation_kwargs']['num_return_sequences'] = 2; datasets[0]['n'] = 3", "2"),
    ],
)
def test_what_would_change_a_run_is_refused_by_name(folder: Path, text: str, words: str) -> None:
    path = from_bases(
        folder,
        "from ais_bench.benchmark.configs.datasets.gsm8k.gsm8k_gen import gsm8k_datasets",
        "from ais_bench.benchmark.configs.models.vllm_api.vllm_api_general import models",
        then=f"datasets = gsm8k_datasets\n{text}",
    )
    with pytest.raises(ConfigError, match=re.escape(words)):
        resolve(Options(config=str(path)), timed=False, kind="accuracy")


@pytest.mark.parametrize("name", ["GenericLLMEvaluator", "CascadeEvaluator", "LMEvaluator"])
def test_of_a_judge_it_is_told_that_there_are_none(folder: Path, name: str) -> None:
    path = from_bases(
        folder,
        "from ais_bench.benchmark.configs.datasets.gsm8k.gsm8k_gen import gsm8k_datasets",
        then="datasets = gsm8k_datasets\n"
        f"datasets[0]['eval_cfg']['evaluator'] = dict(type='opencompass.evaluator.{name}')",
    )
    with pytest.raises(ConfigError, match=f"no evaluator .*{name}") as caught:
        files.read(path)
    assert "evalbench has no judges yet" in caught.value.fix
    assert "did you mean" not in caught.value.fix


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
