"""Captions that say their picture does not show the event."""

from __future__ import annotations

import time

import pytest

from ascribe.lexicon.text_parts import is_representational

SAYS = [
    "Representational image: soldiers killed 5 rebels.",
    "Soldiers on patrol (Image for representation)",
    "Soldiers on patrol. Photo used for illustrative purposes",
    "Picture is for representational purposes only.",
    "For representation only",
    "Soldiers on patrol; photo is representational",
    "The images are purely illustrative",
    "REPRESENTATIVE PICTURE",
    "A soldier in a file photo",
    "A soldier (file image)",
    "A soldier. Photo: File",
    "Stock-photo",
]
SAYS_NOT = [
    "Photo: A. Writer / Example Wire",
    "Smoke over the valley on Tuesday",
    "Representatives of both sides look at an image",
    "The photo archive of the paper",
    "A profile picture of the commander",
]


@pytest.mark.parametrize("caption", SAYS)
def test_a_picture_that_does_not_show_the_event(caption: str) -> None:
    assert is_representational(caption, 0, len(caption))
    assert not is_representational(caption + " x", len(caption), len(caption) + 2), "only what stands between the offsets counts"


@pytest.mark.parametrize("caption", SAYS_NOT)
def test_a_picture_that_may_show_it(caption: str) -> None:
    assert not is_representational(caption, 0, len(caption))


@pytest.mark.parametrize("unit", ["image ", "for representation ", "image is only ", "file ", "photo : "])
def test_it_is_told_in_linear_time(unit: str) -> None:
    text = unit * 50_000
    started = time.process_time()
    is_representational(text, 0, len(text))
    assert time.process_time() - started < 2
