"""Roles of counts: what the words around a number say became of those counted.

In:  a sentence's tokens, its counted phrases and which of them contains which.   Out: one `Told` per phrase.

The words before a phrase, the words after it, its own noun and the toll it stands in each tell something or nothing; the
plainest is taken. A phrase of which nothing is told takes the role of its whole or of the list it stands in.
"""

from __future__ import annotations

from ascribe.lexicon.number_words import load_number_words
from ascribe.lexicon.role_words import load_role_words
from ascribe.read.ground.counted_phrases import Counted
from ascribe.read.ground.role_cues import NOTHING, Scene, Told, ends_at, read_scene
from ascribe.read.ground.roles_after import told_after
from ascribe.read.ground.roles_before import told_before
from ascribe.read.ground.tokens import Tokens

__all__ = ["joined", "tell_roles"]

_SHARES = frozenset({"percent", "cent", "pc", "%", "most", "many", "some", "majority", "few", "proportion", "share", "part"})
_A_FORCE = 20  # fewer fighters, of whom nothing is told, are mere mentions: chosen on the training passages
_TOLL_REACH, _TOLL_PLAIN_REACH = 24, 12  # tokens
_TOLL_OPENERS = frozenset({"from", "does", "did", "exceeds", "exceeded", "topped", "surpassed", "not"})
_PARTING = frozenset({".", ";", ":", "while", "but", "when", "were", "was", "are", "is"})
_PERSONAL = frozenset({"killed", "injured", "displaced", "abducted", "captured"})


def tell_roles(t: Tokens, phrases: list[Counted], wholes: list[int | None]) -> list[Told]:
    """The role of each phrase, null where the words give none."""
    scene = read_scene(t, phrases)
    told = [NOTHING if _is_unharmed(t, p) else _plainest(scene, i) for i, p in enumerate(phrases)]
    shares = [_is_shared_out(t, p) and not _is_own(t, p, r) for p, r in zip(phrases, told, strict=True)]
    told = [NOTHING if shared else r for r, shared in zip(told, shares, strict=True)]
    _share_with_parts(scene, wholes, told)
    _share_in_lists(t, phrases, wholes, told)
    _spare_of_none(t, phrases, wholes, told)
    told = [
        NOTHING if shared or _is_unharmed(t, p) else r if r.role is not None else _by_noun(t, p)
        for p, r, shared in zip(phrases, told, shares, strict=True)
    ]
    _end_lists_of_things(t, phrases, told)
    return told


def _is_unharmed(t: Tokens, p: Counted) -> bool:
    """ "two of them dead, three alive": those who live met no fate; "captured two attackers alive" captured them."""
    bare = p.of is None and t.word(p.first - 1) in (",", "and", "but", "")
    return bare and t.word(p.end) in load_role_words().grammar.unharmed and not t.is_word(p.end + 1)


def _end_lists_of_things(t: Tokens, phrases: list[Counted], told: list[Told]) -> None:
    """ "listed nine rifles and a heavy machine gun": the last of things that are only named is counted with them."""
    for i, j in zip(range(len(phrases)), range(1, len(phrases)), strict=False):
        p, q = phrases[i], phrases[j]
        things = p.kind == q.kind == "materiel" and told[i].role == "materiel" and q.number.form == "indefinite"
        if things and told[j].role is None and t.word(q.first - 1) in ("and", ",") and q.first - p.end <= 2:
            told[j] = told[i]._replace(cost=1.5)


def _is_own(t: Tokens, p: Counted, told: Told) -> bool:
    """Whether the words that tell the fate belong to the phrase: "the 26 dead", "the 40 people killed were"."""
    return p.first <= told.first < p.end or (told.first == p.end and t.word(told.last) in ("were", "was", "are", "had", "have", "in"))


def _is_shared_out(t: Tokens, p: Counted) -> bool:
    """A whole of which only a share met the fate told after it: "40 percent of the 1,200 residents fled", "two of the 12 hostages
    were freed", "one in five children"; of "two of the 12 killed" all were killed."""
    words = load_number_words()
    before, last = t.word(p.first - 1), t.word(p.first - 2)
    if before == "of":
        return last in words.fractions or last in _SHARES or last in words.cardinals or last.isdecimal()
    return before in ("in", "out") and p.first >= 2 and t.word(p.first - 2) in words.cardinals


def _plainest(scene: Scene, i: int) -> Told:
    p = scene.phrases[i]
    after = NOTHING if _tells_of_a_share(scene.t, p) else told_after(scene, i)
    around = [_unless_few(told_before(scene, i), p), _unless_few(after, p)]
    return min((*around, _by_toll(scene, p), _by_head(scene, p), _by_modifier(scene, p)), key=lambda told: told.cost)


def _tells_of_a_share(t: Tokens, p: Counted) -> bool:
    """ "3 million civilians, half of whom are displaced.": all that follows is told of a share."""
    k = p.end + (t.word(p.end) == ",")
    share = (t.word(k) in load_number_words().fractions or t.word(k) in _SHARES) and t.word(k + 1) == "of" and t.word(k + 2) == "whom"
    rest = t.words[k + 3 :]
    return share and "," not in rest[: rest.index(".") if "." in rest else len(rest)]


def _unless_few(told: Told, p: Counted) -> Told:
    """One person, or people without a number, are no force."""
    numberless = p.number.low is None and p.number.high is None
    return NOTHING if told.role is None or (told.role == "forces" and (p.is_one or numberless)) else told


def _by_head(scene: Scene, p: Counted) -> Told:
    """The counted noun's own role: "12 hostages", "three bodies", "40 dead"."""
    words = scene.lexicon.words
    role = words.heads.get(p.head.rpartition(" ")[2])
    if (
        role is None
        or role == "forces"
        or (p.number.form == "indefinite" and p.head in words.event_nouns and p.head not in scene.grammar.remains)
    ):
        return NOTHING  # "an arrest", "a death penalty"
    if p.end == p.last + 1 and p.head in words.states:
        other = words.states.get(scene.t.word(p.end + 1)) if scene.t.word(p.end) in ("and", "or") else None
        both = (
            {role, other} == {"killed", "injured"} and p.end + 1 not in scene.owner and ends_at(scene, p.end + 2)
        )  # "30 dead and wounded"
        return Told("affected" if both else role, p.last, p.end, 0.0)
    # "two of the prisoners taken on Friday died": that they are prisoners is told of all
    weak = 3.0 if role == "affected" else 2.0 if p.partitive else 0.8  # patients may have died: "four patients and a nurse died"
    return Told(role, p.end - 1, p.end, -1.0 if p.head in scene.grammar.plain_heads else weak)


def _by_modifier(scene: Scene, p: Counted) -> Told:
    """A participle inside the counted phrase: "300 wounded civilians", "two million displaced people"."""
    for k in range(p.last, p.end - 1 if p.kind == "people" else p.last):
        cue = scene.opening.get(k)
        if cue is not None and (role := next((v.roles.get("people") for v in cue.verbs if "participle" in v.form), None)) in _PERSONAL:
            return Told(role, cue.first, cue.last, 0.9)
    return NOTHING


def _by_toll(scene: Scene, p: Counted) -> Told:
    """ "the toll rose to 45", "the number of wounded stood at 12"."""
    t, words = scene.t, scene.lexicon.words
    if p.kind not in ("people", "other") or (t.word(p.first - 1) not in words.toll_links and t.word(p.first) not in _TOLL_OPENERS):
        return NOTHING
    for k in range(p.first - 1, max(-1, p.first - _TOLL_REACH), -1):
        word = t.words[k]
        if word in (".", ";"):
            break
        role = words.tolls.get(word)
        if role is None:
            continue
        if t.word(p.first - 1).startswith("number") and k == p.first - 2:
            other = words.states.get(t.word(k - 2)) if t.word(k - 1) in ("and", "or") else None
            # "the dead numbered 31", of which a force would be told, too
            return Told("affected" if other not in (None, role) else role, k, k + 1, -1.0)
        if _is_put_at(t, p, k):
            return Told(role, k, k + 1, 0.35)
        if word == "toll":
            named = (words.tolls[t.words[j]] for j in range(k + 1, p.first) if t.words[j] in words.tolls)
            return Told(next(named, role), k, k + 1, 0.35)
        plain = word in scene.grammar.plain_tolls and k >= p.first - _TOLL_PLAIN_REACH
        if plain or any(t.words[j] in words.counting_nouns for j in range(max(0, k - 6), k)):
            return Told(role, k, k + 1, 0.35)
    return NOTHING


def _is_put_at(t: Tokens, p: Counted, k: int) -> bool:
    """Whether the number is that of the noun at `k`: "put the dead at 12 and the wounded at 30"."""
    at = p.first - 1
    return k + 1 == at and t.word(at) == "at" and t.word(k - 1) == "the"


def joined(t: Tokens, p: Counted, q: Counted) -> bool:
    """Whether `q` continues a list that `p` stands in."""
    return t.word(q.first - 1) in ("and", ",", "or", "&") or (t.word(q.first - 1) == "of" and t.word(q.first - 2) == "and")


def _share_with_parts(scene: Scene, wholes: list[int | None], told: list[Told]) -> None:
    phrases = scene.phrases
    for i, whole in enumerate(wholes):
        if whole is None or told[whole].role is None or (phrases[i].head in scene.lexicon.words.states and told[i].role is not None):
            continue  # "five were arrested, two of them wounded"
        of_whom = scene.t.word(phrases[i].end - 1) == "whom"  # "kidnapped 18, eight of whom were later found dead"
        plain_enough = 1.5 if of_whom else 0.4 if phrases[i].of_pronoun else 1.0
        by_the_agent = told[i].role == "forces" and told[whole].role in _PERSONAL  # "killed by air strikes, including eight people"
        if told[i].role is None or by_the_agent or (told[i].cost > plain_enough and told[whole].cost < told[i].cost):
            told[i] = told[whole]._replace(cost=told[whole].cost + 0.5)


def _share_in_lists(t: Tokens, phrases: list[Counted], wholes: list[int | None], told: list[Told]) -> None:
    """ "two policemen and two militants were killed", "killing a guard and two workers"."""
    pairs = [(i, i + 1) for i in range(len(phrases) - 1) if _stand_together(t, phrases[i], phrases[i + 1])]
    for i, j in reversed(pairs):
        if told[i].role is None and told[j].role is not None and told[j].first >= phrases[j].end and wholes[j] is None:
            told[i] = told[j]
    for i, j in zip(range(len(phrases)), range(1, len(phrases)), strict=False):
        if told[i].role is not None and told[j].role is None and _is_shared_between(t, phrases[i], phrases[j]):
            told[j] = told[i]._replace(cost=told[i].cost + 1)
    for i, j in pairs:
        if told[i].role is None or not (told[i].first < phrases[i].first or wholes[i] is not None):
            continue
        further = phrases[j].kind == "materiel" and told[i].role == "materiel" == told[j].role and told[i].cost < told[j].cost
        if told[j].role is None or further:  # "seized 12 rifles, a pistol and a drone": the last is told as plainly as the first
            told[j] = told[i]


def _is_shared_between(t: Tokens, p: Counted, q: Counted) -> bool:
    """ "Uganda will send 4,500 troops, followed by Ethiopia with 2,500, Djibouti with 1,520": a bare number of the same, beside a name."""
    between = range(p.end, q.first - 1)
    return (
        q.of is None
        and q.number.form == "number"
        and t.word(q.first - 1) == "with"
        and t.word(q.end) in ("", ",", ".", "and", ";")
        and 2 <= len(between) <= 8
        and all(t.words[k] in ("followed", "by", ",", "and") or t.raw(k)[:1].isupper() for k in between)
    )


def _spare_of_none(t: Tokens, phrases: list[Counted], wholes: list[int | None], told: list[Told]) -> None:
    """ "None of the 4 priests and 100 refugees was hurt": nothing became of those."""
    for i, whole in enumerate(wholes):
        if whole is None or phrases[i].number.form != "none" or _is_own(t, phrases[whole], told[whole]):
            continue
        fate, j = told[whole].first, whole
        while j < len(phrases) and (j == whole or _stand_together(t, phrases[j - 1], phrases[j])) and told[j].first == fate:
            told[j], j = NOTHING, j + 1


def _stand_together(t: Tokens, p: Counted, q: Counted) -> bool:
    near = joined(t, p, q) and 0 <= q.first - p.end <= 8 and (p.kind == q.kind or p.noun is None or q.noun is None)
    return near and not any(t.words[k] in _PARTING for k in range(p.end, q.first))


def _by_noun(t: Tokens, p: Counted) -> Told:
    """Where no word tells: weapons and vehicles are materiel, fighters in numbers are forces."""
    if p.number.form in ("indefinite", "none"):
        return NOTHING
    if p.kind == "materiel" and p.number.low is not None:
        return Told("materiel", p.end - 1, p.end, 5.0)
    if t.word(p.last + 1) == "strong" and t.touches(p.last + 1):
        return Told("forces", p.last + 1, p.last + 2, 1.0)
    if p.noun is not None and p.noun.of_kind == "combatant" and (p.number.low or p.number.high or 0) >= _A_FORCE:
        return Told("forces", p.end - 1, p.end, 5.0)
    return NOTHING
