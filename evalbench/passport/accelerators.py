"""The accelerators of this host, as their own tools name them, and the CANN that drives them."""

import os
import platform
import re
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from itertools import pairwise
from pathlib import Path

_PATIENCE_S = 5.0  # for each tool: one whose driver is stuck never answers
_GPUS = ("nvidia-smi", "--query-gpu=name,driver_version,memory.total", "--format=csv,noheader")
_BUS = re.compile(r"[0-9A-Fa-f]{4}:[0-9A-Fa-f]{2}:[0-9A-Fa-f]{2}\.\d")
_HOMES = ("ASCEND_HOME_PATH", "ASCEND_TOOLKIT_HOME")  # what CANN's set_env.sh exports
_PLACES = ("/usr/local/Ascend/cann", "/usr/local/Ascend/ascend-toolkit/latest")

Device = dict[str, str | None]


def accelerators() -> list[Device]:
    """One entry a device; empty where there is no tool that tells."""
    return [*npus(_said("npu-smi", "info")), *gpus(_said(*_GPUS))]


def npus(text: str) -> list[Device]:
    """Out of the table of `npu-smi info`: a device has two rows, its name in the first.

    In the second one the last number is the size of its memory in MB.
    """
    driver = re.search(r"\bVersion:\s*(\S+)", text)
    rows = [
        [cell.strip() for cell in line.strip("| \t").split("|")]
        for line in text.splitlines()
        if line.lstrip().startswith("|")
    ]
    found: list[Device] = []
    for first, second in pairwise(rows):
        name = re.fullmatch(r"\d+\s+(\S+)", first[0])
        # a device may be named 310: only its second row, with the bus, tells the two apart
        if not (name and len(first) == len(second) == 3 and _BUS.fullmatch(second[1])):
            continue
        memory = re.search(r"/\s*(\d+)\s*$", second[2])
        found.append(
            {
                "name": name[1],
                "driver": driver[1] if driver else None,
                "memory": f"{memory[1]} MB" if memory else None,
            }
        )
    return found


def gpus(text: str) -> list[Device]:
    """Out of what nvidia-smi lists: name, driver, memory."""
    rows = [[cell.strip() for cell in line.split(",")] for line in text.splitlines()]
    return [dict(zip(("name", "driver", "memory"), row, strict=True)) for row in rows if row[2:]]


def cann_version(
    environment: Mapping[str, str] = os.environ, places: Iterable[str] = _PLACES
) -> str | None:
    """Of the toolkit that is set up here, else of the one at the usual place; None: there is none.

    Source: CANN, "Environment Verification", <arch>-linux/ascend_toolkit_install.info.
    """
    homes = [environment[name] for name in _HOMES if environment.get(name)]
    for home in (*homes, *places):
        file = Path(home) / f"{platform.machine()}-linux" / "ascend_toolkit_install.info"
        try:
            text = file.read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue
        if version := re.search(r"^version=(\S+)", text, re.MULTILINE):
            return version[1]
    return None


def _said(*words: str) -> str:
    """What a tool prints; "" without it, and when it fails or takes too long."""
    tool = shutil.which(words[0])
    if tool is None:
        return ""
    try:
        done = subprocess.run(
            [tool, *words[1:]],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_PATIENCE_S,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.decode(errors="replace")
