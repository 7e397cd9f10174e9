"""A store as it stood: the documents that were there, under the decisions of then.

In:  a store, a moment: the place of a decision, or a time.   Out: a copy of the store brought to that moment.

What is kept is the log of decisions and when each document came, so a past state is made anew: claims are those of the latest reading, with
the corrections that stood then, grouped as people had decided until then. Documents that came later are left out. A document that a
newer reader has read since is told as that reads it; the readings themselves stand in the store.
"""

from __future__ import annotations

from datetime import UTC, datetime, time
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from ascribe.errors import UsageError
from ascribe.pipeline_incidents import update_incidents
from ascribe.store import Store, open_store
from ascribe.store.decisions import DECISIONS_FILE, DecisionLog

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ascribe.domain.decision import Decision

__all__ = ["PastMoment", "past_moment", "store_then"]

#: Where a document stands, the tables that name it by its record first.
_OF_RECORDS = ("participants", "quantities", "claims")
_OF_DOCUMENTS = ("records", "documents", "arrivals")


class PastMoment(msgspec.Struct, frozen=True, kw_only=True):
    """A moment of a store. `n` is the last decision made until then, 0 where there was none, and `time` when; what came `since` is left
    out."""

    n: int
    time: datetime
    decisions_since: int
    documents_since: int


def past_moment(store: Store, at: str) -> PastMoment:
    """The moment that `at` names: after the decision of that place (0: before the first), or a day or time in ISO form, without a zone in
    UTC; of a day, its end. `UsageError` where it names none."""
    entries = store.decided()
    if at.isascii() and at.isdecimal():
        n = int(at[:20])
        named = next((e for e in entries if e.n == max(n, 1)), None)
        if named is None:
            last = f"the last is {entries[-1].n}" if entries else "nobody has decided anything yet"
            raise UsageError(f"at={at[:20]}: there is no such decision; {last}")
        moment = named.time
    else:
        moment = _time(at)
        n = max((e.n or 0 for e in takewhile(lambda e: e.time <= moment, entries)), default=0)
    since = sum((e.n or 0) > n for e in entries)
    return PastMoment(n=n, time=moment, decisions_since=since, documents_since=len(store.later_than(moment)))


def store_then(store: Store, moment: PastMoment, folder: Path) -> Store:
    """The store as it stood at that moment, as another in `folder`, which is empty; open for reading, the caller closes it.

    The store itself is only read. Where no document came since, the copy is brought back as quickly as an update is made; else its
    incidents are built anew, which takes as long as the store is large.
    """
    store.copy_to(folder)
    _begin_log(folder, [e for e in store.decided() if (e.n or 0) <= moment.n])
    with open_store(folder, create=False) as then:
        later = then.later_than(moment.time)
        if later:
            _leave_out(then, later)
        update_incidents(then, anew=bool(later))
    return open_store(folder, create=False, read_only=True)


def _time(at: str) -> datetime:
    given = at.strip().replace(" ", "+") if "T" in at else at.strip()  # a plus of an address that was not escaped
    try:
        found = datetime.fromisoformat(given)
        if "T" not in given:
            found = datetime.combine(found.date(), time.max)
        found = found if found.tzinfo else found.replace(tzinfo=UTC)
        return found.astimezone(UTC)
    except (ValueError, OverflowError):
        raise UsageError(
            f"at={at[:60]!r} is no moment; give the number of a decision, a day as 2021-09-02, or a time as 2021-09-02T18:00Z"
        ) from None


def _begin_log(folder: Path, entries: Sequence[Decision]) -> None:
    if entries:
        with DecisionLog(folder / DECISIONS_FILE) as log:
            log.begin(entries)


def _leave_out(store: Store, documents: Sequence[str]) -> None:
    with store.changing() as connection:
        for table in _OF_RECORDS:
            connection.execute(
                f"DELETE FROM {table} WHERE record IN (SELECT record FROM records WHERE document IN (SELECT unnest(?)))", [documents]
            )
        for table in _OF_DOCUMENTS:
            connection.execute(f"DELETE FROM {table} WHERE document IN (SELECT unnest(?))", [documents])
        connection.execute("DELETE FROM readings WHERE reading NOT IN (SELECT reading FROM records)")
