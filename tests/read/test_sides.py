"""Sides: letters of who stands with whom."""

from __future__ import annotations

import pytest

from ascribe.domain.document import Document
from ascribe.read.reader import Reader


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader.load()


def sides(reader: Reader, text: str, published: str) -> dict[str, str | None]:
    claims = reader.read(Document.of(text, published=published)).claims
    people = [p for c in claims for p in (*c.initiator, *c.target, *([c.attribution.source] if c.attribution.source else []))]
    return {p.actor or p.name or "": p.side for p in people}


def test_both_parties_have_a_side_and_keep_it(reader: Reader) -> None:
    text = "Taliban fighters attacked the resistance in Panjshir. The National Resistance Front killed 40 Taliban fighters on Monday."
    found = sides(reader, text, "2021-09-02")
    assert found["taliban"] is not None
    assert found["national-resistance-front"] is not None
    assert found["taliban"] != found["national-resistance-front"]


def test_the_taliban_fight_the_state_until_they_are_it(reader: Reader) -> None:
    before = sides(reader, "Taliban fighters attacked Afghan police in Kunduz on Monday.", "2010-05-04")
    assert None is not before["taliban"] != before["afghanistan-police"] is not None
    text = "Taliban fighters attacked Islamic State Khorasan in Kabul. Afghan police killed two Islamic State Khorasan fighters on Monday."
    since = sides(reader, text, "2023-05-01")
    assert since["taliban"] == since["afghanistan-police"] != since["islamic-state-khorasan"]


def test_who_speaks_for_a_side_has_it(reader: Reader) -> None:
    text = "Israeli troops attacked Hamas fighters in Gaza. Benjamin Netanyahu said that Hamas fighters had killed two Israeli soldiers."
    found = sides(reader, text, "2024-05-01")
    assert found["benjamin-netanyahu"] == found["israel-military"] != found["hamas"]
