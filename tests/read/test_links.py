"""How the model's answers and the rules' findings make one choice: sources, participants, figures, triggers."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest

from ascribe.domain.actor import ParticipantPhrase
from ascribe.domain.attribution import AttributionRelation
from ascribe.domain.event import EventMention
from ascribe.domain.quantity import Count
from ascribe.domain.span import Span
from ascribe.inference.labels import CHOSEN, CLASSES, LINKS, ROLES, TAGS, TYPES
from ascribe.inference.model import Answer
from ascribe.inference.words import words_of
from ascribe.read.attribute.said_by import said_by
from ascribe.read.extract.linked import _whole_name, linked_counts, linked_participants
from ascribe.read.extract.participants import Participants
from ascribe.read.extract.triggers import find_triggers
from ascribe.read.links import DocumentWords, Links

TEXT = "Rebels said the army had shelled Homs, killing 12 people, seven of them children. Police denied it."
WORDS = words_of(TEXT)


def at(words: str) -> Span:
    start = TEXT.index(words)
    return Span(start, start + len(words))


def links(none: float = 0.0, roles: dict[str, tuple[str, float]] | None = None, **linked: dict[str, float]) -> Links:
    """An answer in which the words given have the probabilities given."""
    n = len(WORDS)
    table, role_table = np.zeros((n, len(LINKS)), np.float32), np.zeros((n, len(ROLES)), np.float32)
    document = DocumentWords(WORDS)
    for link, words in linked.items():
        for word, p in words.items():
            for i in document.range_of(at(word)):
                table[i, LINKS.index(link)] = p
    for word, (role, p) in (roles or {}).items():
        for i in document.range_of(at(word)):
            role_table[i, ROLES.index(role)] = p  # type: ignore[arg-type]
    nothing = np.array([none] + [1.0] * (len(CHOSEN) - 1), np.float32)
    classes = {name: np.full(size, 1 / size, np.float32) for name, size in CLASSES.items()}
    return Links(Answer(0, table, nothing, role_table, classes), document)


def relation(source: str, cue: str) -> AttributionRelation:
    return AttributionRelation(source=at(source), source_name=source, source_kind="unnamed", cue=at(cue), contents=())


def phrase(words: str, form: str = "group") -> ParticipantPhrase:
    return ParticipantPhrase(
        span=at(words),
        head=at(words),
        name=words,
        form=form,
        kind=None,
        of_kind="unknown",
        source_kind=None,
        actor=None,  # type: ignore[arg-type]
    )


REBELS, POLICE = relation("Rebels", "said"), relation("Police", "denied")
CARRIED = msgspec.structs.replace(REBELS, carried=True)


@pytest.mark.parametrize(
    ("none", "probabilities", "ruled", "expected"),
    [
        pytest.param(0.1, {"Rebels": 0.8}, REBELS, REBELS, id="both agree"),
        pytest.param(0.1, {"Police": 0.8}, REBELS, REBELS, id="a saying that holds the trigger stands"),
        pytest.param(0.1, {"Police": 0.8}, CARRIED, POLICE, id="one that is only carried on does not"),
        pytest.param(0.3, {"Rebels": 0.34, "Police": 0.36}, CARRIED, CARRIED, id="unless the model is hardly surer of another"),
        pytest.param(0.98, {"Rebels": 0.02}, REBELS, None, id="the outlet, where the model is all but certain"),
        pytest.param(0.95, {}, None, None, id="nobody"),
    ],
)
def test_who_says_it(
    none: float, probabilities: dict[str, float], ruled: AttributionRelation | None, expected: AttributionRelation | None
) -> None:
    assert said_by(TEXT, at("shelled"), ruled, [ruled or REBELS, POLICE], links(none, source=probabilities), [phrase("army")]) is expected


def test_a_source_that_no_rule_saw_is_the_longest_phrase_that_holds_it() -> None:
    answer = links(0.1, source={"army": 0.9}, cue={"had": 0.1})
    found = said_by(TEXT, at("shelled"), None, [POLICE], answer, [phrase("army", "modifier"), phrase("the army"), phrase("army")])
    assert found is not None
    assert (found.source, found.cue) == (at("the army"), None)


def test_trust_spread_over_named_sources_makes_no_new_one() -> None:
    answer = links(0.2, source={"Rebels": 0.4, "Police": 0.4})
    assert said_by(TEXT, at("shelled"), None, [REBELS, POLICE], answer, [phrase("Police")]) in (REBELS, POLICE)


SHELLED = EventMention(trigger=at("shelled"), type="shelling", lemma="shell", word_class="verb", score=0.9)
KILLING = EventMention(trigger=at("killing"), type="killing", lemma="kill", word_class="verb", score=0.6)


NOBODY = Participants((), ())
PHRASES = ("Rebels", "army", "12 people", "children")


def people(answer: Links, ruled: Participants = NOBODY) -> tuple[list[str], list[str]]:
    every = [phrase(p) for p in PHRASES]
    found = linked_participants(TEXT, SHELLED, lambda span: [p for p in every if span.start <= p.span.start < span.end], answer, ruled)
    return [p.name for p in found.initiator], [p.name for p in found.target]


def test_participants_are_phrases_that_the_model_links() -> None:
    assert people(links(initiator={"army": 0.8}, target={"people": 0.7})) == (["army"], ["12 people"])


def test_the_rules_participant_stands_unless_contradicted() -> None:
    ruled = Participants((phrase("army"),), ())
    assert people(links(initiator={"army": 0.25}), ruled) == (["army"], [])
    assert people(links(initiator={"army": 0.05, "Rebels": 0.9}), ruled) == (["Rebels"], [])


def test_nobody_stands_on_both_sides() -> None:
    assert people(links(initiator={"army": 0.6}, target={"army": 0.9})) == ([], ["army"])


def test_words_without_a_phrase_stand_for_themselves() -> None:
    assert people(links(target={"Homs": 0.9})) == ([], ["Homs"])


def counts() -> tuple[Count, Count]:
    whole = Count(span=at("12"), low=12, high=12, qualifier="exact", of=at("people"), kind="people", role="killed", role_by=at("killing"))
    return whole, Count(span=at("seven"), low=7, high=7, qualifier="exact", of=at("children"), kind="people", role="killed", part_of=0)


def test_a_part_follows_its_whole() -> None:
    shelling, killing = links(roles={"12": ("killed", 0.9)}), links(roles={"seven": ("killed", 0.95)})
    _, own = linked_counts([SHELLED, KILLING], counts(), {SHELLED.trigger: shelling, KILLING.trigger: killing}, [(0, 1), ()])
    assert own == ((0, 1), ())


def test_the_rules_figure_stands_unless_the_model_is_surer() -> None:
    nothing = links()
    _, own = linked_counts([SHELLED, KILLING], counts()[:1], {SHELLED.trigger: nothing, KILLING.trigger: nothing}, [(), (0,)])
    assert own == ((), (0,))
    sure = links(roles={"12": ("injured", 0.95)})
    told, own = linked_counts([SHELLED, KILLING], counts()[:1], {SHELLED.trigger: sure, KILLING.trigger: nothing}, [(), (0,)])
    assert (own, told[0].role, told[0].role_by) == (((0,), ()), "injured", None)


def test_dead_and_wounded_who_are_not_told_apart_are_neither() -> None:
    both = msgspec.structs.replace(counts()[0], role="affected")
    sure = links(roles={"12": ("killed", 0.95)})
    told, own = linked_counts([KILLING], [both], {KILLING.trigger: sure}, [()], undivided=frozenset((0,)))
    assert (own, told[0].role) == (((0,),), "affected")
    told, _ = linked_counts([KILLING], [both], {KILLING.trigger: sure}, [()])
    assert told[0].role == "killed"


def test_a_number_of_no_event_has_no_role() -> None:
    told, own = linked_counts([SHELLED], counts()[:1], {SHELLED.trigger: links()}, [()])
    assert (told[0].role, own) == (None, ((),))


class FakeLabels:
    """Starts of triggers where told; every start is of the type given."""

    def __init__(self, starts: dict[str, float], type_: str) -> None:
        words = DocumentWords(WORDS)
        self._starts = np.zeros(len(WORDS), np.float32)
        for word, p in starts.items():
            self._starts[words.range_of(at(word)).start] = p
        self._types = np.array([0.9 if t == type_ else 0.0 for t in TYPES], np.float32)

    def starts(self, tag: str) -> np.ndarray:
        assert tag in TAGS
        return self._starts

    def run(self, tag: str, start: int, stop: int) -> range:
        return range(start, start + 1)

    def type_probabilities(self, word: int) -> np.ndarray:
        return self._types


@pytest.mark.parametrize(
    ("starts", "listed", "found"),
    [
        pytest.param({"shelled": 0.9}, [SHELLED], [("shelled", True)], id="both"),
        pytest.param({"shelled": 0.5}, [], [("shelled", False)], id="a word that the lexicon lacks is worth less"),
        pytest.param({"shelled": 0.01}, [SHELLED], [("shelled", False)], id="the lexicon alone does not suffice"),
        pytest.param({"Homs": 0.01}, [], [], id="nothing"),
    ],
)
def test_triggers(starts: dict[str, float], listed: list[EventMention], found: list[tuple[str, bool]]) -> None:
    mentions = find_triggers(TEXT, Span(0, len(TEXT)), DocumentWords(WORDS), FakeLabels(starts, "shelling"), listed)  # type: ignore[arg-type]
    assert [(m.trigger.of(TEXT), m.score > 0.5) for m in mentions] == found
    assert all(m.type == "shelling" for m in mentions)


@pytest.mark.parametrize(
    ("text", "word", "whole"),
    [
        ("Yesterday the Federal Aviation Office of Germany suspended it.", "Office", "Federal Aviation Office of Germany"),
        ("The Soroka Medical Center is hit.", "Center", "Soroka Medical Center"),
        ("forces loyal to Syria’s Bashar al-Assad came", "forces", "forces"),
        ("THE BANK OF LIMA WAS HIT", "BANK", "BANK"),  # capitals tell nothing here
    ],
)
def test_a_part_of_a_name_grows_to_the_whole_of_it(text: str, word: str, whole: str) -> None:
    start = text.index(word)
    assert _whole_name(text, Span(start, start + len(word))).of(text) == whole
