"""An incident in a dossier: how it stands, every figure under its source, what contradicts what, when it was told, who decided.

In:  a `Case`, a pen.   Out: a section of HTML, whose quotes lead to the reports further down.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from ascribe.domain.attribution import Party, SourceKind
from ascribe.domain.document import Document, published_day
from ascribe.domain.flag import FlagCode
from ascribe.domain.incident import Figure, GradeName, RelationKind, SourceFigure, Stance
from ascribe.domain.place import Place, PlacePrecision
from ascribe.domain.quantity import number_words
from ascribe.publish.case import Case, Changed, CopiedFrom
from ascribe.publish.dossier_drawings import axis_of, days_of, map_of
from ascribe.publish.incident_words import grade_name_of, headline, range_words, whom_words
from ascribe.publish.markup import Inside, Markup, Pen
from ascribe.publish.sentence import sentence_of
from ascribe.publish.wording import days_words, no_figure_words, one_line

if TYPE_CHECKING:
    from ascribe.store import StoredClaim

__all__ = ["claim_anchor", "incident_anchor", "incident_section", "name_of"]

#: Letters of a quote in a table; the report has it whole.
_QUOTED: Final = 160
#: Copies beyond so many are folded away.
_COPIES_SHOWN: Final = 3

_GRADES: Final[dict[GradeName, tuple[str, str]]] = {
    "several_independent": ("●●", "Several independent sources"), "single_source": ("●", "Single source"),
    "none_independent": ("○", "None independent"), "not_asserted": ("·", "Nobody says that it happened"),
    "party_only": ("○", "Only parties speak"), "contested": ("◐", "Contested"), "retracted": ("⊘", "Retracted"),
}  # fmt: skip
_SOURCE_KINDS: Final[dict[SourceKind, str]] = {
    "belligerent": "armed side", "medical": "medical staff", "aid_agency": "aid agency", "un": "United Nations",
    "outlet": "the outlet itself",
}  # fmt: skip
_PARTIES: Final[dict[Party, str]] = {
    "initiator": "a party: acts", "target": "a party: acted upon", "ally": "a party's ally", "none": "no party",
    "unknown": "relation unknown",
}  # fmt: skip
_RULES: Final = {
    "median_independent": "the middle of what independent sources say", "lowest_credible": "the lowest that an independent source says",
    "ucdp": "chosen as UCDP does", "acled": "chosen as ACLED does",
}  # fmt: skip
_STANCES: Final[dict[Stance, str]] = {
    "claimed": "claims it", "accused": "is accused", "denied": "denies it", "not_established": "not established",
}  # fmt: skip
_DISAGREE: Final[dict[FlagCode, str]] = {
    "contradiction": "Sources contradict each other", "identity_conflict": "Civilian or combatant?",
    "perpetrator_disputed": "Who did it is disputed", "self_contradiction": "A source contradicts itself",
    "location_conflict": "Places conflict", "sum_mismatch": "Parts do not add up",
}  # fmt: skip
_NOTES: Final[dict[FlagCode, str]] = {
    "party_only": "Only parties speak", "single_source": "One source only", "copy": "Copied text", "vague_date": "Vague date",
    "vague_place": "Vague place", "anachronism": "Out of its time", "figure_outlier": "A figure stands apart", "unverified": "Not verified",
    "retracted": "Taken back",
}  # fmt: skip
_RELATIONS: Final[dict[tuple[RelationKind, bool], str]] = {
    ("part_of", False): "is part of", ("part_of", True): "has as a part", ("follows", False): "follows",
    ("follows", True): "is followed by",
    ("retaliation_for", False): "is told as retaliation for", ("retaliation_for", True): "is told as answered by",
}  # fmt: skip
_ACTS: Final = {
    "accept": "accepted a claim as read", "reject": "rejected a claim", "edit": "corrected a claim", "add": "added a claim",
    "move": "moved a claim", "merge": "merged incidents", "split": "split incidents", "note": "noted", "undo": "took back a decision",
}  # fmt: skip
_COPIED: Final = {"exact": "word for word", "near": "nearly word for word", "partial": "in part", "quotation": "in a quotation"}
_PRECISIONS: Final[dict[PlacePrecision, str]] = {
    1: "the place itself", 2: "near the place", 3: "a district", 4: "a province", 5: "a region", 6: "a country", 7: "sea or sky",
}  # fmt: skip
_WHERE: Final[dict[PlacePrecision | None, str]] = {None: "at", 1: "at", 2: "near", 7: "in"}
_TYPES: Final = {"other": "event"}


def name_of(case: Case) -> str:
    """What an incident is called: `Clash in Panjshir`."""
    incident = case.incident
    words = _TYPES.get(incident.type, incident.type.replace("_", " "))
    place = incident.place
    where = f" {_WHERE.get(place.precision, 'in')} {one_line(place.name)}" if place is not None and place.name else ""
    return words[0].upper() + words[1:] + where


def incident_anchor(incident: str) -> str:
    """The anchor of an incident's section."""
    return incident


def claim_anchor(incident: str, claim: str) -> str:
    """The anchor of a claim's row in an incident: a claim may be named in several."""
    return f"{incident}-{claim}"


def incident_section(case: Case, pen: Pen, *, anchors: frozenset[str], held: frozenset[str]) -> Markup:
    """The whole of an incident. `anchors` are the claims whose words the reports show, `held` the incidents of this dossier."""
    return _Section(case, pen, anchors, held).whole()


class _Section:
    def __init__(self, case: Case, pen: Pen, anchors: frozenset[str], held: frozenset[str]) -> None:
        self.case, self.pen, self.incident, self.anchors, self.held = case, pen, case.incident, anchors, held
        self.claims = {stored.claim.id: stored for stored in case.claims}
        self.numbers = {stored.claim.id: n for n, stored in enumerate(case.claims, 1)}
        self.documents = {stored.document.id: stored.document for stored in case.claims}
        self.copied = {claim: copy for copy in reversed(case.copies) for claim in copy.claims}

    def whole(self) -> Markup:
        tag = self.pen.tag
        parts = (
            ("Figures by source", self._figures()),
            ("Where sources disagree", [*self._disagreements()]),
            ("Who is said to have done it", self._responsibility()),
            ("Told when, happened when", self._claims()),
            ("Copies, and what they changed", [*self._copies()]),
            ("An editor would note", [*self._notes()]),
            ("Related incidents", self._related()),
            ("Why these claims are together", self._joined()),
            ("Who decided what", self._decisions()),
        )
        sections = [tag("section", tag("h3", title), inside) for title, inside in parts if inside]
        return tag("section", self._head(), sections, class_="incident", id=incident_anchor(self.incident.id))

    def _head(self) -> Markup:
        tag, incident = self.pen.tag, self.incident
        mark, grade = _GRADES[grade_name_of(incident)]
        sources = incident.sources
        counted = (
            (len(incident.claims), "claim", "claims"), (sources.documents, "report", "reports"),
            (sources.independent, "independent voice", "independent voices"), (sources.copies, "copy", "copies"),
        )  # fmt: skip
        actors = [
            tag("p", tag("strong", word), " ", _listed(self.pen, [a.name for a in incident.actors if a.role == role]), class_="small")
            for role, word in (("initiator", "Acts:"), ("target", "Is acted upon:"))
            if any(a.role == role for a in incident.actors)
        ]
        said = headline(incident)
        left = tag(
            "div",
            tag("p", "Incident", class_="eyebrow"),
            tag("h2", name_of(self.case), dir="auto"),
            tag("p", said[0].upper() + said[1:], ".", class_="lead", dir="auto"),
            tag("p", tag("span", tag("span", mark, aria_hidden="true"), " ", grade, class_=f"grade {incident.grade.code}"), ". ",
                incident.grade.why, dir="auto"),
            tag("dl", [tag("div", tag("dt", one if n == 1 else more), tag("dd", str(n))) for n, one, more in counted], class_="numbers"),
            actors,
            tag("p", self.pen.plain(incident.id), self._succeeded(), class_="small soft"),
        )  # fmt: skip
        return tag("div", left, self._where(), class_="head")

    def _succeeded(self) -> Inside:
        asked = self.case.asked
        return None if asked is None else (" · asked for as ", self.pen.plain(asked), ", which it has succeeded")

    def _where(self) -> Markup | None:
        tag, place = self.pen.tag, self.incident.place
        if place is None:
            return None
        others = [p for stored in self.case.claims if (p := stored.claim.place) is not None]
        parts = [tag("strong", _place_words(place))]
        if place.lat is not None and place.lon is not None:
            ring = f", within {place.radius_km:,.0f} km" if place.radius_km else ""
            parts.append(tag("span", f" {place.lat:.3f}, {place.lon:.3f}{ring}."))
        else:
            parts.append(tag("span", ": no coordinates are known."))
        if place.precision is not None:
            parts.append(tag("span", f" The text supports {_PRECISIONS[place.precision]}."))
        return tag("figure", map_of(self.pen, place, others), tag("figcaption", parts, dir="auto"), class_="where")

    # figures ---------------------------------------------------------------------------------------------------------------------

    def _figures(self) -> Inside:
        tag = self.pen.tag
        if not self.incident.figures:
            return tag("p", no_figure_words(q for stored in self.case.claims for q in stored.claim.quantities), class_="soft")
        key = (
            "● no party · ○ a party, or its relation is unknown · → open upwards. What is struck through is denied: it stays in sight and "
            "counts for nothing. What is grey gave way to a later number of the same source, or is told as background. Copies stand under "
            "their origin and count once."
        )
        return [*(self._figure(figure) for figure in self.incident.figures), tag("p", key, class_="small soft")]

    def _figure(self, figure: Figure) -> Markup:
        tag, axis = self.pen.tag, axis_of(figure)
        ends = [f"{name} {'open' if n is None else f'{n:,}'}" for name, n in (("low", figure.low), ("high", figure.high))]
        if (figure.low, figure.high) == (None, None):
            rule: Inside = "nobody asserts a number"
        elif figure.best is None:
            rule = (f"{ends[0]} · ", tag("strong", "best none"), f" · {ends[1]}: nobody known to be independent gives a number")
        else:
            rule = (
                f"{ends[0]} · ",
                tag("strong", f"best {figure.best:,}"),
                f" · {ends[1]}: best is {_RULES.get(figure.rule, figure.rule)}",
            )
        name = whom_words(figure)
        header = tag(
            "header",
            tag("h4", name[0].upper() + name[1:], dir="auto"),
            tag("span", range_words(figure.low, figure.high), class_="range"),
            tag("span", "contested", class_="tag alarm") if figure.contested else None,
            tag("span", rule, class_="rule"),
        )
        columns = tag("colgroup", [tag("col", class_=c) for c in ("who", "says", "bar", "when", "words")])
        heads = tag(
            "tr", tag("th", "Source", scope="col"), tag("th", "Number", scope="col"),
            tag("th", tag("span", "Drawn to scale", class_="unseen"), axis.head(self.pen) if axis else None, scope="col", class_="drawn"),
            tag("th", "Told on", scope="col"),
            tag("th", "In its words", scope="col"),
        )  # fmt: skip
        rows = [self._number(said, figure) for said in figure.by_source]
        table = tag("table", columns, tag("thead", heads), tag("tbody", rows))
        return tag("div", header, tag("div", table, class_="scroll"), self._history(figure), class_="figure")

    def _number(self, said: SourceFigure, figure: Figure) -> Markup:
        tag, axis = self.pen.tag, axis_of(figure)
        counts = said.status == "asserted" and not said.superseded and not said.background
        number = tag("span", number_words(said), class_="said")
        asides = [
            said.status if said.status != "asserted" else None, "later told otherwise" if said.superseded else None,
            "background" if said.background else None,
        ]  # fmt: skip
        kind = _SOURCE_KINDS.get(said.source_kind, said.source_kind.replace("_", " "))
        own = [claim for claim in said.claims if claim not in self.copied]
        copies = [claim for claim in said.claims if claim in self.copied]
        return tag(
            "tr",
            tag("th", tag("strong", said.source or "unnamed", dir="auto"), tag("br"),
                tag("span", f"{kind}, {_PARTIES[said.party]}", class_="small soft"), scope="row"),
            tag("td", tag("s", number) if said.status == "denied" else number,
                [(tag("br"), tag("span", aside, class_="small")) for aside in asides if aside]),
            tag("td", axis.row(self.pen, said, counts=counts) if axis and (said.low, said.high) != (None, None) else None, class_="drawn"),
            tag("td", said.said.isoformat() if said.said else "undated", class_="on"),
            tag("td", [self._quoted(claim, struck=said.status == "denied") for claim in own or copies[:1]],
                self._folded(own, copies if own else copies[1:], figure), class_="quoted"),
            class_=None if counts else "aside",
        )  # fmt: skip

    def _folded(self, own: Sequence[str], copied: Sequence[str], figure: Figure) -> Inside:
        """The copies of a telling, each with what it changed: those that give the number too, and those of the report that gives it."""
        origins = {self.claims[claim].document.id for claim in own if claim in self.claims}
        told = [self.copied[claim].document for claim in copied]
        told += [copy.document for copy in self.case.copies if copy.of in origins and self._counts(copy, figure)]
        told = list(dict.fromkeys(told))
        if not told:
            return None
        lines = [self.pen.tag("div", self._copy_line(next(c for c in self.case.copies if c.document == d)), class_="folded") for d in told]
        if len(lines) <= _COPIES_SHOWN:
            return lines
        return self.pen.tag("details", self.pen.tag("summary", f"{len(lines)} copies", class_="small"), lines)

    def _counts(self, copy: CopiedFrom, figure: Figure) -> bool:
        """Whether a copy carries a number of the same role."""
        return any(q.role == figure.role for id in copy.claims if id in self.claims for q in self.claims[id].claim.quantities)

    def _copy_line(self, copy: CopiedFrom) -> Inside:
        return (
            "copied by ", self.pen.tag("span", self._report(copy.document), dir="auto"), f", {_COPIED[copy.kind]}",
            (": ", self._changes(copy.changes)) if copy.changes else None,
        )  # fmt: skip

    def _changes(self, changes: Sequence[Changed]) -> Iterator[Inside]:
        tag = self.pen.tag
        for n, change in enumerate(changes):
            yield "; " if n else None
            yield f"{change.kind} "
            yield tag("del", change.was, dir="auto") if change.was is not None else "nothing"
            yield " → "
            yield tag("ins", change.now, dir="auto") if change.now is not None else "left out"

    def _history(self, figure: Figure) -> Markup | None:
        grown = [state for n, state in enumerate(figure.history) if n == 0 or (state.low, state.high) != _ends(figure, n - 1)]
        if len(grown) < 2:
            return None
        told = "; ".join(f"{state.said or 'undated'} {range_words(state.low, state.high)}" for state in grown)
        return self.pen.tag("p", f"By day of reporting: {told}", class_="small soft")

    # what does not agree ---------------------------------------------------------------------------------------------------------

    def _disagreements(self) -> Iterator[Inside]:
        tag = self.pen.tag
        for flag in self.incident.flags:
            if flag.code in _DISAGREE:
                across = tag("div", tag("strong", f"{_DISAGREE[flag.code]}. "), flag.why, class_="across", dir="auto")
                yield tag("div", across, [self._side(stored) for stored in self._sides(flag.claims)], class_="sides")

    def _sides(self, claims: Sequence[str]) -> list[StoredClaim]:
        """A claim for each source, else all of them."""
        found = [self.claims[claim] for claim in claims if claim in self.claims]
        by_source = {self._who(stored): stored for stored in reversed(found)}
        return list(reversed(by_source.values())) if len(by_source) > 1 else found

    def _side(self, stored: StoredClaim) -> Markup:
        tag, said = self.pen.tag, stored.claim.attribution
        kind = _SOURCE_KINDS.get(said.source_kind, said.source_kind.replace("_", " "))
        quote = tag("blockquote", "“", _quote(stored), "”", dir="auto")
        return tag(
            "div", tag("strong", self._who(stored), dir="auto"), tag("span", f" {kind}, {_PARTIES[said.party]}", class_="small soft"),
            tag("s", quote) if stored.claim.status == "denied" else quote, self._link(stored, self._report(stored.document.id)),
        )  # fmt: skip

    def _notes(self) -> Iterator[Inside]:
        tag = self.pen.tag
        for flag in self.incident.flags:
            if flag.code not in _DISAGREE:
                at = [self._number_link(claim) for claim in flag.claims if claim in self.numbers]
                shown: Inside = (" (claims ", _between(at, ", "), ")") if 0 < len(at) <= 12 else None
                yield tag("p", tag("strong", _NOTES[flag.code]), flag.why, shown, class_="note", dir="auto")

    def _responsibility(self) -> Inside:
        tag = self.pen.tag
        rows = [
            tag(
                "tr", tag("th", one.name, scope="row", dir="auto"), tag("td", _STANCES[one.stance]),
                tag("td", "; ".join(f"{by.source or 'a report'} ({_PARTIES[by.party]})" for by in one.by_source), dir="auto"),
            )
            for one in self.incident.responsibility
        ]  # fmt: skip
        if not rows:
            return None
        heads = tag("tr", [tag("th", word, scope="col") for word in ("Actor", "Stance", "According to")])
        return tag("table", tag("thead", heads), tag("tbody", rows))

    # claims, when and by whom ----------------------------------------------------------------------------------------------------

    def _claims(self) -> Inside:
        tag, pen = self.pen.tag, self.pen
        happened = {s.claim.id: (t.start, t.end) for s in self.case.claims if (t := s.claim.time) and t.start and t.end}
        told = {s.claim.id: _told(s) for s in self.case.claims}
        drawn = {id: days for id, days in happened.items() if (days[1] - days[0]).days <= 366}
        line = days_of([d for d in (*told.values(), *(day for days in drawn.values() for day in days)) if d is not None])
        rows = []
        for stored in self.case.claims:
            claim, time = stored.claim, stored.claim.time
            days = happened.get(claim.id)
            words = f"{days_words(*days)}{' (inferred)' if time and time.inferred else ''}" if days else "no day told"
            row = line.row(pen, drawn.get(claim.id), told[claim.id], inferred=bool(time and time.inferred)) if line else None
            on = told[claim.id]
            number = str(self.numbers[claim.id])
            rows.append(
                tag(
                    "tr",
                    tag("td", number),
                    tag("td", tag("span", sentence_of(claim, stored.document), class_="sentence"), self._copied_note(claim.id),
                        tag("blockquote", self._link(stored, ("“", _quote(stored), "”")))),
                    tag("td", row, class_="drawn"),
                    tag("td", on.isoformat() if on else "undated", class_="on"),
                    tag("td", words),
                    class_="denied" if claim.status == "denied" else None,
                    id=claim_anchor(self.incident.id, claim.id),
                    dir="auto",
                )
            )  # fmt: skip
        columns = tag("colgroup", [tag("col", class_=c) for c in ("n", "said", "bar", "when", "happened")])
        heads = tag(
            "tr", tag("th", tag("span", "Number", class_="unseen"), scope="col"), tag("th", "Claim", scope="col"),
            tag("th", tag("span", "Drawn by day", class_="unseen"), line.head(pen) if line else None, scope="col", class_="drawn"),
            tag("th", "Told on", scope="col"),
            tag("th", "Happened", scope="col"),
        )  # fmt: skip
        key = "━ happened · dotted: no words give the day, it is inferred from the report · ◇ told."
        table = tag("table", columns, tag("thead", heads), tag("tbody", rows), class_="claims")
        return [tag("p", key, class_="small soft"), tag("div", table, class_="scroll")]

    def _copied_note(self, claim: str) -> Markup | None:
        copy = self.copied.get(claim)
        return self.pen.tag("span", "copied text, first in ", self._report(copy.of), class_="small soft", dir="auto") if copy else None

    def _copies(self) -> Iterator[Inside]:
        tag = self.pen.tag
        for copy in self.case.copies:
            changes: Inside = self._changes(copy.changes) if copy.changes else "no figure, fate or hedge was changed"
            yield tag(
                "p", tag("strong", self._report(copy.document), dir="auto"), " repeats ", tag("strong", self._report(copy.of), dir="auto"),
                f" {_COPIED[copy.kind]}, in {len(copy.claims)} of its claims here: ", changes,
            )  # fmt: skip

    # how it came about -----------------------------------------------------------------------------------------------------------

    def _related(self) -> Inside:
        tag, pen = self.pen.tag, self.pen
        rows = []
        for other in self.case.related:
            id: Inside = (
                tag("a", pen.plain(other.incident), href=f"#{incident_anchor(other.incident)}")
                if other.incident in self.held
                else (pen.plain(other.incident))
            )
            rows.append(tag("li", f"{_RELATIONS[other.kind, other.inward]} ", other.headline or "an incident that is gone", " (", id, ")"))
        return tag("ul", rows, class_="feed") if rows else None

    def _joined(self) -> Inside:
        tag = self.pen.tag
        if len(self.documents) == 1:
            return tag("p", "One report tells it: its claims stand together there.", class_="soft")
        rows = [
            tag("li", self._report(one.document), " and ", self._report(one.other),
                f": {one.probability:.2f} that they tell one happening. ", "; ".join(one.reasons) or "nothing in common but the story", ".",
                dir="auto")
            for one in self.case.joined
        ]  # fmt: skip
        return tag("ol", rows, class_="feed") if rows else None

    def _decisions(self) -> Inside:
        tag = self.pen.tag
        if not self.case.decisions:
            return tag("p", "Nobody has decided about it: all of it is the machine's reading and grouping.", class_="soft")
        rows = []
        for act in self.case.decisions:
            stands = act.n in self.case.standing
            undone = act.payload.get("undone")
            what = f"took back decision {undone}" if undone else _ACTS.get(act.kind, act.kind)
            words = (tag("strong", act.author), f" {what}", f": “{act.reason}”" if act.reason else None)
            when = f"{act.time.isoformat(timespec='seconds')} · decision {act.n}{'' if stands else ' · taken back'}"
            rows.append(tag("li", tag("s", words) if not stands else words, tag("br"), tag("span", when, class_="small soft"), dir="auto"))
        return tag("ol", rows, class_="feed")

    # small parts -----------------------------------------------------------------------------------------------------------------

    def _who(self, stored: StoredClaim) -> str:
        source = stored.claim.attribution.source
        return one_line((source.name or source.text or "") if source else (stored.document.outlet or "")) or "the report"

    def _report(self, document: str) -> str:
        found = self.documents.get(document)
        return report_name(found) if found is not None else "a report that is not in this incident"

    def _quoted(self, claim: str, *, struck: bool) -> Inside:
        stored = self.claims.get(claim)
        if stored is None:
            return None
        link = self._link(stored, ("“", _quote(stored), "”"))
        return self.pen.tag("div", self.pen.tag("s", link) if struck else link, dir="auto")

    def _link(self, stored: StoredClaim, words: Inside) -> Markup:
        if stored.claim.id not in self.anchors:
            return self.pen.tag("span", words)
        return self.pen.tag("a", words, href=f"#{stored.claim.id}")

    def _number_link(self, claim: str) -> Markup:
        return self.pen.tag("a", str(self.numbers[claim]), href=f"#{claim_anchor(self.incident.id, claim)}")


def report_name(document: Document) -> str:
    """What a report is called in a line: its outlet and day."""
    day = published_day(document.published).isoformat() if document.published else "undated"
    return f"{one_line(document.outlet or '') or 'a report without an outlet'}, {day}"


def _told(stored: StoredClaim) -> date | None:
    time = stored.claim.attribution.time
    if time is not None and time.start is not None and time.start == time.end:
        return time.start
    return published_day(stored.document.published) if stored.document.published else None


def _ends(figure: Figure, n: int) -> tuple[int | None, int | None]:
    return figure.history[n].low, figure.history[n].high


def _quote(stored: StoredClaim) -> str:
    words = one_line(stored.claim.content.of(stored.document.text))
    return words if len(words) <= _QUOTED else words[: _QUOTED - 1].rsplit(" ", 1)[0] + " …"


def _place_words(place: Place) -> str:
    parts = dict.fromkeys(one_line(part) for part in (place.name, place.admin2, place.admin1, place.country) if part)
    return ", ".join(parts)


def _listed(pen: Pen, names: Sequence[str]) -> Markup:
    return pen.tag("span", _between([pen.tag("span", one_line(name), dir="auto") for name in dict.fromkeys(names)], ", "))


def _between(parts: Sequence[Inside], sign: str) -> Iterator[Inside]:
    for n, part in enumerate(parts):
        yield sign if n else None
        yield part
