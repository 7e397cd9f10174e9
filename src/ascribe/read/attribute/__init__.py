"""Attribution: who says it, by which word, through which channel."""

from __future__ import annotations

from ascribe.read.attribute.lookup import source_of
from ascribe.read.attribute.relations import attribute_sources

__all__ = ["attribute_sources", "source_of"]
