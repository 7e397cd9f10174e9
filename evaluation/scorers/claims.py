"""Claims against gold claims.

In:  gold documents (`GoldDocument`) and the records read from them, as JSON objects.   Out: one dict of figures.

A system claim may match a gold claim where their triggers overlap (a system trigger of more than six words matches nothing), or where
its content overlaps the gold trigger and the types agree. Pairs are made one to one within a document, best agreement first. Every
figure is micro-averaged over all gold documents; a document without a record counts as one without claims.

Names agree on their specific words: half of both shared, or one inside the other. `type~` forgives types that annotators confuse. `core`
asks type~, status, source and quantities of a matched claim, `whole` initiator, target, place and time besides. `figures` asks who said
how many: (role, low, high) under the right source, wherever the trigger lies.
"""

from __future__ import annotations

import functools
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import msgspec

__all__ = [
    "FIELDS", "Coded", "GoldClaim", "GoldDocument", "assign", "checks", "code_gold", "code_system", "content_words", "prf", "same_name",
    "score_claims", "kilometres"]  # fmt: skip

_STOP = "the a an of in on its his her their and for at by to from who that el la al los las de s"
STOP = frozenset(_STOP.split())
GENERIC = (
    "official officials source sources force forces spokesman spokesperson spokeswoman people person persons men man fighter fighters "
    "troops soldier soldiers group groups member members local security government ministry minister army military police agency news"
)
#: Types that annotators confuse with one another.
NEAR: tuple[frozenset[str], ...] = tuple(
    frozenset(group.split())
    for group in (
        "clash attack",
        "killing attack shelling airstrike bombing clash injury",
        "seizure movement",
        "abduction detention",
        "talks agreement",
        "threat attack movement",
        "siege restriction",
        "withdrawal surrender displacement",
        "weapons destruction seizure",
        "other attack movement",
        "abduction detention abuse",
    )
)
FIELDS = ("type", "type~", "status", "source", "source_kind", "initiator", "target", "place", "time", "quantities", "background")
CORE = ("type~", "status", "source", "quantities")
WHOLE = ("initiator", "target", "place", "time")
LONG_TRIGGER = 6  # words
DEFAULT_RADIUS_KM = 50.0
_ABBREVIATION_DOT = re.compile(r"(?<=\b\w)\.(?=\w\b|\s|$)")

Span = tuple[int, int]
Figure = tuple[str | None, float | None, float | None]


class GoldQuantity(msgspec.Struct, frozen=True):
    """A figure of a gold claim."""

    role: str
    low: float | None = None
    high: float | None = None


class GoldClaim(msgspec.Struct, frozen=True):
    """A gold claim; what a row leaves out is absent."""

    trigger: tuple[int, int]
    type: str
    status: str
    source: str | None = None
    source_kind: str | None = None
    initiator: tuple[str, ...] | None = ()
    target: tuple[str, ...] | None = ()
    place: str | None = None
    lat: float | None = None
    lon: float | None = None
    radius_km: float | None = None
    start: str | None = None
    end: str | None = None
    quantities: tuple[GoldQuantity, ...] | None = ()
    background: bool | None = False

    def __post_init__(self) -> None:
        for day in (self.start, self.end):
            if day:
                _last_day(day), _first_day(day)  # ValueError names what is no date


class GoldDocument(msgspec.Struct, frozen=True):
    """A gold document. Dates may be partial (`2021-08`), and then mean the whole month or year."""

    text: str
    claims: tuple[GoldClaim, ...]
    doc: str | None = None
    outlet: str | None = None
    published: str | None = None
    title: str | None = None
    url: str | None = None


@dataclass(frozen=True)
class Coded:
    """A claim, gold or system, in the shape in which the two are compared."""

    trigger: Span | None
    content: Span | None
    type: str
    status: str | None
    source: str | None
    source_kind: str | None
    initiator: tuple[str, ...]
    target: tuple[str, ...]
    place: str | None
    lat: float | None
    lon: float | None
    radius_km: float
    start: str | None
    end: str | None
    inferred: bool
    quantities: tuple[Figure, ...]
    background: bool
    confidence: float | None
    long_trigger: bool


def code_gold(claim: GoldClaim) -> Coded:
    """A gold claim, coded."""
    return Coded(
        trigger=claim.trigger,
        content=None,
        type=claim.type,
        status=claim.status,
        source=claim.source,
        source_kind=claim.source_kind,
        initiator=claim.initiator or (),
        target=claim.target or (),
        place=claim.place,
        lat=claim.lat,
        lon=claim.lon,
        radius_km=DEFAULT_RADIUS_KM if claim.radius_km is None else claim.radius_km,
        start=claim.start,
        end=claim.end,
        inferred=False,
        quantities=tuple((q.role, q.low, q.high) for q in claim.quantities or ()),
        background=bool(claim.background),
        confidence=None,
        long_trigger=False,
    )


def code_system(claim: Mapping[str, Any], text: str, shift: int = 0) -> Coded:
    """A claim of a record, coded; `shift` is how far its offsets lie beyond those of the gold text."""
    event, attribution = claim.get("event") or {}, claim.get("attribution") or {}
    place, time, source = claim.get("place") or {}, claim.get("time") or {}, attribution.get("source") or {}
    trigger, confidence = _span(event.get("trigger")), claim.get("reading_confidence")
    return Coded(
        trigger=_moved(trigger, shift),
        content=_moved(_span(claim.get("content")), shift),
        type=event.get("type") or "other",
        status=claim.get("status"),
        source=source.get("name") or source.get("text"),
        source_kind=attribution.get("source_kind"),
        initiator=_names(claim.get("initiator")),
        target=_names(claim.get("target")),
        place=place.get("name") or place.get("text"),
        lat=place.get("lat"),
        lon=place.get("lon"),
        radius_km=DEFAULT_RADIUS_KM,
        start=time.get("start"),
        end=time.get("end"),
        inferred=bool(time.get("inferred")),
        quantities=tuple((q.get("role"), q.get("low"), q.get("high")) for q in claim.get("quantities") or ()),
        background=bool(claim.get("background")),
        confidence=None if confidence is None else float(confidence),
        long_trigger=trigger is not None and len(text[trigger[0] : trigger[1]].split()) > LONG_TRIGGER,
    )


@functools.lru_cache(maxsize=50_000)
def content_words(text: str | None) -> frozenset[str]:
    """Content words in lower case, dots of abbreviations folded, cut to five letters so that Syria = Syrian, police = policemen.

    >>> sorted(content_words("the U.N. policemen"))
    ['polic', 'un']
    """
    folded = _ABBREVIATION_DOT.sub("", (text or "").lower())
    return frozenset(w[:5] for w in re.findall(r"\w+", folded) if w not in STOP)


GENERIC_STEMS = content_words(GENERIC)


def same_name(gold: str | None, system: str | None) -> bool:
    """True where both are absent, or where their specific words (else all) agree by half of both or one holds the other.

    >>> same_name("Taliban fighters", "the Taliban"), same_name("Taliban fighters", "Kurdish fighters"), same_name(None, "AP")
    (True, False, False)
    """
    g, s = content_words(gold), content_words(system)
    if not g or not s:
        return not g and not s
    if len(s) > 3 * len(g) + 6:  # a sentence is not a name
        return False
    specific_g, specific_s = g - GENERIC_STEMS, s - GENERIC_STEMS
    if specific_g and specific_s:
        g, s = specific_g, specific_s
    shared = len(g & s)
    return shared > 0 and (g <= s or s <= g or (2 * shared >= len(g) and 2 * shared >= len(s)))


def same_names(gold: Sequence[str], system: Sequence[str]) -> bool:
    """Every gold name is found and at most one is added; where gold has none, none may be added."""
    if not gold:
        return not system
    return all(any(same_name(g, s) for s in system) for g in gold) and len(system) <= len(gold) + 1


def near_type(a: str, b: str) -> bool:
    """Whether annotators confuse the two types, or they are one."""
    return a == b or any(a in group and b in group for group in NEAR)


def same_time(g: Coded, s: Coded) -> bool:
    """Undated in gold: undated or inferred is right. Dated: both ends within a day for up to a week, else within a quarter of it."""
    if not g.start:
        return not s.start or s.inferred
    if not s.start:
        return False
    gold_start, gold_end = _first_day(g.start), _last_day(g.end or g.start)
    length = (gold_end - gold_start).days
    slack = 1 if length <= 7 else max(3, length // 4)
    start, end = _first_day(s.start), _last_day(s.end or s.start)
    return abs((start - gold_start).days) <= slack and abs((end - gold_end).days) <= slack


def same_place(g: Coded, s: Coded) -> bool:
    """No place in gold: right. Both resolved: within gold's radius. Else the right name."""
    if g.place is None:
        return True
    if g.lat is not None and g.lon is not None and s.lat is not None and s.lon is not None:
        return kilometres(g.lat, g.lon, s.lat, s.lon) <= g.radius_km
    return same_name(g.place, s.place)


def same_quantities(g: Coded, s: Coded) -> bool:
    """Every figure of gold is there; others may be."""
    return not Counter(g.quantities) - Counter(s.quantities)


def checks(g: Coded, s: Coded) -> dict[str, bool]:
    """What of a gold claim the system claim has right, `core` and `whole` included."""
    result = {
        "type": g.type == s.type,
        "type~": near_type(g.type, s.type),
        "status": g.status == s.status,
        "source": same_name(g.source, s.source),
        "source_kind": g.source_kind == s.source_kind,
        "initiator": same_names(g.initiator, s.initiator),
        "target": same_names(g.target, s.target),
        "place": same_place(g, s),
        "time": same_time(g, s),
        "quantities": same_quantities(g, s),
        "background": g.background == s.background,
    }
    result["core"] = all(result[name] for name in CORE)
    result["whole"] = result["core"] and all(result[name] for name in WHOLE)
    return result


def assign(gold: Sequence[Coded], system: Sequence[Coded]) -> list[tuple[int, int]]:
    """Pairs of (gold, system) indices, one to one; overlapping triggers before overlapping contents, then by agreement."""
    candidates = []
    for i, g in enumerate(gold):
        for j, s in enumerate(system):
            triggers = _overlap(g.trigger, s.trigger) and not s.long_trigger
            if triggers or (_overlap(g.trigger, s.content) and g.type == s.type):
                candidates.append((-(10 * triggers + sum(checks(g, s).values())), i, j))
    taken_gold, taken_system, pairs = set[int](), set[int](), list[tuple[int, int]]()
    for _, i, j in sorted(candidates):
        if i not in taken_gold and j not in taken_system:
            taken_gold.add(i)
            taken_system.add(j)
            pairs.append((i, j))
    return pairs


def score_claims(gold: Sequence[GoldDocument], records: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The figures. Records are found by their text, outer blank space aside; the last one of a text counts."""
    by_text = {record["document"]["text"].strip(): record for record in records}
    hits, calibration = Counter[str](), _Calibration()
    n_gold = n_system = missing = figures_right = figures_gold = figures_system = 0
    for document in gold:
        record = by_text.get(document.text.strip())
        missing += record is None
        coded_gold = [code_gold(c) for c in document.claims]
        coded_system = code_record(record, document.text) if record is not None else []
        n_gold += len(coded_gold)
        n_system += len(coded_system)
        pairs = assign(coded_gold, coded_system)
        for i, j in pairs:
            result = checks(coded_gold[i], coded_system[j])
            hits["claim"] += 1
            hits.update(name for name, right in result.items() if right)
            calibration.add(coded_system[j].confidence, result["core"])
        matched = {j for _, j in pairs}
        for j, s in enumerate(coded_system):
            if j not in matched:
                calibration.add(s.confidence, False)
        said_gold = [(q, c.source) for c in coded_gold for q in c.quantities]
        said_system = [(q, c.source) for c in coded_system for q in c.quantities]
        figures_gold += len(said_gold)
        figures_system += len(said_system)
        figures_right += _n_figures_right(said_gold, said_system)
    return {
        "documents": len(gold),
        "missing_documents": missing,
        "gold_claims": n_gold,
        "system_claims": n_system,
        "claim": prf(hits["claim"], n_gold, n_system),
        "core": prf(hits["core"], n_gold, n_system),
        "whole": prf(hits["whole"], n_gold, n_system),
        "figures": prf(figures_right, figures_gold, figures_system),
        "of_matched": {name: round(hits[name] / hits["claim"], 3) if hits["claim"] else 0.0 for name in FIELDS},
        "calibration_error": calibration.error(),
    }


def code_record(record: Mapping[str, Any], gold_text: str) -> list[Coded]:
    """The claims of a record, coded, with offsets into the gold text, from which its text may differ in outer blank space."""
    text: str = record["document"]["text"]
    shift = (len(text) - len(text.lstrip())) - (len(gold_text) - len(gold_text.lstrip()))
    return [code_system(claim, text, shift) for claim in record.get("claims") or ()]


def prf(n_right: float, n_gold: float, n_system: float) -> dict[str, float]:
    """Precision, recall and F1, to three places; 0 where there is nothing to divide by.

    >>> prf(1, 2, 4)
    {'p': 0.25, 'r': 0.5, 'f1': 0.333}
    """
    p, r = n_right / n_system if n_system else 0.0, n_right / n_gold if n_gold else 0.0
    return {"p": round(p, 3), "r": round(r, 3), "f1": round(2 * p * r / (p + r), 3) if p + r else 0.0}


class _Calibration:
    """Mean distance between confidence and the share of right cores, over ten bins of confidence."""

    def __init__(self) -> None:
        self.n, self.right, self.confidence = Counter[int](), Counter[int](), dict[int, float]()

    def add(self, confidence: float | None, right: bool) -> None:
        if confidence is None:
            return
        bin_ = min(9, int(confidence * 10))
        self.n[bin_] += 1
        self.right[bin_] += right
        self.confidence[bin_] = self.confidence.get(bin_, 0) + confidence

    def error(self) -> float | None:
        total = sum(self.n.values())
        return round(sum(abs(self.right[b] - self.confidence[b]) for b in range(10) if self.n[b]) / total, 3) if total else None


def _n_figures_right(gold: Sequence[tuple[Figure, str | None]], system: Sequence[tuple[Figure, str | None]]) -> int:
    rest, n = list(system), 0
    for figure, source in gold:
        hit = next((k for k, (f, s) in enumerate(rest) if f == figure and same_name(source, s)), None)
        if hit is not None:
            n += 1
            del rest[hit]
    return n


def _span(value: Sequence[int] | None) -> Span | None:
    return (int(value[0]), int(value[1])) if value else None


def _moved(span: Span | None, shift: int) -> Span | None:
    return (span[0] - shift, span[1] - shift) if span else None


def _overlap(a: Span | None, b: Span | None) -> bool:
    return bool(a and b and a[0] < b[1] and b[0] < a[1])


def _names(participants: Iterable[Mapping[str, Any]] | None) -> tuple[str, ...]:
    return tuple(p.get("name") or p.get("text") or "" for p in participants or () if p)


def _first_day(iso: str) -> date:
    year, month, day = (iso[:10] + "-01-01")[:10].split("-")
    return date(int(year), int(month), int(day))


def _last_day(iso: str) -> date:
    if len(iso[:10]) == 10:
        return _first_day(iso)
    year, month = int(iso[:4]), int(iso[5:7]) if len(iso) >= 7 else 12
    return date(year + (month == 12), month % 12 + 1, 1) - timedelta(days=1)


def kilometres(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle distance on a sphere of 12,742 km."""
    p1, p2 = math.radians(lat1), math.radians(lat2)
    d = math.sin((p2 - p1) / 2) ** 2 + math.cos(p1) * math.cos(p2) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    return 12742 * math.asin(math.sqrt(min(1.0, d)))
