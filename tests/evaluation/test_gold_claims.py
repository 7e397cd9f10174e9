"""Gold rows as records: what a row says stands as it says it, and the rest follows the record's own rules."""

from __future__ import annotations

import gzip
from datetime import date

import msgspec
import pytest

from ascribe.domain.claim import Claim, Record
from evaluation.gold_claims import GoldFigure, GoldRow, GoldSaid, gold_record, scored_form
from evaluation.scorers.claims import assign, code_gold, code_record
from evaluation.suite import REPORTS

TEXT = "The army said on Thursday that rebels had shelled Kabul on Wednesday, killing 12 people, four of them children."


def at(words: str, text: str = TEXT) -> tuple[int, int]:
    return text.index(words), text.index(words) + len(words)


def row(**keys: object) -> GoldRow:
    told = {"trigger": at("shelled"), "content": at("rebels had shelled Kabul on Wednesday"), "type": "shelling", "status": "asserted"}
    said = msgspec.convert({**told, **keys}, GoldSaid)
    return GoldRow(text=TEXT, claims=(said,), doc="d", published="2021-09-02", outlet="Wire")


def only(gold: GoldRow) -> Claim:
    (claim,) = gold_record(gold).record.claims
    return claim


@pytest.mark.parametrize(
    ("start", "end", "days", "inferred"),
    [
        ("2021-09-01", "2021-09-01", ("2021-09-01", "2021-09-01"), False),  # Wednesday stands in the text
        ("2021-08-30", "2021-08-30", ("2021-08-30", "2021-08-30"), True),
        ("2021-08", "2021-08", ("2021-08-01", "2021-08-31"), True),
        ("2020-02", "2020-03", ("2020-02-01", "2020-03-31"), True),
        ("2020", None, ("2020-01-01", "2020-12-31"), True),
        ("1996-07", "1996-07-23", ("1996-07-01", "1996-07-23"), True),
        (None, None, ("2021-09-01", "2021-09-02"), True),  # undated news lies up to publication
    ],
)
def test_dates_become_whole_days(start: str | None, end: str | None, days: tuple[str, str], inferred: bool) -> None:
    time = only(row(start=start, end=end)).time
    assert time is not None
    assert (time.start, time.end) == tuple(date.fromisoformat(d) for d in days)
    assert time.inferred is inferred


def test_undated_background_has_no_time() -> None:
    assert only(row(background=True)).time is None


def test_what_is_ahead_lies_after_publication() -> None:
    time = only(row(status="threatened")).time
    assert time is not None
    assert time.bound == "not_before"
    assert time.start == date(2021, 9, 2)


def test_a_place_is_resolved_where_the_coordinates_leave_no_doubt() -> None:
    near = only(row(place="Kabul", lat=34.53, lon=69.17, radius_km=20)).place
    assert near is not None
    assert (near.country, near.text, near.lat) == ("AF", "Kabul", 34.53)
    assert near.gazetteer_id is not None
    far = only(row(place="Kabul", lat=-34.0, lon=18.0, radius_km=20)).place
    assert far is not None
    assert (far.country, far.gazetteer_id, far.lat) == (None, None, -34.0)
    bare = only(row(place="Kabul")).place
    assert bare is not None
    assert (bare.country, bare.lat, bare.radius_km) == (None, None, None)


def test_names_get_actors_and_their_words() -> None:
    claim = only(row(initiator=["rebels"], target=["Afghan army"], source="The army", source_span=at("The army"), source_kind="military"))
    assert claim.initiator[0].text == "rebels"
    assert (claim.target[0].actor, claim.target[0].text) == ("afghanistan-military", None)
    assert claim.attribution.source is not None
    assert claim.attribution.source.text == "The army"
    assert claim.attribution.source_kind == "military"


def test_no_source_is_the_outlet() -> None:
    assert only(row(source=None, source_kind="media")).attribution.source_kind == "outlet"


def test_figures_keep_their_numbers_and_take_kind_and_part_from_the_text() -> None:
    twelve = {"role": "killed", "low": 12, "high": 12, "qualifier": "exact", "of": "people", "span": at("12")}
    four = {"role": "killed", "low": 4, "high": 4, "qualifier": "exact", "of": "children", "span": at("four")}
    first, second = only(row(quantities=[twelve, four], target=["people"])).quantities
    assert (first.low, first.of_side, first.part_of) == (12, "target", None)
    assert (second.low, second.part_of, second.of_kind) == (4, 0, "civilian")


@pytest.mark.parametrize(
    ("low", "high", "told", "kept"),
    [
        (3, None, "vague", "vague"),
        (None, None, "exact", "vague"),
        (3, 4, "exact", "range"),
        (3, None, None, "at_least"),
        (None, 9, "", "at_most"),
    ],
)
def test_a_qualifier_that_the_numbers_forbid_gives_way(low: int | None, high: int | None, told: str | None, kept: str) -> None:
    figure = GoldFigure(role="killed", low=low, high=high, qualifier=told)
    assert only(row(quantities=[msgspec.to_builtins(figure)])).quantities[0].qualifier == kept


@pytest.mark.parametrize("wrong", [{"type": "war"}, {"status": "maybe"}, {"trigger": [0, 9_999]}, {"quantities": [{"role": "lost"}]}])
def test_what_the_record_does_not_know_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"none of|beyond"):
        gold_record(row(**wrong))


def test_claims_that_no_id_tells_apart_share_one() -> None:
    said = row().claims[0]
    gold = gold_record(msgspec.structs.replace(row(), claims=(said, said)))
    assert gold.ids[0] == gold.ids[1]
    assert len(gold.record.claims) == 1


def test_claims_apart_by_place_alone_have_ids_of_their_own() -> None:
    text = "Shells fell on Kabul and Herat."
    told = [GoldSaid(trigger=at("fell", text), content=(0, 30), type="shelling", status="asserted", place=p) for p in ("Kabul", "Herat")]
    gold = gold_record(GoldRow(text=text, claims=tuple(told)))
    places = {c.id: c.place.name for c in gold.record.claims if c.place is not None}
    assert [places[i] for i in gold.ids] == ["Kabul", "Herat"]


def test_offsets_move_with_normalisation() -> None:
    text = "Re\u0301bels shelled Kabul."
    (claim,) = gold_record(
        GoldRow(text=text, claims=(GoldSaid(trigger=(8, 15), content=(0, 21), type="shelling", status="asserted"),))
    ).record.claims
    assert claim.event.trigger.of("Rébels shelled Kabul.") == "shelled"


def test_the_reports_become_records_in_which_every_gold_claim_is_found_again() -> None:
    for line in gzip.decompress(REPORTS.read_bytes()).splitlines():
        gold = msgspec.json.decode(line, type=GoldRow)
        made = gold_record(gold)
        assert Record.from_json(made.record.to_json()) == made.record
        assert gold_record(gold) == made
        claims = {c.id: c for c in made.record.claims}
        for said, id_ in zip(gold.claims, made.ids, strict=True):
            assert tuple(claims[id_].event.trigger) == said.trigger
            assert claims[id_].event.type == said.type
        coded = [code_gold(c) for c in scored_form(gold).claims]
        assert len(assign(coded, code_record(msgspec.to_builtins(made.record), gold.text))) == len(coded)
