"""What the claims of an incident count: numbers as told, and which of them count the same people or things.

In:  tellings, sides.   Out: `Thing`s: one role, side and kind each, with every number told of it.

Only numbers of the event itself are taken, never totals of a period or stocks. A part ("seven of them civilians") is not its whole:
it is a number of its own where it tells the kind, and left out where it does not; so is a lesser number of some whom the words tell apart
("6 Mexicans", "three children") beside one of everybody. People called by a kind and people called by none are the same people where nobody
tells them apart; civilians and combatants never are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import product
from typing import Final, NamedTuple, get_args

from ascribe.domain.claim import Claim
from ascribe.domain.event import EventType
from ascribe.domain.quantity import OfKind, OfSide, Qualifier, Quantity, QuantityRole, exclude_each_other, stated_ends
from ascribe.lexicon.actors import actor_key
from ascribe.lexicon.counted_nouns import WHOLE_KINDS, age_of, group_words, is_narrower, load_counted_nouns, singular
from ascribe.reconcile.sides import Sides
from ascribe.reconcile.tellings import Telling, news_of

__all__ = ["Counted", "Thing", "counted_of", "things_of"]

#: What became of a victim who is named and not counted ("Akbar Ali was killed").
_FATES: Final[dict[EventType, QuantityRole]] = {
    "killing": "killed", "injury": "injured", "abduction": "abducted", "detention": "captured"
}  # fmt: skip
_KINDS: Final[frozenset[OfKind]] = frozenset(("civilian", "combatant"))


class Counted(NamedTuple):
    """A number as one claim tells it. `thing` names what is counted where it is not people, `group` the words that tell those counted apart
    from the rest of their side and kind; `part` is true where the same claim holds it in a greater number, `news` where it is asserted
    as news; `speaker` is the side of who tells it; `claims` are those that tell it: two where a source tells soldiers and civilians
    apart."""

    telling: Telling
    claims: tuple[str, ...]
    role: QuantityRole
    side: OfSide | None
    kind: OfKind
    thing: str | None
    low: int | None
    high: int | None
    qualifier: Qualifier
    of: str | None
    part: bool = False
    named: bool = False
    was: int | None = None
    group: frozenset[str] = frozenset()
    news: bool = True
    strict: bool = False
    speaker: OfSide | None = None

    @property
    def size(self) -> int:
        """The number by which two are compared; -1 where none is given."""
        return next((n for n in stated_ends(self) if n is not None), -1)


class Thing(NamedTuple):
    """All that is told of one role, side and kind."""

    role: QuantityRole
    side: OfSide | None
    kind: OfKind
    told: tuple[Counted, ...]


def counted_of(tellings: Sequence[Telling], sides: Sides) -> list[Counted]:
    """Every number told, in order, with the named victims that no number of the same source covers."""
    news = {t.claim.id for t in news_of(tellings) if t.asserts}
    found = [c for t in tellings for c in _of_claim(t, sides, news=t.claim.id in news)]
    return found + _named(tellings, found, sides)


def _of_claim(t: Telling, sides: Sides, *, news: bool) -> Iterator[Counted]:
    by_thing: dict[tuple[QuantityRole, OfSide | None, str | None], list[tuple[Counted, Quantity]]] = {}
    for i, q in enumerate(t.claim.quantities):
        whole = t.claim.quantities[q.part_of] if q.part_of is not None else None
        part = whole is not None and whole.role == q.role
        if q.scope != "event" or (part and whole is not None and (q.of_kind == whole.of_kind or not _tells_kind(q))):
            continue
        side = sides.of_figure(q, t.claim)
        c = Counted(
            t, (t.claim.id,), q.role, side, _kind_of(q, t.claim, side), _thing(q), q.low, q.high, q.qualifier, q.of, part, was=q.was,
            news=news, group=group_words(q.of) - sides.own_words(side), strict=i in t.member.strict, speaker=_speaker(t, sides),
        )  # fmt: skip
        by_thing.setdefault((c.role, c.side, c.thing), []).append((c, q))
    for told in by_thing.values():
        yield from _settled(told)


def _speaker(t: Telling, sides: Sides) -> OfSide | None:
    source = t.claim.attribution.source
    return (sides.of(source) if source is not None else None) or sides.hands.get(t.voice)


def _kind_of(q: Quantity, claim: Claim, side: OfSide | None) -> OfKind:
    """As its words call them; where the number stands alone, as the words for those on its side do ("militants were bombed; 30 died")."""
    if q.of_kind != "unknown" or q.of or side is None or q.role == "materiel":
        return q.of_kind
    nouns = load_counted_nouns().nouns
    words = [actor_key(p.name or p.text or "").split() for p in (claim.initiator if q.of_side == "initiator" else claim.target)]
    kinds = {noun.of_kind if (noun := nouns.get(w[-1] if w else "")) is not None else "unknown" for w in words}
    return kinds.pop() if len(kinds) == 1 else q.of_kind


def _tells_kind(q: Quantity) -> bool:
    """Whether a part is all of its kind: "seven of them civilians" is, "two of them commanders" is not."""
    words = actor_key(q.of or "").split()
    return q.of_kind in _KINDS and (not words or words[-1] in WHOLE_KINDS)


def _thing(q: Quantity) -> str | None:
    """Of materiel, the singular of what is counted: tanks are not added to rifles."""
    words = actor_key(q.of or "").split() if q.role == "materiel" else []
    return singular(words[-1]) if words else None


def _settled(told: Sequence[tuple[Counted, Quantity]]) -> Iterator[Counted]:
    """The numbers of one claim for one thing, one a kind: women and men are added, else the greatest holds the others."""
    ages = [age_of(c.of) for c, _ in told if not c.part]
    if len(ages) > 1 and None not in ages and len(set(ages)) == len(ages):
        everybody = [c for c, _ in told if not c.part]  # women, men and children, of whom the words call some civilians and some nothing
        kinds = {c.kind for c in everybody}
        yield _added(everybody, kinds.pop() if len(kinds) == 1 else "unknown")
        return
    wholes: dict[OfKind, Counted] = {}
    for kind in dict.fromkeys(c.kind for c, _ in told):
        same = [c for c, _ in told if c.kind == kind and not c.part]
        if same:
            wholes[kind] = max(same, key=lambda c: c.size)
    for c in wholes.values():
        total = next((w for kind, w in wholes.items() if kind not in _KINDS), None)
        if c.kind in _KINDS and total is not None and total.size > c.size:
            if not any(_tells_kind(q) for other, q in told if other.kind == c.kind):
                continue
            c = c._replace(part=True)
        elif c is total and any(w.size >= c.size >= 0 for kind, w in wholes.items() if kind in _KINDS):
            continue
        yield c
    yield from (c for c, _ in told if c.part)


def _added(told: Sequence[Counted], kind: OfKind) -> Counted:
    """The sum of numbers that count different people."""
    strict = any(c.strict for c in told)  # "more than 40" and 3 are more than 43: one person more, however many strict bounds
    ends = [stated_ends(c) for c in told]
    low, high = (sum(n for n in end if n is not None) if None not in end else None for end in zip(*ends, strict=True))
    low, high = low + 1 if strict and low is not None and high is None else low, high - 1 if strict and low is None and high else high
    qualifier: Qualifier = "vague"
    if low is not None and low == high:
        qualifier = "exact" if all(c.qualifier == "exact" for c in told) else "about"
    elif low is not None and high is not None:
        qualifier = "range"
    elif high is not None:
        qualifier = "at_most"
    elif low is not None and all(c.qualifier != "vague" for c in told):  # a word stays one: "dozens" and three are no number
        qualifier = "at_least"
    claims = tuple(dict.fromkeys(i for c in told for i in c.claims))
    return told[0]._replace(
        claims=claims, kind=kind, low=low, high=high, qualifier=qualifier, of=None, was=None, group=frozenset(), strict=strict
    )


def _named(tellings: Sequence[Telling], counted: Sequence[Counted], sides: Sides) -> list[Counted]:
    """Named victims, a number for each source and document, where none of the source's numbers covers them."""
    covered = {(c.telling.voice, c.role) for c in counted}
    names: dict[tuple[str, str, QuantityRole, OfSide | None], dict[str, tuple[Telling, str]]] = {}
    for t in tellings:
        role = _FATES.get(t.claim.event.type)
        if role is not None and (t.voice, role) not in covered:
            for name in _single_victims(t.claim, t.member.content):
                victim = next(p for p in t.claim.target if (p.name or p.text) == name)
                persons = names.setdefault((t.voice, t.member.document, role, sides.of(victim)), {})
                persons.setdefault(actor_key(name).rpartition(" ")[2], (t, name))
    out = []
    for (_, _, role, side), persons in names.items():
        told = list(persons.values())
        ids = tuple(dict.fromkeys(t.claim.id for t, _ in told))
        words = " and ".join(name for _, name in told)
        n = len(told)
        out.append(Counted(told[0][0], ids, role, side, "unknown", None, n, n, "exact", words, named=True))
    return out


def _single_victims(claim: Claim, content: str) -> Iterator[str]:
    """Those named, or definite and single ("the village head")."""
    for p in claim.target:
        name = p.name or p.text or ""
        definite = p.text is not None and not p.text.endswith(("s", "men", "people")) and f"the {p.text}".lower() in content.lower()
        if p.kind == "person" and (name[:1].isupper() or definite):
            yield name


def things_of(counted: Sequence[Counted], *, mutual: bool) -> list[Thing]:
    """Numbers that count the same people or things, together. In a `mutual` event a number of no side may count both."""
    by_role: dict[tuple[QuantityRole, str | None], list[Counted]] = {}
    for c in counted:
        by_role.setdefault((c.role, c.thing), []).append(c)
    things = []
    for (role, _), told in by_role.items():
        for side, group in _by_side(told, mutual=mutual):
            kept, some = _without_subsets(group), set(map(id, _some_of(group)))
            apart = any(id(c) in some for c in kept)  # "five soldiers" beside "8 killed": all of a kind, and a figure of its own
            kept = [c for c in kept if id(c) not in some or (not c.group and c.kind in _KINDS)]
            things += [Thing(role, side, kind, tuple(same)) for kind, same in _by_kind(kept, apart=apart) if same]
    return things


def _by_side(told: Sequence[Counted], *, mutual: bool) -> Iterator[tuple[OfSide | None, list[Counted]]]:
    """One role's numbers by the side whose people they count.

    A number of no side is of the only side that is told; where both are, of the one with whose numbers alone it agrees. What is left counts
    both, or nobody knows whom: there the numbers that one side's voices assert do not stand beside those of its enemy's that they exclude,
    as each may count the other's dead. A party's "none" and a denial count its own.
    """
    sides = [side for side in dict.fromkeys(c.side for c in told) if side is not None]
    given = {side: [c for c in told if c.side == side] for side in sides}
    chosen: dict[int, OfSide | None] = {}
    for i, c in enumerate(told):
        agreed = sides if len(sides) == 1 and not mutual else [side for side in sides if any(_agrees(c, g) for g in given[side])]
        settled = len(agreed) == 1 and (len(sides) == 2 or not mutual)
        chosen[i] = c.side if c.side is not None else agreed[0] if settled else None
    yield from ((side, [c for i, c in enumerate(told) if chosen[i] == side]) for side in sides)
    left = [c for i, c in enumerate(told) if chosen[i] is None]
    yield from ((None, group) for group in _by_speaker(left, rivals=mutual or len(sides) == 2))


def _agrees(c: Counted, other: Counted) -> bool:
    """Whether both give a number, and one that may be of the same people."""
    return "vague" not in (c.qualifier, other.qualifier) and not exclude_each_other(c, other)


def _by_speaker(told: list[Counted], *, rivals: bool) -> Iterator[list[Counted]]:
    """Numbers of no side: all together, or those of one side's voices, of the other's and of everybody else's."""
    sides: tuple[OfSide, ...] = get_args(OfSide)
    one, two = ([c for c in told if c.speaker == side and c.news and c.size > 0] for side in sides)
    if not rivals or not any(exclude_each_other(a, b) for a, b in product(one, two)):
        groups: dict[OfSide | None, list[Counted]] = {None: told}
    else:
        groups = {side: [] for side in (*sides, None)}
        for c in told:
            agreed = [side for side, group in zip(sides, (one, two), strict=True) if any(_agrees(c, g) for g in group)]
            groups[c.speaker or (agreed[0] if len(agreed) == 1 else None)].append(c)
    yield from (group for group in groups.values() if group)


def _some_of(told: list[Counted]) -> Iterator[Counted]:
    """Numbers of some of those whom a greater number counts: by their words a part of what that is of, and no number of everybody that
    stands last in its voice agrees with them."""
    last: dict[str, date | None] = {}
    for g in told:
        before = last.setdefault(g.telling.voice, g.telling.said)
        if g.telling.said is not None and (before is None or g.telling.said > before):
            last[g.telling.voice] = g.telling.said
    standing = (g for g in told if g.news and not g.part and not g.named and g.size > 0 and g.telling.said == last[g.telling.voice])
    wholes = {_alike(g): g for g in standing}
    some: dict[tuple[object, ...], bool] = {}
    for c in told:
        if c.size >= 0 and not c.part and not c.named:
            if _alike(c) not in some:
                of = [g for g in wholes.values() if is_narrower(c.group, c.kind, g.group, g.kind)]
                some[_alike(c)] = any(g.size > c.size for g in of) and all(exclude_each_other(c, g) for g in of)
            if some[_alike(c)]:
                yield c


def _alike(c: Counted) -> tuple[object, ...]:
    """What two numbers share that say the same of the same people."""
    return (c.group, c.kind, c.low, c.high, c.qualifier, c.strict)


def _without_subsets(told: list[Counted]) -> list[Counted]:
    """Without numbers of women or of children, where somebody counts all; a name is no number beside one that is."""
    everybody = any(age_of(c.of) is None and c.kind != "combatant" and not c.part and not c.named for c in told)
    kept = [c for c in told if not (everybody and age_of(c.of) in ("women", "children") and not c.part)]
    more = any(not c.named and c.size > 1 for c in kept)
    return [c._replace(high=None, qualifier="vague") if c.named and more else c for c in kept]


def _by_kind(told: list[Counted], *, apart: bool) -> Iterator[tuple[OfKind, list[Counted]]]:
    """One side's numbers by kind. Where only one kind is told and nobody tells it apart from the rest, all count the same people; `apart`
    says that somebody does."""
    kinds: dict[OfKind, list[Counted]] = {kind: [c for c in told if c.kind == kind] for kind in ("civilian", "combatant")}
    rest = [c for c in told if c.kind not in _KINDS]
    present = [kind for kind, same in kinds.items() if same]
    if len(present) == 1 and not apart and not any(c.part for c in told):
        yield present[0], told
        return
    if len(present) == 2:
        rest += _totals(kinds["civilian"] + kinds["combatant"], {(c.telling.voice, c.telling.member.document) for c in rest})
    mixed = any(c.kind == "mixed" for c in rest)
    yield "mixed" if mixed else "unknown", rest
    for kind in present:
        yield kind, kinds[kind]


def _totals(told: Sequence[Counted], have: Iterable[tuple[str, str]]) -> Iterator[Counted]:
    """Of each source that tells civilians and combatants in one report and no total, the sum."""
    totalled = set(have)
    by_report: dict[tuple[str, str], list[Counted]] = {}
    for c in told:
        if c.telling.asserts and not c.part:
            by_report.setdefault((c.telling.voice, c.telling.member.document), []).append(c)
    for report, group in by_report.items():
        greatest = [max((c for c in group if c.kind == kind), key=lambda c: c.size, default=None) for kind in ("civilian", "combatant")]
        both = [c for c in greatest if c is not None]
        if report not in totalled and len(both) == 2:
            yield _added(both, "mixed")
