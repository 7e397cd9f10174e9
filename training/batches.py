"""Examples as tensors: packed once, then put together by the batch on any device.

In:  `Example`s.   Out: `Batch`es.

Shapes: B windows, P pieces, W words, Q asked words a window; padded at the end.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from ascribe.inference.labels import CLASSES, LINKS, ROLES, TAGS
from ascribe.read.evidence import COLUMNS, HIDDEN_SHAPE
from training.examples import Example

__all__ = ["ASKED", "Batch", "Packed", "batches", "collate", "pack"]

Ints = npt.NDArray[np.int64]
#: Words of a PolNeAR window that are asked who says them, a step; more cost time and say the same again.
ASKED = 24
SHAPE_HIDDEN, SEEN_HIDDEN = 0.15, 0.12
#: Links that may have any number of words, in the order of `Batch.untold`.
MANY = ("initiator", "target")


@dataclass(slots=True)
class Packed:
    """An example as arrays. Rows of `links`, `untold` and `roles` are (asked word, word, which); `told`, `classes` a row an asked word."""

    doc: str
    origin: str
    core: tuple[int, int]
    ids: Ints
    first: Ints
    piece_word: Ints
    evidence: Ints
    tags: Ints
    types: Ints
    asked: Ints
    told: npt.NDArray[np.bool_]
    links: Ints
    untold: Ints
    roles: Ints
    roles_told: npt.NDArray[np.bool_]
    classes: Ints


@dataclass(slots=True)
class Batch:
    """`mask` [B, 1, 1, P] and `words` [B, W] mark what is no padding, `asks` [B, Q] the asked words that are none.

    `tags` [B, W, tags], `types` [B, W] and `classes` [B, Q, classes] hold -1 where nothing is told; `links` [B, Q, W, links],
    `untold` [B, Q, W, many] and `roles` [B, Q, W, roles] are true where so; `told` [B, Q, links], `roles_told` [B, Q].
    `events` [B, Q]: the asked word is an event's.
    `tells` names what any example of the batch tells: tags, `type`, links, `quantity` and classes."""

    ids: Tensor
    evidence: Tensor
    piece_word: Tensor
    first: Tensor
    mask: Tensor
    words: Tensor
    tags: Tensor
    types: Tensor
    asked: Tensor
    asks: Tensor
    told: Tensor
    links: Tensor
    untold: Tensor
    roles: Tensor
    roles_told: Tensor
    classes: Tensor
    events: Tensor
    tells: frozenset[str]

    def to(self, device: str) -> Batch:
        *tensors, tells = (getattr(self, f.name) for f in fields(self))
        return Batch(*(t.to(device) for t in tensors), tells)


def pack(e: Example) -> Packed:
    """The example's arrays."""
    told = [[q.links.get(name) is not None for name in LINKS] for q in e.queries]
    links = [(i, w, r) for i, q in enumerate(e.queries) for r, name in enumerate(LINKS) for w in sorted(q.links.get(name) or ())]
    untold = [(i, w, r) for i, q in enumerate(e.queries) for r, name in enumerate(MANY) for w in sorted(q.untold.get(name, ()))]
    roles = [(i, w, r) for i, q in enumerate(e.queries) for w, r in sorted((q.roles or {}).items())]
    n = len(e.queries)
    return Packed(
        e.doc, e.origin, e.core, *(np.array(x, np.int64) for x in (e.ids, e.first, e.piece_word, e.evidence)),
        np.array([e.tags[t] for t in TAGS], np.int64).T, np.array(e.types, np.int64), np.array([q.word for q in e.queries], np.int64),
        np.array(told, np.bool_).reshape(n, len(LINKS)), *(np.array(x, np.int64).reshape(-1, 3) for x in (links, untold, roles)),
        np.array([q.roles is not None for q in e.queries], np.bool_),
        np.array([[q.classes.get(c, -1) for c in CLASSES] for q in e.queries], np.int64).reshape(n, len(CLASSES)),
    )  # fmt: skip


def batches(examples: Sequence[Packed], rng: random.Random, pieces: int) -> Iterator[list[Packed]]:
    """Examples of like length together, about so many pieces, in random order."""
    order = sorted(examples, key=lambda e: len(e.ids) + rng.random() * 24)
    groups: list[list[Packed]] = []
    for e in order:
        if groups and (len(groups[-1]) + 1) * len(e.ids) <= pieces:
            groups[-1].append(e)
        else:
            groups.append([e])
    rng.shuffle(groups)
    yield from groups


def collate(batch: Sequence[Packed], rng: np.random.Generator | None) -> Batch:
    """The batch; with `rng`, evidence and letters' case are hidden at random, and of many asked words `ASKED` are kept."""
    kept = [_kept(e, rng) for e in batch]
    b, p, w = len(batch), max(len(e.ids) for e in batch), max(len(e.first) for e in batch)
    q = max(1, *(len(k) for k in kept))
    ids, piece_word = np.zeros((b, p), np.int64), np.full((b, p), w)
    mask, first = np.zeros((b, 1, 1, p), np.bool_), np.zeros((b, w), np.int64)
    words, evidence = np.zeros((b, w), np.bool_), np.zeros((b, w, len(COLUMNS)), np.int64)
    tags, types = np.full((b, w, len(TAGS)), -1), np.full((b, w), -1)
    asked, asks, events = np.zeros((b, q), np.int64), np.zeros((b, q), np.bool_), np.zeros((b, q), np.bool_)
    told, roles_told, classes = np.zeros((b, q, len(LINKS)), np.bool_), np.zeros((b, q), np.bool_), np.full((b, q, len(CLASSES)), -1)
    links = np.zeros((b, q, w, len(LINKS)), np.bool_)
    untold, roles = np.zeros((b, q, w, len(MANY)), np.bool_), np.zeros((b, q, w, len(ROLES)), np.bool_)
    for i, (e, keep) in enumerate(zip(batch, kept, strict=True)):
        n = len(e.first)
        ids[i, : len(e.ids)] = e.ids
        mask[i, ..., : len(e.ids)] = True
        piece_word[i, : len(e.ids)] = np.where(e.piece_word < 0, w, e.piece_word)
        first[i, :n], words[i, :n] = e.first, True
        evidence[i, :n] = e.evidence
        if rng is not None:
            if rng.random() < SHAPE_HIDDEN:
                evidence[i, :n, 0] = HIDDEN_SHAPE
            evidence[i, :, 1:][:, rng.random(len(COLUMNS) - 1) < SEEN_HIDDEN] = 0
        tags[i, :n], types[i, :n] = e.tags, e.types
        m = len(keep)
        asked[i, :m], asks[i, :m], events[i, :m] = e.asked[keep], True, e.origin != "polnear"
        told[i, :m], roles_told[i, :m], classes[i, :m] = e.told[keep], e.roles_told[keep], e.classes[keep]
        row = np.full(len(e.asked), -1)
        row[keep] = np.arange(m)
        for into, cells in ((links, e.links), (untold, e.untold), (roles, e.roles)):
            here = cells[row[cells[:, 0]] >= 0] if len(cells) else cells
            into[i, row[here[:, 0]], here[:, 1], here[:, 2]] = True
    tells = {f"{t}_tag" for k, t in enumerate(TAGS) if (tags[..., k] >= 0).any()} | {
        name for r, name in enumerate(LINKS) if told[..., r].any()
    }
    tells |= {name for c, name in enumerate(CLASSES) if (classes[..., c] >= 0).any()}
    tells |= {name for name, some in (("type", (types >= 0).any()), ("quantity", roles_told.any())) if some}
    tensors = map(torch.from_numpy, (ids, evidence, piece_word, first, mask, words, tags, types, asked, asks, told, links, untold, roles,
                                     roles_told, classes, events))  # fmt: skip
    return Batch(*tensors, frozenset(tells))


def _kept(e: Packed, rng: np.random.Generator | None) -> Ints:
    n = len(e.asked)
    if e.origin != "polnear" or n <= ASKED:
        return np.arange(n)
    if rng is None:
        return np.linspace(0, n - 1, ASKED).astype(np.int64)
    return np.sort(rng.choice(n, ASKED, replace=False))
