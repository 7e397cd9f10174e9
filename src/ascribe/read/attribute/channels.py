"""Channels of the sayings of one sentence: through which medium they came.

In:  `Tokens` and drafts.   Out: the same drafts with `channel` filled where the words tell one.

A channel stands beside the cue ("said in a statement", found with the source), before the clause ("In a communique,
..."), after the content ("... on Twitter"), or is the hearer or source itself ("told a French radio").
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ascribe.domain.attribution import Channel
from ascribe.lexicon.channels import load_channels
from ascribe.read.attribute.draft import Draft
from ascribe.read.attribute.phrases import channel_after
from ascribe.read.attribute.tokens import Tokens

__all__ = ["carry_channels", "find_channels", "outlet_channel"]

CHANNELS = load_channels()
#: Channels that may stand far from their cue ("announced the capture via his Twitter account"); a report is content.
_COMPLEMENT = re.compile(r"\s(?:of|close|linked|run|for|near)\s")
_FAR: frozenset[Channel] = frozenset({"social_media", "phone", "statement", "video", "interview", "press_conference"})
_OWN_WORDS = frozenset({"a", "an", "his", "her", "its", "their", "via", "on", "by", "over", "through"})
#: A channel goes on through this many sentences of the same source ("he added").
CARRIED_SENTENCES = 3


def find_channels(t: Tokens, drafts: Sequence[Draft]) -> None:
    """Fill the channels that stand away from their cue."""
    for draft in drafts:
        if draft.channel is not None or draft.source is None or draft.shape in ("hedge", "hedged", "doubt"):
            continue
        draft.channel = _leading(t, draft) or outlet_channel(draft.source.of(t.text)) or _trailing(t, draft)


def _leading(t: Tokens, draft: Draft) -> Channel | None:
    """ "In a communique sent to local stations, the group said": a channel opens the sentence before the source."""
    first = 0
    while first < min(len(t), 3) and not t.is_word(first):
        first += 1
    found = channel_after(t, first)
    if found is None or found.next > draft.first or draft.shape != "pre":
        return None
    return found.channel


def outlet_channel(words: str) -> Channel | None:
    """The channel of an outlet that is told or tells, by its head: `broadcast` for "a French radio".

    >>> outlet_channel("Iranian state television"), outlet_channel("Reuters")
    ('broadcast', None)
    """
    split = tuple(_COMPLEMENT.split(words.lower(), maxsplit=1)[0].split())
    for end in range(len(split), max(0, len(split) - 2), -1):
        for width in (2, 1):
            channel = CHANNELS.outlets.get(split[end - width : end])
            if channel is not None:
                return channel
    return None


def _trailing(t: Tokens, draft: Draft) -> Channel | None:
    for k in range(draft.edge, len(t) - 1):
        if t.low[k] == ";":
            break
        if t.quotation[k] >= 0 or not (t.low[k + 1] in _OWN_WORDS or t.low[k] in ("via", "on")):
            continue
        found = channel_after(t, k)
        if found is not None and found.channel in _FAR and not (found.channel == "video" and t.low[k] == "on"):
            return found.channel
    return None


def carry_channels(drafts: Sequence[Draft]) -> None:
    """A source keeps its channel through the sentences in which it goes on speaking."""
    last: dict[str, Draft] = {}
    for draft in drafts:
        if draft.name is None:
            continue
        before = last.get(draft.name)
        if draft.channel is None and before is not None and draft.sentence - before.sentence <= CARRIED_SENTENCES:
            draft.channel = before.channel
        if draft.channel is not None:
            last[draft.name] = draft
