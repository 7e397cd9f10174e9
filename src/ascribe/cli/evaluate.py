"""`ascribe evaluate`: the figures of a reading on an evaluation suite. Works from a checkout; the suites are not in the wheel."""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path
from typing import Any

import click

from ascribe.cli.options import gazetteer_option


@click.command()
@click.argument("suite", metavar="SUITE")
@click.argument("file", metavar="[FILE]", required=False, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@gazetteer_option
def evaluate(suite: str, file: Path | None, as_json: bool, gazetteer: Path | None) -> None:
    """Score the reader on an evaluation suite.

    FILE is JSON lines, plain or gzipped, in the form of the suite's data set; without it the suite's development files under
    ASCRIBE_DATA are scored. Documents that were trained on are left out. Needs a checkout of the repository.
    """
    frame = _frame()
    chosen = frame.load_suite(suite)
    from ascribe.read.reader import Reader

    files = [file] if file is not None else []
    if not files and not chosen.defaults().files:
        from ascribe.errors import ResourceMissing

        raise ResourceMissing(f"suite {suite}", why=chosen.defaults().note, fix="set ASCRIBE_DATA, or give FILE")
    result = frame.evaluate(chosen, Reader.load(gazetteer), files)
    click.echo(json.dumps(result.as_json(), ensure_ascii=False) if as_json else "\n".join(_table(result, frame)))


def _frame() -> Any:
    """The module `evaluation.suite` of the checkout that this package runs from."""
    import ascribe

    checkout = Path(ascribe.__file__).parents[2]
    if not (checkout / "evaluation" / "suite.py").exists():
        from ascribe.errors import ResourceMissing

        raise ResourceMissing(
            "evaluation",
            why=f"it is not in the installed package ({Path(ascribe.__file__).parent})",
            fix="clone the repository, install it there with `pip install -e .`, and run it again",
        )
    if str(checkout) not in sys.path:
        sys.path.insert(0, str(checkout))
    return importlib.import_module("evaluation.suite")


def _table(result: Any, frame: Any) -> list[str]:
    """The result for people: one figure a line, then what it stands on."""
    flat = frame.flatten(result.figures)
    width = max(len(name) for name in flat)
    lines = [f"{name:<{width}}  {value:.3f}" if isinstance(value, float) else f"{name:<{width}}  {value}" for name, value in flat.items()]
    left_out = f", {result.left_out} documents left out because they were trained on" if result.left_out else ""
    reading = f"; reading {result.reading}" if result.reading else ""
    lines.append(f"scored: {', '.join(result.files)}{left_out}{reading}")
    return [*lines, *(f"note: {note}" for note in result.notes)]
