"""Trains the model, from annotated data to a checkpoint.

In:  `$ASCRIBE_DATA`, `training/annotations`, the split.   Out: `build/model/NAME.pt`, and a line of scores an epoch.

    python -m training.fit NAME [--start OTHER.pt] [--epochs 8] [--polnear 1.0] [--claims 1.0] [--teacher A.pt B.pt … --unlabelled 1.0]

With teachers the model also learns what finished readers together say of every text, those without labels among them.
An accelerator is used where there is one.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import inspect
import json
import os
import pickle
import random
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor

from ascribe.domain.document import Document
from ascribe.inference.labels import CHOSEN, CLASSES, LINKS, TAGS
from training.batches import MANY, Batch, Packed, batches, collate, pack
from training.data import document_of, load_passages
from training.examples import claims_examples, plain_examples, polnear_examples, read_evidence
from training.losses import FORBIDDEN, Scores, allowed, mean_scores, scores_of, taught, told
from training.model import Model, load_minilm, start_from_minilm
from training.unlabelled import load_unlabelled

BUILD = Path("build/model")
PIECES = 2400  # in a step
#: Half precision halves the time of a step where the processor multiplies it; elsewhere it takes thirty times as long.
HALF = torch.backends.cpu.get_cpu_capability() == "AVX512"
DEVICE = "cuda" if torch.cuda.is_available() else "cpu"
#: What each part of the loss weighs. Tags are means over words, nearly all of them outside: they need the most.
WEIGHTS = {
    "source": 1.0, "cue": 1.0, "source_tag": 12.0, "cue_tag": 12.0, "content_tag": 12.0, "trigger_tag": 15.0, "type": 1.0, "place": 0.5,
    "initiator": 0.25, "target": 0.25, "quantity": 0.15, "status": 0.5, "kind": 0.4, "channel": 0.3, "background": 0.2,
    "party": 0.3, "at_issue": 0.2,
}  # fmt: skip
#: Development figures every so many epochs, and at the end.
EVALUATED = 3
#: How likely a teacher must hold a word for the start of an event, to be asked about it in a text without labels.
ASKED_FROM = 0.2


def polnear_records(side: str) -> list[dict[str, Any]]:
    file = Path(os.environ["ASCRIBE_DATA"]) / "polnear" / f"{side}.jsonl.gz"
    return [json.loads(line) for line in gzip.decompress(file.read_bytes()).splitlines()]


def load_examples(names: Sequence[str]) -> dict[str, list[Packed]]:
    """Examples of `polnear_train`, `polnear_dev`, `claims_train`, `claims_dev`, `unlabelled_train`, kept in `build/` until the rules or
    what is annotated change."""
    from ascribe.read.reader import Reader

    BUILD.mkdir(parents=True, exist_ok=True)
    tokenizer = Tokenizer.from_file(str(load_minilm()[1]))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    reader = Reader.load()
    out: dict[str, list[Packed]] = {}
    for name in names:
        corpus, side = name.split("_")
        made_by = hashlib.sha256((reader.evidence_digest + inspect.getsource(read_evidence)).encode()).hexdigest()[:12]
        cache = BUILD / f"seen_{name}_{made_by}.pickle"
        seen: dict[str, Any] = pickle.loads(cache.read_bytes()) if cache.exists() else {}
        fresh = len(seen)
        out[name] = []
        items: list[tuple[Any, Document]]
        if corpus == "polnear":
            items = [(r, Document.of(r["text"])) for r in polnear_records(side)]
        elif corpus == "claims":
            items = [(p, document_of(p)) for p in load_passages(side)[0]]
        else:
            items = [(None, d) for d in load_unlabelled()]
        make: Any = {"polnear": polnear_examples, "claims": claims_examples, "unlabelled": plain_examples}[corpus]
        for item, document in items:
            if document.id not in seen:
                seen[document.id] = read_evidence(reader, document)
            out[name] += [pack(e) for e in make(item, document, seen[document.id], tokenizer)]
        if len(seen) > fresh:
            cache.write_bytes(pickle.dumps(seen))
    return out


def digest_of(examples: Sequence[Packed]) -> str:
    """`sha256:` and the digest of the examples' pieces, evidence and labels: everything that training sees of them."""
    digest = hashlib.sha256()
    for e in examples:
        digest.update(e.doc.encode())
        for part in (e.ids, e.evidence, e.tags, e.types, e.asked, e.told, e.links, e.untold, e.roles, e.roles_told, e.classes):
            digest.update(np.ascontiguousarray(part, np.int64).tobytes())
    return "sha256:" + digest.hexdigest()


def loss_of(
    model: Model, batch: Batch, weights: dict[str, float], teachers: Sequence[Model] = (), share: float = 0.5
) -> tuple[Tensor, dict[str, Tensor]]:
    """The weighted sum of the parts of the loss, and the parts, those from teachers as `heard_…`.

    What teachers say weighs `share` of it, or all where nothing is told."""
    scores = scores_of(model, batch)
    parts = told(model, batch, scores)
    if not teachers:
        return _sum(parts, weights), parts
    heard = taught(batch, scores, _said(teachers, batch))
    total = (1 - share) * _sum(parts, weights) + share * _sum(heard, weights) if parts else _sum(heard, weights)
    return total, parts | {f"heard_{name}": part for name, part in heard.items()}


def _sum(parts: dict[str, Tensor], weights: dict[str, float]) -> Tensor:
    return torch.stack([weights[name] * part for name, part in parts.items()]).sum()


@torch.no_grad()
def _said(teachers: Sequence[Model], batch: Batch) -> Scores:
    return mean_scores([scores_of(t, batch) for t in teachers])


def best_paths(scores: Tensor, transitions: Tensor) -> Tensor:
    """The likeliest tags [S, W] from scores [S, W, 3]; those of padding at the end mean nothing, and change nothing before it."""
    best = scores[:, 0] + torch.tensor([0.0, 0.0, FORBIDDEN])
    back = []
    for i in range(1, scores.shape[1]):
        value, arg = (best[:, :, None] + transitions).max(1)
        back.append(arg)
        best = value + scores[:, i]
    tag = best.argmax(-1)
    out = [tag]
    for arg in reversed(back):
        tag = arg.gather(1, tag[:, None]).squeeze(1)
        out.append(tag)
    return torch.stack(out[::-1], 1)


def spans_of(tags: Sequence[int]) -> set[tuple[int, int]]:
    out, start = set(), None
    for i, tag in enumerate([*tags, 0]):
        if start is not None and tag != 2:
            out.add((start, i))
            start = None
        if tag == 1:
            start = i
    return out


@torch.no_grad()
def evaluate(model: Model | Sequence[Model], examples: Sequence[Packed]) -> dict[str, float]:
    """Figures for choosing: exact F1 of spans, trigger F1 by overlap with its type, accuracy of links and classes on gold triggers.

    Of several models what their mean says."""
    models = [model] if isinstance(model, Model) else list(model)
    for m in models:
        m.eval()
    device = models[0].transitions.device
    transitions = torch.stack([allowed(m.transitions) for m in models]).mean(0).cpu()
    n: Counter[tuple[str, str]] = Counter()
    for group in batches(examples, random.Random(0), 4 * PIECES):
        batch = collate(group, None)
        scores = mean_scores([scores_of(m, batch.to(str(device))) for m in models])
        scores = Scores(*(s.cpu() for s in scores[:4]), tuple(c.cpu() for c in scores.classes))
        _count_spans(n, group, scores, transitions)
        _count_links(n, batch, scores)
    out = {}
    for name in sorted({k[0] for k in n}):
        if (name, "gold") in n:
            out[name] = 2 * n[name, "right"] / max(1, n[name, "gold"] + n[name, "found"])
        else:
            out[name] = n[name, "right"] / max(1, n[name, "n"])
    return out


def _count_spans(n: Counter[tuple[str, str]], group: Sequence[Packed], scores: Scores, transitions: Tensor) -> None:
    for k, name in enumerate(TAGS):
        if all(e.tags[0, k] < 0 for e in group):
            continue
        paths = _paths(scores.tags[:, :, k], transitions[k], [len(e.first) for e in group])
        for i, (e, path) in enumerate(zip(group, paths, strict=True)):
            lo, hi = e.core
            found = {s for s in spans_of(path) if lo <= s[0] < hi}
            gold = {s for s in spans_of(e.tags[:, k].tolist()) if lo <= s[0] < hi}
            n[name, "gold"] += len(gold)
            n[name, "found"] += len(found)
            if name == "trigger":
                hits = [g for g in gold if any(s[0] < g[1] and g[0] < s[1] for s in found)]
                n[name, "right"] += len(hits)
                for g in hits:
                    s = next(s for s in found if s[0] < g[1] and g[0] < s[1])
                    n["type", "n"] += 1
                    n["type", "right"] += int(scores.types[i, s[0]].argmax()) == e.types[g[0]]
            else:
                n[name, "right"] += len(gold & found)


def _paths(scores: Tensor, transitions: Tensor, lengths: Sequence[int]) -> list[list[int]]:
    scores = scores.clone()
    for i, length in enumerate(lengths):
        scores[i, length:, 1:] = FORBIDDEN
    return [path[:length].tolist() for path, length in zip(best_paths(scores, transitions), lengths, strict=True)]


def _count_links(n: Counter[tuple[str, str]], batch: Batch, scores: Scores) -> None:
    words = batch.words[:, None]
    for r, name in enumerate(LINKS):
        right, asks = batch.links[..., r], batch.told[..., r]
        if name in CHOSEN:
            every = torch.cat([scores.links[..., r].masked_fill(~words, FORBIDDEN), scores.none[..., CHOSEN.index(name)][..., None]], -1)
            hits = torch.cat([right, ~right.any(-1, keepdim=True)], -1).gather(-1, every.argmax(-1, keepdim=True)).squeeze(-1)
        else:
            found = (scores.links[..., r] > 0) & words & ~(batch.untold[..., MANY.index(name)] & ~right)
            hits = torch.where(right.any(-1), (found & right).any(-1), ~found.any(-1))
        n[f"{name}_link", "n"] += int(asks.sum())
        n[f"{name}_link", "right"] += int((hits & asks).sum())
    found = (scores.links[..., len(LINKS) :] > 0) & words[..., None]
    n["quantity_link", "n"] += int(batch.roles_told.sum())
    n["quantity_link", "right"] += int(((found == batch.roles).all(-1).all(-1) & batch.roles_told).sum())
    for c, name in enumerate(CLASSES):
        gold = batch.classes[..., c]
        n[name, "n"] += int((gold >= 0).sum())
        n[name, "right"] += int(((scores.classes[c].argmax(-1) == gold) & (gold >= 0)).sum())


@dataclass(frozen=True)
class Settings:
    """How to train. `polnear`, `claims` and `unlabelled` say how often each set's windows stand in an epoch; `rate` is the encoder's and
    `heads_rate` the heads', both warmed up over 6 % of the steps and falling to nothing in a line; a step takes windows of `pieces`
    pieces in all; `limit` stops after so many steps; `share` is what the teachers weigh where annotations tell something too."""

    epochs: float = 6.0
    polnear: float = 1.0
    claims: float = 1.0
    unlabelled: float = 0.0
    rate: float = 2e-4
    heads_rate: float = 1e-3
    pieces: int = PIECES
    limit: int = 0
    seed: int = 1
    share: float = 0.5
    threads: int = 2


def train(
    name: str, data: dict[str, list[Packed]], settings: Settings, *, start: Path | None = None, teachers: Sequence[Path] = (),
    weights: dict[str, float] | None = None,
) -> Model:  # fmt: skip
    """Train from MiniLM, or from the checkpoint `start`, and leave a checkpoint an epoch in `build/model/NAME.pt`.

    The same seed and threads give the same weights on one kind of processor; an accelerator adds up in no fixed order."""
    if settings.unlabelled and not teachers:
        raise ValueError("texts without labels tell nothing without teachers")
    torch.set_num_threads(settings.threads)
    torch.manual_seed(settings.seed)
    rng, noise = random.Random(settings.seed), np.random.default_rng(settings.seed)
    weights = WEIGHTS | (weights or {})
    model = load_model(start).to(DEVICE)
    heard = [load_model(t).to(DEVICE).eval() for t in teachers]
    if heard and "unlabelled_train" in data:
        data = data | {"unlabelled_train": asked_about(heard, data["unlabelled_train"])}
    model.encoder.words.weight.requires_grad_(False)
    slow = [p for n, p in model.named_parameters() if p.requires_grad and ("layers." in n or n == "encoder.positions")]
    slow_ids = {id(p) for p in slow}
    fast = [p for p in model.parameters() if p.requires_grad and id(p) not in slow_ids]
    optimizer = torch.optim.AdamW(
        [{"params": slow, "lr": settings.rate}, {"params": fast, "lr": settings.heads_rate}], weight_decay=0.01, fused=DEVICE == "cuda"
    )

    def epoch_batches() -> list[list[Packed]]:
        out: list[list[Packed]] = []
        for corpus in ("polnear", "claims", "unlabelled"):
            whole, rest = divmod(getattr(settings, corpus), 1)
            for share in [1.0] * int(whole) + ([rest] if rest else []):
                every = data[f"{corpus}_train"]
                out += batches(rng.sample(every, int(share * len(every))), rng, settings.pieces)
        rng.shuffle(out)
        return out

    per_epoch = len(epoch_batches())
    total = settings.limit or int(settings.epochs * per_epoch)
    print({k: len(v) for k, v in data.items()}, "steps an epoch", per_epoch, "in all", total, flush=True)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda s: min(1.0, (s + 1) / (0.06 * total)) * max(0.0, 1 - s / total))
    stages = _stages(start) if start else []
    told_of = asdict(settings) | {"data": {k: digest_of(v) for k, v in data.items() if k.endswith("_train")}}
    stages.append(told_of | ({"taught_by": {t.stem: _stages(t) for t in teachers}} if teachers else {}))
    step, epoch, began = 0, 0, time.time()
    while step < total:
        model.train()
        running: dict[str, Tensor] = {}
        seen: Counter[str] = Counter()
        for group in epoch_batches():
            batch = collate(group, noise).to(DEVICE)
            with torch.autocast(DEVICE, torch.bfloat16, enabled=HALF or DEVICE == "cuda"):
                loss, parts = loss_of(model, batch, weights, heard, settings.share)
            loss.backward()
            torch.nn.utils.clip_grad_norm_([*slow, *fast], 1.0)
            optimizer.step()
            schedule.step()
            optimizer.zero_grad()
            for k, v in parts.items():
                running[k] = running.get(k, 0) + v.detach()
                seen[k] += 1
            step += 1
            if step % 200 == 0:
                means = " ".join(f"{k} {float(running[k]) / seen[k]:.3f}" for k in sorted(running))
                print(f"  step {step} {time.time() - began:.0f}s {means}", flush=True)
                running.clear()
                seen.clear()
            if step >= total:
                break
        epoch += 1
        save(model, name, stages)
        if epoch % EVALUATED == 0 or step >= total:
            figures = {d: {k: round(v, 3) for k, v in evaluate(model, data[d]).items()} for d in ("claims_dev", "polnear_dev") if d in data}
            print(f"epoch {epoch} step {step} {time.time() - began:.0f}s {json.dumps(figures)}", flush=True)
    return model


def load_model(start: Path | None) -> Model:
    """The model of a checkpoint, or one whose encoder is MiniLM's and whose heads are fresh."""
    pretrained, _, config = load_minilm()
    model = Model(config["vocab_size"])
    start_from_minilm(model.encoder, pretrained)
    if start:
        told_of = model.load_state_dict(torch.load(start, map_location="cpu"), strict=False)
        print("fresh beside the checkpoint:", told_of.missing_keys or "nothing", flush=True)
    return model


def save(model: Model, name: str, stages: list[Any]) -> None:
    """Leave the model and what it was made from in `build/model`."""
    BUILD.mkdir(parents=True, exist_ok=True)
    torch.save({k: v.cpu() for k, v in model.state_dict().items()}, BUILD / f"{name}.pt")
    (BUILD / f"{name}.json").write_text(json.dumps(stages, indent=1) + "\n", "utf-8")


def _stages(checkpoint: Path) -> list[Any]:
    return list(json.loads(checkpoint.with_suffix(".json").read_text("utf-8")))


@torch.no_grad()
def asked_about(teachers: Sequence[Model], examples: Sequence[Packed]) -> list[Packed]:
    """The texts without labels, with the words at which the teachers hold an event to start."""
    out: list[Packed] = []
    for group in batches(examples, random.Random(0), 4 * PIECES):
        starts = _said(teachers, collate(group, None).to(DEVICE)).tags[:, :, TAGS.index("trigger")].softmax(-1)[..., 1].cpu().numpy()
        for e, likely in zip(group, starts, strict=True):
            lo, hi = e.core
            asked = lo + np.flatnonzero(likely[lo:hi] >= ASKED_FROM)
            n = len(asked)
            nothing = np.zeros((0, 3), np.int64)
            out.append(replace(
                e, asked=asked, told=np.zeros((n, len(LINKS)), np.bool_), roles_told=np.zeros(n, np.bool_), links=nothing,
                untold=nothing, roles=nothing, classes=np.full((n, len(CLASSES)), -1),
            ))  # fmt: skip
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("name")
    parser.add_argument("--start", type=Path)
    parser.add_argument("--teacher", type=Path, nargs="*", default=[], help="checkpoints to learn from")
    for setting in fields(Settings):
        parser.add_argument(f"--{setting.name.replace('_', '-')}", type=type(setting.default), default=setting.default)
    parser.add_argument("--weight", action="append", default=[], help="NAME=W of a part of the loss")
    args = parser.parse_args()
    if args.unlabelled and not args.teacher:
        parser.error("--unlabelled needs --teacher: texts without labels tell nothing by themselves")
    settings = Settings(**{s.name: getattr(args, s.name) for s in fields(Settings)})
    data = load_examples(
        ["claims_train", "claims_dev"] + (["polnear_train", "polnear_dev"] if settings.polnear else [])
        + (["unlabelled_train"] if settings.unlabelled else [])
    )  # fmt: skip
    train(
        args.name, data, settings, start=args.start, teachers=args.teacher,
        weights={k: float(v) for k, v in (w.split("=") for w in args.weight)},
    )  # fmt: skip


if __name__ == "__main__":
    main()
