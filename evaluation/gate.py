"""The gate: scores the development suites and refuses to fall below the floors.

In:  the development files (`evaluation/suites`), `evaluation/floors.json`.
Out: a table, and `evaluation/scores.json` (figures, what was scored, by which reading); or exit status 1 and no new scores where a figure
     lies below its floor, where a document could not be read, or where what is scored is not what the floor was set on.

    python -m evaluation.gate                                  score and compare; `make evaluate`
    python -m evaluation.gate --set-floors [--reason WORDS]    the figures become the floors; lowering one, or other gold, needs a reason

Without `ASCRIBE_DATA` the runs `own`, `reports` and `incidents` are scored, whose files ship; entries of other runs in `scores.json` stay
as they are.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from ascribe._version import __version__
from evaluation.machine import machine_class
from evaluation.suite import HERE, OWN, REPORTS, Defaults, ReaderLike, Result, Suite, data_folder, evaluate, flatten, load_suite

__all__ = ["Floors", "Run", "judge", "main", "new_floors"]

FLOORS_FILE = HERE / "floors.json"
SCORES_FILE = HERE / "scores.json"

Floors = dict[str, Any]


class Run(NamedTuple):
    """One scoring of the gate: its name, the suite, and the shipped file that it scores instead of the suite's development files."""

    name: str
    suite: str
    shipped: Path | None = None


RUNS = (
    Run("own", "claims", OWN),
    Run("reports", "claims", REPORTS),
    Run("incidents", "incidents", REPORTS),
    Run("actors", "actors"),
    Run("claims", "claims"),
    Run("isaf", "isaf"),
    Run("muc4", "muc4"),
    Run("polnear", "polnear"),
    Run("geoparsing", "geoparsing"),
    Run("timex", "timex"),
    Run("copies", "copies"),
    Run("gva", "gva"),
    Run("ecbplus", "ecbplus"),
    Run("unseen", "unseen"),
)


def run_all(reader: ReaderLike, runs: tuple[Run, ...] = RUNS) -> tuple[dict[str, tuple[Suite[Any], Result]], list[str]]:
    """The result of every run whose files are there, and what is missing for the others."""
    results, missing = {}, []
    for run in runs:
        suite = load_suite(run.suite)
        if run.shipped is not None:
            there = run.shipped.exists()
            shipped = Defaults((run.shipped,), None) if there else Defaults((), note=f"{run.shipped.name} is not there")
            suite = replace(suite, defaults=partial(_same, shipped))
        defaults = suite.defaults()
        if not defaults.files or (run.shipped is None and data_folder() is None):
            missing.append(f"{run.name}: {'ASCRIBE_DATA is not set' if data_folder() is None else defaults.note}")
            continue
        results[run.name] = (suite, evaluate(suite, reader))
    return results, missing


#: What a figure may lie below its floor on another processor than the one that the committed scores come from: the model's sums of
#: fractions differ there in their last digits, and with them the int8 numbers made of some.
SLACK = 0.005


def slack_here(scores: Mapping[str, Any]) -> float:
    """`SLACK` on another kind of processor than that of the committed scores, else nothing."""
    there, here = scores.get("machine", {}), machine_class()
    return SLACK if any(there.get(key) != here[key] for key in ("cpu", "vectors")) else 0.0


def judge(results: Mapping[str, tuple[Suite[Any], Result]], floors: Floors, slack: float = 0.0) -> list[str]:
    """Why the gate refuses, in words; nothing where it does not. A figure may lie `slack` below its floor."""
    reasons = []
    for name, (suite, result) in results.items():
        if result.failed:
            reasons.append(f"{name}: {result.failed} documents could not be read ({result.notes[-1]})")
        floor = floors.get("runs", {}).get(name)
        if floor is None:
            continue
        if floor["gold"] != result.gold:
            reasons.append(f"{name}: other gold than the floors were set on; --set-floors --reason says why")
            continue
        scored = _gated(suite, result)
        for figure, least in floor["figures"].items():
            if scored.get(figure, 0.0) < least - slack:
                reasons.append(f"{name}: {figure} {scored.get(figure, 0.0):.3f} is below its floor {least:.3f}")
    return reasons


def new_floors(results: Mapping[str, tuple[Suite[Any], Result]], floors: Floors, reason: str | None) -> Floors:
    """The floors with the figures of these results; `ValueError` where that lowers one, or the gold is another, and no reason is given."""
    runs, changes = dict(floors.get("runs", {})), list(floors.get("lowered", []))
    for name, (suite, result) in results.items():
        old = runs.get(name)
        figures = _gated(suite, result)
        lowered = {f: [old["figures"][f], figures.get(f)] for f in old["figures"] if figures.get(f, 0.0) < old["figures"][f]} if old else {}
        if lowered or (old and old["gold"] != result.gold):
            if not (reason and reason.strip()):
                raise ValueError(f"{name}: {'lowers ' + ', '.join(lowered) if lowered else 'scores other gold'}; give --reason")
            changes.append({"run": name, "figures": lowered, "reason": reason.strip()})
        runs[name] = {"gold": result.gold, "figures": figures}
    return {"runs": runs, "lowered": changes}


def _same(defaults: Defaults) -> Defaults:
    return defaults


def _gated(suite: Suite[Any], result: Result) -> dict[str, float]:
    flat = flatten(result.figures)
    return {figure: flat[figure] for figure in suite.gated if figure in flat}


def _scores(results: Mapping[str, tuple[Suite[Any], Result]], old: Mapping[str, Any]) -> dict[str, Any]:
    runs = dict(old.get("runs", {}))
    for name, (_, result) in results.items():
        entry = {"suite": result.suite, "version": __version__, "reading": result.reading, "gold": result.gold, "left_out": result.left_out}
        runs[name] = {**entry, "figures": result.figures}
    return {"machine": machine_class(), "runs": runs}


def _table(results: Mapping[str, tuple[Suite[Any], Result]], floors: Floors) -> list[str]:
    lines = [f"{'run':<12}{'figure':<36}{'score':>7}{'floor':>8}"]
    for name, (suite, result) in results.items():
        floor = floors.get("runs", {}).get(name, {}).get("figures", {})
        for figure, value in _gated(suite, result).items():
            told = f"{floor[figure]:.3f}" if figure in floor else "none"
            lines.append(f"{name:<12}{figure:<36}{value:>7.3f}{told:>8}" + ("  BELOW" if figure in floor and value < floor[figure] else ""))
        lines += [f"{name:<12}note: {note}" for note in result.notes]
    return lines


def _load(file: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    return content


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m evaluation.gate", description="Score the development suites against their floors.")
    parser.add_argument("--set-floors", action="store_true", help="make today's figures the floors")
    parser.add_argument("--reason", help="why a floor is lowered, or the gold is another")
    options = parser.parse_args(arguments)

    from ascribe.read.reader import Reader

    results, missing = run_all(Reader.load())
    floors = _load(FLOORS_FILE)
    print("\n".join([*_table(results, floors), *(f"not scored: {line}" for line in missing)]))
    if options.set_floors:
        try:
            floors = new_floors(results, floors, options.reason)
        except ValueError as error:
            print(f"floors unchanged: {error}", file=sys.stderr)
            return 1
        FLOORS_FILE.write_text(json.dumps(floors, indent=1) + "\n", encoding="utf-8")
    reasons = judge(results, floors, slack_here(_load(SCORES_FILE)))
    for reason in reasons:
        print(f"refused: {reason}", file=sys.stderr)
    if reasons:
        return 1
    SCORES_FILE.write_text(json.dumps(_scores(results, _load(SCORES_FILE)), indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
