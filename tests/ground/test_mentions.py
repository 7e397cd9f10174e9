"""Whom words mean, once the document is known: text → mention → id."""

from __future__ import annotations

import time
from datetime import date

import pytest

from ascribe.lexicon.actors import load_actors
from ascribe.lexicon.people import load_people
from ascribe.lexicon.person_groups import load_person_groups
from ascribe.read.ground.mentions import ground_mentions
from ascribe.read.ground.names import named_countries
from ascribe.read.ground.participants import find_participant_phrases
from ascribe.read.ground.persons import resolve_person

ACTORS, GROUPS, PEOPLE = load_actors(), load_person_groups(), load_people()


def ids(text: str, on: str | None = None, countries: tuple[str, ...] = ()) -> dict[str, str | None]:
    day = date.fromisoformat(on) if on else None
    phrases = find_participant_phrases(text, 0, len(text), actors=ACTORS, groups=GROUPS, countries=countries, on=day)
    found = ground_mentions(text, phrases, actors=ACTORS, groups=GROUPS, people=PEOPLE, countries=countries, on=day)
    return {m.phrase.span.of(text): m.person.id if m.person else m.actor for m in found}


@pytest.mark.parametrize(
    ("text", "words", "id"),
    [
        ("Hamas fired rockets. Israel said the group had broken the truce.", "group", "hamas"),
        ("Hamas and Hezbollah fired rockets. Israel said the group had broken the truce.", "group", "hezbollah"),
        (
            "The Pakistan Army fought the Pakistani Taliban; two soldiers and six militants died.",
            "soldiers",
            "pakistan-military",
        ),
        ("The Pakistan Army fought the Pakistani Taliban; two soldiers and six militants died.", "militants", "ttp"),
        ("M23 rebels clashed with Mai-Mai fighters; the rebels fled.", "rebels", None),
        ("Unidentified gunmen killed a man in Nigeria after Boko Haram left.", "Unidentified gunmen", None),
        ("Suspected militants attacked, days after Boko Haram left.", "militants", None),
        ("Forces loyal to the mayor attacked the Somali National Army.", "Forces", None),
        ("Kyiv denied on Monday that its troops had fled.", "Kyiv", "ukraine-government"),
        ("Missiles hit Kyiv on Monday.", "Kyiv", None),
        ("Russian missile strikes killed four.", "Russian", "russia-military"),
        ("Russian Iskander missiles killed four.", "Russian", "russia-military"),
        ("A Russian journalist was killed.", "Russian", None),
        ("Somali security forces ended the siege.", "Somali security forces", None),
        ("The Houthis fired a missile at Israel.", "Israel", None),
        ("Israel fired a missile.", "Israel", "israel-government"),
        ("Ukrainian military intelligence sank a ship.", "Ukrainian military intelligence", "ukraine-military"),
        ("Norwegian and Danish troops left.", "Norwegian", "norway-military"),
        ("Cambodia shells a province of its neighbour.", "Cambodia", "cambodia-government"),
        ("Cambodia closed the border with Thailand.", "Thailand", None),
        ("Oil to Hungary was cut.", "Hungary", None),
        ("A drone flew towards Poland on Monday.", "Poland", None),
        ("A bomb exploded in Msayleh, Lebanon.", "Lebanon", None),
        ("Youth Forum Zimbabwe protested.", "Zimbabwe", None),
        ("Greece's main railway company closed.", "Greece", None),
        ("Israel's withdrawal from the town began.", "Israel", "israel-government"),
        ("Protesters gathered outside the Serbian parliament.", "Serbian parliament", None),
        ("The Security Council of the Russian Federation met.", "Security Council", None),
        ("The mayor of Goma said his forces would stay in Rwanda.", "forces", None),
        ("Pakistani Taliban men hid a Taliban leader in Pakistan.", "Taliban leader", None),
        ("Hamas fought on. In Cairo the Movement for Change met.", "Movement", None),
        ("Colombian defense minister Pedro Sánchez spoke.", "Colombian defense minister Pedro Sánchez", None),
        ("Israeli defense minister Israel Katz spoke.", "Israel", "israel-katz"),
    ],
)
def test_whom_words_mean(text: str, words: str, id: str | None) -> None:
    assert ids(text, "2024-05-01").get(words) == id


@pytest.mark.parametrize(
    ("text", "on", "id"),
    [
        ("Colombia's army said it had fought the FARC near Cali.", "2005-05-01", "farc"),
        ("Colombia's army said it had fought the FARC near Cali.", "2024-05-01", "farc-dissidents"),
        ("In Syria the Nusra Front attacked.", "2015-05-01", "al-nusra-front"),
    ],
)
def test_the_day_decides(text: str, on: str, id: str) -> None:
    assert id in ids(text, on).values()


@pytest.mark.parametrize(
    ("text", "words", "on", "id"),
    [
        ("Kabul denied that Afghan soldiers had fled.", "Kabul", "2020-05-01", "afghanistan-government"),
        ("Kabul denied that Afghan soldiers had fled.", "Kabul", "2021-08-14", "afghanistan-government"),
        ("Kabul denied that Afghan soldiers had fled.", "Kabul", "2021-08-15", "taliban"),
        ("Government forces took the town.", "Government forces", "2020-05-01", "afghanistan-military"),
        ("Government forces took the town.", "Government forces", "2023-05-01", "taliban"),
        ("The authorities spoke.", "authorities", "2023-05-01", "taliban"),
        ("The Afghan government spoke.", "Afghan government", "2023-05-01", "afghanistan-government"),
    ],
)
def test_who_governs_on_the_day(text: str, words: str, on: str, id: str) -> None:
    assert ids(text, on, countries=("AF",)).get(words) == id


@pytest.mark.parametrize(
    ("text", "words", "country", "on", "id"),
    [
        ("Kyiv denied it.", "Kyiv", "UA", "2024-05-01", "ukraine-government"),
        ("Sanaa denied it.", "Sanaa", "YE", "2013-05-01", "yemen-government"),
        ("Sanaa denied it.", "Sanaa", "YE", "2024-05-01", None),
        ("The junta denied it.", "junta", "MM", "2024-05-01", "myanmar-government"),
        ("The plotters spoke of a military junta.", "military junta", "BJ", "2025-12-07", None),
        ("A woman was shot by soldiers.", "soldiers", "PS", "2024-05-01", None),
    ],
)
def test_seats_and_forces_of_one_country(text: str, words: str, country: str, on: str, id: str | None) -> None:
    assert ids(text, on, countries=(country,)).get(words) == id


@pytest.mark.parametrize(
    ("name", "text", "on", "id"),
    [
        ("Ahmad Shah Masood", "Ahmad Shah Masood held Panjshir in Afghanistan.", "1998-01-01", "ahmad-shah-massoud"),
        ("commander Ahmad Massoud", "The Afghan commander Ahmad Massoud spoke.", "2021-09-02", "ahmad-massoud"),
        ("Massoud", "Afghan fighters follow Massoud.", "2021-09-02", "ahmad-massoud"),
        ("Massoud", "Afghan fighters follow Massoud.", "1998-09-02", "ahmad-shah-massoud"),
        ("Massoud", "Massoud scored twice in Lyon, France.", "2021-09-02", None),
        ("son of Ahmad Shah Massoud", "In Kabul the son of Ahmad Shah Massoud spoke.", "2021-09-02", None),
        (
            "people close to leader Ahmad Massoud",
            "Afghan people close to leader Ahmad Massoud spoke.",
            "2021-09-02",
            None,
        ),
        ("Jalil Netanyahu", "Jalil Netanyahu lives in Israel.", "2024-01-01", None),
        ("Putin", "Russian president Vladimir Putin spoke. Putin left.", None, "vladimir-putin"),
        ("Moussa", "Moussa spoke in Mali.", "2024-01-01", None),
    ],
)
def test_which_person_a_name_means(name: str, text: str, on: str | None, id: str | None) -> None:
    countries = named_countries(text, actors=ACTORS)
    person = resolve_person(name, text=text, people=PEOPLE, countries=countries, on=date.fromisoformat(on) if on else None)
    assert (person.id if person else None) == id


def test_long_texts_take_linear_time() -> None:
    text = "The Pakistan Army said the group had fled. Masood Khan and two soldiers died. " * 400
    phrases = find_participant_phrases(text, 0, len(text), actors=ACTORS, groups=GROUPS)
    start = time.process_time()
    ground_mentions(text, phrases, actors=ACTORS, groups=GROUPS, people=PEOPLE, on=date(2020, 1, 1))
    assert time.process_time() - start < 4
