"""What is asked of many incidents at once and is slow to find: kept in memory until an update touches them.

In:  a store, and which incidents each update touched.   Out: `Kept`: how far places reach, which claims a flag disputes; `Found`: whatever
was found once of an incident, or of a pair of them.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Final, Generic, TypeVar

import msgspec

from ascribe.domain.flag import Flag
from ascribe.store import Store

__all__ = ["Found", "Kept"]

#: Flags that say that others tell it otherwise.
_DISPUTES: Final = ("contradiction", "perpetrator_disputed", "self_contradiction", "identity_conflict")
_DISPUTED: Final = " OR ".join(f"contains(flags, '{code}')" for code in _DISPUTES)
#: Found things of a kind that are kept.
_MOST: Final = 5000
_Key = TypeVar("_Key", bound=Hashable)
_Value = TypeVar("_Value")
_decode = msgspec.json.Decoder(tuple[Flag, ...]).decode


class Found(Generic[_Key, _Value]):
    """What `find` gives for incidents, or pairs of them, found once, and again when one of the incidents was touched.

    `ids_of` gives the incidents that a thing is about. Threads may share it.
    """

    def __init__(self, find: Callable[[Sequence[_Key]], Mapping[_Key, _Value]], ids_of: Callable[[_Key], Iterable[str]]) -> None:
        self._find, self._ids_of = find, ids_of
        self._lock = threading.Lock()
        self._found: dict[_Key, _Value] = {}
        self._n_touches = 0

    def touch(self, incidents: Iterable[str] | None) -> None:
        """Notes which incidents an update touched; None for all."""
        with self._lock:
            self._n_touches += 1
            touched = set(incidents or ())
            self._found = {
                key: value for key, value in self._found.items() if incidents is not None and touched.isdisjoint(self._ids_of(key))
            }

    def of(self, wanted: Iterable[_Key]) -> dict[_Key, _Value]:
        """The values of these, in their order; what `find` does not give is left out."""
        keys = list(dict.fromkeys(wanted))
        with self._lock:
            known, at = {key: self._found[key] for key in keys if key in self._found}, self._n_touches
        if missing := [key for key in keys if key not in known]:
            found = self._find(missing)
            with self._lock:
                if at == self._n_touches:  # else it may be what it was before that
                    self._found = {**(self._found if len(self._found) < _MOST else {}), **found}
            known.update(found)
        return {key: known[key] for key in keys if key in known}


class Kept:
    """What of every incident of one store stands only in its JSON. All are gathered once, and after that those that an update touched.

    Threads may share it.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._radii: dict[str, float | None] = {}
        self._disputed: dict[str, frozenset[str]] = {}
        self._in_dispute: frozenset[str] | None = None
        #: Incidents to be gathered anew; None for all.
        self._touched: set[str] | None = None

    def touch(self, incidents: Iterable[str] | None) -> None:
        """Notes which incidents an update touched; None for all."""
        with self._lock:
            if incidents is None:
                self._touched = None
            elif self._touched is not None:
                self._touched.update(incidents)

    def radii(self) -> Mapping[str, float | None]:
        """Within how many km of its coordinates the place of an incident lies; only those are here that have coordinates."""
        with self._lock:
            self._gather()
            return self._radii

    def disputed(self) -> frozenset[str]:
        """The claims that stand in a flag of `_DISPUTES` of their incident."""
        with self._lock:
            self._gather()
            if self._in_dispute is None:
                self._in_dispute = frozenset().union(*self._disputed.values())
            return self._in_dispute

    def _gather(self) -> None:
        if self._touched is not None and not self._touched:
            return
        chosen, values = ("TRUE", []) if self._touched is None else ("incident IN (SELECT unnest(?))", [sorted(self._touched)])
        rows = self._store.query(
            f"SELECT incident, lat IS NOT NULL, CAST(json ->> '$.place.radius_km' AS DOUBLE), "
            f"CASE WHEN {_DISPUTED} THEN CAST(json -> '$.flags' AS VARCHAR) END FROM incidents WHERE {chosen}",
            *values,
        )
        gone = {*self._radii, *self._disputed} if self._touched is None else self._touched
        # Others may be reading what is there, so it is replaced and never changed.
        radii = {i: radius for i, radius in self._radii.items() if i not in gone}
        disputed = {i: claims for i, claims in self._disputed.items() if i not in gone}
        for incident, placed, radius, flags in rows:
            if placed:
                radii[incident] = radius
            if flags is not None:
                disputed[incident] = frozenset(c for flag in _decode(flags) if flag.code in _DISPUTES for c in flag.claims)
        self._radii, self._disputed, self._in_dispute, self._touched = radii, disputed, None, set()
