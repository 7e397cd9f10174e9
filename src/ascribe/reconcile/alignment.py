"""Alignment: which words of one passage stand in another, and what was changed among them.

In:  the words of two passages.   Out: blocks of copied words in both, and the changes inside and beside the blocks.

Words are aligned by their longest common subsequence. A block grows from a run of `SEED` equal words over small gaps; what stands
in a gap was changed. Only changes that alter a claim are named: figures, words for what became of people, hedges.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import Literal, NamedTuple, get_args

import msgspec
from rapidfuzz.distance import LCSseq

from ascribe.domain.span import Quote, Span
from ascribe.lexicon.cues import load_cues
from ascribe.lexicon.number_words import load_number_words
from ascribe.lexicon.role_words import load_role_words
from ascribe.reconcile.fingerprints import SHINGLE
from ascribe.reconcile.passages import Words

__all__ = ["Block", "Change", "ChangeKind", "align_words", "changes_between"]

ChangeKind = Literal["number", "casualties", "hedge"]

#: Equal words in a row that show a copy: as many as a fingerprint sees.
SEED = SHINGLE
#: Words that were changed, at most, between equal runs of one block.
GAP = 8
#: Over a longer gap than this, a run must have two words to belong to the block: "the" is everywhere.
SMALL_GAP = 2

_PEOPLE = frozenset({"killed", "injured", "captured", "abducted", "missing", "displaced", "surrendered", "affected"})
#: Words for losses that tell the dead and the hurt not apart.
_LOSSES = frozenset({"casualty", "casualties", "losses", "neutralised", "neutralized", "victims"})


class Change(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Words that a copy changed: what stood in the text copied from, and what stands in the copy; null where there is nothing."""

    kind: ChangeKind
    was: Quote | None
    now: Quote | None


class Block(NamedTuple):
    """Copied words: positions of the first and after the last in the copy and in what it copies; `runs` are those that are equal."""

    start: int
    end: int
    of_start: int
    of_end: int
    runs: tuple[tuple[int, int, int], ...]

    @property
    def n_equal(self) -> int:
        """How many words are the same."""
        return sum(length for _, _, length in self.runs)


def align_words(words: Sequence[str], of: Sequence[str]) -> tuple[Block, ...]:
    """The blocks of `words` that stand in `of`, in order.

    >>> a, b = "at least 41 people were killed in kabul on monday".split(), "at least 350 people were killed in kabul on monday".split()
    >>> align_words(a, b)[0][:4], align_words(a, b)[0].runs
    ((0, 10, 0, 10), ((0, 0, 2), (3, 3, 7)))
    """
    runs = [(op.src_start, op.dest_start, op.src_end - op.src_start) for op in LCSseq.opcodes(words, of) if op.tag == "equal"]
    blocks: list[tuple[int, int]] = []
    for i, (_, _, length) in enumerate(runs):
        done = blocks[-1][1] if blocks else -1
        if length < SEED or i <= done:
            continue
        first = last = i
        while first - 1 > done and _joins(runs[first - 1], runs[first], outer=runs[first - 1]):
            first -= 1
        while last + 1 < len(runs) and _joins(runs[last], runs[last + 1], outer=runs[last + 1]):
            last += 1
        blocks.append((first, last))
    return tuple(Block(runs[f][0], runs[n][0] + runs[n][2], runs[f][1], runs[n][1] + runs[n][2], tuple(runs[f : n + 1])) for f, n in blocks)


def _joins(before: tuple[int, int, int], after: tuple[int, int, int], *, outer: tuple[int, int, int]) -> bool:
    """Whether two neighbouring runs belong to one block, which grows towards `outer`."""
    gap = max(after[0] - before[0] - before[2], after[1] - before[1] - before[2])
    return gap <= GAP and (outer[2] >= 2 or gap <= SMALL_GAP)


def changes_between(
    blocks: Sequence[Block],
    text: str,
    words: Words,
    of_text: str,
    of_words: Words,
    *,
    datelines: Sequence[Span] = (),
    of_datelines: Sequence[Span] = (),
) -> tuple[Change, ...]:
    """The changes of figures, fates and hedges inside the blocks and up to `GAP` words beside them.

    What stands in a dateline, of which the spans in both texts are given, tells nothing of the event: "KABUL, Sept 2 (Wire) —" left
    out is no changed number. What stands before the first word copied, where the other text has nothing but its dateline, is one too.
    """
    opens, of_opens = _after(datelines, words), _after(of_datelines, of_words)
    changes: list[Change] = []
    for i, block in enumerate(blocks):
        edges = [(r[0], r[0] + r[2], r[1], r[1] + r[2]) for r in block.runs]
        gaps = [(a[1], b[0], a[3], b[2]) for a, b in pairwise(edges)]
        head, of_head = min(opens, block.start), min(of_opens, block.of_start)
        both_open_there = (opens and head == block.start) or (of_opens and of_head == block.of_start)
        if i == 0 and not both_open_there and 0 < max(block.start - head, block.of_start - of_head) <= GAP:
            gaps.insert(0, (head, block.start, of_head, block.of_start))
        if i + 1 == len(blocks) and 0 < max(len(words) - block.end, len(of_words) - block.of_end) <= GAP:
            gaps.append((block.end, len(words), block.of_end, len(of_words)))
        for gap_start, end, of_gap_start, of_end in _joined(gaps):
            start, of_start = min(max(gap_start, opens), end), min(max(of_gap_start, of_opens), of_end)
            new, old = words.keys[start:end], of_words.keys[of_start:of_end]
            for kind in get_args(ChangeKind):
                if _telling(kind, new) != _telling(kind, old):
                    was, now = of_words.quote(of_text, of_start, of_end), words.quote(text, start, end)
                    changes.append(Change(kind=kind, was=was, now=now))
    return tuple(changes)


def _after(spans: Sequence[Span], words: Words) -> int:
    """The position of the first word after those of the spans that open the words."""
    opened = [s.end for s in spans if words.starts and s.start <= words.starts[0] < s.end]
    return bisect_left(words.starts, max(opened)) if opened else 0


def _joined(gaps: Sequence[tuple[int, int, int, int]]) -> list[tuple[int, int, int, int]]:
    """The gaps, those made one that no more than `SMALL_GAP` equal words part: "caused 41 casualties" for "killed 41 people"."""
    joined: list[tuple[int, int, int, int]] = []
    for gap in gaps:
        if joined and gap[0] - joined[-1][1] <= SMALL_GAP:
            joined[-1] = (joined[-1][0], gap[1], joined[-1][2], gap[3])
        else:
            joined.append(gap)
    return joined


def _telling(kind: ChangeKind, keys: Sequence[str]) -> tuple[str, ...]:
    """The words among `keys` that tell something of that kind, as one value for all their forms."""
    meanings = _meanings()[kind]
    if kind == "hedge":
        line = " ".join(keys)
        return tuple(sorted(phrase for phrase in meanings if f" {phrase} " in f" {line} "))
    if kind == "casualties":
        return tuple(sorted({meanings[k] for k in keys if k in meanings}))
    return tuple(meanings.get(k, k) for k in keys if k in meanings or k[0].isdecimal())


@cache
def _meanings() -> Mapping[ChangeKind, Mapping[str, str]]:
    """Words that tell a figure, a fate or a hedge, each with what it tells."""
    numbers, roles, cues = load_number_words(), load_role_words(), load_cues()
    figures: dict[str, str] = {}
    figures |= {word: word if value is None else str(value) for word, value in numbers.vague.items()}
    for table in (numbers.plurals, numbers.multipliers, numbers.both, numbers.cardinals):
        figures |= {word: str(value) for word, value in table.items()}
    fates: dict[str, str] = {}
    for word, readings in roles.verbs.items():
        role = readings[0].roles.get("any") or readings[0].roles.get("people")
        if role in _PEOPLE and " " not in word:
            fates[word] = role
    for nouns in (roles.event_nouns, roles.tolls, roles.heads, roles.states):
        fates |= {word: role for word, role in nouns.items() if role in _PEOPLE and " " not in word}
    fates |= dict.fromkeys(_LOSSES, "losses")
    hedges = {" ".join(phrase): " ".join(phrase) for group in cues.hedges.values() for phrase in group}
    hedges |= {noun: noun for noun in cues.hedged_nouns}
    return {"number": figures, "casualties": fates, "hedge": hedges}
