"""The robust reading of an answer that is code: a block of it, or all but the talk around it."""

import re
from typing import NamedTuple

from evalbench.types import NOTHING, Extraction

# names of one language in the first line of a block
_NAMES = {
    "python": ("python", "python3", "py", "py3"),
    "cpp": ("cpp", "c++", "c", "cc", "cxx"),
    "go": ("go", "golang"),
    "java": ("java",),
    "js": ("js", "javascript", "node", "typescript", "ts"),
    "rust": ("rust", "rs"),
}
_FENCE = re.compile(r"^[ \t>]*(`{3,}|~{3,})[ \t]*([\w+#.-]*)[^\n`]*$", re.MULTILINE)
_DEFINES = re.compile(
    r"^[ \t]*(?:(?:async +)?def|class|func|fn|pub|const|let|var|function|struct)\b"
    r"|^[^\n=;]{1,200}\)[^\n;=]{0,40}\{[ \t]*$",
    re.MULTILINE,
)
_DEFINED = re.compile(r"^(?:(?:async +)?def|class) +(\w+)", re.MULTILINE)
_RETURNS = re.compile(r"^return\b", re.MULTILINE)  # at the margin: only a body does
_MARKED = re.compile(r"\[BEGIN\](.*?)(?:\[DONE\]|\[END\]|\Z)", re.DOTALL)
# where code begins in a text without blocks, and which lines still belong to it
_FIRST = re.compile(
    r"^(?:(?:async )?def \w|class \w|from [\w.]+ import |import \w|@\w"
    r"|[A-Za-z_]\w* *(?::[^=\n]+)?=[^=])"
    r"|^#include|^(?:package|func|fn|pub|use|public|const|let|var|function|using|template) ?\S",
    re.MULTILINE,
)
_CODE = re.compile(
    r"\s|#|//|/\*|\*|$|[)\]}@'\"]"
    r"|(?:async |await )?(?:def|class|if|elif|else|for|while|try|except|finally|with|return|import"
    r"|from|assert|raise|global|nonlocal|del|pass|break|continue|match|print)\b"
    r".*(?:[:()=\[\]\\'\"]|import .*|$)"
    r"|[\w.\[\]'\", *]+ *(?::[^=]+)?(?:[-+*/%|&^@]|//|\*\*|<<|>>)?=[^=]|[\w.]+\("
    r"|.*[;{}]\s*$"
)
_STATEMENT = re.compile(r"return\b|(?:for|while|if|try|with)\b.*[:{]$|[a-z_]\w*(?:, *\w+)* *=[^=]")
_SENTENCE = re.compile(r"[A-Z][a-z']*,? [a-z]+ [\w' ,-]{1,80}[^:;{(]{0,200}[.:!?]$")


class _Block(NamedTuple):
    language: str
    text: str
    complete: bool


def find_code(text: str, language: str = "python") -> Extraction:
    """The last complete block that defines something, or else the last complete one.

    Blocks of another language (a shell command, sample output) come after those of this one and
    those without a name. Without any block: what stands between [BEGIN] and [DONE]; the body of the
    function that the prompt began; or the lines that are code.
    """
    blocks = _of_language([each for each in _blocks(text) if each.text.strip()], language)
    complete = [each for each in blocks if each.complete]
    defining = [each for each in complete if _DEFINES.search(each.text)]
    if found := defining or complete:
        program = _whole(found) if language == "python" else found[-1].text
        return Extraction(program, "last-block", stated=True)
    if blocks:
        return Extraction(blocks[-1].text, "open-block")
    if marked := _MARKED.search(text):
        return _unquoted(marked[1])
    return _unfenced(text.replace("\r\n", "\n"))


def _whole(blocks: list[_Block]) -> str:
    """The last block, behind those that define what it uses; a body alone is set in."""
    last = blocks[-1].text
    if _RETURNS.search(last) and not _DEFINED.search(last):
        return "".join(f"    {line}" for line in last.splitlines(keepends=True))
    for block in reversed(blocks[:-1]):
        names = _DEFINED.findall(block.text)
        used = any(re.search(rf"\b{name}\b", last) for name in names)
        if used and not set(names) & set(_DEFINED.findall(last)):
            last = f"{block.text}\n{last}"
    return last


def _blocks(text: str) -> list[_Block]:
    """Those of ``` and ~~~, the last one perhaps without an end."""
    found: list[_Block] = []
    opening: re.Match[str] | None = None
    for fence in _FENCE.finditer(text):
        if opening is None:
            opening = fence
        elif fence[1].startswith(opening[1]) and not fence[2]:
            found.append(_block(text, opening, fence.start(), complete=True))
            opening = None
        elif fence[2]:  # another begins: the one before was not ended
            found.append(_block(text, opening, fence.start(), complete=False))
            opening = fence
    if opening is not None:
        found.append(_block(text, opening, len(text), complete=False))
    return found


def _block(text: str, opening: re.Match[str], end: int, *, complete: bool) -> _Block:
    inner = text[opening.end() : end].removeprefix("\n")
    indent = re.match(r"[ \t]*", opening[0])
    if indent and indent[0]:  # a block within a list
        inner = re.sub(rf"^{re.escape(indent[0])}", "", inner, flags=re.MULTILINE)
    return _Block(opening[2].casefold(), inner.replace("\r\n", "\n"), complete)


def _of_language(blocks: list[_Block], language: str) -> list[_Block]:
    names = _NAMES[language]
    for wanted in (names, ("",)):
        if found := [each for each in blocks if each.language in wanted]:
            return found
    return blocks


def _unquoted(text: str) -> Extraction:
    """MBPP's own frame puts quotes around the code."""
    bare = text.strip() if text.strip()[:1] in ("'", '"') else text.strip("\r\n")
    if len(bare) > 1 and bare[0] == bare[-1] and bare[0] in "'\"":
        bare = bare[1:-1]
    return Extraction(bare, "marked", stated=True) if bare.strip() else NOTHING


def _unfenced(text: str) -> Extraction:
    lines = text.split("\n")
    first = next((at for at, line in enumerate(lines) if line.strip()), None)
    if first is None:
        return NOTHING
    lines = lines[first:]
    if lines[0][:1] in (" ", "\t"):
        return _body(lines)
    if _continues(lines):
        return _body([f"    {lines[0]}", *lines[1:]])
    begin = _FIRST.search(text)
    if begin is None:
        return NOTHING
    taken = text[begin.start() :].split("\n")
    end = next((at for at, line in enumerate(taken) if _is_talk(line)), len(taken))
    return Extraction("\n".join(taken[:end]).rstrip() + "\n", "code-lines")


def _is_talk(line: str) -> bool:
    return not _CODE.match(line) or _SENTENCE.match(line) is not None


def _body(lines: list[str]) -> Extraction:
    """Up to what stands at the margin; a brace there ends the function, and belongs to it.

    Stated where something stands there: whatever is cut off later, the body is whole.
    """
    end = next((at for at, line in enumerate(lines) if line[:1].strip()), None)
    taken = lines[:end]
    if end is not None and lines[end][0] == "}":
        taken = lines[: end + 1]
    return Extraction("\n".join(taken).rstrip() + "\n", "body", stated=end is not None)


def _continues(lines: list[str]) -> bool:
    """A body whose first line has lost its indentation, as where an answer is stripped."""
    if not _STATEMENT.match(lines[0].rstrip()):
        return False
    following = next((line for line in lines[1:] if line.strip()), None)
    if following is None or following[0] == "}":
        return True
    least = 8 if lines[0].rstrip().endswith((":", "{")) else 4
    return len(following) - len(following.lstrip()) >= least
