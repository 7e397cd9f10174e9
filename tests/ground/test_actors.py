"""Actors and participants in sentences: phrase → reading."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ascribe.domain.actor import ParticipantPhrase
from ascribe.domain.span import Span
from ascribe.lexicon.actors import load_actors
from ascribe.lexicon.person_groups import load_person_groups
from ascribe.read.ground.actors import find_participant_phrases, ground_actors, named_countries, resolve_actor
from tests.timing import processor_seconds

ACTORS, GROUPS = load_actors(), load_person_groups()


def phrases(text: str, countries: tuple[str, ...] = (), toponyms: tuple[Span, ...] = ()) -> dict[str, ParticipantPhrase]:
    found = find_participant_phrases(text, 0, len(text), actors=ACTORS, groups=GROUPS, countries=countries, toponyms=toponyms)
    return {p.span.of(text): p for p in found}


@pytest.mark.parametrize(
    ("words", "countries", "actor"),
    [
        ("Taliban fighters", (), "taliban"),
        ("a senior Taliban official", (), "taliban"),
        ("the Syrian army", (), "syria-military"),
        ("Syria's army", (), "syria-military"),
        ("Azerbaijan's prosecutor general", (), "azerbaijan-government"),
        ("Russia's UN envoy", (), "russia-government"),
        ("the UN envoy", (), "united-nations"),
        ("Israeli troops", (), "israel-military"),
        ("Russian forces", (), "russia-military"),
        ("the Russian Ministry of Defence", (), "russia-government"),
        ("SALVADORAN ARMED FORCES", (), "el-salvador-military"),
        ("U.S. Marines", (), "us-marines"),
        ("Turkish officials", (), "turkey-government"),
        ("Afghan national police", (), "afghanistan-police"),
        ("police in Kandahar", ("AF",), "afghanistan-police"),
        ("the army", ("MM",), "myanmar-military"),
        ("Syria", (), "syria-government"),
        ("NRF men", ("AF",), "national-resistance-front"),
        ("NRF men", ("SD",), "national-redemption-front-sudan"),
        ("SDF", ("SY",), "syrian-democratic-forces"),
        ("RSF", ("SD",), "rapid-support-forces"),
        ("PLA", ("CN",), "china-military"),
        ("Maoists", ("NP",), "cpn-maoist"),
        ("the Congolese army", ("CD",), "dr-congo-military"),
        ("a spokesman for Hamas", (), "hamas"),
        ("members of the Revolutionary Armed Forces of Colombia", (), "farc"),
    ],
)
def test_words_that_mean_one_actor(words: str, countries: tuple[str, ...], actor: str) -> None:
    found = resolve_actor(words, actors=ACTORS, groups=GROUPS, countries=countries)
    assert found is not None
    assert found.actor == actor


@pytest.mark.parametrize(
    ("words", "candidates"),
    [
        ("NRF men", {"national-resistance-front", "national-redemption-front-sudan"}),
        ("SDF", {"syrian-democratic-forces"}),
        ("Damascus", {"syria-government"}),
        ("the Congolese army", {"dr-congo-military", "republic-of-the-congo-military"}),
    ],
)
def test_words_that_leave_it_open(words: str, candidates: set[str]) -> None:
    found = resolve_actor(words, actors=ACTORS, groups=GROUPS)
    assert found is not None
    assert found.actor is None
    assert set(found.candidates) == candidates


@pytest.mark.parametrize(
    "words",
    [
        "the army", "police", "villagers", "Kurdish forces", "Syrian rebels", "Israeli civilians", "Russian journalists",
        "anti-Taliban fighters",
        "pro-Russian separatists", "Turkish-backed fighters", "relatives of the Taliban", "supporters of the Syrian government",
        "fighters from Iraq", "a Colombian senator", "", "12", "nobody",
    ],
)  # fmt: skip
def test_no_actor_rather_than_a_wrong_one(words: str) -> None:
    found = resolve_actor(words, actors=ACTORS, groups=GROUPS)
    assert found is None or found.actor is None


def test_the_day_of_the_text_decides_who_can_be_meant() -> None:
    def meant(words: str, on: date) -> str | None:
        found = resolve_actor(words, actors=ACTORS, groups=GROUPS, countries=("AF", "SD"), on=on)
        return found.actor if found else None

    assert meant("ISAF", date(2020, 1, 5)) == "isaf"  # told as the past
    assert meant("Resolute Support", date(2012, 1, 5)) is None  # not yet begun
    assert meant("NRF", date(2007, 1, 5)) == "national-redemption-front-sudan"
    assert meant("NRF", date(2022, 1, 5)) is None


@pytest.mark.parametrize(
    ("text", "mentions"),
    [
        ("Fighters of al-Shabab hit a post of the Kenyan army.", [("al-Shabab", "al-shabaab"), ("Kenyan army", "kenya-military")]),
        ("FMLN REBELS FIRED ON SALVADORAN TROOPS", [("FMLN", "fmln"), ("SALVADORAN TROOPS", "el-salvador-military")]),
        ("Sources told AFP that Da’esh had left Syria.", [("AFP", "afp"), ("Da’esh", "islamic-state")]),
        ("The Communist Party of India (Maoist) denied it.", [("Communist Party of India (Maoist)", "cpi-maoist")]),
        ("The anti-Taliban fighters and the Hamas-run ministry kept silent, who is to say for us.", []),
        ("WHO IS TO TELL US WHEN THE SITE CAN OPEN AT DAWN", []),
        ("The government and the army met.", []),
        ("at dawn the red army ants left; a rapid support force of volunteers is a popular front.", []),
    ],
)
def test_mentions(text: str, mentions: list[tuple[str, str]]) -> None:
    assert [(m.span.of(text), m.actor) for m in ground_actors(text, actors=ACTORS, groups=GROUPS)] == mentions


@pytest.mark.parametrize(
    ("text", "words", "kind", "of_kind", "source_kind"),
    [
        ("They say 40 Taliban fighters died.", "Taliban fighters", "armed_group", "combatant", "belligerent"),
        ("Three villagers were hurt.", "villagers", "civilian", "civilian", "resident"),
        ("Two men were hurt.", "men", "civilian", "unknown", "unnamed"),
        ("A senior police official said so.", "senior police official", "police", "unknown", "police"),
        ("An army spokesman said so.", "army spokesman", "person", "unknown", "military"),
        ("The doctors said so.", "doctors", "civilian", "civilian", "medical"),
        ("UN officials said so.", "UN officials", "un", "unknown", "un"),
        ("Unidentified gunmen fired.", "Unidentified gunmen", "armed_group", "combatant", "belligerent"),
        ("Officials said so.", "Officials", None, "unknown", None),
        ("Two CRPF jawans were hurt.", "CRPF jawans", "military", "combatant", "police"),
        ("TWO PEASANTS WERE HURT.", "PEASANTS", "civilian", "civilian", "resident"),
        ("The war monitor said so.", "war monitor", "organisation", "civilian", "monitor"),
        ("A spokesman for the Kurdish militia said so.", "spokesman", "armed_group", "unknown", "belligerent"),
    ],
)
def test_what_a_phrase_says_of_its_people(text: str, words: str, kind: str | None, of_kind: str, source_kind: str | None) -> None:
    phrase = phrases(text)[words]
    assert (phrase.kind, phrase.of_kind, phrase.source_kind) == (kind, of_kind, source_kind)


def test_titles_and_roles_stand_before_a_name() -> None:
    found = phrases("Gen. Ahmad Rostai and Taliban spokesman Bilal Karimi met; Rostai left with Mullah Nasim.")
    assert {p.name: p.actor for p in found.values() if p.kind == "person"} == {
        "Ahmad Rostai": None, "Bilal Karimi": "taliban", "Rostai": None, "Nasim": None,
    }  # fmt: skip


def test_names_after_titles_need_no_capitals() -> None:
    assert phrases("PRESIDENT ALONSO QUIJANO SAID THE REBELS FLED")["PRESIDENT ALONSO QUIJANO"].name == "ALONSO QUIJANO"


def test_a_participle_after_a_noun_is_its_verb() -> None:
    assert list(phrases("Police wounded demonstrators while wounded soldiers left.")) == ["Police", "demonstrators", "wounded soldiers"]


def test_an_abbreviation_that_the_document_explains() -> None:
    text = "The Sudan Revolutionary Front (SRF) agreed. Later SRF fighters left."
    assert [p.actor for p in phrases(text).values()] == ["sudan-revolutionary-front"] * 2


def test_brackets_hold_another_actor_where_the_kinds_differ() -> None:
    assert [p.actor for p in phrases("KABUL (AFP) - Troops fired.").values()] == [None, "afp", None]


def test_adjectives_stand_for_who_strikes() -> None:
    strike = phrases("A Russian drone strike and rebel fire hit the town.")
    assert {w: p.form for w, p in strike.items()} == {"Russian": "modifier", "rebel": "modifier"}
    assert strike["Russian"].actor is None
    assert strike["Russian"].candidates == ("russia-military", "russia-government")


def test_places_are_marked_or_left_out() -> None:
    found = phrases("In Syria, near Qaryat Hadid, Omar Sabbagh met Israel in Hama province.")
    assert found["Syria"].located
    assert not found["Israel"].located
    assert "Qaryat Hadid" not in found
    assert found["Omar Sabbagh"].kind == "person"
    text = "They attacked Deir Samra yesterday."
    assert "Deir Samra" in phrases(text)
    assert "Deir Samra" not in phrases(text, toponyms=(Span(14, 24),))


def test_countries_are_counted() -> None:
    text = "Kabul said Afghan troops met Pakistani envoys; Afghans rejoiced."
    assert named_countries(text, actors=ACTORS) == ("AF", "PK")


PIECES = st.sampled_from(
    ["Taliban", "the", "Syrian", "army", "ISIS-led", "pro-", "Gen. ", "Ali Rahim", "(SDF)", "’s", " and ", "U.S.", "40", "rebels", ",",
     "\n", "al-", "İslam", "🙂", "police", "of", "FMLN", "spokesman", "ö", "PRESIDENT", ".", "Israel", "\u200b"]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=30), st.integers(0, 40), st.integers(0, 200))
def test_phrases_lie_in_their_stretch_in_order_and_apart(pieces: list[str], start: int, length: int) -> None:
    text = " ".join(pieces)
    start = min(start, len(text))
    end = min(len(text), start + length)
    found = find_participant_phrases(text, start, end, actors=ACTORS, groups=GROUPS)
    assert found == find_participant_phrases(text, start, end, actors=ACTORS, groups=GROUPS)
    for phrase in found:
        assert start <= phrase.span.start <= phrase.head.start < phrase.head.end <= phrase.span.end <= end
        assert phrase.actor is None or phrase.actor in ACTORS.actors
        assert all(c in ACTORS.actors for c in phrase.candidates)
    for left, right in pairwise(found):
        assert left.span.end <= right.span.start


@pytest.mark.parametrize(
    "piece",
    ["Taliban ", "Ali ", "of the ", "(A ", "al-", "Syrian Ali's ", "GEN. ", "U.S.", "'s", "a(A)", "spokesman for ", "rebel Taliban-led "],
)
def test_time_grows_with_length_only(piece: str) -> None:
    def seconds(n: int) -> float:
        text = piece * (n // len(piece))
        return processor_seconds(lambda: find_participant_phrases(text, 0, len(text), actors=ACTORS, groups=GROUPS))

    seconds(2_000)
    short, long = seconds(10_000), seconds(80_000)
    assert long < 24 * short + 0.2
