"""Noun phrases and adverbials around a word of saying, found without a parser.

In:  `Tokens` and a position.   Out: token ranges, both ends included.

English keeps the subject directly before its verb, with only auxiliaries, adverbs, a time, a channel or one
interpolation between commas in between; so a scan to the clause boundary finds it, in capitals too.
"""

from __future__ import annotations

from typing import NamedTuple

from ascribe.domain.attribution import Channel
from ascribe.lexicon.channels import load_channels
from ascribe.lexicon.counted_nouns import load_counted_nouns
from ascribe.lexicon.cues import load_cues
from ascribe.lexicon.function_words import load_function_words
from ascribe.lexicon.source_kinds import kind_of_words, load_source_kinds
from ascribe.read.attribute.tokens import CLOSE, OPEN, Tokens
from ascribe.read.attribute.words import is_finite, names_somebody, starts_noun_phrase, verb_group_start

__all__ = [
    "Adverbials", "Subject", "adverbials_after", "channel_after", "clause_subject", "noun_phrase_after", "noun_phrase_before",
    "speaks", "subject_before", "time_after",
]  # fmt: skip

W = load_function_words()
KINDS = load_source_kinds()
CHANNELS = load_channels()
VERBS = load_cues().verbs
#: A source's words are never longer than this; what is, is a clause that the scan ran into.
LONGEST_PHRASE = 18
#: An interpolation between commas ("the mayor, speaking in Kabul after the attack, said") is at most this long.
LONGEST_INTERPOLATION = 30
_STOPS = {",", ";", ":", "-", OPEN, CLOSE, "!", "?", "."}
_BRACKETS = {")": "(", "]": "["}
_CHANNEL_PREPOSITIONS = {"in", "on", "via", "at", "through", "by", "over", "during"}
_LATE = {"late", "early", "earlier", "later"}
#: Before these and a clause the main clause has ended: "started its push after the army said".
_CLAUSE_OPENERS = frozenset({"after", "before"})
#: Words after which an article goes on with the same noun phrase.
_BEFORE_ARTICLE = frozenset({"half", "such", "quite", "twice", "than", "called", "named", "rather", "whose", "&"})
#: How whoever asks came to a source.
_ASKED = frozenset({"reached", "contacted", "interviewed"})
_BY = frozenset({"by", "via", "in", "at", "on", "over"})
_ENDS_PHRASE = frozenset({"but", "as", "after", "before", "following", "what"})
_MEASURES = frozenset({"minutes", "hours", "days", "weeks", "months", "years", "minute", "hour", "day", "week", "month", "year"})


class Adverbials(NamedTuple):
    """Where the words go on after times, adverbs and channels, and what these told."""

    next: int
    channel: Channel | None
    medium: tuple[int, int] | None  # the outlet of "in an interview with Reuters"


class Subject(NamedTuple):
    """A noun phrase with what stood beside it: an apposition between commas, a channel."""

    first: int
    last: int
    apposition: tuple[int, int] | None
    channel: Channel | None


def time_after(t: Tokens, i: int) -> int:
    """The token after a time expression that starts at `i`; `i` where none does."""
    n, k = len(t), i
    if k < n and t.low[k] in _LATE:
        k += 1
    if k < n and t.low[k] in W.prepositions and t.low[k] in ("on", "in", "at", "by", "during", "since", "until", "after", "before", "from"):
        k += 1
        while k < n and (t.low[k] in W.determiners or t.low[k] in W.time_modifiers):
            k += 1
        if not (k < n and (t.low[k] in W.time_nouns or t.low[k][0].isdigit())):
            return i
        if t.low[k][0].isdigit() and not (
            len(t.low[k]) == 4 or ":" in t.low[k] or (k + 1 < n and t.low[k + 1] in W.time_nouns | W.time_modifiers)
        ):
            return i
    elif k < n and t.low[k] in ("last", "next", "this", "earlier", "later", "that", "same"):
        k += 1
        while k < n and t.low[k] in ("this", "same", "last"):
            k += 1
        if not (k < n and t.low[k] in W.time_nouns):
            return i
    elif not (
        k < n
        and t.low[k] in W.time_nouns
        and t.low[k]
        not in ("may", "march", "second", "minutes", "hours", "days", "weeks", "years", "months", "year", "week", "month", "day", "hour")
    ):
        return k if k > i else i
    while k < n and (
        t.low[k] in W.time_nouns or t.low[k] in W.time_modifiers or t.low[k][0].isdigit()
        or (t.low[k] in ("of", ",") and k + 1 < n and t.low[k + 1].isdigit() and len(t.low[k + 1]) == 4)
    ):  # fmt: skip
        k += 1
    if k < n and t.low[k] == "(" and k + 2 < n and t.low[k + 2] == ")" and t.low[k + 1] in W.time_nouns:
        k += 3
    return k


def _time_before(t: Tokens, j: int, stop: int) -> int:
    """The first token of the longest time expression that ends at `j`; `j + 1` where none does."""
    for i in range(max(stop, j - 7), j + 1):
        if time_after(t, i) == j + 1:
            return i
    return j + 1


def channel_after(t: Tokens, i: int) -> Adverbials | None:
    """A channel phrase at `i` ("in a statement", "on Twitter", "in an interview with Reuters")."""
    n = len(t)
    if i >= n or t.low[i] not in _CHANNEL_PREPOSITIONS:
        return None
    k = i + 1
    while k < min(n, i + 7) and t.is_word(k) and t.low[k] not in W.prepositions and t.low[k] not in W.subordinators:
        if is_finite(t, k) and t.low[k] not in VERBS:
            return None
        width = 2 if tuple(t.low[k : k + 2]) in CHANNELS.nouns else 1
        channel = CHANNELS.nouns.get(tuple(t.low[k : k + width]))
        if channel is not None and not (k + width < n and t.low[k + width] in W.time_nouns and t.low[k] == "address"):
            if t.low[k] in ("post", "posts") and t.low[i] != "in":
                return None  # "at a military post"
            if t.low[i] == "by" and channel not in ("phone", "broadcast", "social_media", "document"):
                return None
            k += width
            medium = None
            if k < n and t.low[k] in ("with", "to", "on", "of", "by", "from", "for") and starts_noun_phrase(t, k + 1):
                last = noun_phrase_after(t, k + 1)
                if last is not None and last - k <= 8:
                    medium = (k + 1, last)
                    k = last + 1
            return Adverbials(k, channel, medium)
        k += 1
    return None


def _channel_before(t: Tokens, j: int, stop: int) -> tuple[int, Channel] | None:
    for i in range(j - 1, max(stop, j - 9), -1):
        if t.low[i] in _CHANNEL_PREPOSITIONS:
            found = channel_after(t, i)
            if found is not None and found.next == j + 1 and found.channel is not None:
                return i, found.channel
    return None


def adverbials_after(t: Tokens, i: int) -> Adverbials:
    """What follows token `i` once adverbs, times and channels are stepped over."""
    channel: Channel | None = None
    medium: tuple[int, int] | None = None
    n = len(t)
    while i < n:
        after = time_after(t, i)
        if after == i and t.low[i] in W.adverbs and t.low[i] not in ("both", "only", "even", "just"):
            after = i + 1
        if after == i and t.low[i].endswith("ly") and t.low[i] not in W.ly_nouns and t.low[i] not in VERBS and not t.is_capital(i):
            after = i + 1
        if after == i:
            found = channel_after(t, i)
            if found is not None:
                after, channel, medium = found.next, found.channel or channel, found.medium or medium
        if after == i:
            after = _place_after(t, i)
        if after == i:
            break
        i = after
    return Adverbials(i, channel, medium)


def _place_after(t: Tokens, i: int) -> int:
    """The token after a short place of saying ("in Brussels", "from the capital"); `i` where none stands."""
    n = len(t)
    if i + 1 >= n or t.low[i] not in ("in", "at", "from"):
        return i
    k = i + 1
    while (
        k < n and k - i <= 5 and t.is_word(k) and t.low[k] not in W.prepositions and t.low[k] not in W.subordinators and not is_finite(t, k)
    ):
        if time_after(t, k) > k:
            break
        k += 1
    if k == i + 1 or k >= n:
        return i
    return k if t.low[k] in (",", ".", "that", OPEN, ":") or time_after(t, k) > k else i


def subject_before(t: Tokens, i: int) -> Subject | None:
    """The noun phrase that is the subject of the verb group starting at `i`; none where the clause has none."""
    channel: Channel | None = None
    stop = _hard_stop(t, i)
    j = i - 1
    while j > stop:
        time = _time_before(t, j, stop + 1)
        if time <= j and not (time == stop + 1 and t.low[time] in KINDS.words):
            j = time - 1
            continue
        found = _channel_before(t, j, stop)
        if found is not None and found[0] - 1 > stop:
            j, channel = found[0] - 1, found[1]
            continue
        break
    if j <= stop:
        return None
    if t.low[j] == ",":
        return _around_interpolation(t, j, stop, channel)
    if t.low[j] in ("-", OPEN, CLOSE, ";", ":", "!", "?"):
        if t.low[j] == "-":  # "the army – which lost a man – said"
            opening = next((k for k in range(j - 1, stop, -1) if t.low[k] == "-"), None)
            if opening is not None and opening - 1 > stop:
                found_phrase = noun_phrase_before(t, opening - 1, stop)
                return Subject(*found_phrase, None, channel) if found_phrase else None
        return None
    if t.low[j] in W.coordinators:
        return clause_subject(t, j, stop)
    if t.low[j] in W.relatives or (t.low[j] == "that" and j - 1 > stop and t.is_word(j - 1)):
        j -= 1
        if j > stop and t.low[j] == ",":
            j -= 1
        if j <= stop or not t.is_word(j):
            return None
    phrase = noun_phrase_before(t, j, stop)
    if phrase is None:
        return None
    name = _named_before(t, phrase[0], stop) if t.cased else None
    if name is not None and all(t.is_capital(k) for k in range(name[0], name[1] + 1)):
        return Subject(*name, phrase, channel)  # "Ali Khan, a rebel commander said", its second comma lost
    return Subject(*phrase, None, channel)


def _hard_stop(t: Tokens, i: int) -> int:
    """The token that no subject of a verb at `i` can reach beyond: the edge of its quotation."""
    k = i - 1
    while k >= 0 and t.quotation[k] == t.quotation[i] and t.low[k] not in (OPEN, CLOSE):
        k -= 1
    return k


def _around_interpolation(t: Tokens, comma: int, stop: int, channel: Channel | None) -> Subject | None:
    k = comma - 1
    while k > max(stop, comma - LONGEST_INTERPOLATION) and t.low[k] not in (",", ";", ":"):
        if t.low[k] in _BRACKETS:
            k = _opening(t, k, stop)
        k -= 1
    if k <= stop or t.low[k] != ",":
        return None
    inner = (k + 1, comma - 1)
    if inner[0] > inner[1]:
        return None
    if t.low[inner[0]] in ("and", "or"):  # "A, the chancellor, and B, the president, urged": go on to the first
        first = _around_interpolation(t, k, stop, channel)
        if first is not None:
            return Subject(first.first, inner[1], first.apposition, channel)
        phrase = noun_phrase_before(t, k - 1, stop)
        return Subject(phrase[0], inner[1], None, channel) if phrase else None
    phrase = noun_phrase_before(t, k - 1, stop)
    if phrase is not None and all(t.low[m][0].isdigit() for m in range(phrase[0], phrase[1] + 1)):
        further = _around_interpolation(t, k, stop, channel)  # "Ali Khan, 38, from London, said"
        if further is not None:
            return further
    if phrase is None:
        # "When the shooting began, residents, ..." has its phrase; here the words before the comma are a clause or an
        # adverbial, so what stands between the commas is the subject itself: "On Monday, the army, said".
        return None
    told = channel or next((c.channel for c in (channel_after(t, m) for m in range(*_closed(inner))) if c is not None), None)
    if t.low[phrase[0]] in W.prepositions or _is_adverbial(t, phrase):
        phrase_inner = noun_phrase_before(t, inner[1], k)
        return Subject(*phrase_inner, None, channel) if phrase_inner else None
    name = _named_before(t, phrase[0], stop)
    if name is not None:  # "Ali Khan, chief of police, a veteran, said": the name stands first
        return Subject(*name, (phrase[0], inner[1]), told)
    return Subject(*phrase, inner, told)


def _named_before(t: Tokens, first: int, stop: int) -> tuple[int, int] | None:
    """A name that opens the clause directly before an apposition that starts at `first`."""
    if first - 2 <= stop or t.low[first - 1] != ",":
        return None
    phrase = noun_phrase_before(t, first - 2, stop)
    if phrase is None or phrase[1] != first - 2 or _is_adverbial(t, phrase) or phrase[1] - phrase[0] > 6:
        return None
    opens = phrase[0] == stop + 1 or not t.is_word(phrase[0] - 1)
    if not opens or any(is_finite(t, k) for k in range(phrase[0], phrase[1] + 1)):
        return None
    if t.cased:
        return phrase if t.is_capital(phrase[1]) and t.is_capital(phrase[0]) else None
    return phrase if t.low[phrase[0]] not in W.determiners else None


def _closed(bounds: tuple[int, int]) -> tuple[int, int]:
    return bounds[0], bounds[1] + 1


def _is_adverbial(t: Tokens, phrase: tuple[int, int]) -> bool:
    """Whether a phrase only says when or how: "Recently, the army said", "More recently"."""
    if time_after(t, phrase[0]) > phrase[1]:
        return True
    last = t.low[phrase[1]]
    if last.endswith("ly") and last not in W.ly_nouns and (phrase[0] == phrase[1] or not t.is_capital(phrase[1])):
        return True
    return all(t.low[k] in W.connectives or t.low[k] in W.adverbs for k in range(phrase[0], phrase[1] + 1))


def _opening(t: Tokens, i: int, stop: int) -> int:
    """The bracket that opens what token `i` closes; `i` itself where none does."""
    opening = _BRACKETS[t.low[i]]
    return next((k for k in range(i - 1, max(stop, i - 12), -1) if t.low[k] == opening), i)


def noun_phrase_before(t: Tokens, j: int, stop: int = -1) -> tuple[int, int] | None:
    """The noun phrase that ends at token `j`, with its complements, without relative clauses and leading adverbials."""
    last = b = j
    joint: int | None = None
    while b > stop:
        word = t.low[b]
        if word in _BRACKETS:
            opening = _opening(t, b, stop)
            if opening == b:
                break
            b = opening - 1
            continue
        if word in _STOPS or word in "([":
            break
        if word in W.relatives:
            if b < last and word != "whose" and not any(is_finite(t, k) for k in range(b + 1, last + 1)):
                break  # "which the army declared": the relative is the verb's object
            last = b - 1
            if last > stop and t.low[last] == ",":
                last -= 1
            if last <= stop:
                return None
            b, joint = last, None
            continue
        if word == "that" and b < last and b - 1 > stop and _opens_relative(t, b, last):
            b = last = b - 1  # "the militias that control the enclave said"
            continue
        if (
            word in W.subordinators
            or word in ("as", "what", "despite", "amid")
            or (word in _CLAUSE_OPENERS and b < last and _main_clause_before(t, b, stop) and speaks(t, b + 1, last))
        ):
            b = joint if joint is not None and word == "as" else b
            break
        if word in _ASKED and joint is None and (b == last or t.low[b + 1] in _BY) and b - 1 > stop and t.is_word(b - 1):
            b = last = b - 1  # "a resident reached by phone said"
            continue
        if word in W.coordinators and word != "but":
            joint = b
        elif word == "but":
            break
        elif is_finite(t, b) and b != last and not names_somebody(t, b):
            relative = _relative_before(t, verb_group_start(t, b), stop)
            if relative - 1 > stop and (t.low[relative] in W.relatives or t.low[relative] == "that") and joint is None:
                b = last = relative - 1  # "an officer who gave only his rank said"
                if t.low[b] == ",":
                    b = last = last - 1
                continue
            if joint is None and _is_reduced(t, b):
                last = b - 1  # "policemen dispatched to the scene reported"
                b = last
                continue
            if joint is not None:
                b = joint
            break
        b -= 1
    first = b + 1
    first = _without_lead(t, first, last)
    if first > last:
        return None
    if last - first + 1 > LONGEST_PHRASE:
        first = next((k for k in range(last - 1, last - LONGEST_PHRASE, -1) if t.low[k] in W.determiners), last)
    while last > first and (t.low[last] in W.adverbs or t.low[last] in W.prepositions or t.low[last] in W.coordinators):
        last -= 1
    first = _after_inner_article(t, first, last)
    if t.low[first].endswith("ing") and first < last and t.low[first + 1] in W.determiners:
        first += 1  # "replacing a resolution that demanded"
    if t.low[last] in W.subject_pronouns:
        first = last  # "the caliphate he proclaimed"
    if (
        t.low[first] in W.auxiliaries
        or t.low[first] in W.prepositions
        or t.low[first] == "no"
        or not (t.is_word(first) or t.low[first] in "([")
    ):
        return None
    return first, last


def _main_clause_before(t: Tokens, i: int, stop: int) -> bool:
    """Whether a finite verb stands in the same clause before token `i`."""
    for k in range(i - 1, stop, -1):
        if t.low[k] in (";", ":"):
            return False
        if is_finite(t, k) and t.low[k - 1 : k] not in (["who"], ["which"], ["that"]):
            return True
    return False


def _opens_relative(t: Tokens, that: int, last: int) -> bool:
    """Whether "that" begins a relative clause with a verb in its base form: "the militias that control the enclave"."""
    before, verb = t.low[that - 1], t.low[that + 1]
    if not before.endswith("s") or before in VERBS or verb.endswith("s") or t.is_capital(that + 1) or verb in KINDS.words:
        return False
    opens = that + 2 <= last and (t.low[that + 2] in W.determiners or t.is_capital(that + 2))
    return opens and starts_noun_phrase(t, that + 1) and verb not in W.determiners


def _relative_before(t: Tokens, group: int, stop: int) -> int:
    """The relative pronoun of the clause whose verb group starts at `group` ("whose feet were black"), else the token before."""
    if t.low[group - 1] in W.relatives:
        return group - 1
    whose = next((k for k in range(group - 1, max(stop, group - 5), -1) if t.low[k] == "whose" or not t.is_word(k)), group - 1)
    return whose if t.low[whose] == "whose" else group - 1


def _after_inner_article(t: Tokens, first: int, last: int) -> int:
    """Where the last noun phrase among tokens `first` to `last` starts: an article opens one unless a word before it governs it.

    "fictitious the UN report", "a week after seizing Kabul the Taliban".
    """
    for k in range(last, first, -1):
        if t.low[k] in ("the", "a", "an", "its", "his", "her", "their") and t.is_word(k - 1):
            before = t.low[k - 1]
            if not (
                before in W.prepositions
                or before in W.coordinators
                or before in W.determiners
                or before in _BEFORE_ARTICLE
                or before.endswith("ing")
            ):
                return k
    return first


def _is_reduced(t: Tokens, i: int) -> bool:
    """Whether an -ed form followed by a preposition or particle modifies the noun before it."""
    after = t.low[i + 1]
    if not (t.low[i].endswith("ed") and t.is_word(i - 1) and t.low[i - 1] not in W.auxiliaries):
        return False
    return after in W.prepositions or after in ("out", "away", "up", "down", "back")


def _without_lead(t: Tokens, first: int, last: int) -> int:
    """`first` moved beyond connectives, times and a leading prepositional phrase ("In Kabul police")."""
    while first <= last:
        word = t.low[first]
        after = max(time_after(t, first), _measure_after(t, first, last))
        if after > first and after <= last:
            first = after
        elif ((word in W.connectives or word in W.coordinators or (word in W.adverbs and word != "only")) and first < last) or (
            word.endswith("ly") and word not in W.ly_nouns and first < last and not (first > 0 and t.is_capital(first))
        ):
            first += 1
        elif word == "according" and first + 1 < last:
            first += 2  # "according to witnesses, who said"
        elif word in W.prepositions and first < last:
            moved = _after_prepositional(t, first, last)
            if moved == first:
                break
            first = moved
        elif (
            word.endswith("ing")
            and first < last
            and t.low[first - 1 : first]
            in (
                ["after"],
                ["before"],
                ["since"],
                ["while"],
                [
                    ",",
                ],
            )
        ):
            moved = _after_prepositional(t, first, last)
            if moved == first:
                break
            first = moved  # "Before leaving Kabul he"
        elif word in "([" and (end := next((k for k in range(first, last) if t.low[k] in _BRACKETS), None)) is not None:
            first = end + 1  # "[TEXT]", a footnote's "[2]"
        elif not t.is_word(first):
            first += 1
        else:
            break
    return first


def _measure_after(t: Tokens, first: int, last: int) -> int:
    """The token after "hours after", "a week before", "three days later"; `first` where no such words start there."""
    k = first
    while k <= last and (t.low[k] in W.determiners or t.low[k][0].isdigit() or t.low[k] in ("few", "couple", "of")):
        k += 1
    if k < last and t.low[k] in _MEASURES and t.low[k + 1] in ("after", "before", "since", "later", "earlier", "ago"):
        return k + 2
    return first


def _after_prepositional(t: Tokens, first: int, last: int) -> int:
    """Where the noun phrase after a leading prepositional phrase starts, as far as its words show it."""
    k = first + 1
    while k <= last and (t.low[k] in W.determiners or t.low[k] in W.time_modifiers):
        k += 1
    seen = k
    while k <= last:
        word = t.low[k]
        if word in W.prepositions and word != "than":
            k += 1
            while k <= last and t.low[k] in W.determiners:
                k += 1
            seen = k
            continue
        if k > seen and (word in W.determiners or word in W.subject_pronouns):
            return k
        if k > seen and k < last and word in KINDS.national and word not in KINDS.states and t.is_capital(k):
            return k  # "In Brussels Syrian groups"
        if k > seen and t.cased and t.is_capital(k - 1) and not t.is_capital(k) and word in KINDS.words:
            return k
        if k > seen and (t.low[k - 1] in W.time_nouns or not t.is_capital(k - 1)) and t.is_capital(k) and t.cased:
            return k
        k += 1
    heads = [k for k in range(seen + 1, last + 1) if t.low[k] in KINDS.words and t.low[k - 1] not in W.prepositions]
    return heads[0] if heads else first


def noun_phrase_after(t: Tokens, i: int) -> int | None:
    """The last token of the noun phrase that starts at `i`, with its complements; none where none starts there."""
    n = len(t)
    if not starts_noun_phrase(t, i):
        return None
    if t.low[i] in W.subject_pronouns or (
        t.low[i] in ("him", "her", "us", "me", "them") and not (i + 1 < n and t.is_word(i + 1) and t.low[i] == "her")
    ):
        return i
    k = i
    while k < n and k - i < LONGEST_PHRASE:
        word = t.low[k]
        if word in "([":
            closing = next((m for m in range(k + 1, min(n, k + 10)) if t.low[m] in _BRACKETS), None)
            if closing is None:
                break
            k = closing + 1
            continue
        if word in _STOPS:
            break
        if word == "by" and k > i and (t.low[k - 1].endswith("ed") or t.low[k - 1] in CHANNELS.issued):
            k += 1  # "the report published by the Post"
            continue
        if word in W.relatives or word in W.subordinators or word in W.auxiliaries or word in _ENDS_PHRASE:
            break
        if k > i and _opens_clause(t, k):
            break  # "according to the ministry he died", "according to officials ten people died"
        if k > i and (after := time_after(t, k)) > k:
            if after < n and t.low[after] == "by" and t.low[k - 1].endswith("ed"):
                k = after + 1  # "a report issued today by the army"
                continue
            break
        if k > i and channel_after(t, k) is not None:
            break
        if k > i and is_finite(t, k) and not names_somebody(t, k):
            break
        verb = VERBS.get(word)
        if k > i and verb is not None and verb.form == "ing":
            break
        if word in ("and", "or"):
            if not starts_noun_phrase(t, k + 1) or _clause_follows(t, k + 1):
                break
        elif k > i and (word in W.adverbs or (word in W.prepositions and word not in W.np_prepositions)):
            break
        k += 1
    last = k - 1
    while last > i and (t.low[last] in W.prepositions or t.low[last] in W.determiners or t.low[last] in W.coordinators):
        last -= 1
    return last if last >= i else None


def _opens_clause(t: Tokens, k: int) -> bool:
    """Whether a second noun phrase, the subject of a clause, starts inside a run of words at `k`."""
    word, before = t.low[k], t.low[k - 1]
    if word in W.subject_pronouns:
        return before not in W.prepositions and before not in W.coordinators
    if not (word[0].isdigit() or word in W.determiners or word == "about"):
        return False
    if (
        word in ("his", "her", "their", "its")
        and t.is_word(k - 1)
        and before not in W.prepositions | W.coordinators | W.determiners | {"all"}
    ):
        return True  # "told the Times her son had left"
    governed = (
        before in W.prepositions or before in W.determiners or before in W.coordinators or before[0].isdigit() or not t.is_word(k - 1)
    )
    return not governed and _clause_follows(t, k)


def _clause_follows(t: Tokens, i: int) -> bool:
    """Whether a finite verb stands before the next mark: a clause, not a second noun phrase."""
    for k in range(i, min(len(t), i + 12)):
        if t.low[k] in _STOPS:
            return False
        if is_finite(t, k) and not names_somebody(t, k):
            return True
    return False


def speaks(t: Tokens, first: int, last: int) -> bool:
    """Whether a noun phrase can be a speaker: a pronoun, a name, or a head that names people who speak."""
    if t.low[first] in W.subject_pronouns or t.low[first] in ("who", "one", "some", "many", "both", "somebody", "others"):
        return True
    head = next((k for k in range(first + 1, last + 1) if t.low[k] in W.prepositions), last + 1)
    if t.cased and any(_is_name(t, k) for k in range(first, head)):
        return True
    words = t.span(first, head - 1).of(t.text)
    counted = load_counted_nouns().nouns.get(t.low[head - 1])
    if counted is not None and counted.of_kind != "unknown":
        return True  # "say women who fled"
    return kind_of_words(words) is not None or (not t.cased and kind_of_words(t.span(first, last).of(t.text)) is not None)


def _is_name(t: Tokens, k: int) -> bool:
    """A capitalised word that is not merely the first of its sentence: its small form stands nowhere in the text."""
    if not t.is_capital(k) or t.low[k] in W.determiners:
        return False
    return k > 0 or f" {t.low[k]} " not in t.text


def clause_subject(t: Tokens, i: int, stop: int = -1) -> Subject | None:
    """The subject of the clause that runs up to token `i`: the noun phrase before its first finite verb."""
    first = stop + 1
    for k in range(i - 1, stop, -1):
        if t.low[k] in (";", ":") or (t.low[k] == "-" and k < 25):
            first = k + 1
            break
    verb = next((k for k in range(first + 1, i) if is_finite(t, k) and not names_somebody(t, k)), None)
    if verb is None:
        return None
    group = verb_group_start(t, verb)
    if group <= first:
        return None
    return subject_before(t, group) if t.low[group - 1] not in W.coordinators else None
