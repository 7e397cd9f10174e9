"""A claim as a sentence: rows (what the claim holds → how it reads)."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings

from ascribe.domain.actor import Participant
from ascribe.domain.claim import Record, Verification
from ascribe.domain.event import Event, Means
from ascribe.domain.place import OtherPlace
from ascribe.domain.quantity import Quantity
from ascribe.domain.span import Span
from ascribe.domain.timex import Time
from ascribe.publish import sentence_of
from ascribe.publish.wording import figure_words, time_words
from ascribe.testing import fake_record
from tests.record_strategies import records

RECORD = fake_record()
DOCUMENT, CLAIM = RECORD.document, RECORD.claims[0]


def told(**changes: Any) -> str:
    return sentence_of(msgspec.structs.replace(CLAIM, **changes), DOCUMENT)


def said(**changes: Any) -> str:
    return told(attribution=msgspec.structs.replace(CLAIM.attribution, **changes))


def named(name: str, certainty: Any = "stated") -> Participant:
    return Participant(span=None, text=None, name=name, actor=None, side=None, kind=None, certainty=certainty)


def event(type: Any, **changes: Any) -> Event:
    return msgspec.structs.replace(CLAIM.event, type=type, **changes)


def quantity(role: Any = "killed", low: int | None = 12, high: int | None = 12, qualifier: Any = "exact", **more: Any) -> Quantity:
    fields: dict[str, Any] = {"of": "raiders", "of_kind": "unknown", "of_side": None, "part_of": None, "scope": "event"} | more
    return Quantity(span=fields.pop("span", Span(57, 59)), role=role, low=low, high=high, qualifier=qualifier, **fields)


PLAIN = "Northern Front (belligerent, on air) said: killing of 12 raiders, by Northern Front, at Tarkan, Panjshir, on 1 Sep 2021"


def test_the_whole_sentence():
    assert told() == PLAIN


@pytest.mark.parametrize(
    ("status", "at_issue", "verb"),
    [
        ("asserted", None, "said:"), ("denied", None, "denied:"), ("denied", "occurrence", "denied:"),
        ("denied", "responsibility", "denied responsibility for:"), ("denied", "figure", "denied the figure of:"),
        ("denied", "detail", "denied a detail of:"), ("threatened", None, "threatened:"), ("demanded", None, "demanded:"),
        ("offered", None, "offered:"), ("expected", None, "expected:"), ("unclear", None, "could not confirm:"),
        ("unclear", "responsibility", "could not confirm responsibility for:"), ("retracted", None, "took back:"),
    ],
)  # fmt: skip
def test_the_status_always_shows(status: str, at_issue: str | None, verb: str):
    assert told(status=status, at_issue=at_issue).startswith(f"Northern Front (belligerent, on air) {verb} killing")


@pytest.mark.parametrize(
    ("sentence", "beginning"),
    [
        (said(channel=None), "Northern Front (belligerent) said"),
        (said(channel="phone", via=(named("AP"), named("a resident"))), "Northern Front (belligerent, by phone, via AP, via a resident)"),
        (said(source=named("police"), source_kind="police", channel=None), "police said"),
        (said(source=named("officials"), source_kind="unnamed", channel=None), "officials (unnamed source) said"),
        (said(source=None, source_kind="outlet", channel=None), "Example Wire (in its own voice) said"),
    ],
)  # fmt: skip
def test_who_says_it(sentence: str, beginning: str):
    assert sentence.startswith(beginning)


def test_a_report_without_an_outlet_speaks_itself():
    record = fake_record("Two died.", outlet=None)
    assert sentence_of(record.claims[0], record.document) == "The report (in its own voice) said: killing (undated)"


@pytest.mark.parametrize(
    ("sentence", "part"),
    [
        (told(quantities=()), "killing of raiders, by Northern Front,"),
        (told(quantities=(quantity(of=None),)), "killing of 12 raiders, by"),
        (told(quantities=(quantity(of="fighters"),)), "killing of 12 fighters (raiders), by"),
        (told(quantities=(), target=(named("A"), named("B"), named("C"))), "killing of A, B and C, by"),
        (told(quantities=(quantity(), quantity("injured", 3, 3, of="men"))), "by Northern Front, 3 men injured, at"),
        (told(quantities=(quantity(), quantity(low=7, high=7, of="boys", part_of=0))), "by Northern Front, of them 7 boys killed, at"),
        (told(quantities=(quantity(scope="period_total"),)), "killing of 12 raiders (total of a period), by"),
        (told(quantities=(quantity(was=9),)), "killing of 12 raiders (corrected from 9), by"),
        (told(quantities=(quantity(low=0, high=0),)), "killing of raiders, by Northern Front, no raiders killed, at"),
        (told(quantities=(quantity(low=1200, high=1200),)), "killing of 1,200 raiders"),
        (told(event=event("airstrike")), "air strike on raiders, by Northern Front, 12 raiders killed, at"),
        (told(event=event("clash"), quantities=()), "clash between Northern Front and raiders, at"),
        (told(event=event("clash"), quantities=(), target=()), "clash involving Northern Front, at"),
        (told(event=event("talks"), quantities=(), target=(), initiator=()), "talks, at"),
        (told(event=event("withdrawal"), quantities=(), target=()), "withdrawal of Northern Front, at"),
        (told(event=event("surrender"), quantities=(quantity("surrendered", of="men"),)), "surrender of 12 men (Northern Front), to"),
        (told(event=event("attack", outcome="failed")), "failed attack on raiders"),
        (told(event=event("attack", extent="series")), "series of events: attack on raiders"),
        (told(event=event("attack", means=(Means(span=Span(60, 67), kind="other"),))), "with raiders, at Tarkan"),
        (told(initiator=(named("gunmen", "suspected"),)), "by gunmen (suspected)"),
        (told(initiator=(named("unidentified gunmen", "unidentified"),)), "by unidentified gunmen,"),
        (told(initiator=(named("the army", "inferred"),)), "by the army (inferred)"),
    ],
)  # fmt: skip
def test_what_happened(sentence: str, part: str):
    assert part in sentence


@pytest.mark.parametrize(
    ("precision", "phrase"),
    [(1, "at Tarkan, Panjshir"), (2, "near Tarkan, Panjshir"), (3, "in Tarkan"), (4, "in Tarkan"), (6, "in Tarkan")],
)
def test_where(precision: int, phrase: str):
    assert f", {phrase}" in told(place=msgspec.structs.replace(CLAIM.place, precision=precision))


def test_further_places():
    assert CLAIM.place
    others = tuple(OtherPlace.of(msgspec.structs.replace(CLAIM.place, name=n), r) for n, r in (("A", "from"), ("B", "to"), ("C", "also")))  # type: ignore[arg-type]
    assert "at Tarkan, Panjshir, from A, to B, also at C, on" in told(other_places=others)


def a_time(start: date | None, end: date | None, bound: Any = "exact", **more: Any) -> Time:
    return Time(span=Span(78, 97), start=start, end=end, precision="day", bound=bound, **more)


@pytest.mark.parametrize(
    ("time", "phrase"),
    [
        (None, "(undated)"),
        (a_time(date(2021, 9, 1), date(2021, 9, 1)), "on 1 Sep 2021"),
        (a_time(date(2021, 9, 1), date(2021, 9, 1), part="evening"), "on 1 Sep 2021 (evening)"),
        (a_time(date(2021, 9, 1), date(2021, 9, 3)), "on 1–3 Sep 2021"),
        (a_time(date(2021, 8, 30), date(2021, 9, 2)), "from 30 Aug 2021 to 2 Sep 2021"),
        (a_time(date(2020, 2, 1), date(2020, 2, 29)), "in Feb 2020"),
        (a_time(date(2020, 1, 1), date(2020, 12, 31)), "in 2020"),
        (a_time(date(2021, 8, 30), date(2021, 9, 2), "between"), "between 30 Aug 2021 and 2 Sep 2021"),
        (a_time(date(2021, 8, 30), date(2021, 9, 2), "not_before"), "since 30 Aug 2021"),
        (a_time(date(2021, 8, 30), date(2021, 9, 2), "not_after"), "by 2 Sep 2021"),
        (a_time(None, None), "(“on 1 September 2021”, not resolved to a date)"),
        (
            Time(span=None, start=date(2021, 8, 30), end=date(2021, 9, 2), precision="day", bound="not_after", inferred=True),
            "(undated; by 2 Sep 2021)",
        ),
    ],
)
def test_when(time: Time | None, phrase: str):
    assert time_words(time, DOCUMENT.text) == phrase
    assert told(time=time).endswith(f"at Tarkan, Panjshir{' ' if phrase.startswith('(') else ', '}{phrase}")


@pytest.mark.parametrize(
    ("words", "low", "high", "qualifier", "shown"),
    [
        ("three hundred and fifty", 350, 350, "exact", "350"),
        ("12,000", 12000, 12000, "exact", "12,000"),
        ("more than 40", 41, None, "at_least", "more than 40"),
        ("at least 7", 7, None, "at_least", "at least 7"),
        ("7", 7, None, "at_least", "at least 7"),
        ("up to a dozen", None, 12, "at_most", "up to a dozen"),
        ("30-40", 30, 40, "range", "30–40"),
        ("between 30 and 40", 30, 40, "range", "between 30 and 40"),
        ("dozens", 24, None, "vague", "dozens"),
        ("heavy casualties", None, None, "vague", "heavy casualties"),
        ("nearly 40", 40, 40, "about", "nearly 40"),
        ("40", 40, 40, "about", "about 40"),
        ("AT LEAST EIGHT", 8, None, "at_least", "at least eight"),
    ],
)
def test_figures_keep_their_bounds(words: str, low: int | None, high: int | None, qualifier: str, shown: str):
    assert figure_words(quantity(low=low, high=high, qualifier=qualifier, span=Span(0, len(words))), words) == shown


def test_doubts_and_background_stand_at_the_end():
    checks = (
        Verification(state="not_verified", by=None, span=Span(0, 3), method=None),
        Verification(state="checked_false", by=named("monitors"), span=Span(0, 3), method=None),
    )
    hedged = msgspec.structs.replace(CLAIM.attribution, hedge=Span(19, 23))
    assert told(attribution=hedged, verification=checks, background=True) == (
        PLAIN + " [“said”] [not verified] [found to be false by monitors] [background]"
    )


@settings(max_examples=25, deadline=None)
@given(records())
def test_every_claim_is_one_printable_line(record: Record):
    for claim in record.claims:
        sentence = sentence_of(claim, record.document)
        assert "  " not in sentence
        assert not any(c in sentence for c in "\n\r\x1b\u202e\u2066")


def test_one_claim_does_not_change_with_the_others():
    several: Record = fake_record(n_claims=3)
    sentences: list[str] = [sentence_of(claim, several.document) for claim in several.claims]
    assert [s.split(" raiders")[0].rsplit(" ", 1)[1] for s in sentences] == ["12", "13", "14"]
