"""Prodigy: tasks with tokens, spans and relations as its interfaces take them, and answers as it writes them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given

from ascribe.domain.claim import Record
from ascribe.domain.span import Span
from ascribe.publish import publish_prodigy
from ascribe.publish._prodigy import labels, read_prodigy, settings, tasks_of
from ascribe.publish.marks import Marked, claim_of, marked
from ascribe.publish.refused import Refused
from ascribe.testing import fake_record
from tests.record_strategies import records

RECORD = fake_record(n_claims=2)


def tasks(record: Record = RECORD) -> list[Any]:
    return [json.loads(json.dumps(t)) for t in tasks_of(marked(record.document, record.claims, reviews={}, seen=0))]


def read(lines: list[Any], folder: Path) -> list[Marked | Refused]:
    file = folder / "out.jsonl"
    file.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), "utf-8", newline="\n")
    return list(read_prodigy(file))


@given(records())
def test_tokens_are_those_of_the_text_and_spans_lie_on_them(record: Record) -> None:
    for task in tasks(record):
        text, tokens = task["text"], task["tokens"]
        assert "".join(t["text"] + (" " if t["ws"] else "") for t in tokens) == text
        assert [t["id"] for t in tokens] == list(range(len(tokens)))
        assert all(text[t["start"] : t["end"]] == t["text"] for t in tokens)
        for span in task["spans"]:
            assert tokens[span["token_start"]]["start"] == span["start"]
            assert tokens[span["token_end"]]["end"] == span["end"]
            assert span["label"] in labels()
        for relation in task["relations"]:
            assert relation["head_span"] in task["spans"]
            assert (relation["head"], relation["label"]) == (relation["head_span"]["token_end"], "part_of")
        assert set(task["accept"]) <= {option["id"] for option in task["options"]}


def test_blanks_stand_beside_words() -> None:
    words = [t["text"] for t in tasks()[0]["tokens"]]
    assert words[:6] == ["The", "Northern", "Front", "said", "on", "radio"]


def test_answers(tmp_path: Path) -> None:
    one, other, empty = tasks()
    (given_,) = read([{**one, "answer": "accept"}, {**other, "answer": "reject"}, {**empty, "answer": "ignore"}], tmp_path)
    assert isinstance(given_, Marked)
    assert [(c.id, c.verdict) for c in given_.claims] == [(RECORD.claims[0].id, "accepted"), (RECORD.claims[1].id, "rejected")]
    assert not given_.whole, "a claim that is not among the answers was not looked at"
    (given_,) = read([{**one, "answer": "ignore"}, empty], tmp_path)
    assert isinstance(given_, Marked)
    assert given_.claims == ()


def test_what_is_marked_in_the_empty_task_is_a_new_claim(tmp_path: Path) -> None:
    *_, empty = tasks()
    spans = [{"start": 4, "end": 12, "label": "attack", "token_start": 1, "token_end": 1}, {"start": 0, "end": 18, "label": "content"}]
    (given_,) = read([{**empty, "spans": spans, "accept": ["status:denied"], "answer": "accept"}], tmp_path)
    assert isinstance(given_, Marked)
    (claim,) = given_.claims
    assert (claim.id, claim.type, claim.trigger, claim.fields) == (None, "attack", Span(4, 12), {"status": "denied"})


def test_a_span_that_was_drawn_anew(tmp_path: Path) -> None:
    one, *_ = tasks()
    for span in one["spans"]:
        span.pop("id")
        span.pop("fields", None)
    (given_,) = read([one], tmp_path)
    assert isinstance(given_, Marked)
    (claim,) = given_.claims
    assert claim_of(claim, RECORD.document, RECORD.claims[0]) == RECORD.claims[0]
    assert claim_of(claim, RECORD.document).place != RECORD.claims[0].place, "nobody said where it is"


def test_a_figure_that_was_drawn_wider_is_that_figure(tmp_path: Path) -> None:
    one, *_ = tasks()
    (figure,) = (s for s in one["spans"] if s["label"] == "quantity:killed")
    figure.update(end=figure["end"] + 8)
    for key in ("id", "fields", "token_start", "token_end"):
        figure.pop(key, None)
    (given_,) = read([one], tmp_path)
    assert isinstance(given_, Marked)
    (was,) = RECORD.claims[0].quantities
    assert claim_of(given_.claims[0], RECORD.document, RECORD.claims[0]).quantities == (
        msgspec.structs.replace(was, span=Span(was.span.start, was.span.end + 8)),
    )


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"spans": []}, "no words are labelled as the event"),
        ({"accept": ["status:denied", "status:asserted"]}, "status is said to be denied and asserted"),
        ({"spans": [{"start": 0, "end": 9000, "label": "killing"}]}, "9000 is no stretch of the text"),
        ({"spans": [{"start": 0, "end": 3, "label": "killing"}, {"start": 0, "end": 3, "label": "doer"}]}, "'doer' is no role"),
        ({"spans": [{"start": 0, "end": 3, "label": "killing"}] * 2}, "2 stretches of words are labelled as the event"),
        ({"spans": [{"start": 0}]}, "it is no task"),
        ({"text": 7}, "it is no task"),
    ],
)
def test_a_line_that_cannot_be_meant_is_named_and_the_rest_is_read(change: dict[str, Any], why: str, tmp_path: Path) -> None:
    one, other, _ = tasks()
    refused, taken = sorted(read([{**one, **change}, other], tmp_path), key=lambda item: isinstance(item, Marked))
    assert isinstance(refused, Refused)
    assert isinstance(taken, Marked)
    assert why in str(refused.faults[0])
    assert refused.where.endswith("out.jsonl, line 1")
    assert [c.id for c in taken.claims] == [RECORD.claims[1].id]


def test_two_lines_on_one_claim(tmp_path: Path) -> None:
    one, *_ = tasks()
    (given_,) = read([one, one], tmp_path)
    assert isinstance(given_, Marked)
    assert len(given_.claims) == 1
    (refused,) = read([one, {**one, "accept": ["status:denied"]}], tmp_path)
    assert isinstance(refused, Refused)
    assert "line 2: an earlier line says something else of this claim" in str(refused.faults[0])


def test_the_file_and_its_settings(tmp_path: Path) -> None:
    account = publish_prodigy([RECORD], tmp_path / "tasks.jsonl", reviews={}, seen=0)
    assert (account.n_documents, account.n_claims) == (1, 2)
    assert json.loads((tmp_path / "tasks.settings.json").read_text("utf-8")) == settings()
    assert len((tmp_path / "tasks.jsonl").read_text("utf-8").splitlines()) == 3
    assert [block["view_id"] for block in settings()["blocks"]] == ["spans_manual", "choice"]
