"""Each field of a `ClaimFilter`, as rows: what is asked for → which of the claims are given."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import msgspec
import pytest

from ascribe.domain.claim import Claim, Record
from ascribe.domain.place import OtherPlace
from ascribe.errors import UsageError
from ascribe.store import ClaimFilter, Store, open_store
from ascribe.testing import fake_record


def changed(record: Record, **changes: object) -> Record:
    return Record(document=record.document, claims=tuple(msgspec.structs.replace(claim, **changes) for claim in record.claims))


def placed(claim: Claim, **changes: object) -> Claim:
    assert claim.place
    return msgspec.structs.replace(claim, place=msgspec.structs.replace(claim.place, **changes))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory):
    """Three documents: `front` (told by the Northern Front), `voice` (in the outlet's own voice), `élan` (accents, old)."""
    front = fake_record(outlet="Example Wire")
    voice = fake_record("Soldiers left the bridge.", type="withdrawal", status="expected", title="At the river", outlet="Daily Ledger")
    accents = fake_record(status="denied", outlet="L'Élan", published="2021-09-05")
    claim = placed(accents.claims[0], name="Zürāb", admin1="Kohistān", country="TJ")
    claim = msgspec.structs.replace(
        claim,
        background=True,
        attribution=msgspec.structs.replace(
            claim.attribution,
            source_kind="military",
            source=msgspec.structs.replace(claim.attribution.source, name="José Ñáñez", actor="act:17"),
        ),
        target=(msgspec.structs.replace(claim.target[0], actor="act:9"),),
        time=msgspec.structs.replace(claim.time, start=date(2020, 1, 1), end=date(2020, 12, 31), precision="year"),
        other_places=(OtherPlace.of(msgspec.structs.replace(claim.place, name="Bārak"), "to"),),
    )
    with open_store(tmp_path_factory.mktemp("stores") / "store") as opened:
        for record in (front, voice, Record(document=accents.document, claims=(claim,))):
            opened.add(record)
        yield opened


NAMES = {"Example Wire": "front", "Daily Ledger": "voice", "L'Élan": "élan"}


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (ClaimFilter(), "front voice élan"),
        (ClaimFilter(type="killing"), "front élan"),
        (ClaimFilter(type=("killing", "withdrawal")), "front voice élan"),
        (ClaimFilter(status="denied"), "élan"),
        (ClaimFilter(status="asserted", type="withdrawal"), ""),
        (ClaimFilter(source="northern"), "front élan"),  # by its words too
        (ClaimFilter(source="jose nanez"), "élan"),
        (ClaimFilter(source="act:17"), "élan"),
        (ClaimFilter(source="%"), ""),
        (ClaimFilter(source_kind=("military", "outlet")), "voice élan"),
        (ClaimFilter(actor="raiders"), "front élan"),
        (ClaimFilter(actor="act:9"), "élan"),
        (ClaimFilter(actor="act:17"), ""),  # the source takes no part in the event
        (ClaimFilter(actor="NORTHERN FRONT"), "front élan"),
        (ClaimFilter(place="tarkan"), "front élan"),
        (ClaimFilter(place="zurab"), "élan"),
        (ClaimFilter(place="kohistan"), "élan"),
        (ClaimFilter(place="tj"), "élan"),
        (ClaimFilter(place="barak"), "élan"),  # where it went to
        (ClaimFilter(date_from=date(2021, 9, 1)), "front"),
        (ClaimFilter(date_to=date(2021, 8, 31)), "élan"),
        (ClaimFilter(date_from=date(2020, 6, 1), date_to=date(2020, 6, 2)), "élan"),
        (ClaimFilter(date_from=date(2020, 12, 31), date_to=date(2021, 9, 1)), "front élan"),
        (ClaimFilter(text="BRIDGE"), "voice"),
        (ClaimFilter(text="river soldiers"), "voice"),  # one word in the title, one in the text
        (ClaimFilter(text="river raiders"), ""),
        (ClaimFilter(outlet="elan"), "élan"),
        (ClaimFilter(background=True), "élan"),
        (ClaimFilter(background=False), "front voice"),
        (ClaimFilter(limit=2), "front voice"),
        (ClaimFilter(source="x' OR '1'='1"), ""),
    ],
)
def test_filter(store: Store, where: ClaimFilter, expected: str):
    assert sorted(NAMES[c.document.outlet or ""] for c in store.claims(where)) == expected.split()


def test_by_document(store: Store):
    for record in store.records():
        for beginning in (record.document.id, record.document.id[:20]):
            assert [c.document.id for c in store.claims(ClaimFilter(document=beginning))] == [record.document.id]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"type": "murder"}, "no such type: 'murder'; one of clash, attack"),
        ({"status": ("asserted", "true")}, "no such status: 'true'"),
        ({"source_kind": "army"}, "no such source_kind: 'army'"),
        ({"date_from": date(2021, 2, 1), "date_to": date(2021, 1, 1)}, "no day is both"),
        ({"limit": 0}, "selects nothing"),
    ],
)
def test_a_filter_that_cannot_be_meant(wrong: dict[str, object], message: str):
    with pytest.raises(UsageError, match=message):
        ClaimFilter(**wrong)


def test_a_path_with_a_quote_in_its_name(tmp_path: Path):
    with open_store(tmp_path / "it's") as opened:
        assert opened.add(fake_record())
