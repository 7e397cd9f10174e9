"""Whether a report is about conflict at all.

In:  how many words of each topic a text has.   Out: yes or no.

"City attacked from the first minute", "a takeover battle": sport and business borrow the words of war. A report whose
words of another topic outweigh those of conflict is read with a higher bar for every trigger.
"""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["is_near_miss"]

#: Chosen on the train passages: no passage with claims lies beyond both.
_LEAST_OTHER_WORDS = 3
_OTHER_TO_CONFLICT = 2.0


def is_near_miss(counts: Mapping[str, int]) -> bool:
    """True where another topic has at least three words in the text and twice as many as conflict.

    >>> from ascribe.lexicon.topics import load_topics
    >>> is_near_miss(load_topics().count_words("The striker scored two goals before half-time; City attacked and won the match."))
    True
    """
    other = max(n for topic, n in counts.items() if topic != "conflict")
    return other >= _LEAST_OTHER_WORDS and other >= _OTHER_TO_CONFLICT * counts["conflict"]
