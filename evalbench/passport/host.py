"""The machine that a run was made on: its name, system, processor and memory."""

import os
import platform
import re
from pathlib import Path
from typing import Any

_CPU_FILE = Path("/proc/cpuinfo")


def host() -> dict[str, Any]:
    """None where the system does not tell. Memory is in bytes."""
    return {
        "name": platform.node() or None,
        "os": _distribution() or platform.system(),
        "kernel": platform.release(),
        "machine": platform.machine(),
        "cpu": cpu_model(_cpu_text()),
        "cores": os.cpu_count(),
        "usable_cores": _usable_cores(),
        "memory_bytes": _memory_bytes(),
    }


def cpu_model(text: str) -> str | None:
    """What /proc/cpuinfo calls the processor; where it gives numbers only, as on Arm, these."""
    said: dict[str, str] = dict(re.findall(r"^(.+?)\s*:\s*(.+?)\s*$", text, re.MULTILINE))
    if name := said.get("model name") or said.get("Hardware"):
        return name
    maker, part = said.get("CPU implementer"), said.get("CPU part")
    return f"implementer {maker}, part {part}" if maker and part else None


def _cpu_text() -> str:
    try:
        return _CPU_FILE.read_text(encoding="utf-8", errors="replace")
    except OSError:  # no Linux
        return ""


def _distribution() -> str | None:
    try:
        return platform.freedesktop_os_release().get("PRETTY_NAME")
    except OSError:
        return None


def _usable_cores() -> int | None:
    """How many of them this process may use: a container's or taskset's share."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # no Linux
        return None


def _memory_bytes() -> int | None:
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (ValueError, OSError):
        return None
