"""Past states of the store, kept at hand while people look at them.

In:  a store, a moment.   Out: the store as it stood, for as long as a block runs.

Each is a copy in a folder of its own, made when it is asked for; the last few are kept, since a page and what it links to are asked for
together. They go with the process.
"""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from ascribe.errors import StoreError
from ascribe.pipeline_past import PastMoment, store_then
from ascribe.store import Store

__all__ = ["Pasts"]

#: States that are kept.
_KEPT: Final = 2
#: Requests that may wait for one to be made; each holds a thread, and a screen may ask two.
_WAITING: Final = 8
_Key = tuple[int, str, int, int]


class _Then:
    """A state that was made, and how many are looking at it."""

    def __init__(self, store: Store, moment: PastMoment) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="ascribe-past-")
        self.users = 0
        try:
            self.store = store_then(store, moment, Path(self._folder.name))
        except BaseException:
            self._folder.cleanup()
            raise

    def close(self) -> None:
        self.store.close()
        self._folder.cleanup()


class Pasts:
    """The past states of one store. Threads may share it."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._made: dict[_Key, _Then] = {}
        self._making = threading.Lock()
        self._waiting = threading.BoundedSemaphore(_WAITING)
        self._counting = threading.Lock()

    @contextmanager
    def at(self, moment: PastMoment) -> Iterator[Store]:
        """The store as it stood; `StoreError` where too many others wait for such a state already."""
        if not self._waiting.acquire(blocking=False):
            raise StoreError(str(self._store.path), "other past states are being put together", "ask again in a moment")
        try:
            with self._making:
                then = self._state(moment)
        finally:
            self._waiting.release()
        try:
            yield then.store
        finally:
            with self._counting:
                then.users -= 1

    def close(self) -> None:
        """Lets all go."""
        with self._making:
            for then in self._made.values():
                then.close()
            self._made.clear()

    def _state(self, moment: PastMoment) -> _Then:
        key = self._key(moment)
        then = self._made.pop(key, None) or _Then(self._store, moment)
        self._made[key] = then  # the last asked for stands last
        with self._counting:
            then.users += 1
            for old in [k for k, one in self._made.items() if not one.users][: max(0, len(self._made) - _KEPT)]:
                self._made.pop(old).close()
        return then

    def _key(self, moment: PastMoment) -> _Key:
        """What a state follows from: the decisions and documents until then, and their readings."""
        later = self._store.later_than(moment.time)
        ((n, last),) = self._store.query(
            "SELECT count(*), coalesce(max(record), 0) FROM records WHERE document NOT IN (SELECT unnest(?))", later
        )
        return moment.n, "" if not later else moment.time.isoformat(), n, last
