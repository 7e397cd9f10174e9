"""The suite of gun violence: which incident a document is about, and which number counts."""

from __future__ import annotations

from typing import Any

import pytest

from ascribe.domain.claim import Record
from ascribe.domain.document import Document
from ascribe.domain.incident import Figure
from evaluation.suite import Session, evaluate, load_suite
from evaluation.suites.gva import Counts, Report, count_of, half_of, main_group, sampled, score
from tests.evaluation.fake_reader import FakeReader, quantity
from tests.evaluation.fake_reconcile import Grouped, figure, grouping

HELD, OTHER, CHOOSING = "104902", "x2", "101301"


def record(*told: tuple[str, str, bool]) -> Record:
    """Claims of (trigger, type, background)."""
    text = " ".join(word for word, _, _ in told) or "nothing"
    reader = FakeReader(lambda _: [{"trigger": w, "type": t, "background": b} for w, t, b in told])
    return reader.read(Document.of(text))


@pytest.mark.parametrize(
    ("told", "main"),
    [
        ([("shot", "attack", False), ("charged", "detention", False), ("held", "detention", False)], "shot"),
        ([("charged", "detention", False), ("held", "detention", False)], "charged"),
        ([("died", "killing", True), ("held", "detention", False)], "held"),
        ([("died", "killing", True), ("held", "detention", True)], "died"),
        ([("shot", "attack", False), ("died", "killing", False)], "shot"),
        ([], None),
    ],
)
def test_the_main_incident(told: list[tuple[str, str, bool]], main: str | None) -> None:
    read = record(*told)
    groups = {(read.document.id, c.id): c.event.trigger.of(read.document.text) for c in read.claims}
    assert main_group(read, groups) == main


def test_more_claims_outweigh_the_first() -> None:
    read = record(("one", "attack", False), ("two", "killing", False), ("three", "killing", False))
    groups = dict(zip([(read.document.id, c.id) for c in read.claims], ("a", "b", "b"), strict=True))
    assert main_group(read, groups) == "b"


@pytest.mark.parametrize(
    ("figures", "count"),
    [
        ([], 0),
        ([figure("injured", best=3)], 0),
        ([figure("killed", low=1, best=2, high=3)], 2),
        ([figure("killed", low=2, high=2)], 2),
        ([figure("killed", low=2, high=4)], None),
        ([figure("killed", low=2)], None),
        ([figure("killed", best=5), figure("killed", best=2, n_claims=3)], 2),
        ([figure("killed", best=2), figure("killed", best=5)], 5),
    ],
)
def test_the_number_of_an_incident(figures: list[Figure], count: int | None) -> None:
    assert count_of(figures, "killed") == count


def reports() -> list[Report]:
    def of(id_: str, incident: str, text: str, **counts: int) -> Report:
        return Report(text=text, incident_id=incident, id=id_, publish_date="2014-01-20", incident=Counts(**counts) if counts else None)

    return [
        of("1", HELD, "Two died at Elm.", killed=2, injured=0),
        of("2", HELD, "They died at Elm.", killed=2, injured=0),
        of("3", OTHER, "Three died at Oak.", killed=4, injured=1),
        of("4", CHOOSING, "One died at Fir."),
        of("5", CHOOSING, "Rain fell.", killed=0, injured=0),
    ]


def reader() -> FakeReader:
    numbers = {"Two": 2, "Three": 3, "One": 1}

    def answer(document: Document) -> list[dict[str, Any]]:
        if "died" not in document.text:
            return []
        number = numbers.get(document.text.split()[0])
        return [{"trigger": "died", "type": "killing", "quantities": (quantity("killed", number),) if number else ()}]

    return FakeReader(answer)


by_last_word = grouping(lambda claim, record: record.document.text.split()[-1])


def test_a_file_is_scored_whole_and_development_files_by_their_held_half() -> None:
    whole = score(reports(), Session(reader(), given=True), by_last_word)
    assert (whole["documents"], whole["incidents"]) == (5, 3)
    assert whole["choosing"]["documents"] + whole["held"]["documents"] == 5
    half = score(reports(), Session(reader()), by_last_word)
    assert half == {**half["held"], "choosing": whole["choosing"], "held": whole["held"]}


def test_documents_cluster_by_their_main_incidents() -> None:
    told = score(reports(), Session(reader(), given=True), by_last_word)
    assert (told["clusters"], told["over_merged"], told["largest"]) == (4, 0, 2)
    assert told["b3"] == 0.889  # the document without claims is alone
    merged = score(reports(), Session(reader(), given=True), grouping(lambda claim, record: 1))
    assert (merged["clusters"], merged["largest"]) == (2, 4)


def test_counts() -> None:
    told = score(reports(), Session(reader(), given=True), by_last_word)
    assert told["killed"] == 0.333  # 2 is right; 3 for 4 and 1 for 0 are wrong
    assert told["injured"] == 0.667  # no figure is 0
    unread = score([reports()[4]], Session(reader(), given=True), by_last_word)
    assert unread["injured"] == 0  # nobody read of the incident, so its 0 is not known
    assert score([reports()[3]], Session(reader(), given=True), by_last_word)["killed"] is None


def test_halves_and_sample_follow_the_hash_of_the_incident() -> None:
    assert (half_of(HELD), half_of(CHOOSING)) == ("held", "choosing")
    ids = [str(n) for n in range(100_000, 104_000)]
    assert 0.45 < sum(half_of(i) == "held" for i in ids) / len(ids) < 0.55
    assert 0.10 < sum(sampled(Report(text="", incident_id=i)) for i in ids) / len(ids) < 0.14


def test_only_the_development_file_is_sampled(tmp_path: Any) -> None:
    from dataclasses import replace
    from functools import partial

    import msgspec

    from evaluation.suite import Defaults

    suite = replace(load_suite("gva"), score=partial(score, reconcile=by_last_word))
    file = tmp_path / "docs.jsonl"
    rows = [msgspec.structs.replace(reports()[0], id=str(n), incident_id=str(n), text=f"{n} died.") for n in range(60)]
    file.write_bytes(b"\n".join(msgspec.json.encode(r) for r in rows))
    given = evaluate(suite, reader(), [file])
    assert given.figures["documents"] == 60
    ours = evaluate(replace(suite, defaults=lambda: Defaults((file,))), reader())
    n = sum(sampled(r) for r in rows)
    assert ours.figures["choosing"]["documents"] + ours.figures["held"]["documents"] == n < 60
    assert any(f"{n} rows scored, {60 - n} not read" in note for note in ours.notes)


def test_a_group_that_is_no_incident_has_no_number() -> None:
    def background(records: Any) -> Grouped:
        found = by_last_word(records)
        return Grouped((), found.groups)

    told = score(reports(), Session(reader(), given=True), background)
    assert (told["clusters"], told["killed"], told["injured"]) == (4, 0, 0)
