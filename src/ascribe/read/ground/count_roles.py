"""Roles of counts: what the words around a number say became of those counted.

In:  a sentence's tokens, its counted phrases and which of them contains which.   Out: one `Told` per phrase.

Every phrase looks left for a verb that acts on it ("killed 12", "the death of 12") and right for what is said of it
("12 were killed", "12 dead"), prefers the nearer, and else takes the role of the list it stands in or of its whole.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from ascribe.domain.quantity import QuantityRole
from ascribe.lexicon.counted_nouns import load_counted_nouns
from ascribe.lexicon.role_words import RoleVerb, RoleWords, load_role_words
from ascribe.read.ground.counted_phrases import Counted, closers
from ascribe.read.ground.tokens import Phrases, Tokens

__all__ = ["Told", "joined", "tell_roles"]

_BE = frozenset({"is", "are", "was", "were", "be", "been", "being", "get", "got", "gets", "getting", "am"})
_BETWEEN_BE_AND_VERB = frozenset(
    {"also", "not", "then", "later", "both", "all", "feared", "believed", "reported", "confirmed", "presumed", "said", "to", "have", "had", "has",
     "still", "since", "now", "too", "thought", "known", "found", "either", "and", "or", "again", "subsequently", "well", "when", "further", ","}
)  # fmt: skip
_STOPS = frozenset(
    {
        ".",
        ";",
        "!",
        "?",
        ":",
        "while",
        "when",
        "after",
        "before",
        "but",
        "because",
        "although",
        "though",
        "whereas",
        "where",
        "if",
        "unless",
        "as",
    }
)
_DETERMINERS = frozenset(
    {"the", "a", "an", "of", "in", "their", "his", "her", "its", "this", "that", "these", "those", "air", "under", "on", "by", "after"}
)
_BEFORE_INFINITIVE = frozenset({"to", "will", "would", "can", "could", "may", "might", "must", "not", "shall", "should", "and", "or"})
_NAMING = frozenset({"identified", "known", "working", "named", "described", "such", "well", "serving", "posing", "dressed", "disguised"})
_LISTING = frozenset({"and", "or", ",", "&", "plus", "nor"})
_INCLUDING = frozenset(
    {
        "including",
        "included",
        "includes",
        "with",
        "along",
        "together",
        "alongside",
        "among",
        "besides",
        "well",
        "as",
        "(",
        "them",
        "for",
        "plus",
        "like",
    }
)
_LEFT_REACH, _RIGHT_REACH = 14, 40
_A_FORCE = 20  # fewer fighters, of whom nothing is told, are mere mentions: chosen on the training passages
_CHAIN = 3  # words skipped between a verb and the number it acts on, at most this many more in a list


class Told(NamedTuple):
    """A role with the tokens `[first, last)` that give it. The lower the `cost`, the plainer the words."""

    role: QuantityRole | None
    first: int = -1
    last: int = -1
    cost: float = 99.0


_NOTHING = Told(None)


class _Cue(NamedTuple):
    first: int
    last: int
    verbs: tuple[RoleVerb, ...]
    state: QuantityRole | None
    noun: QuantityRole | None
    passive: bool
    acts: bool  # an object follows


class _Lexicon(NamedTuple):
    words: RoleWords
    verbs: Phrases[tuple[RoleVerb, ...]]
    states: Phrases[QuantityRole]
    prepositions: frozenset[str]
    closing: frozenset[str]
    groups: frozenset[str]
    adverbial: frozenset[str]


@cache
def _lexicon() -> _Lexicon:
    w, nouns = load_role_words(), load_counted_nouns()
    return _Lexicon(
        w,
        Phrases(w.verbs.items()),
        Phrases(w.states.items()),
        nouns.closers["prepositions"],
        closers(),
        nouns.groups_of_people,
        nouns.closers["auxiliaries"],
    )


def tell_roles(t: Tokens, phrases: list[Counted], wholes: list[int | None]) -> list[Told]:
    """The role of each phrase, null where the words give none."""
    x = _lexicon()
    owner = {k: i for i, p in enumerate(phrases) for k in range(p.first, p.end)}
    starts = {p.first for p in phrases}
    cues = _cues(t, owner, starts, x)
    told = [_direct(t, i, phrases, cues, owner, x) for i in range(len(phrases))]
    _share(t, phrases, wholes, told)
    return [r if r.role is not None else _by_noun(t, p, x) for p, r in zip(phrases, told, strict=True)]


def _cues(t: Tokens, owner: dict[int, int], starts: set[int], x: _Lexicon) -> dict[int, _Cue]:
    """Every word of a role, by its first token."""
    cues, k = {}, 0
    while k < len(t.words):
        verbs, state = x.verbs.at(t.words, k), x.states.at(t.words, k)
        noun = x.words.event_nouns.get(t.words[k])
        if verbs is None and state is None and noun is None:
            k += 1
            continue
        end = max(verbs[1] if verbs else k + 1, state[1] if state else k + 1)
        if verbs and verbs[1] < end:
            verbs = None
        if state and state[1] < end:
            state = None
        plain = tuple(v for v in verbs[0] if _meant(t, k, end, v, owner, starts)) if verbs else ()
        cues[k] = _Cue(
            k, end, plain, state[0] if state else None, noun, bool(plain) and _is_passive(t, k, x, owner), _acts(t, end, starts, x)
        )
        k = end
    return cues


def _meant(t: Tokens, k: int, end: int, verb: RoleVerb, owner: dict[int, int], starts: set[int]) -> bool:
    """Whether the words are the verb, not a noun of the same form: "they attack 12", not "the attack"; "sustained injuries"."""
    if t.word(k - 1) in ("-", "‑") and t.touches(k):
        return False
    if verb.needs:
        return any(t.word(j) in verb.needs for j in range(end, end + 5))
    if verb.form not in ("base", "finite"):
        return True
    if t.word(k - 1) in _DETERMINERS:
        return False
    if end in starts or (verb.form == "base" and t.word(k - 1) in _BEFORE_INFINITIVE):
        return True
    return verb.frame == "subject" and k - 1 in owner


def _is_passive(t: Tokens, k: int, x: _Lexicon, owner: dict[int, int]) -> bool:
    """Whether a form of "be" governs the verb at token `k`: "were", "have reportedly also been", "was shot and"."""
    for j in range(k - 1, max(-1, k - 8), -1):
        word = t.words[j]
        if word in _BE:
            return True
        if j in owner:
            return False
        if not (
            word in _BETWEEN_BE_AND_VERB
            or word.endswith("ly")
            or (word in x.words.verbs and word.endswith(("ed", "en", "t", "ut", "n")))
            or word.endswith("ed")
            or word in ("shot", "up", "down", "taken", "dead")
        ):
            return False
    return False


def _acts(t: Tokens, k: int, starts: set[int], x: _Lexicon) -> bool:
    """Whether the words from token `k` are an object."""
    for _ in range(3):
        word = t.word(k)
        if k in starts:
            return True
        if word.endswith("ly") or word in ("also", "off", "even", "only", "up", "down", "dead"):
            k += 1
            continue
        break
    word = t.word(k)
    if k in starts or word in (
        "the",
        "a",
        "an",
        "his",
        "her",
        "their",
        "its",
        "him",
        "them",
        "himself",
        "themselves",
        "some",
        "many",
        "this",
        "these",
        "those",
        "one",
        "at",
    ):
        return word != "at" or k in starts
    return t.is_word(k) and word not in x.closing and not word.endswith("ing") and not t.is_numeral(k)


def _role_of(verb: RoleVerb, p: Counted) -> QuantityRole | None:
    roles = verb.roles
    if p.noun is None:
        return roles.get("any")
    several = p.number.low != 1 or p.number.high != 1
    if several and p.kind in ("people", "materiel") and (role := roles.get("several people" if p.kind == "people" else "several things")):
        return role
    return roles.get(p.kind)


def _pick(verbs: tuple[RoleVerb, ...], frame: str, p: Counted) -> QuantityRole | None:
    return next((role for v in verbs if v.frame == frame and (role := _role_of(v, p)) is not None), None)


def _direct(t: Tokens, i: int, phrases: list[Counted], cues: dict[int, _Cue], owner: dict[int, int], x: _Lexicon) -> Told:
    p = phrases[i]
    left = _from_left(t, i, phrases, cues, owner, x)
    right = _from_right(t, i, phrases, cues, owner, x)
    best = min(
        (_unless_few(left, p), _unless_few(right, p), _toll(t, p, x), _head(p, x), _modifier(t, p, cues)), key=lambda told: told.cost
    )
    return best if best.role is not None else _NOTHING


def _unless_few(told: Told, p: Counted) -> Told:
    """One person, or people without a number, are no force."""
    return _NOTHING if told.role == "forces" and (p.number.low == 1 or (p.number.low is None and p.number.high is None)) else told


def _head(p: Counted, x: _Lexicon) -> Told:
    """The counted noun's own role: "12 hostages", "three bodies", "40 dead"."""
    role = x.words.heads.get(p.head.split(" ")[-1]) if p.head else None
    if role is None or role == "forces":
        return _NOTHING
    if p.end == p.last + 1 and p.head in x.words.states:
        return Told(role, p.last, p.end, 0.0)
    strong = p.head in (
        "deaths",
        "death",
        "fatalities",
        "fatality",
        "bodies",
        "body",
        "corpses",
        "corpse",
        "lives",
        "casualties",
        "casualty",
        "injuries",
        "injury",
        "arrests",
        "dead",
        "killings",
        "losses",
    )
    return Told(role, p.end - 1, p.end, -1.0 if strong else 0.8)


def _modifier(t: Tokens, p: Counted, cues: dict[int, _Cue]) -> Told:
    """A participle inside the counted phrase: "300 wounded civilians", "two million displaced people"."""
    for k in range(p.last, p.end - 1):
        cue = cues.get(k)
        role = next((v.roles.get("people") for v in cue.verbs if v.form in ("past_or_participle", "participle")), None) if cue else None
        if cue is not None and role in ("killed", "injured", "displaced", "abducted", "captured") and p.kind == "people":
            return Told(role, cue.first, cue.last, 0.9)
    return _NOTHING


def _from_left(t: Tokens, i: int, phrases: list[Counted], cues: dict[int, _Cue], owner: dict[int, int], x: _Lexicon) -> Told:
    """The verb or event noun before the number that acts on it."""
    p = phrases[i]
    cost, k, listed, through, skipped = 0.0, p.first - 1, False, False, 0
    by_end = {c.last: c for c in cues.values()}
    while k >= 0 and p.first - k <= _LEFT_REACH:
        word = t.words[k]
        cue = by_end.get(k + 1)
        if cue is not None and cue.first not in owner:
            direct = _left_cue(t, cue, p, cost, through, x, k) if through or not listed or cue.acts or cue.noun else None
            if direct is not None:
                return direct
            if cue.verbs or cue.noun:
                break
            k = cue.first - 1
            cost += 1
            continue
        if k in owner and owner[k] != i:
            if not listed and not through:
                break
            k = phrases[owner[k]].first - 1
            cost += 1.2
            continue
        if word in _STOPS and not (word == "as" and "well" in (t.word(k - 1), t.word(k + 1))):
            break
        if word in _BE and k == p.first - 1 and (said := _predicate(by_end.get(k), p)) is not None:
            return said
        if word == "by":
            return _agent(t, p, k, by_end, cues, x)
        if (
            word in _INCLUDING
            and (word != "as" or "well" in (t.word(k - 1), t.word(k + 1)))
            and (word not in ("with", "for") or t.word(k - 1) in ("along", "together"))
        ):
            through = True
            cost += 0.3
        elif word == "of" or (word == "to" and t.word(k - 1) in x.words.event_nouns):
            group = t.word(k - 1)
            if word == "of" and group in x.groups and p.kind in ("people", "other") and p.number.form != "indefinite":
                outer = (
                    _from_left(t, i, [q if j != i else q._replace(first=max(k - 1, 0)) for j, q in enumerate(phrases)], cues, owner, x)
                    if group not in ("convoy",)
                    else _NOTHING
                )
                return outer if outer.role not in (None, "forces") else Told("forces", k - 1, k, 0.9)
            cost += 0.2 if t.word(k - 1) in x.words.event_nouns or t.word(k - 2) in x.words.event_nouns else 1
        elif word in _LISTING:
            listed = True
            cost += 0.5
        elif word in x.prepositions:
            if not listed and not through:
                break
            cost += 0.5
        elif word in _BE:
            break
        elif word in x.closing or word.endswith("ly"):
            cost += 0.2
        elif word.endswith("ed") and k == p.first - 1:
            break  # a verb that the lexicon lacks stands nearer
        else:
            cost += 0.6
            skipped += 1
        if skipped > (6 if listed or through else _CHAIN) or (
            not t.is_word(k) and not t.is_numeral(k) and word not in (",", "(", "&", '"', "“", "-", ")", "’", "'")
        ):
            break
        k -= 1
    return _NOTHING


def _predicate(cue: _Cue | None, p: Counted) -> Told | None:
    """ "the person killed was a guard", "the dead were 12 soldiers"."""
    if cue is None:
        return None
    role = cue.state or _pick(cue.verbs, "object", p)
    return Told(role, cue.first, cue.last, 0.6) if role is not None and p.kind in ("people", "other") else None


def _left_cue(t: Tokens, cue: _Cue, p: Counted, cost: float, through: bool, x: _Lexicon, k: int) -> Told | None:
    """What a cue to the left says of the phrase, if anything."""
    if cue.verbs:
        double = _double(t, cue, x)
        role = _pick(cue.verbs, "object", p)
        active = not cue.passive
        if active and role is not None:
            if cue.verbs[0].form in ("base",) and t.word(cue.first - 1) in ("the", "a", "an"):
                return None
            return Told(double or role, cue.first, cue.last, cost + (0.5 if role == "affected" else 0))
        if through and role is not None:
            return Told(double or role, cue.first, cue.last, cost + 1)
        if through and (subject := _pick(cue.verbs, "subject", p)) not in (None, "forces"):
            return Told(subject, cue.first, cue.last, cost + 1)
        if t.word(cue.last) in _BE and role is not None and cue.last + 2 >= p.first:
            return Told(role, cue.first, cue.last, cost + 0.5)
        return None
    if through and cue.state is not None and not cue.verbs and p.kind in ("people", "other"):
        return Told(cue.state, cue.first, cue.last, cost + 0.5)
    paired = t.word(cue.last) == "and" and t.word(cue.last + 2) == "of"
    if cue.noun is not None and (paired or t.word(cue.last) in ("of", "to", "by", "from")) and cost < 2.5:
        if t.word(cue.last) == "to" and cue.noun not in ("injured", "killed"):
            return None
        if cue.noun == "materiel" and p.kind == "people":
            return None
        strong = t.words[cue.first] in ("bodies", "body", "remains", "corpses") and cost < 1
        return Told("materiel" if p.kind == "materiel" else cue.noun, cue.first, cue.last, cost - 2 * strong)
    return None


def _double(t: Tokens, cue: _Cue, x: _Lexicon) -> QuantityRole | None:
    """ "killed or wounded 12" tells neither: affected."""
    before = t.word(cue.first - 2)
    if t.word(cue.first - 1) in ("and", "or") and before in x.words.verbs:
        mine, other = cue.verbs[0].roles.get("people"), x.words.verbs[before][0].roles.get("people")
        if {mine, other} == {"killed", "injured"} and t.word(cue.first - 3) != "shot":
            return "affected"
    return None


def _agent(t: Tokens, p: Counted, k: int, by_end: dict[int, _Cue], cues: dict[int, _Cue], x: _Lexicon) -> Told:
    """ "shot by three gunmen": those who act."""
    if p.kind != "people" or p.number.form in ("indefinite", "none") or (p.number.low == 1 and p.number.form != "vague"):
        return _NOTHING
    for j in range(k, max(-1, k - 9), -1):
        cue = by_end.get(j)
        if cue is not None and cue.verbs:
            return Told("forces", cue.first, cue.last, 0.5)
    return _NOTHING


def _from_right(t: Tokens, i: int, phrases: list[Counted], cues: dict[int, _Cue], owner: dict[int, int], x: _Lexicon) -> Told:
    """What is said of the phrase after it: "were killed", "dead", "fled"."""
    p = phrases[i]
    k, cost, distance = p.end, 0.0, 0
    saw_be = relative = other_verb = conjoined = in_aside = False
    aside = _NOTHING  # what a relative clause says, which the main clause may overrule
    if p.of_pronoun and t.word(k) in ("who", "that"):
        k += 1
    while k < len(t.words) and distance < _RIGHT_REACH:
        word = t.words[k]
        if k in owner and owner[k] != i:
            q = phrases[owner[k]]
            if (
                t.word(q.first - 1)
                in ("and", ",", "or", "including", "(", "of", "from", "in", "with", "at", "on", "as", "nor", "-", "–", "—")
                and not other_verb
            ):
                conjoined = conjoined or t.word(q.first - 1) in ("and", ",", "or", "nor")
                k, cost, distance = q.end, cost + 1.2, distance + 2
                if (
                    t.word(k) in (",",)
                    and conjoined
                    and t.word(q.first - 1) == ","
                    and t.word(q.end + 1) not in ("and",)
                    and t.word(q.first - 2) == ")"
                ):
                    break
                continue
            break
        if word in _STOPS and not (word == "as" and (relative or t.word(k - 1) in _NAMING or t.word(k + 1) == "well")):
            break
        cue = cues.get(k)
        if cue is not None:
            if cue.verbs:
                found = _right_verb(t, cue, p, cost, relative, other_verb, conjoined, x)
                if found is not None:
                    if t.word(k - 1) == "," and not cue.passive:
                        found = found._replace(cost=found.cost + 1)
                    if not relative:
                        return found
                    aside = found if aside.role is None else aside
                    k, cost, distance, relative, saw_be = cue.last, cost + 0.5, distance + 1, False, False
                    in_aside = True
                    continue
                if in_aside and not cue.passive and cue.verbs[0].frame == "object":
                    break
                if not relative and not cue.passive and cue.verbs[0].form != "gerund" and not conjoined:
                    break
                if cue.verbs[0].form == "gerund" and not saw_be and not relative and distance == 0:
                    cost += 1.5
                relative = False
            if (
                cue.state is not None
                and p.kind in ("people", "other")
                and (saw_be or distance <= 1 or relative)
                and not (cue.verbs and cue.acts)
                and not in_aside
            ):
                return Told(_double_state(t, cue, x) or cue.state, cue.first, cue.last, cost + (0.4 if saw_be else 0.0))
            k, cost, distance = cue.last, cost + 1, distance + 1
            continue
        if word in _BE:
            saw_be = True
        elif word in ("who", "which", "that"):
            relative = True
            cost += 0.1
        elif word in (",", "(", ")", "-", "–", "—", '"', "”", "“", "*", "[", "]", "/"):
            cost += 0.1
        elif word in ("and", "or"):
            cost += 1.0
        elif word in x.prepositions:
            cost += 0.3
        elif word in x.adverbial or word.endswith("ly") or word in ("have", "had", "has", "others", "other", "people"):
            cost += 0.05
        else:
            cost += 0.2
            if not relative and not saw_be and _looks_finite(t, k):
                other_verb = True
                cost += 1
        distance += 1
        k += 1
    return aside


def _double_state(t: Tokens, cue: _Cue, x: _Lexicon) -> QuantityRole | None:
    """ "wounded or dead" tells neither."""
    other = x.words.states.get(t.word(cue.last + 1)) if t.word(cue.last) == "or" else None
    return "affected" if other is not None and {other, cue.state} == {"killed", "injured"} else None


def _looks_finite(t: Tokens, k: int) -> bool:
    word = t.words[k]
    return (
        word.endswith("ed")
        and len(word) > 4
        and t.raw(k)[:1].islower()
        and t.word(k + 1) in ("the", "a", "an", "his", "their", "into", "out", "to")
    )


def _right_verb(
    t: Tokens, cue: _Cue, p: Counted, cost: float, relative: bool, other_verb: bool, conjoined: bool, x: _Lexicon
) -> Told | None:
    """What a verb to the right says of the phrase, if anything."""
    form = cue.verbs[0].form
    obj, subject = _pick(cue.verbs, "object", p), _pick(cue.verbs, "subject", p)
    if cue.passive:
        if obj is not None:
            doubled = _double_right(t, cue, p, x)
            return Told(doubled or obj, cue.first, cue.last, cost + 0.1 + (0.5 if obj == "affected" else 0))
        if subject not in (None, "forces"):
            return Told(subject, cue.first, cue.last, cost + 0.1)
        return None
    if (
        subject is not None
        and (subject != "forces" or (not conjoined and p.number.form not in ("indefinite", "none") and p.number.low != 1))
        and not (form == "gerund" and subject == "forces")
    ):
        if subject == "forces" and (other_verb or cost > 1.2):
            return None
        return Told(subject, cue.first, cue.last, cost + (0.8 if subject == "forces" else 0.1))
    if form in ("past_or_participle", "participle") and not cue.acts and not other_verb:
        if obj is not None:
            return Told(obj, cue.first, cue.last, cost + (0.5 if obj == "affected" else 0))
        return None
    if form != "gerund" and cue.acts and not conjoined and cost < 1.2:
        agent = next((v.as_agent for v in cue.verbs if v.as_agent), None)
        if agent is not None and p.kind == "people" and p.number.form in ("number", "vague") and p.number.low != 1 and not p.partitive:
            return Told(agent, cue.first, cue.last, cost + 1.0)
    return None


def _double_right(t: Tokens, cue: _Cue, p: Counted, x: _Lexicon) -> QuantityRole | None:
    """ "12 were killed or wounded" tells neither."""
    after = x.words.verbs.get(t.word(cue.last + 1))
    if t.word(cue.last) == "or" and after and p.number.form != "none":
        if {cue.verbs[0].roles.get("people"), after[0].roles.get("people")} == {"killed", "injured"}:
            return "affected"
    return None


def _toll(t: Tokens, p: Counted, x: _Lexicon) -> Told:
    """ "the toll rose to 45", "the number of wounded stood at 12"."""
    if p.noun is not None and p.kind != "people":
        return _NOTHING
    link = t.word(p.first - 1)
    if link not in x.words.toll_links:
        return _NOTHING
    for k in range(p.first - 2, max(-1, p.first - 24), -1):
        word = t.words[k]
        if word in (".", ";"):
            break
        role = x.words.tolls.get(word)
        if role is None:
            continue
        named = word == "toll" or word in ("deaths", "fatalities", "casualties", "dead", "arrests") and k >= p.first - 8
        if named or any(t.word(j) in x.words.counting_nouns for j in range(max(0, k - 6), k)):
            other = next((x.words.tolls[t.word(j)] for j in range(k + 1, p.first) if t.word(j) in x.words.tolls), None)
            return Told(other or role if word == "toll" else role, k, k + 1, 0.35)
    return _NOTHING


def joined(t: Tokens, p: Counted, q: Counted) -> bool:
    """Whether `q` continues a list that `p` stands in."""
    return t.word(q.first - 1) in ("and", ",", "or", "&") or (t.word(q.first - 1) == "of" and t.word(q.first - 2) == "and")


def _share(t: Tokens, phrases: list[Counted], wholes: list[int | None], told: list[Told]) -> None:
    """Gives parts the role of their whole, and members of a list the role that the list has."""
    for i, whole in enumerate(wholes):
        if (
            whole is not None
            and told[whole].role is not None
            and (told[i].role is None or told[i].cost > (0.4 if phrases[i].of_pronoun else 1.0))
        ):
            if told[whole].cost < told[i].cost or told[i].role is None:
                told[i] = told[whole]._replace(cost=told[whole].cost + 0.5)
    for i in range(len(phrases) - 2, -1, -1):
        q = phrases[i + 1]
        if (
            told[i].role is None
            and told[i + 1].role is not None
            and joined(t, phrases[i], q)
            and _adjacent(t, phrases[i], q)
            and told[i + 1].first >= q.end
        ):
            if wholes[i + 1] is None and _same_sort(phrases[i], q):
                told[i] = told[i + 1]
    for i in range(1, len(phrases)):
        p = phrases[i - 1]
        if (
            told[i].role is None
            and told[i - 1].role is not None
            and joined(t, p, phrases[i])
            and _adjacent(t, p, phrases[i])
            and _same_sort(p, phrases[i])
        ):
            if told[i - 1].first < p.first or wholes[i - 1] is not None:
                told[i] = told[i - 1]


def _same_sort(p: Counted, q: Counted) -> bool:
    return p.kind == q.kind or p.noun is None or q.noun is None


def _adjacent(t: Tokens, p: Counted, q: Counted) -> bool:
    return 0 <= q.first - p.end <= 8 and not any(t.word(k) in _STOPS or t.word(k) in _BE for k in range(p.end, q.first))


def _by_noun(t: Tokens, p: Counted, x: _Lexicon) -> Told:
    """Where no word tells: weapons and vehicles are materiel, counted fighters are forces."""
    if p.number.form in ("indefinite", "none"):
        return _NOTHING
    if p.kind == "materiel" and p.number.low is not None:
        return Told("materiel", p.end - 1, p.end, 5.0)
    size = p.number.low or p.number.high or 0
    if p.noun is not None and p.noun.of_kind == "combatant" and size >= _A_FORCE:
        return Told("forces", p.end - 1, p.end, 5.0)
    return _NOTHING
