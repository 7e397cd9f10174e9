"""Sources of one sentence: for each cue, who says it.

In:  `Tokens`.   Out: `Draft` relations in text order, with source, channel and shape, contents still to be divided.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final

from ascribe.domain.attribution import Channel, Force
from ascribe.domain.span import Span
from ascribe.lexicon.channels import load_channels
from ascribe.lexicon.cues import load_cues
from ascribe.lexicon.function_words import load_function_words
from ascribe.lexicon.source_kinds import kind_of_words, load_source_kinds
from ascribe.read.attribute.channels import outlet_channel
from ascribe.read.attribute.citations import appose, draft_according, draft_headline, draft_nominal, draft_passive, draft_relayed
from ascribe.read.attribute.cues import CLAIM_NOUNS, Cue, find_cues, is_followed
from ascribe.read.attribute.draft import IMAGES, Draft, Shape, new_draft
from ascribe.read.attribute.phrases import (
    Subject,
    adverbials_after,
    channel_after,
    clause_subject,
    noun_phrase_after,
    noun_phrase_before,
    speaks,
    subject_before,
    time_after,
)
from ascribe.read.attribute.statements import is_done_by_saying
from ascribe.read.attribute.tokens import CLOSE, OPEN, Tokens
from ascribe.read.attribute.words import is_finite, names_somebody, starts_noun_phrase

__all__ = ["draft_relations"]

W = load_function_words()
CUES = load_cues()
KINDS = load_source_kinds()
_RELEASES = frozenset(
    [
        "releases",
        "released",
        "publishes",
        "published",
        "posted",
        "posts",
        "shared",
        "shares",
        "issued",
        "issues",
        "aired",
        "airs",
        "broadcast",
    ]
)
#: How images speak.
_SHOWING = frozenset({"show", "depict", "reveal"})
SPEECH_ACTS = frozenset({"threaten", "demand", "offer", "refuse"})
CHANNELS = load_channels()
#: What says something only where nobody tells of it: "first reports, he said, indicated that".
_SIGNS = frozenset({"reports", "indications", "signs", "information", "estimates", "figures"})
_ENDS = (".", "!", "?", ";", CLOSE, "-", ")", "]")
#: Prepositions that continue the circumstances of saying ("said after a meeting"), not its content.
_CIRCUMSTANCE = frozenset(
    {"in", "at", "after", "during", "from", "as", "when", "following", "before", "on", "by", "of", "to", "about", "while", "for"}
)
#: After "..., police said," these begin something else than the rest of what was said.
_ENDS_SAYING = frozenset(
    ["adding", "citing", "quoting", "who", "which", "according", "but", "while", "as", "though", "although", "after", "reports", "reported"]
)
#: No sentence of a report says more often than this that somebody says something.
MOST_CUES = 16


def draft_relations(t: Tokens, sentence: int, *, we_speak: bool = False) -> Iterator[Draft]:
    """The sayings of one sentence. What is denied is no saying of its own ("denied reports that").

    `we_speak`: outside of quotations "we" is somebody who issues all of this, and not the outlet.
    """
    headline = draft_headline(t, sentence)
    if headline is not None:
        yield headline
    last: Draft | None = None
    for cue in islice(find_cues(t), MOST_CUES):
        draft = _draft(t, sentence, cue, last, we_speak=we_speak)
        if draft is not None and last is not None and last.force == "deny" and _is_denied(t, draft, last):
            continue
        if draft is not None and last is not None and _relays(t, draft, last):
            last.via.append(draft.source or draft.cue_span)
            last.edge = draft.edge
            continue
        if draft is not None:
            yield draft
            if draft.source is not None and draft.shape != "nominal":
                last = draft


def _is_denied(t: Tokens, draft: Draft, last: Draft) -> bool:
    """Whether a saying only stands in what is denied: "denied reports that", "condemns as false the report which says"."""
    if draft.shape == "nominal" and last.edge == draft.first:
        return True
    before = draft.cue.group - 1
    return last.cue.last < draft.first <= before and t.low[before] in ("which", "that")


def _relays(t: Tokens, draft: Draft, last: Draft) -> bool:
    """ "Citing army officials, the Times reported that": the officials say so, by way of the Times."""
    cites = last.shape == "according" and t.low[last.first] in ("citing", "quoting") and last.first == 0
    if not cites or draft.source is None or draft.shape != "pre" or draft.cue.force != "assert":
        return False
    words = draft.source.of(t.text)
    return t.low[draft.first - 1] == "," and (kind_of_words(words) == "media" or outlet_channel(words) is not None)


def _draft(t: Tokens, sentence: int, cue: Cue, last: Draft | None, *, we_speak: bool) -> Draft | None:
    if cue.kind == "according":
        return draft_according(t, sentence, cue)
    if cue.kind == "relay":
        return draft_relayed(t, sentence, cue, last)
    if cue.kind == "noun":
        return draft_nominal(t, sentence, cue)
    if cue.kind in ("hedge", "hedged", "doubt"):
        span = t.span(cue.first, cue.last)
        hedge = None if cue.kind == "doubt" else span
        return Draft(sentence, cue, cue.kind, cue.first, cue.last + 1, None, span, cue.force, hedge=hedge)
    if cue.passive or _has_agent(t, cue) or _is_participle(t, cue):
        return draft_passive(t, sentence, cue)
    if _is_owned(t, cue):
        whose = (cue.first - 1, cue.first - 1)
        return new_draft(t, sentence, cue, "nominal", cue.first - 1, cue.last + 1, whose, None)
    return _active(t, sentence, cue, last, we_speak=we_speak)


#: What is done with claims: "commented on Houthi claims that". "The resistance in Panjshir claims that" and "a statement on Facebook claims
#: that" are verbs.
_OF_CLAIMS: Final = frozenset(
    {"comment", "commented", "commenting", "doubt", "doubts", "questions", "asked", "respond", "responded", "responding", "response"}
    | {"react", "reacted", "reaction", "played", "playing", "plays"}
)


def _is_owned(t: Tokens, cue: Cue) -> bool:
    """Whether the word is a noun with its owner before it, and no verb: "has not commented on Houthi claims that"."""
    k = cue.first
    if t.low[k] not in ("claims", "reports") or t.low[k + 1 : k + 2] != ["that"] or k < 2 or not t.is_word(k - 1):
        return False
    if t.low[k - 1] in W.determiners or t.low[k - 1] in W.time_nouns:
        return False
    return t.low[k - 2] in ("despite", "amid") or (t.low[k - 2] in ("on", "about", "to", "down") and k > 2 and t.low[k - 3] in _OF_CLAIMS)


#: What follows these words where they stand for somebody of whom it is said: "soldiers accused of", "a man believed to have".
_OF_WHOM: Final = {"accuse": "of", "blame": "for", "charge": "with", "suspect": "of"}
_BELIEVED: Final = frozenset({"allege", "believe", "report", "suspect", "think"})


def _is_participle(t: Tokens, cue: Cue) -> bool:
    """Whether the word stands without its auxiliary for those of whom it is said, who do not say it."""
    after = t.low[cue.last + 1 : cue.last + 3]
    if cue.form != "past" or cue.group != cue.first or not after:
        return False
    return _OF_WHOM.get(cue.lemma) == after[0] or (cue.lemma in _BELIEVED and after in (["to", "have"], ["to", "be"]))


def _has_agent(t: Tokens, cue: Cue) -> bool:
    """ "claimed by the group", "announced in May by the army": a participle with its agent; "said by phone" has none."""
    by = cue.last + 1 if t.low[cue.last + 1 : cue.last + 2] == ["by"] else adverbials_after(t, cue.last + 1).next
    return (
        cue.form == "past" and all(t.low[k] in W.adverbs or t.low[k].endswith("ly") for k in range(cue.group, cue.first))
        and cue.lemma not in ("say", "tell", "add")
        and t.low[by : by + 1] == ["by"] and channel_after(t, by) is None
    )  # fmt: skip


def _active(t: Tokens, sentence: int, cue: Cue, last: Draft | None, *, we_speak: bool) -> Draft | None:
    edge, hearer, channel = _after_cue(t, cue)
    inverted = _inverted(t, cue)
    if inverted is not None:
        first, end = inverted
        draft = new_draft(t, sentence, cue, "post", cue.first, end + 1, (first, end), channel)
        end = appose(t, draft, end)
        after = adverbials_after(t, end + 1)
        draft.edge, draft.channel = after.next, draft.channel or after.channel
        if draft.edge < len(t) - 1 and t.low[draft.edge] == "," and _continues(t, draft.edge + 1):
            # "..., said the mayor, the head of ...": what follows belongs to the name
            named = t.low[draft.edge + 1] in W.determiners | W.relatives or not t.is_word(draft.edge + 1)
            draft.shape = "post" if named and t.low[draft.edge + 1] != OPEN else "mid"
        return draft
    subject = _subject(t, cue, last)
    if subject is None:
        return None
    same = isinstance(subject, Draft)
    if isinstance(subject, Draft):
        first = cue.first
        draft = Draft(sentence, cue, "pre", first, edge, subject.source, t.span(cue.first, cue.last), cue.force, same_source=True)
        draft.apposition, draft.channel, draft.via, draft.outer = (
            subject.apposition,
            channel or subject.channel,
            list(subject.via),
            subject.outer,
        )
    else:
        we = (
            we_speak and t.low[subject.first : subject.last + 1] == ["we"] and is_done_by_saying(cue, "base") and t.quotation[cue.first] < 0
        )
        if not we and not _may_say(t, cue, subject, edge):
            return None
        draft = new_draft(t, sentence, cue, "pre", subject.first, edge, (subject.first, subject.last), channel or subject.channel)
        draft.speaks = speaks(t, subject.first, subject.last) and t.low[subject.last] not in _SIGNS
        if subject.apposition is not None:
            draft.apposition = t.span(*subject.apposition)
    draft.force = _force_of(t, cue, edge)
    draft.via.extend(hearer)
    draft.shape = "pre" if same else _shape(t, cue, draft)
    if draft.shape == "pre" and not is_followed(t, cue, edge) and not (cue.lemma in _SHOWING and draft.channel in IMAGES):
        return None
    draft.channel = draft.channel or CHANNELS.verbs.get(t.low[cue.last])
    return draft


def _may_say(t: Tokens, cue: Cue, subject: Subject, edge: int) -> bool:
    """Whether the subject can be the source of this cue.

    Inside a quotation "I" and "we" are its speaker, and what others are asked to do is the speaker's saying; outside
    one, "we" is the outlet. A subject that names no speaker passes only with a that-clause or a quotation.
    """
    if cue.form == "base" and not _is_plural(t, subject):
        return False
    low = t.low[subject.first]
    alone = subject.first == subject.last
    if alone and (low in ("i", "we", "you", "there", "this", "that") or not t.is_word(subject.first)):
        return False
    if t.quotation[cue.first] >= 0 and cue.force in SPEECH_ACTS:
        return False
    if cue.lemma in CUES.plain:
        return True
    if not t.cased and cue.force not in SPEECH_ACTS and cue.last > cue.first:
        return True
    if not t.cased and cue.force not in SPEECH_ACTS and "any" in cue.after:
        return True
    if any(t.low[k] in CHANNELS.issued for k in range(subject.first, subject.last + 1)):
        return True  # "Another of its tweets put the toll at 30"
    clear = edge < len(t) and t.low[edge] in ("that", OPEN, ":")
    before = t.low[subject.first - 1] if subject.first else ""
    clear = clear or before == CLOSE or (before == "," and edge >= len(t) - 1 and not t.cased)
    return speaks(t, subject.first, subject.last) or (clear and subject.apposition is None)


def _is_plural(t: Tokens, subject: Subject) -> bool:
    """Whether a subject can stand before a verb without -s."""
    words = t.low[subject.first : subject.last + 1]
    if "and" in words or any(w in W.collectives for w in words):
        return True
    head = next(
        (k for k, w in enumerate(words) if k and (w in W.prepositions or (w.endswith("ed") and (k > 1 or words[2:3] == ["by"])))),
        len(words),
    )
    return words[head - 1].rstrip(")").endswith(("s", "i")) or words[head - 1] == ")" or "auxiliary" in words


def _force_of(t: Tokens, cue: Cue, edge: int) -> Force:
    """ "rejected the claim that" denies it, "called it false" too; "rejected the plan" refuses."""
    if cue.lemma in ("reject", "dismiss") and not CLAIM_NOUNS & set(t.low[edge : edge + 6]) and t.low[edge : edge + 1] != ["that"]:
        return "refuse"
    if cue.lemma == "call" and CUES.falsehoods & set(t.low[edge : edge + 8]):
        return "deny"
    judged = t.low[cue.last + 1 : cue.last + 7]
    if cue.lemma in ("condemn", "denounce", "describe") and judged[:1] == ["as"] and CUES.falsehoods & set(judged):
        return "deny"  # "condemns as fictitious the report which says"
    return cue.force


def _after_cue(t: Tokens, cue: Cue) -> tuple[int, list[Span], Channel | None]:
    """Where the content can start: adverbials and the hearer stepped over; a hearer that is an outlet is a relay."""
    after = adverbials_after(t, cue.last + 1)
    via = [t.span(*after.medium)] if after.medium is not None and kind_of_words(t.span(*after.medium).of(t.text)) == "media" else []
    k, channel = after.next, after.channel
    if cue.lemma in ("tell", "inform", "brief", "assure", "notify", "warn", "remind") or cue.addressee:
        end = _hearer_end(t, k)
        if end is not None:
            hearer = t.span(k, end)
            if t.low[k] not in W.hearers and (kind_of_words(hearer.of(t.text)) == "media" or outlet_channel(hearer.of(t.text))):
                via.append(hearer)
                channel = channel or outlet_channel(hearer.of(t.text))
            end = _hearer_named(t, end)
            after = adverbials_after(t, end + 1)
            k, channel = after.next, channel or after.channel
    elif k < len(t) and t.low[k] == "to" and k + 1 < len(t) and cue.lemma in ("say", "confirm", "add", "explain", "describe"):
        end = noun_phrase_after(t, k + 1)
        if end is not None and kind_of_words(t.span(k + 1, end).of(t.text)) == "media":
            via.append(t.span(k + 1, end))
            k = end + 1
    elif k < len(t) - 1 and t.low[k] in W.prepositions and t.low[k] not in ("to", "of", "for"):
        # "said in Kabul that": circumstances up to the complementiser
        that = next((m for m in range(k + 1, min(len(t), k + 12)) if t.low[m] in ("that", ",", ";", ":", ".", OPEN)), None)
        if that is not None and t.low[that] in ("that", ":", OPEN):
            k = that
    return k, via, channel


def _hearer_named(t: Tokens, end: int) -> int:
    """The end of a name set off after the hearer ("told his counterpart, Karim Wali, that"), else `end`."""
    if end + 3 >= len(t) or t.low[end + 1] != ",":
        return end
    last = noun_phrase_after(t, end + 2)
    return last + 1 if last is not None and t.low[last + 1 : last + 3] == [",", "that"] else end


def _hearer_end(t: Tokens, k: int) -> int | None:
    """The last token of the hearer that starts at `k` ("told the BBC that", "told reporters", "told Reuters two men had")."""
    n = len(t)
    if k >= n or not t.is_word(k) or t.low[k] in ("that", "of", "about", "how"):
        return None
    if t.low[k] in W.hearers:
        return k
    that = next((m for m in range(k, min(n, k + 12)) if t.low[m] in ("that", ",", ".", ";", ":", OPEN) or (m > k and is_finite(t, m))), n)
    if (that < n and t.low[that] in ("that", ":", OPEN)) or that == n or t.low[that] in (".", ","):
        end = noun_phrase_after(t, k)
        return end if end is not None else None
    m = k
    while m < n and (t.low[m] in W.determiners or t.is_capital(m) or t.low[m] in KINDS.words or t.low[m] == "state"):
        if m > k and t.low[m] in W.determiners:
            break
        m += 1
        if KINDS.words.get(t.low[m - 1]) == "media" and not (m < n and KINDS.words.get(t.low[m]) == "media"):
            break
    return m - 1 if m > k else None


def _inverted(t: Tokens, cue: Cue) -> tuple[int, int] | None:
    """The subject after its verb: "..., said the minister on Monday." """
    if cue.group != cue.first or cue.form not in ("past", "s", "base") or cue.first == 0 or cue.last + 1 >= len(t):
        return None
    if cue.force == "accuse" and cue.lemma != "charge":
        return None  # whom "accused" stands before is accused
    before = t.low[cue.first - 1]
    if before not in (",", CLOSE, "-", "?", "!") and not (before == "so" and cue.lemma == "say"):
        return None
    if not {"any", "inverted"} & cue.after and not ("quote" in cue.after and before == CLOSE):
        return None
    k = cue.last + 1
    if t.low[k] in ("that", "his", "their", "its") or t.low[k] in ("it", "there", "this") or t.low[k][0].isdigit():
        return None
    end = noun_phrase_after(t, k)
    if end is None:
        return None
    nxt = end + 1
    while nxt < len(t) and t.low[nxt] in W.adverbs:
        nxt += 1
    if nxt < len(t) and (is_finite(t, nxt) or t.low[nxt] in W.auxiliaries):
        return None
    if cue.lemma == "tell" or cue.addressee or not speaks(t, k, end):
        return None
    if before == "," and not _has_clause(t, cue.first - 1) and not (nxt >= len(t) - 1 or t.low[nxt] in (",", ".", ";")):
        return None  # "The army, on Sunday, said the road": what stands before is the subject
    if before == "," and not _has_clause(t, cue.first - 1):
        stands = subject_before(t, cue.group)
        if stands is not None and stands.apposition is not None:
            return None  # "Karim Wali, the mayor, said some men died": a subject with its apposition stands before
    return k, end


def _has_clause(t: Tokens, i: int) -> bool:
    """Whether a finite verb or a quotation stands in the clause before token `i`: something that can have been said."""
    start = next((k + 1 for k in range(i - 1, -1, -1) if t.low[k] == ";"), 0)
    return any(t.low[k] == CLOSE or is_finite(t, k) for k in range(start, i))


def _subject(t: Tokens, cue: Cue, last: Draft | None) -> Subject | Draft | None:
    group = cue.group
    before = t.low[group - 1] if group else ""
    if cue.form == "ing" and cue.lemma in _SHOWING and (shown := _shown(t, group)) is not None:
        return shown
    if cue.form == "ing" and not (group < cue.first and t.low[group] in W.auxiliaries):
        companion = _companion(t, cue.first)
        if companion is not None:
            return companion
        if last is not None and last.cue.kind != "noun":
            return last
        return clause_subject(t, cue.first) if cue.first else None
    if before in ("and", "but", "or", "then"):
        if last is not None and not _new_clause(t, last.edge, group - 1):
            return last
        return clause_subject(t, group - 1)
    if group == 0:
        return None
    if cue.form in ("s", "base") and is_finite(t, group - 1) and not names_somebody(t, group - 1):
        opens = t.low[group - 1] == "reports" and group > 1 and (t.low[group - 2] in W.connectives or not t.is_word(group - 2))
        if not opens:  # "Meanwhile reports say"
            return None  # "dismissed reports that": the object of a verb
    if (
        before == ","
        and cue.form == "past"
        and group == cue.first
        and (
            (cue.lemma in CUES.naming and not (cue.force == "accuse" and starts_noun_phrase(t, cue.last + 1)))
            or t.low[cue.last + 1 : cue.last + 2] in (["as"], ["of"])
        )
    ):
        return None  # "the campaign, dubbed ..."
    return subject_before(t, group)


def _names_what_stands_before(t: Tokens, cue: Cue) -> bool:
    """Whether a past form after a comma says what something is called or accused of; one with its object does not: "accused the army"."""
    return cue.lemma in CUES.naming and not (cue.force == "accuse" and starts_noun_phrase(t, cue.last + 1))


def _shown(t: Tokens, i: int) -> Subject | None:
    """What speaks in "a video emerged showing" and "Hamas released a video showing": the video, or who released it."""
    for k in range(i - 1, max(-1, i - 9), -1):
        if CHANNELS.nouns.get((t.low[k],)) in IMAGES:
            phrase = noun_phrase_before(t, k)
            if phrase is None:
                return None
            release = phrase[0] if t.low[phrase[0]] in _RELEASES else phrase[0] - 1
            owner = clause_subject(t, release + 1) if release > 0 and t.low[release] in _RELEASES else None
            return owner._replace(channel=CHANNELS.nouns[(t.low[k],)]) if owner is not None else Subject(*phrase, None, None)
        if t.low[k] in (",", ";", OPEN, CLOSE):
            return None
    return None


def _companion(t: Tokens, i: int) -> Subject | None:
    """The phrase of "with human rights groups accusing the police", "despite the envoy claiming"."""
    for k in range(i - 2, max(-1, i - 10), -1):
        if t.low[k] in ("with", "despite", "amid"):
            return Subject(k + 1, i - 1, None, None)
        if not t.is_word(k) or is_finite(t, k) or t.low[k] in W.coordinators:
            return None
    return None


def _new_clause(t: Tokens, start: int, end: int) -> bool:
    return any(t.low[k] == ";" for k in range(start, end))


def _shape(t: Tokens, cue: Cue, d: Draft) -> Shape:
    """Whether the content stands after the cue, before the source, or around both."""
    s, k, n = d.first, d.edge, len(t)
    before = t.low[s - 1] if s else ""
    led = before in (",", CLOSE, "-", "?", "!") and s > 1 and _has_content(t, s - 1) and time_after(t, 0) < s - 1
    if not led and before not in ("as", "and", "but") and s > 0 and not t.is_word(s - 1) and before not in (",", ":", OPEN, "(", "["):
        led = False
    nxt = t.low[k] if k < n else "."
    ended = nxt in _ENDS or (nxt == "." and k >= n - 1)
    if not led:
        return "pre"
    if ended:
        return "post"
    if nxt == ",":
        return "mid" if _continues(t, k + 1) else "post"
    if nxt in (OPEN, ":", "that"):
        return "pre"
    if cue.last > cue.first or (nxt in ("to", "for", "of", "on", "against") and cue.force != "assert"):
        return "pre"
    clause_before = before == CLOSE or (
        before == ","
        and any(is_finite(t, m) for m in range(_clause_start(t, s - 1), s - 1))
        and t.low[_clause_start(t, s - 1)] not in W.subordinators | {"as", "after", "before", "since"}
    )
    if nxt in _CIRCUMSTANCE and clause_before and not any(t.low[m] == "that" for m in range(k, n)):
        return "post"
    if nxt in ("and", "but") and clause_before:
        return "post"
    return "pre"


def _clause_start(t: Tokens, i: int) -> int:
    k = i
    while k > 0 and t.low[k - 1] not in (";", ":", OPEN, CLOSE):
        k -= 1
    return k


def _has_content(t: Tokens, i: int) -> bool:
    return any(t.is_word(k) and t.low[k] not in W.connectives for k in range(i))


def _continues(t: Tokens, k: int) -> bool:
    """Whether the content goes on after a saying between commas ("the town, he insists, never fell")."""
    n = len(t)
    if k >= n - 1:
        return False
    word = t.low[k]
    return word not in _ENDS_SAYING and not (word.endswith("ing") and word in CUES.verbs)
