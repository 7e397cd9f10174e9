"""Datelines, captions, notices and corrections that the lines of a text show."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ascribe.ingest.parts import find_parts

DATELINES = [
    ("KABUL, Sept 2 (Reuters) - Two died.", "KABUL, Sept 2 (Reuters) -"),
    ("KABUL: Two died.", "KABUL:"),
    ("NEW DELHI: Two died.", "NEW DELHI:"),
    ("KABUL, Afghanistan (AP) — Two died.", "KABUL, Afghanistan (AP) —"),
    ("KYIV, Ukraine — Two died.", "KYIV, Ukraine —"),
    ("JERUSALEM — Two died.", "JERUSALEM —"),
    ("Kabul (AFP) – Two died.", "Kabul (AFP) –"),
    ("Dhaka, Sept 2, 2021 (BSS) - Two died.", "Dhaka, Sept 2, 2021 (BSS) -"),
    ("WASHINGTON (Reuters) Two died.", "WASHINGTON (Reuters)"),
    ("(CNN) — Two died.", "(CNN) —"),
    ("MOSCOW, September 2. /TASS/. Two died.", "MOSCOW, September 2. /TASS/."),
    ("UNITED NATIONS, 2 September 2021 (UN News) — Two died.", "UNITED NATIONS, 2 September 2021 (UN News) —"),
    ("BOGOTA, 4 FEB 90 (EFE) -- [TEXT] TWO DIED IN THE TOWN.", "BOGOTA, 4 FEB 90 (EFE) -- [TEXT]"),
    ("SAN SALVADOR, 3 JAN 90 -- [REPORT] [A PRESS OFFICE] [TEXT] TWO DIED.", "SAN SALVADOR, 3 JAN 90 -- [REPORT] [A PRESS OFFICE] [TEXT]"),
    ("Valley falls\n\nBy A. Writer\n\nBEIRUT, Lebanon, Aug. 3 (AP) -- Two died.", "BEIRUT, Lebanon, Aug. 3 (AP) --"),
    ("N'DJAMENA, Chad (AP) — Two died.", "N'DJAMENA, Chad (AP) —"),
    ("Kabul [Afghanistan], September 2: Two died.", "Kabul [Afghanistan], September 2:"),
    ("KABUL [Afghanistan], Sept 2 (ANI): Two died.", "KABUL [Afghanistan], Sept 2 (ANI):"),
    ("ISLAMABAD/KABUL (Reuters) - Two died.", "ISLAMABAD/KABUL (Reuters) -"),
]
NO_DATELINES = [
    "The army said - without proof - that two died.",
    "POLICE: Two died.",
    "UPDATE: Two died.",
    "THE ARMY SAID - TWO DIED.",
    "London – The minister spoke.",
    "Officials [of the Taliban], two of them: they fled.",
    "Two died.\n\nThree fled.\n\nFour hid.\n\nFive fell.\n\nKABUL: Two died.",
]
NOTICES = [
    ("Two died. Copyright 2021 Example Wire. All rights reserved.", "Copyright 2021 Example Wire. All rights reserved."),
    ("Two died.\n© 2021 Example Wire", "© 2021 Example Wire"),
    ("Two died.\nAll rights reserved.", "All rights reserved."),
    ("Two died.\nSubscribe to our newsletter", "Subscribe to our newsletter"),
    ("This website uses cookies to ensure the best experience.\nTwo died.", "This website uses cookies to ensure the best experience."),
    ("قتل اثنان.\nجميع الحقوق محفوظة", "جميع الحقوق محفوظة"),
]
CORRECTIONS = [
    ("Two died.\n\nCorrection: An earlier version said three died.", "Correction: An earlier version said three died."),
    ("Two died.\nAn earlier version of this article misstated the toll.", "An earlier version of this article misstated the toll."),
    (
        "Two died.\n\nCORRECTION: An earlier version of this report said that three people\nhad died in the town.\n\nMore follows.",
        "CORRECTION: An earlier version of this report said that three people\nhad died in the town.",
    ),
]
CAPTIONS = [
    ("Representational image\nTwo died.", "Representational image"),
    ("A soldier at the pass. (File photo)\nTwo died.", "A soldier at the pass. (File photo)"),
    ("Troops killed nine rebels. (Image for representation)\nTwo died.", "Troops killed nine rebels. (Image for representation)"),
    ("Rebels attack a post. Photo is representational.\nTwo died.", "Rebels attack a post. Photo is representational."),
    ("A tank burns; picture for illustrative purposes only\nTwo died.", "A tank burns; picture for illustrative purposes only"),
    ("This image is used for representational purposes.\nTwo died.", "This image is used for representational purposes."),
    ("Image for illustration: soldiers killed five.\nTwo died.", "Image for illustration: soldiers killed five."),
    ("Soldiers killed five. | File image\nTwo died.", "Soldiers killed five. | File image"),
    (
        "File photo of soldiers at a post near the border with the valley\nTwo people died on Tuesday when rebels attacked"
        " a post near the border, the army said, and a third was missing.",
        "File photo of soldiers at a post near the border with the valley",
    ),
    ("SOLDIERS KILLED FIVE. PHOTO: FILE\nTWO DIED.", "SOLDIERS KILLED FIVE. PHOTO: FILE"),
    ("File photo of soldiers who killed five.\nTwo died.", "File photo of soldiers who killed five."),
    ("Photo: A. Writer / Example Wire\nTwo died.", "Photo: A. Writer / Example Wire"),
]
PROSE = [
    "The army released a file photo of the man.",
    "A file photo of the man was shown by the army, which killed five.",
    "Images archived by the group show that soldiers killed five.",
    "The photo archive of the paper burned down when rebels attacked.",
    "He said the map was for illustrative purposes.",
    "Soldiers killed five. File photos of the dead were shown to their families.",
    "He said the town had the right to a copyright law since 2019 and that nobody had objected.",
    "He urged them to subscribe to the truce.",
    "The correction of the front line took two days.",
    "Two died. Subscribe to our view or leave, the commander told them.",
]


@pytest.mark.parametrize(("text", "words"), DATELINES)
def test_datelines(text: str, words: str) -> None:
    assert [p.span.of(text) for p in find_parts(text) if p.kind == "dateline"] == [words]


@pytest.mark.parametrize("text", NO_DATELINES)
def test_what_is_no_dateline(text: str) -> None:
    assert not [p for p in find_parts(text) if p.kind == "dateline"]


@pytest.mark.parametrize(
    ("text", "words", "kind"),
    [(t, w, k) for rows, k in ((NOTICES, "notice"), (CORRECTIONS, "correction"), (CAPTIONS, "caption")) for t, w in rows],
)
def test_lines_that_are_parts(text: str, words: str, kind: str) -> None:
    assert [(p.kind, p.span.of(text)) for p in find_parts(text)] == [(kind, words)]


@pytest.mark.parametrize("text", PROSE)
def test_prose_that_only_sounds_like_a_part(text: str) -> None:
    assert find_parts(text) == ()


@given(
    st.lists(st.sampled_from([*(t for t, _ in DATELINES + NOTICES + CORRECTIONS + CAPTIONS), *PROSE, "İ", " ", "©"]), max_size=8),
    st.text(max_size=40),
)
def test_parts_are_in_order_and_never_overlap(lines: list[str], noise: str) -> None:
    text = "\n".join([*lines, noise])
    parts = find_parts(text)
    assert all(p.span.end <= len(text) for p in parts)
    assert all(a.span.end <= b.span.start for a, b in pairwise(parts))
    assert all(p.span.of(text) == p.span.of(text).strip() for p in parts)


@pytest.mark.parametrize(
    "unit", ["A", "A ", "A, ", "(c) ", "Copyright x\n", "Photo: x\n", "[A ", "subscribe to ", "x" * 60 + "\n", "(A", "1 A"]
)
def test_rules_run_in_linear_time(unit: str) -> None:
    text = (unit * 400_000)[:400_000]
    started = time.process_time()
    find_parts(text)
    assert time.process_time() - started < 2
