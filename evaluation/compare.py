"""What a change does to the claims: those gained, lost and changed against another commit, with their sentences.

In:  a commit (default HEAD, so: the working tree against what is committed); the dev side of the annotated passages; the shipped reports.
Out: on standard output each claim gained, lost or changed, with its sentence and whether gold agrees, then the sums.

    python -m evaluation.compare [REF] [--side train|dev] [--json]      `make compare REF=main~1`

The other commit's `src` is unpacked into a temporary folder and read with by a child process of the same interpreter. Two claims of one
document are the same where their triggers overlap; of several, the two that agree in type and most else.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import subprocess
import sys
import tarfile
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NamedTuple

from ascribe.domain.document import published_day
from ascribe.domain.span import Span
from ascribe.ingest.normalise import normalise_text
from ascribe.read.segment import segment_sentences
from evaluation.machine import CHECKOUT
from evaluation.scorers.claims import Coded, GoldDocument, assign, checks, code_gold, code_record
from evaluation.suite import OWN, REPORTS, data_folder, read_rows
from evaluation.suites.claims import moved
from evaluation.trained import side_of

__all__ = ["Difference", "compare_document", "main"]

#: What is compared of two claims: the fields in which gold is scored.
COMPARED = ("type", "status", "source", "source_kind", "initiator", "target", "place", "time", "quantities", "background")


@dataclass(frozen=True)
class Difference:
    """One claim gained, lost or changed. `gold` says what gold makes of it (before → after for a change), `effect` whether that is
    `better`, `worse` or `even`: a claim that gold has is better gained than lost, and a change is judged by the number of wrong fields.
    """

    kind: str
    document: str
    sentence: str
    trigger: str
    what: str
    gold: str
    effect: str


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m evaluation.compare", description="Claims gained, lost and changed against a commit.")
    parser.add_argument("ref", nargs="?", default="HEAD", help="the commit to compare the working tree with (default: HEAD)")
    parser.add_argument("--side", choices=("train", "dev"), default="dev", help="which side of the annotated passages (default: dev)")
    parser.add_argument("--json", action="store_true", help="print one JSON object a difference")
    options = parser.parse_args(arguments)

    gold = list(_passages(options.side))
    with tempfile.TemporaryDirectory(prefix="compare-") as folder:
        try:
            _unpack(options.ref, Path(folder))
            before = _read(gold, Path(folder) / "src")
            after = _read(gold, CHECKOUT / "src")
        except _Failed as error:
            print(f"compare: {error}", file=sys.stderr)
            return 1
    differences = [d for row, b, a in zip(gold, before, after, strict=True) for d in compare_document(row, b, a)]
    for d in differences:
        print(json.dumps(asdict(d), ensure_ascii=False) if options.json else _shown(d))
    sums = Counter((d.kind, d.effect) for d in differences)
    print(f"{len(gold)} documents, {len(differences)} differences against {options.ref}", file=sys.stderr)
    for (kind, effect), n in sorted(sums.items()):
        print(f"{n:>5}  {kind}, {effect}", file=sys.stderr)
    return 0


def compare_document(gold: GoldDocument, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Difference]:
    """The differences of one document, in text order; `before` and `after` are its records."""
    name = gold.doc or "?"
    for which, record in (("before", before), ("after", after)):
        if "error" in record:
            yield Difference("unread", name, "", "", f"{which}: {record['error']}", "not scored", "worse" if which == "after" else "better")
    old, new = (code_record(r, gold.text) if "error" not in r else [] for r in (before, after))
    expected = [code_gold(c) for c in gold.claims]
    told_old, told_new = _verdicts(expected, old), _verdicts(expected, new)
    pairs = _pairs(old, new)
    found = []
    for i, j in pairs:
        changes = [f"{f}: {a} → {b}" for f in COMPARED if (a := _value(old[i], f)) != (b := _value(new[j], f))]
        if changes:
            was, now = told_old[i], told_new[j]
            effect = "better" if now.n_wrong < was.n_wrong else "worse" if now.n_wrong > was.n_wrong else "even"
            found.append((new[j], "changed", "; ".join(changes), str(now) if was == now else f"{was} → {now}", effect))
    lost = [(c, told_old[i]) for i, c in enumerate(old) if i not in {p[0] for p in pairs}]
    gained = [(c, told_new[j]) for j, c in enumerate(new) if j not in {p[1] for p in pairs}]
    found += [(c, "lost", _summary(c), str(verdict), "worse" if verdict.matched else "better") for c, verdict in lost]
    found += [(c, "gained", _summary(c), str(verdict), "better" if verdict.matched else "worse") for c, verdict in gained]
    sentences = [s.span for s in segment_sentences(gold.text)] if found else []
    for claim, kind, what, told, effect in sorted(found, key=lambda f: (f[0].trigger or (0, 1), f[1], f[2])):
        trigger = claim.trigger or (0, 1)
        yield Difference(kind, name, _sentence(gold.text, trigger, sentences), gold.text[slice(*trigger)], what, told, effect)


def _pairs(old: Sequence[Coded], new: Sequence[Coded]) -> list[tuple[int, int]]:
    candidates = []
    for i, a in enumerate(old):
        for j, b in enumerate(new):
            if a.trigger and b.trigger and a.trigger[0] < b.trigger[1] and b.trigger[0] < a.trigger[1]:
                agreement = 100 * (a.type == b.type) + sum(_value(a, f) == _value(b, f) for f in COMPARED)
                candidates.append((-agreement, i, j))
    pairs: list[tuple[int, int]] = []
    for _, i, j in sorted(candidates):
        if all(i != p[0] and j != p[1] for p in pairs):
            pairs.append((i, j))
    return pairs


class _Verdict(NamedTuple):
    """What gold makes of a claim: whether it has it, and in which fields it is wrong."""

    matched: bool
    wrong: tuple[str, ...] = ()

    @property
    def n_wrong(self) -> int:
        return len(self.wrong) if self.matched else len(COMPARED) + 1

    def __str__(self) -> str:
        return "not in gold" if not self.matched else "wrong in " + ", ".join(self.wrong) if self.wrong else "right"


def _verdicts(gold: Sequence[Coded], system: Sequence[Coded]) -> dict[int, _Verdict]:
    verdicts = dict.fromkeys(range(len(system)), _Verdict(False))
    for i, j in assign(gold, system):
        verdicts[j] = _Verdict(True, tuple(f for f, ok in checks(gold[i], system[j]).items() if not ok and f in COMPARED))
    return verdicts


def _value(claim: Coded, field: str) -> Any:
    if field == "time":
        return (claim.start, claim.end) if claim.start else None
    if field == "quantities":
        return [f"{role} {low if low is not None else ''}..{high if high is not None else ''}" for role, low, high in claim.quantities]
    return list(value) if isinstance(value := getattr(claim, field), tuple) else value


def _summary(claim: Coded) -> str:
    return "; ".join(f"{f}: {value}" for f in COMPARED if (value := _value(claim, f)) not in (None, [], False))


def _sentence(text: str, trigger: tuple[int, int], sentences: Sequence[Span]) -> str:
    for span in sentences:
        if span.start <= trigger[0] < span.end:
            return " ".join(span.of(text).split())
    return " ".join(text[max(0, trigger[0] - 80) : trigger[1] + 80].split())


def _shown(d: Difference) -> str:
    sign = {"gained": "+", "lost": "-", "changed": "~"}.get(d.kind, "!")
    return f"{sign} {d.document}  {d.trigger!r}  [{d.gold}; {d.effect}]\n    {d.what}\n    {d.sentence}"


def _passages(side: str) -> Iterator[GoldDocument]:
    folder = data_folder()
    files = sorted((folder / "claims").glob("*.jsonl.gz")) if folder else [OWN]
    if side == "dev":
        files.append(REPORTS)
    for file in files:
        for _, row in read_rows(file, GoldDocument):
            if file == REPORTS or side_of(row.doc or "") == side:
                yield moved(row)


class _Failed(Exception):
    """The comparison cannot be made."""


def _unpack(ref: str, folder: Path) -> None:
    run = subprocess.run(["git", "archive", "--format=tar", ref, "src"], cwd=CHECKOUT, capture_output=True, check=False)
    if run.returncode:
        raise _Failed(f"no commit {ref!r} with a folder src ({run.stderr.decode(errors='replace').strip()})")
    with tarfile.open(fileobj=io.BytesIO(run.stdout)) as archive:
        archive.extractall(folder, filter="data")


def _read(gold: Sequence[GoldDocument], src: Path) -> list[dict[str, Any]]:
    lines = b"".join(json.dumps(_arguments(row)).encode() + b"\n" for row in gold)
    environment = {**os.environ, "PYTHONPATH": str(src)}
    script = CHECKOUT / "evaluation" / "read_texts.py"
    run = subprocess.run([sys.executable, "-P", str(script)], input=lines, capture_output=True, env=environment, check=False)
    if run.returncode:
        reason = run.stderr.decode(errors="replace").strip().splitlines()
        raise _Failed(f"the reader of {src} does not run: {reason[-1] if reason else run.returncode}")
    return [json.loads(line) for line in run.stdout.splitlines()]


def _arguments(row: GoldDocument) -> dict[str, str | None]:
    published = row.published
    try:
        published_day(published or "")
    except ValueError:
        published = None
    return {"text": normalise_text(row.text), "published": published, "outlet": row.outlet, "title": row.title, "url": row.url}


if __name__ == "__main__":
    sys.exit(main())
