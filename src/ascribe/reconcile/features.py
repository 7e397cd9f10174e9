"""What a claim is compared by: one flat row a claim, the same for every engine.

In:  a record.   Out: rows of the table `FEATURES`, one a claim, in text order.

Days are counted from 1970-01-01. Actors are the hands that stand behind them on that day (`ActorCatalogue.hand`), or the key of their
name. Words are those within `REACH` code points of the trigger in its paragraph, and the rarest of the document, each once. `member` is the
claim in full with the head of its document (`Member`), `flags` are the document's flags that rest on it, `told` the relations that the
text states, all as JSON.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, Final, Literal

import msgspec
import numpy as np

from ascribe.domain.actor import Participant
from ascribe.domain.claim import Claim, Record
from ascribe.domain.document import Document, published_day
from ascribe.domain.event import EventType
from ascribe.domain.incident import Member
from ascribe.engine.steps import Columns, Table
from ascribe.lexicon.actors import ActorCatalogue, actor_key, load_actors
from ascribe.lexicon.number_words import bounds_of
from ascribe.lexicon.rarity import load_rarity, rare_words
from ascribe.reconcile.told_relations import ToldRelation, told_relations

__all__ = ["FEATURES", "Family", "columns_of", "feature_rows", "family_of", "features_of"]

Family = Literal["force", "speech", "civil"]
_SPEECH: Final = frozenset(("talks", "agreement", "appeal", "refusal", "threat"))
_CIVIL: Final = frozenset(("protest", "aid"))
#: Statuses of what is told to have happened, or not; of all others nobody says that it has.
_ACTUAL: Final = frozenset(("asserted", "denied", "unclear", "retracted"))
REACH: Final = 160
#: Words of a document that stand for it.
DOCUMENT_WORDS: Final = 40
#: A word this rare (one document in fifty) says something of its own.
RARE: Final = 3.9
_SENTENCE_END: Final = re.compile(r"[.!?][\"”’')\]]*\s|\n\n")
#: Words by which a report goes on to something else.
_SEPARATE: Final = re.compile(
    r"\b(?:another|other|separate(?:ly)?|meanwhile|elsewhere|earlier|previous(?:ly)?|second|third|in addition|also|later|since|"
    r"last (?:week|month|year))\b",
    re.I,
)
#: "the attack", "this massacre": an event that the report has told of before.
_DEFINITE: Final = re.compile(r"\b(?:the|this|that|these|those|both)\s+(?:[\w-]+\s+){0,2}\Z", re.I)
_EPOCH: Final = date(1970, 1, 1).toordinal()

FEATURES: Final = Table(
    "features",
    {
        "claim": "text", "document": "text", "n": "integer", "day": "number", "type": "text", "family": "text", "actual": "flag",
        "background": "flag", "series": "flag", "start": "number", "end": "number", "stated": "flag",
        "exact_day": "flag", "lat": "number", "lon": "number", "radius": "number", "precision": "number", "place": "text",
        "country": "text", "admin1": "text", "initiators": "text", "targets": "text", "source": "text", "figures": "text",
        "victims": "text", "trigger": "text", "trigger_start": "integer", "trigger_end": "integer", "words": "text",
        "document_words": "text", "names": "text", "sentence": "integer", "paragraph": "integer",
        "content_start": "integer", "content_end": "integer",
        "separate": "flag", "definite": "flag", "time_at": "integer", "place_at": "integer", "mentions": "text",
        "member": "text", "flags": "text", "told": "text",
    },
)  # fmt: skip


def family_of(type_: EventType | str) -> Family:
    """The family of an event type: claims of two families tell one happening only inside a document."""
    return "speech" if type_ in _SPEECH else "civil" if type_ in _CIVIL else "force"


def features_of(records: Iterable[Record]) -> Iterator[Columns]:
    """The rows of records, a batch a record; records without claims give none."""
    for record in records:
        rows = list(feature_rows(record))
        if rows:
            yield columns_of(rows)


def columns_of(rows: list[dict[str, Any]]) -> Columns:
    """Rows of `FEATURES` as columns."""
    types = {"text": object, "integer": np.int64, "number": np.float64, "flag": np.bool_}
    return {name: np.array([row[name] for row in rows], dtype=types[kind]) for name, kind in FEATURES.columns.items()}


def feature_rows(record: Record) -> Iterator[dict[str, Any]]:
    """One row a claim."""
    document, catalogue = record.document, load_actors()
    published = published_day(document.published) if document.published else None
    words = " ".join(_document_words(document)) if record.claims else ""
    told = list(told_relations(record))
    for n, claim in enumerate(record.claims):
        yield {**_row(document, n, claim, published, words, catalogue), "told": _told(told, claim)}


def _row(document: Document, n: int, claim: Claim, published: date | None, words: str, catalogue: ActorCatalogue) -> dict[str, Any]:
    place, time, trigger = claim.place, claim.time, claim.event.trigger
    dated = time is not None and time.start is not None and time.end is not None
    start = _day(time.start) if time is not None and time.start is not None else np.nan
    end = _day(time.end) if time is not None and time.end is not None else np.nan
    on = time.start if time is not None and time.start is not None else published
    source = claim.attribution.source
    stated = dated and time is not None and not time.inferred
    return {
        "claim": claim.id,
        "document": document.id,
        "n": n,
        "day": _day(published) if published else np.nan,
        "type": claim.event.type,
        "family": family_of(claim.event.type),
        "actual": claim.status in _ACTUAL,
        "background": claim.background,
        "series": claim.event.extent == "series" or any(q.scope == "period_total" for q in claim.quantities),
        "start": start,
        "end": end,
        "stated": stated,
        "exact_day": stated and time is not None and time.bound == "exact" and end - start <= 1,
        "lat": place.lat if place and place.lat is not None else np.nan,
        "lon": place.lon if place and place.lon is not None else np.nan,
        "radius": place.radius_km if place and place.radius_km is not None else np.nan,
        "precision": float(place.precision) if place and place.precision else np.nan,
        "place": (place.gazetteer_id or actor_key(place.name or place.text or "")) if place else None,
        "country": place.country if place else None,
        "admin1": f"{place.country}:{actor_key(place.admin1)}" if place and place.country and place.admin1 else None,
        "initiators": _keys(claim.initiator, catalogue, on),
        "targets": _keys(claim.target, catalogue, on),
        "source": _key(source, catalogue, on) if source else actor_key(document.outlet or "outlet"),
        "figures": "|".join(
            f"{q.role}:{'' if q.low is None else q.low}:{'' if q.high is None else q.high}:{q.qualifier}"
            for q in claim.quantities
            if q.scope == "event" and (q.low is not None or q.high is not None)
        ),
        "victims": _victims(claim),
        "trigger": " ".join(rare_words(trigger.of(document.text))),
        "trigger_start": trigger.start,
        "trigger_end": trigger.end,
        "words": " ".join(_words_around(document.text, trigger.start, trigger.end)),
        "document_words": words,
        "names": " ".join(sorted({w for p in (*claim.initiator, *claim.target) for w in rare_words(p.name or p.text or "")})),
        "sentence": sum(1 for _ in _SENTENCE_END.finditer(document.text, 0, trigger.start)),
        "paragraph": document.text.count("\n\n", 0, trigger.start),
        "content_start": claim.content.start,
        "content_end": claim.content.end,
        "separate": _SEPARATE.search(document.text, _sentence_start(document.text, trigger.start), trigger.end) is not None,
        "definite": _DEFINITE.search(document.text[max(0, trigger.start - 40) : trigger.start]) is not None,
        "time_at": time.span.start if time is not None and time.span is not None else -1,
        "place_at": place.span.start if place is not None and place.span is not None else -1,
        "mentions": "|".join(sorted({str(p.span.start) for p in (*claim.initiator, *claim.target) if p.span is not None})),
        "member": msgspec.json.encode(_member(document, n, claim)).decode(),
        "flags": msgspec.json.encode([f for f in document.flags if claim.id in f.claims]).decode(),
    }


def _told(told: Sequence[ToldRelation], claim: Claim) -> str:
    """The relations of a claim to earlier ones, as JSON: pairs of kind and claim."""
    return msgspec.json.encode([(r.kind, r.earlier) for r in told if r.claim == claim.id]).decode()


def _member(document: Document, n: int, claim: Claim) -> Member:
    """The claim with the head of its document; `origin` is the document itself until copies are known."""
    return Member(
        claim=claim, document=document.id, order=n, outlet=document.outlet, published=document.published, url=document.url,
        title=document.title, trigger=claim.event.trigger.of(document.text), content=claim.content.of(document.text), origin=document.id,
        strict=tuple(i for i, q in enumerate(claim.quantities) if bounds_of(q, document.text).strict),
    )  # fmt: skip


def _keys(participants: tuple[Participant, ...], catalogue: ActorCatalogue, on: date | None) -> str:
    return "|".join(sorted({_key(p, catalogue, on) for p in participants}))


def _key(p: Participant, catalogue: ActorCatalogue, on: date | None) -> str:
    if p.actor:
        return catalogue.hand(p.actor, on)
    return actor_key(p.name or p.text or "").replace("|", " ")


def _victims(claim: Claim) -> str:
    """The persons named as killed, where the claim counts no others: two such claims with other names tell two deaths."""
    if claim.event.type != "killing" or any(q.role == "killed" and q.low != 1 for q in claim.quantities):
        return ""
    return "|".join(sorted(actor_key(p.name) for p in claim.target if p.kind == "person" and p.name and p.name[:1].isupper()))


def _words_around(text: str, start: int, end: int) -> list[str]:
    """The words of the trigger's paragraph near it, each once, sorted."""
    opens = max(text.rfind("\n\n", 0, start) + 2 if "\n\n" in text[:start] else 0, start - REACH)
    closes = text.find("\n\n", end)
    closes = min(len(text) if closes < 0 else closes, end + REACH)
    while 0 < opens < start and not text[opens - 1].isspace():
        opens += 1
    while end < closes < len(text) and not text[closes].isspace():
        closes -= 1
    return sorted(set(rare_words(text[opens:closes])))


def _document_words(document: Document) -> list[str]:
    """The rarest words of title and text, each once, sorted; of equally rare ones those that come first."""
    rarity = load_rarity()
    first = {word: i for i, word in reversed(list(enumerate(rare_words(f"{document.title or ''} {document.text}"))))}
    rare = [word for word in first if rarity.of(word) >= RARE]
    return sorted(sorted(rare, key=lambda w: (-rarity.of(w), first[w]))[:DOCUMENT_WORDS])


def _sentence_start(text: str, at: int) -> int:
    """Where the sentence begins that holds `at`, no further back than `REACH`."""
    start = max(0, at - REACH)
    return max((m.end() for m in _SENTENCE_END.finditer(text, start, at)), default=start)


def _day(day: date) -> float:
    return float(day.toordinal() - _EPOCH)
