"""Which documents of the archive are fitted on, and what is labelled in them."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ascribe.read.reader import Reader
from ascribe.reconcile.within import WITHIN_COMPARISONS
from evaluation.suites.gva import Report, half_of, sampled
from training.archive_groups import FILE, load_archive
from training.incident_groups import Group, labelled_rows
from training.pairs import ARCHIVE, ARCHIVE_DAYS, pairs_within

TEXT = (
    "Two men were shot dead in Detroit on Monday. Police arrested a suspect. The gunmen had opened fire on the men outside a shop. "
    "In March 2015 a boy was killed in Chicago. On April 20, 2016, a woman was shot dead in Boston."
)


def archived(data: Path, incidents: list[str]) -> None:
    """Writes one document for each incident."""
    file = data / FILE
    file.parent.mkdir(parents=True)
    rows = [{"text": TEXT, "incident_id": incident, "id": f"d{incident}", "publish_date": "2016-05-04"} for incident in incidents]
    file.write_bytes(gzip.compress("".join(json.dumps(row) + "\n" for row in rows).encode()))


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader.load()


@pytest.fixture
def groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reader: Reader) -> list[Group]:
    monkeypatch.setenv("ASCRIBE_DATA", str(tmp_path))
    archived(tmp_path, [str(n) for n in range(100, 140)])
    return [group for group in load_archive(reader) if group.records]


def test_what_the_suite_scores_is_not_fitted_on(groups: list[Group]) -> None:
    taken = {label for group in groups for label in group.labels.values()}
    assert taken
    for incident in taken:
        assert half_of(incident) == "choosing"
        assert not sampled(Report(text=TEXT, incident_id=incident))


def test_only_violence_of_the_day_has_the_label(groups: list[Group]) -> None:
    for group in groups:
        labelled = [c for record in group.records for c in record.claims if c.id in group.labels]
        assert labelled
        assert not any(c.background or c.event.type == "detention" for c in labelled)


def test_the_archive_weighs_less_and_says_nothing_of_other_days(groups: list[Group]) -> None:
    rows = [labelled_rows(group) for group in groups]
    pairs = pairs_within(groups, rows)
    assert len(pairs.same)
    assert pairs.archive.all()
    assert np.allclose(pairs.share, ARCHIVE["within"])
    apart = list(WITHIN_COMPARISONS).index("days_apart")
    assert not (pairs.comparisons[:, apart] > ARCHIVE_DAYS).any()
    by_reading = pairs_within([replace(group, archive=False) for group in groups], rows)
    assert np.allclose(by_reading.share, 1.0)
    assert (by_reading.comparisons[:, apart] > ARCHIVE_DAYS).any()  # Boston's, which is another incident
