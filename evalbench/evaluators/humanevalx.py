"""Right or wrong by compiling and running it: functions in several languages."""

import re
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from evalbench.evaluators.code import graded
from evalbench.sandbox import host, languages
from evalbench.sandbox.languages import Language
from evalbench.sandbox.python import run_to_its_end
from evalbench.types import Grade, Json

# what the reference harness has imported, whatever a prompt imports
_PYTHON = """\
import math
import re
import sys
import copy
import datetime
import itertools
import collections
import heapq
import functools
import hashlib
import string
from typing import *
from collections import *
"""
_CPP = "".join(
    f"#include<{name}>\n"
    for name in (
        "stdlib.h", "algorithm", "math.h", "stdio.h", "vector", "string", "climits", "cstring",
        "iostream", "map", "set", "numeric",
    )
)  # fmt: skip
_GO_PACKAGES = (
    "math", "strings", "fmt", "strconv", "time", "bytes", "regexp", "sort", "math/rand",
    "crypto/md5", "unicode", "errors",
)  # fmt: skip
_GO_IMPORTS = re.compile(r'^import (?:\([^)]*\)|"[^"]+")\n?|^package \w+\n?', re.MULTILINE)

_FUNCTION = re.compile(r"(?:const|let|var)\s+\w+\s*=|[^\s#/].*\w\(.*\{\s*$")
_IMPORT = re.compile(r"#include|using |use |(?:const|let|var)\s.*\brequire\(")


class HumanevalXEvaluator:
    """An answer goes on from its prompt, or is the whole function, class or program once more.

    `timeout`: seconds of processor time for a problem with all its tests, after it was compiled.
    """

    metric: ClassVar[str] = "pass@1"
    waits: ClassVar[bool] = True

    def __init__(self, language: Language, timeout: float = 10.0) -> None:
        self.language = language
        self.timeout = timeout

    @property
    def extraction(self) -> Mapping[str, Any]:
        return {"type": "humanevalx_postprocess", "language": self.language}

    def ready(self) -> None:
        """Needs a sandbox, and in it the tools of its language."""
        host.check()
        if self.language != "python":
            languages.check(self.language)

    def grade(self, answer: str, reference: Json) -> Grade:
        """1 where all tests pass; `why` is the verdict."""
        source = _PROGRAMS[self.language](answer, reference)
        if self.language == "python":
            return graded(run_to_its_end(source, self.timeout))
        return graded(languages.compile_and_run(self.language, source, self.timeout))


def _python(answer: str, problem: Mapping[str, str]) -> str:
    name = re.escape(_parted(problem["declaration"])[1].partition("(")[0])
    head = problem["prompt"]
    if re.search(rf"^{name}\(", answer, re.MULTILINE):  # `def f(`: the whole once more
        head = re.split(rf"^{name}\(", head, maxsplit=1, flags=re.MULTILINE)[0]
    return f"{_PYTHON}{head}{answer}\n{problem['test']}\n"


def _cpp(answer: str, problem: Mapping[str, str]) -> str:
    """Test code brings its own main: one of the answer's goes."""
    head, signature = _parted(problem["declaration"])
    answer = _without_main(answer, r"^(?:int|void)\s+main\s*\(")
    if _defines(answer, signature):
        return f"{_CPP}{_missing(head, answer)}{answer}\n{problem['test']}"
    return f"{_CPP}{problem['prompt']}{answer}\n{problem['test']}"


def _java(answer: str, problem: Mapping[str, str]) -> str:
    head, signature = _parted(problem["declaration"])
    imports, _, _ = head.partition("class Solution")
    if "class Solution" in answer:
        whole = answer.replace("public class Solution", "class Solution")
        return f"{imports}{whole}\n{problem['test']}"
    if _defines(answer, signature):
        return f"{head}{answer}\n}}\n{problem['test']}"
    return f"{problem['prompt']}{answer}\n{problem['test']}"


def _js(answer: str, problem: Mapping[str, str]) -> str:
    head, signature = _parted(problem["declaration"])
    whole = _defines(answer, signature)
    return f"{_missing(head, answer) if whole else problem['prompt']}{answer}\n{problem['test']}"


def _rust(answer: str, problem: Mapping[str, str]) -> str:
    head, signature = _parted(problem["declaration"])
    answer = _without_main(answer, r"^fn\s+main\s*\(")
    head = _missing(head, answer) if _defines(answer, signature) else problem["declaration"]
    return f"fn main() {{}}\n{head}{answer}\n{problem['test']}"


def _go(answer: str, problem: Mapping[str, str]) -> str:
    """Imports stand before all else: those of the tests, and of packages that are named."""
    _, signature = _parted(problem["declaration"])
    answer = _without_main(answer, r"^func\s+main\s*\(")
    if not _defines(answer, signature):
        answer = f"{problem['prompt']}{answer}"
    code = _GO_IMPORTS.sub("", answer)
    setup = problem["test_setup"]
    named = [
        each
        for each in _GO_PACKAGES
        if f"{each.rpartition('/')[2]}." in f"{code}{problem['test']}" and f'"{each}"' not in setup
    ]
    imports = "".join(f'import "{each}"\n' for each in named)
    return f"{setup}{imports}{code}\n{problem['test']}"


_PROGRAMS: Mapping[Language, Callable[[str, Mapping[str, str]], str]] = {
    "python": _python, "cpp": _cpp, "java": _java, "js": _js, "rust": _rust, "go": _go,
}  # fmt: skip


def _parted(declaration: str) -> tuple[str, str]:
    """What stands before the function that is to be written, and its signature."""
    lines = declaration.rstrip().split("\n")
    # of one row of C++ the declaration goes on into the body
    begun = [at for at, line in enumerate(lines) if _FUNCTION.match(line)]
    at = begun[-1] if begun else len(lines) - 1
    return "".join(f"{line}\n" for line in lines[:at]), lines[at]


def _missing(head: str, answer: str) -> str:
    """Of what stands before the function: without what the answer imports and defines itself."""
    there = set(answer.split("\n"))
    lines = [line for line in head.split("\n") if not (_IMPORT.match(line) and line in there)]
    if not any(_FUNCTION.match(line) and _defines(answer, line) for line in lines):
        return "\n".join(lines)
    return "".join(f"{line}\n" for line in lines if _IMPORT.match(line))


def _defines(answer: str, signature: str) -> bool:
    """Whether the function is there once more, with a body."""
    named = re.search(r"(?:const|let|var)\s+(\w+)\s*=|(\w+)\s*(?:<[^(]*>)?\(", signature)
    name = re.escape((named[1] or named[2]) if named else signature)
    forms = (
        rf"^[^\n=;]{{0,200}}[\s*&]{name}\s*(?:<[^(]{{0,80}}>)?\([^;{{]{{0,400}}\{{",
        rf"^(?:const|let|var)\s+{name}\s*=",
    )
    return any(re.search(form, answer, re.MULTILINE) for form in forms)


def _without_main(answer: str, main: str) -> str:
    found = re.search(main, answer, re.MULTILINE)
    return answer[: found.start()] if found else answer
