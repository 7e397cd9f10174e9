"""The loss and the batched model against what they mean, counted out in full."""

from __future__ import annotations

import json
from itertools import pairwise, product

import pytest
import torch
from tokenizers import Tokenizer

from ascribe.inference.labels import CHOSEN, CLASSES, LINKS
from ascribe.read.evidence import COLUMNS
from ascribe.read.reader import Reader
from training import adapt, unlabelled
from training.annotations import FOLDER
from training.batches import Batch, Packed, collate, pack
from training.data import document_of
from training.examples import claims_examples, read_evidence
from training.fit import best_paths, load_model
from training.losses import allowed, crf_loss, mean_scores, scores_of, taught, told
from training.model import load_minilm, sum_of


@pytest.fixture(scope="module")
def packed() -> list[Packed]:
    lines = (FOLDER / "own.jsonl").read_text("utf-8").split("\n")[:12]
    reader, tokenizer = Reader.load(), Tokenizer.from_file(str(load_minilm()[1]))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    passages = [json.loads(line) for line in lines if line]
    return [pack(e) for p in passages for e in claims_examples(p, document_of(p), read_evidence(reader, document_of(p)), tokenizer)]


@pytest.fixture(scope="module")
def batch(packed: list[Packed]) -> Batch:
    return collate(packed, None)


@pytest.mark.parametrize("n", [1, 2, 5, 6])
def test_the_loss_of_tags_is_that_of_all_ways_to_tag(n: int) -> None:
    torch.manual_seed(n)
    transitions = allowed(torch.randn(2, 3, 3))
    scores, gold = torch.randn(1, n + 2, 2, 3), torch.full((1, n + 2, 2), -1)
    gold[0, :n, 0], gold[0, :n, 1] = torch.tensor([1, 2, 2, 0, 1, 0])[:n], torch.tensor([0, 1, 0, 1, 1, 2])[:n]
    lost = crf_loss(scores, transitions, gold)
    for k in range(2):

        def way(tags: tuple[int, ...], k: int = k) -> float:
            moved = sum(float(transitions[k, a, b]) for a, b in pairwise(tags))
            return moved + sum(float(scores[0, i, k, t]) for i, t in enumerate(tags))

        every = torch.tensor([way(tags) for tags in product(range(3), repeat=n)])
        right = way(tuple(gold[0, :n, k].tolist()))
        assert float(lost[k]) == pytest.approx((float(torch.logsumexp(every, 0)) - right) / n, abs=1e-4)
        starts = [tags for tags in product(range(3), repeat=n) if tags[0] != 2]
        assert best_paths(scores[:, :n, k], transitions[k])[0].tolist() == list(max(starts, key=way))


def test_windows_together_say_what_they_say_alone(packed: list[Packed], batch: Batch) -> None:
    """Padding, and other windows beside it, change nothing; nor does the form that goes into the shipped graphs."""
    model = load_model(None).eval()
    with torch.no_grad():
        together = scores_of(model, batch)
        for i, e in enumerate(packed):
            if not len(e.asked):
                continue
            alone = collate([e], None)
            h, tags, types = model.encoder(alone.ids, alone.evidence, alone.piece_word, alone.first)
            links, none, *classes = model.heads(h[0], torch.tensor(e.asked))
            n, q = len(e.first), len(e.asked)
            assert torch.allclose(together.tags[i, :n], tags[0], atol=1e-4)
            assert torch.allclose(together.types[i, :n], types[0], atol=1e-4)
            assert torch.allclose(together.links[i, :q, :n], links, atol=1e-4)
            assert torch.allclose(together.none[i, :q], none, atol=1e-4)
            for c in range(len(CLASSES)):
                assert torch.allclose(together.classes[c][i, :q], classes[c], atol=1e-4)


def test_the_loss_is_told_of_what_is_annotated(packed: list[Packed], batch: Batch) -> None:
    """Scores that say what the annotations say cost next to nothing, and any of them turned round costs much."""
    model = load_model(None).eval()
    with torch.no_grad():
        scores = scores_of(model, batch)
    right = scores._replace(
        links=torch.where(torch.cat([batch.links, batch.roles], -1), 20.0, -20.0), none=torch.full_like(scores.none, -20.0)
    )
    for c, name in enumerate(CHOSEN):
        none_is_right = ~batch.links[..., LINKS.index(name)].any(-1)
        right.none[..., c] = torch.where(none_is_right, 20.0, -20.0)
    parts, wrong = told(model, batch, right), told(model, batch, right._replace(links=-right.links, none=-right.none))
    for name in (*LINKS, "quantity"):
        assert float(parts[name]) < 0.01 < 1 < float(wrong[name]), name
    assert set(parts) == {*LINKS, *CLASSES, "quantity", "type", "trigger_tag"}


def test_a_model_is_no_distance_from_itself(batch: Batch) -> None:
    torch.manual_seed(0)
    with torch.no_grad():
        one, other = (scores_of(load_model(None).eval(), batch) for _ in range(2))
        same, apart = taught(batch, one, mean_scores([one, one])), taught(batch, one, other)
    for name, value in same.items():
        assert abs(float(value)) < 1e-4 < float(apart[name]), name


def test_masked_words_are_guessed_better(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adapt, "save", lambda *saved: None)
    rows = adapt.rows_of(["The army said on Monday that twelve soldiers were killed in an attack near the town. " * 30] * 3)
    assert len(rows) > 3
    assert all(len(pieces) == len(word) <= adapt.LENGTH and word[0] == 0 for pieces, word in rows)
    losses = adapt.adapt("masked", [(pieces[:40], word[:40]) for pieces, word in rows], epochs=8, rate=4e-4)
    assert losses[-1] < losses[0] / 2


def test_texts_that_a_suite_scores_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def words(name: str, n: int) -> str:
        return " ".join(f"{name}{i}" for i in range(n))

    long, short = words("word", 60), words("brief", 18)
    other = words("thing", 300)
    texts = [long, "A paper wrote: " + long, f"{words('lead', 200)} {short} {words('tail', 200)}", other, "Nothing happened.", other]
    monkeypatch.setattr(unlabelled, "_scored_texts", lambda: iter([long, short]))
    monkeypatch.setattr(unlabelled, "records", lambda file: iter([{"text": t} for t in texts]))
    monkeypatch.setattr(unlabelled, "FILES", {"one": 1})
    assert [d.text for d in unlabelled.load_unlabelled()] == [other]


def test_evidence_is_summed_as_it_is_looked_up() -> None:
    """The product that training takes, and the look-ups that go into the shipped graphs."""
    torch.manual_seed(0)
    tables = torch.nn.ModuleList(torch.nn.Embedding(n, 5) for _, n in COLUMNS)
    rows = torch.stack([torch.randint(n, (2, 7)) for _, n in COLUMNS], -1)
    looked_up = torch.stack([table(rows[..., i]) for i, table in enumerate(tables)]).sum(0)
    assert torch.allclose(sum_of(tables, rows), looked_up, atol=1e-5)
