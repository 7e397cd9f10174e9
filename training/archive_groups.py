"""Local news of gun violence as groups to fit on: documents that an archive filed under one incident.

In:  `$ASCRIBE_DATA/gva_clusters/docs.jsonl.gz`.   Out: `load_archive`: read records with labels, in groups of many incidents each.

Real reports come back to an incident for months: an arrest, a name, a charge. The archive says which document is about which incident, not
which claim; so only claims of violence that is told as done, and not as background, have its label. A report of one killing tells of others
too, so these labels are weaker than those by reading: `training.pairs` weighs them less. Taken are the incidents of the half that
may be looked at (`evaluation.suites.gva.half_of`), without those that the suite reads.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
from pathlib import Path

import msgspec

from evaluation.suite import ReaderLike, Session
from evaluation.suites.gva import VIOLENCE, Report, half_of, read_report, sampled
from training.incident_groups import Group

FILE = "gva_clusters/docs.jsonl.gz"
#: Incidents are compared within a group; so many groups make each as large as those by reading together.
GROUPS = 36


def load_archive(reader: ReaderLike) -> list[Group]:
    """The groups, each read as the suite reads: every document by itself."""
    session = Session(reader)
    groups = [Group(f"archive {n}", f"archive {n}", [], {}, archive=True) for n in range(GROUPS)]
    for number, line in enumerate(gzip.decompress(_path().read_bytes()).splitlines(), 1):
        row = msgspec.convert(json.loads(line), Report, strict=False)
        if half_of(row.incident_id) != "choosing" or sampled(row):
            continue
        record = read_report(row, number, session)
        if record is None:
            continue
        group = groups[int(hashlib.sha256(row.incident_id.encode()).hexdigest()[:8], 16) % GROUPS]
        told = [c for c in record.claims if c.event.type in VIOLENCE and c.status == "asserted" and not c.background]
        if told:
            group.records.append(record)
            group.labels |= {claim.id: row.incident_id for claim in told}
    return groups


def archive_digest() -> str:
    """The SHA-256 of the file."""
    return hashlib.sha256(_path().read_bytes()).hexdigest()


def _path() -> Path:
    return Path(os.environ["ASCRIBE_DATA"]) / FILE
