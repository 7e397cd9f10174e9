"""What the model says of one trigger, in spans of the text.

In:  the model's answer about a word, and the document's words.   Out: probabilities of spans, and spans that are likely.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from ascribe.domain.attribution import Channel, SourceKind
from ascribe.domain.claim import Status
from ascribe.domain.quantity import QuantityRole
from ascribe.domain.span import Span
from ascribe.inference.labels import CHANNELS, CHOSEN, KINDS, LINKS, ROLES, STATUSES
from ascribe.inference.model import Answer

__all__ = ["DocumentWords", "Links"]


class DocumentWords:
    """A document's words, to go between spans of text and ranges of words."""

    def __init__(self, spans: Sequence[Span]) -> None:
        self.spans = spans
        self._starts, self._ends = [w.start for w in spans], [w.end for w in spans]

    def range_of(self, span: Span) -> range:
        """The words that overlap the span."""
        return range(bisect_right(self._ends, span.start), bisect_left(self._starts, span.end))

    def span_of(self, words: range) -> Span:
        """From the first word's start to the last one's end."""
        return Span(self.spans[words.start].start, self.spans[words.stop - 1].end)


class Links:
    """One trigger's answer. Probabilities are the model's own, not calibrated."""

    def __init__(self, answer: Answer, words: DocumentWords) -> None:
        self._answer, self._words = answer, words

    @property
    def sight(self) -> Span:
        """The stretch of the text that the model saw around the trigger."""
        return self._words.span_of(range(self._answer.first, self._answer.first + len(self._answer.links)))

    def probability(self, link: str, span: Span) -> float:
        """That the span is (part of) what the link means: for a source, cue or place the sum over its words, else their mean."""
        return self._answer.link(link, self._words.range_of(span))

    def none(self, link: str) -> float:
        """That there is no source, cue or place."""
        return float(self._answer.none[CHOSEN.index(link)])

    def likely(self, link: str, at_least: float) -> list[Span]:
        """Runs of words with at least this probability, in text order."""
        column = self._answer.links[:, LINKS.index(link)]
        runs: list[range] = []
        for i, p in enumerate(column):
            if p >= at_least:
                w = i + self._answer.first
                runs = [*runs[:-1], range(runs[-1].start, w + 1)] if runs and runs[-1].stop == w else [*runs, range(w, w + 1)]
        return [self._words.span_of(r) for r in runs]

    def best(self, link: str) -> Span:
        """The one word that the link most likely means."""
        w = self._answer.first + int(self._answer.links[:, LINKS.index(link)].argmax())
        return self._words.spans[w]

    def role(self, number: Span) -> tuple[QuantityRole, float]:
        """The likeliest role of a number in this event, with its probability."""
        words = self._words.range_of(number)
        first = self._answer.first
        rows = self._answer.roles[max(0, words.start - first) : max(0, words.stop - first)]
        if not len(rows):
            return ROLES[0], 0.0
        mean = rows.mean(0)
        best = int(mean.argmax())
        return ROLES[best], float(mean[best])

    def role_probability(self, number: Span, role: QuantityRole) -> float:
        """The probability that the number has this role in this event."""
        words = self._words.range_of(number)
        first = self._answer.first
        rows = self._answer.roles[max(0, words.start - first) : max(0, words.stop - first), ROLES.index(role)]
        return float(rows.mean()) if len(rows) else 0.0

    def status_probability(self, status: Status) -> float:
        """The probability of a status."""
        return float(self._answer.classes["status"][STATUSES.index(status)])

    @property
    def kind(self) -> SourceKind:
        """The likeliest kind of a named source."""
        scores = self._answer.classes["kind"].copy()
        scores[KINDS.index("outlet")] = -1
        return KINDS[int(scores.argmax())]

    @property
    def channel(self) -> Channel | None:
        """The likeliest channel, or none."""
        return CHANNELS[int(self._answer.classes["channel"].argmax())]
