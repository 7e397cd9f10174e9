"""Channels: the words that tell through which medium a source spoke.

In:  `channels.json`.   Out: one `Channels` value.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple, get_args

from ascribe.domain.attribution import Channel

__all__ = ["Channels", "load_channels"]


class Channels(NamedTuple):
    """Nouns by their words, verbs that imply a channel.

    `issued` nouns speak for whoever issued them ("the statement said"), `outlets` are media by their last words.
    """

    nouns: Mapping[tuple[str, ...], Channel]
    verbs: Mapping[str, Channel]
    issued: frozenset[str]
    outlets: Mapping[tuple[str, ...], Channel]


@cache
def load_channels() -> Channels:
    """The shipped channels.

    >>> load_channels().nouns["press", "conference"]
    'press_conference'
    """
    data = json.loads(files("ascribe.lexicon").joinpath("channels.json").read_text("utf-8"))
    known: dict[str, Channel] = {channel: channel for channel in get_args(Channel)}
    return Channels(
        {tuple(noun.split()): known[name] for name, nouns in data["nouns"].items() for noun in nouns},
        {verb: known[name] for verb, name in data["verbs"].items()},
        frozenset(data["issued"]),
        {tuple(words.split()): known[name] for words, name in data["outlets"].items()},
    )
