"""Incidents brought in line with what was decided, behind the answer: who decides need not wait until all figures are.

In:  what brings them in line.   Out: `Settling`: whether what was asked for is done, and waiting for that.

A decision is written down before it is asked for here, so nothing is lost where this is cut off: the next update carries it out. One run
carries out all that was decided before it began.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

__all__ = ["Settling"]

#: How long the end waits for the run that is going on.
_ENDING_SECONDS = 60.0


class Settling:
    """One thread, which starts with the first decision; runs follow one another. Threads may share it."""

    def __init__(self, settle: Callable[[], None]) -> None:
        self._settle = settle
        self._turn = threading.Condition()
        self._asked = self._settled = 0
        self._ending = False
        self._fault: Exception | None = None
        self._worker: threading.Thread | None = None

    def ask(self) -> int:
        """Has all that is decided now carried out; gives the number by which that can be waited for."""
        with self._turn:
            self._asked += 1
            if self._worker is None and not self._ending:
                self._worker = threading.Thread(target=self._run, name="settling", daemon=True)
                self._worker.start()
            self._turn.notify_all()
            return self._asked

    @property
    def waits(self) -> bool:
        """Whether something was asked for that is not done yet."""
        with self._turn:
            return self._settled < self._asked

    def wait(self, asked: int | None = None, seconds: float | None = None) -> bool:
        """Whether what was asked for under this number (all, if none is given) is done. It is waited for so long, without end if not said.
        Raises what the last run failed with."""
        with self._turn:
            asked = self._asked if asked is None else asked
            self._turn.wait_for(lambda: self._settled >= asked or self._ending, seconds)
            if self._settled >= asked and self._fault is not None:
                raise self._fault
            return self._settled >= asked

    def close(self) -> None:
        """Ends after the run that is going on; what was asked for since then is left to the next update."""
        with self._turn:
            self._ending = True
            self._turn.notify_all()
        if self._worker is not None:
            self._worker.join(_ENDING_SECONDS)

    def _run(self) -> None:
        while True:
            with self._turn:
                self._turn.wait_for(lambda: self._settled < self._asked or self._ending)
                if self._ending:
                    return
                n = self._asked
            fault: Exception | None = None
            try:
                self._settle()
            except Exception as error:  # told to whoever waits; the decisions stand, and the next run tries all again
                fault = error
            with self._turn:
                self._settled, self._fault = n, fault
                self._turn.notify_all()
