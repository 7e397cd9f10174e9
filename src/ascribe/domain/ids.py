"""Ids that follow from content: the same input has the same ids in every run, version and machine.

A document is its words, address, outlet and date; a claim is its document, trigger, type, source span and status (and
its place span where two would otherwise coincide). Neither depends on a model or version, so that a person's
decisions survive a new reader; a store keys claims by (reading, claim).
"""

from __future__ import annotations

import hashlib

import msgspec

from ascribe.domain.span import Span

__all__ = ["claim_id", "document_id", "reading_id", "sha256"]


def sha256(data: bytes) -> str:
    """`sha256:` and the hexadecimal digest of `data`."""
    return "sha256:" + hashlib.sha256(data).hexdigest()


def document_id(text: str, url: str | None, outlet: str | None, published: str | None) -> str:
    """The id of a document: the digest of the JSON array of its text, URL, outlet and publication date.

    >>> document_id("Two died.", None, "AP", None) == document_id("Two died.", None, "AFP", None)
    False
    """
    return sha256(msgspec.json.encode([text, url, outlet, published]))


def claim_id(document: str, trigger: Span, type: str, source: Span | None, status: str, place: Span | None = None) -> str:
    """The id of a claim: `c-` and 24 hexadecimal digits. Give `place` only where two claims coincide without it."""
    parts: list[object] = [document, trigger, type, source, status]
    if place is not None:
        parts.append(place)
    return "c-" + hashlib.sha256(msgspec.json.encode(parts)).hexdigest()[:24]


def reading_id(reading: msgspec.Struct) -> str:
    """The id of a reading: `r-` and 16 hexadecimal digits of everything that shaped it (versions, digests, settings)."""
    return "r-" + hashlib.sha256(msgspec.json.encode(reading)).hexdigest()[:16]
