"""Roles told after a number: "12 were killed", "12 dead", "12 people, who had fled, were arrested", "four gunmen opened fire".

In:  the scene of a sentence and the index of a counted phrase.   Out: what the words after the phrase tell of it.

The search goes rightwards from the phrase to the first verb that takes it as object (passive, or a bare participle) or as
subject, or to a state. A relative clause speaks only where the main clause does not.
"""

from __future__ import annotations

from ascribe.domain.quantity import QuantityRole
from ascribe.read.ground.counted_phrases import Counted
from ascribe.read.ground.role_cues import NOTHING, Cue, Scene, Told, ends_at, role_by_verb, tells_both, told_by

__all__ = ["told_after"]

_REACH = 40  # tokens; a phrase that is stepped over counts as two
_SIGNS = frozenset({",", "(", ")", "-", "–", "—", '"', "”", "“", "*", "[", "]", "/"})
_LIGHT = frozenset({"have", "had", "has", "others", "other", "people"})
_OBJECT_AFTER_UNKNOWN_VERB = frozenset({"the", "a", "an", "his", "their", "into", "out", "to"})


class _Walk:
    """Where the search stands and what it has passed."""

    def __init__(self, k: int) -> None:
        self.k, self.cost, self.distance = k, 0.0, 0
        self.saw_be = False  # a form of "be"
        self.relative = False  # "who", "which", "that"
        self.listed = False  # another member of a list
        self.other_verb = False  # a verb that the lexicon lacks
        self.aside = NOTHING  # what a relative clause said
        self.told_which = False  # a participle has said of which some are meant

    def step(self, to: int, cost: float, distance: int = 1) -> None:
        self.k, self.cost, self.distance = to, self.cost + cost, self.distance + distance


def told_after(scene: Scene, i: int) -> Told:
    """What the words after phrase `i` tell of it."""
    t, p = scene.t, scene.phrases[i]
    walk = _Walk(p.end + (p.of_pronoun and t.word(p.end) in ("who", "that")))
    while walk.k < len(t.words) and walk.distance < _REACH:
        k = walk.k
        if scene.owner.get(k, i) != i:
            other = scene.phrases[scene.owner[k]]
            link = t.word(other.first - 1)
            if link not in scene.grammar.passable or walk.other_verb or walk.told_which:
                break
            walk.listed = walk.listed or link in scene.grammar.listing
            walk.step(other.end, 1.2, 2)
            continue
        if scene.ends_clause(k) and not (t.words[k] == "as" and (walk.relative or t.word(k - 1) in scene.grammar.naming)):
            break
        cue = scene.opening.get(k)
        if cue is None:
            _pass_word(scene, walk)
            continue
        told = _by_cue(scene, cue, p, walk)
        if told is None:
            break
        if told.role is not None and not walk.relative and not _tells_which(cue, p, walk):
            return told
        if told.role is not None:
            walk.told_which = walk.told_which or not walk.relative
            walk.aside = told if walk.aside.role is None else walk.aside
            walk.relative = walk.saw_be = False
            walk.step(cue.last, 0.5)
            continue
        walk.step(cue.last, 1)
    return walk.aside


def _tells_which(cue: Cue, p: Counted, walk: _Walk) -> bool:
    """ "two of the men arrested on Friday have died": the participle tells of all of which two are meant."""
    takes_object = any(v.frame == "object" for v in cue.verbs)
    bare = takes_object and not cue.acts and not cue.passive and cue.verbs[0].form in ("past_or_participle", "participle")
    return p.partitive and bare and not walk.saw_be and walk.distance == 0


def _pass_word(scene: Scene, walk: _Walk) -> None:
    t, k = scene.t, walk.k
    word = t.words[k]
    cost = 0.2
    if word in scene.grammar.be:
        if walk.relative and walk.saw_be and t.word(k - 1) not in ("and", "or", ","):
            walk.relative = False  # "three men who were involved in the massacre were killed"
        walk.saw_be, cost = True, 0.0
    elif word in ("who", "which", "that"):
        walk.relative, cost = True, 0.1
    elif word in _SIGNS:
        cost = 0.1
    elif word in ("and", "or"):
        cost = 1.0
    elif word in scene.lexicon.prepositions:
        cost = 0.3
    elif word in scene.lexicon.adverbial or word.endswith("ly") or word in _LIGHT:
        cost = 0.05
    elif not walk.relative and not walk.saw_be and _looks_like_verb(scene, k):
        walk.other_verb, cost = True, 1.2
    walk.step(k + 1, cost)


def _looks_like_verb(scene: Scene, k: int) -> bool:
    word = scene.t.words[k]
    return word.endswith("ed") and len(word) > 4 and scene.t.raw(k)[:1].islower() and scene.t.word(k + 1) in _OBJECT_AFTER_UNKNOWN_VERB


def _by_cue(scene: Scene, cue: Cue, p: Counted, walk: _Walk) -> Told | None:
    """What a cue tells; null where the phrase turns out to be the subject of an act, and the search ends."""
    in_main_clause_after_aside = walk.aside.role is not None
    if cue.verbs:
        told = _by_verb(scene, cue, p, walk)
        if told.role is not None:
            reduced_after_comma = scene.t.word(cue.first - 1) == "," and not cue.passive
            return told._replace(cost=told.cost + reduced_after_comma)
        active = not cue.passive and cue.verbs[0].form != "gerund" and not _is_reduced(scene, cue, walk)
        if not cue.passive and (
            (in_main_clause_after_aside and cue.verbs[0].frame == "object") or (active and not walk.relative and not walk.listed)
        ):
            return None
        if not active and not walk.saw_be and not walk.relative and walk.distance == 0:
            walk.cost += 1.5
        walk.relative = False
    said = walk.saw_be or walk.distance <= 1 or walk.relative
    if (
        cue.state is None
        or not said
        or p.kind not in ("people", "other")
        or (cue.verbs and cue.acts)
        or (in_main_clause_after_aside and not walk.saw_be)
    ):
        return NOTHING
    return told_by(cue, _dead_or_wounded(scene, cue) or cue.state, walk.cost + 0.4 * walk.saw_be)


def _is_reduced(scene: Scene, cue: Cue, walk: _Walk) -> bool:
    """ "two of the men taken by the rebels were shot": a relative clause without "who were"."""
    form = cue.verbs[0].form
    return walk.distance == 0 and not cue.acts and (form == "participle" or (form != "base" and scene.t.word(cue.last) == "by"))


def _by_verb(scene: Scene, cue: Cue, p: Counted, walk: _Walk) -> Told:
    form = cue.verbs[0].form
    as_object, as_subject = role_by_verb(cue.verbs, "object", p), role_by_verb(cue.verbs, "subject", p)
    following = scene.opening.get(cue.last + 1) if scene.t.word(cue.last) == "and" else None
    if following is not None and (role := role_by_verb(following.verbs, "object", p)) is not None:
        to_death = as_object == "injured" and role == "killed" and not tells_both(scene, cue.first, following.first)
        if as_object == "affected" or to_death:  # "shot and killed", "stabbed and killed"
            cue, as_object = following._replace(passive=cue.passive), role
    if cue.passive:
        if as_object is None and as_subject == "forces":
            return NOTHING
        return told_by(cue, _killed_or_wounded(scene, cue, p) or as_object or as_subject, walk.cost + 0.1)
    if as_subject is not None and as_subject != "forces":
        return told_by(cue, as_subject, walk.cost + 0.1)
    acting = not walk.listed and not p.is_one and p.number.form in ("number", "vague")
    if as_subject == "forces" and acting and form != "gerund":
        return told_by(cue, as_subject, walk.cost + 0.8) if not walk.other_verb and walk.cost <= 1.2 else NOTHING
    if form in ("past_or_participle", "participle") and not cue.acts and not walk.other_verb:
        return told_by(cue, as_object, walk.cost) if as_object is not None else NOTHING
    agent = next((v.as_agent for v in cue.verbs if v.as_agent), None)
    if form != "gerund" and cue.acts and acting and p.kind == "people" and not p.partitive and walk.cost < 1.2 and agent is not None:
        return told_by(cue, agent, walk.cost + 1.0)
    return NOTHING


def _killed_or_wounded(scene: Scene, cue: Cue, p: Counted) -> QuantityRole | None:
    """ "12 were killed or wounded", "12 were killed and wounded" tell neither; "no one was killed or wounded" tells both."""
    after = scene.lexicon.words.verbs.get(scene.t.word(cue.last + 1))
    link = scene.t.word(cue.last)
    if link not in ("or", "and") or after is None or p.number.form == "none" or after[0].frame != "object":
        return None
    if link == "and" and not ends_at(scene, cue.last + 2):
        return None
    return "affected" if tells_both(scene, cue.first, cue.last + 1) else None


def _dead_or_wounded(scene: Scene, cue: Cue) -> QuantityRole | None:
    """ "wounded or dead", "dead and wounded" tell neither."""
    other = scene.lexicon.words.states.get(scene.t.word(cue.last + 1)) if scene.t.word(cue.last) in ("or", "and") else None
    together = scene.t.word(cue.last) == "or" or ends_at(scene, cue.last + 2)
    return "affected" if together and other is not None and {other, cue.state} == {"killed", "injured"} else None
