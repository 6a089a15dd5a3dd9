"""In which language errors are told, and that nothing is told before it is chosen."""

from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn
from unittest.mock import patch

import pytest

from evalbench import cli, interruption
from evalbench.errors import language
from evalbench.errors.entries import Phrase
from tests.program import Program

DEMO = ("--datasets", "demo_gsm8k_gen")
REFUSED = (
    [],
    ["calibrate"],
    ["compare", "a", "b"],
    ["datasets", "list"],
    ["doctor"],
    ["init"],
    ["rerun", "a"],
    ["simulate"],
)


def of(**environment: str) -> str:
    with patch.dict("os.environ", environment, clear=True):
        return language.of_locale()


def test_the_locale_is_read_as_gettext_reads_it() -> None:
    assert of() == "en"
    assert of(LANG="zh_CN.UTF-8") == "zh"
    assert of(LANG="de_DE.UTF-8") == "en"
    assert of(LANG="zh_CN.UTF-8", LC_MESSAGES="en_US.UTF-8") == "en"
    assert of(LANG="en_US.UTF-8", LC_ALL="zh_TW", LC_MESSAGES="en_US") == "zh"
    assert of(LC_ALL="", LANG="zh_CN.UTF-8") == "zh"  # set to nothing is not set


def test_a_run_speaks_the_language_of_the_locale(ask_cli: Program) -> None:
    chinese = ask_cli("--models", "nobody", *DEMO, LC_ALL="zh_CN.UTF-8")
    assert "evalbench: 没有名为 'nobody' 的模型配置 [C303]\n" in chinese.stderr
    english = ask_cli("--models", "nobody", *DEMO, LC_ALL="C.UTF-8")
    assert "evalbench: no model config named 'nobody' [C303]\n" in english.stderr


@pytest.mark.parametrize("said", [["--lang", "zh"], ["--lang=zh"]])
@pytest.mark.parametrize("words", REFUSED, ids=lambda words: " ".join(words[:1]) or "a run")
def test_every_command_takes_a_language_before_or_after_it(
    ask_cli: Program, words: list[str], said: list[str]
) -> None:
    for line in ([*said, *words, "--no-such"], [*words, "--no-such", *said]):
        done = ask_cli(*line, LC_ALL="en_US.UTF-8")
        assert done.code == 2
        command = " ".join(["evalbench", *words[:1]])
        assert done.stderr.startswith("evalbench: 无法识别的参数：--no-such [C202]\n")
        assert done.stderr.endswith(f"\n  全部选项见 {command} --help\n")


def test_every_command_is_among_those_that_are_tried() -> None:
    assert {words[0] for words in REFUSED if words} == set(cli._COMMANDS)


def test_what_is_said_wins_over_the_locale(ask_cli: Program) -> None:
    done = ask_cli("--models", "nobody", *DEMO, "--lang", "en", LC_ALL="zh_CN.UTF-8")
    assert "no model config named" in done.stderr


def test_an_unknown_language_is_refused_in_that_of_the_locale(ask_cli: Program) -> None:
    done = ask_cli(*DEMO, "--lang", "zn", LC_ALL="zh_CN.UTF-8")
    assert done.code == 2
    assert done.stderr == "evalbench: 参数 --lang 没有 'zn' 这个选择 [C206]\n  已知的有：en, zh\n"
    done = ask_cli(*DEMO, "--lang", LC_ALL="C")
    assert done.stderr.startswith("evalbench: argument --lang: expected a value [C204]\n")


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["--modles", "x"], "C202", "是否想写 --models 或 "),
        (["--mode", "prf"], "C206", "参数 -m/--mode 没有 'prf' 这个选择"),
        (["--models"], "C204", "参数 --models 后面缺少值"),
        (["--debug=1"], "C205", "参数 --debug 不带值，这里却写了 '1'"),
        (["--batch-size", "x"], "C207", "参数 --batch-size 的值 'x' 不是整数"),
        (["--request-rate", "x"], "C207", "参数 --request-rate 的值 'x' 不是数 "),
        (["--sweep", "batch_size=x"], "C207", "的值 'batch_size=x' 不是合法的写法"),
        (["--batch-size", "0"], "C208", "参数 --batch-size：不能小于 1，这里是 0"),
        (["--input-len", "9:1"], "C208", "参数 --input-len：必须从小到大"),
        (["compare", "a"], "C203", "缺少必需的参数：B"),
    ],
)
def test_what_argparse_refuses_has_a_code_and_is_told_in_chinese(
    ask_cli: Program, words: list[str], code: str, told: str
) -> None:
    done = ask_cli(*words, "--lang", "zh")
    assert done.code == 2
    assert done.stderr.startswith("evalbench: ")
    assert f" [{code}]\n" in done.stderr
    assert told in done.stderr


def test_an_option_is_not_guessed_from_its_beginning(ask_cli: Program) -> None:
    done = ask_cli("compare", "a", "b", "--marg", "5")
    assert "C202" in done.stderr
    assert "--margin" in done.stderr


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("batch_size='5'", "batch_size: 应为 `int`，实际是 `str`（这里的值是 '5'） [C104]"),
        (
            "stop=['a', 5]",
            "stop: 应为 `str`，实际是 `int`，位置 `$[1]`（这里的值是 ['a', 5]） [C104]",
        ),
        ("retry=[1]", "retry: 应为 `int`，实际是 `列表`（这里的值是 [1]） [C104]"),
        ("attr='srvice'", "attr: 'srvice' 不在可选的值之中 [C129]\n  是否想写 service？"),
        (
            "serve=dict(usage='no')",
            "serve.usage: 'no' 不在可选的值之中 [C129]\n  已知的有：always, ",
        ),
        ("retyr=1", "VLLMCustomAPI 不接受键 'retyr' [C101]\n  是否想写 retry？"),
        (
            "generation_kwargs=dict(model='m')",
            "里不能写 'model' [C102]\n  请写在模型自己的键 model",
        ),
    ],
)
def test_what_is_wrong_with_a_key_is_told_in_chinese(ask_cli: Program, key: str, told: str) -> None:
    config = f"models = [dict(type='VLLMCustomAPI', abbr='x', {key})]\n"
    ask_cli.write("configs/models/own.py", config)
    done = ask_cli("--models", "own", *DEMO, "--lang", "zh")
    assert done.code == 2
    assert told in done.stderr


def test_a_simulator_of_a_run_speaks_as_the_run_does(run_cli: Program) -> None:
    config = "models = [dict(type='VLLMCustomAPI', abbr='x', serve=dict(log='gone/log'))]\n"
    run_cli.write("configs/models/own.py", config)
    done = run_cli("--models", "own", *DEMO, "--lang", "zh")
    assert done.code == 1
    assert "evalbench: 模拟服务：无法写入日志 gone/log" in done.stderr
    assert "[C413]" in done.stderr
    assert "evalbench: 模拟服务没有启动 [S101]" in done.stderr


@pytest.mark.parametrize("locale", ["zh_CN.UTF-8", "C"])
def test_a_terminal_that_knows_no_chinese_ends_no_program(tmp_path: Path, locale: str) -> None:
    done = Program(tmp_path)("--lang", "zh", LC_ALL=locale, PYTHONIOENCODING="", PYTHONUTF8="0")
    assert done.code == 2
    assert "Traceback" not in done.stderr
    assert "[C307]" in done.stderr


def test_an_interruption_is_told_in_the_language_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(words: Sequence[str]) -> NoReturn:
        raise interruption.of_scores("--reuse R")

    monkeypatch.setitem(cli._COMMANDS, "init", interrupted)
    assert cli.main(["init", "--lang", "zh"]) == 130
    assert capsys.readouterr().err.startswith("\nevalbench: 已中断；已得到的回答会保留")


PERF = (
    "--models",
    "simulator",
    "--datasets",
    "demo_gsm8k_gen_0_shot_cot_str_perf",
    "--mode",
    "perf",
    "--max-out-len",
    "64",
)


def written(folder: Path) -> dict[str, str]:
    """Every file of a run that is read by others, by its place in it."""
    endings = (".csv", ".json", ".md", ".txt", ".log")
    files = (file for file in sorted(folder.rglob("*")) if file.suffix in endings)
    return {str(file.relative_to(folder)): file.read_text(encoding="utf-8") for file in files}


def chinese(text: str) -> bool:
    return any("一" <= sign <= "鿿" for sign in text)


def test_a_score_is_told_in_chinese_and_kept_in_english(run_cli: Program) -> None:
    done = run_cli("--models", "simulator", "--datasets", "demo_gsm8k_gen", "--lang", "zh")
    assert done.code == 0
    assert done.stdout.split()[:3] == ["数据集", "版本", "指标"]
    assert "c/w/u/t/e：正确、错误" in done.stdout
    assert "\n汇总：" in done.stdout
    folder = run_cli.cwd / done.stderr.split("\n")[0].removeprefix("结果：")
    files = written(folder)
    assert {Path(name).suffix for name in files} == {".csv", ".json", ".md", ".txt", ".log"}
    assert [name for name, text in files.items() if chinese(text)] == []
    (text,) = (text for name, text in files.items() if name.endswith(".txt"))
    assert text.split()[:3] == ["dataset", "version", "metric"]


def test_a_verdict_is_told_in_chinese_and_kept_in_english(run_cli: Program) -> None:
    done = run_cli(*PERF, "--num-prompts", 3, "--lang", "zh")
    assert "\n判定：SUSPECT\n  存疑：没有稳定窗口：" in done.stdout
    assert "--num-prompts" in done.stdout.partition("判定：")[2]
    assert "说明：没有稳定阶段" not in done.stdout  # which was not asked for
    folder = run_cli.cwd / done.stderr.split("\n")[0].removeprefix("结果：")
    files = written(folder)
    assert [name for name, text in files.items() if chinese(text)] == []
    (kept,) = (text for name, text in files.items() if name.endswith("/demo_gsm8k.json"))
    assert '"text": "no stable window: ' in kept


def test_what_is_put_into_a_file_is_english_whatever_was_chosen() -> None:
    words = Phrase("{count} lost: {why}", "丢失 {count} 个：{why}")
    told = words.filled(count=3, why=Phrase("gone", "已退出"))
    with language.speaking("zh"):
        assert str(told) == "丢失 3 个：已退出"
        with language.speaking("en"):
            assert f"{told}" == "3 lost: gone"
        assert f"{told}" == "丢失 3 个：已退出"
    assert str(told) == "3 lost: gone"
