"""Who cannot have spoken or acted: report → flagged persons."""

from __future__ import annotations

import msgspec
import pytest

from ascribe.demo import demo_documents
from ascribe.domain.document import Document
from ascribe.domain.flag import Flag
from ascribe.lexicon.actors import load_actors
from ascribe.lexicon.people import People, load_people
from ascribe.read.flags.anachronism import find_anachronisms
from ascribe.read.reader import Reader

PEOPLE, ACTORS = load_people(), load_actors()


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader.load()


def flags(reader: Reader, text: str, published: str | None, people: People = PEOPLE) -> list[Flag]:
    claims = reader.read(Document.of(text, published=published)).claims
    return list(find_anachronisms(claims, text=text, published=published, people=people, actors=ACTORS))


TOLD = "said on Saturday that 40 Taliban fighters had been killed in Panjshir, Afghanistan"
DEAD = "Ahmad Shah Massoud"


@pytest.mark.parametrize(
    ("text", "published", "who"),
    [
        (f"{DEAD} {TOLD}.", "2021-09-04", DEAD),
        (f"Ahmad Massoud {TOLD}.", "2021-09-04", None),
        (f"{DEAD} {TOLD}.", "1999-09-04", None),
        (f"{DEAD} {TOLD}, a spokesman tweeted.", None, DEAD),
        (f"{DEAD} {TOLD}.", None, None),
        (f"The late {DEAD} {TOLD}.", "2021-09-04", None),
        (f"In 1999 {DEAD} {TOLD}.", "2021-09-04", None),
        ("Hassan Nasrallah said that Israeli strikes had killed 12 people in Lebanon.", "2024-10-02", None),  # within a month
        ("Zabihullah Mujahid said that 40 fighters had been killed in Kabul, Afghanistan.", "2150-01-01", None),  # unsourced
    ],
)
def test_who_is_flagged(reader: Reader, text: str, published: str | None, who: str | None) -> None:
    found = flags(reader, text, published)
    assert [f.why.split(" is ")[0] for f in found] == ([who] if who else [])
    for flag in found:
        assert flag.code == "anachronism"
        assert flag.claims
        assert "died 2001-09-09 (https://" in flag.why


def test_without_a_source_nothing_is_flagged(reader: Reader) -> None:
    bare = People(msgspec.structs.replace(p, sources=()) for p in PEOPLE.people.values())
    text = f"{DEAD} {TOLD}."
    assert flags(reader, text, "2021-09-04") != []
    assert flags(reader, text, "2021-09-04", bare) == []


def test_the_demonstration_has_two_reports_that_quote_a_dead_commander(reader: Reader) -> None:
    """Both call the living Ahmad Massoud by his father's name; no report that names both, or the son alone, is flagged."""
    flagged = {}
    for document in demo_documents():
        claims = reader.read(document).claims
        text, published = document.text, document.published
        found = list(find_anachronisms(claims, text=text, published=published, people=PEOPLE, actors=ACTORS))
        if found:
            flagged[document.input_id] = [f.why.split(" is ")[0] for f in found]
    assert flagged == {"pan-securykid": ["Ahmad Shah Massoud"], "pan-indiatv-600": ["Ahmad Shah Massoud"]}
