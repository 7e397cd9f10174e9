"""What may be asked about, in the order in which it is asked: kept while people decide, so that no question waits for all to be weighed.

In:  a store, and which incidents each update touched.   Out: `Waiting`: its pairs and claims, as if they were gathered anew each time.

All is gathered once. After that only the pairs of touched incidents and the claims of documents with another record are.
"""

from __future__ import annotations

import heapq
import threading
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Final, Generic, TypeVar

import msgspec

from ascribe.pipeline_incidents import OpenPair, open_pairs, reasons_of_pairs
from ascribe.serve.kept import Found
from ascribe.store import Store, StoredClaim

__all__ = ["COUNTED", "OpenClaim", "Waiting"]

#: People whom figures count.
COUNTED: Final = ("killed", "injured", "affected", "captured", "abducted", "missing", "displaced")


class OpenClaim(msgspec.Struct, frozen=True, order=True):
    """A claim with a figure, in the order in which it is asked about; `weight` as that of an `OpenPair`."""

    weight: float
    claim: str
    document: str
    confidence: float
    figure: int


_Item = TypeVar("_Item", bound=OpenPair | OpenClaim)
#: So many replaced things are looked past before all is put in order anew.
_MOST_REPLACED: Final = 20_000


class _Ordered(Generic[_Item]):
    """Things in order, of which those about some ids are replaced again and again, without a look at all of them each time.

    `ids_of` gives what a thing is about.
    """

    def __init__(self, items: Iterable[_Item], ids_of: Callable[[_Item], tuple[str, ...]]) -> None:
        self._ids_of = ids_of
        self._items = sorted(items)
        #: What those in `_items` say of these ids counts no more; `_fresh` says it.
        self._replaced: set[str] = set()
        self._fresh: list[_Item] = []

    def replace(self, ids: Iterable[str], items: Iterable[_Item]) -> None:
        """What is about any of these ids gives way to these."""
        ids = set(ids)
        self._replaced |= ids
        self._fresh = sorted([*(item for item in self._fresh if ids.isdisjoint(self._ids_of(item))), *items])
        if len(self._replaced) > _MOST_REPLACED:
            self._items, self._replaced, self._fresh = self.first(len(self._items) + len(self._fresh)), set(), []

    def first(self, n: int) -> list[_Item]:
        """The first `n`."""
        kept = (item for item in self._items if self._replaced.isdisjoint(self._ids_of(item)))
        return list(islice(heapq.merge(kept, self._fresh), n))


class Waiting:
    """The pairs and claims of one store that may be asked about, decided or not. Threads may share it."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._pairs: _Ordered[OpenPair] | None = None
        #: Incidents that were touched since the pairs were brought up to date.
        self._touched: set[str] = set()
        self._claims: _Ordered[OpenClaim] = _Ordered((), lambda claim: (claim.document,))
        #: The last record whose claims are among these.
        self._seen = 0
        #: Of an incident, the claim that is shown for it: the one with the largest figure.
        self.leading: Found[str, StoredClaim] = Found(
            lambda incidents: store.leading_claims(incidents, COUNTED), lambda incident: (incident,)
        )
        #: Of a pair, why it is likely to be one.
        self.reasons: Found[OpenPair, tuple[str, ...]] = Found(
            lambda pairs: dict(zip(pairs, reasons_of_pairs(store, pairs), strict=True)), lambda pair: (pair.incident, pair.other)
        )

    def touch(self, incidents: Iterable[str] | None) -> None:
        """Notes which incidents an update touched; None for all."""
        touched = None if incidents is None else set(incidents)
        self.leading.touch(touched)
        self.reasons.touch(touched)
        with self._lock:
            if touched is None:
                self._pairs = None
            else:
                self._touched.update(touched)

    def pairs(self, n: int) -> list[OpenPair]:
        """The first `n` pairs."""
        with self._lock:
            if self._pairs is None:
                self._touched.clear()
                self._pairs = _Ordered(open_pairs(self._store), lambda pair: (pair.incident, pair.other))
            elif self._touched:
                touched = sorted(self._touched)
                self._pairs.replace(touched, open_pairs(self._store, among=touched))
                self._touched = set()
            return self._pairs.first(n)

    def claims(self, n: int) -> list[OpenClaim]:
        """The first `n` claims."""
        with self._lock:
            rows = self._store.query("SELECT document, max(record) FROM records WHERE record > ? GROUP BY document", self._seen)
            if rows:
                claims = self._claims_of([record for _, record in rows])
                if self._seen:
                    self._claims.replace((document for document, _ in rows), claims)
                else:
                    self._claims = _Ordered(claims, lambda claim: (claim.document,))
                self._seen = max(record for _, record in rows)
            return self._claims.first(n)

    def _claims_of(self, records: Sequence[int]) -> list[OpenClaim]:
        rows = self._store.query(
            "SELECT -(0.5 + ln(1 + figure)) * 4 * confidence * (1 - confidence), claim, document, confidence, figure FROM ("
            "SELECT r.document, c.claim, c.reading_confidence AS confidence, max(coalesce(q.low, q.high, 0)) AS figure "
            "FROM claims c JOIN records r ON r.record = c.record JOIN quantities q ON q.record = c.record AND q.claim = c.claim "
            f"WHERE c.record IN (SELECT unnest(?)) AND q.role IN ({', '.join('?' * len(COUNTED))}) "
            "AND c.reading_confidence IS NOT NULL AND NOT c.background GROUP BY 1, 2, 3)",
            list(records), *COUNTED,
        )  # fmt: skip
        return [OpenClaim(*row) for row in rows]
