"""The encoder made at home in news of conflict: it fills in masked words before it learns to read (Gururangan and others, Don't stop
pretraining, 2020).

In:  the news under `$ASCRIBE_DATA` that no suite scores.   Out: `build/model/NAME.pt`, to start `training.fit` from.

    python -m training.adapt NAME [--epochs 1]
"""

from __future__ import annotations

import argparse
import hashlib
import time
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F
from tokenizers import Tokenizer
from torch import Tensor, nn

from ascribe.inference.words import words_of
from training.examples import pieces_of
from training.fit import DEVICE, HALF, load_model, save
from training.model import H, load_minilm
from training.unlabelled import load_texts

LENGTH = 254  # pieces in a row, without the two signs around them
MASKED = 0.15
ROWS = 64  # in a step

Row = tuple[npt.NDArray[np.uint16], npt.NDArray[np.uint16]]


def rows_of(texts: Sequence[str]) -> list[Row]:
    """Each text's pieces in rows of at most `LENGTH`, and beside each piece the number of its word in the row."""
    tokenizer = Tokenizer.from_file(str(load_minilm()[1]))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    out = []
    for text in texts:
        pieces = pieces_of(tokenizer, text, words_of(text))
        flat = np.array([i for p in pieces for i in p], np.uint16)
        word = np.array([k for k, p in enumerate(pieces) for _ in p], np.int64)
        for a, b in pairwise([*range(0, len(flat), LENGTH), len(flat)]):
            out.append((flat[a:b], (word[a:b] - word[a]).astype(np.uint16)))
    return out


class Guess(nn.Module):
    """Scores of every piece of the vocabulary for a masked one, through the encoder's own word vectors."""

    def __init__(self, vocabulary: int) -> None:
        super().__init__()
        self.dense, self.norm, self.bias = nn.Linear(H, H), nn.LayerNorm(H, 1e-12), nn.Parameter(torch.zeros(vocabulary))

    def forward(self, x: Tensor, words: Tensor) -> Tensor:
        return F.linear(self.norm(F.gelu(self.dense(x))), words, self.bias)


def masked_batches(rows: Sequence[Row], rng: np.random.Generator) -> Iterator[tuple[Tensor, Tensor, Tensor]]:
    """Pieces with some words masked, [ROWS, P]; what was there, -1 where nothing is to be guessed; which are no padding."""
    order = sorted(rng.permutation(len(rows)).tolist(), key=lambda i: len(rows[i][0]) // 32)
    groups = [order[i : i + ROWS] for i in range(0, len(order), ROWS)]
    tokenizer = Tokenizer.from_file(str(load_minilm()[1]))
    cls, sep, mask = (tokenizer.token_to_id(sign) for sign in ("[CLS]", "[SEP]", "[MASK]"))
    first, size = tokenizer.token_to_id("!"), tokenizer.get_vocab_size()  # before it stand signs that are no words
    for g in rng.permutation(len(groups)).tolist():
        longest = 2 + max(len(rows[i][0]) for i in groups[g])
        shape = (len(groups[g]), longest)
        ids, gold, real = np.zeros(shape, np.int64), np.full(shape, -1), np.zeros(shape, np.bool_)
        for r, i in enumerate(groups[g]):
            pieces, word = (part.astype(np.int64) for part in rows[i])
            n = len(pieces)
            hidden = (rng.random(int(word[-1]) + 1) < MASKED)[word]
            kind = rng.random(n)
            seen = np.where(hidden & (kind < 0.8), mask, np.where(hidden & (kind < 0.9), rng.integers(first, size, n), pieces))
            ids[r, 0], ids[r, 1 : n + 1], ids[r, n + 1] = cls, seen, sep
            gold[r, 1 : n + 1] = np.where(hidden, pieces, -1)
            real[r, : n + 2] = True
        if (gold < 0).all():
            continue
        yield torch.from_numpy(ids), torch.from_numpy(gold), torch.from_numpy(real)


def adapt(name: str, rows: Sequence[Row], *, epochs: int, rate: float, seed: int = 1) -> list[float]:
    """Train the encoder's layers on masked words, and leave a checkpoint; word vectors stay as they are. Returns each epoch's mean loss."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    model = load_model(None).to(DEVICE)
    guess = Guess(model.encoder.words.num_embeddings).to(DEVICE)
    model.encoder.words.weight.requires_grad_(False)
    learned = [model.encoder.positions, *model.encoder.norm.parameters(), *model.encoder.layers.parameters()]
    optimizer = torch.optim.AdamW(
        [{"params": learned, "lr": rate}, {"params": guess.parameters(), "lr": 3 * rate}], weight_decay=0.01, fused=DEVICE == "cuda"
    )
    total = epochs * -(-len(rows) // ROWS)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda s: min(1.0, (s + 1) / (0.1 * total)) * max(0.0, 1 - s / total))
    began, losses = time.time(), []
    for epoch in range(epochs):
        model.train()
        lost = torch.zeros((), device=DEVICE)
        steps = 0
        for batch in masked_batches(rows, rng):
            ids, gold, real = (t.to(DEVICE) for t in batch)
            with torch.autocast(DEVICE, torch.bfloat16, enabled=HALF or DEVICE == "cuda"):
                x = model.encoder.contextual(model.encoder.words(ids) + model.encoder.positions[: ids.shape[1]], real[:, None, None])
                chosen = gold >= 0
                scores = guess(x[chosen], model.encoder.words.weight)
            loss = F.cross_entropy(scores.float(), gold[chosen])
            loss.backward()
            torch.nn.utils.clip_grad_norm_([*learned, *guess.parameters()], 1.0)
            optimizer.step()
            schedule.step()
            optimizer.zero_grad()
            lost += loss.detach()
            steps += 1
        losses.append(float(lost) / steps)
        print(f"epoch {epoch + 1} {time.time() - began:.0f}s loss {losses[-1]:.3f}", flush=True)
    digest = hashlib.sha256(b"".join(pieces.tobytes() for pieces, _ in rows)).hexdigest()
    save(model, name, [{"masked_words": {"epochs": epochs, "rate": rate, "seed": seed, "data": f"sha256:{digest}"}}])
    return losses


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("name")
    parser.add_argument("--epochs", type=int, default=1)
    parser.add_argument("--rate", type=float, default=4e-4)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    adapt(args.name, rows_of(load_texts()), epochs=args.epochs, rate=args.rate, seed=args.seed)


if __name__ == "__main__":
    main()
