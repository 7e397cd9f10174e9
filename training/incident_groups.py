"""Claims grouped by reading: which claims of a group of documents tell one happening.

In:  `training/annotations/incidents/*.jsonl`: per document, triggers with the label of the happening that the claim tells (null: none);
labels are those of a group of documents. Texts under `$ASCRIBE_DATA`; passages annotated by reading come with their gold claims, of the
others the claims are read anew and take the label of the annotated trigger that they overlap. `training/annotations/episodes.jsonl`: the
reports of our own once more, with claims annotated by reading, each with its label; they make a group of their own beside the read ones.
Out: `load_groups`: records with labels; `labelled_rows`: the rows of `FEATURES` of a group's labelled claims; `agreement`: of two readings.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from ascribe.domain.claim import Claim, Record
from ascribe.domain.document import Document
from ascribe.engine.steps import Columns
from ascribe.ingest.normalise import normalise_text
from ascribe.reconcile.features import FEATURES, features_of
from evaluation.gold_claims import GoldRow, gold_record
from evaluation.scorers.coreference import coreference, f1_figures
from evaluation.suite import ReaderLike

FOLDER = Path(__file__).parent / "annotations" / "incidents"
EPISODES = FOLDER.with_name("episodes.jsonl")


class Labelled(msgspec.Struct, frozen=True):
    """An annotated claim: its trigger's code points, type, status and source, and the happening that it tells."""

    trigger: tuple[int, int]
    type: str
    status: str
    incident: str | None
    source: tuple[int, int] | None = None
    part_of: str | None = None


class Row(msgspec.Struct, frozen=True):
    """An annotated document: `file` is `claims` for a passage annotated with its claims, `own` for a text of our own, which stands in the
    row, else the data set's file, and `doc` the id there."""

    group: str
    file: str
    doc: str
    sha256: str
    claims: tuple[Labelled, ...]
    text: str | None = None
    outlet: str | None = None
    published: str | None = None
    title: str | None = None


@dataclass
class Group:
    """Documents whose labels stand side by side; `labels`: claim id → label. Groups of one `story` are
    tested together; those of an `archive` are only fitted on."""

    name: str
    story: str
    records: list[Record]
    labels: dict[str, str]
    archive: bool = False


def load_groups(reader: ReaderLike) -> list[Group]:
    """Every annotated group. `ValueError` where a text is no longer the one that was annotated."""
    groups: dict[str, Group] = {}
    texts = _Texts()
    for file in sorted(FOLDER.glob("*.jsonl")):
        for line in file.read_bytes().splitlines():
            row = msgspec.json.decode(line, type=Row)
            group = groups.setdefault(row.group, Group(row.group, row.group, [], {}))
            if row.file == "claims":
                gold = texts.passage(row)
                with_labels = [said for said, label in zip(gold.claims, _labels_of_gold(gold, row), strict=True) if label is not None]
                labels = [label for label in _labels_of_gold(gold, row) if label is not None]
                made = gold_record(msgspec.structs.replace(gold, claims=tuple(with_labels)))
                group.records.append(made.record)
                group.labels |= {id_: label for id_, label in zip(made.ids, labels, strict=True) if label}
            else:
                record = reader.read(texts.document(row))
                group.records.append(record)
                group.labels |= dict(_labels_of_read(record.claims, row.claims))
    return [*groups.values(), *_episodes()]


def _episodes() -> Iterator[Group]:
    """The reports of our own as they were annotated."""
    groups: dict[str, Group] = {}
    for line in EPISODES.read_text("utf-8").split("\n"):
        if not line:
            continue
        row = msgspec.json.decode(line)
        story = row["group"]
        gold = msgspec.convert(row, GoldRow)
        if hashlib.sha256(gold.text.encode()).hexdigest() != row["sha256"]:
            raise ValueError(f"{gold.doc}: the text is not the one that was annotated")
        made = gold_record(gold)
        group = groups.setdefault(story, Group(f"{story} as annotated", story, [], {}))
        group.records.append(made.record)
        group.labels |= {id_: said.incident for id_, said in zip(made.ids, gold.claims, strict=True) if said.incident}
    yield from groups.values()


class _Texts:
    """The texts that annotations stand on, checked against their digests."""

    def __init__(self) -> None:
        self._folder = Path(os.environ["ASCRIBE_DATA"])
        self._rows: dict[str, dict[str, dict[str, Any]]] = {}
        self._passages: dict[str, GoldRow] | None = None

    def document(self, row: Row) -> Document:
        if row.text is not None:
            self._check(row, row.text)
            return Document.of(row.text, input_id=row.doc, published=row.published, outlet=row.outlet, title=row.title)
        if row.file not in self._rows:
            lines = gzip.decompress((self._folder / row.file).read_bytes()).splitlines()
            self._rows[row.file] = {str(r["id"]): r for r in map(json.loads, lines)}
        found = self._rows[row.file][row.doc]
        text = normalise_text(found["text"])
        self._check(row, text)
        return Document.of(text, input_id=row.doc, published=found.get("date") or found.get("dateline_date"))

    def passage(self, row: Row) -> GoldRow:
        if self._passages is None:
            from training.annotations import load_annotated

            self._passages = {}
            for passage in load_annotated():
                self._passages[passage["doc"]] = msgspec.convert(passage, GoldRow)
        gold = self._passages[row.doc]
        self._check(row, gold.text)
        return gold

    def _check(self, row: Row, text: str) -> None:
        if hashlib.sha256(text.encode()).hexdigest() != row.sha256:
            raise ValueError(f"{row.doc}: the text is not the one that was annotated")


def _labels_of_gold(gold: GoldRow, row: Row) -> list[str | None]:
    """For each gold claim its label, "" for a claim that tells no happening, None where it was not annotated."""
    told: dict[object, list[str]] = defaultdict(list)
    for labelled in row.claims:
        told[labelled.trigger, labelled.type, labelled.status, labelled.source].append(labelled.incident or "")
    out: list[str | None] = []
    for said in gold.claims:
        key = (tuple(said.trigger), said.type, said.status, tuple(said.source_span) if said.source_span else None)
        out.append(told[key].pop(0) if told.get(key) else None)
    return out


def _labels_of_read(claims: Sequence[Claim], labelled: Sequence[Labelled]) -> Iterator[tuple[str, str]]:
    """Each read claim with the label of the annotated trigger it overlaps: of the same type and status before another."""
    taken: set[int] = set()
    for claim in claims:
        trigger = claim.event.trigger
        near = [
            ((said.type != claim.event.type) + (said.status != claim.status), i)
            for i, said in enumerate(labelled)
            if i not in taken and said.trigger[0] < trigger.end and trigger.start < said.trigger[1]
        ]
        if near:
            _, i = min(near)
            taken.add(i)
            label = labelled[i].incident
            if label:
                yield claim.id, label


def labelled_rows(group: Group) -> Columns:
    """The rows of a group's labelled claims, sorted by document."""
    labelled = [msgspec.structs.replace(r, claims=tuple(c for c in r.claims if c.id in group.labels)) for r in group.records]
    rows = list(features_of(sorted(labelled, key=lambda r: r.document.id)))
    return {name: np.concatenate([r[name] for r in rows]) for name in FEATURES.columns} if rows else FEATURES.empty()


def agreement() -> dict[str, Any]:
    """How far the second reading groups the claims as the first did, over those that both give a label."""
    first, second = (
        {
            (row.group, row.doc, i): said.incident
            for file in sorted(folder.glob("*.jsonl"))
            for row in (msgspec.json.decode(line, type=Row) for line in file.read_bytes().splitlines())
            for i, said in enumerate(row.claims)
        }
        for folder in (FOLDER, FOLDER / "twice_read")
    )
    both = [key for key in second if second[key] and first.get(key)]
    gold, found = ({key: (key[0], labels[key]) for key in both} for labels in (first, second))
    return {"claims": len(second), "labelled_by_both": len(both)} | f1_figures(coreference(gold, found))
