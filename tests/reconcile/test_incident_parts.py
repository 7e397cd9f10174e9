"""What an incident is made of, row by row: the battle that five reports tell, denials, responsibility, place, days, flags."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from ascribe.domain.attribution import Party, SourceKind
from ascribe.domain.claim import Verification
from ascribe.domain.flag import Flag
from ascribe.domain.incident import Figure, Incident, Member
from ascribe.reconcile.incident import build_incident, first_claim
from ascribe.reconcile.rules import BEST_RULES, BestRule
from tests.reconcile.tellers import HERE, member, on, person, place, quantity, told

ALLIANCE = person("Northern Alliance", "northern-alliance", "armed_group")
TALIBAN = person("Taliban", "taliban", "armed_group")
FIGHT = {"initiator": [ALLIANCE], "target": [TALIBAN]}


def battle() -> list[Member]:
    """350 killed, 41 in the same report, 115 by another voice, 350 casualties, more than 40 captured, and the denial."""
    said = {"kind": "belligerent", "party": "initiator", "document": "east-coast", "outlet": "East Coast Daily"}
    return [
        member("c-350", source=ALLIANCE, quantities=[quantity(351, None, "at_least", of="Taliban fighters")], order=0, **said, **FIGHT),
        member(
            "c-41", source=person("the Alliance"), quantities=[quantity(41, 41, of="Taliban")], order=1, type_="attack", **said, **FIGHT
        ),
        member(
            "c-toll", source=ALLIANCE, type_="clash", order=2, quantities=[quantity(350, 350, role="affected", of="Taliban casualties")],
            **said, **FIGHT,
        ),
        member(
            "c-taken", source=ALLIANCE, type_="detention", order=3, **said, **FIGHT,
            quantities=[quantity(41, None, "at_least", role="captured", of="Taliban")],
        ),
        member(
            "c-115", source=person("a representative of the opposition"), kind="belligerent", party="unknown", document="pragativadi",
            quantities=[quantity(115, 115, of="Taliban")], **FIGHT,
        ),
        # In this report the Taliban act, and it is still their dead that are counted.
        member(
            "c-raid", source=person("an agency"), kind="media", party="unknown", document="agency", type_="attack", initiator=[TALIBAN],
            target=[ALLIANCE], quantities=[quantity(60, 60, of="Taliban", of_side="initiator")],
        ),
        member(
            "c-no", source=TALIBAN, kind="belligerent", party="target", document="denial", day=2, status="denied", at_issue="occurrence",
            type_="clash", **FIGHT,
        ),
    ]  # fmt: skip


def figure(incident: Incident, role: str, kind: str | None = None) -> Figure:
    return next(f for f in incident.figures if f.role == role and (kind is None or f.of_kind == kind))


def flags(incident: Incident) -> dict[str, tuple[str, ...]]:
    return {f.code: f.claims for f in incident.flags}


def test_the_battle() -> None:
    incident = build_incident(battle())
    killed = figure(incident, "killed")
    assert (killed.low, killed.best, killed.high, killed.of_side, killed.contested) == (41, None, None, "target", True)
    assert {(s.source, s.low) for s in killed.by_source} == {
        ("Northern Alliance", 351), ("the Alliance", 41), ("a representative of the opposition", 115), ("an agency", 60)
    }  # fmt: skip
    affected, captured = figure(incident, "affected"), figure(incident, "captured")
    assert (affected.low, affected.high) == (350, 350)
    assert (captured.low, captured.best, captured.high) == (41, None, None)
    assert [a.name for a in incident.actors if a.role == "target"] == ["Taliban"]
    assert (incident.grade.code, incident.sources.independent) == ("contested", 0)
    contradicted = {c for f in incident.flags if f.code == "contradiction" for c in f.claims}
    assert {"c-350", "c-115", "c-no"} <= contradicted


def test_a_short_name_is_the_party_it_shortens() -> None:
    killed = figure(build_incident(battle()), "killed")
    assert {s.source: s.party for s in killed.by_source}["the Alliance"] == "initiator"


def test_a_toll_grows() -> None:
    killed = figure(build_incident(told("a doctor: 5 on 1 May; a doctor: 7 on 2 May; a doctor: 9 on 3 May")), "killed")
    assert [(s.low, s.superseded) for s in killed.by_source] == [(5, True), (7, True), (9, False)]
    assert [(h.said, h.low, h.best, h.high) for h in killed.history] == [
        (date(2021, 5, day), n, n, n) for day, n in ((1, 5), (2, 7), (3, 9))
    ]  # fmt: skip


def test_eight_printed_as_78() -> None:
    incident = build_incident(told("a doctor: 8 on 1 May; a monitor: 7 on 1 May; the Daily (outlet): 78 on 1 May"))
    assert flags(incident)["figure_outlier"] == ("c-2",)


def test_a_voice_s_own_older_figures_make_nobody_an_outlier() -> None:
    grown = build_incident(told("a doctor: 5 on 1 May; a doctor: 6 on 2 May; a doctor: 40 on 3 May"))
    assert "figure_outlier" not in flags(grown)
    beside = build_incident(told("a doctor: 5 on 1 May; a doctor: 5 on 2 May; a monitor: 40 on 2 May"))
    assert "figure_outlier" not in flags(beside)


def test_who_comes_back_to_a_number_stands_by_it() -> None:
    killed = figure(build_incident(told("a doctor: 10 on 1 May; a doctor: 12 on 2 May, revised from 10; a doctor: 10 on 3 May")), "killed")
    assert (killed.low, killed.best, killed.high) == (10, 10, 10)
    assert [(s.low, s.superseded) for s in killed.by_source] == [(10, False), (12, True)]


def test_a_later_report_of_one_outlet_is_no_copy() -> None:
    reports = [
        member(
            f"c-{day}", document=f"d-{day}", outlet="Daily Star", source=person("doctors at the hospital"), kind="medical", day=day,
            quantities=[quantity(n, n)], origin="outlet:daily star",
        )
        for day, n in ((1, 5), (2, 9), (3, 14))
    ]  # fmt: skip
    incident = build_incident(reports)
    killed = figure(incident, "killed")
    assert [(s.low, s.superseded) for s in killed.by_source] == [(5, True), (9, True), (14, False)]
    assert (incident.sources.independent, incident.sources.copies) == (1, 0)
    copied = build_incident([*reports, msgspec.structs.replace(reports[2], document="d-4", copied=True, claim=reports[0].claim)])
    assert figure(copied, "killed") == killed


def test_two_outlets_that_print_one_agency_are_one_voice() -> None:
    printed = [
        member(f"c-{i}", document=f"d-{i}", outlet=outlet, kind="outlet", quantities=[quantity(7, 7)], origin="agency:reuters")
        for i, outlet in enumerate(("Dawn", "The Post"))
    ]
    incident = build_incident(printed)
    assert incident.sources.independent == 1
    assert incident.grade.code == "single_source"


def test_what_is_only_denied_is_not_graded_as_told() -> None:
    denial = member("c-no", source=TALIBAN, kind="belligerent", party="target", status="denied", at_issue="occurrence", type_="clash")
    grade = build_incident([denial]).grade
    assert (grade.code, grade.why) == ("contested", "No report here says that it happened; Taliban denied it.")


def test_who_arrests_the_attacker_does_not_answer_for_the_attack() -> None:
    police, man = person("Thames Valley Police"), person("a man")
    attack = member("c-0", type_="attack", initiator=[man], quantities=[quantity(3, 3)])
    arrest = member("c-1", type_="detention", initiator=[police], target=[man])
    assert [r.name for r in build_incident([attack, arrest]).responsibility] == ["a man"]
    assert [r.name for r in build_incident([arrest]).responsibility] == ["Thames Valley Police"]


def test_people_without_a_name_are_listed_once_in_singular_and_plural() -> None:
    one, two = (member(f"c-{i}", target=[person(name, kind="civilian")]) for i, name in enumerate(("civilians", "the civilian")))
    assert [(a.name, len(a.claims)) for a in build_incident([one, two]).actors] == [("civilians", 2)]


def test_those_attacked_do_not_answer_for_the_attack_whose_attackers_they_killed() -> None:
    army, gunmen = person("the army", "army", "military"), person("gunmen", kind="armed_group")
    ambush = member("c-0", type_="attack", initiator=[gunmen], target=[army], quantities=[quantity(3, 3)])
    answer = member("c-1", source=army, initiator=[army], target=[gunmen], quantities=[quantity(11, 11)])
    assert [(r.name, r.stance) for r in build_incident([ambush, answer]).responsibility] == [("gunmen", "accused")]
    assert [(r.name, r.stance) for r in build_incident([answer]).responsibility] == [("the army", "claimed")]


def test_one_source_two_numbers_on_one_day() -> None:
    incident = build_incident(told("a doctor: 8 on 1 May; a doctor: 12 on 1 May"))
    assert flags(incident)["self_contradiction"] == ("c-0", "c-1")
    assert not figure(incident, "killed").contested
    assert "self_contradiction" not in flags(build_incident(told("a doctor: 8 on 1 May; a doctor: 12 on 1 May, revised from 8")))


def test_totals_and_stocks_are_no_figures() -> None:
    quantities = [quantity(9, 9, scope="period_total"), quantity(12, 12, role="captured", scope="stock")]
    assert build_incident([member("c-0", source=person("a monitor"), quantities=quantities)]).figures == ()


def test_what_a_claim_revises_is_superseded() -> None:
    first = member("c-0", source=person("a doctor"), kind="medical", quantities=[quantity(5, 5)])
    second = member("c-1", source=person("a doctor"), kind="medical", quantities=[quantity(7, 7)], revises=["c-0"])
    assert [s.superseded for s in figure(build_incident([first, second]), "killed").by_source] == [True, False]


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ([member("c-0", source=person("a monitor"), target=[person("Akbar Ali", kind="person")])], (1, 1, 1)),
        (
            [
                member("c-0", source=person("a monitor"), target=[person("Akbar Ali", kind="person")]),
                member("c-1", source=person("a monitor"), quantities=[quantity(4, 4)]),
            ],
            (4, 4, 4),
        ),
        (
            [
                member("c-0", source=person("a monitor"), target=[person("Akbar Ali", kind="person")]),
                member("c-1", source=person("a doctor"), kind="medical", quantities=[quantity(4, 4)]),
            ],
            (4, 4, 4),
        ),
        (
            [
                member("c-0", source=person("a monitor"), target=[person("Akbar Ali", kind="person")], document="d"),
                member("c-1", source=person("a monitor"), target=[person("Ali", kind="person")], document="d"),
            ],
            (1, 1, 1),
        ),
    ],
)  # fmt: skip
def test_a_named_victim_is_one(members: list[Member], expected: tuple[int, int, int]) -> None:
    killed = figure(build_incident(members), "killed")
    assert (killed.low, killed.best, killed.high) == expected


def test_two_papers_with_one_text() -> None:
    text = {"source": person("a doctor"), "kind": "medical", "origin": "wire"}
    first = member("c-0", document="wire", quantities=[quantity(9, 9)], **text)
    second = member("c-1", document="paper", day=2, copied=True, outlet="The Other Paper", quantities=[quantity(90, 90)], **text)
    incident = build_incident([first, second])
    assert incident.figures == build_incident([first]).figures
    assert (incident.sources.documents, incident.sources.independent, incident.sources.copies) == (2, 1, 1)
    assert flags(incident)["copy"] == ("c-1",)
    (why,) = (flag.why for flag in incident.flags if flag.code == "copy")
    assert why == "1 document repeats the words of another: The Other Paper. The Other Paper says what no original says: 90 killed."
    assert [c.claim for c in incident.claims] == ["c-0", "c-1"]


def test_civilians_or_combatants() -> None:
    army = person("the army", "mali-military", "military")
    said = [
        member("c-0", source=person("a monitor"), initiator=[army], quantities=[quantity(300, 300, of="civilians")]),
        member("c-1", source=army, kind="military", party="initiator", initiator=[army], quantities=[quantity(203, 203, of="fighters")]),
        member("c-2", source=person("the office"), kind="un", initiator=[army], quantities=[quantity(500, 500, of="people")]),
    ]
    incident = build_incident(said)
    assert flags(incident)["identity_conflict"] == ("c-0", "c-1")
    assert "identity_conflict" not in flags(build_incident(told("a monitor: 3 civilians and 12 soldiers on 1 May; a doctor: 4 civilians")))


@pytest.mark.parametrize(
    ("source", "party", "status", "at_issue", "certainty", "stance"),
    [
        (ALLIANCE, "initiator", "asserted", None, "stated", "claimed"),
        (TALIBAN, "target", "asserted", None, "stated", "accused"),
        (None, "none", "asserted", None, "suspected", "accused"),
        (ALLIANCE, "initiator", "denied", "responsibility", "stated", "denied"),
        (ALLIANCE, "initiator", "denied", "occurrence", "stated", "denied"),
        (person("police"), "unknown", "unclear", "responsibility", "stated", "not_established"),
        (None, "none", "asserted", None, "unidentified", "not_established"),
        (None, "none", "asserted", None, "inferred", None),
        (TALIBAN, "target", "denied", "figure", "stated", None),
        (None, "none", "expected", None, "stated", None),
    ],
)  # fmt: skip
def test_responsibility(source: object, party: str, status: str, at_issue: str | None, certainty: str, stance: str | None) -> None:
    doer = person("Northern Alliance", "northern-alliance", "armed_group", certainty)
    one = member(
        "c-0", source=source, kind="belligerent", party=party, status=status, at_issue=at_issue, type_="attack", initiator=[doer],  # type: ignore[arg-type]
        target=[TALIBAN],
    )  # fmt: skip
    found = build_incident([one]).responsibility
    assert [(r.actor, r.stance) for r in found] == ([("northern-alliance", stance)] if stance else [])


def test_a_battle_has_nobody_who_answers_for_it() -> None:
    assert build_incident([member("c-0", source=ALLIANCE, type_="clash", **FIGHT)]).responsibility == ()


def test_who_did_it_is_disputed() -> None:
    accused = member("c-0", source=person("a monitor"), initiator=[ALLIANCE])
    denied = member("c-1", source=ALLIANCE, kind="belligerent", status="denied", at_issue="responsibility", initiator=[ALLIANCE])
    incident = build_incident([accused, denied])
    assert flags(incident)["perpetrator_disputed"] == ("c-0", "c-1")
    assert incident.grade.code == "single_source"  # only the denial that it happened contests the incident
    other = member("c-2", source=person("a doctor"), initiator=[TALIBAN], quantities=[quantity(3, 3)])
    one = member("c-0", source=person("a monitor"), initiator=[ALLIANCE], quantities=[quantity(3, 3)])
    assert flags(build_incident([one, other]))["perpetrator_disputed"] == ("c-0", "c-2")


GRADES = [
    ("a monitor: 9 on 1 May; a doctor: 9 on 1 May", "several_independent", 2),
    ("a monitor: 9 on 1 May; a monitor: 9 on 2 May", "single_source", 1),
    ("a monitor: 9 on 1 May; the Front (party): 9 on 1 May", "single_source", 1),
    ("police (unknown): 9 on 1 May", "single_source", 0),
    ("the Front (party): 9 on 1 May; the army (party): 8 on 1 May", "party_only", 0),
    ("a monitor: 9 on 1 May; a ministry: 9 on 1 May, denied", "single_source", 1),
]


@pytest.mark.parametrize(("entries", "code", "independent"), GRADES)
def test_grades(entries: str, code: str, independent: int) -> None:
    incident = build_incident(told(entries))
    assert (incident.grade.code, incident.sources.independent) == (code, independent)
    assert incident.grade.why.endswith(".")


def test_taken_back() -> None:
    said = member("c-0", source=person("a monitor"), quantities=[quantity(9, 9)])
    back = member("c-1", source=person("a monitor"), status="retracted", day=2)
    incident = build_incident([said, back])
    assert incident.grade.code == "retracted"
    assert figure(incident, "killed").low is None
    assert flags(incident)["retracted"] == ("c-0", "c-1")
    other = member("c-2", source=person("a doctor"), kind="medical", quantities=[quantity(8, 8)])
    assert build_incident([said, back, other]).grade.code == "single_source"


def test_unnamed_sources_and_relays() -> None:
    unnamed = [member(f"c-{i}", source=person(n), kind="unnamed", document=f"d{i}") for i, n in enumerate(("sources", "officials"))]
    assert build_incident(unnamed).sources.independent == 1
    assert build_incident([*unnamed, member("c-9", source=person("a monitor"))]).sources.independent == 1
    relayed = member("c-0", source=person("rebels"), via=[ALLIANCE], **FIGHT)
    assert (build_incident([relayed]).sources.independent, build_incident([relayed]).grade.code) == (0, "party_only")


@pytest.mark.parametrize(
    ("types", "expected"),
    [
        (["killing", "killing", "airstrike"], "airstrike"),
        (["killing", "detention", "clash", "attack", "clash"], "clash"),
        (["killing", "injury", "killing"], "killing"),
        (["killing", "killing", "killing", "killing", "killing", "attack"], "killing"),
        (["threat", "siege"], "siege"),
    ],
)
def test_types(types: list[str], expected: str) -> None:
    assert build_incident([member(f"c-{i}", type_=t) for i, t in enumerate(types)]).type == expected  # type: ignore[arg-type]


def test_places() -> None:
    khawak, near = place("Khawak", 35.6, 69.9, admin2="Paryan"), place("Kotal", 35.7, 69.9, 2, admin2="Paryan")
    province, far = place("Panjshir", 35.4, 69.7, 4), place("Shutul", 35.2, 69.4, admin2="Shutul")

    def built(*places: object) -> Incident:
        return build_incident([member(f"c-{i}", place=p) for i, p in enumerate(places)])  # type: ignore[arg-type]

    assert build_incident([member("c-0")]).place is None
    inside = built(province, khawak, near).place
    assert inside is not None
    assert (inside.name, inside.precision, inside.span) == ("Khawak", 1, None)
    apart = built(khawak, far)
    assert apart.place is not None
    assert (apart.place.name, apart.place.precision, apart.place.admin2) == ("Panjshir", 4, None)
    assert flags(apart)["location_conflict"] == ("c-0", "c-1")
    assert "location_conflict" not in flags(built(province, khawak, near))


def test_days() -> None:
    def days(*times: object) -> tuple[object, ...]:
        time = build_incident([member(f"c-{i}", time=t) for i, t in enumerate(times)]).time  # type: ignore[arg-type]
        return (time.start.day, time.end.day, time.inferred) if time else ()

    assert days(on(1), on(1), on(1, 2)) == (1, 1, False)
    assert days(on(1), on(3)) == (1, 3, False)
    assert days(on(1, 9, inferred=True), on(4)) == (4, 4, False)
    assert days(on(1, 9, inferred=True), on(3, 7, inferred=True)) == (3, 7, True)
    assert build_incident([member("c-0")]).time is None


def test_vague() -> None:
    assert {"vague_date", "vague_place"} <= set(flags(build_incident([member("c-0")])))
    clear = flags(build_incident([member("c-0", time=on(1), place=place("Khawak", 35.6, 69.9))]))
    assert not {"vague_date", "vague_place"} & set(clear)
    assert "vague_date" in flags(build_incident([member("c-0", time=on(1, 20))]))


def test_carried_and_unverified() -> None:
    one = member("c-0", verification=[Verification(state="not_verified", by=None, span=HERE, method=None)])
    two = member("c-1", document=one.document, order=1)
    of_document = {
        one.document: [
            Flag(code="anachronism", claims=("c-0", "c-elsewhere"), why="He was dead."),
            Flag(code="self_contradiction", claims=("c-0", "c-elsewhere"), why="Two figures."),
            Flag(code="sum_mismatch", claims=("c-1",), why="Too many."),
            Flag(code="vague_date", claims=("c-1",), why="No day."),
        ]
    }
    found = build_incident([one, two], flags_of_documents=of_document)
    carried = {f.code: (f.claims, f.why) for f in found.flags}
    assert carried["anachronism"] == (("c-0",), "He was dead.")
    assert "self_contradiction" not in carried
    assert carried["sum_mismatch"] == (("c-1",), "Too many.")
    assert carried["vague_date"][1] == "No claim says when."
    assert carried["unverified"][0] == ("c-0",)


def test_background_founds_nothing_and_renews_nothing() -> None:
    old = member("c-old", source=person("a monitor"), background=True, day=1, quantities=[quantity(5, 5)])
    new = member("c-new", source=person("a doctor"), kind="medical", day=9, quantities=[quantity(9, 9)])
    killed = figure(build_incident([old, new]), "killed")
    assert (killed.low, killed.best, killed.high, len(killed.history)) == (9, 9, 9, 1)
    assert [(s.low, s.background) for s in killed.by_source] == [(5, True), (9, False)]
    assert first_claim([old, new]) == "c-new"
    assert first_claim([old]) == "c-old"


def test_nothing_is_no_incident() -> None:
    with pytest.raises(ValueError, match="needs a claim"):
        build_incident([])


def belligerent(id_: str, name: str, party: Party, kind: SourceKind = "belligerent") -> Member:
    return member(id_, source=person(name), kind=kind, party=party, document=f"d-{id_}", outlet=f"Outlet {id_}", **FIGHT)


@pytest.mark.parametrize(
    ("told_by", "grade"),
    [
        ([("the Front", "initiator", "belligerent")], "party_only"),
        # However many outlets print what the fighters say, none of them tells it.
        ([("the Front", "initiator", "belligerent"), ("two figures", "unknown", "belligerent")], "party_only"),
        ([("the Front", "initiator", "belligerent"), ("a corps", "unknown", "military")], "party_only"),
        ([("the Front", "initiator", "belligerent"), ("a ministry", "unknown", "government")], "single_source"),
        ([("the Front", "initiator", "belligerent"), ("an agency", "unknown", "media")], "single_source"),
        ([("two figures", "unknown", "belligerent")], "single_source"),
        ([("the Front", "initiator", "belligerent"), ("fighters elsewhere", "none", "belligerent")], "single_source"),
    ],
)
def test_fighters_beside_a_party_are_no_further_source(told_by: list[tuple[str, Party, SourceKind]], grade: str) -> None:
    made = build_incident([belligerent(f"c-{i}", *who) for i, who in enumerate(told_by)])
    assert made.grade.code == grade
    assert ("party_only" in flags(made)) == (grade == "party_only")


@pytest.mark.parametrize(
    ("words", "figure", "contested"),
    [
        ("several", "2", False), ("several", "1", True), ("several", "300", False), ("dozens", "12", False), ("dozens", "11", True),
        ("hundreds", "100", False), ("hundreds", "99", True), ("several", "up to 1", True), ("several", "up to 2", False),
        ("dozens", "none", True), ("many", "1", False),
    ],
)  # fmt: skip
def test_vague_words_have_no_sharp_bound(words: str, figure: str, contested: bool) -> None:
    made = build_incident(told(f"a monitor: {words} on 1 May; a doctor (medical): {figure} on 1 May"))
    assert ("contradiction" in flags(made)) == contested == any(f.contested for f in made.figures)


@pytest.mark.parametrize("words", ["several", "many", "dozens", "hundreds"])
@pytest.mark.parametrize("rule", BEST_RULES)
@pytest.mark.parametrize("party", [5, 40, 350, 5000])
def test_best_is_never_a_number_that_a_party_gave(words: str, rule: BestRule, party: int) -> None:
    killed = figure(build_incident(told(f"a monitor: {words} on 1 May; the Front (party): {party} on 1 May"), rule=rule), "killed")
    coded = {"dozens": 12, "hundreds": 100}.get(words) if rule == "acled" else None  # by ACLED's own table
    assert killed.low is not None
    assert killed.best in (None, coded)
    assert all(h.best in (None, coded) for h in killed.history)


def test_a_sum_with_a_word_in_it_is_no_number() -> None:
    words = [quantity(24, None, "vague", of="fighters"), quantity(3, 3, of="civilians")]
    killed = build_incident([member("c-0", source=person("a monitor"), quantities=words)]).figures
    assert [(f.of_kind, f.low, f.best, f.high) for f in killed] == [
        ("civilian", 3, 3, 3), ("combatant", 24, None, None), ("mixed", 27, None, None)
    ]  # fmt: skip


def test_who_took_it_back_is_no_source_beside_another() -> None:
    said = member("c-0", source=person("a monitor"), quantities=[quantity(9, 9)])
    back = member("c-1", source=person("a monitor"), status="retracted", day=2)
    other = member("c-2", source=person("a doctor"), kind="medical", quantities=[quantity(8, 8)])
    incident = build_incident([said, back, other])
    assert flags(incident)["single_source"] == ("c-2",)
    assert "contradiction" not in flags(incident)
    denied = member("c-3", source=person("a ministry"), kind="government", status="denied", at_issue="occurrence")
    assert flags(build_incident([said, back, other, denied]))["contradiction"] == ("c-2", "c-3")
    assert "contradiction" not in flags(build_incident([said, back, denied]))


def test_what_was_taken_back_is_no_dispute_of_any_kind() -> None:
    army, front = person("the army", "mali-military", "military"), person("the Front")
    near, far = place("Khawak", 35.6, 69.9), place("Shutul", 35.2, 69.4)
    civilians = member("c-0", source=person("a monitor"), initiator=[army], quantities=[quantity(9, 9, of="civilians")], place=near)
    fighters = member("c-1", source=person("a clinic"), initiator=[front], quantities=[quantity(9, 9, of="fighters")], place=far)
    disputed = {"identity_conflict", "perpetrator_disputed", "location_conflict"}
    assert flags(build_incident([civilians, msgspec.structs.replace(fighters, document="d")])).keys() & disputed
    back = member("c-2", source=person("a clinic"), status="retracted", day=2)
    assert not flags(build_incident([civilians, fighters, back])).keys() & disputed


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        ("a monitor: 9 on 1 May", "One source alone: only a monitor told it, no party to it."),
        ("police (unknown): 9 on 1 May", "One source alone: only police told it, not known to be independent."),
        ("the Front (party): 9 on 1 May", "One source alone: only the Front told it, a party to it."),
        (
            "a monitor: 9 on 1 May; the Front (party): 9 on 1 May",
            "One independent source: of those who are no party, only a monitor told it.",
        ),
        (
            "police (unknown): 9 on 1 May; the court (unknown): 9 on 1 May",
            "No independent source: none of those who told it, police and the court, is known to be independent of the parties.",
        ),
    ],
)  # fmt: skip
def test_single_source_says_which_of_the_two_it_is(entries: str, words: str) -> None:
    incident = build_incident(told(entries))
    assert {incident.grade.why, *(f.why for f in incident.flags if f.code == "single_source")} >= {words}
    assert len({f.why for f in incident.flags if f.code == "single_source"} | {words}) == 1


@pytest.mark.parametrize(
    ("entries", "contested"),
    [
        ("a monitor: 22 people; a doctor: 6 Mexicans", False),
        ("a monitor: 22; a doctor: 6 Mexican nationals", False),
        ("a monitor: 9 people; a doctor: 3 children", False),
        ("a monitor: 9 soldiers; a doctor: 3 senior soldiers", False),
        ("a monitor: 8; a doctor: 5 soldiers", False),
        ("a monitor: at least 20 people; a doctor: 6 Mexicans", False),
        ("a monitor: 6 people; a doctor: 22 Mexicans", True),
        ("a monitor: 5; a doctor: 8 soldiers", True),
        ("a monitor: 22 Mexicans; a doctor: 6 Mexicans", True),
        ("a monitor: 22 people; a doctor: 6 people", True),
        # What a voice has replaced by a later number agrees with nobody.
        ("a monitor: 6 people on 1 May; a monitor: 22 people on 2 May; a doctor: 6 Mexicans on 2 May", False),
    ],
)  # fmt: skip
def test_some_are_no_contradiction_of_all(entries: str, contested: bool) -> None:
    incident = build_incident(told(entries))
    assert ("contradiction" in flags(incident)) == contested == any(f.contested for f in incident.figures)


def test_a_side_by_its_name_is_no_part_of_itself() -> None:
    said = [
        member("c-0", source=person("a monitor"), quantities=[quantity(115, 115, of="Taliban")], **FIGHT),
        member("c-1", source=person("a doctor"), kind="medical", quantities=[quantity(350, 350)], **FIGHT),
    ]
    assert "contradiction" in flags(build_incident(said))


def test_kinds_are_told_by_the_words_for_the_victims_too() -> None:
    said = [
        member("c-0", source=person("a monitor"), quantities=[quantity(30, 30, of="civilians")]),
        member("c-1", source=person("a doctor"), kind="medical", target=[person("militants")], quantities=[quantity(5, 5)]),
    ]
    assert [(f.of_kind, f.low, f.high) for f in build_incident(said).figures] == [("civilian", 30, 30), ("combatant", 5, 5)]


def quoted(id_: str, name: str, kind: SourceKind, outlet: str, n: int) -> Member:
    return member(id_, source=person(name), kind=kind, outlet=outlet, document=f"d-{id_}", quantities=[quantity(n, n)])


@pytest.mark.parametrize(
    ("told_by", "independent"),
    [
        # An outlet and those whom it quotes without a name are one origin.
        ([("witnesses", "witness", "The Paper"), (None, "outlet", "The Paper")], 1),
        ([("a resident of Kabul", "resident", "The Paper"), ("Witnesses", "witness", "The Paper")], 1),
        ([("sources", "unnamed", "The Paper"), ("an analyst", "expert", "The Paper")], 1),
        # Those of two outlets are not taken for the same people.
        ([("witnesses", "witness", "The Paper"), ("witnesses", "witness", "The Post")], 2),
        ([("witnesses", "witness", "The Paper"), (None, "outlet", "The Post")], 2),
        # Who has a name answers for himself, and once.
        ([("Ahmad Shah", "witness", "The Paper"), (None, "outlet", "The Paper")], 2),
        ([("Ahmad Shah", "witness", "The Paper"), ("Ahmad Shah", "witness", "The Post")], 1),
        ([("Governor Wali", "government", "The Paper"), ("Governor Wali", "government", "The Post")], 1),
        ([("a doctor", "medical", "The Paper"), (None, "outlet", "The Paper")], 2),
    ],
)  # fmt: skip
def test_independence_is_counted_by_who_answers(told_by: list[tuple[str | None, SourceKind, str]], independent: int) -> None:
    members = [
        quoted(f"c-{i}", name, kind, outlet, 9) if name else member(f"c-{i}", outlet=outlet, document=f"d-{i}", quantities=[quantity(9, 9)])
        for i, (name, kind, outlet) in enumerate(told_by)
    ]
    incident = build_incident(members)
    assert incident.sources.independent == independent
    assert incident.grade.code == ("several_independent" if independent > 1 else "single_source")
    assert ("single_source" in flags(incident)) == (independent == 1)


def test_an_outlet_and_its_witness_may_differ_and_have_one_vote() -> None:
    own = member("c-0", outlet="The Paper", document="d-0", quantities=[quantity(20, 20)])
    witness = quoted("c-1", "a witness", "witness", "The Paper", 9)
    monitor = quoted("c-2", "a monitor", "monitor", "The Post", 12)
    killed = figure(build_incident([own, witness, monitor]), "killed")
    assert killed.contested
    assert killed.best == 9  # the lower of two votes: 9 and 12
