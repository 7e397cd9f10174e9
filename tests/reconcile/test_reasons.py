"""Why two scenes are taken for one happening, in words that a person would use."""

from __future__ import annotations

from typing import Any

from ascribe.lexicon.rarity import written_words
from ascribe.reconcile.reasons import reasons_of

_SCENE: dict[str, Any] = {
    "places": "", "lat": None, "lon": None, "radius": None, "start": None, "end": None, "initiators": "", "targets": "", "figures": "",
    "words": "",
}  # fmt: skip


def test_shared_words_are_those_of_the_text() -> None:
    a, b = ({**_SCENE, "words": words} for words in ("dashti khawak resistanc", "khawak panjshir resistanc"))
    assert list(reasons_of(a, b, written_words("The Resistance lost Khawak; the resistance denies it"))) == [
        "same words: Khawak, Resistance"
    ]


def test_actors_bear_their_names() -> None:
    a, b = ({**_SCENE, "initiators": who} for who in ("taliban|local men", "local men|taliban"))
    assert list(reasons_of(a, b, {})) == ["same actors: local men, Taliban"]
