"""Laws of copies, for any reports: order never matters, spans hold, chains end."""

from __future__ import annotations

from itertools import pairwise
from tempfile import TemporaryDirectory

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from ascribe.domain.claim import Record
from ascribe.domain.document import Document
from ascribe.domain.span import Span
from ascribe.pipeline_incidents import update_incidents
from ascribe.reconcile.copies import Copied, copies_of, find_copies
from ascribe.reconcile.credits import Report
from ascribe.reconcile.fingerprints import fingerprints
from ascribe.reconcile.origins import Origins, head_of
from ascribe.reconcile.passages import segment_passages, words_of
from ascribe.reconcile.shelf import FIRST, MemoryShelf, PackedShelf, read_report
from ascribe.store import open_store
from ascribe.testing import fake_record

PLACES = ("Kabul", "Ghazni", "Qarabagh")
SENTENCES = [
    "Shells hit a market in the north of {} on Monday and killed {} people, most of them women.",
    "The mayor of {} allegedly fled with {} of his men before the first tanks came over the bridge.",
    "“Nobody in {} will forget what was done to {} of us on that day,” a teacher said at the burial.",
    "Witnesses in {} told of {} aircraft that came from the east and turned back over the lake.",
    "The editors of this paper in {} read every letter that any of its {} readers send to them.",
]

sentences = st.builds(lambda s, p, n: s.format(p, n), st.sampled_from(SENTENCES), st.sampled_from(PLACES), st.integers(2, 4))
days = st.none() | st.integers(1, 60).map(lambda d: f"2021-{(d - 1) // 28 + 1:02d}-{(d - 1) % 28 + 1:02d}")
texts = st.lists(sentences, max_size=5).map("\n".join)
outlets = st.sampled_from([None, "Reuters", "Dawn", "Dawn (AFP)", "The Valley News"])


@st.composite
def many_reports(draw: st.DrawFn) -> list[Report]:
    drawn = draw(st.lists(st.tuples(texts, days, outlets), max_size=14))
    return [Report(id=f"d{i}", text=t, published=d, outlet=o) for i, (t, d, o) in enumerate(drawn)]


def one_by_one(reports: list[Report]) -> dict[str, Copied]:
    """The copies as they stand after each report was put on the shelf and what it touched was looked at again."""
    shelf, copied = MemoryShelf(), dict[str, Copied]()
    for report in reports:
        for touched in sorted(shelf.put(report)):
            copied[touched] = copies_of(touched, shelf)
    return copied


@settings(max_examples=60, deadline=None)
@given(reports=many_reports(), chance=st.randoms(use_true_random=False))
def test_any_order_and_any_way_give_the_same(reports: list[Report], chance: object) -> None:
    expected = {c.document: c for c in find_copies(reports)}
    shuffled = list(reports)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert {c.document: c for c in find_copies(shuffled)} == expected
    assert one_by_one(reports) == expected
    assert one_by_one(shuffled) == expected


@settings(max_examples=60, deadline=None)
@given(reports=many_reports())
def test_spans_hold_and_chains_end(reports: list[Report]) -> None:
    text = {r.id: r.text for r in reports}
    copied = list(find_copies(reports))
    place = {r.id: read_report(r).place for r in reports}
    heads = [head_of(r) for r in reports]
    asked = Origins(heads, copied)
    for c in copied:
        assert c.copy_of is None or place[c.copy_of] < place[c.document]
        for copy in c.copies:
            assert place[copy.of] < place[copy.document] == place[c.document]
            ours, theirs = words_of(copy.span.of(text[copy.document])).keys, words_of(copy.of_span.of(text[copy.of])).keys
            assert len(set(ours) & set(theirs)) >= 0.4 * len(set(ours))
            assert ours[0] == theirs[0]
            assert ours[-1] == theirs[-1]
            assert 0 < copy.share <= 1
            assert copy.span in segment_passages(text[copy.document])[copy.passage]
            for change in copy.changes:
                assert change.was is None or change.was.text == change.was.span.of(text[copy.of])
                assert change.now is None or change.now.text == change.now.span.of(text[copy.document])
            if copy.kind != "quotation":
                first = asked.at(copy.document, copy.span)
                assert first.copied
                assert place[first.document] <= place[copy.of]
    for report in reports:
        if report.text:
            origin = asked.at(report.id, Span(0, len(report.text)))
            assert asked.at(origin.document, origin.span) == Origins(heads, copied).at(origin.document, origin.span)


@settings(max_examples=8, deadline=None)
@given(reports=many_reports(), chance=st.randoms(use_true_random=False))
def test_a_store_taken_through_in_pieces_gives_the_same(reports: list[Report], chance: object) -> None:
    reading = fake_record().document.reading
    documents = {
        d.id: d
        for r in reports
        for d in [msgspec.structs.replace(Document.of(r.text or r.id, outlet=r.outlet, published=r.published), reading=reading)]
    }
    expected = {c.document: c for c in find_copies(Report.of(d) for d in documents.values())}
    order = list(documents)
    chance.shuffle(order)  # type: ignore[attr-defined]
    with TemporaryDirectory() as folder, open_store(folder) as store:
        update_incidents(store)
        while order:
            n = chance.randint(1, 4)  # type: ignore[attr-defined]
            taken, order = order[:n], order[n:]
            store.add_all(Record(document=documents[d], claims=()) for d in taken)
            update_incidents(store)
        kept = {c.document: c for (line,) in store.query("SELECT json FROM work.copied") for c in [msgspec.json.decode(line, type=Copied)]}
        assert kept == {document: copied for document, copied in expected.items() if copied.copies}
        held = [hash_ for (hash_,) in store.query("SELECT hash FROM work.standing ORDER BY hash")]
        hashes = sorted({h for d in documents.values() for h in read_report(Report.of(d)).hashes.tolist()})
        assert frozenset(held) == PackedShelf(Report.of(d) for d in documents.values()).standing(hashes)


@settings(max_examples=60, deadline=None)
@given(reports=many_reports())
def test_both_shelves_hold_the_same(reports: list[Report]) -> None:
    packed, grown = PackedShelf(reports), MemoryShelf()
    for report in reports:
        grown.put(report)
    hashes = sorted({h for r in reports for h in read_report(r).hashes.tolist()})
    shared = list(packed.first_holders(hashes))
    assert packed.standing(hashes) == grown.standing(hashes)
    held = [h for h in grown.first_holders(hashes) if any(s.hash == h.hash for s in shared)]
    assert sorted(held) == sorted(shared)
    assert all(sum(s.hash == h for s in shared) <= FIRST for h in hashes)


@given(text=st.text(max_size=400) | texts)
def test_passages_hold_every_word_once(text: str) -> None:
    passages = segment_passages(text)
    assert list(passages) == sorted(passages)
    assert all(a.end <= b.start for a, b in pairwise(passages))
    words = words_of(text)
    assert all(sum(p.start <= s and e <= p.end for p in passages) == 1 for s, e in zip(words.starts, words.ends, strict=True))


@given(text=texts, before=texts)
def test_a_passage_has_the_same_fingerprints_wherever_it_stands(text: str, before: str) -> None:
    def of(whole: str) -> set[int]:
        return set(fingerprints(words_of(whole), segment_passages(whole)).hashes.tolist())

    assert of(text) | of(before) == of(f"{before}\n\n{text}")
