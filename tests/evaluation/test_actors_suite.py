"""The suite `actors`: which answer counts for a mention, and what the gold holds."""

from __future__ import annotations

import json

from ascribe.domain.actor import ActorMention
from ascribe.domain.span import Span
from ascribe.lexicon.actors import load_actors
from ascribe.lexicon.people import load_people
from evaluation.suite import Session
from evaluation.suites.actors import GOLD, Mention, Row, answer_for, score


def mention(start: int, end: int, actor: str | None) -> ActorMention:
    return ActorMention(span=Span(start, end), actor=actor, name="x", kind=None)


def test_the_answer_is_of_the_phrase_that_covers_the_most() -> None:
    found = [mention(0, 7, "russia-military"), mention(8, 20, "hamas"), mention(8, 13, None)]
    assert answer_for(Span(0, 10), found) == "russia-military"
    assert answer_for(Span(8, 13), found) is None
    assert answer_for(Span(30, 40), found) is None


def test_a_wrong_id_costs_both_an_id_for_null_only_precision() -> None:
    class Answers:
        def actors(self, document: object, /) -> tuple[ActorMention, ...]:
            return (mention(0, 2, "hamas"), mention(3, 5, "hamas"), mention(6, 8, "hamas"))

    row = Row(text="aa bb cc dd", mentions=(Mention(0, 2, "hamas"), Mention(3, 5, "fatah"), Mention(6, 8, None), Mention(9, 11, "plo")))
    figures = score([row], Session(Answers()))  # type: ignore[arg-type]
    assert figures["ids"] == {"p": 0.333, "r": 0.333, "f1": 0.333}
    assert figures["mentions"] == 4


def test_gold_is_stand_off_and_its_ids_exist() -> None:
    known = {*load_actors().actors, *load_people().people}
    rows = [json.loads(line) for line in GOLD.read_text("utf-8").splitlines()]
    assert sum(len(r["mentions"]) for r in rows) >= 300
    assert all(set(r) - {"batch"} == {"doc", "published", "sha256", "mentions", "half"} for r in rows)
    assert all(r["half"] == "looked_at" for r in rows if "batch" in r)  # the half held apart is the first's
    assert {m["id"] for r in rows for m in r["mentions"]} - {None} <= known
    assert sum(m["id"] is None for r in rows for m in r["mentions"]) >= 50
