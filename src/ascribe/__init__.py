"""Ascribe reads conflict reports into claims: which source says, with what status, that which event happened.

>>> import ascribe
>>> record = ascribe.read_text("The army said it had killed 12 rebels.", published="2021-09-02")
>>> [(c.event.type, c.attribution.source.name, c.quantities[0].low) for c in record.claims]
[('killing', 'The army', 12)]
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from ascribe._version import __version__

if TYPE_CHECKING:
    from ascribe.domain.claim import Claim, Record
    from ascribe.domain.document import Document, Problem
    from ascribe.domain.span import Span
    from ascribe.errors import AscribeError, InputError, ResourceMissing, StoreError, UsageError
    from ascribe.pipeline import Summary, read_into_store, read_paths, read_text
    from ascribe.read.reader import Reader
    from ascribe.store import ClaimFilter, Store, open_store

# Names resolve on first use, so that `import ascribe` and `ascribe --help` stay quick.
_WHERE = {
    "AscribeError": "ascribe.errors",
    "Claim": "ascribe.domain.claim",
    "ClaimFilter": "ascribe.store",
    "Document": "ascribe.domain.document",
    "InputError": "ascribe.errors",
    "Problem": "ascribe.domain.document",
    "Reader": "ascribe.read.reader",
    "Record": "ascribe.domain.claim",
    "ResourceMissing": "ascribe.errors",
    "Span": "ascribe.domain.span",
    "Store": "ascribe.store",
    "StoreError": "ascribe.errors",
    "Summary": "ascribe.pipeline",
    "UsageError": "ascribe.errors",
    "open_store": "ascribe.store",
    "read_into_store": "ascribe.pipeline",
    "read_paths": "ascribe.pipeline",
    "read_text": "ascribe.pipeline",
}

__all__ = [
    "AscribeError", "Claim", "ClaimFilter", "Document", "InputError", "Problem", "Reader", "Record", "ResourceMissing",
    "Span", "Store", "StoreError", "Summary", "UsageError", "__version__", "open_store", "read_into_store", "read_paths",
    "read_text",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name in _WHERE:
        return getattr(import_module(_WHERE[name]), name)
    raise AttributeError(f"module 'ascribe' has no attribute {name!r}")
