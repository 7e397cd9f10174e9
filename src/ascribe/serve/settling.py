"""Incidents brought in line with what was decided, behind the answer: who decides need not wait until all figures are.

In:  what brings them in line.   Out: `Settling`: whether all that was asked for is done, and waiting for that.

A decision is written down before it is asked for here, so nothing is lost where this is cut off: the next update carries it out. One run
carries out all that was decided before it began. After a run that failed nothing is in line until another has not.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

__all__ = ["Settling"]

#: How long the end waits for the run that is going on.
_ENDING_SECONDS = 60.0


class Settling:
    """One thread, which starts with what is first asked for; runs follow one another. Threads may share it."""

    def __init__(self, settle: Callable[[], None]) -> None:
        self._settle = settle
        self._turn = threading.Condition()
        #: What was asked for, up to which it is done, and up to which the last run tried.
        self._asked = self._settled = self._tried = 0
        #: How many are writing down what they will ask for.
        self._writing = 0
        self._ending = False
        self._fault: Exception | None = None
        self._worker: threading.Thread | None = None

    @contextmanager
    def writing(self) -> Iterator[None]:
        """What is written down in the block is asked for when it ends; until then nobody takes incidents for settled."""
        with self._turn:
            self._writing += 1
        try:
            yield
        finally:
            with self._turn:
                self._writing -= 1
                self._turn.notify_all()

    def ask(self) -> None:
        """Has all that is decided now carried out; tries again what failed."""
        with self._turn:
            self._asked += 1
            self._start()

    def _start(self) -> None:
        if self._worker is None and not self._ending:
            self._worker = threading.Thread(target=self._run, name="settling", daemon=True)
            self._worker.start()
        self._turn.notify_all()

    @property
    def waits(self) -> bool:
        """Whether something was decided that is not carried out."""
        with self._turn:
            return self._writing > 0 or self._settled < self._asked

    def wait(self, seconds: float | None = None) -> bool:
        """Whether all that was asked for is done, which is waited for so long, without end if not said. What failed is tried once more;
        raises what that failed with."""
        with self._turn:
            asked = self._asked
            if self._settled < asked <= self._tried:
                self._asked = asked = asked + 1
                self._start()
            self._turn.wait_for(lambda: self._tried >= asked or self._ending, seconds)
            if self._settled < asked <= self._tried and self._fault is not None:
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
                self._turn.wait_for(lambda: self._tried < self._asked or self._ending)
                if self._ending:
                    return
                asked = self._asked
            fault: Exception | None = None
            try:
                self._settle()
            except BaseException as error:  # told to whoever waits; the decisions stand
                fault = error if isinstance(error, Exception) else RuntimeError(repr(error))
            with self._turn:
                self._tried, self._fault = asked, fault
                if fault is None:
                    self._settled = asked
                self._turn.notify_all()
