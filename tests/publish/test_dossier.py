"""A dossier needs nothing but itself, says all that an incident rests on, and gives no markup to what it quotes."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ascribe.demo import demo_documents
from ascribe.domain.claim import Record
from ascribe.domain.decision import Decision
from ascribe.domain.incident import Incident
from ascribe.pipeline_dossier import cases_of, found_cases
from ascribe.pipeline_incidents import update_incidents
from ascribe.publish import publish_dossier, sentence_of
from ascribe.publish.case import Case
from ascribe.publish.dossier_drawings import axis_of, map_of
from ascribe.publish.dossier_report import ROLES, passages_of
from ascribe.publish.incident_words import grade_name_of
from ascribe.publish.markup import Pen, shown
from ascribe.publish.wording import one_line
from ascribe.read.reader import Reader
from ascribe.reconcile import reconcile
from ascribe.store import IncidentFilter, StoredClaim, open_store
from ascribe.testing import fake_record
from tests.record_strategies import records

_VOID = frozenset(("br", "meta", "col"))
_HARMLESS = """
    br meta col html head title style body main section article header footer h1 h2 h3 h4 p div span strong dl dt dd ol ul li a s del ins
    sup code mark blockquote details summary figure figcaption table colgroup thead tbody tr th td svg g line path circle rect text
"""
_TEXT = 'a < b & "c" <script>alert(1)</script>'


class Page(HTMLParser):
    """What a browser makes of the page: elements with their attributes and words; every element closed in its place."""

    def __init__(self, html: bytes) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.words: list[tuple[tuple[str, ...], str]] = []
        self.feed(html.decode())
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append((tuple(self.open), data))

    @property
    def text(self) -> str:
        return " ".join("".join(words for path, words in self.words if "style" not in path).split())


def check_that_it_stands_alone(html: bytes) -> Page:
    """No script, no style of an element's own, no address: links lead to places in the page that are there."""
    page = Page(html)
    assert {tag for tag, _ in page.elements} <= set(_HARMLESS.split())
    ids = [attrs["id"] for _, attrs in page.elements if "id" in attrs]
    assert len(ids) == len(set(ids)), "an id stands twice"
    for tag, attrs in page.elements:
        assert not {name for name in attrs if name.startswith("on") or name in ("style", "src", "srcset", "action", "background", "data")}
        if "href" in attrs:
            assert tag == "a"
            assert (attrs["href"] or "").removeprefix("#") in ids, attrs
    style = next(words for path, words in page.words if "style" in path)
    assert not re.search(r"url\(|@import|expression", style)
    return page


def page_of(cases: Sequence[Case]) -> bytes:
    stream = io.BytesIO()
    publish_dossier(cases, stream)
    return stream.getvalue()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dossier") / "store"
    reader = Reader.load()
    with open_store(folder) as store:
        store.add_all(reader.read(document) for document in demo_documents())
        update_incidents(store)
    return folder


@pytest.fixture(scope="module")
def cases(folder: Path) -> list[Case]:
    with open_store(folder, read_only=True) as store:
        return list(cases_of(store, store.incidents()))


def in_memory(incident: Incident, records: Sequence[Record], **more: object) -> Case:
    kept = {(r.document.id, c.id): StoredClaim(r.document, c) for r in records for c in r.claims}
    claims = tuple(kept[ref.document, ref.claim] for ref in incident.claims)
    empty = {"copies": (), "joined": (), "related": (), "decisions": (), "standing": frozenset[int]()}
    return Case(incident=incident, claims=claims, **{**empty, **more})  # type: ignore[arg-type]


def test_every_incident_of_the_demo_stands_alone(cases: list[Case]) -> None:
    assert len(cases) > 50
    check_that_it_stands_alone(page_of(cases))
    for case in cases[:12]:
        check_that_it_stands_alone(page_of([case]))


def test_it_says_what_the_incident_says(cases: list[Case]) -> None:
    for case in (c for c in cases if len(c.claims) > 5):
        text = check_that_it_stands_alone(page_of([case])).text
        assert case.incident.grade.why in text
        assert case.incident.id in text
        for figure in case.incident.figures:
            for said in figure.by_source:
                assert " ".join((said.source or "unnamed").split()) in text
        for flag in case.incident.flags:
            assert " ".join(flag.why.split()) in text
        for stored in case.claims:
            assert " ".join(sentence_of(stored.claim, stored.document).split()) in text
            document = stored.document
            for fact in (document.id, document.text_sha256, document.source_sha256, document.url, document.published, document.title):
                assert fact is None or " ".join(fact.split()) in text
        for copy in case.copies:
            assert all(change.was is None or " ".join(change.was.split()) in text for change in copy.changes)
        for pair in case.joined:
            assert all(reason in text for reason in pair.reasons)


def test_a_single_source_is_an_independent_one_that_says_so(cases: list[Case]) -> None:
    single = {case.incident.id: case for case in cases if case.incident.grade.code == "single_source"}
    names = {"single_source": "Single source", "none_independent": "None independent", "not_asserted": "Nobody says that it happened"}
    by_name: dict[str, list[Case]] = {name: [] for name in names}
    for case in single.values():
        by_name[grade_name_of(case.incident)].append(case)
    assert all(by_name.values())
    assert all(case.incident.sources.independent for case in by_name["single_source"])
    assert all(case.incident.grade.why.startswith("Nobody says that it happened") for case in by_name["not_asserted"])
    for name, told in by_name.items():
        for case in told:
            assert f"{names[name]}</span>".encode() in page_of([case])


def test_the_demo_shows_copies_contradictions_and_relations(cases: list[Case]) -> None:
    told = Page(page_of(cases)).text
    for title in ("Figures by source", "Where sources disagree", "Copies, and what they changed", "Related incidents", "copied by"):
        assert title in told
    related = [one for case in cases for one in case.related]
    held = {case.incident.id for case in cases}
    assert {one.inward for one in related} == {False, True}
    assert all(one.headline is not None and one.incident in held for one in related)


def test_a_denied_number_is_struck_through(cases: list[Case]) -> None:
    case = next(c for c in cases if any(s.status == "denied" for f in c.incident.figures for s in f.by_source))
    page = Page(page_of([case]))
    assert any("s" in path and "span" in path for path, _ in page.words)
    assert "denied" in page.text


def test_the_same_store_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    with open_store(folder, read_only=True) as store:
        for name in ("one.html", "two.html"):
            publish_dossier(cases_of(store, store.incidents(IncidentFilter(documents=2))), tmp_path / name)
        first = publish_dossier(found_cases(store, [i.id for i in store.incidents()]), tmp_path / "three.html")
    assert (tmp_path / "one.html").read_bytes() == (tmp_path / "two.html").read_bytes()
    assert first.n_incidents > 50


def test_a_dossier_of_nothing_says_so() -> None:
    page = check_that_it_stands_alone(page_of([]))
    assert "No incident fits." in page.text


def test_hostile_words_stay_words() -> None:
    text = f"Gunmen killed 12 {_TEXT} \u202eelbissop"
    record = fake_record(
        text,
        n_claims=4,
        title=f'</title><img src=x onerror="alert(1)">{_TEXT}',
        url="javascript:alert(1)//</p>",
        outlet=f"'\"><svg onload=x>{_TEXT}",
    )
    (incident, *_) = reconcile([record]).incidents
    decision = Decision(
        n=1, author="<b>me", time=datetime(2026, 1, 2, tzinfo=UTC), kind="note", subjects=(incident.id,), reason="</li><script>", payload={}
    )
    html = page_of([in_memory(incident, [record], decisions=(decision,), standing=frozenset((1,)))])
    page = check_that_it_stands_alone(html)
    assert {"javascript:alert(1)//</p>", "<b>me"} <= {words for _, words in page.words}
    assert "\u202e" not in html.decode()
    assert shown(one_line(_TEXT)) in page.text


@pytest.mark.parametrize("name", ["style", "src", "onclick", "srcdoc", "Bad Name", "x>"])
def test_no_element_gets_an_attribute_that_does_something(name: str) -> None:
    with pytest.raises(ValueError, match="no element"):
        Pen().tag("p", **{name: "x"})


@settings(max_examples=60, deadline=None)
@given(words=st.text(), attribute=st.text())
def test_words_and_attributes_come_out_as_they_went_in(words: str, attribute: str) -> None:
    page = Page(Pen().tag("p", words, title=attribute).encode("utf-8", "surrogatepass"))
    ((_, attributes),) = page.elements
    assert attributes["title"] == shown(attribute)
    assert "".join(w for _, w in page.words) == shown(words)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(record=records())
def test_passages_hold_every_span_and_cut_no_word(record: Record) -> None:
    text = record.document.text
    passages = passages_of(text, record.claims)
    assert all(a.end < b.start for a, b in pairwise(passages))
    for claim in record.claims:
        for span in claim.spans():
            assert any(p.start <= span.start and span.end <= p.end for p in passages)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(record=records())
def test_any_record_gives_a_page_that_stands_alone(record: Record) -> None:
    incidents = reconcile([record]).incidents
    check_that_it_stands_alone(page_of([in_memory(incident, [record]) for incident in incidents]))


def test_marks_stand_on_the_words_of_their_spans(cases: list[Case]) -> None:
    case = next(c for c in cases if len(c.claims) > 5)
    page = Page(page_of([case]))
    marked = {words for path, words in page.words if "mark" in path}
    for stored in case.claims:
        assert any(piece and piece in stored.claim.event.trigger.of(stored.document.text) for piece in marked)
    classes = {attrs.get("class") for tag, attrs in page.elements if tag == "mark"}
    assert classes <= set(ROLES)


def test_a_long_paragraph_is_cut_around_its_claims() -> None:
    text = "word " * 400 + "Gunmen killed two. " + "word " * 400
    record = fake_record(text, n_claims=1)
    (claim,) = record.claims
    at = text.index("killed")
    moved = msgspec.structs.replace(
        claim, content=type(claim.content)(at, at + 6), event=msgspec.structs.replace(claim.event, trigger=type(claim.content)(at, at + 6))
    )
    (passage,) = passages_of(text, [moved])
    assert passage.start < at < passage.end
    assert len(passage) < 600
    assert text[passage.start - 1].isspace()
    assert text[passage.end].isspace()


def test_decisions_stand_with_their_reasons_and_what_was_taken_back_is_struck(folder: Path, tmp_path: Path) -> None:
    import shutil

    shutil.copytree(folder, tmp_path / "store")
    with open_store(tmp_path / "store") as store:
        incident = next(iter(store.incidents()))
        with store.decisions() as log:
            note = {"author": "R. Editor", "time": datetime(2026, 1, 2, tzinfo=UTC), "kind": "note", "subjects": (incident.id,)}
            log.append(Decision(**note, reason="<ask the desk>", payload={}))
            log.append(
                Decision(author="R. Editor", time=note["time"], kind="undo", subjects=(incident.id,), reason="asked", payload={"undone": 1})
            )
        (case,) = found_cases(store, [incident.id])
    page = check_that_it_stands_alone(page_of([case]))
    assert "“<ask the desk>”" in page.text
    assert "2026-01-02T00:00:00+00:00 · decision 1 · taken back" in page.text
    assert any("s" in path and "<ask the desk>" in words for path, words in page.words)


def test_an_axis_has_room_for_what_is_open_and_for_what_is_small(cases: list[Case]) -> None:
    for figure in (f for c in cases for f in c.incident.figures):
        axis = axis_of(figure)
        numbers = [n for s in figure.by_source for n in (s.low, s.high) if n is not None]
        assert (axis is None) == (not numbers)
        if axis is not None:
            places = [axis.place(n) for n in sorted(numbers)]
            assert places == sorted(places)
            assert 0 <= places[0] <= places[-1] <= 300


@pytest.mark.parametrize("number", [0, 1, 7, 10**18, 49_262_049_828_827_948_877_472_595_968, 10**30])
def test_an_axis_has_few_ticks_however_large_its_numbers(cases: list[Case], number: int) -> None:
    figure = next(f for c in cases for f in c.incident.figures if f.by_source)
    said = msgspec.structs.replace(figure.by_source[0], low=None, high=number)
    axis = axis_of(msgspec.structs.replace(figure, by_source=(said,), best=None))
    assert axis is not None
    assert 1 <= len(axis.ticks) <= 12


def test_a_map_is_drawn_only_where_a_flat_one_tells_the_truth(cases: list[Case]) -> None:
    place = next(c.incident.place for c in cases if c.incident.place is not None and c.incident.place.lat is not None)
    assert map_of(Pen(), place, []) is not None
    for change in ({"lat": None, "lon": None}, {"lat": 84.0}, {"radius_km": 4000.0}):
        assert map_of(Pen(), msgspec.structs.replace(place, **change), []) is None
