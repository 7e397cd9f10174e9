"""A quick training of the real model on the passages of our own, from text to int8 graphs: `make test-train`."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer

from ascribe.inference.labels import TAGS
from ascribe.inference.model import Model as Shipped
from ascribe.inference.words import words_of
from ascribe.read.reader import Reader
from training import fit
from training.annotations import FOLDER
from training.batches import batches, collate, pack
from training.data import document_of
from training.examples import Example, claims_examples, read_evidence
from training.export import export
from training.model import load_minilm

STEPS = 30


@pytest.fixture(scope="module")
def passages() -> list[dict[str, Any]]:
    return [json.loads(line) for line in (FOLDER / "own.jsonl").read_text("utf-8").split("\n") if line][:60]


@pytest.fixture(scope="module")
def examples(passages: list[dict[str, Any]]) -> list[Example]:
    reader, tokenizer = Reader.load(), Tokenizer.from_file(str(load_minilm()[1]))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return [
        e for p in passages for e in claims_examples(p, document_of(p), read_evidence(reader, document_of(p)), tokenizer)
    ]  # fmt: skip


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory, examples: list[Example]) -> Path:
    folder = tmp_path_factory.mktemp("model")
    patch = pytest.MonkeyPatch()
    patch.setattr(fit, "BUILD", folder)
    for name in ("quick", "again"):
        fit.train(name, {"claims_train": [pack(e) for e in examples]}, fit.Settings(polnear=0, limit=STEPS, threads=1))
    for name, quantised in (("quick", True), ("again", True), ("quick", False)):
        export(folder / f"{name}.pt", folder / f"{name}-{'int8' if quantised else 'float'}", quantised=quantised, trained_on=["own"])
    patch.undo()
    return folder


def test_labels_are_told_of_the_words_that_hold_them(passages: list[dict[str, Any]], examples: list[Example]) -> None:
    """Put back into words, what is asked is each claim's trigger, and the answer its source."""
    tokenizer = Tokenizer.from_file(str(load_minilm()[1]))

    def words_at(e: Example, at: set[int]) -> str:
        ids = [i for i, w in zip(e.ids, e.piece_word, strict=True) if w in at]
        return tokenizer.decode(ids).replace(" ", "")

    def folded(text: str) -> str:
        return tokenizer.decode(tokenizer.encode(text, add_special_tokens=False).ids).replace(" ", "")

    asked: dict[str, list[tuple[str, str | None]]] = {}
    for e in examples:
        for q in e.queries:
            assert e.tags["trigger"][q.word] == 1
            source = q.links["source"]
            asked.setdefault(e.doc, []).append((words_at(e, {q.word}), None if source is None else words_at(e, source)))
    n = right = 0
    for p in passages:
        text = p["text"]
        gold = {tuple(c["trigger"]): c for c in p["claims"]}
        for span, claim in sorted(gold.items()):
            first = words_of(text[slice(*span)])[0].of(text[slice(*span)])
            source = folded(text[slice(*claim["source_span"])]) if claim["source_span"] else ""
            n += 1
            right += any(word == folded(first) and said in (source, None) for word, said in asked.get(p["doc"], []))
    assert right / n > 0.97


def test_the_loss_falls(examples: list[Example], trained: Path) -> None:
    learned, fresh = (fit.load_model(start).eval() for start in (trained / "quick.pt", None))
    some = [pack(e) for e in examples[:20]]
    with torch.no_grad():
        before, after = (
            sum(float(fit.loss_of(model, collate(b, None), fit.WEIGHTS)[0]) for b in batches(some, random.Random(0), fit.PIECES))
            for model in (fresh, learned)
        )
    assert after < before / 2


def test_a_student_comes_nearer_to_its_teacher(examples: list[Example], trained: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From texts without labels alone, on other passages than those that it learns from."""
    monkeypatch.setattr(fit, "BUILD", trained)
    teacher = fit.load_model(trained / "quick.pt").eval()
    bare = [
        replace(pack(e), origin="unlabelled", tags=np.full((len(e.first), len(TAGS)), -1), types=np.full(len(e.first), -1))
        for e in examples
    ]
    seen, unseen = (fit.asked_about([teacher], part) for part in (bare[:40], bare[40:]))
    assert any(len(e.asked) for e in seen)
    settings = fit.Settings(polnear=0, claims=0, unlabelled=1, limit=STEPS, pieces=800, threads=1)
    student = fit.train("student", {"unlabelled_train": seen}, settings, teachers=[trained / "quick.pt"]).eval()
    with torch.no_grad():
        before, after = (
            sum(
                float(fit.loss_of(model, collate(b, None), fit.WEIGHTS, [teacher])[0])
                for b in batches(unseen, random.Random(0), fit.PIECES)
            )
            for model in (fit.load_model(None).eval(), student)
        )
    assert after < before / 2


def test_the_same_seed_gives_the_same_bytes(trained: Path) -> None:
    for name in ("encoder.onnx", "heads.onnx", "model.json"):
        assert (trained / "quick-int8" / name).read_bytes() == (trained / "again-int8" / name).read_bytes()


def test_int8_says_what_float_says(passages: list[dict[str, Any]], trained: Path) -> None:
    reader = Reader.load()
    small, exact = Shipped(trained / "quick-int8"), Shipped(trained / "quick-float")
    agree = marked = 0
    for p in passages[:20]:
        document = document_of(p)
        words, sentences, evidence = read_evidence(reader, document)
        a, b = (m.label(document.text, words, sentences, evidence) for m in (small, exact))
        inside = (b.tags.argmax(-1) > 0) | (a.tags.argmax(-1) > 0)
        agree += int((a.tags.argmax(-1) == b.tags.argmax(-1))[inside].sum())
        marked += int(inside.sum())
        assert np.abs(a.tags - b.tags).mean() < 0.1 * np.abs(b.tags).mean()
        assert len(words) == len(words_of(document.text)) == len(a.tags)
        assert np.isfinite(a.tags).all()
    assert marked > 50
    assert agree / marked > 0.9
