"""Roles told before a number: "killed 12", "the death of 12", "was shot along with 12 others", "shot by three gunmen".

In:  the scene of a sentence and the index of a counted phrase.   Out: what the words before the phrase tell of it.

The search goes leftwards from the number, past determiners, adverbs, other members of a list and a few words more, to the
first verb or event noun.
"""

from __future__ import annotations

from ascribe.domain.quantity import QuantityRole
from ascribe.read.ground.counted_phrases import Counted
from ascribe.read.ground.role_cues import NOTHING, Cue, Scene, Told, role_by_verb, tells_both, told_by

__all__ = ["told_before"]

_REACH = 14  # tokens
_SKIPPED, _SKIPPED_IN_LIST = 3, 6  # words that are neither small words nor cues
_A_GROUP = 10  # members that a group has where nothing else says what it is a group of
_SIGNS = frozenset({",", "(", ")", "&", '"', "“", "-", "’", "'"})


def told_before(scene: Scene, i: int, start: int | None = None) -> Told:
    """What the words before phrase `i` tell of it; `start` is the token it is taken to begin at, its first if null."""
    t, x, p = scene.t, scene.lexicon, scene.phrases[i]
    start = p.first if start is None else start
    cost, k, listed, including, skipped = 0.0, start - 1, False, False, 0
    while k >= 0 and start - k <= _REACH:
        word, cue = t.words[k], scene.closing.get(k + 1)
        if cue is not None and cue.first not in scene.owner:
            told = _by_cue(scene, cue, p, cost, including) if including or not listed or cue.acts or cue.noun else NOTHING
            if told.role is not None or cue.verbs or cue.noun:
                return told
            k, cost = cue.first - 1, cost + 1
            continue
        if scene.owner.get(k, i) != i:
            if not listed and not including:
                break
            k, cost = scene.phrases[scene.owner[k]].first - 1, cost + 1.2
            continue
        if scene.ends_clause(k):
            break
        if word in scene.grammar.be:
            return _by_subject(scene, k, start, p)
        if word == "by":
            return _as_agent(scene, k, p)
        if _opens_part(scene, k):
            including, cost = True, cost + 0.3
        elif word == "of" and t.word(k - 1) in x.groups and p.kind in ("people", "other") and p.number.form != "indefinite":
            return _of_group(scene, i, k - 1)
        elif word == "of" or (word == "to" and t.word(k - 1) in x.words.event_nouns):
            cost += 0.2 if t.word(k - 1) in x.words.event_nouns or t.word(k - 2) in x.words.event_nouns else 1
        elif word in scene.grammar.listing:
            listed, cost = True, cost + 0.5
        elif word in x.prepositions:
            if not listed and not including:
                break
            cost += 0.5
        elif k == start - 1 and (word.endswith("ed") or word in x.verbs_of_none):
            break  # a verb that gives no role stands nearer
        elif word in x.closing or word.endswith("ly"):
            cost += 0.2
        else:
            cost, skipped = cost + 0.6, skipped + 1
        if skipped > (_SKIPPED_IN_LIST if listed or including else _SKIPPED) or not (t.is_word(k) or t.is_numeral(k) or word in _SIGNS):
            break
        k -= 1
    return NOTHING


def _opens_part(scene: Scene, k: int) -> bool:
    """Whether token `k` says that the number joins or is part of what is told before: "including", "along with"."""
    word, before = scene.t.words[k], scene.t.word(k - 1)
    if word not in scene.grammar.including:
        return False
    return before in ("along", "together") if word in ("with", "for") else True


def _by_cue(scene: Scene, cue: Cue, p: Counted, cost: float, including: bool) -> Told:
    if cue.verbs:
        return _by_verb(scene, cue, p, cost, including)
    if including and cue.state is not None and p.kind in ("people", "other"):
        return told_by(cue, cue.state, cost + 0.5)
    return _by_event_noun(scene, cue, p, cost)


def _by_verb(scene: Scene, cue: Cue, p: Counted, cost: float, including: bool) -> Told:
    role = role_by_verb(cue.verbs, "object", p)
    if role is not None and (not cue.passive or including):
        return told_by(cue, _killed_or_wounded(scene, cue) or role, cost + (1 if cue.passive else 0))
    subject = role_by_verb(cue.verbs, "subject", p)
    if including and subject not in (None, "forces"):
        return told_by(cue, subject, cost + 1)
    return NOTHING


def _by_event_noun(scene: Scene, cue: Cue, p: Counted, cost: float) -> Told:
    """ "the death of 12", "injuries to five", "the slaughter and mutilation of 27"."""
    after = scene.t.word(cue.last)
    paired = after == "and" and scene.t.word(cue.last + 2) == "of"
    if cue.noun is None or not (paired or after in ("of", "to", "by", "from")) or cost >= 2.5:
        return NOTHING
    if (after == "to" and cue.noun not in ("injured", "killed")) or (cue.noun == "materiel" and p.kind == "people"):
        return NOTHING
    plain = scene.t.words[cue.first] in scene.grammar.remains and cost < 1
    return told_by(cue, "materiel" if p.kind == "materiel" else _one_of_several(scene, cue) or cue.noun, cost - 2 * plain)


def _one_of_several(scene: Scene, cue: Cue) -> QuantityRole | None:
    """ "the capture or death of 12", "the death and injury of 12" tell neither."""
    x = scene.lexicon.words
    other = x.event_nouns.get(scene.t.word(cue.first - 2)) or _gerund_role(scene, cue.first - 2)
    link = scene.t.word(cue.first - 1)
    if other is None or other == cue.noun or link not in ("or", "and"):
        return None
    return "affected" if link == "or" or {other, cue.noun} == {"killed", "injured"} else None


def _gerund_role(scene: Scene, k: int) -> QuantityRole | None:
    verbs = scene.lexicon.words.verbs.get(scene.t.word(k), ())
    return next((v.roles.get("people") for v in verbs if v.form == "gerund"), None)


def _killed_or_wounded(scene: Scene, cue: Cue) -> QuantityRole | None:
    """ "killed or wounded 12" tells neither."""
    joined = scene.t.word(cue.first - 1) in ("and", "or")
    return "affected" if joined and tells_both(scene, cue.first - 2, cue.first) else None


def _by_subject(scene: Scene, k: int, start: int, p: Counted) -> Told:
    """ "the person killed was a guard", "the dead were 12 soldiers"."""
    cue = scene.closing.get(k)
    if cue is None or k != start - 1 or p.kind not in ("people", "other"):
        return NOTHING
    return told_by(cue, cue.state or role_by_verb(cue.verbs, "object", p), 0.6)


def _of_group(scene: Scene, i: int, group: int) -> Told:
    """ "a group of six gunmen" are forces unless something became of the group."""
    p = scene.phrases[i]
    if p.noun is None and (p.number.low or p.number.high or 0) < _A_GROUP:
        return NOTHING  # "the Group of Eight"
    outer = NOTHING if scene.t.words[group] == "convoy" else told_before(scene, i, group)
    return outer if outer.role not in (None, "forces") else Told("forces", group, group + 1, 0.9)


def _as_agent(scene: Scene, by: int, p: Counted) -> Told:
    """ "shot by three gunmen": those who act."""
    if p.kind != "people" or p.is_one or p.number.form in ("indefinite", "none"):
        return NOTHING
    for j in range(by, max(-1, by - 9), -1):
        cue = scene.closing.get(j)
        if cue is not None and cue.verbs:
            return told_by(cue, "forces", 0.5)
    return NOTHING
