"""The models that say how likely two claims, or two scenes, tell one happening, from claims grouped by reading.

In:  `training.incident_groups`, `training.archive_groups`.
Out: `src/ascribe/reconcile/pair_weights.json`: for each of two kinds of pair, trees and the line that calibrates them; digests of the
data, settings, and what five-fold cross-validation over stories said.

    python -m training.pairs            fits, and prints the cross-validation
    python -m training.pairs --check    prints it and writes nothing
    python -m training.pairs --agree    scores the groups that were read twice (`twice_read/`) against the first reading

`within` compares claims of one document, `across` scenes of two: in fitting, the claims of one label in one document. What the archive says
is fitted on too; calibration and cross-validation are of the claims grouped by reading alone.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from ascribe.engine.batches import side_by_side
from ascribe.engine.duckdb import DuckDBEngine
from ascribe.engine.steps import Columns, MapStep, SqlStep
from ascribe.reconcile.across import ACROSS_COMPARISONS, compare_across
from ascribe.reconcile.constraints import Constraints
from ascribe.reconcile.features import FEATURES
from ascribe.reconcile.overlaps import parts
from ascribe.reconcile.pairs import CANDIDATES, KEYS, keys_of, pairing_plan
from ascribe.reconcile.plan import (
    ASSIGNED,
    CROWDED,
    CROWDED_SQL,
    DECIDED,
    FRESH,
    LINKS,
    components_plan,
    grouping_plan,
    scene_plan,
    scoring_plan,
)  # fmt: skip
from ascribe.reconcile.scenes import SCENES, merge_scenes, runs
from ascribe.reconcile.standing import standing
from ascribe.reconcile.trees import WEIGHTS_FILE, Affinity, PairModel
from ascribe.reconcile.within import WITHIN_COMPARISONS, compare_within, within_pairs
from evaluation.scorers.coreference import cluster_errors, coreference, f1_figures
from training.archive_groups import archive_digest, load_archive
from training.incident_groups import EPISODES, FOLDER, Group, agreement, labelled_rows, load_groups

SEED = 7
SETTINGS: dict[str, Any] = {
    "learning_rate": 0.06, "max_iter": 160, "max_leaf_nodes": 8, "min_samples_leaf": 30, "l2_regularization": 10.0, "random_state": SEED,
}  # fmt: skip
FOLDS = 5
#: Pairs' worth of the mean that the affinity of two types starts from.
PRIOR = 10
#: What a pair of the archive weighs beside one by reading: inside a document its label is a guess. Chosen on the demonstration's reports
#: and the archive's documents that the suite `gva` calls `choosing`, among 0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 1 and 2.
ARCHIVE = {"within": 0.1, "across": 1.0}
#: Claims of one document of the archive whose days lie further apart tell two incidents.
ARCHIVE_DAYS = 1
_NOTHING_KNOWN = Affinity(0.0, {})
#: Comparisons that can only speak for one happening (1) or against it (-1) as they grow; the fit keeps to that.
DIRECTIONS = {
    "paragraphs_apart": -1, "affinity": 1, "apart": -1, "sentences_apart": -1, "claims_apart": -1, "same_trigger": 1, "one_clause": 1,
    "separate": -1, "definite": 1, "one_time": 1, "one_place": 1, "one_mention": 1, "same_word": 1, "days_apart": -1, "days_shared": 1,
    "km_apart": -1, "same_place": 1, "shared_actors": 1, "shared_names": 1, "figure_agrees": 1, "same_types": 1, "shared_triggers": 1,
    "shared_words": 1, "rare_words": 1, "documents_share": 1,
}  # fmt: skip


@dataclass
class Pairs:
    """Compared pairs, `same` where both have one label; `group` is the number of the group they stand in, `types` the event types of the
    two, `share` what the pair weighs beside others, `archive` where the archive says so."""

    group: npt.NDArray[np.int64]
    comparisons: npt.NDArray[np.float64]
    same: npt.NDArray[np.bool_]
    types: list[tuple[frozenset[str], frozenset[str]]]
    share: npt.NDArray[np.float64]
    archive: npt.NDArray[np.bool_]

    @property
    def weight(self) -> npt.NDArray[np.float64]:
        """A group's pairs weigh together as the square root of their number, times their share."""
        weight = self.share / np.sqrt(np.bincount(self.group)[self.group])
        return np.asarray(weight / weight.mean())


def pairs_within(groups: Sequence[Group], rows: Sequence[Columns]) -> Pairs:
    """The pairs of claims of one document."""
    all_: list[tuple[int, npt.NDArray[np.float64], list[bool], list[Any]]] = []
    for number, (group, of_group) in enumerate(zip(groups, rows, strict=True)):
        for start, end in runs(of_group["document"]):
            of_document = {name: column[start:end] for name, column in of_group.items()}
            first, second = within_pairs(of_document)
            if not first:
                continue
            if group.archive:
                near = _days_apart(of_document, first, second) <= ARCHIVE_DAYS
                first, second = ([i for i, keep in zip(places, near, strict=True) if keep] for places in (first, second))
            if not first:
                continue
            a, b = ({name: column[places] for name, column in of_document.items()} for places in (first, second))
            ends = list(zip(a["claim"].tolist(), b["claim"].tolist(), strict=True))
            all_.append((
                number, compare_within(a, b, standing(of_document, first, second), _NOTHING_KNOWN),
                [group.labels[x] == group.labels[y] for x, y in ends],
                [(frozenset((x,)), frozenset((y,))) for x, y in zip(a["type"], b["type"], strict=True)],
            ))  # fmt: skip
    return _joined(all_, groups, ARCHIVE["within"])


def _days_apart(rows: Columns, first: Sequence[int], second: Sequence[int]) -> npt.NDArray[np.float64]:
    """Days between two claims of which one states its own; 0 where both are inferred or undated."""
    start, end, stated = rows["start"], rows["end"], rows["stated"]
    apart = np.maximum(start[first] - end[second], start[second] - end[first])
    return np.where(stated[first] | stated[second], np.nan_to_num(apart), 0.0)


def pairs_across(groups: Sequence[Group], rows: Sequence[Columns]) -> Pairs:
    """The candidate pairs of scenes of two documents; scenes are the claims of one label in one document."""
    all_ = []
    for number, (group, of_group) in enumerate(zip(groups, rows, strict=True)):
        scene = scenes_by_label(group, of_group)
        order = sorted(range(len(scene)), key=lambda i: (scene[i], of_group["n"][i], of_group["claim"][i]))
        merged = merge_scenes({name: column[order] for name, column in {**of_group, "scene": scene}.items()})
        for pairs in compared(merged):
            a = {name[2:]: column for name, column in pairs.items() if name.startswith("a_")}
            b = {name[2:]: column for name, column in pairs.items() if name.startswith("b_")}
            ends = list(zip(a["scene"].tolist(), b["scene"].tolist(), strict=True))
            all_.append((
                number, compare_across(a, b, _NOTHING_KNOWN), [group.labels[x] == group.labels[y] for x, y in ends],
                [(parts(x), parts(y)) for x, y in zip(a["types"], b["types"], strict=True)],
            ))  # fmt: skip
    return _joined(all_, groups, ARCHIVE["across"])


def _joined(all_: Sequence[tuple[int, npt.NDArray[np.float64], list[bool], list[Any]]], groups: Sequence[Group], share: float) -> Pairs:
    """The pairs of all groups; those of the archive weigh `share`."""
    numbers = np.repeat([number for number, *_ in all_], [len(same) for _, _, same, _ in all_])
    archive = np.array([g.archive for g in groups], dtype=bool)[numbers]
    return Pairs(
        numbers,
        np.concatenate([comparisons for _, comparisons, *_ in all_]),
        np.array([x for _, _, same, _ in all_ for x in same], dtype=bool),
        [x for *_, types in all_ for x in types],
        np.where(archive, share, 1.0),
        archive,
    )


def scenes_by_label(group: Group, rows: Columns) -> npt.NDArray[Any]:
    """For each row its scene as the labels have it: the least claim of one label in one document."""
    least: dict[tuple[str, str], str] = {}
    for claim, document in sorted(zip(rows["claim"].tolist(), rows["document"].tolist(), strict=True)):
        least.setdefault((document, group.labels[claim]), claim)
    names = [least[d, group.labels[c]] for c, d in zip(rows["claim"].tolist(), rows["document"].tolist(), strict=True)]
    return np.array(names, dtype=object)


def compared(scenes: Columns) -> Iterator[Columns]:
    """The candidate pairs of some scenes, by the plan's own steps."""
    with DuckDBEngine() as engine:
        engine.put(SCENES, [scenes])
        engine.put(FRESH, [{"scene": scenes["scene"]}])
        engine.run((MapStep(KEYS, "scenes", keys_of), *pairing_plan()))
        for pairs in engine.rows(CANDIDATES, ("a", "b")):
            yield side_by_side(pairs, scenes, "scene", tuple(SCENES.columns))


class Affinities:
    """Affinities of types counted over pairs, drawn towards the mean as if by `PRIOR` pairs; of all groups or of all but one."""

    def __init__(self, pairs: Pairs, chosen: npt.NDArray[np.bool_]) -> None:
        self._base = float(pairs.same[chosen].mean())
        self._all: Counter[tuple[str, bool]] = Counter()
        self._of_group: dict[int, Counter[tuple[str, bool]]] = defaultdict(Counter)
        for i in np.flatnonzero(chosen).tolist():
            one, other = pairs.types[i]
            for name in {f"{min(x, y)}|{max(x, y)}" for x in one for y in other}:
                self._all[name, bool(pairs.same[i])] += 1
                self._of_group[int(pairs.group[i])][name, bool(pairs.same[i])] += 1

    def but(self, group: int | None) -> Affinity:
        """The affinities without what one group says, so that no pair explains itself."""
        less: Counter[tuple[str, bool]] = self._of_group[group] if group is not None else Counter()
        names = sorted({name for name, _ in self._all})
        return Affinity(self._odds(0, 0), {n: self._odds(*(self._all[n, s] - less[n, s] for s in (True, False))) for n in names})

    def as_json(self) -> dict[str, Any]:
        names = sorted({name for name, _ in self._all})
        return {"base": self._odds(0, 0), "pairs": {n: self._odds(self._all[n, True], self._all[n, False]) for n in names}}

    def _odds(self, same: int, other: int) -> float:
        share = (same + PRIOR * self._base) / (same + other + PRIOR)
        return round(float(np.log(share / (1 - share))), 4)


def with_affinity(pairs: Pairs, affinity: Callable[[int], Affinity], column: int) -> npt.NDArray[np.float64]:
    """The comparisons with the affinity of each pair's types filled in; `affinity` gives that of a group."""
    comparisons = pairs.comparisons.copy()
    of_group = {int(number): affinity(int(number)) for number in np.unique(pairs.group)}
    for i, (one, other) in enumerate(pairs.types):
        comparisons[i, column] = max(of_group[int(pairs.group[i])].of(x, y) for x in one for y in other)
    return comparisons


def fit_trees(pairs: Pairs, chosen: npt.NDArray[np.bool_], comparisons: Sequence[str]) -> tuple[dict[str, Any], npt.NDArray[np.float64]]:
    """A model in the form of `PairModel.of`, not yet calibrated, from the chosen pairs; and the comparisons as it sees them."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    affinities = Affinities(pairs, chosen)
    seen = with_affinity(pairs, affinities.but, list(comparisons).index("affinity"))
    directions = [DIRECTIONS.get(name, 0) for name in comparisons]
    model = HistGradientBoostingClassifier(**SETTINGS, monotonic_cst=directions)
    model.fit(seen[chosen], pairs.same[chosen], sample_weight=pairs.weight[chosen])
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
    base = round(float(model._baseline_prediction[0, 0]), 6)
    return {"base": base, "trees": trees, "affinity": affinities.as_json(), "slope": 1.0, "intercept": 0.0}, seen


@dataclass
class Model:
    """A model fitted on all groups, and those of the folds, each calibrated on what it has not seen."""

    whole: dict[str, Any]
    of_fold: list[PairModel]
    said: dict[str, Any]


def fit(pairs: Pairs, groups: Sequence[Group], comparisons: Sequence[str]) -> Model:
    """Fits on everything, and in cross-validation over groups."""
    from sklearn.metrics import average_precision_score, log_loss, roc_auc_score

    fold = np.array([fold_of(g) for g in groups])[pairs.group]
    odds = np.zeros(len(pairs.same))
    fitted = []
    for k in range(FOLDS):
        model, seen = fit_trees(pairs, fold != k, comparisons)
        odds[fold == k] = PairModel.of(model).trees.total(seen[fold == k])
        fitted.append(model)
    same, odds = pairs.same[~pairs.archive], odds[~pairs.archive]
    slope, intercept = calibration(odds, same)
    line = {"slope": slope, "intercept": intercept}
    probability = 1 / (1 + np.exp(-(slope * odds + intercept)))
    said = {
        "pairs": len(same),
        "same": int(same.sum()),
        "archive": int(pairs.archive.sum()),
        "log_loss": round(float(log_loss(same, probability)), 4),
        "auc": round(float(roc_auc_score(same, probability)), 4),
        "average_precision": round(float(average_precision_score(same, probability)), 4),
    }
    whole, _ = fit_trees(pairs, np.ones(len(pairs.same), dtype=bool), comparisons)
    return Model({"comparisons": list(comparisons), **whole, **line}, [PairModel.of(f | line) for f in fitted], said)


def fold_of(group: Group) -> int:
    """The fold of a group, by the SHA-256 of its story."""
    return int(hashlib.sha256(group.story.encode()).hexdigest(), 16) % FOLDS


def calibration(odds: npt.NDArray[np.float64], same: npt.NDArray[np.bool_]) -> tuple[float, float]:
    """Slope and intercept of Platt's line through held-out log-odds."""
    from sklearn.linear_model import LogisticRegression

    line = LogisticRegression(C=1e6).fit(odds[:, None], same)
    return round(float(line.coef_[0, 0]), 6), round(float(line.intercept_[0]), 6)


def grouped(rows: Columns, within: PairModel | None, across: PairModel | None, threshold: float) -> dict[str, str]:
    """The group of each claim, by the plan's own steps."""
    nobody = Constraints()
    with DuckDBEngine() as engine:
        engine.put(FEATURES, [rows])
        engine.put(DECIDED, ())
        engine.run((
            *scene_plan(nobody, within), SqlStep(FRESH, ("scenes",), "SELECT scene FROM scenes"), *scoring_plan(across),
            SqlStep(LINKS, ("scored",), "SELECT a, b, probability FROM scored"), *components_plan(across=threshold),
            SqlStep(CROWDED, ("keys",), CROWDED_SQL), *grouping_plan(across=threshold),
        ))  # fmt: skip
        batches = list(engine.rows(ASSIGNED, ("claim",)))
    return {claim: group for batch in batches for claim, group in zip(batch["claim"].tolist(), batch["group"].tolist(), strict=True)}


def groupings(groups: Sequence[Group], rows: Sequence[Columns], within: Model, across: Model, threshold: float) -> dict[str, Any]:
    """How well the labels come back by models that have not seen them, every group grouped by itself."""
    gold: dict[str, str] = {}
    found: dict[str, str] = {}
    for group, of_group in zip(groups, rows, strict=True):
        k = fold_of(group)
        for claim, name in grouped(of_group, within.of_fold[k], across.of_fold[k], threshold).items():
            found[claim] = f"{group.name} {name}"
            gold[claim] = f"{group.name} {group.labels[claim]}"
    return f1_figures(coreference(gold, found)) | cluster_errors(gold, found)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m training.pairs", description="Fit the models that compare claims and scenes.")
    parser.add_argument("--check", action="store_true", help="cross-validate and write nothing")
    parser.add_argument("--agree", action="store_true", help="score the second reading against the first, and nothing else")
    options = parser.parse_args(arguments)
    if options.agree:
        print(json.dumps(agreement()))
        return 0
    from ascribe.read.reader import Reader

    reader = Reader.load()
    groups, archive = load_groups(reader), load_archive(reader)
    rows = [labelled_rows(group) for group in groups]
    fitted_on, fitted_rows = [*groups, *archive], [*rows, *map(labelled_rows, archive)]
    within = fit(pairs_within(fitted_on, fitted_rows), fitted_on, list(WITHIN_COMPARISONS))
    across = fit(pairs_across(fitted_on, fitted_rows), fitted_on, list(ACROSS_COMPARISONS))
    said = {"within": within.said, "across": across.said}
    print(json.dumps(said), file=sys.stderr)
    for threshold in (0.3, 0.4):
        print(threshold, json.dumps(groupings(groups, rows, within, across, threshold)), file=sys.stderr)
    if options.check:
        return 0
    digest = hashlib.sha256(b"".join(f.read_bytes() for f in [*sorted(FOLDER.glob("*.jsonl")), EPISODES])).hexdigest()
    about = {
        "data": f"sha256:{digest}", "archive": f"sha256:{archive_digest()}", "settings": SETTINGS, "cross_validation": said,
        "groups": len(groups), "archive_documents": sum(len(group.records) for group in archive),
    }  # fmt: skip
    weights = {"within": within.whole, "across": across.whole, "about": about}
    WEIGHTS_FILE.write_text(json.dumps(weights) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
