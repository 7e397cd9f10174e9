"""How many tell an incident: documents, independent origins, copies.

In:  all members, and the tellings that count.   Out: `Sources`.
"""

from __future__ import annotations

from collections.abc import Sequence

from ascribe.domain.incident import Member, Sources
from ascribe.reconcile.tellings import Telling, heard_independently

__all__ = ["sources_of"]


def sources_of(members: Sequence[Member], tellings: Sequence[Telling]) -> Sources:
    """The counts. A copy is a document of which nothing counts here; an independent origin is a teller of no party that asserts it."""
    documents = {m.document for m in members}
    counted = {t.member.document for t in tellings}
    independent = {t.teller for t in heard_independently(tellings)}
    return Sources(documents=len(documents), independent=len(independent), copies=len(documents - counted))
