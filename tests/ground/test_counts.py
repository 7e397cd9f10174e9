"""Counts: what is counted, what became of it, what is part of what, and what it is a count of."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ascribe.domain.quantity import Count
from ascribe.domain.span import Span
from ascribe.read.ground.counts import ground_counts
from tests.timing import processor_seconds

Row = tuple[str, str]  # a sentence, and its figures as "role low..high", in text order


def counts(text: str) -> tuple[Count, ...]:
    return ground_counts(text, Span(0, len(text)))


def figures(text: str) -> str:
    def bound(n: int | None) -> str:
        return "" if n is None else str(n)

    told = (c for c in counts(text) if c.role is not None)
    return ", ".join(
        f"{c.role} {c.low}" if c.low == c.high and c.low is not None else f"{c.role} {bound(c.low)}..{bound(c.high)}" for c in told
    )


ROLES: list[Row] = [
    # a list goes on as it begins
    ("They seized 12 rifles, a pistol and a drone.", "materiel 12, materiel 1, materiel 1"),
    (
        "Four strikes destroyed a mortar, an excavator, five bunkers, a front-end loader and two tunnels.",
        "materiel 1, materiel 1, materiel 5, materiel 1, materiel 2",
    ),
    ("Jets destroyed a weapons cache, two pickup trucks and a command post.", "materiel 1, materiel 2, materiel 1"),
    ("He taught at a university and left a command post.", ""),
    ("They killed two guards and a cook, and seized a pistol and a radio.", "killed 2, killed 1, materiel 1, materiel 1"),
    ("The strike destroyed a fighting position and a tunnel entrance.", "materiel 1, materiel 1"),
    ("They destroyed a car and a spokesman said so.", "materiel 1"),
    ("They listed nine rifles and a heavy machine gun among the booty.", "materiel 9, materiel 1"),
    ("The strike destroyed a vehicle, a command and control node and a tank.", "materiel 1, materiel 1, materiel 1"),
    ("Militants blew up a government-run school.", "materiel 1"),
    # killed and wounded, not told apart
    ("More than 60 civilians were killed and injured in bombings.", "affected 61.."),
    ("At least 12 have been killed or wounded.", "affected 12.."),
    ("The blast left 30 dead and wounded.", "affected 30"),
    ("There were 30 dead and 12 wounded.", "killed 30, injured 12"),
    ("Two men were stabbed and killed on Sunday.", "killed 2"),
    ("He stabbed and killed two men.", "killed 2"),
    ("Three were wounded and killed in the shelling.", "affected 3"),
    ("One person was killed and another injured.", "killed 1, injured 1"),
    ("The attack killed and wounded dozens.", "affected 24.."),
    ("The death or injury of 12 people was reported.", "affected 12"),
    ("The army reported the capture, surrender or death of 4,637 insurgents.", "affected 4637"),
    ("The blast left 12 dead and wounded at least 30.", "killed 12, injured 30.."),
    ("Eight soldiers were killed and injured civilians were evacuated.", "killed 8"),
    ("Twelve people, most of whom were children, were killed.", "killed 12"),
    ("Police captured two attackers alive.", "captured 2"),
    ("Two cities were caught up in the fighting.", ""),
    ("One rebel faction held hostages for ransom.", ""),
    # units, places, and what others send
    ("Near Raqqa, 12 strikes engaged six ISIL tactical units.", "forces 6"),
    ("Fighters captured eight bases and two villages.", "materiel 8, materiel 2"),
    ('It has "eliminated" two rocket crews near the town.', ""),
    (
        "Uganda will contribute 4,500 troops, followed by Ethiopia with 2,500 and Djibouti with 1,520.",
        "forces 4500, forces 2500, forces 1520",
    ),
    # those who live, and a share
    ("Five were rendered ineffective, two of them dead, three alive.", "affected 5, killed 2"),
    ("Five gunmen were seized, two of them wounded, three unharmed.", "captured 5, injured 2"),
    ("It is home to 3 million civilians, half of whom are displaced.", ""),
    ("Fifty-eight passengers, most of them pilgrims returning home, were killed.", "killed 58"),
    # one number, perhaps another
    ("Her neighbours put the dead at six, perhaps eight.", "killed 6..8"),
    ("Seven, maybe 10 soldiers were killed.", "killed 7..10"),
    ("They killed 40, perhaps 60 of them civilians.", "killed 40, killed 60"),
    ("In 1994, perhaps 5,000 people were killed.", "killed 5000"),
    # one more, without a noun; a share and a moment are none
    ("killing two villagers and injuring a third.", "killed 2, injured 1"),
    ("Two soldiers died and a fourth was captured.", "killed 2, captured 1"),
    ("A third of the town was destroyed.", ""),
    ("Within a second, he was killed.", ""),
    # a verb's own "over"
    ("The rebels took over three positions.", "materiel 3"),
    ("Over 40 were hurt.", "injured 41.."),
    # none of those counted
    ("None of the 4 priests and about 100 refugees was hurt in the attack.", "injured 0"),
    ("None of the 12 wounded was in danger.", "injured 0, injured 12"),
    # a part has its whole's fate, not the agent's
    ("More than 70 people were killed by air strikes, including eight people in a house.", "killed 71.., killed 8"),
    # the relative clause is not what became of them
    ("Three men who were involved in the massacre were killed and two others were injured.", "killed 3, injured 2"),
    # ages, names and those whose kin is meant
    ("Minors between the ages of 14 and 17 were rescued.", ""),
    ("Police shot dead Ramesh Jain 38 in Delhi.", ""),
    ("The Barrio 18 killed two men.", "killed 2"),
    ("Militants shot dead the son of a contractor.", ""),
    # a verb acts on the number
    ("The blast killed 12.", "killed 12"),
    ("They killed 12 and wounded 30 others.", "killed 12, injured 30"),
    ("killing at least 12 people and injuring scores", "killed 12.., injured 40.."),
    ("Gunmen shot dead two policemen and abducted three others.", "killed 2, abducted 3"),
    ("The army captured 40 rebels.", "captured 40"),
    ("Police arrested five suspects.", "captured 5"),
    ("They took 14 sailors hostage.", "abducted 14"),
    ("They had taken more than 40 prisoner.", "captured 41.."),
    ("The fighting displaced 3,000.", "displaced 3000"),
    ("It forced 200 families to flee.", "displaced 200"),
    ("The ministry deployed 500 troops.", "forces 500"),
    ("Soldiers recovered 12 rifles and a pistol.", "materiel 12, materiel 1"),
    ("They destroyed three tanks.", "materiel 3"),
    ("The clinic lost seven nurses.", "killed 7"),
    # something is said of those counted
    ("12 people were killed.", "killed 12"),
    ("About 20 villagers have reportedly also been wounded.", "injured 20"),
    ("12 dead, 30 wounded.", "killed 12, injured 30"),
    ("The ambush left 12 dead and several injured.", "killed 12, injured 3.."),
    ("3,000 fled.", "displaced 3000"),
    ("Some 200 fighters surrendered.", "surrendered 200"),
    ("Nine fishermen went missing.", "missing 9"),
    ("Two farmers, identified as brothers, were shot dead.", "killed 2"),
    ("Two women, who had been abducted in May, were found dead.", "killed 2"),
    ("35 detained.", "captured 35"),
    ("The force captured a Taliban leader responsible for planning attacks.", "captured 1"),
    ("Police arrested a Taliban forger.", "captured 1"),
    ("A blast killed a passer by.", "killed 1"),
    ("Gunmen killed a passer-by and wounded one police officer.", "killed 1, injured 1"),
    ("Six guards sustained serious bullet injuries.", "injured 6"),
    # nouns
    ("the death of three", "killed 3"),
    ("the killing of 16 miners", "killed 16"),
    ("The flood claimed 12 lives.", "killed 12"),
    ("The bodies of 12 people were found.", "killed 12"),
    ("Ten hostages are with them.", "abducted 10"),
    ("The death toll rose to 42.", "killed 42"),
    ("The army put the dead at 12 and the wounded at 30.", "killed 12, injured 30"),
    (
        "He put the dead at 600 and the prisoners at more than 1,000.",
        "killed 600, captured 1001..",
    ),
    ("The number of wounded reached 60.", "injured 60"),
    ("Among the wounded were four children.", "injured 4"),
    # who acts
    ("Four gunmen opened fire on a bus.", "forces 4"),
    ("He was shot by three gunmen.", "forces 3"),
    ("A group of six rebels attacked the post.", "forces 6"),
    # a participle of all of whom some are meant does not tell their fate
    ("Two of the men arrested on Friday have died.", "killed 2"),
    ("Three of the soldiers captured at the bridge were released.", "affected 3"),
    ("Two of the men taken by the rebels were shot dead.", "killed 2"),
    ("Two of the soldiers killed were brothers.", "killed 2"),
    ("Six of the children died and eight were wounded.", "killed 6, injured 8"),
    ("Six of the militants surrendered and four were killed.", "surrendered 6, killed 4"),
    ("Two of the rebels killed were commanders and three were captured.", "killed 2, captured 3"),
    ("Seven of the rebels killed and nine captured.", "killed 7, captured 9"),
    ("Dozens of the fighters crossed the border and 14 were killed.", "forces 24.., killed 14"),
    ("Two prisoners taken by the rebels were killed.", "captured 2"),
    ("Four vehicles driven by militants were destroyed.", "materiel 4"),
    # neither killed nor injured is told
    ("Seven people were killed and injured and several prisoners escaped.", "affected 7, captured 3.."),
    ("Four of the family were burnt to death.", "killed 4"),
    ("The fighting drove out some 400 people.", "displaced 400"),
    ("The rebels drove out 300 soldiers.", "forces 300"),
    ("The insurgents overran four check posts.", "materiel 4"),
    ("The number of those deceased in the clash is five.", "killed 5"),
    ("A minor was injured.", "injured 1"),
    ("A minor injury was reported.", ""),
    ("The strike killed or wounded 12 recruits.", "affected 12"),
    ("The army suffered 40 casualties.", "affected 40"),
    ("The rebels suffered heavy casualties.", "affected .."),
    ("They neutralised nine militants.", "affected 9"),
    ("The ministry said the other side lost 400 troops.", "killed 400"),
    ("They lost four men.", "killed 4"),
    ("The army lost 1,100 men and 14 tanks.", "killed 1100, materiel 14"),
    ("The family lost two sons.", "killed 2"),
    # ages stand beside those counted
    ("Two women aged 61 and 45 were killed.", "killed 2"),
    ("The shell killed a boy, 14, and his sister, 9.", "killed 1"),
    ("A farmer and her two sons, 12 and 9, died.", "killed 1, killed 2"),
    # lists
    ("Two policemen and two militants were killed.", "killed 2, killed 2"),
    ("A soldier and two civilians were killed.", "killed 1, killed 2"),
    ("A soldier was killed and another wounded.", "killed 1, injured 1"),
    ("One colonel, seven soldiers of the border force and two clerks were killed.", "killed 1, killed 7, killed 2"),
    # none
    ("No one was hurt.", "injured 0"),
    ("There were no casualties.", "affected 0"),
    ("The post was taken without casualties.", "affected 0"),
    ("No civilians were harmed.", "injured 0"),
    # no roles
    ("No one claimed responsibility.", ""),
    ("A teacher said that two weeks had passed.", ""),
    ("The two sides met on May 12 in Room 4.", ""),
    # wire copy
    ("TWO HUNDRED AND FIFTY REBELS WERE KILLED AND 33 CAPTURED, THE ARMY SAID.", "killed 250, captured 33"),
    ("KILLING AT LEAST 12 SOLDIERS", "killed 12.."),
    ("2,00,000 people fled; 1.5 lakh were displaced.", "displaced 200000, displaced 150000"),
]


@pytest.mark.parametrize(("text", "expected"), ROLES)
def test_roles(text: str, expected: str) -> None:
    assert figures(text) == expected


@pytest.mark.parametrize(
    ("text", "of", "kind", "of_kind"),
    [
        ("killed 12 Taliban fighters in the valley", "Taliban fighters", "people", "combatant"),
        ("killed 45 M23 rebels", "M23 rebels", "people", "combatant"),
        ("8 M23 fighters were killed", "M23 fighters", "people", "combatant"),
        ("12 G5 soldiers were wounded", "G5 soldiers", "people", "combatant"),
        ("destroyed four T-72 tanks", "T-72 tanks", "materiel", "unknown"),
        ("killed 12 people", "people", "people", "unknown"),
        ("killed 12 of the villagers", "villagers", "people", "civilian"),
        ("wounded two Frontier Corps (FC) personnel", "Frontier Corps (FC) personnel", "people", "combatant"),
        ("wounded three children under five", "children", "people", "civilian"),
        ("killed five others", "others", "people", "unknown"),
        ("killed 12 more people", "people", "people", "unknown"),
        ("killed four armed men", "armed men", "people", "combatant"),
        ("shot down eight Russian drones", "Russian drones", "materiel", "unknown"),
        ("burned three U.S.-made trucks", "U.S.-made trucks", "materiel", "unknown"),
        ("took nine villages", "villages", "place", "unknown"),
        ("seven dead", "dead", "people", "unknown"),
        ("killed a senior police official", "senior police official", "people", "combatant"),
    ],
)
def test_what_is_counted(text: str, of: str, kind: str, of_kind: str) -> None:
    (found,) = counts(text)
    assert found.of is not None
    assert (found.of.of(text), found.kind, found.of_kind) == (of, kind, of_kind)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Nine people, seven of them civilians, died.", [None, 0]),
        ("At least 26 villagers, including two women and three children, were killed.", [None, 0, 0]),
        ("Twelve soldiers, of whom seven were officers, were captured.", [None, 0]),
        ("Of the 19 dead, 10 were civilians.", [None, 0]),
        ("Two of the 12 guards fled.", [1, None]),
        ("Two guards and three clerks died.", [None, None]),
    ],
)
def test_parts(text: str, parts: list[int | None]) -> None:
    assert [c.part_of for c in counts(text)] == parts


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("The strike killed 12 people.", "event"),
        ("More than 500 people have been killed since January.", "period_total"),
        ("bringing the death toll to 45", "period_total"),
        ("Five judges have been killed in 2 months.", "period_total"),
        ("In this decade, 200 people have been killed.", "period_total"),
        ("Over the past 24 hours, 12 people were killed in the city.", "event"),
        ("Over 1,000 were captured since the early morning.", "event"),
        ("Since the night of February 24, more than 9,000 civilians have been killed.", "period_total"),
        ("Since the dawn of the insurgency, 35,000 people have been killed.", "period_total"),
        ("More than 300 people have been killed over the past month in night raids.", "period_total"),
        ("Over the past week, day labourers were attacked and 12 were killed.", "period_total"),
        ("Over the past 200 hours, 12 people were killed.", "period_total"),
        ("In the last two days of fighting, 30 soldiers were killed.", "event"),
        ("More than 500 people were killed in the past 40 days.", "period_total"),
        ("At least 20 people were killed in the past three weeks.", "period_total"),
        ("For the first time in 3 years, 12 soldiers were killed.", "event"),
        ("The deadliest attack in three years killed 40 people.", "event"),
        ("They detained 12 men in an operation over the past two nights.", "event"),
        ("About 12,000 people are held in the camps.", "stock"),
    ],
)
def test_scope(text: str, scope: str) -> None:
    (found,) = counts(text)
    assert found.scope == scope


def test_a_revised_toll_keeps_its_role_and_its_past() -> None:
    (found,) = counts("The police revised the toll from 12 to 9.")
    assert (found.low, found.was, found.role) == (9, 12, "killed")


def test_the_role_names_its_words() -> None:
    text = "They killed 12 and wounded 30."
    assert [c.role_by and c.role_by.of(text) for c in counts(text)] == ["killed", "wounded"]


def test_a_denied_toll_keeps_its_role() -> None:
    text = "Ten people were not killed in the attack."
    (found,) = counts(text)
    assert (found.low, found.role, found.role_by and found.role_by.of(text)) == (10, "killed", "killed")


def test_an_article_s_count_covers_its_noun_and_a_number_s_its_qualifier() -> None:
    text = "A soldier and at least two civilians were killed."
    assert [c.span.of(text) for c in counts(text)] == ["A soldier", "at least two"]


def test_only_the_sentence_is_read() -> None:
    text = "Two died. Three fled to the hills."
    assert [c.low for c in ground_counts(text, Span(10, len(text)))] == [3]


VOCABULARY = [
    "12",
    "two",
    "a",
    "the",
    "at",
    "least",
    "killed",
    "wounded",
    "people",
    "soldiers",
    "of",
    "them",
    "including",
    "and",
    ",",
    ".",
    "were",
    "by",
    "dead",
    "others",
    "another",
    "no",
    "one",
    "in",
    "since",
    "May",
    "who",
    "tanks",
    "(",
    ")",
    "bodies",
]


@given(st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=30).map(" ".join))
@settings(max_examples=300)
def test_laws(text: str) -> None:
    found = counts(text)
    for i, c in enumerate(found):
        assert c.span in Span(0, len(text))
        assert (c.role is None) == (c.role_by is None)
        assert c.part_of is None or (c.part_of != i and c.part_of < len(found))
    assert all(a.span.start < b.span.start for a, b in pairwise(found))


@pytest.mark.parametrize(
    "unit",
    [
        "five of them ",
        "a group of 12 ",
        "killed ",
        "12 and ",
        "one hundred and ",
        "including 3 ",
        "a, A ",
        "1. ",
        "million ",
        "5 million ",
        "at least ",
        "(A) ",
        "no ",
    ],
)
def test_hostile_text_takes_linear_time(unit: str) -> None:
    def seconds(n: int) -> float:
        text = unit * n
        return processor_seconds(lambda: counts(text))

    seconds(50)
    assert seconds(4000) < 8 * seconds(500) * 3 + 0.05


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("About 40 percent of the 1,200 residents fled.", [(1200, None)]),
        ("More than a third of the 90 fighters were killed.", [(90, None)]),
        ("One in five children was displaced.", [(5, None)]),
        ("Two of the 12 hostages were killed.", [(2, "killed"), (12, None)]),
        ("Two of the 12 killed were civilians.", [(2, "killed"), (12, "killed")]),
        ("Most of the 26 dead were civilians.", [(26, "killed")]),
    ],
)
def test_a_share_has_the_fate_not_its_whole(text: str, told: list[tuple[int, str | None]]) -> None:
    assert [(c.low, c.role) for c in ground_counts(text, Span(0, len(text)))] == told


@pytest.mark.parametrize(
    ("text", "scopes"),
    [
        ("The attacks killed 12 and wounded 30, the highest toll since January.", ["event", "event"]),
        ("A total of 53 have died since the fighting began in April.", ["period_total"]),
        ("Strikes killed 14 civilians, bringing the total number of dead in the week to 530.", ["event", "period_total"]),
    ],
)
def test_a_comparison_totals_nothing(text: str, scopes: list[str]) -> None:
    assert [c.scope for c in ground_counts(text, Span(0, len(text)))] == scopes


@pytest.mark.parametrize(
    ("text", "of", "kind"),
    [
        ("The bombing killed 30 soldiers and policemen.", "soldiers and policemen", "combatant"),
        ("30 soldiers and civilians were killed.", "soldiers and civilians", "mixed"),
        ("The bombing killed 20 men, women and children.", "men, women and children", "unknown"),
        ("Gunmen abducted 12 teachers and students from a school.", "teachers and students", "civilian"),
        ("The bombing killed 30 soldiers and rebels fled.", "soldiers", "combatant"),
        ("They killed 30 soldiers, officials and residents of the town said.", "soldiers", "combatant"),
        ("They killed 12 people and wounded 30.", "people", "unknown"),
        ("They killed five policemen and soldiers from a nearby base gave chase.", "policemen", "combatant"),
        ("The raid killed six militants, officials and residents of the district reported.", "militants", "combatant"),
        ("Five people, soldiers and policemen among them, were killed.", "people", "unknown"),
        ("At least 20 soldiers and policemen in Kunduz were killed on Monday.", "soldiers and policemen", "combatant"),
        ("The army killed 12 rebels and two civilians.", "rebels", "combatant"),
        ("The army killed 12 rebels and dozens of civilians.", "rebels", "combatant"),
        ("The blast killed 12 soldiers and a civilian.", "soldiers", "combatant"),
    ],
)
def test_people_joined_under_one_number(text: str, of: str, kind: str) -> None:
    first = counts(text)[0]
    assert (first.of is not None and first.of.of(text), first.of_kind) == (of, kind)
