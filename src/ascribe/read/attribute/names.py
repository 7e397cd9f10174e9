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
from ascribe.domain.span import Span
from ascribe.lexicon.channels import load_channels
from ascribe.lexicon.function_words import load_function_words
from ascribe.lexicon.source_kinds import kind_of_words, load_source_kinds
from ascribe.read.attribute.draft import Draft
from ascribe.read.attribute.phrases import clause_subject
from ascribe.read.attribute.proper_names import is_personal, is_title, proper_name, spelled_out
from ascribe.read.attribute.statements import is_we
from ascribe.read.attribute.tokens import Tokens
from ascribe.read.attribute.words import is_finite

__all__ = ["resolve_names"]

W = load_function_words()
CHANNELS = load_channels()
KINDS = load_source_kinds()
_COMPLEMENT = re.compile(r"\s+(?:of|for|from)\s+")
_OWNER = re.compile(r"(?:['’]s|(?<=s)['’])\s+")
_POSSESSIVE_END = re.compile(r"['’]s\Z")
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
_PLURALS = frozenset({"people", "police", "men", "women", "media", "militia", "staff", "forces", "troops"})
#: A person's name in running text: two to four capitalised words, particles allowed.
_NAME = re.compile(
    r"(?<![\w.’'-])[A-Z][\w’'-]+(?:\s+(?:[a-z]{2}-[A-Z][\w’'-]+|(?:al|el|bin|ibn|ag|de|la|van|von|ul)\b(?!-)|[A-Z]\.|[A-Z][\w’'-]+)){1,3}"
)
#: "a commander, who uses the nom de guerre Adnan Afrini"
_ALIAS = re.compile(
    r",?\s+who\s+(?:goes\s+by|uses|used|gave|asked\s+to\s+be|is|was)\s+"
    r"(?:(?<=goes\sby\s)|the\s+(?:name|nom\s+de\s+guerre)\s+(?:of\s+)?|(?:his|her)\s+name\s+(?:only\s+)?as\s+"
    r"|(?:called|identified\s+as|known\s+as|named)\s+)([A-Z][\w’'-]+(?:\s+(?:al-)?[A-Z][\w’'-]+){0,3})"
)
#: "the Turkish president", "a Tuareg elder", "the Front's spokesman": two words or more, the last without a capital.
_DESCRIBED = re.compile(r"(?P<article>[Tt]he|[Aa]n?)\s+(?P<rest>(?:[\w’'-]+\s+){1,3}[a-z]{4,})")
_OWNED = re.compile(r"['’]s(?=\s)")
_PERSON = r"(?P<name>[A-Z][\w’'-]+(?:\s+(?:al-|[a-z]{2}-)?[A-Z][\w’'-]+){1,3})"
_PLACE_BEFORE = re.compile(r"\b(?:in|at|near|from|of|to|around|outside|the|on)\s+$", re.IGNORECASE)
#: How far back, in characters, a pronoun looks for the person it means.
REACH = 2500
#: How far back a bare name, neither speaker nor subject, may be what "he" means.
NAME_REACH = 900


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


def resolve_names(
    text: str, sentences: Sequence[Sentence], tokens: Sequence[Tokens], drafts: Sequence[Draft], issuer: Draft | None = None
) -> None:
    """Give every draft with a source its `name`. "We" is who issues the text, by the saying `issuer`."""
    spoken: list[_Mention] = []
    subjects = _subjects(text, sentences, tokens)
    for draft in sorted((d for d in drafts if d.source is not None), key=lambda d: (d.source.start if d.source else 0, d.cue_span.start)):
        assert draft.source is not None
        draft.source = _after_place(text, _with_verb(text, draft.source), draft.cue_span)
        words = " ".join(draft.source.of(text).split())  # wrapped lines hold one name
        # Who says so stands outside what is said: the subject of "they had withdrawn, they said" is not the speaker.
        limit = draft.source.start
        if draft.shape in ("post", "mid"):
            start = sentences[draft.sentence].span.start
            limit = max(start, text.rfind(";", start, limit))
        since = draft.source.start - REACH
        near = [*_between(spoken, since, draft.source.start), *_between(subjects, since, limit)]
        near.sort(key=lambda m: -m.at)
        if _named_beside(text, draft, words) is not None:
            found = None  # "the elder, Ag Mohamed Wali": the name stands there
        else:
            found = _outer_speaker(words, draft, spoken) or _antecedent(text, words, near, draft)
        if found is not None:
            draft.name = found.name
            draft.kind = draft.kind or (found.draft.kind if found.draft is not None else None)
            if found.draft is not None and draft.apposition is None:
                draft.apposition = found.draft.apposition
        else:
            draft.name = _fullest(text, draft, words)
        draft.name = _POSSESSIVE_END.sub("", draft.name)
        spoken.append(_mention(draft.source.start, draft.name, draft, words))
    for draft in drafts:
        if issuer is not None and is_we(text, draft):  # also before it is named
            named = next(d for d in drafts if d.source == issuer.source)
            draft.name, draft.kind, draft.apposition = named.name, named.kind, named.apposition


#: Organisations whose names begin with a verb, which no phrase of people does.
_VERB_FIRST = re.compile(r"\b(?:Save|Action)\s+\Z")
_AFTER_VERB = re.compile(r"(?:the\s+Children|Against\s+Hunger)\b")
#: "in Ardamata, West Darfur, Human Rights Watch said": the last of these says it.
_IN_A_PLACE = re.compile(r"\b(?i:in|at|near|from|outside)\s+[A-Z][\w’'-]*(?: [A-Z][\w’'-]*){0,3},\s+\Z")
_SPEAKER_LAST = re.compile(r",\s+(?P<name>(?:the\s+)?(?:[A-Z][\w’'.-]*\s+|(?:of|for|and|the|in)\s+){1,8}(?:[a-z]+\s+){0,2})")


def _after_place(text: str, source: Span, cue: Span) -> Span:
    """The source without the place that a comma sets before it."""
    if cue.start <= source.end or not _IN_A_PLACE.search(text, max(0, source.start - 60), source.start):
        return source
    last = _SPEAKER_LAST.fullmatch(text, source.end, cue.start)
    return Span(last.start("name"), last.start("name") + len(last["name"].rstrip())) if last else source


def _with_verb(text: str, source: Span) -> Span:
    """The source with the verb that its name begins with: "Save the Children"."""
    if not _AFTER_VERB.match(text, source.start):
        return source
    verb = _VERB_FIRST.search(text, max(0, source.start - 10), source.start)
    return Span(verb.start(), source.end) if verb else source


def _outer_speaker(words: str, draft: Draft, spoken: Sequence[_Mention]) -> _Mention | None:
    """Who says what a pronoun stands in, where it may mean him: "the rebels say they counted eleven dead"."""
    if draft.outer is None or draft.outer.source is None or draft.outer.source.start >= draft.cue_span.start:
        return None
    speaker = next((m for m in reversed(spoken) if m.draft is draft.outer), None)
    if speaker is None:
        return None
    match words.lower():
        case "he" | "she":
            return speaker if speaker.person else None
        case "they":
            return speaker if not speaker.person and speaker.kind != "media" else None
        case "it":
            return speaker if not speaker.person and not speaker.plural and speaker.kind != "media" else None
        case _:
            return None


def _between(mentions: list[_Mention], start: int, end: int) -> list[_Mention]:
    """The mentions, which stand in text order, at `start` or later and before `end`."""
    return mentions[bisect_left(mentions, start, key=_place) : bisect_left(mentions, end, key=_place)]


def _place(mention: _Mention) -> int:
    return mention.at


def _mention(at: int, name: str, draft: Draft | None, words: str = "") -> _Mention:
    """What `name` can be meant by later; `words` are those of its source ("Colonel Khan", whose name is Khan)."""
    folded = _folded(name)
    content = _content(folded) | _content(_folded(words))
    head = _head(folded)
    named = name.split()[-1][:1].isupper() and not name.isupper()
    plural = " and " in name.lower() or head in _PLURALS or (head.endswith("s") and not (named and head == folded[-1]))
    kind = kind_of_words(name) or (kind_of_words(words) if words else None)
    capital = [w for w in _WORD.findall(name) if w[:1].isupper()]
    person = bool(
        (KINDS.offices | KINDS.humans) & content
        or (W.person_titles & content)
        or (kind in (None, "resident", "witness") and len(capital) >= 1 and folded[0] not in W.determiners and "(" not in name)
        or (draft is not None and draft.apposition is not None)
        or (kind is not None and is_personal(name))  # a statesman by his surname
    )
    named = len(capital) >= 2 and folded[0] not in W.determiners
    return _Mention(
        at, name, content, draft is not None, person and not plural, named, plural, kind, draft.channel if draft else None, draft
    )


def _folded(words: str) -> list[str]:
    return [w.lower().replace("’", "'") for w in _WORD.findall(words)]


def _content(folded: Sequence[str]) -> frozenset[str]:
    return frozenset(w.removesuffix("'s") for w in folded if w not in W.determiners and w not in W.prepositions)


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
    capitals = not any(map(str.islower, text[max(0, end - NAME_REACH) : end]))
    for m in _NAME.finditer(text, max(0, end - NAME_REACH), end):
        name = m.group()
        first = name.split()[0].lower()
        if first in W.connectives or first in W.prepositions or first in W.time_nouns or first in W.determiners:
            continue
        titled = bool({w.lower() for w in name.split()} & W.person_titles)
        if not titled and (capitals or kind_of_words(name) is not None or _PLACE_BEFORE.search(text, max(0, m.start() - 10), m.start())):
            continue
        last = _mention(m.start(), name, None)
    return last


def _antecedent(text: str, words: str, near: Sequence[_Mention], draft: Draft) -> _Mention | None:
    """Whom the words mean, among the mentions before them, nearest first."""
    folded = _folded(words)
    if not folded or draft.source is None:
        return None
    if folded in (["he"], ["she"], ["him"], ["her"], ["his"]):
        other = KINDS.feminine if folded[0].startswith("h") and folded != ["her"] else KINDS.masculine
        near = [m for m in near if not other & m.words]
        person = next((m for m in near if m.person and (m.source or m.named)), None)
        if person is None:
            person = _named_persons(text, draft.source.start) or next((m for m in near if m.person), None)
        return person or next((m for m in near if m.source and not m.plural and m.kind != "media"), None)
    if folded in (["they"], ["them"], ["their"]):
        many = next((m for m in near if m.plural and m.kind != "media"), None)
        return (
            many
            or next((m for m in near if not m.person and m.kind != "media"), None)
            or next((m for m in near if m.source and m.kind != "media"), None)
        )
    if folded in (["it"], ["its"]):
        one = next((m for m in near if not m.person and not m.plural and m.kind != "media"), None)
        return one or next((m for m in near if m.source and m.kind != "media"), None)
    if folded[0] in W.pronouns and len(folded) == 1:
        return None
    definite = folded[0] in ("the", "that", "this", "same", "these", "those", "his", "her", "its") or folded[:2] == ["the", "same"]
    head = folded[-1]
    if definite and len(folded) == 2 and head == "report":
        # "the report added": who was said to have written one
        return next((m for m in near if m.source and m.channel == "document"), None)
    if definite and len(folded) == 2 and head in CHANNELS.issued:
        issued = (
            next((m for m in near if m.source and m.channel is not None), None)
            or _presented(text, head, near, draft.source.start)
            or next((m for m in near if m.source and m.kind != "media"), None)
        )
        if issued is not None:
            draft.channel = draft.channel or CHANNELS.nouns.get((head,)) or issued.channel
            return issued
    bare = proper_name(words)
    content = _content(_folded(bare) if bare else folded) - {"same"}
    if not content:
        return None
    full = next((m for m in near if m.source and content < m.words and not _is_other(m, content)), None)
    if full is None and definite and any(w[:1].isupper() for w in _WORD.findall(words)[1:]):
        # "the Alliance" that the text is about
        full = next(
            (
                m
                for m in near
                if not m.person
                and content < m.words
                and m.at + len(m.name) < draft.source.start
                and folded[-1] in m.name.lower().split()[-1:]
            ),
            None,
        )
    if full is not None and (definite or len(folded) <= 2 or bare is not None):
        return _part_named(text, full, content)
    if definite and len(content) == 1:
        if head in ("source", "sources"):
            return next((m for m in near if m.source and m.kind != "media"), None)
        if head in ("organisation", "organization"):
            body = next((m for m in near if m.source and not m.person and m.kind not in ("media", "unnamed", "witness", "resident")), None)
            if body is not None:
                return body
        if head in _GROUP_NOUNS:
            armed = next((m for m in near if m.source and not m.person and m.kind == "belligerent"), None) or next(
                (m for m in near if not m.person and m.kind == "belligerent"), None
            )
            return armed or next((m for m in near if m.source and m.kind is None and not m.person), None)
        stem = head.removesuffix("s")
        same = next((m for m in near if m.source and any(w.removesuffix("s") == stem for w in m.words) and not _is_other(m, content)), None)
        if same is not None:
            return same
        if head in KINDS.offices:
            kind = kind_of_words(words)
            return next((m for m in near if m.source and m.person and m.kind in (kind, None)), None)
    if definite and head in KINDS.humans:  # "the displaced woman": whom the sentence before was about
        return next((m for m in near if m.person and m.named and draft.source.start - m.at < NAME_REACH), None)
    if definite and head in KINDS.offices:  # "the US president": the one named with that office
        return next((m for m in near if m.named and (head in m.words or (m.draft is not None and _has_office(text, m.draft, head)))), None)
    return None


def _is_other(mention: _Mention, content: frozenset[str]) -> bool:
    """Whether words stand beside a person's name without meaning the person: "the Taliban" of "Taliban spokesman Karim Wali"."""
    if not is_personal(mention.name):
        return False
    return not content & (_content(_folded(mention.name)) | KINDS.offices | KINDS.humans | KINDS.titles | W.person_titles)


def _part_named(text: str, mention: _Mention, content: frozenset[str]) -> _Mention:
    """The mention itself, or its complement or owner where that is what the words name: "the Front" of "a spokesman of the
    National Resistance Front"."""
    if mention.draft is None or mention.draft.source is None or is_personal(mention.name):
        return mention
    head, _, complement = _COMPLEMENT.sub("\0", mention.draft.source.of(text), count=1).partition("\0")
    owner, _, own = _OWNER.sub("\0", head, count=1).rpartition("\0")
    if not content & _content(_folded(own)) and (KINDS.voices | KINDS.offices | {"account"}) & set(_folded(own)):
        for part in (owner, complement):
            if part and content <= _content(_folded(part)):
                return _mention(mention.at, part, None)
    return mention


def _presented(text: str, noun: str, near: Sequence[_Mention], end: int) -> _Mention | None:
    """Who was the subject of the clause that brought the statement up: "the spokesman read a statement"."""
    for m in near:
        if re.compile(rf"[^.;:!?\n]*?\b(?:a|an|another)\s+(?:\w+\s+){{0,3}}{re.escape(noun)}\b").match(text, m.at, min(end, m.at + 200)):
            named = proper_name(m.name)
            return _mention(m.at, named, m.draft, m.name) if named else m
    return None


def _has_office(text: str, draft: Draft, office: str) -> bool:
    return draft.apposition is not None and office in draft.apposition.of(text).lower().split()


#: No forename: what a capital at the start of a sentence, or of a day, may make look like one.
_OF = re.compile(r"\bof\s*\Z", re.IGNORECASE)
_NO_FORENAME = (
    W.determiners
    | W.prepositions
    | W.auxiliaries
    | W.coordinators
    | W.subordinators
    | W.connectives
    | W.pronouns
    | W.time_nouns
    | W.adverbs
)
#: "near the Chitrakonda Police Station", "the Central Reserve Police Force camp": the name of something else.
_NAME_GOES_ON = re.compile(
    r"\s+(?:Station|Force|Post|Academy|Headquarters|Colony|Lines?|camp|post|station|limits|lines?|outpost|checkpoint)\b"
)
_FORENAMES = re.compile(r"(?:(?<![\w'’.-])[^\W\d_][\w'’.-]*[^\S\n]+){1,4}\Z")
_KIN = re.compile(
    r"\b(?:son|daughter|brother|sister|father|widow|wife|husband|late|successor|heir)\s+(?:of\s+)?(?:\w+\s+){0,3}\Z", re.IGNORECASE
)


def _named_beside(text: str, draft: Draft, words: str) -> str | None:
    """The name set off by commas behind words that are none."""
    if draft.apposition is None or proper_name(words) is not None or is_personal(words):
        return None
    apposition = " ".join(draft.apposition.of(text).split())
    return proper_name(apposition) or (apposition if is_personal(apposition) else None)


def _named_elsewhere(text: str, words: str) -> str | None:
    """The one name that the text puts behind this description, in other places: "the Turkish president", "Turkish president Recep Wali"; of
    "a Tuareg elder", "the elder, Ag Mohamed Wali"."""
    described = _DESCRIBED.fullmatch(words)
    if described is None or not is_title(described["rest"].split()[-1]):
        return None
    whole = r"(?:['’]s)?\s+".join(re.escape(w) for w in _OWNED.sub("", described["rest"]).split())
    form = rf"(?<!\bof\s)(?<!\bfor\s)(?<!\bof\sthe\s)(?<!\bfor\sthe\s)\b(?i:{whole}),?\s+"
    if described["article"].lower() != "the":  # one of several: only who is told of again as the one is meant
        form = rf"\b[Tt]he\s+{re.escape(described['rest'].split()[-1])},\s+"
    found = {m["name"] for m in re.finditer(form + _PERSON, text)}
    return found.pop() if len(found) == 1 and is_personal(next(iter(found))) else None


def _fullest(text: str, draft: Draft, words: str) -> str:
    """The form in which the text first gives this name in full: without title or role, an acronym with what it stands for.

    Words without a proper name are their own name.
    """
    assert draft.source is not None
    named = _named_beside(text, draft, words) or _named_elsewhere(text, words)
    if named is not None:
        return named
    bare = proper_name(words)
    if bare is None and (alias := _ALIAS.match(text, draft.source.end)) is not None and is_personal(alias[1]):
        return alias[1]
    given = words = bare or words
    if not 1 <= len(words.split()) <= 2 or words.split()[0].lower() in W.determiners:
        acronym = re.match(r"(?:the\s+)?([A-Z][A-Z\d.-]{1,9})$", words)
        if acronym is None:
            return words
        given, words = words, acronym.group(1)
    last = words.split()[-1]
    if not last[:1].isupper():
        return words
    if last.isupper() and len(last) <= 8:
        spelt = re.compile(
            rf"((?:(?:[a-z]{{2}}-)?[A-Z][\w'’-]*\s+(?:of\s+|for\s+|the\s+|and\s+|de\s+|al\s+)*){{1,7}})[(\[]{re.escape(last)}[)\]]"
        )
        found = spelt.search(text, 0, min(len(text), draft.source.end + 2))
        if found is not None:
            return " ".join(found.group(0).split())
        spelt_out = spelled_out(text, last)
        if spelt_out is not None:
            return spelt_out
    for m in re.compile(rf"\b{re.escape(last)}\b").finditer(text, max(0, draft.source.start - 6000), draft.source.end + 3000):
        before = _FORENAMES.search(text, max(0, m.start() - 60), m.start())
        if before is not None and any(before.start() < c.end <= m.start() for c in draft.contents):
            continue  # "A CLAIM KYIV DENIED": what is said is no forename
        if before is None or _NAME_GOES_ON.match(text, m.end()):
            continue
        kept: list[str] = []
        for word in reversed(before.group().split()):
            low = word.lower().strip(".,")
            adverb = low.endswith("ly") and low not in W.ly_nouns  # "Eventually Hamas"
            if not word[:1].isupper() or adverb or low in _NO_FORENAME or low in W.person_titles or low in KINDS.offices:
                break
            if word.endswith((",", "'s", "’s")) or (word.endswith(".") and len(word) > 2):
                break
            kept.insert(0, word)
        if kept and _OF.search(text, max(0, m.start() - 60), m.start() - len(" ".join(kept)) - 1):
            kept = kept[1:]  # "Secretary of State Jane Roe"
        if (
            not kept
            or words.split()[0] not in (last, *kept)
            or _KIN.search(text, max(0, m.start() - 60), m.start() - len(" ".join(kept)) - 1)
        ):
            continue
        name = " ".join([*kept, last])
        if len(name) > len(words) and len(kept) <= 3:
            return name
    return given
