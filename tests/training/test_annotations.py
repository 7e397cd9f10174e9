"""Drafts in words become offsets, or an error that names the claim and the fix; the annotations of the repository are whole."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from evaluation.split import SHARED_8GRAMS, eight_grams
from evaluation.suite import data_folder
from training.annotations import FOLDER, DraftError, compile_draft
from training.data import load_passages

TEXT = "Rebels said on Friday that their men killed 12 soldiers in Homs. The army denied that 12 soldiers had been killed."
PASSAGE = {"doc": "x", "text": TEXT, "sha256": hashlib.sha256(TEXT.encode()).hexdigest()}
CLAIM: dict[str, Any] = {
    "trigger": "killed", "content": "their men killed 12 soldiers in Homs", "type": "killing", "source": "Rebels",
    "source_kind": "belligerent", "party": "initiator", "cue": "said", "initiator": ["their men = Rebels"], "target": ["soldiers"],
    "place": "Homs", "quantities": [{"words": "12", "role": "killed", "low": 12, "high": 12, "of": "soldiers", "of_kind": "combatant"}],
}  # fmt: skip


def compiled(**changes: Any) -> dict[str, Any]:
    draft = {"doc": "x", "places": {"Homs": [34.7, 36.7, 30]}, "claims": [CLAIM | changes]}
    claim: dict[str, Any] = compile_draft(PASSAGE, draft)["claims"][0]
    return claim


def words(span: list[int]) -> str:
    return TEXT[span[0] : span[1]]


def test_words_become_offsets() -> None:
    claim = compiled()
    assert words(claim["trigger"]) == "killed"
    assert claim["trigger"][0] < TEXT.index("The army")
    assert (words(claim["initiator_spans"][0]), claim["initiator"]) == ("their men", ["Rebels"])
    assert (claim["lat"], claim["radius_km"]) == (34.7, 30)
    assert (words(claim["quantities"][0]["span"]), claim["quantities"][0]["scope"]) == ("12", "event")


def test_an_occurrence_is_named_by_its_number() -> None:
    claim = compiled(trigger="killed#2", content="12 soldiers had been killed", status="denied", at_issue="occurrence", quantities=[])
    assert claim["trigger"][0] > TEXT.index("The army")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"trigger": "slain"}, "'slain' does not stand in the text"),
        ({"content": "killed"}, "stands 2 times in the text: write killed#1"),
        ({"trigger": "killed#3"}, "stands only 2 times"),
        ({"trigger": "army"}, "does not stand inside the content"),
        ({"type": "murder"}, "type 'murder' is none of"),
        ({"status": "denied"}, "at_issue goes with denied and unclear"),
        ({"source": None}, "source_kind is outlet where source is null"),
        ({"place": "army"}, "not in `places`"),
        ({"start": "last week"}, "is no ISO date"),
        ({"start": "2021-09-03", "end": "2021-09-01"}, "start is after end"),
        ({"quantities": [{"words": "12", "role": "killed"}]}, "needs words, role, and low or high"),
        ({"quantities": [{"words": "12", "role": "killed", "low": 13, "high": 12}]}, "low 13 is above high 12"),
        ({"quantities": [{"words": "12", "role": "killed", "low": 12, "part_of": 1}]}, "part_of 1"),
        ({"figures": []}, "unknown fields ['figures']"),
    ],
)
def test_a_draft_that_does_not_fit_is_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(DraftError) as error:
        compiled(**changes)
    assert message in str(error.value)
    assert "x: claim 1" in str(error.value)


FILES = sorted(f for f in FOLDER.glob("*.jsonl") if not f.stem.startswith("completed_"))


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.stem)
def test_the_annotations_are_whole(file: Path) -> None:
    seen = set()
    own = {p["doc"]: len(p["text"]) for p in map(json.loads, filter(None, (FOLDER / "own.jsonl").read_text("utf-8").split("\n")))}
    for line in file.read_text("utf-8").split("\n"):
        if not line:
            continue
        passage = json.loads(line)
        assert passage["doc"] not in seen
        seen.add(passage["doc"])
        length = passage["end"] - passage["start"] if "end" in passage else len(passage.get("text", "")) or own[passage["doc"]]
        assert "text" not in passage or passage["corpus"] == "own", "only texts of our own are kept here"
        if "text" in passage:
            assert hashlib.sha256(passage["text"].encode()).hexdigest() == passage["sha256"]
        for claim in passage["claims"]:
            start, end = claim["content"]
            assert 0 <= start <= claim["trigger"][0] < claim["trigger"][1] <= end <= length
            assert all(0 <= q["span"][0] < q["span"][1] <= length for q in claim["quantities"])
    assert len(seen) >= 20


@pytest.mark.skipif(data_folder() is None, reason="needs ASCRIBE_DATA")
def test_nothing_is_fitted_on_dev_or_on_what_may_not_be() -> None:
    """No train passage shares fifteen 8-grams with a dev passage, and none is a BBC text of re3d (non-commercial)."""
    grams: dict[str, set[str]] = {}
    train, dev = (load_passages(side)[0] for side in ("train", "dev"))
    assert not [p["doc"] for p in [*train, *dev] if p["corpus"] == "re3d" and "BBC" in (p["outlet"] or "")]
    for p in dev:
        for gram in eight_grams(p["text"]):
            grams.setdefault(gram, set()).add(p["doc"])
    for p in train:
        shared: dict[str, int] = {}
        for gram in eight_grams(p["text"]):
            for doc in grams.get(gram, ()):
                shared[doc] = shared.get(doc, 0) + 1
        assert max(shared.values(), default=0) < SHARED_8GRAMS, p["doc"]
