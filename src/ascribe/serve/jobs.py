"""Reading that goes on while people work: one job at a time, each with its progress.

In:  work to do, as an iterator that says how far it is.   Out: a `Job` for each, from waiting to done or failed.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from queue import SimpleQueue
from typing import Literal

import msgspec

from ascribe.errors import AscribeError

__all__ = ["Job", "Jobs"]

JobState = Literal["waiting", "running", "done", "failed"]
#: Ended jobs that are remembered.
_KEPT = 200
#: How long the end waits for the document that is being read.
_ENDING_SECONDS = 60.0


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """What was asked, how far it is, and what came of it. `problems` are the inputs that were skipped or read with a warning, and why;
    `documents_read` the ids of what is new."""

    n: int
    what: str
    state: JobState = "waiting"
    documents: int = 0
    claims: int = 0
    known: int = 0
    documents_read: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


Work = Callable[[Job], Iterator[Job]]


class Jobs:
    """A queue with one worker thread, which ends with the process."""

    def __init__(self) -> None:
        self._jobs: dict[int, Job] = {}
        self._waiting: SimpleQueue[tuple[int, Work] | None] = SimpleQueue()
        self._ending = threading.Event()
        self._lock = threading.Lock()
        self._worker: threading.Thread | None = None
        self._n = 0

    def start(self, what: str, work: Work) -> Job:
        """Puts `work` at the end of the queue. It is given its job, and yields it anew whenever something has been done."""
        with self._lock:
            self._n += 1
            job = Job(n=self._n, what=what)
            self._jobs[job.n] = job
            for ended in [n for n, j in self._jobs.items() if j.state in ("done", "failed")][:-_KEPT]:
                del self._jobs[ended]
            if self._worker is None:
                self._worker = threading.Thread(target=self._run, name="reading", daemon=True)
                self._worker.start()
        self._waiting.put((job.n, work))
        return job

    def get(self, n: int) -> Job | None:
        """The job as it stands; None where there is none of that number."""
        return self._jobs.get(n)

    def all(self) -> tuple[Job, ...]:
        """The jobs of this process, the last first."""
        return tuple(self._jobs[n] for n in sorted(self._jobs, reverse=True))

    def close(self) -> None:
        """Ends the work after the document that is being read, and waits for that."""
        self._ending.set()
        self._waiting.put(None)
        if self._worker is not None:
            self._worker.join(_ENDING_SECONDS)

    def _run(self) -> None:
        while (given := self._waiting.get()) is not None and not self._ending.is_set():
            n, work = given
            job = self._jobs[n] = msgspec.structs.replace(self._jobs[n], state="running")
            try:
                for done in work(job):
                    self._jobs[n] = done
                    if self._ending.is_set():
                        self._fail(n, "the server was ended; send it again for the rest")
                        return
                self._jobs[n] = msgspec.structs.replace(self._jobs[n], state="done")
            except AscribeError as error:
                self._fail(n, str(error))
            except Exception as error:  # whatever a document does, the next job is done
                self._fail(n, f"{type(error).__name__}: {error}; please report it")

    def _fail(self, n: int, why: str) -> None:
        job = self._jobs[n]
        self._jobs[n] = msgspec.structs.replace(job, state="failed", problems=(*job.problems, why))
