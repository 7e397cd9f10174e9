"""The model that says how likely two claims tell one happening, from claims grouped by reading.

In:  `training/annotations/incidents/*.jsonl`: per document, triggers with the label of the happening that the claim tells (null: none);
labels are those of a group of documents. Texts under `$ASCRIBE_DATA`; passages annotated by reading come with their gold claims, of the
others the claims are read anew and take the label of the annotated trigger that they overlap.
Out: `src/ascribe/reconcile/pair_weights.json`: trees, the line that calibrates them, digests of the data, settings, and what
five-fold cross-validation over groups said.

    python -m training.pairs            fits, and prints the cross-validation
    python -m training.pairs --check    prints it and writes nothing
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import os
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from ascribe.domain.claim import Claim, Record
from ascribe.domain.document import Document
from ascribe.engine.duckdb import DuckDBEngine
from ascribe.engine.steps import Columns, MapStep, SqlStep, Table
from ascribe.ingest.normalise import normalise_text
from ascribe.reconcile.clusters import cluster_claims, connected
from ascribe.reconcile.constraints import vetoes
from ascribe.reconcile.features import FEATURES, features_of
from ascribe.reconcile.pairs import CANDIDATES, CANDIDATES_SQL, KEYS, keys_of
from ascribe.reconcile.plan import COMPARED, COMPARED_SQL, FRESH, LEAST_LINK
from ascribe.reconcile.scores import COMPARISONS, WEIGHTS_FILE, Trees, compare
from evaluation.gold_claims import GoldRow, gold_record
from evaluation.scorers.coreference import cluster_errors, coreference, f1_figures
from evaluation.suite import ReaderLike

FOLDER = Path(__file__).parent / "annotations" / "incidents"
SEED = 7
SETTINGS: dict[str, Any] = {
    "learning_rate": 0.06, "max_iter": 160, "max_leaf_nodes": 8, "min_samples_leaf": 30, "l2_regularization": 1.0, "random_state": SEED,
}  # fmt: skip
FOLDS = 5
#: Comparisons that can only speak for one happening (1) or against it (-1) as they grow; the fit keeps to that.
DIRECTIONS = {
    "apart": -1, "same_trigger": 1, "same_word": 1, "sentences_apart": -1, "claims_apart": -1, "one_clause": 1, "one_time": 1,
    "one_place": 1, "one_mention": 1, "days_apart": -1, "km_apart": -1, "same_place": 1, "shared_actors": 1, "shared_names": 1,
    "figure_agrees": 1, "shared_words": 1, "rare_words": 1, "documents_share": 1, "definite": 1, "separate": -1,
}  # fmt: skip


class Labelled(msgspec.Struct, frozen=True):
    """An annotated claim: its trigger's code points, type, status and source, and the happening that it tells."""

    trigger: tuple[int, int]
    type: str
    status: str
    incident: str | None
    source: tuple[int, int] | None = None
    part_of: str | None = None


class Row(msgspec.Struct, frozen=True):
    """An annotated document: `file` is `claims` for a passage annotated with its claims, else the data set's file and `doc` its id."""

    group: str
    file: str
    doc: str
    sha256: str
    claims: tuple[Labelled, ...]


@dataclass
class Group:
    """Documents whose labels stand side by side; `labels`: claim id → label."""

    name: str
    records: list[Record]
    labels: dict[str, str]


@dataclass
class Pairs:
    """The compared pairs of all groups, `same` where both claims have one label."""

    group: npt.NDArray[np.int64]
    a: list[str]
    b: list[str]
    comparisons: npt.NDArray[np.float64]
    same: npt.NDArray[np.bool_]
    weight: npt.NDArray[np.float64]
    features: list[Columns]


def load_groups(reader: ReaderLike) -> list[Group]:
    """Every annotated group. `ValueError` where a text is no longer the one that was annotated."""
    groups: dict[str, Group] = {}
    texts = _Texts()
    for file in sorted(FOLDER.glob("*.jsonl")):
        for line in file.read_bytes().splitlines():
            row = msgspec.json.decode(line, type=Row)
            group = groups.setdefault(row.group, Group(row.group, [], {}))
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
    return list(groups.values())


class _Texts:
    """The texts that annotations stand on, checked against their digests."""

    def __init__(self) -> None:
        self._folder = Path(os.environ["ASCRIBE_DATA"])
        self._rows: dict[str, dict[str, dict[str, Any]]] = {}
        self._passages: dict[str, GoldRow] | None = None

    def document(self, row: Row) -> Document:
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


def pairs_of(groups: Sequence[Group]) -> Pairs:
    """The candidate pairs inside each group between labelled claims. Each claim's pairs weigh together as the square root of their number."""
    out = Pairs(np.empty(0, dtype=np.int64), [], [], np.empty((0, len(COMPARISONS))), np.empty(0, dtype=bool), np.empty(0), [])
    numbers, same, comparisons = [], [], []
    for number, group in enumerate(groups):
        labelled = [
            msgspec.structs.replace(r, claims=tuple(c for c in r.claims if c.id in group.labels)) for r in group.records
        ]
        rows = list(features_of(labelled))
        out.features.append({name: np.concatenate([r[name] for r in rows]) for name in FEATURES.columns} if rows else FEATURES.empty())
        for pairs in compared(rows):
            a = {name[2:]: column for name, column in pairs.items() if name.startswith("a_")}
            b = {name[2:]: column for name, column in pairs.items() if name.startswith("b_")}
            comparisons.append(compare(a, b))
            out.a += a["claim"].tolist()
            out.b += b["claim"].tolist()
            same += [group.labels[x] == group.labels[y] for x, y in zip(a["claim"], b["claim"], strict=True)]
            numbers += [number] * len(a["claim"])
    out.group, out.same = np.array(numbers), np.array(same, dtype=bool)
    out.comparisons = np.concatenate(comparisons)
    per_group = np.bincount(out.group, minlength=len(groups))
    out.weight = 1 / np.sqrt(per_group[out.group])
    out.weight /= out.weight.mean()
    return out


def compared(rows: Sequence[Columns]) -> Iterator[Columns]:
    """The candidate pairs of some rows, by the plan's own steps."""
    with DuckDBEngine() as engine:
        engine.put(FEATURES, rows)
        engine.put(FRESH, ({"claim": r["claim"]} for r in rows))
        engine.run((
            MapStep(KEYS, "features", keys_of),
            SqlStep(CANDIDATES, ("keys", "features", "fresh"), CANDIDATES_SQL),
            SqlStep(COMPARED, ("candidates", "features"), COMPARED_SQL),
        ))  # fmt: skip
        yield from engine.rows(COMPARED, ("a_claim", "b_claim"))


def fit_trees(comparisons: npt.NDArray[np.float64], same: npt.NDArray[np.bool_], weight: npt.NDArray[np.float64]) -> dict[str, Any]:
    """Base and trees in the form of `scores.Trees`."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    model = HistGradientBoostingClassifier(**SETTINGS, monotonic_cst=[DIRECTIONS.get(name, 0) for name in COMPARISONS])
    model.fit(comparisons, same, sample_weight=weight)
    trees = []
    for (tree,) in model._predictors:
        nodes = tree.nodes
        trees.append({
            "comparison": [-1 if n["is_leaf"] else int(n["feature_idx"]) for n in nodes],
            "threshold": [0.0 if n["is_leaf"] else float(n["num_threshold"]) for n in nodes],
            "left": [int(n["left"]) for n in nodes],
            "right": [int(n["right"]) for n in nodes],
            "missing_left": [bool(n["missing_go_to_left"]) for n in nodes],
            "value": [round(float(n["value"]), 6) for n in nodes],
        })  # fmt: skip
    return {"base": round(float(model._baseline_prediction[0, 0]), 6), "trees": trees}


def cross_validate(pairs: Pairs, groups: Sequence[Group]) -> tuple[npt.NDArray[np.float64], dict[str, Any]]:
    """The log-odds of every pair by a model that has not seen its group, and what they say."""
    from sklearn.metrics import average_precision_score, log_loss, roc_auc_score

    fold = np.array([int(hashlib.sha256(g.name.encode()).hexdigest(), 16) % FOLDS for g in groups])
    odds = np.zeros(len(pairs.same))
    for k in range(FOLDS):
        held = fold[pairs.group] == k
        model = fit_trees(pairs.comparisons[~held], pairs.same[~held], pairs.weight[~held])
        odds[held] = Trees(model["base"], model["trees"], 1.0, 0.0).total(pairs.comparisons[held])
    probability = 1 / (1 + np.exp(-odds))
    return odds, {
        "pairs": len(pairs.same),
        "same": int(pairs.same.sum()),
        "log_loss": round(float(log_loss(pairs.same, probability)), 4),
        "auc": round(float(roc_auc_score(pairs.same, probability)), 4),
        "average_precision": round(float(average_precision_score(pairs.same, probability)), 4),
    }


def calibration(odds: npt.NDArray[np.float64], same: npt.NDArray[np.bool_]) -> tuple[float, float]:
    """Slope and intercept of Platt's line through held-out log-odds."""
    from sklearn.linear_model import LogisticRegression

    line = LogisticRegression(C=1e6).fit(odds[:, None], same)
    return round(float(line.coef_[0, 0]), 6), round(float(line.intercept_[0]), 6)


def groupings(pairs: Pairs, groups: Sequence[Group], probability: npt.NDArray[np.float64], threshold: float) -> dict[str, Any]:
    """How well the labels come back at a threshold: every group clustered by itself."""
    gold: dict[str, str] = {}
    found: dict[str, str] = {}
    for number, group in enumerate(groups):
        rows = pairs.features[number]
        mine = np.flatnonzero(pairs.group == number)
        links = {(pairs.a[i], pairs.b[i]): float(probability[i]) for i in mine if probability[i] >= LEAST_LINK}
        apart = set(vetoes(rows))
        for part in connected(rows["claim"].tolist(), links, least=threshold):
            for cluster in cluster_claims(part, links, apart=apart, threshold=threshold):
                found |= {claim: f"{group.name} {cluster[0]}" for claim in cluster}
        gold |= {claim: f"{group.name} {label}" for claim, label in group.labels.items() if claim in set(rows["claim"].tolist())}
    return f1_figures(coreference(gold, found)) | cluster_errors(gold, found)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m training.pairs", description="Fit the model of pairs of claims.")
    parser.add_argument("--check", action="store_true", help="cross-validate and write nothing")
    options = parser.parse_args(arguments)
    from ascribe.read.reader import Reader

    groups = load_groups(Reader.load())
    pairs = pairs_of(groups)
    odds, said = cross_validate(pairs, groups)
    slope, intercept = calibration(odds, pairs.same)
    probability = 1 / (1 + np.exp(-(slope * odds + intercept)))
    print(json.dumps(said), file=sys.stderr)
    for threshold in (0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7):
        print(threshold, json.dumps(groupings(pairs, groups, probability, threshold)), file=sys.stderr)
    if options.check:
        return 0
    model = fit_trees(pairs.comparisons, pairs.same, pairs.weight)
    digest = hashlib.sha256(b"".join(f.read_bytes() for f in sorted(FOLDER.glob("*.jsonl")))).hexdigest()
    about = {"data": f"sha256:{digest}", "settings": SETTINGS, "cross_validation": said, "groups": len(groups)}
    weights = {"comparisons": list(COMPARISONS), "slope": slope, "intercept": intercept, **model, "about": about}
    WEIGHTS_FILE.write_text(json.dumps(weights) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
