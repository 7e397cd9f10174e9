"""What may be asked about, in the order in which it is asked: kept while people decide, so that no question waits for all to be weighed.

In:  a store, and which incidents each update touched.   Out: `Waiting`: its pairs and claims, as if they were gathered anew each time.

All is gathered once. After that only the pairs of touched incidents and the claims of documents with another record are.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from typing import Final

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


class Waiting:
    """The pairs and claims of one store that may be asked about, decided or not. Threads may share it."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._pairs: list[OpenPair] | None = None
        #: Incidents that were touched since the pairs were brought up to date.
        self._touched: set[str] = set()
        self._claims: list[OpenClaim] = []
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
                self._pairs = open_pairs(self._store)
            elif self._touched:
                touched = self._touched
                self._pairs = [pair for pair in self._pairs if pair.incident not in touched and pair.other not in touched]
                self._pairs += open_pairs(self._store, among=sorted(touched))
                self._pairs.sort()
                self._touched = set()
            return self._pairs[:n]

    def claims(self, n: int) -> list[OpenClaim]:
        """The first `n` claims."""
        with self._lock:
            rows = self._store.query("SELECT document, max(record) FROM records WHERE record > ? GROUP BY document", self._seen)
            if rows:
                documents = {document for document, _ in rows}
                self._claims = [claim for claim in self._claims if claim.document not in documents]
                self._claims += self._claims_of([record for _, record in rows])
                self._claims.sort()
                self._seen = max(record for _, record in rows)
            return self._claims[:n]

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
