"""Shipped weights that come back as a checkpoint say what the shipped model says."""

from __future__ import annotations

import json

import numpy as np
import torch

from ascribe.inference.model import load_model
from ascribe.read.reader import Reader
from training.annotations import FOLDER
from training.data import document_of
from training.examples import read_evidence
from training.restore import restore


def test_they_say_what_the_shipped_model_says() -> None:
    """Every layer is back in its place: tags, types and answers are those of the int8 graphs, but for what int8 rounds."""
    passages = [json.loads(line) for line in (FOLDER / "own.jsonl").read_text("utf-8").split("\n") if line][:10]
    reader, shipped, restored = Reader.load(), load_model(), restore().eval()
    tags_agree, types_agree, answers_agree = [], [], []
    for passage in passages:
        document = document_of(passage)
        words, sentences, evidence = read_evidence(reader, document)
        for window in shipped.windows(document.text, words, sentences, evidence):
            vectors, tags, types = shipped.encode(window)
            feed = (torch.tensor(window.feed[name])[None] for name in ("ids", "evidence", "piece_word", "first"))
            asked = np.array([len(types) // 2], np.int64)
            with torch.no_grad():
                _, own_tags, own_types = restored.encoder(*feed)
                own_answers = restored.heads(torch.tensor(vectors), torch.tensor(asked))
            tags_agree.append((own_tags[0].numpy().argmax(-1) == tags.argmax(-1)).mean())
            types_agree.append((own_types[0].numpy().argmax(-1) == types.argmax(-1)).mean())
            for ours, theirs in zip(own_answers, shipped._heads.run(None, {"words": vectors, "asked": asked}), strict=True):
                answers_agree.append(np.abs(ours.numpy() - theirs).mean() < 0.1 * np.abs(theirs).mean() + 0.02)
    assert np.mean(tags_agree) > 0.98
    assert np.mean(types_agree) > 0.85
    assert np.mean(answers_agree) > 0.95
