"""Trains the model, from annotated data to a checkpoint.

In:  `$ASCRIBE_DATA`, `training/annotations`, the split.   Out: `build/model/NAME.pt`, and a line of scores an epoch.

    python -m training.fit NAME [--start OTHER.pt] [--epochs 8] [--polnear 1.0] [--claims 1.0] …
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import os
import pickle
import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
from tokenizers import Tokenizer
from torch import Tensor

from ascribe.domain.document import Document
from ascribe.inference.labels import CHOSEN, CLASSES, LINKS, ROLES, TAGS
from ascribe.read.evidence import COLUMNS, HIDDEN_SHAPE
from ascribe.read.reader import Reader
from training.data import document_of, load_passages
from training.examples import Example, claims_examples, polnear_examples, read_evidence
from training.model import Model, load_minilm, start_from_minilm

BUILD = Path("build/model")
#: Words of a PolNeAR window that are asked who says them, a step; more cost time and say the same again.
ASKED = 24
PIECES = 2400  # in a step
#: Half precision halves the time of a step where the processor multiplies it; elsewhere it takes thirty times as long.
HALF = torch.backends.cpu.get_cpu_capability() == "AVX512"
FORBIDDEN = -1e4
#: What each part of the loss weighs. Tags are means over words, nearly all of them outside: they need the most.
WEIGHTS = {
    "source": 1.0, "cue": 1.0, "source_tag": 12.0, "cue_tag": 12.0, "content_tag": 12.0, "trigger_tag": 15.0, "type": 1.0, "place": 0.5,
    "initiator": 0.25, "target": 0.25, "quantity": 0.15, "status": 0.5, "kind": 0.4, "channel": 0.3, "background": 0.2,
    "party": 0.3, "at_issue": 0.2,
}  # fmt: skip


def polnear_records(side: str) -> list[dict[str, Any]]:
    file = Path(os.environ["ASCRIBE_DATA"]) / "polnear" / f"{side}.jsonl.gz"
    return [json.loads(line) for line in gzip.decompress(file.read_bytes()).splitlines()]


def load_examples(names: Sequence[str]) -> dict[str, list[Example]]:
    """Examples of `polnear_train`, `polnear_dev`, `claims_train`, `claims_dev`; what the rules see is kept in `build/`."""
    BUILD.mkdir(parents=True, exist_ok=True)
    tokenizer = Tokenizer.from_file(str(load_minilm()[1]))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    reader = Reader.load()
    out: dict[str, list[Example]] = {}
    for name in names:
        corpus, side = name.split("_")
        cache = BUILD / f"seen_{name}_{reader.evidence_digest[:12]}.pickle"
        seen: dict[str, Any] = pickle.loads(cache.read_bytes()) if cache.exists() else {}
        fresh = len(seen)
        out[name] = []
        items = polnear_records(side) if corpus == "polnear" else load_passages(side)[0]
        for item in items:
            document = Document.of(item["text"]) if corpus == "polnear" else document_of(item)
            if document.id not in seen:
                seen[document.id] = read_evidence(reader, document)
            make = polnear_examples if corpus == "polnear" else claims_examples
            out[name] += make(item, document, seen[document.id], tokenizer)
        if len(seen) > fresh:
            cache.write_bytes(pickle.dumps(seen))
    return out


def digest_of(examples: Sequence[Example]) -> str:
    """`sha256:` and the digest of the examples' pieces, evidence and labels: everything that training sees of them."""
    digest = hashlib.sha256()
    for e in examples:
        told = (e.doc, e.ids, e.evidence, e.tags, e.types, [(q.word, q.links, q.untold, q.roles, q.classes) for q in e.queries])
        digest.update(repr(told).encode())
    return "sha256:" + digest.hexdigest()


def batches(examples: Sequence[Example], rng: random.Random, pieces: int = PIECES) -> Iterator[list[Example]]:
    """Examples of like length together, in random order."""
    order = sorted(examples, key=lambda e: len(e.ids) + rng.random() * 24)
    groups: list[list[Example]] = []
    for e in order:
        if groups and (len(groups[-1]) + 1) * len(e.ids) <= pieces:
            groups[-1].append(e)
        else:
            groups.append([e])
    rng.shuffle(groups)
    yield from groups


def collate(batch: Sequence[Example], rng: random.Random | None) -> dict[str, Tensor]:
    """Padded tensors; with `rng`, evidence and letters' case are dropped at random."""
    p, w = max(len(e.ids) for e in batch), max(len(e.first) for e in batch)
    b = len(batch)
    ids, piece_word = torch.zeros(b, p, dtype=torch.long), torch.full((b, p), w)
    mask, first = torch.zeros(b, 1, 1, p, dtype=torch.bool), torch.zeros(b, w, dtype=torch.long)
    evidence = torch.zeros(b, w, len(COLUMNS), dtype=torch.long)
    tags, types = torch.full((b, w, len(TAGS)), -1), torch.full((b, w), -1)
    for i, e in enumerate(batch):
        ids[i, : len(e.ids)] = torch.tensor(e.ids)
        mask[i, ..., : len(e.ids)] = True
        pw = torch.tensor(e.piece_word)
        piece_word[i, : len(e.ids)] = torch.where(pw < 0, w, pw)
        first[i, : len(e.first)] = torch.tensor(e.first)
        ev = torch.tensor(e.evidence)
        if rng is not None:
            if rng.random() < 0.15:
                ev[:, 0] = HIDDEN_SHAPE
            for c in range(1, len(COLUMNS)):
                if rng.random() < 0.12:
                    ev[:, c] = 0
        evidence[i, : len(ev)] = ev
        for k, t in enumerate(TAGS):
            tags[i, : len(e.first), k] = torch.tensor(e.tags[t])
        types[i, : len(e.types)] = torch.tensor(e.types)
    return {"ids": ids, "evidence": evidence, "piece_word": piece_word, "first": first, "mask": mask, "tags": tags, "types": types}


def crf_loss(scores: Tensor, transitions: Tensor, gold: Tensor) -> Tensor:
    """Negative log-likelihood of the tags, a word on average. `scores` [S, W, 3], `gold` [S, W] with -1 after the end.

    A window may begin inside a span, so any tag may come first."""
    w = scores.shape[1]
    told = gold >= 0
    tags = gold.clamp(min=0)
    picked = (scores.gather(2, tags[..., None]).squeeze(-1) * told).sum()
    moved = (transitions[tags[:, :-1], tags[:, 1:]] * told[:, 1:]).sum()
    alpha = scores[:, 0]
    for i in range(1, w):
        step = torch.logsumexp(alpha[:, :, None] + transitions[None], 1) + scores[:, i]
        alpha = torch.where(told[:, i, None], step, alpha)
    return (torch.logsumexp(alpha, 1).sum() - picked - moved) / told.sum().clamp(min=1)


def allowed(transitions: Tensor) -> Tensor:
    """The transitions with "further word" after "outside" forbidden."""
    barred = torch.zeros(3, 3)
    barred[0, 2] = FORBIDDEN
    return transitions + barred


def loss_of(model: Model, batch: Sequence[Example], rng: random.Random | None, weights: dict[str, float]) -> tuple[Tensor, Counter[str]]:
    t = collate(batch, rng)
    h, tags, types = model.encoder(t["ids"], t["evidence"], t["piece_word"], t["first"], t["mask"])
    h, tags, types = h.float(), tags.float(), types.float()
    parts: dict[str, Tensor] = {}
    transitions = allowed(model.transitions)
    for k, name in enumerate(TAGS):
        rows = (t["tags"][:, 0, k] >= 0).nonzero().squeeze(-1)
        if len(rows):
            parts[f"{name}_tag"] = crf_loss(tags[rows, :, k], transitions[k], t["tags"][rows, :, k])
    if (t["types"] >= 0).any():
        parts["type"] = F.cross_entropy(types.flatten(0, 1), t["types"].flatten(), ignore_index=-1)
    sums: dict[str, list[Tensor]] = {}

    def add(name: str, value: Tensor) -> None:
        sums.setdefault(name, []).append(value)

    for i, e in enumerate(batch):
        queries = e.queries
        if e.origin == "polnear" and len(queries) > ASKED:
            queries = (rng or random.Random(0)).sample(queries, ASKED)
        if not queries:
            continue
        n = len(e.first)
        links, none, *classes = model.heads(h[i, :n], torch.tensor([q.word for q in queries]))
        for j, q in enumerate(queries):
            for r, name in enumerate(LINKS):
                gold = q.links.get(name)
                if gold is None:
                    continue
                scores = links[j, :, r]
                if name in CHOSEN:
                    c = CHOSEN.index(name)
                    both = torch.cat([scores, none[j, c : c + 1]])
                    right = both[list(gold)] if gold else both[n:]
                    add(name, torch.logsumexp(both, 0) - torch.logsumexp(right, 0))
                else:
                    y = torch.zeros(n)
                    y[list(gold)] = 1.0
                    use = torch.ones(n)
                    use[list(q.untold.get(name, set()) - gold)] = 0.0
                    add(name, (F.binary_cross_entropy_with_logits(scores, y, reduction="none") * use).sum() / 3)
            if q.roles is not None:
                y = torch.zeros(n, len(ROLES))
                for w, r in q.roles.items():
                    y[w, r] = 1.0
                add("quantity", F.binary_cross_entropy_with_logits(links[j, :, len(LINKS) :], y, reduction="sum") / 2)
            for name, scores in zip(CLASSES, classes, strict=True):
                if name in q.classes:
                    add(name, F.cross_entropy(scores[j : j + 1], torch.tensor([q.classes[name]])))
    for name, values in sums.items():
        parts[name] = torch.stack(values).mean()
    total = sum((weights[name] * part for name, part in parts.items()), torch.zeros(()))
    return total, Counter({name: float(part.detach()) for name, part in parts.items()})


def viterbi(scores: Tensor, transitions: Tensor) -> list[int]:
    best = scores[0] + torch.tensor([0.0, 0.0, FORBIDDEN])
    back = []
    for i in range(1, len(scores)):
        value, arg = (best[:, None] + transitions).max(0)
        back.append(arg)
        best = value + scores[i]
    tag = int(best.argmax())
    out = [tag]
    for arg in reversed(back):
        tag = int(arg[tag])
        out.append(tag)
    return out[::-1]


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
def evaluate(model: Model, examples: Sequence[Example]) -> dict[str, float]:
    """Figures for choosing: exact F1 of spans, trigger F1 by overlap with its type, accuracy of links and classes on gold triggers."""
    model.eval()
    n: Counter[tuple[str, str]] = Counter()
    transitions = allowed(model.transitions)
    for e in examples:
        t = collate([e], None)
        h, tags, types = model.encoder(t["ids"], t["evidence"], t["piece_word"], t["first"], t["mask"])
        h, tags, types = h.float()[0], tags.float()[0], types.float()[0]
        lo, hi = e.core
        for k, name in enumerate(TAGS):
            if e.tags[name][0] < 0:
                continue
            found = {s for s in spans_of(viterbi(tags[:, k], transitions[k])) if lo <= s[0] < hi}
            gold = {s for s in spans_of(e.tags[name]) if lo <= s[0] < hi}
            n[name, "gold"] += len(gold)
            n[name, "found"] += len(found)
            if name == "trigger":
                hits = [g for g in gold if any(s[0] < g[1] and g[0] < s[1] for s in found)]
                n[name, "right"] += len(hits)
                for g in hits:
                    s = next(s for s in found if s[0] < g[1] and g[0] < s[1])
                    n["type", "n"] += 1
                    n["type", "right"] += int(types[s[0]].argmax()) == e.types[g[0]]
            else:
                n[name, "right"] += len(gold & found)
        queries = e.queries if e.origin != "polnear" else e.queries[::20]
        if not queries:
            continue
        links, none, *classes = model.heads(h, torch.tensor([q.word for q in queries]))
        for j, q in enumerate(queries):
            for r, name in enumerate(LINKS):
                gold = q.links.get(name)
                if gold is None:
                    continue
                if name in CHOSEN:
                    both = torch.cat([links[j, :, r], none[j, CHOSEN.index(name)][None]])
                    best = int(both.argmax())
                    n[f"{name}_link", "n"] += 1
                    n[f"{name}_link", "right"] += best in gold if gold else best == len(both) - 1
                else:
                    found = {int(x) for x in (links[j, :, r] > 0).nonzero()} - (q.untold.get(name, set()) - gold)
                    n[f"{name}_link", "n"] += 1
                    n[f"{name}_link", "right"] += bool(found & gold) if gold else not found
            if q.roles is not None:
                scores = links[j, :, len(LINKS) :]
                found = {(int(w), int(r)) for w, r in (scores > 0).nonzero()}
                n["quantity_link", "n"] += 1
                n["quantity_link", "right"] += found == set(q.roles.items())
            for name, scores in zip(CLASSES, classes, strict=True):
                if name in q.classes:
                    n[name, "n"] += 1
                    n[name, "right"] += int(scores[j].argmax()) == q.classes[name]
    out = {}
    for name in sorted({k[0] for k in n}):
        if (name, "gold") in n:
            out[name] = 2 * n[name, "right"] / max(1, n[name, "gold"] + n[name, "found"])
        else:
            out[name] = n[name, "right"] / max(1, n[name, "n"])
    return out


def train(
    name: str, data: dict[str, list[Example]], *, start: Path | None, epochs: float, polnear: float, claims: float, rate: float,
    heads_rate: float, limit: int = 0, seed: int = 1, threads: int = 2, weights: dict[str, float] | None = None,
) -> Model:  # fmt: skip
    """Train from MiniLM, or from the checkpoint `start`, and leave a checkpoint an epoch in `build/model/NAME.pt`.

    `polnear` and `claims` say how often each set's windows stand in an epoch; the rates are the encoder's and the heads', warmed up
    over 6 % of the steps and falling to nothing in a line. The same seed and threads give the same weights on one kind of machine."""
    torch.set_num_threads(threads)
    torch.manual_seed(seed)
    rng = random.Random(seed)
    weights = WEIGHTS | (weights or {})
    pretrained, _, config = load_minilm()
    model = Model(config["vocab_size"])
    start_from_minilm(model.encoder, pretrained)
    if start:
        told = model.load_state_dict(torch.load(start), strict=False)
        print("fresh beside the checkpoint:", told.missing_keys or "nothing", flush=True)
    model.encoder.words.weight.requires_grad_(False)
    slow = [p for n, p in model.named_parameters() if p.requires_grad and ("layers." in n or n == "encoder.positions")]
    slow_ids = {id(p) for p in slow}
    fast = [p for p in model.parameters() if p.requires_grad and id(p) not in slow_ids]
    optimizer = torch.optim.AdamW([{"params": slow, "lr": rate}, {"params": fast, "lr": heads_rate}], weight_decay=0.01)

    def epoch_batches() -> list[list[Example]]:
        out: list[list[Example]] = []
        for corpus, times in (("polnear_train", polnear), ("claims_train", claims)):
            whole, rest = divmod(times, 1)
            for share in [1.0] * int(whole) + ([rest] if rest else []):
                out += batches(rng.sample(data[corpus], int(share * len(data[corpus]))), rng)
        rng.shuffle(out)
        return out

    per_epoch = len(epoch_batches())
    total = limit or int(epochs * per_epoch)
    print({k: len(v) for k, v in data.items()}, "steps an epoch", per_epoch, "in all", total, flush=True)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda s: min(1.0, (s + 1) / (0.06 * total)) * max(0.0, 1 - s / total))
    before = json.loads(start.with_suffix(".json").read_text("utf-8")) if start else []
    told_of = {"epochs": epochs, "polnear": polnear, "claims": claims, "rate": rate, "heads_rate": heads_rate, "limit": limit, "seed": seed}
    stages = [*before, told_of | {"threads": threads, "data": {k: digest_of(v) for k, v in data.items() if k.endswith("_train")}}]
    step, epoch, began = 0, 0, time.time()
    while step < total:
        model.train()
        running: Counter[str] = Counter()
        seen: Counter[str] = Counter()
        for batch in epoch_batches():
            with torch.autocast("cpu", torch.bfloat16, enabled=HALF):
                loss, parts = loss_of(model, batch, rng, weights)
            loss.backward()
            torch.nn.utils.clip_grad_norm_([*slow, *fast], 1.0)
            optimizer.step()
            schedule.step()
            optimizer.zero_grad()
            for k, v in parts.items():
                running[k] += v
                seen[k] += 1
            step += 1
            if step % 50 == 0:
                print(
                    f"  step {step} {time.time() - began:.0f}s " + " ".join(f"{k} {running[k] / seen[k]:.3f}" for k in sorted(running)),
                    flush=True,
                )
                running.clear()
                seen.clear()
            if step >= total:
                break
        epoch += 1
        BUILD.mkdir(parents=True, exist_ok=True)
        torch.save(model.state_dict(), BUILD / f"{name}.pt")
        (BUILD / f"{name}.json").write_text(json.dumps(stages, indent=1) + "\n", "utf-8")
        figures = {d: {k: round(v, 3) for k, v in evaluate(model, data[d]).items()} for d in ("claims_dev", "polnear_dev") if d in data}
        print(f"epoch {epoch} step {step} {time.time() - began:.0f}s {json.dumps(figures)}", flush=True)
    return model


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("name")
    parser.add_argument("--start", type=Path)
    parser.add_argument("--epochs", type=float, default=6)
    parser.add_argument("--polnear", type=float, default=1.0, help="how often PolNeAR's windows stand in an epoch")
    parser.add_argument("--claims", type=float, default=1.0, help="how often the annotated passages stand in an epoch")
    parser.add_argument("--rate", type=float, default=2e-4, help="of the encoder")
    parser.add_argument("--heads-rate", type=float, default=1e-3)
    parser.add_argument("--limit", type=int, default=0, help="stop after so many steps")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--weight", action="append", default=[], help="NAME=W of a part of the loss")
    args = parser.parse_args()
    data = load_examples(["claims_train", "claims_dev"] + (["polnear_train", "polnear_dev"] if args.polnear else []))
    train(
        args.name, data, start=args.start, epochs=args.epochs, polnear=args.polnear, claims=args.claims, rate=args.rate,
        heads_rate=args.heads_rate, limit=args.limit, seed=args.seed, threads=args.threads,
        weights={k: float(v) for k, v in (w.split("=") for w in args.weight)},
    )  # fmt: skip


if __name__ == "__main__":
    main()
