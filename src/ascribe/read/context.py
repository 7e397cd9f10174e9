"""What a document as a whole settles for its claims: names, repeats, participants left out.

In:  the findings and drafts of a document, in text order.   Out: drafts with fewer gaps and no repeats; names.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

import msgspec

from ascribe.domain.actor import Participant, ParticipantPhrase
from ascribe.domain.event import EventType
from ascribe.lexicon.counted_nouns import load_counted_nouns
from ascribe.read.attribute.proper_names import is_personal, spelled_out
from ascribe.read.draft import OPPOSED, Draft, key_of, same_actor
from ascribe.read.findings import SentenceFindings
from ascribe.read.sides import Identities

__all__ = ["Names", "with_context", "without_repeats"]


_SENTENCE_END = re.compile(r"[.!?][\"”’)]*\s+[\"“‘(]?[A-Z]")
_MORE = re.compile(r"\b(?:also|another|other|additional|further|separate(?:ly)?|second)\b", re.I)


def without_repeats(text: str, drafts: list[Draft]) -> list[Draft]:
    """Without plain repeats: the same source telling the same event again with nothing new (claims, "The same event again").

    A repeat has the type, source, status and figures of a claim before it, and no place or time of its own; "also detained one other"
    says that it is none, and so does a second verb with its own number in the same sentence ("arrested a leader and detained one man").
    """
    out: list[Draft] = []
    told: dict[object, list[Draft]] = {}
    for d in drafts:
        figures = sorted((q.role, q.low or 0, q.high or 0) for q in d.quantities)
        if _MORE.search(text, d.content.start, d.content.end):
            out.append(d)
            continue
        key = (d.event.type, key_of(d.source) if d.source else None, d.status, d.background, tuple(figures))
        if figures and any(_adds_nothing(d, e) and not _beside(text, d, e) for e in told.get(key, ())):
            continue
        told.setdefault(key, []).append(d)
        out.append(d)
    return out


#: Before the second of two verbs: "arrested a leader, and detained one man".
_AND_THEN = re.compile(r"\band\s+(?:also\s+|later\s+|then\s+)?\Z", re.I)


def _beside(text: str, later: Draft, earlier: Draft) -> bool:
    """Whether a verb with its own number is joined to one before it."""
    own, others = ({q.span for q in d.quantities} for d in (later, earlier))
    start, at = earlier.event.trigger.end, later.event.trigger.start
    joined = _AND_THEN.search(text, max(start, at - 20), at) if start < at else None
    return joined is not None and not own & others and _SENTENCE_END.search(text, start, at) is None


def _adds_nothing(later: Draft, earlier: Draft) -> bool:
    new_place = later.place is not None and (earlier.place is None or later.place.name != earlier.place.name)
    own_place = new_place and later.place is not None and later.place.span is not None and later.place.span in later.content
    new_time = later.time is not None and not later.time.inferred and (earlier.time is None or later.time.start != earlier.time.start)
    return not own_place and not new_time


#: Events of these types have somebody on the other side, even where the sentence does not repeat who.
_TWO_SIDED = frozenset(("clash", "attack", "airstrike", "shelling", "seizure", "siege", "surrender"))
#: What a party to the conflict tells of without saying who did it is mostly its own doing.
_OWN_DEEDS = {
    "belligerent": frozenset(("seizure", "detention", "weapons", "destruction", "bombing")),
    "military": frozenset(("seizure", "detention", "weapons")),  # an army tells of bombs that hit its own
}
#: "the attack", "this massacre": an event told before in the document, whose participants need no repeating.
_DEFINITE = re.compile(r"\b(?:the|this|that|these|those)\s+(?:[\w-]+\s+){0,2}\Z", re.I)


def with_context(text: str, names: Names, drafts: list[Draft]) -> list[Draft]:
    """Fills in participants that the sentence leaves out because the document has named them.

    An event told again ("the attack") keeps its participants; where one party alone is told to strike from the air, every air strike of
    the document is its; a party that tells of its own deeds did them; in a fight, the other side is the one opponent that the
    document gives the side named, or both sides where it knows only one pair. Participants added have no words of their
    own here and say `inferred`.
    """
    pairs: dict[tuple[str, str], tuple[Participant, Participant]] = {}
    opponents: dict[str, dict[str, Participant]] = {}
    for d in drafts:
        if d.event.type in OPPOSED and len(d.initiator) == 1 and len(d.target) == 1:
            one, two = d.initiator[0], d.target[0]
            if one.actor and two.actor and key_of(one) != key_of(two):
                pairs.setdefault((min(key_of(one), key_of(two)), max(key_of(one), key_of(two))), (one, two))
                opponents.setdefault(key_of(one), {}).setdefault(key_of(two), two)
                opponents.setdefault(key_of(two), {}).setdefault(key_of(one), one)
    flying = {key_of(p): p for d in drafts if d.event.type == "airstrike" and not d.background for p in d.initiator}
    out: list[Draft] = []
    last: dict[str, Draft] = {}
    for d in drafts:
        if d.event.type == "airstrike" and not d.initiator and not d.background and d.status == "asserted" and len(flying) == 1:
            d = d._replace(initiator=_inferred(tuple(p for p in flying.values() if key_of(p) not in {key_of(t) for t in d.target})))
        if not d.background and d.status == "asserted" and (own := _own_deed(text, d, names)) is not None:
            d = d._replace(initiator=(own,))
        if not d.initiator and d.status == "asserted" and _DEFINITE.search(text, max(0, d.event.trigger.start - 40), d.event.trigger.start):
            told = last.get(d.event.type)
            if told is not None:
                d = d._replace(initiator=_inferred(told.initiator), target=d.target or _inferred(told.target))
        if d.event.type in _TWO_SIDED and len(d.initiator) == 1 and not d.target:
            found = list(opponents.get(key_of(d.initiator[0]), {}).values())
            if len(found) == 1:
                d = d._replace(target=_inferred(found))
        if d.event.type == "clash" and not d.initiator and not d.target and len(pairs) == 1:
            one, two = next(iter(pairs.values()))
            d = d._replace(initiator=_inferred((one,)), target=_inferred((two,)))
        if not d.target and (meant := _undergoer(text, d, out[-1] if out else None)):
            d = d._replace(target=_inferred(meant))
        hit = {key_of(p) for p in d.target}
        if d.event.type in OPPOSED and any(p.certainty == "inferred" and key_of(p) in hit for p in d.initiator):
            # nobody is inferred to have struck himself
            d = d._replace(initiator=tuple(p for p in d.initiator if p.certainty != "inferred" or key_of(p) not in hit))
        if d.initiator and not d.background:
            last[d.event.type] = d
        out.append(d)
    return out


#: What is done to people, told of a pronoun: "he was arrested", "they were later released".
_DONE_TO_PEOPLE: frozenset[EventType] = frozenset(("killing", "injury", "detention", "abduction", "abuse", "sexual_violence", "agreement"))
_IT_HAPPENED_TO = re.compile(
    r"\b(?P<who>he|she|they)\s+(?:was|were|has\s+been|have\s+been|had\s+been)\s+(?:\w+ly\s+|also\s+|later\s+|then\s+)*\Z", re.I
)
#: Code points back to the claim that tells who "he" is.
_NEAR = 300


def _undergoer(text: str, d: Draft, before: Draft | None) -> tuple[Participant, ...]:
    """Whom a pronoun means to whom something is done: those who were taken in the claim before, or of whom alone it tells, where they are
    as many."""
    at = d.event.trigger.start
    found = _IT_HAPPENED_TO.search(text, max(0, at - 40), at)
    if found is None or d.event.type not in _DONE_TO_PEOPLE or before is None or at - before.event.trigger.end > _NEAR:
        return ()
    acting = {key_of(p) for p in d.initiator}
    one = found["who"].lower() != "they"
    held = before.event.type in ("abduction", "detention")
    if d.event.type == "detention" or not (held or not before.initiator):
        return ()  # "the gunman killed a woman. He was arrested": whoever did it may be meant as well
    people = [p for p in before.target if _is_people(p) and key_of(p) not in acting]
    if not people or len(people) < len(before.target) or one != (len(people) == 1 and _is_one(people[0])):
        return ()
    other = _WOMEN if found["who"].lower() == "he" else _MEN if found["who"].lower() == "she" else frozenset()
    return tuple(people) if other.isdisjoint((people[0].name or "").lower().split()) else ()


_WOMEN = frozenset(("woman", "girl", "mother", "daughter", "sister", "wife", "nun", "actress", "grandmother"))
_MEN = frozenset(("man", "boy", "father", "son", "brother", "husband", "priest", "grandfather", "policeman", "fisherman"))


def _is_people(p: Participant) -> bool:
    """Whether the words are for people, not for what they live in."""
    last = (p.name or "").lower().split()[-1:]
    noun = load_counted_nouns().nouns.get(last[0]) if last else None
    return p.kind in ("person", "civilian") or is_personal(p.name or "") or (noun is not None and noun.kind == "people")


def _is_one(p: Participant) -> bool:
    """Whether the words are for a single person."""
    if p.kind == "person" or is_personal(p.name or ""):
        return True
    last = (p.name or "").lower().split()[-1:]
    noun = load_counted_nouns().nouns.get(last[0]) if last else None
    return noun is not None and noun.kind == "people" and noun.singular and not noun.plural


def _elsewhere(text: str, p: Participant, d: Draft) -> bool:
    """Whether a participant has no words in the sentence of the event."""
    if p.span is None:
        return True
    start, end = min(p.span.end, d.event.trigger.end), max(p.span.start, d.event.trigger.start)
    return _SENTENCE_END.search(text, start, end) is not None


#: "a military source" took nothing, nor did a person of whom nothing says for whom he speaks.
_NOBODY = re.compile(r"\b(?:sources?|accounts?|statements?|reports?)\b", re.I)
#: "A Taliban source said three mines exploded" tells, and says nothing of who laid them.
_NAMELESS = re.compile(r"\bsources?\b", re.I)
_RANK = re.compile(r"\b(?:spokes\w+|officials?|officers?|general|colonel|major|captain|lieutenant|brigadier|commander|chief)\b", re.I)
#: A ministry tells of other people's wars too.
_MINISTRY = re.compile(r"\bministr", re.I)


def _own_deed(text: str, d: Draft, names: Names) -> Participant | None:
    """A party that tells of a town taken, men detained, arms found, and names nobody who did it: its own side did. What it tells of the
    dead is as often its own losses. Who acts in another sentence is no match for who says that it took the town."""
    if d.initiator and not (d.event.type == "seizure" and all(_elsewhere(text, p, d) for p in d.initiator)):
        return None
    if d.source is None or d.relation is None or d.relation.force in ("accuse", "deny") or d.relation.labelled:
        return None  # who speaks himself says that it was "we"
    if d.event.type not in _OWN_DEEDS.get(d.relation.source_kind, ()):
        return None
    name, actor = names.of_side(d.source)
    words = f"{d.source.name or ''} {d.source.text or ''}"
    somebody = actor is not None or not (_NOBODY.search(words) or (is_personal(d.source.name or "") and not _RANK.search(words)))
    if _MINISTRY.search(words) or _NAMELESS.search(words) or not somebody:
        return None
    party = Participant(span=None, text=None, name=name, actor=actor, side=None, kind=None, certainty="inferred")
    return None if any(same_actor(party, t) for t in d.target) else party


def _inferred(people: Sequence[Participant]) -> tuple[Participant, ...]:
    return tuple(msgspec.structs.replace(p, span=None, text=None, certainty="inferred") for p in people)


#: Common nouns that stand for an armed group once the document has named it.
_GENERIC = re.compile(
    r"(?:the\s+|these\s+|their\s+)?(?:militants?|cadres?|rebels?|insurgents?|guerrillas?|terrorists?|extremists?|jihadists?|jihadis?|fighters?|group|outfit|organi[sz]ation|movement|militia|"
    r"militiamen|ultras|naxals?|gang|(?:militant|terrorist|rebel|armed|terror|extremist|jihadist|insurgent)\s+(?:group|outfit|organi[sz]ation|movement))s?\Z",
    re.I,
)


_ANAPHOR = re.compile(r"\b(?:the|these|those|this|that)\s+\Z", re.I)


class Names:
    """The names that the document gives its participants, in text order, ready to be asked for the fullest or the last."""

    def __init__(self, text: str, sentences: Sequence[SentenceFindings], who: Identities) -> None:
        self._text, self._who = text, who
        self._of_actor: dict[str, str] = {}
        self._of_surname: dict[str, str] = {}
        self._of_state: dict[str, str] = {}
        self._groups: list[ParticipantPhrase] = []
        named = [p for s in sentences for p in s.phrases if p.form == "name"]
        self._in_brackets = _abbreviations(text, named)
        for p in named:
            if p.kind == "state":
                for actor in (p.actor,) if p.actor else p.candidates:
                    self._of_state[actor] = max(self._of_state.get(actor, ""), p.name, key=len)
            if p.actor is not None and p.kind != "person" and not is_personal(p.name):  # not its spokesman
                self._of_actor[p.actor] = max(self._of_actor.get(p.actor, ""), p.name, key=len)
            if " " in p.name:
                surname = p.name.rpartition(" ")[2]
                self._of_surname[surname] = max(self._of_surname.get(surname, ""), p.name, key=len)
            if p.kind == "armed_group":
                self._groups.append(p)
        self._starts = [p.span.end for p in self._groups]
        self._only = self._groups[0] if len({p.actor or p.name for p in self._groups}) == 1 else None

    def of_side(self, source: Participant) -> tuple[str | None, str | None]:
        """The name and the actor of the side that a source speaks for: of "Taliban spokesman Karimi" the Taliban, of the army the army."""
        actor = (self._who.spoken_for(source) or source).actor
        entry = self._who.actors.actors.get(actor or "")
        if entry is None:
            return source.name, actor
        known = self._of_actor.get(entry.id)
        return known or (entry.name if entry.name.lower() in self._text.lower() else source.name), actor

    def fullest(self, phrase: ParticipantPhrase, text: str) -> ParticipantPhrase:
        """The phrase under the fullest name that the document gives: "NRF" as National Resistance Front, "CRPF personnel" with their force
        spelled out, "Dashti" as Fahim Dashti, "Iranian" as Iran where the document names it, "the group" or "these militants" as the
        armed group named last before it, bare "militants" as the only one."""
        name: str | None = None
        short, _, rest = phrase.name.partition(" ")
        if (phrase.form != "name" or not rest) and (full := self._in_brackets.get(short) or spelled_out(text, short)):
            whole = full.endswith(f" {rest}")  # "Communist Party of India Maoist (CPI Maoist)"
            return msgspec.structs.replace(phrase, name=full if whole else f"{full} {rest}".rstrip())
        if phrase.form == "modifier" and phrase.kind == "state":
            name = next((self._of_state[c] for c in (phrase.actor, *phrase.candidates) if c in self._of_state), None)
            return msgspec.structs.replace(phrase, name=name) if name else phrase
        if phrase.form == "name":
            if phrase.name.isupper() and phrase.actor is not None:
                name = self._of_actor.get(phrase.actor)
            elif phrase.kind == "person":
                name = self._of_surname.get(phrase.name)
            return msgspec.structs.replace(phrase, name=name) if name and len(name) > len(phrase.name) else phrase
        if phrase.form != "group" or not _GENERIC.match(phrase.name):
            return phrase
        if phrase.actor is not None:
            return msgspec.structs.replace(phrase, name=self._of_actor.get(phrase.actor, phrase.name))
        before = bisect_right(self._starts, phrase.span.start)
        anaphoric = _ANAPHOR.search(text, max(0, phrase.span.start - 12), phrase.span.start) is not None
        known = self._groups[before - 1] if before and anaphoric else self._only
        return msgspec.structs.replace(phrase, name=known.name, actor=known.actor, kind=known.kind) if known else phrase


#: "(CRPF)", "(CPI-Maoist)" right after a name, or inside it.
_BRACKETED = re.compile(r"\s?\(\s?([A-Z][A-Za-z]{0,2}[A-Z][A-Za-z]{0,6}(?:[ -][A-Z][a-z]+)?)\s?\)")


def _abbreviations(text: str, names: Sequence[ParticipantPhrase]) -> dict[str, str]:
    """What the document's short names stand for, as it says in brackets."""
    out: dict[str, str] = {}
    for p in names:
        within = _BRACKETED.search(p.name)
        full = p.name[: within.start()].strip() if within else p.name
        found = within or _BRACKETED.match(text, p.span.end)
        if found is not None and " " in full:
            short = found[1].partition(" ")[0]
            out.setdefault(short, _with_initials(short, full))
    return out


def _with_initials(short: str, full: str) -> str:
    """The end of a name that has the initials: of "Kurdish-led Syrian Democratic Forces (SDF)" not who leads them."""
    words = full.split()
    ends = [words[i:] for i in range(1, len(words))]
    return next((" ".join(end) for end in ends if "".join(w[0] for w in end if w[:1].isupper()) == short), full)
