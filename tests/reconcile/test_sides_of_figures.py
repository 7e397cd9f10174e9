"""Whose dead a figure counts: those of rival sides never stand in one, and what nobody tells stays apart where both are told."""

from __future__ import annotations

from typing import Any

from ascribe.domain.incident import Member
from ascribe.reconcile.incident import build_incident
from tests.reconcile.tellers import member, person, quantity

NRF, TALIBAN = person("the Alliance", "northern-alliance", "armed_group"), person("the Taliban", "taliban", "armed_group")
OURS, THEIRS = {"initiator": [NRF], "target": [TALIBAN]}, {"initiator": [TALIBAN], "target": [NRF]}


def toll(id_: str, n: int, **about: Any) -> Member:
    side = about.pop("of_side", None)
    return member(id_, quantities=[quantity(n, n, of=about.pop("of", None), of_side=side)], party="initiator", kind="belligerent", **about)


def killed(*members: Member) -> list[tuple[str | None, int | None, int | None]]:
    return [(f.of_side, f.low, f.high) for f in build_incident(members).figures if f.role == "killed"]


def test_the_dead_of_both_sides_never_stand_in_one_figure() -> None:
    ours = toll("c-0", 600, source=NRF, **OURS, of_side="target")
    theirs = toll("c-1", 34, source=TALIBAN, **THEIRS, of_side="target")
    assert killed(ours, theirs) == [("initiator", 34, 34), ("target", 600, 600)]
    # Nothing tells of a number whose dead it counts: whoever acts does not count his own.
    unsaid = toll("c-2", 34, source=TALIBAN, initiator=[TALIBAN])
    assert killed(ours, unsaid) == [("initiator", 34, 34), ("target", 600, 600)]
    # Who is acted upon, where the claim names nobody else.
    assert killed(ours, theirs, toll("c-3", 700, source=person("a spokesman"), target=[TALIBAN])) == [
        ("initiator", 34, 34), ("target", 600, 700),
    ]  # fmt: skip
    again = toll("c-5", 600, source=NRF, **OURS, of_side="target")
    assert killed(ours, theirs, again, toll("c-4", 700, source=TALIBAN, of="own men", **THEIRS)) == [
        ("initiator", 34, 34), ("target", 600, 700),
    ]  # fmt: skip


def test_gunmen_without_a_name_stand_where_they_act() -> None:
    gunmen, militants, soldiers = (
        person("gunmen", kind="armed_group"),
        person("militants", kind="armed_group"),
        person("soldiers", kind="military"),
    )
    post, witness = person("the army post", "army"), person("a witness")
    raid = toll("c-0", 9, source=witness, initiator=[gunmen], target=[post], of="soldiers", of_side="target")
    theirs = toll("c-1", 40, source=witness, target=[militants], of="militants", of_side="target")
    assert killed(raid, theirs) == [("initiator", 40, 40), ("target", 9, 9)]
    assert killed(raid, toll("c-2", 9, source=witness, initiator=[militants], target=[soldiers], of_side="target"), theirs) == [
        ("initiator", 40, 40), ("target", 9, 9),
    ]  # fmt: skip
    actors = {(a.name, a.role) for a in build_incident([raid, theirs]).actors}
    assert ("militants", "initiator") in actors
    assert ("militants", "target") not in actors
    # Where somebody with a name stands beside them, the name tells.
    guards = toll("c-3", 2, source=witness, initiator=[gunmen], target=[post, militants], of_side="target")
    assert killed(raid, guards) == [("target", 2, 9)]


def test_who_is_only_inferred_stands_together_with_nobody() -> None:
    rivals = [person(p.name or "", p.actor, p.kind, certainty="inferred") for p in (NRF, TALIBAN)]
    mixed = [toll(f"c-m{i}", 3, type_="attack", initiator=rivals, target=[person("houses")]) for i in range(2)]
    ours = toll("c-0", 600, source=NRF, **OURS, of_side="target")
    assert [side for side, _, high in killed(ours, *mixed) if high == 600] == ["target"]
    assert {(a.name, a.role) for a in build_incident([ours, *mixed]).actors} >= {("the Alliance", "initiator"), ("the Taliban", "target")}


def test_gunmen_are_of_no_side_where_both_have_such() -> None:
    bandits = person("bandits", kind="armed_group")
    rivals = [toll(f"c-{i}", 600, **OURS, of_side="target") for i in range(2)]
    assert killed(*rivals, toll("c-2", 3, target=[bandits], of_side="target")) == [("target", 3, 600)]


def test_a_number_of_no_side_is_of_the_side_that_it_agrees_with() -> None:
    ours, theirs = toll("c-0", 600, source=NRF, **OURS, of_side="target"), toll("c-1", 34, source=TALIBAN, **THEIRS, of_side="target")
    agreeing = toll("c-2", 34, source=person("an official"))
    assert killed(ours, theirs, agreeing) == [("initiator", 34, 34), ("target", 600, 600)]
    neither = toll("c-3", 115, source=person("an official"))
    assert killed(ours, theirs, neither) == [("initiator", 34, 34), ("target", 600, 600), (None, 115, 115)]


def test_of_a_battle_what_each_side_tells_of_nobody_knows_whom_stands_apart() -> None:
    battle: dict[str, Any] = {"type_": "clash", **OURS}
    rivals = [toll("c-0", 600, source=NRF, **battle), toll("c-1", 34, source=TALIBAN, **battle)]
    assert killed(*rivals) == [(None, 600, 600), (None, 34, 34)]
    assert killed(*rivals, toll("c-2", 34, source=person("an official"), **battle)) == [(None, 600, 600), (None, 34, 34)]
    assert killed(*rivals, toll("c-3", 115, source=person("an official"), **battle)) == [(None, 600, 600), (None, 34, 34), (None, 115, 115)]
    same = [toll("c-0", 34, source=NRF, **battle), toll("c-1", 34, source=TALIBAN, **battle)]
    assert killed(*same) == [(None, 34, 34)]


def test_a_party_that_tells_of_none_contradicts_its_enemy() -> None:
    """Its zero is of its own people, so it stands with what the enemy says of them, and an independent number with both."""
    battle: dict[str, Any] = {"type_": "clash", **OURS}
    enemy, none = toll("c-0", 40, source=TALIBAN, **battle), toll("c-1", 0, source=NRF, **battle)
    neither = member("c-2", quantities=[quantity(12, 12, of_side=None)], source=person("the Red Cross"), **battle)
    (figure,) = [f for f in build_incident([enemy, none, neither]).figures if f.role == "killed"]
    assert (figure.of_side, figure.best, figure.high, figure.contested) == (None, 12, 40, True)
    assert "contradiction" in {flag.code for flag in build_incident([enemy, none, neither]).flags}


def test_a_denied_number_stands_with_the_one_that_is_asserted() -> None:
    battle: dict[str, Any] = {"type_": "clash", **OURS}
    asserted, denied = toll("c-0", 40, source=NRF, **battle), toll("c-1", 350, source=TALIBAN, status="denied", **battle)
    assert [f.of_side for f in build_incident([asserted, denied]).figures if f.role == "killed"] == [None]


def test_a_party_is_called_by_its_side_of_the_incident() -> None:
    ours = [toll(f"c-{i}", 600, source=NRF, **OURS, of_side="target") for i in range(2)]
    made = build_incident([*ours, toll("c-2", 34, source=TALIBAN, **THEIRS, of_side="target")])
    assert {s.source: s.party for f in made.figures for s in f.by_source} == {"the Alliance": "initiator", "the Taliban": "target"}
