"""What all requests share: the store, the lock for what changes it, the reader, the jobs.

In:  a store opened for writing (or for reading, and then nothing can be decided), settings.   Out: a `Site`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

import msgspec

from ascribe.errors import ResourceMissing, StoreError, UsageError
from ascribe.pipeline_incidents import update_incidents
from ascribe.pipeline_past import PastMoment, past_moment
from ascribe.serve.jobs import Jobs
from ascribe.serve.kept import Kept
from ascribe.serve.past import Pasts
from ascribe.serve.settling import Settling
from ascribe.serve.waiting import Waiting
from ascribe.store import Store

if TYPE_CHECKING:
    from ascribe.domain.decision import Decision
    from ascribe.gazetteer.lookup import Gazetteer
    from ascribe.read.reader import Reader

__all__ = ["IN_LINE_SECONDS", "Settings", "Site"]

#: How long a question waits for incidents to be brought in line before it is answered that they are not yet.
IN_LINE_SECONDS: Final = 20.0
#: Characters of the name of who decides.
MOST_OF_A_NAME: Final = 120

_Found = TypeVar("_Found")


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What the workbench may do. `fetch`: whether it may open addresses on the network. `csrf`: the session's word, for its own pages."""

    fetch: bool = False
    csrf: str = ""
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)


class Site:
    """One store behind one server."""

    def __init__(self, store: Store, settings: Settings, *, moment: PastMoment | None = None) -> None:
        self.store, self.settings = store, settings
        #: The moment at which the store is shown, None for now.
        self.moment = moment
        self.jobs = Jobs()
        self.pasts = Pasts(store)
        self._writing = threading.Lock()
        self.settling = Settling(self._settle)
        #: The last decision that the last update carried out.
        self._carried_out = self.last()
        self.waiting, self.kept = Waiting(store), Kept(store)
        #: How often what is stored may have changed since the start, and what was remembered since the last time.
        self._n_changes = 0
        self._remembered: dict[object, tuple[int, Any]] = {}

    @cached_property
    def reader(self) -> Reader:
        """The reader, loaded when the first document is read."""
        from ascribe.read.reader import Reader

        return Reader.load()

    @cached_property
    def gazetteer(self) -> Gazetteer:
        """The gazetteer, opened when a place is first asked for."""
        from ascribe.gazetteer.lookup import load_gazetteer

        return load_gazetteer()

    def last(self) -> int:
        """The place of the last decision, 0 where there is none."""
        entries = self.store.decided()
        return (entries[-1].n or 0) if entries else 0

    def close(self) -> None:
        """Ends what goes on, so that the store can be closed."""
        self.jobs.close()
        self.settling.close()
        self.pasts.close()

    def warm(self) -> None:
        """Gathers what the first screens ask for, so that nobody waits for it later."""
        self.waiting.pairs(1)
        self.waiting.claims(1)
        self.kept.radii()

    def remembered(self, what: str, find: Callable[[], _Found]) -> _Found:
        """What `find` gives, found once between two changes of what is stored."""
        at = self._n_changes
        known = self._remembered.get(what)
        if known is not None and known[0] == at:
            return cast("_Found", known[1])
        found = find()
        self._remembered[what] = (at, found)
        return found

    def changed(self) -> None:
        """Notes that what is stored may have changed."""
        self._n_changes += 1

    @contextmanager
    def _changing(self) -> Iterator[None]:
        try:
            yield
        finally:
            self.changed()

    @contextmanager
    def deciding(self, *, changes: bool = True, in_line: bool = False) -> Iterator[Store]:
        """The store, for one decision at a time, which is carried out when the block ends well where it changes anything (`settled` waits
        for that). `in_line`: not before all others are; `StoreError` where they cannot be."""
        self.check_writable()
        with self._writing, self._changing():
            if in_line:
                self.check_in_line(None)
            with self.settling.writing():
                yield self.store
                if changes:
                    self.settling.ask()

    def check_writable(self) -> None:
        """`StoreError` where the store is served for reading only."""
        if self.store.read_only:
            raise StoreError(str(self.store.path), "the store is open for reading only", "serve it without --read-only")

    def settled(self, seconds: float | None = None) -> bool:
        """Whether incidents are in line with all that is decided and read, which is waited for so long, without end if not said.

        Raises what keeps them from it, after one more try.
        """
        return self.settling.wait(seconds)

    def check_in_line(self, seconds: float | None) -> None:
        """Waits so long until incidents are in line with all that is decided; `StoreError` where they are not then."""
        if self.settling.waits and not self.settling.wait(seconds):
            raise StoreError(str(self.store.path), "figures are being brought up to date", "ask again in a moment")

    def shown(self) -> int:
        """The place of the last decision that incidents are in line with. Whoever asks this before they look at incidents has seen what was
        decided until then, and no more."""
        last = self.last()
        return self._carried_out if self.settling.waits else last

    def _settle(self) -> None:
        last = self.last()
        with self._changing():
            touched = update_incidents(self.store).touched
            self.waiting.touch(touched)
            self.kept.touch(touched)
        self._carried_out = last

    @contextmanager
    def then(self, at: str | None) -> Iterator[Site]:
        """The site as it stood at a moment (`past_moment`), which can only be looked at; itself where none is named."""
        if at is None:
            yield self
            return
        moment = past_moment(self.store, at)
        with self.pasts.at(moment) as store:
            try:
                yield Site(store, self.settings, moment=moment)
            except (StoreError, ResourceMissing) as error:  # of a folder that means nothing to anybody
                raise self._not_then(at, store, error) from error

    def _not_then(self, at: str, then: Store, error: StoreError | ResourceMissing) -> StoreError | ResourceMissing:
        """What an error of a past state says of this store."""
        now = "leave out `at` to see what stands now"
        if not then.query("SELECT 1 FROM documents LIMIT 1"):
            ((first,),) = self.store.query("SELECT min(time) FROM arrivals")
            came = f"the first came at {first:%Y-%m-%dT%H:%M:%SZ}; " if first is not None else ""
            return StoreError(str(self.store.path), f"no report had been read at={at[:60]}: there was no incident yet", came + now)
        if isinstance(error, ResourceMissing):
            return error
        if error.reason.startswith("no incident "):
            return StoreError(str(self.store.path), f"{error.reason.removesuffix(' any more: its claims are gone')} at={at[:60]}", now)
        return StoreError(str(self.store.path), error.reason, error.fix)

    def author(self, given: str) -> str:
        """Who decides, as they name themselves; `UsageError` for nobody, and for a name that no list has room for."""
        name = given.strip()
        if not name:
            raise UsageError("a decision says who made it; give your name")
        if len(name) > MOST_OF_A_NAME:
            raise UsageError(f"a name of {len(name):,} characters is too long; give one of at most {MOST_OF_A_NAME}")
        return name

    def now(self) -> datetime:
        return self.settings.clock()

    def decided(self, about: set[str]) -> list[Decision]:
        """The decisions about any of these ids, in order, and what took them back."""
        entries = self.store.decided()
        numbers = {e.n for e in entries if about & set(e.subjects)}
        return [e for e in entries if e.n in numbers or e.payload.get("undone") in numbers]
