"""What repeats what among the reports of one incident, and what was changed on the way.

In:  documents, each with its claims of the incident.   Out: one `CopiedTelling` for each report that repeats another.

Only passages that carry one of the claims are looked at. A report that was copied and tells nothing of the incident is not here; the
origins of a whole store (`origins`) know it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import msgspec

from ascribe.domain.claim import Claim
from ascribe.domain.document import Document
from ascribe.reconcile.alignment import Change
from ascribe.reconcile.copies import Copied, Copy, CopyKind, copies_of
from ascribe.reconcile.credits import Report
from ascribe.reconcile.shelf import PackedShelf

__all__ = ["CopiedTelling", "copied_tellings"]

_FROM_CLOSEST: Final[tuple[CopyKind, ...]] = ("exact", "near", "partial")
#: Where a sentence ends for all that it matters here: one taken for two or for half of one shows a change too many or too few.
_SENTENCE_ENDS: Final = (". ", "\n")


class CopiedTelling(msgspec.Struct, frozen=True, kw_only=True):
    """Passages of `document` that carry claims of the incident and stood in the earlier report `of`.

    `claims` are those whose event is named in copied words; `kind` is that of the loosest copy among them; `changes` are the words
    in their sentences or between them that make another claim of it, in text order, and what was left out anywhere.
    """

    document: str
    of: str
    kind: CopyKind
    claims: tuple[str, ...]
    changes: tuple[Change, ...]


def copied_tellings(told: Iterable[tuple[Document, Sequence[Claim]]]) -> tuple[CopiedTelling, ...]:
    """Which of these documents repeat another of them, the first printed first, whatever their order here."""
    claims: dict[str, list[Claim]] = {}
    documents: dict[str, Document] = {}
    for document, of in told:
        documents[document.id] = document
        claims.setdefault(document.id, []).extend(of)
    shelf = PackedShelf(Report.of(document) for document in documents.values())
    return tuple(telling for id in shelf.documents for telling in _of_document(copies_of(id, shelf), claims[id], documents[id].text))


def _of_document(copied: Copied, claims: Sequence[Claim], text: str) -> Iterator[CopiedTelling]:
    by_report: dict[str, list[tuple[Copy, list[Claim]]]] = {}
    for copy in copied.copies:
        # Anybody may have heard what is quoted.
        carried = [c for c in claims if copy.kind != "quotation" and c.event.trigger.overlaps(copy.span)]
        if carried:
            by_report.setdefault(copy.of, []).append((copy, carried))
    for of, copies in by_report.items():
        yield CopiedTelling(
            document=copied.document,
            of=of,
            kind=max((copy.kind for copy, _ in copies), key=_FROM_CLOSEST.index),
            claims=tuple(dict.fromkeys(claim.id for _, carried in copies for claim in carried)),
            changes=tuple(dict.fromkeys(c for copy, carried in copies for c in copy.changes if _touches(c, carried, text))),
        )


def _touches(change: Change, claims: Sequence[Claim], text: str) -> bool:
    """Whether what was changed stands in the sentences of these claims, or between them: a passage may tell other incidents too."""
    if change.now is None:  # where it stood is known in the other text alone
        return True
    spans = [span for claim in claims for span in claim.spans()]
    first, last = min(s.start for s in spans), max(s.end for s in spans)
    start = max(text.rfind(end, 0, first) for end in _SENTENCE_ENDS)
    end = min((at for ending in _SENTENCE_ENDS if (at := text.find(ending, last)) != -1), default=len(text))
    return start < change.now.span.start and change.now.span.end <= end
