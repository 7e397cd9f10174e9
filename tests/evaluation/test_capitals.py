"""The reader on capitals: only passages whose offsets stay where they are."""

from __future__ import annotations

from evaluation.capitals import in_capitals
from evaluation.scorers.claims import GoldDocument


def test_a_passage_in_capitals_keeps_its_offsets() -> None:
    row = GoldDocument(text="Two men died in Gao.", claims=(), title="Two dead")
    assert (in_capitals(row).text, in_capitals(row).title) == ("TWO MEN DIED IN GAO.", "TWO DEAD")
    grown = GoldDocument(text="Schüsse in der Straße", claims=())
    assert in_capitals(grown) is grown
