"""Tellings: claims of an incident by who speaks in them, so that one voice counts once however often it is printed.

In:  the members of an incident.   Out: `Telling`s of the claims that count, in a fixed order.

A copy counts only where the incident has nothing else of its origin, and then once: whatever it says, it changes nothing. A later
report of one outlet or agency in words of its own is no copy: its numbers are later numbers of the same voices. One voice is one source
across documents: an actor (a spokesman is his side's voice), a name, an outlet in its own voice, an agency or a credited medium whoever
prints it. A short
name ("the Front") is the one longer name of the incident that holds it. Unnamed sources of one outlet are one voice, its witnesses
another, and so are its residents and its experts, as far as nobody can tell who they are.

Who is independent of whom is counted by who answers for it, the *teller*: a named source for itself, however many outlets quote it; for
people whom nobody could find again the outlet that quotes them, which answers for its own words too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from functools import cache
from typing import Final, NamedTuple

from ascribe.domain.actor import Participant
from ascribe.domain.attribution import Party, SourceKind
from ascribe.domain.claim import Claim
from ascribe.domain.document import published_day
from ascribe.domain.incident import Member
from ascribe.lexicon.actors import actor_key, load_actors
from ascribe.lexicon.number_words import load_number_words
from ascribe.lexicon.source_kinds import is_nameless
from ascribe.reconcile.sides import Sides, acts_for, name_words, sides_of

__all__ = [
    "PARTIES", "Telling", "asserted_news", "heard_independently", "in_order", "inside", "news_of", "opened", "originals", "quoted_names",
    "sides_on", "still_asserted", "tellings_of",
]  # fmt: skip

#: People who speak for themselves: where nothing names them, nobody could ask them again.
_PEOPLE: Final[frozenset[SourceKind]] = frozenset(("witness", "resident", "expert", "unnamed"))
#: How the origin of an agency's words begins, and that of an outlet's (`origins`).
_AGENCY: Final = "agency:"
_OUTLET: Final = "outlet:"
#: Further words that open a description of somebody, not a name.
_OPENERS: Final = frozenset(
    (
        "a", "an", "the", "some", "other", "another", "both", "all", "one", "its", "their", "his", "her", "local",
        "international", "foreign", "independent", "senior", "unverified", "unconfirmed", "unnamed", "first", "early", "initial",
        "people", "those", "reports", "sources", "videos", "video", "accounts", "residents", "witnesses", "eyewitnesses",
        "villagers", "locals", "survivors", "relatives", "officials", "authorities", "police", "doctors", "medics", "activists",
        "journalists", "monitors", "experts", "analysts", "diplomats", "rebels", "militants", "insurgents", "fighters",
        "soldiers", "troops", "commanders", "spokesmen", "security", "military", "medical", "hospital",
    )
)  # fmt: skip
PARTIES: Final[frozenset[Party]] = frozenset(("initiator", "target", "ally"))


class Telling(NamedTuple):
    """A claim and who speaks in it.

    `voice` is the same for one source in every document, `teller` who answers for it: the outlet for its own words and for people whom
    nothing names, else the voice. `source` and `actor` are what the source is called. `party` is its relation to the
    incident: the incident's side on which claims see it, else what its own claim says. `relayed` is true where a party to the
    incident passes it on, `unnamed` where nobody is named. `said` is the day on which it was said, else printed.
    """

    member: Member
    voice: str
    teller: str
    source: str | None
    actor: str | None
    kind: SourceKind
    party: Party
    relayed: bool
    unnamed: bool
    said: date | None

    @property
    def claim(self) -> Claim:
        """The claim told."""
        return self.member.claim

    @property
    def is_party(self) -> bool:
        """Whether a party to the event speaks, or speaks through another's words."""
        return self.party in PARTIES or self.relayed

    @property
    def is_independent(self) -> bool:
        """Whether the source is known to be no party. One whose relation is unknown is not."""
        return self.party == "none" and not self.relayed

    @property
    def asserts(self) -> bool:
        """Whether the source says that it happened."""
        return self.claim.status == "asserted"


def in_order(members: Iterable[Member]) -> list[Member]:
    """Members by day of printing (undated last), document, and place in it: the same whatever order they came in."""
    return sorted(members, key=lambda m: (m.published or "9999", m.document, m.order, m.claim.id))


def originals(members: Sequence[Member]) -> list[Member]:
    """The members that count: those in words of their own, and of each origin of which only copies are here, the document printed first."""
    own = {m.origin for m in members if not m.copied}
    first: dict[str, tuple[str, str]] = {}
    for m in members:
        key = (m.published or "9999", m.document)
        first[m.origin] = min(first.get(m.origin, key), key)
    return [m for m in in_order(members) if not m.copied or (m.origin not in own and m.document == first[m.origin][1])]


def sides_on(members: Sequence[Member]) -> Sides:
    """The sides of the incident on the first day that a claim gives it, else on the first day of printing. Background has its say
    only where there is nothing else."""
    counted = originals(members)
    days = [m.claim.time.start for m in counted if m.claim.time is not None and m.claim.time.start is not None]
    printed = [published_day(m.published) for m in counted if m.published]
    on = min(days, default=min(printed, default=None))
    return sides_of([m for m in counted if not m.claim.background] or counted, on)


def tellings_of(members: Sequence[Member], sides: Sides) -> tuple[Telling, ...]:
    """The tellings of the members that count, in order."""
    counted = originals(members)
    longer = _longer_names(counted, sides)
    return tuple(_telling(m, sides, longer) for m in counted)


def news_of(tellings: Sequence[Telling]) -> tuple[Telling, ...]:
    """What is told as news; where an incident is told as background only, all of it."""
    return tuple(t for t in tellings if not t.claim.background) or tuple(tellings)


def _longer_names(members: Sequence[Member], sides: Sides) -> dict[str, str]:
    """For the voice of each short name the hand or voice that it means: the only one whose name holds all its words."""
    names = dict(sides.known())
    voices: dict[str, frozenset[str]] = {}
    for m in members:
        said = m.claim.attribution
        if said.source is not None and not _is_nobody(said.source, said.source_kind):
            voice = _voice(said.source, said.source_kind, m, sides.on)
            words = name_words(said.source.name or said.source.text or "")
            if said.source.actor is not None:
                names[voice] = names.get(voice, frozenset()) | words
            else:
                voices[voice] = words
    longer = {}
    for voice, words in voices.items():
        holding = [name for name, others in (names | voices).items() if name != voice and words < others]
        same = [name for name, others in names.items() if name != voice and words == others]
        if words and len(same or holding) == 1:
            longer[voice] = (same or holding)[0]
    return longer


def _telling(m: Member, sides: Sides, longer: dict[str, str]) -> Telling:
    said = m.claim.attribution
    source, kind = said.source, said.source_kind
    voice = _voice(source, kind, m, sides.on)
    while voice in longer:
        voice = longer[voice]
    side = (sides.of(source) or sides.hands.get(voice)) if source is not None else None
    time = said.time
    day = time.end if time is not None and not time.inferred and time.end is not None else None
    return Telling(
        member=m,
        voice=voice,
        teller=_voice(None, "outlet", m, sides.on) if source is None or _is_nobody(source, kind) else voice,
        source=(source.name or source.text) if source is not None else m.outlet,
        actor=source.actor if source is not None else None,
        kind=kind,
        party=said.party if side is None or said.party == "ally" else side,
        relayed=any(sides.of(p) is not None for p in said.via),
        unnamed=kind == "unnamed",
        said=day or (published_day(m.published) if m.published else None),
    )


def _voice(source: Participant | None, kind: SourceKind, m: Member, on: date | None) -> str:
    written = m.origin if m.origin.startswith(_AGENCY) else m.origin.removeprefix(_OUTLET) if m.origin.startswith(_OUTLET) else None
    outlet = written or (actor_key(m.outlet) if m.outlet else m.document)
    if source is not None and _is_nobody(source, kind):
        return f"{kind} at {outlet}"
    if source is not None and source.actor is not None:
        return acts_for(source.actor, on)
    if source is not None:
        return actor_key(source.name or source.text or "") or m.document
    found = load_actors().find(m.outlet) if m.outlet and written is None else ()
    return found[0].actor.id if len(found) == 1 and not found[0].weak else outlet


def _is_nobody(source: Participant, kind: SourceKind) -> bool:
    """Whether nothing says who speaks: "witnesses", "a resident of the town", "sources"."""
    return kind == "unnamed" or (kind in _PEOPLE and source.actor is None and is_nameless(source.name or source.text or ""))


def still_asserted(tellings: Iterable[Telling]) -> list[Telling]:
    """What is asserted and was not taken back by its own voice on that day or later. An undated retraction takes everything back where
    the voice has no dated one."""
    told = list(tellings)
    taken_back: dict[str, date | None] = {}
    for t in told:
        if t.claim.status == "retracted":
            before = taken_back.get(t.voice)
            taken_back[t.voice] = t.said if before is None or _later(t.said, before) else before
    return [t for t in told if t.asserts and (t.voice not in taken_back or _later(t.said, taken_back[t.voice]))]


def _later(a: date | None, b: date | None) -> bool:
    return a is not None and b is not None and a > b


def asserted_news(tellings: Sequence[Telling]) -> list[Telling]:
    """What is told as news (`news_of`) and still asserted: nobody took it back, in news or in background."""
    news = news_of(tellings)
    taken_back = [t for t in tellings if t.claim.status == "retracted" and t not in news]
    return still_asserted([*news, *taken_back])


def heard_independently(tellings: Iterable[Telling]) -> tuple[Telling, ...]:
    """What those assert who are no party, in order. An outlet's unnamed sources are heard only where it names none."""
    asserted = still_asserted(tellings)
    names = {t.member.outlet or t.member.document for t in asserted if not t.unnamed}
    return tuple(t for t in asserted if t.is_independent and not (t.unnamed and (t.member.outlet or t.member.document) in names))


def quoted_names(tellings: Iterable[Telling], voices: Collection[str] | None = None, most: int = 3) -> str:
    """Who speaks, inside of a sentence: each voice once, by its first name here, and how many more there are."""
    names: dict[str, str] = {}
    for t in tellings:
        if voices is None or t.voice in voices:
            names.setdefault(t.voice, inside(t.source or "an unnamed outlet"))
    shown, more = list(names.values())[:most], len(names) - most
    if more > 0:
        return f"{', '.join(shown)} and {more} more"
    return " and ".join([*([", ".join(shown[:-1])] if shown[:-1] else []), *shown[-1:]])


def inside(name: str) -> str:
    """A name as it stands inside of a sentence: "A resident" of the head of one is "a resident".

    >>> inside("The Front"), inside("Seventeen witnesses"), inside("Human Rights Watch")
    ('the Front', 'seventeen witnesses', 'Human Rights Watch')
    """
    first = name.partition(" ")[0]
    return name[:1].lower() + name[1:] if first.istitle() and first.lower() in _common_words() else name


def opened(sentence: str) -> str:
    """A sentence with its first letter as it should be; addresses stay as they are.

    >>> opened("the Front told it."), opened("dawn.com told it.")
    ('The Front told it.', 'dawn.com told it.')
    """
    return sentence[:1].upper() + sentence[1:] if sentence.partition(" ")[0].isalpha() else sentence


@cache
def _common_words() -> frozenset[str]:
    """Words that open the name of a source and are no part of anybody's."""
    numbers = load_number_words()
    return _OPENERS | numbers.cardinals.keys() | numbers.vague.keys() | numbers.plurals.keys()
