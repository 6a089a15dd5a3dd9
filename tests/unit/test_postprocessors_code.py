"""Which part of a reply is the program: by the benchmarks' own rules, and by the robust one."""

import pytest

from evalbench.postprocessors.code import (
    humaneval_postprocess_v2,
    humanevalx_postprocess,
    lcb_postprocess,
    mbpp_postprocess,
)
from evalbench.postprocessors.rules.code import find_code

ADD = "def add(a, b):\n    return a + b\n"


@pytest.mark.parametrize(
    ("text", "code", "rule", "stated"),
    [
        (f"```python\n{ADD}```", ADD, "last-block", True),
        (f"Here it is:\n\n```py\n{ADD}```\nIt adds.", ADD, "last-block", True),
        (f"```\n{ADD}```", ADD, "last-block", True),
        (f"``` python\n{ADD}```", ADD, "last-block", True),
        (f"```Python3\r\n{ADD}```".replace("\n", "\r\n"), ADD, "last-block", True),
        (f"~~~python\n{ADD}~~~", ADD, "last-block", True),
        (f"````python\n{ADD}# ```\n````", f"{ADD}# ```\n", "last-block", True),
        # several: the last that defines something, and none of another language
        (f"```python\ndef add(a): pass\n```\nNow:\n```python\n{ADD}```", ADD, "last-block", True),
        (f"```python\n{ADD}```\nUse:\n```python\nprint(add(1, 2))\n```", ADD, "last-block", True),
        (f"```python\n{ADD}```\n```bash\npython add.py\n```", ADD, "last-block", True),
        (f"```python\n{ADD}```\nOutput:\n```\n3\n```", ADD, "last-block", True),
        ("```\nprint(1)\n```\n```\nprint(2)\n```", "print(2)\n", "last-block", True),
        # a last one that was cut off does not count beside a complete one
        (f"```python\n{ADD}```\nOr:\n```python\ndef add(a", ADD, "last-block", True),
        (f"```python\n{ADD}", ADD, "open-block", False),
        (f"Unended:\n```python\n{ADD}\n```python\n{ADD}```", ADD, "last-block", True),
        # in a list
        ("1. So:\n   ```python\n   def f():\n       return 1\n   ```", "def f():\n    return 1\n",
         "last-block", True),
        # MBPP's frame
        (f"[BEGIN]\n'{ADD}'\n[DONE]", ADD, "marked", True),
        (f"[BEGIN]\n{ADD}[DONE]\nNext", ADD.rstrip("\n"), "marked", True),
        # the body that a prompt began
        ("    return a + b\n\n\ndef other():\n    pass\n", "    return a + b\n", "body", True),
        ("\n    c = a\n\n    return c\n\nprint(1)", "    c = a\n\n    return c\n", "body", True),
        ("   \n    return a + b\n", "    return a + b\n", "body", False),
        ("return a + b", "    return a + b\n", "body", False),
        ("for x in a:\n        b += x\n    return b",
         "    for x in a:\n        b += x\n    return b\n", "body", False),
        # talk around code without a block
        (f"Here is the code:\n\n{ADD}\nThis adds two numbers.", ADD, "code-lines", False),
        (f"import os\n\n{ADD}\nprint(add(1, 2))", f"import os\n\n{ADD}\nprint(add(1, 2))\n",
         "code-lines", False),
        ("n = int(input())\nprint(n * 2)", "n = int(input())\nprint(n * 2)\n", "code-lines", False),
        # none
        ("The answer is unknown.", None, "none", False),
        ("", None, "none", False),
        ("   \n\n", None, "none", False),
        ("```python\n```", None, "none", False),
        ("I cannot help with that, sorry.", None, "none", False),
    ],
)  # fmt: skip
def test_the_robust_rule(text: str, code: str | None, rule: str, stated: bool) -> None:
    found = find_code(text)
    assert (found.answer, found.rule, found.stated) == (code, rule, stated)


@pytest.mark.parametrize(
    "text",
    ["`" * 9000, "```\n" * 5000, "[BEGIN]" * 3000, " " * 99_999, "a" * 99_999, "'" * 9999],
    ids=lambda text: text[:4],
)
def test_a_reply_that_says_one_thing_over_and_over_is_read(text: str) -> None:
    found = [read(text) for read in (humaneval_postprocess_v2, mbpp_postprocess, lcb_postprocess)]
    languages = ("python", "java", "cpp", "go", "js", "rust")
    found += [humanevalx_postprocess(text, language) for language in languages]
    for each in found:
        assert (each.robust.answer or "") in text


def test_a_brace_at_the_margin_ends_a_function() -> None:
    text = "    return a + b;\n}\n\nint main(){\n    return 0;\n}\n"
    assert find_code(text, "cpp").answer == "    return a + b;\n}\n"


def test_a_brace_may_follow_a_body_of_one_line() -> None:
    assert find_code("return (a*h)*0.5;\n\n}\n", "cpp").answer == "    return (a*h)*0.5;\n\n}\n"


def test_blocks_of_the_wanted_language_come_first() -> None:
    text = "```java\nclass Solution {}\n```\n```cpp\nint f() {\n}\n```"
    assert find_code(text, "java").answer == "class Solution {}\n"
    assert find_code(text, "cpp").answer == "int f() {\n}\n"


def test_humaneval_takes_the_first_block_strictly() -> None:
    text = f"```python\n{ADD}```\n```python\ndef add(a, b):\n    return 0\n```"
    found = humaneval_postprocess_v2(text)
    assert found.strict.answer == ADD
    assert found.robust.answer != ADD
    assert humaneval_postprocess_v2("    return 1").strict.answer == "return 1"


@pytest.mark.parametrize(
    ("text", "strict"),
    [
        (f"[BEGIN]\n'{ADD}'\n[DONE]", ADD.strip()),
        (f"BEGIN\n'{ADD}' DONE", ADD.strip()),
        (f"```python\n{ADD}```", ADD.strip()),
        (f"```\n{ADD}", ADD.strip()),
        ("def my\\_f(): pass", "def my_f(): pass"),
        (f"{ADD}[DONE] and more", ADD.strip()),
    ],
)
def test_mbpp_knows_its_frame_in_many_states(text: str, strict: str) -> None:
    assert mbpp_postprocess(text).strict.answer == strict


def test_livecodebench_takes_the_lines_between_the_first_two_fences() -> None:
    text = "```python\na = 1\n```\n```python\na = 2\n```"
    found = lcb_postprocess(text)
    assert (found.strict.answer, found.robust.answer) == ("a = 1", "a = 2\n")
    assert lcb_postprocess("```python\na = 1").strict.answer is None


@pytest.mark.parametrize(
    ("language", "text", "strict"),
    [
        ("python", "    return 1\ndef other(): pass", "    return 1"),
        ("python", "    return 1\n\n\n    # more", "    return 1"),
        ("js", "  return 1\n}\nconsole.log(2)", "  return 1\n}"),
        ("cpp", "  return 1;\n}\nint main(){ }", "  return 1;\n}"),
        ("go", "  return 1\n}\nfunc main(){ }", "  return 1\n}"),
        ("java", "  return 1;\n}\n}", "  return 1;\n}\n}"),
        ("java", "  return 1;\n}\npublic static void main(String[] a) {}", "  return 1;\n}\n}"),
    ],
)
def test_humanevalx_ends_where_the_function_seems_to(language: str, text: str, strict: str) -> None:
    assert humanevalx_postprocess(text, language).strict.answer == strict
