"""Copies: which report repeats which, in which passages, and what was changed.

In:  reports.   Out: for each report its `Copied`: the passages that stood in an earlier report, and the report that it repeats.

Passages find each other by shared fingerprints (`shelf`), are aligned word by word (`alignment`), and what two reports share only
between quotation marks is a shared quotation, which anybody may have heard. What comes first copies nothing: `credits.sort_key`.
The same reports give the same copies whether they come at once (`find_copies`) or one by one in any order (`MemoryShelf`,
`copies_of`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, NamedTuple

import msgspec

from ascribe.domain.span import Span
from ascribe.reconcile.alignment import Block, Change, align_words, changes_between
from ascribe.reconcile.credits import Place, Report
from ascribe.reconcile.shelf import A_NOTE, PackedShelf, Reading, Shelf

__all__ = ["Copied", "Copy", "CopyKind", "copies_of", "find_copies"]

CopyKind = Literal["exact", "near", "partial", "quotation"]

#: Two passages are compared where they share so many fingerprints, and this share of those of the one that has fewer.
LEAST_SHARED = 2
LEAST_SHARE = 0.25
#: A copy repeats so many words, and this share of the shorter passage, or so many in a row; less may do where the two reports share
#: another passage so plainly.
LEAST_WORDS = 10
PLAINLY_COPIED = 0.7
PLAIN_RUN = 15
LEAST_COPIED = 0.5
#: From this share of both passages on it is a near copy of the whole, not a part.
NEAR = 0.8
#: A shared quotation has this share of its common words between quotation marks in both passages, and few beside them.
QUOTED = 0.8
MOST_BESIDE = 8
#: A document is a copy of another where so much of what it tells is copied from that one.
WHOLE = 0.78
#: A page of several passages that tells fewer words than this is a frame that lost its report, and repeats nobody.
LEAST_TOLD = 40
#: A document of which this share is copied has its quotations from there too.
MOSTLY = 0.5
#: Reports that one is compared with, those that share most first.
MOST_COMPARED = 8
#: Of reports that a passage, or a report, may be copied from, the first is taken whose share is at least this part of the best.
AS_GOOD = 0.97


class Copy(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A passage that stood in an earlier report.

    `span` are the copied words, from the first to the last, in `document`; `of_span` the same in `of`. `passage` and `of_passage`
    number the passages (`segment_passages`). `share` is the share of the passage's words that are the same in it. `exact`: every
    word of both passages is; `near`: four fifths of both are; `partial`: less, a copy for each stretch; `quotation`: what is shared
    is quoted in both. `changes` are the words between and beside them that make another claim of it.
    """

    document: str
    passage: int
    span: Span
    of: str
    of_passage: int
    of_span: Span
    share: float
    kind: CopyKind
    changes: tuple[Change, ...] = ()


class Copied(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What of a document is copied: `copies` in text order, `copy_of` the document that it repeats, if any, and `share`, how much of
    what it tells stands there."""

    document: str
    copies: tuple[Copy, ...]
    copy_of: str | None
    share: float


class _Match(NamedTuple):
    """Two passages that share words."""

    passage: int
    of_passage: int
    blocks: tuple[Block, ...]
    words: frozenset[int]
    plain: bool
    quotation: bool


def find_copies(reports: Iterable[Report]) -> Iterator[Copied]:
    """What is copied of each report, from the first to the last; of reports with one id the first counts.

    >>> words = "Shells killed {} people in a market in the north of the town on Monday, the mayor said."
    >>> first, second = (Report(id=i, text=words.format(n), published=d) for i, n, d in (("a", 4, "2021-09-01"), ("b", 14, "2021-09-02")))
    >>> copied = list(find_copies([second, first]))[1]
    >>> copied.copy_of, copied.copies[0].kind, [(c.was.text, c.now.text) for c in copied.copies[0].changes]
    ('a', 'near', [('4', '14')])
    """
    shelf = PackedShelf(reports)
    for document in shelf.documents:
        yield copies_of(document, shelf)


def copies_of(document: str, shelf: Shelf) -> Copied:
    """What is copied of a document that stands on the shelf."""
    reading = shelf.reading(document)
    values = reading.hashes.tolist()
    passages_of: dict[int, list[int]] = {}
    for value, passage in zip(values, reading.of_hash.tolist(), strict=True):
        passages_of.setdefault(value, []).append(passage)
    shared: Counter[tuple[str, int, int]] = Counter()
    for value, holders in _by_hash(shelf, list(passages_of)):
        for holder, of_passage in holders:
            if holder == document:
                break  # the rest came later
            for passage in passages_of[value]:
                shared[holder, passage, of_passage] += 1
    standing = shelf.standing(list(passages_of))
    told = _told(reading, standing)
    empty = len(reading.passages) > A_NOTE and sum(len(reading.words_in(p)) for p in told) < LEAST_TOLD
    if not shared or empty:
        return Copied(document=document, copies=(), copy_of=None, share=0.0)
    per_report: Counter[str] = Counter()
    for (holder, _, _), n in shared.items():
        if n >= LEAST_SHARED:
            per_report[holder] += n
    order = {holder: shelf.place(holder) for holder in per_report}
    compared = sorted(per_report, key=lambda h: (-per_report[h], order[h]))[:MOST_COMPARED]
    matches = {holder: _matches(reading, shelf.reading(holder), holder, shared, told) for holder in compared}
    return _settled(reading, {h: m for h, m in matches.items() if m}, order, shelf, told)


def _by_hash(shelf: Shelf, values: list[int]) -> Iterator[tuple[int, list[tuple[str, int]]]]:
    holders: dict[int, list[tuple[str, int]]] = {}
    for value, document, passage in shelf.first_holders(values):
        holders.setdefault(value, []).append((document, passage))
    return iter(holders.items())


def _told(reading: Reading, standing: frozenset[int]) -> frozenset[int]:
    """The passages that tell something: not notices, not mostly standing matter, not a mere heading without a fingerprint."""
    n_standing: Counter[int] = Counter()
    for value, passage in zip(reading.hashes.tolist(), reading.of_hash.tolist(), strict=True):
        n_standing[passage] += value in standing
    return frozenset(p for p in range(len(reading.passages)) if reading.n_hashes[p] and 2 * n_standing[p] < reading.n_hashes[p])


def _matches(
    reading: Reading, other: Reading, holder: str, shared: Mapping[tuple[str, int, int], int], told: frozenset[int]
) -> tuple[_Match, ...]:
    """The passages of a report that share enough words with passages of another."""
    found = []
    for (document, passage, of_passage), n in sorted(shared.items()):
        if document != holder or passage not in told:
            continue
        least = max(LEAST_SHARED, LEAST_SHARE * min(reading.n_hashes[passage], other.n_hashes[of_passage]))
        if n >= least and (match := _match(reading, other, passage, of_passage)) is not None:
            found.append(match)
    return tuple(found) if any(m.plain for m in found) else ()


def _match(reading: Reading, other: Reading, passage: int, of_passage: int) -> _Match | None:
    words, of_words = reading.words_in(passage), other.words_in(of_passage)
    blocks = align_words(words.keys, of_words.keys)
    pairs = [(a + k, b + k) for block in blocks for a, b, length in block.runs for k in range(length)]
    shorter = min(len(words), len(of_words))
    if len(pairs) < max(LEAST_WORDS, LEAST_COPIED * shorter):
        return None
    quoted, of_quoted = reading.quoted_in(passage), other.quoted_in(of_passage)
    in_quotes = sum(quoted[a] and of_quoted[b] for a, b in pairs)
    quotation = in_quotes >= QUOTED * len(pairs) and len(pairs) - in_quotes <= MOST_BESIDE
    longest = max(length for block in blocks for _, _, length in block.runs)
    plain = len(pairs) >= PLAINLY_COPIED * shorter or longest >= PLAIN_RUN
    return _Match(passage, of_passage, blocks, frozenset(a for a, _ in pairs), plain, quotation)


def _settled(
    reading: Reading, matches: Mapping[str, tuple[_Match, ...]], order: Mapping[str, Place], shelf: Shelf, told: frozenset[int]
) -> Copied:
    """Takes for every passage the report that it is copied from, the first of those that have nearly the most of it; then what is only
    quoted in one of them."""
    n_words = sum(len(reading.words_in(p)) for p in told)
    covered = {h: _covered(found, n_words) for h, found in matches.items()}
    whole = _first_best({h: float(sum(map(len, c.values()))) for h, c in covered.items()}, order, None)
    copies: list[Copy] = []
    for passage in sorted({p for c in covered.values() for p in c}):
        held = {h: float(len(c[passage])) for h, c in covered.items() if passage in c}
        if (chosen := _first_best(held, order, whole)) is not None:
            mostly = sum(map(len, covered[chosen].values())) >= MOSTLY * n_words
            copies.extend(_copies(reading, shelf.reading(chosen), (m for m in matches[chosen] if m.passage == passage), mostly=mostly))
    copied = {c.passage for c in copies}
    quoting = _first_best({h: float(sum(len(m.words) for m in found)) for h, found in matches.items()}, order, whole)
    if quoting is not None:
        for passage in sorted({m.passage for m in matches[quoting]} - copied):
            copies.extend(_copies(reading, shelf.reading(quoting), (m for m in matches[quoting] if m.passage == passage), mostly=False))
    share = sum(map(len, covered[whole].values())) / n_words if whole is not None and n_words else 0.0
    return Copied(
        document=reading.report.id,
        copies=tuple(sorted(copies, key=lambda c: (c.passage, c.span, c.of_passage))),
        copy_of=whole if share >= WHOLE else None,
        share=round(share, 3),
    )


def _covered(matches: Iterable[_Match], n_words: int) -> dict[int, frozenset[int]]:
    """The words of each passage that are copied; quotations count where most of the report is copied from there."""
    plain: dict[int, frozenset[int]] = {}
    every: dict[int, frozenset[int]] = {}
    for match in matches:
        every[match.passage] = every.get(match.passage, frozenset()) | match.words
        if not match.quotation:
            plain[match.passage] = plain.get(match.passage, frozenset()) | match.words
    quoted = sum(len(w) for p, w in every.items() if p not in plain)
    rest = n_words - quoted
    return every if plain and sum(map(len, plain.values())) >= MOSTLY * rest else plain


def _first_best(shares: Mapping[str, float], order: Mapping[str, Place], preferred: str | None) -> str | None:
    """The report with nearly the greatest share: the preferred one if it is among them, else the first of them."""
    if not shares:
        return None
    best = max(shares.values())
    good = [h for h, share in shares.items() if share >= AS_GOOD * best]
    return preferred if preferred in good else min(good, key=lambda h: order[h])


def _copies(reading: Reading, other: Reading, matches: Iterable[_Match], *, mostly: bool) -> Iterator[Copy]:
    """The copies of one passage: one for every passage of the other report that adds words to it, and where that is copied in part,
    for every stretch, so that what stands between two stretches stays the report's own."""
    taken: set[int] = set()
    for match in sorted(matches, key=lambda m: (-len(m.words), m.of_passage)):
        if 2 * len(match.words - taken) < len(match.words):
            continue
        taken |= match.words
        words, of_words = reading.words_in(match.passage), other.words_in(match.of_passage)
        share, of_share = len(match.words) / len(words), len(match.words) / len(of_words)
        kind: CopyKind = "exact" if share == of_share == 1 else "near" if min(share, of_share) >= NEAR else "partial"
        if match.quotation and not mostly:
            kind = "quotation"
        stretches = [(block,) for block in match.blocks] if kind == "partial" else [match.blocks]
        for blocks in stretches:
            first, last = blocks[0], blocks[-1]
            yield Copy(
                document=reading.report.id,
                passage=match.passage,
                span=Span(words.starts[first.start], words.ends[last.end - 1]),
                of=other.report.id,
                of_passage=match.of_passage,
                of_span=Span(of_words.starts[first.of_start], of_words.ends[last.of_end - 1]),
                share=round(sum(block.n_equal for block in blocks) / len(words), 3),
                kind=kind,
                changes=changes_between(
                    blocks,
                    reading.report.text,
                    words,
                    other.report.text,
                    of_words,
                    datelines=reading.report.datelines,
                    of_datelines=other.report.datelines,
                ),
            )
