"""How much processor time a piece of work takes, whatever else the machine does."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable

__all__ = ["processor_seconds"]


def processor_seconds(work: Callable[[], object], *, runs: int = 3) -> float:
    """The least processor time, in seconds, that `work` took in `runs` runs.

    Not the clock's time: another process, or a machine that pauses, does not count. The collector is held: in a long test run it
    walks the objects of every test before, which says nothing about `work`.
    """
    least = float("inf")
    for _ in range(runs):
        gc.collect()
        gc.disable()
        try:
            start = time.process_time()
            work()
            least = min(least, time.process_time() - start)
        finally:
            gc.enable()
    return least
