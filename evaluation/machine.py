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
    """Processor model and its vector instructions, how many this process may use, operating system and Python: no host names."""
    n_cpus = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    system = f"{platform.system()} {platform.machine()}"
    return {"cpu": _cpu_model(), "vectors": _vectors(), "cpus": n_cpus, "os": system, "python": platform.python_version()}


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


#: Of a processor's instructions those that change how fast int8 and half precision are.
_VECTORS = ("avx2", "avx512f", "avx_vnni", "avx512_vnni", "avx512_bf16", "amx_int8", "asimddp")


def _cpu_model() -> str | None:
    return _cpuinfo("model name") or platform.processor() or None


def _vectors() -> str | None:
    """Names of vector instructions as the system has them, or None where it does not say."""
    flags = _cpuinfo("flags") or _cpuinfo("Features")
    return " ".join(v for v in _VECTORS if v in flags.split()) if flags else None


def _cpuinfo(key: str) -> str | None:
    try:
        found = re.search(rf"^{key}\s*:\s*(.+)$", Path("/proc/cpuinfo").read_text(encoding="utf-8"), re.MULTILINE)
    except OSError:
        return None
    return found[1].strip() if found else None
