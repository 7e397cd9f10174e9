"""One number for two things done to the same people: "two villagers were abducted and later killed".

In:  the mentions of a sentence, its counts and which belong to which mention.
Out: the counts and their owners, with a second count where two joined verbs have one number.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import msgspec

from ascribe.domain.event import EventMention, EventType
from ascribe.domain.quantity import Count, QuantityRole

__all__ = ["shared_counts"]

#: What those counted become by each event.
_ROLE: Final[dict[EventType, QuantityRole]] = {
    "killing": "killed", "injury": "injured", "detention": "captured", "abduction": "abducted", "abuse": "affected",
}  # fmt: skip
#: From the first of two joined verbs to the second.
_AND: Final = re.compile(
    r",?\s+and\s+(?:(?:was|were|been|being|is|are|has|had|have|later|then|also|afterwards|\w+ly)\s+)*\Z", re.IGNORECASE
)


def shared_counts(
    text: str, mentions: Sequence[EventMention], counts: Sequence[Count], own: Sequence[Sequence[int]]
) -> tuple[tuple[Count, ...], tuple[tuple[int, ...], ...]]:
    """`counts` and `own` (of each mention the indices of its counts), where the verb of two joined ones that has no number has the other's:
    one before both or behind both. "Killed and wounded 40" counts both together and is left alone."""
    out, owned = list(counts), [list(indices) for indices in own]
    for a, first in enumerate(mentions):
        for b, second in enumerate(mentions):
            gap = text[first.trigger.end : second.trigger.start]
            if first.trigger.end > second.trigger.start or not _AND.fullmatch(gap) or first.word_class != "verb":
                continue
            if first.type == second.type or {first.type, second.type} == {"killing", "injury"}:
                continue
            for has, lacks in ((a, b), (b, a)):
                role, other = _ROLE.get(mentions[has].type), _ROLE.get(mentions[lacks].type)
                if role is None or other is None or own[lacks] or owned[lacks]:
                    continue
                for i in own[has]:
                    c = counts[i]
                    outside = c.span.end <= first.trigger.start or c.span.start >= second.trigger.end
                    if c.role == role and c.kind == "people" and c.part_of is None and outside:
                        owned[lacks].append(len(out))
                        out.append(msgspec.structs.replace(c, role=other, role_by=mentions[lacks].trigger))
                        break
    return tuple(out), tuple(map(tuple, owned))
