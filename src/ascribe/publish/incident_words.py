"""How an incident is put into words, the same on the terminal and in exports.

In:  an incident, its figures.   Out: plain English on one line, without control characters.
"""

from __future__ import annotations

from ascribe.domain.incident import NOBODY_SAYS, Figure, GradeName, Incident, Responsibility
from ascribe.domain.place import Place, PlacePrecision
from ascribe.publish.wording import joined, one_line

__all__ = ["figure_line", "headline", "range_words", "responsibility_line", "grade_name_of", "whom_words"]

#: How a place is named by the precision of the words: nothing is said to be "at" a province.
_PLACES: dict[PlacePrecision | None, str] = {
    None: "at {}", 1: "at {}", 2: "near {}", 3: "in {} (district)", 4: "in {} (province)", 5: "in {} (region)",
    6: "in {} (country)", 7: "in {}",
}  # fmt: skip


def headline(incident: Incident) -> str:
    """Type, place and days in a line: `killing in Mopti (province), 2022-03-27 to 2022-03-31`."""
    time = incident.time
    days = ", no day told" if time is None else f", {time.start}" if time.start == time.end else f", {time.start} to {time.end}"
    return incident.type + _where(incident.place) + days + (" (inferred)" if time is not None and time.inferred else "")


def grade_name_of(incident: Incident) -> GradeName:
    """The grade, and of a single source whether it is independent, or says that it happened at all."""
    code = incident.grade.code
    if code != "single_source":
        return code
    return "not_asserted" if incident.grade.why.startswith(NOBODY_SAYS) else code if incident.sources.independent else "none_independent"


def _where(place: Place | None) -> str:
    return "" if place is None or not place.name else " " + _PLACES[place.precision].format(one_line(place.name))


def range_words(low: int | None, high: int | None) -> str:
    """The ends of a range.

    >>> [range_words(*ends) for ends in ((9, 9), (9, 12), (41, None), (None, 40), (None, None))]
    ['9', '9–12', '41 or more', 'up to 40', 'no number']
    """
    if low is None or high is None:
        return "no number" if low is high else f"up to {high:,}" if low is None else f"{low:,} or more"
    return f"{low:,}" if low == high else f"{low:,}–{high:,}"


def whom_words(figure: Figure) -> str:
    """What is counted: `killed, “Taliban fighters” (combatant, target)`."""
    notes = ", ".join(note for note in (figure.of_kind if figure.of_kind != "unknown" else None, figure.of_side) if note)
    return figure.role + (f", “{one_line(figure.of)}”" if figure.of else "") + (f" ({notes})" if notes else "")


def figure_line(figure: Figure) -> str:
    """A figure in a line: `killed, “fighters” (combatant, target): 41–350; no independent figure; contested`."""
    ends = range_words(figure.low, figure.high)
    best = "no independent figure" if figure.best is None else f"best {figure.best:,} ({figure.rule})"
    return f"{whom_words(figure)}: {ends}; {best}{'; contested' if figure.contested else ''}"


def responsibility_line(said: Responsibility) -> str:
    """Who is said to have done it, how, and by whom: `Taliban: accused, by Fahim Dashti and a report`."""
    by = joined([one_line(source.source) if source.source else "a report without an outlet" for source in said.by_source])
    return f"{one_line(said.name)}: {said.stance.replace('_', ' ')}, by {by}"
