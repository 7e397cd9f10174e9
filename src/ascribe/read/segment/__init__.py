"""Sentences and quotations: where a text's units of saying begin and end."""

from __future__ import annotations

from ascribe.read.segment.quotations import segment_quotations
from ascribe.read.segment.sentences import is_hard_wrapped, segment_paragraphs, segment_sentences, unwrapped

__all__ = ["is_hard_wrapped", "segment_paragraphs", "segment_quotations", "segment_sentences", "unwrapped"]
