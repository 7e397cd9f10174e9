"""Which report of an incident repeats which, and what it changed: the words of `docs/copies.md`, told of claims."""

from __future__ import annotations

import msgspec
import pytest

from ascribe.domain.claim import Claim
from ascribe.domain.document import Document
from ascribe.domain.span import Span
from ascribe.reconcile.incident_copies import CopiedTelling, copied_tellings
from ascribe.testing import fake_record

FIRST = "Shells that hit the market of Qarabagh on Monday caused 41 casualties, the district governor said by telephone."


def told(text: str, trigger: str, outlet: str, published: str) -> tuple[Document, list[Claim]]:
    """A document with one claim whose event is named by `trigger`."""
    record = fake_record(text, outlet=outlet, url=None, published=published)
    start = text.index(trigger)
    span = Span(start, start + len(trigger))
    (claim,) = record.claims
    return record.document, [msgspec.structs.replace(claim, event=msgspec.structs.replace(claim.event, trigger=span), content=span)]


def changes(telling: CopiedTelling) -> list[tuple[str, str | None, str | None]]:
    return [(c.kind, c.was and c.was.text, c.now and c.now.text) for c in telling.changes]


@pytest.mark.parametrize(
    ("later", "trigger", "changed"),
    [
        (FIRST, "casualties", []),
        (FIRST.replace("41", "350"), "casualties", [("number", "41", "350")]),
        (FIRST.replace("caused 41 casualties", "killed 41 people"), "killed", [("casualties", "caused 41 casualties", "killed 41 people")]),
        (FIRST.replace("Monday caused", "Monday allegedly caused"), "casualties", [("hedge", None, "allegedly")]),
    ],
)
def test_what_a_copy_changed(later: str, trigger: str, changed: list[tuple[str, str | None, str | None]]) -> None:
    first, second = told(FIRST, "casualties", "Wire", "2021-09-01"), told(later, trigger, "Post", "2021-09-02")
    (telling,) = copied_tellings([second, first])
    assert (telling.document, telling.of, telling.claims) == (second[0].id, first[0].id, (second[1][0].id,))
    assert telling.kind == ("near" if changed else "exact")
    assert changes(telling) == changed
    assert copied_tellings([first, second]) == (telling,), "the order does not matter"


def test_a_claim_in_words_of_its_own_is_no_copy() -> None:
    own = "A monitor counted nine dead in the hospital of the town."
    first, second = told(FIRST, "casualties", "Wire", "2021-09-01"), told(f"{FIRST}\n{own}", "dead", "Post", "2021-09-02")
    assert copied_tellings([first, second]) == ()


def test_the_day_of_a_dateline_is_no_figure() -> None:
    first = told(f"Kabul [Afghanistan], September 2: {FIRST}", "casualties", "Wire", "2021-09-01")
    second = told(f"KABUL: {FIRST}", "casualties", "Post", "2021-09-02")
    bare = copied_tellings([first, second])
    assert [kind for kind, _, _ in changes(bare[0])] == ["number"]
    from ascribe.domain.document import Part

    marked = (msgspec.structs.replace(second[0], parts=(Part(span=Span(0, 6), kind="dateline"),)), second[1])
    (telling,) = copied_tellings([first, marked])
    assert telling.changes == ()


def test_what_was_changed_of_another_incident_is_not_shown() -> None:
    text = f"{FIRST} Roads into the district stayed closed."
    first, second = told(text, "closed", "Wire", "2021-09-01"), told(text.replace("41", "350"), "closed", "Post", "2021-09-02")
    (telling,) = copied_tellings([first, second])
    assert (telling.kind, telling.changes) == ("near", ())


def test_nothing_and_one_report() -> None:
    assert copied_tellings([]) == copied_tellings([told(FIRST, "casualties", "Wire", "2021-09-01")]) == ()
