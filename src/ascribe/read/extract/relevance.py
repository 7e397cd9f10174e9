"""Whether a report is about conflict at all.

In:  how many words of each topic a text has.   Out: yes or no.

A road accident kills and injures, and is no claim of conflict (annotation guide, "What is a claim"): where words of disaster prevail, only
sentences that tell of violence are read.

"City attacked from the first minute", "a takeover battle": sport and business borrow the words of war. A report whose
words of another topic outweigh those of conflict is read with a higher bar for every trigger.
"""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["is_disaster", "is_near_miss"]

#: Chosen on the train passages: no passage with claims lies beyond both.
_LEAST_OTHER_WORDS = 3
_OTHER_TO_CONFLICT = 2.0

#: Chosen to be rare in reports of conflict: of 1,073 passages two lie beyond both, neither with a claim.
_LEAST_DISASTER_WORDS = 2
_DISASTER_TO_VIOLENCE = 4


def is_disaster(disaster: int, violence: int) -> bool:
    """True where a text has two words of disaster, and four for each word of violence: what bombs set on fire is no accident.

    >>> from ascribe.lexicon.topics import load_topics
    >>> is_disaster(*load_topics().count_disaster("The earthquake killed nine people; floods and landslides followed."))
    True
    >>> is_disaster(*load_topics().count_disaster("Rebels said the crash was theirs; soldiers looked for the crashed machine."))
    False
    """
    return disaster >= _LEAST_DISASTER_WORDS and disaster >= _DISASTER_TO_VIOLENCE * violence


def is_near_miss(counts: Mapping[str, int]) -> bool:
    """True where another topic has at least three words in the text and twice as many as conflict.

    >>> from ascribe.lexicon.topics import load_topics
    >>> is_near_miss(load_topics().count_words("The striker scored two goals before half-time; City attacked and won the match."))
    True
    """
    other = max(n for topic, n in counts.items() if topic != "conflict")
    return other >= _LEAST_OTHER_WORDS and other >= _OTHER_TO_CONFLICT * counts["conflict"]
