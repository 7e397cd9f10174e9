"""What kind of machine, and which version of the code, a figure comes from; never which machine.

Out: `machine_class()`, `commit()`, `memory_ms()`.
"""

from __future__ import annotations

import os
import platform
import re
import subprocess
import time
from pathlib import Path

__all__ = ["commit", "machine_class", "memory_ms"]

CHECKOUT = Path(__file__).parents[1]


def machine_class() -> dict[str, str | int | None]:
    """Processor model, number of processors this process may use, operating system and Python: no host names."""
    n_cpus = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    system = f"{platform.system()} {platform.machine()}"
    return {"cpu": _cpu_model(), "cpus": n_cpus, "os": system, "python": platform.python_version()}


def commit() -> str | None:
    """The short commit id of the checkout, with `+changes` where tracked files differ from it; None outside a repository."""
    try:
        head = _git("rev-parse", "--short", "HEAD")
        return head + ("+changes" if _git("status", "--porcelain", "--untracked-files=no") else "")
    except (OSError, subprocess.CalledProcessError):
        return None


def memory_ms(megabytes: int = 100, seconds: float = 1.0) -> dict[str, float]:
    """How long it takes to look at every page of some memory `at_once` again, and `left_alone` for some seconds, in milliseconds.

    A machine that takes back memory which nobody looks at for a moment makes a server that was just left alone slow, and all that waits
    for people is left alone; then the second is many times the first.
    """
    memory = bytearray(os.urandom(1 << 20)) * megabytes

    def look() -> float:
        begun = time.perf_counter()
        for at in range(0, len(memory), 4096):
            memory[at]
        return (time.perf_counter() - begun) * 1000

    look()
    at_once = min(look() for _ in range(3))
    time.sleep(seconds)
    return {"at_once": round(at_once, 1), "left_alone": round(look(), 1)}


def _git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=CHECKOUT, capture_output=True, text=True, check=True).stdout.strip()


def _cpu_model() -> str | None:
    try:
        found = re.search(r"^model name\s*:\s*(.+)$", Path("/proc/cpuinfo").read_text(encoding="utf-8"), re.MULTILINE)
    except OSError:
        found = None
    return found[1].strip() if found else platform.processor() or None
