"""Flags: an editor's warnings, each with the claims it rests on and a sentence why."""

from __future__ import annotations

from typing import Literal

import msgspec

__all__ = ["Flag", "FlagCode"]

FlagCode = Literal[
    "party_only", "single_source", "contradiction", "identity_conflict", "perpetrator_disputed", "copy", "vague_date",
    "vague_place", "anachronism", "figure_outlier", "self_contradiction", "sum_mismatch", "location_conflict",
    "unverified", "retracted", "cut",
]  # fmt: skip


class Flag(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A warning: its code, the ids of the claims it rests on, and why, in a sentence for a person."""

    code: FlagCode
    claims: tuple[str, ...]
    why: str
