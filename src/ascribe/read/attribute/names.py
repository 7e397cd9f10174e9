"""Names: the fullest name that a document gives a source, for pronouns and short forms.

In:  the drafts of a document in text order.   Out: the same drafts with `name` filled.

"He" is the last person who spoke or was the subject of a sentence; "the official", "the ministry", "Dashti" and
"the sources" are whoever was named before with those words; "the group" is the last armed group that spoke; "the
statement" speaks for whoever issued it. Without a candidate the words themselves are the name.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from ascribe.domain.attribution import Channel, SourceKind
from ascribe.domain.document import Sentence
from ascribe.lexicon.channels import load_channels
from ascribe.lexicon.cues import load_cues
from ascribe.lexicon.function_words import load_function_words
from ascribe.lexicon.source_kinds import kind_of_words
from ascribe.read.attribute.draft import Draft
from ascribe.read.attribute.phrases import clause_subject
from ascribe.read.attribute.tokens import Tokens
from ascribe.read.attribute.words import is_finite

__all__ = ["kind_beside", "resolve_names"]

W = load_function_words()
VERBS = load_cues().verbs
CHANNELS = load_channels()
_WORD = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*")
_GROUP_NOUNS = frozenset(
    [
        "group",
        "outfit",
        "organisation",
        "organization",
        "movement",
        "militants",
        "rebels",
        "insurgents",
        "guerrillas",
        "faction",
        "party",
        "militia",
        "fighters",
    ]
)
_OFFICES = frozenset(
    [
        "official",
        "officer",
        "spokesman",
        "spokeswoman",
        "spokesperson",
        "minister",
        "president",
        "governor",
        "mayor",
        "commander",
        "general",
        "colonel",
        "captain",
        "chief",
        "leader",
        "director",
        "doctor",
        "ambassador",
        "envoy",
        "secretary",
        "premier",
        "judge",
        "activist",
        "analyst",
        "source",
        "diplomat",
        "delegate",
        "superintendent",
        "commissioner",
        "dentist",
        "witness",
        "resident",
    ]
)
_HUMANS = frozenset(
    [
        "man",
        "woman",
        "boy",
        "girl",
        "father",
        "mother",
        "brother",
        "sister",
        "teacher",
        "farmer",
        "shopkeeper",
        "priest",
        "trader",
        "survivor",
        "student",
    ]
)
_PLURALS = frozenset({"people", "police", "men", "women", "media", "militia", "staff", "forces", "troops"})
#: A person's name in running text: two to four capitalised words, particles allowed.
_NAME = re.compile(
    r"(?<![\w.’'-])[A-Z][\w’'-]+(?:\s+(?:[a-z]{2}-[A-Z][\w’'-]+|(?:al|el|bin|ibn|ag|de|la|van|von|ul)\b(?!-)|[A-Z]\.|[A-Z][\w’'-]+)){1,3}"
)
_PLACE_BEFORE = re.compile(r"\b(?:in|at|near|from|of|to|around|outside|the|on)\s+$", re.IGNORECASE)
#: How far back, in characters, a pronoun looks for the person it means.
REACH = 2500
#: How far back a bare name, neither speaker nor subject, may be what "he" means.
NAME_REACH = 900
#: How far from a source its name may stand with the title that tells its kind.
BESIDE = 6000


@dataclass(slots=True)
class _Mention:
    at: int
    name: str
    words: frozenset[str]
    source: bool
    person: bool
    named: bool  # by a name of two words or more
    plural: bool
    kind: SourceKind | None
    channel: Channel | None
    draft: Draft | None


def resolve_names(text: str, sentences: Sequence[Sentence], tokens: Sequence[Tokens], drafts: Sequence[Draft]) -> None:
    """Give every draft with a source its `name`."""
    spoken: list[_Mention] = []
    subjects = _subjects(text, sentences, tokens)
    for draft in sorted((d for d in drafts if d.source is not None), key=lambda d: (d.source.start if d.source else 0, d.cue_span.start)):
        assert draft.source is not None
        words = draft.source.of(text)
        # Who says so stands outside what is said: the subject of "they had withdrawn, they said" is not the speaker.
        limit = sentences[draft.sentence].span.start if draft.shape in ("post", "mid") else draft.source.start
        since = draft.source.start - REACH
        near = [*_between(spoken, since, draft.source.start), *_between(subjects, since, limit)]
        near.sort(key=lambda m: -m.at)
        found = _antecedent(text, words, near, draft)
        if found is not None:
            draft.name = found.name
            draft.kind = draft.kind or (found.draft.kind if found.draft is not None else None)
            if found.draft is not None and draft.apposition is None:
                draft.apposition = found.draft.apposition
        else:
            draft.name = _fullest(text, draft, words)
        spoken.append(_mention(draft.source.start, draft.name, draft))


def _between(mentions: list[_Mention], start: int, end: int) -> list[_Mention]:
    """The mentions, which stand in text order, at `start` or later and before `end`."""
    return mentions[bisect_left(mentions, start, key=_place) : bisect_left(mentions, end, key=_place)]


def _place(mention: _Mention) -> int:
    return mention.at


def _mention(at: int, name: str, draft: Draft | None) -> _Mention:
    folded = [w.lower().replace("’", "'") for w in _WORD.findall(name)]
    content = frozenset(w.removesuffix("'s") for w in folded if w not in W.determiners and w not in W.prepositions)
    head = _head(folded)
    named = name.split()[-1][:1].isupper() and not name.isupper()
    plural = " and " in name.lower() or head in _PLURALS or (head.endswith("s") and not (named and head == folded[-1]))
    kind = kind_of_words(name)
    capital = [w for w in _WORD.findall(name) if w[:1].isupper()]
    person = bool(
        (_OFFICES | _HUMANS) & content
        or (W.person_titles & content)
        or (kind in (None, "resident", "witness") and len(capital) >= 1 and folded[0] not in W.determiners and "(" not in name)
        or (draft is not None and draft.apposition is not None)
    )
    named = len(capital) >= 2 and folded[0] not in W.determiners
    return _Mention(
        at, name, content, draft is not None, person and not plural, named, plural, kind, draft.channel if draft else None, draft
    )


def _head(folded: Sequence[str]) -> str:
    """The head of a noun phrase: its last word before a complement or a participle."""
    for k, word in enumerate(folded):
        if k and (word in W.prepositions or (word.endswith("ed") and word not in W.ed_adjectives and k > 1)):
            return folded[k - 1]
    return folded[-1] if folded else ""


def _subjects(text: str, sentences: Sequence[Sentence], tokens: Sequence[Tokens]) -> list[_Mention]:
    """What sentences are about: whom "he" or "they" may mean though they have not spoken yet."""
    found: list[_Mention] = []
    for t in tokens:
        verb = next((k for k in range(1, min(len(t), 20)) if is_finite(t, k)), None)
        if verb is None:
            continue
        subject = clause_subject(t, verb + 1)
        if subject is None or subject.last - subject.first > 8 or t.low[subject.first] in W.pronouns | {"there", "this", "that", "these"}:
            continue
        name = t.span(subject.first, subject.last).of(text)
        if subject.apposition is not None and is_personal(t.span(*subject.apposition).of(text)):
            name = t.span(*subject.apposition).of(text)
        mention = _mention(t.start[subject.first], name, None)
        if t.low[subject.first] not in W.prepositions and (t.is_capital(subject.last) or mention.kind is not None):
            found.append(mention)
    return found


def _named_persons(text: str, end: int) -> _Mention | None:
    """The last person's name before `end`, neither speaker nor subject; places, outlets and offices are passed over."""
    last: _Mention | None = None
    for m in _NAME.finditer(text, max(0, end - NAME_REACH), end):
        name = m.group()
        first = name.split()[0].lower()
        if first in W.connectives or first in W.prepositions or first in W.time_nouns or first in W.determiners:
            continue
        titled = bool({w.lower() for w in name.split()} & W.person_titles)
        if not titled and (kind_of_words(name) is not None or _PLACE_BEFORE.search(text, max(0, m.start() - 10), m.start())):
            continue
        last = _mention(m.start(), name, None)
    return last


def _antecedent(text: str, words: str, near: Sequence[_Mention], draft: Draft) -> _Mention | None:
    """Whom the words mean, among the mentions before them, nearest first."""
    folded = [w.lower().replace("’", "'") for w in _WORD.findall(words)]
    if not folded or draft.source is None:
        return None
    if folded in (["he"], ["she"], ["him"], ["her"]):
        person = next((m for m in near if m.person and (m.source or m.named)), None)
        if person is None:
            person = _named_persons(text, draft.source.start) or next((m for m in near if m.person), None)
        return person or next((m for m in near if m.source and not m.plural and m.kind != "media"), None)
    if folded in (["they"], ["them"]):
        many = next((m for m in near if m.plural and m.kind != "media"), None)
        return (
            many
            or next((m for m in near if not m.person and m.kind != "media"), None)
            or next((m for m in near if m.source and m.kind != "media"), None)
        )
    if folded == ["it"]:
        one = next((m for m in near if not m.person and not m.plural and m.kind != "media"), None)
        return one or next((m for m in near if m.source and m.kind != "media"), None)
    if folded[0] in W.pronouns and len(folded) == 1:
        return None
    definite = folded[0] in ("the", "that", "this", "same", "these", "those", "his", "her", "its") or folded[:2] == ["the", "same"]
    head = folded[-1]
    if definite and head in CHANNELS.issued and head not in ("report",):
        issued = next((m for m in near if m.source and m.channel is not None), None) or next(
            (m for m in near if m.source and m.kind != "media"), None
        )
        if issued is not None:
            draft.channel = draft.channel or CHANNELS.nouns.get((head,)) or issued.channel
            return issued
    content = frozenset(w.removesuffix("'s") for w in folded if w not in W.determiners and w not in W.prepositions and w != "same")
    if not content:
        return None
    full = next((m for m in near if m.source and content < m.words), None)
    if full is not None and (definite or len(folded) <= 2 or draft.source.of(words) is None):
        return full
    if definite and len(content) == 1:
        if head in ("source", "sources"):
            return next((m for m in near if m.source and m.kind != "media"), None)
        if head in _GROUP_NOUNS:
            armed = next((m for m in near if m.source and m.kind == "belligerent"), None) or next(
                (m for m in near if m.kind == "belligerent"), None
            )
            return armed or next((m for m in near if m.source and m.kind is None), None)
        stem = head.removesuffix("s")
        same = next((m for m in near if m.source and any(w.removesuffix("s") == stem for w in m.words)), None)
        if same is not None:
            return same
        if head in _OFFICES:
            kind = kind_of_words(words)
            return next((m for m in near if m.source and m.person and m.kind in (kind, None)), None)
    if definite and head in _HUMANS:  # "the displaced woman": whom the sentence before was about
        return next((m for m in near if m.person and m.named and draft.source.start - m.at < NAME_REACH), None)
    if definite and head in _OFFICES:  # "the US president": the one named with that office
        return next((m for m in near if m.named and (head in m.words or (m.draft is not None and _has_office(text, m.draft, head)))), None)
    return None


def _issuer_of(text: str, noun: str, draft: Draft) -> _Mention | None:
    """Whose "poster" it is, where the text said so before ("a hand-written poster of the Maoists")."""
    assert draft.source is not None
    last: _Mention | None = None
    pattern = re.compile(
        rf"\b{re.escape(noun)}\s+(?:issued\s+|released\s+|signed\s+)?(?:by|of|from)\s+((?:the\s+)?[A-Z][\w’'-]*(?:\s+[A-Z][\w’'-]*){{0,5}})",
        re.IGNORECASE if text.isupper() else 0,
    )
    for m in pattern.finditer(text, max(0, draft.source.start - REACH), draft.source.start):
        last = _mention(m.start(1), m.group(1), None)
    return last


def _has_office(text: str, draft: Draft, office: str) -> bool:
    return draft.apposition is not None and office in draft.apposition.of(text).lower().split()


def _fullest(text: str, draft: Draft, words: str) -> str:
    """The longest form in which the text gives this name before or at the source: title, first name, short form in brackets."""
    assert draft.source is not None
    apposition = draft.apposition.of(text) if draft.apposition is not None else None
    if apposition is not None and is_personal(apposition) and not is_personal(words):
        return apposition.removeprefix("who goes by ")
    if not 1 <= len(words.split()) <= 2 or words.split()[0].lower() in W.determiners:
        acronym = re.match(r"(?:the\s+)?([A-Z][A-Z\d.-]{1,9})$", words)
        if acronym is None:
            return words
        words = acronym.group(1)
    last = words.split()[-1]
    if not last[:1].isupper():
        return words
    before = re.compile(rf"((?:[^\W\d_][\w'’.-]*\s+){{1,4}}){re.escape(last)}\b")
    best = words
    if last.isupper() and len(last) <= 8:
        spelt = re.compile(rf"((?:[A-Z][\w'’-]*\s+(?:of\s+|for\s+|the\s+|and\s+|de\s+|al\s+)*){{1,7}})[(\[]{re.escape(last)}[)\]]")
        found = spelt.search(text, 0, min(len(text), draft.source.end + 2))
        if found is not None:
            return found.group(0)
    for m in before.finditer(text, max(0, draft.source.start - 6000), draft.source.end):
        lead = m.group(1).split()
        kept: list[str] = []
        for word in reversed(lead):
            low = word.lower().strip(".,")
            if not word[:1].isupper() or low in W.determiners or low in W.prepositions or low in W.auxiliaries or low in W.coordinators:
                break
            if (
                low in W.subordinators
                or low in W.connectives
                or low in W.pronouns
                or (word.endswith((".", ",")) and low not in W.person_titles)
            ):
                break
            kept.insert(0, word)
        name = " ".join([*kept, last])
        if kept and len(name) > len(best) and words.split()[0] in (kept[0], last, *kept):
            best = name
    return best


def is_personal(words: str) -> bool:
    """Whether the words are a person's name: two to four capitalised words, nothing else."""
    split = words.removeprefix("who goes by ").split()
    if not 1 <= len(split) <= 5 or not (split[0][:1].isupper() and split[-1][:1].isupper()):
        return False
    plain = [w for w in split if not w[:1].isupper()]
    return all(len(w) <= 3 for w in plain) and (
        kind_of_words(words) is None or bool({w.lower().strip(".") for w in split} & W.person_titles)
    )


def kind_beside(text: str, name: str, at: int) -> SourceKind | None:
    """The kind that the words beside a person's name tell: a title before it, an apposition after it.

    Looked for within `BESIDE` characters of `at`, where the source stands.
    """
    last = name.split()[-1]
    for m in re.compile(rf"(?<![\w-]){re.escape(last)}(?![\w-])").finditer(text, max(0, at - BESIDE), at + BESIDE):
        start = max(text.rfind(c, max(0, m.start() - 90), m.start()) for c in '.;:!?\n“"') + 1
        before = text[max(start, m.start() - 90) : m.start()].split(",")
        lead = before[-1] if before[-1].strip() else ""
        if lead and any(w[:1].islower() for w in lead.split()[-6:]) and any(is_saying(w) for w in lead.lower().split()):
            lead = ""
        kind = kind_of_words(lead) if lead.strip() and len(lead.split()) <= 9 else None
        if kind in (None, "unnamed") and len(before) > 1 and len(before[-1].split()) <= 3:
            kind = kind_of_words(before[-2])
        if kind in (None, "unnamed") and text[m.end() : m.end() + 1] == ",":
            after = text[m.end() + 1 : m.end() + 90].split(",")[0].split(".")[0]
            kind = kind_of_words(after) if not re.match(r"\s*(?:and|who|which|but|while|\d)", after) else None
        if kind not in (None, "unnamed"):
            return kind
    return None


def is_saying(word: str) -> bool:
    """Whether a word is a verb of saying: what stands before it is somebody else's title."""
    return word.strip(".,") in VERBS
