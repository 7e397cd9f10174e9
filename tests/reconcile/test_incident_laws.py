"""Laws of incidents, for any claims that the format allows."""

from __future__ import annotations

import random

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ascribe.domain.claim import Record
from ascribe.domain.incident import Incident, Member
from ascribe.domain.quantity import Bounds, exclude_each_other
from ascribe.reconcile.incident import build_incident
from ascribe.reconcile.rules import BEST_RULES, BestRule
from tests.reconcile.tellers import member, person, quantity
from tests.record_strategies import records

rules = st.sampled_from(BEST_RULES)


def members_of(record: Record, origin: str | None = None) -> list[Member]:
    d = record.document
    return [
        Member(
            claim=c, document=d.id, order=n, outlet=d.outlet, published=d.published, trigger=c.event.trigger.of(d.text),
            content=c.content.of(d.text), origin=origin or d.id, copied=origin is not None,
        )
        for n, c in enumerate(record.claims)
    ]  # fmt: skip


@st.composite
def any_members(draw: st.DrawFn) -> list[Member]:
    """Claims of up to four documents, of which some print the first one's text."""
    documents = draw(st.lists(records(), min_size=1, max_size=4, unique_by=lambda r: r.document.id))
    first = documents[0].document.id
    out = members_of(documents[0])
    for record in documents[1:]:
        out += members_of(record, draw(st.sampled_from([None, first])))
    return out or [member("c-0")]


kinds = st.sampled_from(["unknown", "civilian", "combatant"])
bounds = st.one_of(
    st.integers(0, 60).map(lambda n: (n, n, "exact")),
    st.integers(1, 60).map(lambda n: (n, n, "about")),
    st.integers(0, 60).map(lambda n: (n, None, "at_least")),
    st.integers(0, 60).map(lambda n: (None, n, "at_most")),
    st.tuples(st.integers(0, 30), st.integers(30, 60)).map(lambda p: (*p, "range")),
    st.sampled_from([(24, None, "vague"), (None, None, "vague"), (200, None, "vague")]),
)


@st.composite
def tolls(draw: st.DrawFn) -> list[Member]:
    """Figures of one killing, by a few voices over a few days."""
    out = []
    for i in range(draw(st.integers(1, 7))):
        voice = draw(st.sampled_from(["a doctor", "a monitor", "the Front", "a ministry"]))
        party = draw(st.sampled_from(["none", "unknown", "initiator", "target"]))
        figures = [
            quantity(low, high, qualifier, of_kind=kind)
            for (low, high, qualifier), kind in draw(st.lists(st.tuples(bounds, kinds), max_size=2))
        ]  # fmt: skip
        out.append(
            member(
                f"c-{i}", source=person(voice), party=party, day=draw(st.sampled_from([1, 2, 3, None])), quantities=figures,
                status=draw(st.sampled_from(["asserted", "asserted", "asserted", "denied", "unclear"])), background=draw(st.booleans()),
            )
        )  # fmt: skip
    return out


lax = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@lax
@given(st.one_of(any_members(), tolls()), rules, st.integers(0, 9))
def test_order_changes_nothing(members: list[Member], rule: BestRule, seed: int) -> None:
    shuffled = random.Random(seed).sample(members, len(members))
    built = build_incident(members, rule=rule)
    assert build_incident(shuffled, rule=rule).to_json() == built.to_json()
    assert Incident.from_json(built.to_json()) == built


@lax
@given(tolls(), rules, st.data())
def test_a_copy_changes_no_figure(members: list[Member], rule: BestRule, data: st.DataObject) -> None:
    copied = data.draw(st.sampled_from(members))
    (low, high, qualifier), day = data.draw(bounds), data.draw(st.sampled_from(["2020-01-01", "2021-05-09", None]))
    claim = msgspec.structs.replace(copied.claim, id="c-copy", quantities=(quantity(low, high, qualifier),))
    copy = msgspec.structs.replace(copied, claim=claim, document="d-copy", published=day, outlet="Another", copied=True)
    before, after = build_incident(members, rule=rule), build_incident([*members, copy], rule=rule)
    assert after.figures == before.figures
    assert (after.responsibility, after.grade) == (before.responsibility, before.grade)
    assert after.sources == msgspec.structs.replace(
        before.sources, documents=before.sources.documents + 1, copies=before.sources.copies + 1
    )  # fmt: skip


@lax
@given(st.one_of(any_members(), tolls()), rules)
def test_figures_hold_together(members: list[Member], rule: BestRule) -> None:
    incident = build_incident(members, rule=rule)
    ids = {c.claim for c in incident.claims}
    assert ids == {m.claim.id for m in members}
    for f in incident.figures:
        assert f.by_source
        for state in (f, *f.history):
            known = [n for n in (state.low, state.best, state.high) if n is not None]
            assert known == sorted(known)
        assert all(s.claims and set(s.claims) <= ids for s in f.by_source)
        assert f.best is None or any(s.status == "asserted" and s.party == "none" and not s.superseded for s in f.by_source)
        assert not f.contested or len(f.by_source) > 1
        if f.history:
            assert (f.low, f.best, f.high) == (f.history[-1].low, f.history[-1].best, f.history[-1].high)
    assert all(set(f.claims) <= ids and f.why.endswith(".") for f in incident.flags)
    assert all(set(s.claims) <= ids for r in incident.responsibility for s in r.by_source)


@lax
@given(tolls(), rules, st.sampled_from(["initiator", "target", "ally", "unknown"]))
def test_a_zero_of_no_independent_source_lowers_nothing(members: list[Member], rule: BestRule, party: str) -> None:
    # Every kind is told before, so that the zero joins a figure; said first, so that it replaces nothing.
    base = [*members, member("c-base", source=person("a witness"), kind="witness", quantities=[quantity(5, 5)])]
    zero = member("c-zero", source=person("the General"), kind="military", party=party, quantities=[quantity(0, 0)])  # type: ignore[arg-type]
    before = {(f.role, f.of_kind, f.of_side): (f.low, f.best, f.high) for f in build_incident(base, rule=rule).figures}
    after = {(f.role, f.of_kind, f.of_side): (f.low, f.best, f.high) for f in build_incident([*base, zero], rule=rule).figures}
    assert after == before


@lax
@given(tolls())
def test_only_what_is_asserted_as_news_feeds_the_range(members: list[Member]) -> None:
    news = any(not m.claim.background for m in members)
    for f in build_incident(members).figures:
        feeding = [s for s in f.by_source if s.status == "asserted" and not s.background and not s.superseded]
        numbers = {n for s in feeding for n in (s.low, s.high) if n is not None}
        if f.of_kind != "mixed":
            assert f.low is None or f.low in numbers
        assert news or not any(s.background for s in f.by_source)


@given(bounds, bounds)
def test_exclusion_is_mutual(a: tuple[int, int, str], b: tuple[int, int, str]) -> None:
    one, two = Bounds(*a), Bounds(*b)  # type: ignore[arg-type]
    assert exclude_each_other(one, two) is exclude_each_other(two, one)
    assert not exclude_each_other(one, one)
