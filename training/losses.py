"""What training makes small: what the annotations say, and what a set of finished readers says.

In:  the model's scores for a batch (`Scores`), the batch, the scores of teachers.   Out: parts of the loss by name, each a mean.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor

from ascribe.inference.labels import CHOSEN, CLASSES, LINKS, TAGS
from training.batches import MANY, Batch
from training.model import Model

__all__ = ["FORBIDDEN", "Scores", "allowed", "crf_loss", "mean_scores", "scores_of", "taught", "told"]

FORBIDDEN = -1e4


class Scores(NamedTuple):
    """`tags` [B, W, tags, 3], `types` [B, W, types], `links` [B, Q, W, links + roles], `none` [B, Q, chosen], `classes` each [B, Q, n]."""

    tags: Tensor
    types: Tensor
    links: Tensor
    none: Tensor
    classes: tuple[Tensor, ...]


def scores_of(model: Model, batch: Batch) -> Scores:
    """What the model says of the batch, in full precision; scores of padding mean nothing."""
    h, tags, types = model.encoder(batch.ids, batch.evidence, batch.piece_word, batch.first, batch.mask)
    links, none, *classes = model.heads.batched(h, batch.asked, batch.words)
    return Scores(tags.float(), types.float(), links.float(), none.float(), tuple(c.float() for c in classes))


def mean_scores(scores: list[Scores]) -> Scores:
    """The mean of each score over several models: their product, as far as distributions go."""

    def mean(parts: list[Tensor]) -> Tensor:
        return torch.stack(parts).mean(0)

    *plain, classes = zip(*scores, strict=True)
    return Scores(*(mean(list(p)) for p in plain), tuple(mean(list(c)) for c in zip(*classes, strict=True)))


def allowed(transitions: Tensor) -> Tensor:
    """The transitions with "further word" after "outside" forbidden."""
    barred = torch.zeros(3, 3, device=transitions.device)
    barred[0, 2] = FORBIDDEN
    return transitions + barred


def crf_loss(scores: Tensor, transitions: Tensor, gold: Tensor) -> Tensor:
    """Negative log-likelihood of K tags, a word on average, for each [K]. `scores` [B, W, K, 3], `gold` [B, W, K] with -1 after the end.

    A window may begin inside a span, so any tag may come first. Sums over all ways are taken of pairs of words, then of pairs of those."""
    known = gold >= 0
    tags = gold.clamp(min=0)
    picked = (scores.gather(3, tags[..., None]).squeeze(-1) * known).sum((0, 1))
    which = torch.arange(scores.shape[2], device=scores.device)
    moved = (transitions[which, tags[:, :-1], tags[:, 1:]] * known[:, 1:]).sum((0, 1))
    stay = torch.full((3, 3), FORBIDDEN, device=scores.device).fill_diagonal_(0.0)
    steps = torch.where(known[:, 1:, :, None, None], transitions + scores[:, 1:, :, None, :], stay)
    while steps.shape[1] > 1:
        if steps.shape[1] % 2:
            steps = torch.cat([steps, stay.expand(len(steps), 1, steps.shape[2], 3, 3)], 1)
        steps = torch.logsumexp(steps[:, 0::2, ..., None] + steps[:, 1::2, :, None], 4)
    first = scores[:, 0]
    ways = torch.logsumexp(first[..., None] + steps[:, 0], (-2, -1)) if steps.shape[1] else torch.logsumexp(first, -1)
    return ((ways * known[:, 0]).sum(0) - picked - moved) / known.sum((0, 1)).clamp(min=1)


def told(model: Model, batch: Batch, scores: Scores) -> dict[str, Tensor]:
    """The loss against the annotations, by part; a part that no example of the batch tells is left out."""
    parts: dict[str, Tensor] = {}
    tags = [k for k, name in enumerate(TAGS) if f"{name}_tag" in batch.tells]
    if tags:
        some = slice(tags[0], tags[-1] + 1)
        lost = crf_loss(scores.tags[:, :, some], allowed(model.transitions)[some], batch.tags[..., some])
        parts |= {f"{TAGS[k]}_tag": lost[k - tags[0]] for k in tags}
    if "type" in batch.tells:
        parts["type"] = F.cross_entropy(scores.types.flatten(0, 1), batch.types.flatten(), ignore_index=-1)
    for r, name in enumerate(LINKS):
        if name not in batch.tells:
            continue
        right = batch.links[..., r]
        if name in CHOSEN:
            every = _with_none(scores, batch, r, CHOSEN.index(name))
            hits = torch.cat([right, ~right.any(-1, keepdim=True)], -1)
            lost = torch.logsumexp(every, -1) - torch.logsumexp(every.masked_fill(~hits, FORBIDDEN), -1)
        else:
            use = batch.words[:, None] & ~(batch.untold[..., MANY.index(name)] & ~right)
            lost = (F.binary_cross_entropy_with_logits(scores.links[..., r], right.float(), reduction="none") * use).sum(-1) / 3
        parts[name] = _mean(lost, batch.told[..., r])
    if "quantity" in batch.tells:
        lost = F.binary_cross_entropy_with_logits(scores.links[..., len(LINKS) :], batch.roles.float(), reduction="none")
        parts["quantity"] = _mean((lost * batch.words[:, None, :, None]).sum((-1, -2)) / 2, batch.roles_told)
    for c, name in enumerate(CLASSES):
        if name in batch.tells:
            parts[name] = F.cross_entropy(scores.classes[c].flatten(0, 1), batch.classes[..., c].flatten(), ignore_index=-1)
    return parts


def taught(batch: Batch, scores: Scores, teacher: Scores) -> dict[str, Tensor]:
    """How far the scores are from the teacher's, by the same parts (Hinton and others, Distilling the knowledge in a neural network, 2015).

    Words of no event are asked for their source and cue alone."""
    parts: dict[str, Tensor] = {}
    words, events = batch.words, batch.events & batch.asks
    every_tag = (_apart(scores.tags, teacher.tags) * words[..., None]).sum((0, 1)) / words.sum()
    parts |= {f"{name}_tag": every_tag[k] for k, name in enumerate(TAGS)}
    starts = teacher.tags[:, :, TAGS.index("trigger")].softmax(-1)[..., 1] * words
    parts["type"] = _mean(_apart(scores.types, teacher.types), starts)
    for r, name in enumerate(LINKS):
        if name in CHOSEN:
            c = CHOSEN.index(name)
            lost = _apart(_with_none(scores, batch, r, c), _with_none(teacher, batch, r, c))
        else:
            lost = (_apart_each(scores.links[..., r], teacher.links[..., r]) * words[:, None]).sum(-1) / 3
        parts[name] = _mean(lost, batch.asks if name in ("source", "cue") else events)
    lost = _apart_each(scores.links[..., len(LINKS) :], teacher.links[..., len(LINKS) :])
    parts["quantity"] = _mean((lost * words[:, None, :, None]).sum((-1, -2)) / 2, events)
    for c, name in enumerate(CLASSES):
        parts[name] = _mean(_apart(scores.classes[c], teacher.classes[c]), events)
    return parts


def _mean(lost: Tensor, weight: Tensor) -> Tensor:
    return (lost * weight).sum() / weight.sum().clamp(min=1e-6)


def _with_none(scores: Scores, batch: Batch, link: int, chosen: int) -> Tensor:
    every = scores.links[..., link].masked_fill(~batch.words[:, None], FORBIDDEN)
    return torch.cat([every, scores.none[..., chosen : chosen + 1]], -1)


def _apart(scores: Tensor, teacher: Tensor) -> Tensor:
    """The divergence of two distributions over the last dimension."""
    right = teacher.log_softmax(-1)
    return (right.exp() * (right - scores.log_softmax(-1))).sum(-1)


def _apart_each(scores: Tensor, teacher: Tensor) -> Tensor:
    """The divergence of each score's yes or no from the teacher's."""
    p = teacher.sigmoid()
    return F.binary_cross_entropy_with_logits(scores, p, reduction="none") - F.binary_cross_entropy_with_logits(
        teacher, p, reduction="none"
    )
