"""The suite of incidents: what is scored, what stands alone, what is left out."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from ascribe.domain.document import Document
from ascribe.errors import InputError
from evaluation.gold_claims import GoldRow, gold_record
from evaluation.incidents import same_day_and_place
from evaluation.suite import REPORTS, Session, load_suite, read_rows
from evaluation.suites.incidents import score
from tests.evaluation.fake_reader import FakeReader
from tests.evaluation.fake_reconcile import grouping

TEXTS = ("Shells hit Kabul and killed ten.", "Kabul was shelled. Rebels fled.", "Ten died. Nobody fled.")
GOLD = (
    [("hit", "shelling", "A"), ("killed", "killing", "A")],
    [("shelled", "shelling", "A"), ("fled", "withdrawal", "B")],
    [("died", "killing", "C"), ("fled", "withdrawal", None)],
)
together = grouping(lambda claim, record: "all")
apart = grouping(lambda claim, record: claim.id)


def rows() -> list[GoldRow]:
    out = []
    for n, (text, told) in enumerate(zip(TEXTS, GOLD, strict=True)):
        claims = [
            {
                "trigger": [text.index(word), text.index(word) + len(word)], "type": type_, "status": "asserted", "incident": label,
                "place": "Kabul", "start": "2021-09-01", "end": "2021-09-01",
            }
            for word, type_, label in told
        ]  # fmt: skip
        out.append(msgspec.convert({"doc": f"d{n}", "text": text, "claims": claims}, GoldRow))
    return out


def reader(*words: str) -> FakeReader:
    """Reads the given words as triggers wherever they stand."""
    types = {word: type_ for told in GOLD for word, type_, _ in told} | {"Kabul": "other"}

    def answer(document: Document) -> list[dict[str, Any]]:
        return [{"trigger": word, "type": types[word]} for word in words if word in document.text]

    return FakeReader(answer)


def figures(reconcile: Any, *words: str) -> dict[str, Any]:
    return score(rows(), Session(reader(*words)), reconcile)


def test_labelled_claims_are_scored_and_others_left_out() -> None:
    told = figures(together)
    assert (told["claims"], told["incidents"], told["documents"]) == (5, 3, 3)
    assert told["gold_claims"]["clusters"] == 1
    assert told["gold_claims"]["over_merged"] == 1


def test_the_right_groups_are_perfect() -> None:
    labels = {(n, word): label or "none" for n, told in enumerate(GOLD) for word, _, label in told}
    right = grouping(lambda claim, record: labels[TEXTS.index(record.document.text), claim.event.trigger.of(record.document.text)])
    told = figures(right, "hit", "killed", "shelled", "fled", "died")
    for side in ("gold_claims", "read_claims"):
        assert [told[side][m] for m in ("conll", "b3", "ceafe", "muc", "lea")] == [1] * 5
        assert (told[side]["count_error"], told[side]["over_merged"]) == (0, 0)
    assert (told["read_claims"]["matched"], told["read_claims"]["spurious"]) == (5, 0)


def test_what_is_not_read_is_alone_and_what_is_not_gold_is_spurious() -> None:
    told = figures(together, "hit", "killed", "Kabul")["read_claims"]
    assert (told["matched"], told["spurious"]) == (2, 2)
    assert (told["clusters"], told["largest"]) == (4, 2)  # the two found stand together, the other three alone
    assert told["b3"] == 0.846


def test_a_claim_without_label_is_not_spurious() -> None:
    assert figures(apart, "fled")["read_claims"]["spurious"] == 0


def test_the_baseline_stands_beside_in_both() -> None:
    told = figures(together)
    assert told["gold_claims"]["baseline"]["clusters"] == 3  # two shellings and two killings of one day at one place, and a flight
    assert told["read_claims"]["baseline"]["clusters"] == 5


@pytest.mark.parametrize(("place", "start", "n"), [("Kabul", "2021-09-01", 3), (None, "2021-09-01", 6), ("Kabul", None, 6)])
def test_without_day_or_place_a_claim_is_alone_in_the_baseline(place: str | None, start: str | None, n: int) -> None:
    said = [
        msgspec.structs.replace(row, claims=tuple(msgspec.structs.replace(c, place=place, start=start, end=start) for c in row.claims))
        for row in rows()
    ]
    assert len(set(same_day_and_place([gold_record(row).record for row in said]).values())) == n


def test_a_row_that_is_no_gold_document_is_named() -> None:
    broken = msgspec.structs.replace(rows()[0], claims=(msgspec.structs.replace(rows()[0].claims[0], type="war"),))
    with pytest.raises(InputError, match="d0"):
        score([broken], Session(reader()), apart)


def test_a_document_that_cannot_be_read_has_no_claims() -> None:
    def fails(document: Document) -> list[dict[str, Any]]:
        raise RuntimeError("no")

    session = Session(FakeReader(fails))
    assert score(rows(), session, apart)["read_claims"]["matched"] == 0
    assert len(session.failed) == 3


def test_the_shipped_reports_have_labels() -> None:
    suite = load_suite("incidents")
    assert suite.defaults().files == (REPORTS,)
    labelled = [c.incident for _, row in read_rows(REPORTS, GoldRow) for c in row.claims]
    assert len(labelled) == 293
    assert None not in labelled


def test_the_order_of_rows_changes_nothing() -> None:
    by_type = grouping(lambda claim, record: claim.event.type)
    there = score(rows(), Session(reader("hit", "fled", "died")), by_type)
    back = score(rows()[::-1], Session(reader("hit", "fled", "died")), by_type)
    assert there == back
