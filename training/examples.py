"""Training examples: windows of words with what the model is to say of each.

In:  annotated passages, PolNeAR documents, the reader's rules.   Out: `Example`s, one a window.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from tokenizers import Tokenizer

from ascribe.domain.document import Document
from ascribe.domain.span import Span
from ascribe.inference.labels import AT_ISSUE, BACKGROUND, CHANNELS, KINDS, LINKS, PARTIES, ROLES, STATUSES, TAGS, TYPES
from ascribe.inference.words import LONGEST_WORD, Window, windows_of, words_of
from ascribe.read.reader import Reader
from ascribe.read.segment import unwrapped

__all__ = ["Example", "Query", "example_windows", "read_evidence"]

#: No label: the loss passes over it.
UNTOLD = -1


@dataclass(slots=True)
class Query:
    """What is asked of one word: each link's words (positions in the window), or None where the answer is not told.

    An empty set says that there is none. `untold` words of a link count neither way."""

    word: int
    links: dict[str, set[int] | None]
    untold: dict[str, set[int]] = field(default_factory=dict)
    roles: dict[int, int] | None = None  # word → index of its quantity role; None where quantities are not told
    classes: dict[str, int] = field(default_factory=dict)  # those that are told


@dataclass(slots=True)
class Example:
    """A window: pieces, the first piece of each word, a row of evidence a word, tags a word, queries."""

    doc: str
    origin: str
    ids: list[int]
    first: list[int]
    piece_word: list[int]
    evidence: list[list[int]]
    tags: dict[str, list[int]]
    types: list[int]
    queries: list[Query]
    core: tuple[int, int]


def read_evidence(reader: Reader, document: Document) -> tuple[list[Span], list[Span], list[list[int]]]:
    """The document's words, sentences and rows of evidence, as the reader sees them: lines that were broken at a column run on."""
    words = words_of(document.text)
    read = Document.of(
        unwrapped(document.text), title=document.title, url=document.url, outlet=document.outlet, published=document.published
    )  # fmt: skip
    survey = reader.survey(read)
    return words, [s.span for s in survey.sentences], reader.evidence(read.text, words, survey)


def pieces_of(tokenizer: Tokenizer, text: str, words: Sequence[Span]) -> list[list[int]]:
    """The ids of each word's pieces, at least one and at most `LONGEST_WORD`."""
    encoded = tokenizer.encode_batch([w.of(text) for w in words], add_special_tokens=False)
    unknown = tokenizer.token_to_id("[UNK]")
    return [e.ids[:LONGEST_WORD] or [unknown] for e in encoded]


def example_windows(
    doc: str, origin: str, text: str, words: Sequence[Span], sentences: Sequence[Span], evidence: list[list[int]], tokenizer: Tokenizer,
    *, tags: dict[str, list[int]], types: list[int], queries: Sequence[Query],
) -> Iterator[Example]:  # fmt: skip
    """Cut one document's labels into windows. Queries stand with the window whose core holds their word."""
    pieces = pieces_of(tokenizer, text, words)
    cls, sep = tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")
    for w in windows_of(words, [len(p) for p in pieces], sentences):
        ids, first, piece_word = [cls], [], [-1]
        for i in range(w.first, w.last):
            first.append(len(ids))
            ids += pieces[i]
            piece_word += [i - w.first] * len(pieces[i])
        ids.append(sep)
        piece_word.append(-1)
        yield Example(
            doc, origin, ids, first, piece_word, evidence[w.first : w.last],
            {name: t[w.first : w.last] for name, t in tags.items()}, types[w.first : w.last],
            [_shifted(q, w) for q in queries if w.start <= q.word < w.end], (w.start - w.first, w.end - w.first),
        )  # fmt: skip


def _shifted(q: Query, w: Window) -> Query:
    """The query in positions of the window; a link whose words all lie outside it is not told here."""

    def inside(xs: set[int]) -> set[int]:
        return {x - w.first for x in xs if w.first <= x < w.last}

    links: dict[str, set[int] | None] = {}
    for name, xs in q.links.items():
        seen = inside(xs) if xs is not None else None
        links[name] = None if xs and not seen else seen
    roles = {x - w.first: r for x, r in q.roles.items() if w.first <= x < w.last} if q.roles is not None else None
    return Query(q.word - w.first, links, {n: inside(xs) for n, xs in q.untold.items()}, roles, q.classes)


class _Words:
    """Where spans of a text stand among its words."""

    def __init__(self, text: str, words: Sequence[Span]) -> None:
        self.text, self.words = text, words
        self._ends = [w.end for w in words]

    def of(self, span: Sequence[int] | Span | None) -> range:
        if span is None:
            return range(0)
        start, end = (span.start, span.end) if isinstance(span, Span) else (span[0], span[1])
        i = j = bisect_left(self._ends, start + 1)
        while j < len(self.words) and self.words[j].start < end:
            j += 1
        return range(i, j)

    def occurrences(self, name: str) -> list[range]:
        pattern = r"\s+".join(map(re.escape, name.split()))
        return [self.of(Span(*m.span())) for m in re.finditer(rf"(?<!\w){pattern}(?!\w)", self.text, re.I)]


def bio(n: int, spans: Sequence[range]) -> list[int]:
    """Tags 0 outside, 1 first word, 2 further word; of overlapping spans the longest stands."""
    out = [0] * n
    for s in sorted({(s.start, s.stop) for s in spans if len(s)}, key=lambda s: (s[0] - s[1], s)):
        if not any(out[s[0] : s[1]]):
            out[s[0] : s[1]] = [1] + [2] * (s[1] - s[0] - 1)
    return out


def claims_examples(passage: dict[str, Any], document: Document, read: tuple[list[Span], list[Span], list[list[int]]],
                    tokenizer: Tokenizer) -> Iterator[Example]:  # fmt: skip
    """The windows of an annotated passage. Its sources and cues are not tagged: it marks only those of claims."""
    words, sentences, evidence = read
    at = _Words(document.text, words)
    n = len(words)
    triggers = [at.of(c["trigger"]) for c in passage["claims"]]
    types = [UNTOLD] * n
    queries = []
    for c, trigger in zip(passage["claims"], triggers, strict=True):
        if not trigger:
            continue
        if types[trigger[0]] == UNTOLD:
            types[trigger[0]] = TYPES.index(c["type"])
        queries.append(_query(c, trigger, at))
    tags = {"trigger": bio(n, triggers), **{t: [UNTOLD] * n for t in TAGS if t != "trigger"}}
    yield from example_windows(passage["doc"], "claims", document.text, words, sentences, evidence, tokenizer,
                               tags=tags, types=types, queries=_joined(queries))  # fmt: skip


def _query(c: dict[str, Any], trigger: range, at: _Words) -> Query:
    content = at.of(c["content"])
    links: dict[str, set[int] | None] = {}
    untold: dict[str, set[int]] = {}
    links["source"] = set() if c["source"] is None else (set(at.of(c["source_span"])) or None)
    links["cue"] = set(at.of(c["cue"]))
    for role in ("initiator", "target"):
        links[role], untold[role] = set(), set()
        for i, name in enumerate(c[role]):
            known = c[f"{role}_spans"][i] if f"{role}_spans" in c else None
            found = at.occurrences(name)
            if known is not None:
                here = at.of(known)
            elif found:
                here = min(found, key=lambda f: (not (content.start <= f.start < content.stop), _gap(f, trigger)))
            else:
                links[role] = None
                break
            for f in found:
                untold[role] |= set(f)
            links[role] |= set(here)  # type: ignore[operator]
    place = c["place"]
    if place is None:
        links["place"] = set()
    else:
        found = at.occurrences(place)
        links["place"] = {w for f in found for w in f} or (set(at.of(c["place_span"])) if c.get("place_span") else None)
    roles = {w: ROLES.index(q["role"]) for q in c["quantities"] if q["span"] for w in at.of(q["span"])}
    classes = {
        "status": STATUSES.index(c["status"]), "kind": KINDS.index(c["source_kind"]), "channel": CHANNELS.index(c["channel"]),
        "background": BACKGROUND.index(bool(c["background"])),
    }  # fmt: skip
    if c.get("party") and c["source"] is not None:
        classes["party"] = PARTIES.index(c["party"])
    if c.get("at_issue"):
        classes["at_issue"] = AT_ISSUE.index(c["at_issue"])
    return Query(trigger[0], links, untold, roles, classes)


def _gap(a: range, b: range) -> int:
    return max(a.start - b.stop, b.start - a.stop, 0)


def _joined(queries: Sequence[Query]) -> list[Query]:
    """One question a word. Claims of one trigger (two sources for one event) differ in their answers: of their links each is right, what
    one has and another lacks is not told, and a class stands where all agree."""
    by_word: dict[int, list[Query]] = {}
    for q in queries:
        by_word.setdefault(q.word, []).append(q)
    return [same[0] if len(same) == 1 else _merged(same) for same in by_word.values()]


def _merged(same: Sequence[Query]) -> Query:
    links: dict[str, set[int] | None] = {}
    untold: dict[str, set[int]] = {}
    for name in LINKS:
        told = [q.links[name] for q in same]
        some = [t for t in told if t]
        links[name] = None if None in told or (some and len(some) < len(told)) else set().union(*some)
        untold[name] = set().union(*(q.untold.get(name, set()) for q in same))
    roles = {w: r for q in same for w, r in (q.roles or {}).items()}
    classes = {n: c for n, c in same[0].classes.items() if all(q.classes.get(n) == c for q in same)}
    return Query(same[0].word, links, untold, roles, classes)


def plain_examples(item: None, document: Document, read: tuple[list[Span], list[Span], list[list[int]]],
                   tokenizer: Tokenizer) -> Iterator[Example]:  # fmt: skip
    """The windows of a text without labels."""
    words, sentences, evidence = read
    n = len(words)
    yield from example_windows(document.id, "unlabelled", document.text, words, sentences, evidence, tokenizer,
                               tags={t: [UNTOLD] * n for t in TAGS}, types=[UNTOLD] * n, queries=[])  # fmt: skip


def polnear_examples(record: dict[str, Any], document: Document, read: tuple[list[Span], list[Span], list[list[int]]],
                     tokenizer: Tokenizer) -> Iterator[Example]:  # fmt: skip
    """The windows of a PolNeAR document: tags of source, cue and content, and for words of contents who says them."""
    words, sentences, evidence = read
    at = _Words(document.text, words)
    n = len(words)
    spans: dict[str, list[range]] = {"source": [], "cue": [], "content": []}
    said: list[tuple[range, set[int], set[int], range]] = []
    for a in record["attributions"]:
        whole = {k: at.of((min(s[0] for s in a[k]), max(s[1] for s in a[k]))) if a[k] else range(0) for k in spans}
        for k, s in whole.items():
            spans[k].append(s)
        source = {w for s in a["source"] for w in at.of(s)}
        cue = {w for s in a["cue"] for w in at.of(s)}
        said.append((whole["content"], source, cue, whole["cue"]))
    tags = {k: bio(n, v) for k, v in spans.items()} | {"trigger": [UNTOLD] * n}
    inside: list[int | None] = [None] * n
    for i, (content, *_) in sorted(enumerate(said), key=lambda x: -len(x[1][0])):
        for w in content:
            inside[w] = i
    queries = []
    for w in range(n):
        if not words[w].of(document.text)[0].isalpha():
            continue
        i = inside[w]
        if i is None:
            links: dict[str, set[int] | None] = {"source": set(), "cue": set()}
        else:
            if w in said[i][1] or w in said[i][2]:
                continue
            links = {"source": set(said[i][1]), "cue": set(said[i][2])}
        queries.append(Query(w, links | {r: None for r in LINKS if r not in links}))
    yield from example_windows(record["id"], "polnear", document.text, words, sentences, evidence, tokenizer,
                               tags=tags, types=[UNTOLD] * n, queries=queries)  # fmt: skip
