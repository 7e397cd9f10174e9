"""The shipped model: whole, the same every time, and refused where it is not the one that was shipped."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from importlib.resources import files
from itertools import pairwise, product
from pathlib import Path

import numpy as np
import pytest

from ascribe.domain.document import Document
from ascribe.domain.span import Span
from ascribe.errors import ResourceMissing
from ascribe.inference import model as model_module
from ascribe.inference.labels import CLASSES, LINKS, TAGS, label_names
from ascribe.inference.model import LIKELY, Labels, Model, likely_spans, load_model
from ascribe.inference.words import words_of
from ascribe.read.evidence import COLUMNS, evidence_of
from ascribe.read.reader import Reader

FOLDER = Path(str(files("ascribe.inference").joinpath("model")))
TEXT = (
    "Rebels said on Friday that their men had killed 12 soldiers near Homs. The army denied losing anyone.\n\n"
    "Residents told the monitor that shells were falling on the market, and that nobody knew who had fired them."
)
LIMIT = 30 * 2**20


def label(model: Model, text: str = TEXT) -> tuple[list[Span], Labels]:
    words = words_of(text)
    return words, model.label(text, words, [Span(0, len(text))] if text else [], [[0] * len(COLUMNS)] * len(words))


def test_it_is_small_and_knows_the_labels() -> None:
    assert sum(f.stat().st_size for f in FOLDER.iterdir()) <= LIMIT
    about = json.loads((FOLDER / "model.json").read_text())
    assert about["labels"] == label_names()
    assert [tuple(c) for c in about["evidence"]] == list(COLUMNS)


def test_the_same_text_gives_the_same_bytes_whatever_was_read_before() -> None:
    fresh = label(Model(FOLDER))[1]
    used = load_model()
    label(used, "Something else entirely, and longer than the other text. " * 40)
    again = label(used)[1]
    assert fresh.tags.tobytes() == again.tags.tobytes()
    a, b, c = fresh.ask([6, 9]), again.ask([6, 9]), [again.ask([6])[0], again.ask([9])[0]]
    for answers in zip(a, b, c, strict=True):
        assert len({x.links.tobytes() + x.roles.tobytes() + x.classes["status"].tobytes() for x in answers}) == 1


def test_long_documents_give_the_same_whether_vectors_are_kept_or_not(monkeypatch: pytest.MonkeyPatch) -> None:
    text = " ".join(["The army said it had killed nine rebels near the river."] * 60)
    kept = label(load_model(), text)[1]
    monkeypatch.setattr(model_module, "KEPT", 1)
    again = label(load_model(), text)[1]
    assert [a.links.tobytes() for a in kept.ask([6, 300, 600])] == [a.links.tobytes() for a in again.ask([6, 300, 600])]


def test_answers_are_probabilities() -> None:
    words, labels = label(load_model())
    asked = [next(i for i, w in enumerate(words) if w.of(TEXT) == "killed")]
    (answer,) = labels.ask(asked)
    assert answer.links.shape == (len(words), len(LINKS))
    for i, name in enumerate(("source", "cue", "place")):
        assert answer.links[:, LINKS.index(name)].sum() + answer.none[i] == pytest.approx(1, abs=1e-4)
    assert {n: len(c) for n, c in answer.classes.items()} == CLASSES
    assert all(c.sum() == pytest.approx(1, abs=1e-4) for c in answer.classes.values())
    assert labels.tags.shape == (len(words), len(TAGS), 3)
    for tag in TAGS:
        starts = labels.starts(tag)
        assert ((starts >= 0) & (starts <= 1)).all()
        spans = labels.spans(tag)
        assert all(a.stop <= b.start for a, b in pairwise(spans))


@pytest.mark.parametrize("seed", range(12))
def test_the_spans_are_those_that_are_likely_over_all_ways_to_tag(seed: int) -> None:
    rng, n = np.random.default_rng(seed), 6
    scores, transitions = rng.normal(0, 2, (n, 3)).astype(np.float32), rng.normal(0, 1, (3, 3)).astype(np.float32)
    transitions[0, 2] = -1e4  # what is outside goes on with no span
    weight: Counter[tuple[int, int]] = Counter()
    whole = 0.0
    for tags in product(range(3), repeat=n):
        if tags[0] == 2 or (0, 2) in pairwise(tags):
            continue
        w = float(np.exp(sum(scores[i, t] for i, t in enumerate(tags)) + sum(transitions[a, b] for a, b in pairwise(tags))))
        whole += w
        for i in (i for i, t in enumerate(tags) if t == 1):
            weight[i, next((k for k in range(i + 1, n) if tags[k] != 2), n)] += w  # type: ignore[assignment]
    likely = {span: w / whole for span, w in weight.items() if w / whole >= LIKELY}
    found = [(s.start, s.stop) for s in likely_spans(scores, transitions)]
    assert set(found) <= set(likely)
    for start, end in likely:  # what is left out gave way to a likelier one
        assert any(a < end and start < b and likely[a, b] >= likely[start, end] for a, b in found)


def test_a_long_document_is_labelled_to_its_end() -> None:
    text = " ".join(["The army said it had killed nine rebels near the river."] * 120)
    words, labels = label(load_model(), text)
    assert np.abs(labels.tags).sum(axis=(1, 2)).min() > 0
    assert len(labels.ask(list(range(0, len(words), 50)))) == len(range(0, len(words), 50))


@pytest.mark.parametrize("text", ["", " \n", "\u200b", "🙂🙂", "ش" * 300, "a" * 5000, "-" * 900])
def test_odd_texts_are_labelled(text: str) -> None:
    words, labels = label(load_model(), text)
    assert len(labels.tags) == len(words)
    assert all(0 <= s.start < s.stop <= len(words) for tag in TAGS for s in labels.spans(tag))
    assert np.isfinite(labels.tags).all()


def test_a_changed_file_is_refused(tmp_path: Path) -> None:
    folder = shutil.copytree(FOLDER, tmp_path / "model")
    with (folder / "heads.onnx").open("ab") as file:
        file.write(b"\0")
    with pytest.raises(ResourceMissing, match=r"heads.onnx is not the file that model.json describes; install ascribe again"):
        Model(folder)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    folder = shutil.copytree(FOLDER, tmp_path / "model")
    (folder / "tokenizer.json").unlink()
    with pytest.raises(ResourceMissing, match=r"holds no tokenizer.json") as error:
        Model(folder)
    assert error.value.exit_code == 3


def test_a_model_for_other_labels_is_refused(tmp_path: Path) -> None:
    folder = shutil.copytree(FOLDER, tmp_path / "model")
    about = json.loads((folder / "model.json").read_text())
    about["labels"]["tags"] = ["source"]
    (folder / "model.json").write_text(json.dumps(about))
    with pytest.raises(ResourceMissing, match="made for other labels"):
        Model(folder)


def test_evidence_marks_what_the_rules_saw() -> None:
    reader = Reader.load()
    document = Document.of(TEXT, published="2021-09-04")
    survey = reader.survey(document)
    words = words_of(TEXT)
    rows = reader.evidence(TEXT, words, survey)
    names = [name for name, _ in COLUMNS]
    at = {w.of(TEXT): dict(zip(names, row, strict=True)) for w, row in zip(words, rows, strict=True)}
    assert (at["killed"]["event"] > 0, at["Friday"]["event"]) == (True, 0)
    assert (at["said"]["saying"], at["Rebels"]["saying"], at["killed"]["said"]) == (2, 1, 1)
    assert (at["12"]["count"] > 1, at["Homs"]["ground"], at["Friday"]["ground"], at["soldiers"]["people"] > 0) == (True, 1, 2, True)
    assert all(0 <= v < n for row in rows for v, (_, n) in zip(row, COLUMNS, strict=True))
    capitals = evidence_of(
        TEXT.upper(), words, quotations=(), relations=(), counts=(), toponyms=(), times=(), phrases=(), lexicon=reader._triggers
    )
    assert {row[0] for row in capitals} == {6}, "letters' case says nothing in a text of capitals"
