"""Role cues: the words of a sentence that can say what became of those counted.

In:  a sentence's tokens and counted phrases.   Out: a `Scene`, where every cue is found by its first and its last token.
"""

from __future__ import annotations

from functools import cache
from typing import Literal, NamedTuple

from ascribe.domain.quantity import QuantityRole
from ascribe.lexicon.counted_nouns import load_counted_nouns
from ascribe.lexicon.role_words import RoleGrammar, RoleVerb, RoleWords, load_role_words
from ascribe.read.ground.counted_phrases import Counted, closers
from ascribe.read.ground.tokens import Phrases, Tokens

__all__ = ["NOTHING", "Cue", "Scene", "Told", "ends_at", "read_scene", "role_by_verb", "tells_both", "told_by"]

_HURT = frozenset({"injured", "injuring", "injure", "wounded", "wounding", "wound", "hurt", "hurting", "maimed"})
#: Prepositions that may stand before a number.
_FURTHER = frozenset({"about", "over", "around", "up", "under", "between", "more"})


class Told(NamedTuple):
    """A role with the tokens `[first, last)` that give it. The lower the `cost`, the plainer the words."""

    role: QuantityRole | None
    first: int = -1
    last: int = -1
    cost: float = 99.0


NOTHING = Told(None)


class Cue(NamedTuple):
    """Role words at tokens `[first, last)`: a verb, a state ("dead"), an event noun ("death"), or several of these.

    `passive`: a form of "be" governs it. `acts`: an object follows it.
    """

    first: int
    last: int
    verbs: tuple[RoleVerb, ...]
    state: QuantityRole | None
    noun: QuantityRole | None
    passive: bool
    acts: bool


class _Lexicon(NamedTuple):
    words: RoleWords
    verbs: Phrases[tuple[RoleVerb, ...]]
    states: Phrases[QuantityRole]
    closing: frozenset[str]
    prepositions: frozenset[str]
    adverbial: frozenset[str]
    groups: frozenset[str]
    verbs_of_none: frozenset[str]


@cache
def _lexicon() -> _Lexicon:
    w, nouns = load_role_words(), load_counted_nouns()
    small = nouns.closers
    verbs, states = Phrases(w.verbs.items()), Phrases(w.states.items())
    return _Lexicon(w, verbs, states, closers(), small["prepositions"], small["auxiliaries"], nouns.groups_of_people, small["verbs"])


class Scene(NamedTuple):
    """A sentence as the search for roles sees it. `owner` maps tokens to the phrase that covers them."""

    t: Tokens
    phrases: list[Counted]
    owner: dict[int, int]
    opening: dict[int, Cue]
    closing: dict[int, Cue]
    lexicon: _Lexicon

    @property
    def grammar(self) -> RoleGrammar:
        return self.lexicon.words.grammar

    def ends_clause(self, k: int) -> bool:
        """Whether token `k` ends a clause; the "as" of "as well as" does not."""
        word = self.t.words[k]
        return word in self.grammar.clause_ends and not (word == "as" and "well" in (self.t.word(k - 1), self.t.word(k + 1)))


def read_scene(t: Tokens, phrases: list[Counted]) -> Scene:
    """The sentence with its cues."""
    owner = {k: i for i, p in enumerate(phrases) for k in range(p.first, p.end)}
    scene, starts, k = Scene(t, phrases, owner, {}, {}, _lexicon()), {p.first for p in phrases}, 0
    while k < len(t.words):
        cue = _cue(scene, k, starts)
        if cue is None:
            k += 1
            continue
        scene.opening[cue.first] = scene.closing[cue.last] = cue
        k = cue.last
    return scene


def _cue(scene: Scene, k: int, starts: set[int]) -> Cue | None:
    t, x = scene.t, scene.lexicon
    verbs, state, noun = x.verbs.at(t.words, k), x.states.at(t.words, k), x.words.event_nouns.get(t.words[k])
    if verbs is None and state is None and noun is None:
        return None
    end = max(found[1] for found in (verbs, state, (None, k + 1)) if found is not None)
    meant = tuple(v for v in verbs[0] if _is_meant(scene, k, end, v, starts)) if verbs and verbs[1] == end else ()
    passive = any(v.form != "gerund" for v in meant) and _is_passive(scene, k)
    return Cue(k, end, meant, state[0] if state and state[1] == end else None, noun, passive, _acts(scene, end, starts))


def _is_meant(scene: Scene, k: int, end: int, verb: RoleVerb, starts: set[int]) -> bool:
    """Whether the words are the verb and no noun of the same form: "they attack 12", not "the attack"; "sustained injuries"."""
    t, grammar = scene.t, scene.grammar
    if t.word(k - 1) in ("-", "‑") and t.touches(k):
        return False  # "Kurdish-led"
    if verb.needs:
        return any(t.word(j) in verb.needs for j in range(end, end + 5))
    if verb.form not in ("base", "finite"):
        return True
    if t.word(k - 1) in grammar.noun_openers:
        return False
    if end in starts or (verb.form == "base" and t.word(k - 1) in grammar.infinitive_openers):
        return True
    return verb.frame == "subject" and k - 1 in scene.owner


def _is_passive(scene: Scene, k: int) -> bool:
    """Whether a form of "be" governs the verb at token `k`: "were", "have reportedly also been", "was shot and"."""
    for j in range(k - 1, max(-1, k - 8), -1):
        word = scene.t.words[j]
        if word in scene.grammar.be:
            return True
        if j in scene.owner:
            return False
        participle = word.endswith(("ed", "ly")) or (word in scene.lexicon.words.verbs and word.endswith(("en", "t", "n")))
        if word not in scene.grammar.between_be_and_verb and not participle:
            return False
    return False


def _acts(scene: Scene, k: int, starts: set[int]) -> bool:
    """Whether an object begins at token `k` or after an adverb or particle there."""
    t = scene.t
    for _ in range(3):
        if k in starts:
            return True
        word = t.word(k)
        if not word.endswith("ly") and word not in ("also", "off", "even", "only", "up", "down", "dead"):
            break
        k += 1
    word = t.word(k)
    if k in starts or word in scene.grammar.object_openers:
        return True
    return t.is_word(k) and word not in scene.lexicon.closing and not word.endswith("ing")


def ends_at(scene: Scene, k: int) -> bool:
    """Whether a statement of fate is over before token `k`: a sign, a preposition, "and", "but" or a form of "be" stands there, and
    nobody further ("12 were killed and wounded in the raid", not "12 were killed and wounded 30")."""
    t, word = scene.t, scene.t.word(k)
    if k in scene.owner or t.is_numeral(k) or word in _FURTHER or (word == "at" and t.word(k + 1) in ("least", "most")):
        return False
    return (
        not t.is_word(k)
        or word in scene.lexicon.prepositions
        or word in scene.grammar.be
        or word in ("when", "while", "since", "after", "and", "but")
    )


def tells_both(scene: Scene, first: int, second: int) -> bool:
    """Whether the verbs at two tokens tell the dead and the wounded together; "stabbed and killed" tells the dead alone."""
    t, verbs = scene.t, scene.lexicon.words.verbs
    roles = {word: verbs[word][0].roles.get("people") for word in (t.word(first), t.word(second)) if word in verbs}
    hurt = [word for word, role in roles.items() if role == "injured"]
    return set(roles.values()) == {"killed", "injured"} and (t.word(second - 1) == "or" or hurt[0] in _HURT)


def role_by_verb(verbs: tuple[RoleVerb, ...], frame: Literal["object", "subject"], p: Counted) -> QuantityRole | None:
    """The role that a verb gives to what is counted, as its object or as its subject."""
    for verb in verbs:
        role = _role_for(verb, p) if verb.frame == frame else None
        if role is not None:
            return role
    return None


def _role_for(verb: RoleVerb, p: Counted) -> QuantityRole | None:
    if p.noun is None:
        return verb.roles.get("any")
    if not p.is_one and p.kind in ("people", "materiel"):
        several = verb.roles.get("several people" if p.kind == "people" else "several things")
        if several is not None:
            return several
    return verb.roles.get(p.head) or verb.roles.get(p.noun.of_kind) or verb.roles.get(p.kind)


def told_by(cue: Cue, role: QuantityRole | None, cost: float) -> Told:
    """What a cue tells. "affected" is the vaguest of roles, so any other that is told as plainly wins."""
    return Told(role, cue.first, cue.last, cost + (role == "affected"))
