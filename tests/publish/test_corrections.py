"""Reviewed claims as training data."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from hypothesis import given

from ascribe.domain.claim import Record
from ascribe.pipeline_review import accept_claim, edit_claim, reject_claim
from ascribe.publish import publish_corrections
from ascribe.publish.corrections import passage_of
from ascribe.review.corrections import reviews
from ascribe.store import open_store
from ascribe.testing import fake_record
from evaluation.gold_claims import GoldRow, gold_record
from tests.record_strategies import records

BY = {"author": "R. Editor", "time": datetime(2026, 1, 2, tzinfo=UTC), "reason": "read again"}
RECORD = fake_record(n_claims=3)


def test_only_reviewed_documents_and_what_a_person_said(tmp_path: Path) -> None:
    other = fake_record("A mill burned.", url=None)
    with open_store(tmp_path / "store") as store:
        store.add(RECORD)
        store.add(other)
        accept_claim(store, RECORD.claims[0].id, **BY)
        reject_claim(store, RECORD.claims[2].id, **BY)
        stream = io.BytesIO()
        account = publish_corrections(store.records(), reviews(store.decided()), stream)
        (line,) = map(json.loads, stream.getvalue().splitlines())
        assert (account.n_documents, account.n_rows) == (1, 2)
        assert [c["review"] for c in line["claims"]] == ["accepted", None]
        assert line["complete"] is False
        edit_claim(store, RECORD.claims[1].id, msgspec.structs.replace(RECORD.claims[1], quantities=()), **BY)
        stream = io.BytesIO()
        publish_corrections(store.records(), reviews(store.decided()), stream)
        (line,) = map(json.loads, stream.getvalue().splitlines())
        assert line["complete"] is True
        assert [len(c["quantities"]) for c in line["claims"]] == [1, 0]
        assert [c["review"] for c in line["claims"]] == ["accepted", "edited"]


def test_what_is_written_is_what_gold_is_read_from() -> None:
    row = msgspec.convert(json.loads(msgspec.json.encode(passage_of(RECORD, {}))), GoldRow, strict=False)
    again = gold_record(row)
    for was, now in zip(RECORD.claims, again.record.claims, strict=True):
        assert (now.event.trigger, now.content, now.event.type, now.status) == (was.event.trigger, was.content, was.event.type, was.status)
        assert [(q.span, q.role, q.low, q.high) for q in now.quantities] == [(q.span, q.role, q.low, q.high) for q in was.quantities]
        assert now.attribution.source is not None
        assert was.attribution.source is not None
        assert now.attribution.source.span == was.attribution.source.span
        assert (now.time and now.time.start) == (was.time and was.time.start)


@given(records())
def test_every_span_of_any_record_is_kept(record: Record) -> None:
    passage = json.loads(msgspec.json.encode(passage_of(record, {})))
    for claim, written in zip(record.claims, passage["claims"], strict=True):
        assert written["trigger"] == list(claim.event.trigger)
        assert written["content"] == list(claim.content)
        assert written["initiator_spans"] == [None if p.span is None else list(p.span) for p in claim.initiator]
        assert [q["span"] for q in written["quantities"]] == [list(q.span) for q in claim.quantities]


@pytest.mark.parametrize("format", ["csv", "parquet", "geojson"])
def test_corrections_are_no_table(format: str, tmp_path: Path) -> None:
    from click.testing import CliRunner

    from ascribe.cli import cli

    with open_store(tmp_path / "store") as store:
        store.add(RECORD)
    done = CliRunner().invoke(cli, ["export", "corrections", "--format", format, "--store", str(tmp_path / "store")])
    assert done.exit_code == 2
    assert f"corrections are not written as {format}: give --format jsonl, brat" in done.output
