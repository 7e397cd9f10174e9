"""Transcripts and headed statements: whose words stand under a label."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ascribe.domain.attribution import AttributionRelation

Relations = Callable[..., tuple[AttributionRelation, ...]]

INTERVIEW = """\
RAHN, 3 MAY 89 (RAHN RADIO) -- [INTERVIEW WITH COLONEL KARIM WALI BY UNIDENTIFIED REPORTER] [TEXT]

   [REPORTER] HOW MANY WERE KILLED?

   [WALI] WE COUNTED 230 REBELS KILLED [WORDS INDISTINCT].  THE GOVERNOR SAID THAT THE ROAD WAS MINED.

   [END RECORDING]

   THE ARMY RETOOK THE TOWN LATER."""


def turns(relations: Relations, text: str) -> list[tuple[str, str]]:
    """Each speaker with the beginning of his words."""
    told = [r for r in relations(text) if r.source is not None and r.contents]
    return [(r.source.of(text), " ".join(r.contents[0].of(text).split())[:24]) for r in told if r.source is not None]


def test_a_label_in_brackets_speaks_up_to_the_next(relations: Relations) -> None:
    assert turns(relations, INTERVIEW) == [
        ("REPORTER", "HOW MANY WERE KILLED?"),
        ("WALI", "WE COUNTED 230 REBELS KI"),
        ("THE GOVERNOR", "THAT THE ROAD WAS MINED"),
    ]


def test_a_label_has_the_name_that_the_heading_gives_in_full(relations: Relations) -> None:
    wali = next(r for r in relations(INTERVIEW) if r.source is not None and r.source.of(INTERVIEW) == "WALI")
    assert wali.source_name == "KARIM WALI"


def test_who_is_quoted_in_a_turn_says_so_by_way_of_who_speaks(relations: Relations) -> None:
    governor = next(r for r in relations(INTERVIEW) if r.source is not None and r.source.of(INTERVIEW) == "THE GOVERNOR")
    assert [v.of(INTERVIEW) for v in governor.via] == ["WALI"]


@pytest.mark.parametrize(
    ("heading", "source"),
    [
        ('[COMMUNIQUE] [THE "RAHN FRONT"] [TEXT] ', 'THE "RAHN FRONT"'),
        ("[Statement] [Interior Ministry] [Text] ", "Interior Ministry"),
        ("[SPEECH BY PRESIDENT KARIM WALI] [EXCERPTS] ", "PRESIDENT KARIM WALI"),
        ("[STATEMENT] [KARIM WALI, MEMBER OF THE GENERAL COMMAND] [TEXT] ", "KARIM WALI"),
    ],
)
def test_a_heading_says_whose_statement_it_is(relations: Relations, heading: str, source: str) -> None:
    text = f"Rahn, 3 May 89 (Rahn Radio) -- {heading}On Monday the army burned two villages near the river."
    assert turns(relations, text) == [(source, "On Monday the army burne")]


def test_a_statement_has_its_channel(relations: Relations) -> None:
    text = "RAHN, 3 MAY 89 -- [COMMUNIQUE] [INTERIOR MINISTRY] [TEXT] THE REBELS BURNED TWO VILLAGES."
    assert [r.channel for r in relations(text)] == ["statement"]


def test_names_before_a_colon_speak_where_two_take_turns(relations: Relations) -> None:
    text = "Wali: We lost two men.\n\nReporter: Where did they fall?\n\nWali: They fell at the bridge."
    assert [name for name, _ in turns(relations, text)] == ["Wali", "Reporter", "Wali"]


def test_names_in_two_brackets_speak_as_well(relations: Relations) -> None:
    text = "((WN))  Were you there?\n\n((Karim Wali))  Yes.  The soldiers burned the school.\n\n((WN))  When?"
    assert [name for name, _ in turns(relations, text)] == ["WN", "Karim Wali", "WN"]


def test_where_only_who_asks_has_a_label_the_answers_are_not_his(relations: Relations) -> None:
    text = "((WN))  How many fell?\n\nTwo soldiers were killed.\n\n((WN))  And where?\n\nAt the bridge."
    assert turns(relations, text) == [("WN", "How many fell?"), ("WN", "And where?")]


@pytest.mark.parametrize(
    "text",
    [
        "“[Wali] had been warned,” a guard said. Wali died on Monday.",  # words put into a quotation
        "“It was cold. [The] soldiers burned the school,” a guard said.",
        "The army of Rahn [Rahn Armed Forces] burned two villages.",  # what initials or names stand for
        "ON MONDAY [COMMANDER] WALI DIED. [COMMANDER] ARCE TOOK OVER. THE COMMANDER FLED.",
        "The governor spoke. [Words indistinct] The army burned two villages.",
        "Attention: two men died.\n\nThe army left.\n\nWe Repeat: the army left.\n\nAttention: the road is mined.",
        "Dead: 12.\n\nWounded: 30.\n\nDead in Rahn: 4.",
    ],
)
def test_what_is_no_label_speaks_for_nobody(relations: Relations, text: str) -> None:
    assert all(r.cue is None or (r.cue.of(text).lower() not in (":", "") and not r.cue.of(text).startswith("[")) for r in relations(text))
