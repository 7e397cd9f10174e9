"""Prodigy: JSON lines, one a claim, whose parts are spans labelled with their role (`spans_manual`, where spans may overlap).

In:  `Marked` documents.   Out: tasks to annotate, and the settings that show them; and back, the lines that `prodigy db-out` writes.

The trigger's label is the event type, that of a figure says what became of those counted (`quantity:killed`). What can be chosen of the
claim stands in `options`, what is chosen in `accept`; what a span says besides stands in its `fields`. Quantities that are part of another
are linked by `relations`. After the claims of each document comes an empty task, in which a person marks one that is missing. `answer` says
what became of a task: accepted as it now stands, rejected (the claim is none), or ignored, and then it counts as not seen.

Offsets are those of the tokens, which are given, in code points. https://prodi.gy/docs/api-interfaces
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec

from ascribe.domain.event import EVENT_TYPES
from ascribe.domain.span import Span
from ascribe.errors import InputError
from ascribe.publish.marks import CLAIM_FIELDS, ROLES, Marked, MarkedClaim, Origin, Part, choices, joined
from ascribe.publish.refused import Refused, decoded

__all__ = ["labels", "read_prodigy", "settings", "tasks_of"]

_PART_OF: Final = "part_of"
#: What has to be said of a part, and stands in its label since Prodigy shows no fields of spans: `quantity:killed`.
_IN_LABEL: Final = {"quantity": "role", "verification": "state"}
_PIECE = re.compile(r"\w+|[^\w\s]|\s")
_OPTIONS: Final = tuple(
    f"{f.name}:{value}" for f in CLAIM_FIELDS for value in f.choices if value != f.implied or f.name == "source_kind"
)  # fmt: skip


def labels() -> tuple[str, ...]:
    """What a span can be: a trigger of an event type, or a part."""
    said = {f"{role}_{field}": role for role, field in _IN_LABEL.items()}
    plain = [role for role in ROLES if role not in _IN_LABEL]
    return (*EVENT_TYPES, *plain, *(f"{said[name]}:{value}" for name, values in choices().items() if name in said for value in values))


def settings() -> dict[str, Any]:
    """Settings of Prodigy that show spans and, below, what can be chosen of the claim."""
    blocks = [{"view_id": "spans_manual", "labels": list(labels())}, {"view_id": "choice", "text": None}]
    return {"blocks": blocks, "choice_style": "multiple", "labels": list(labels())}


def tasks_of(given: Marked, head: Mapping[str, str | None] | None = None) -> Iterator[dict[str, Any]]:
    """The tasks of a document: one a claim, and an empty one. `head` is what people see beside them (title, outlet)."""
    for claim in given.claims:
        yield _task(given, claim, head or {})
    yield _task(given, None, head or {})


def _task(given: Marked, claim: MarkedClaim | None, head: Mapping[str, str | None]) -> dict[str, Any]:
    marks = [] if claim is None else [(claim.type, claim.trigger), *((_label(part), part.span) for part in claim.parts)]
    tokens = _tokens(given.text, [span for _, span in marks])
    starts, ends = {t["start"]: t["id"] for t in tokens}, {t["end"]: t["id"] for t in tokens}
    spans: list[dict[str, Any]] = []
    for n, (label, span) in enumerate(marks):
        part = claim.parts[n - 1] if claim is not None and n else None
        spans.append(
            {"start": span.start, "end": span.end, "token_start": starts[span.start], "token_end": ends[span.end], "label": label, "id": n}
            | ({"fields": rest} if part is not None and (rest := _rest(part)) else {})
        )
    relations = [
        _relation(spans[i], spans[part.within + 1]) for i, part in enumerate(claim.parts if claim else (), 1) if part.within is not None
    ]
    origin = msgspec.to_builtins(msgspec.structs.replace(given.origin, claims=())) if given.origin else None
    answer = {} if claim is None or claim.verdict is None else {"answer": "accept" if claim.verdict == "accepted" else "reject"}
    return {
        "text": given.text,
        "tokens": tokens,
        "spans": spans,
        "relations": relations,
        "options": [{"id": option, "text": option.replace("_", " ").replace(":", ": ")} for option in _OPTIONS],
        "accept": [f"{name}:{value}" for name, value in claim.fields.items()] if claim else [],
        "meta": {k: v for k, v in {**head, "claim": claim.id if claim else "a claim that is missing"}.items() if v is not None},
        "ascribe": {"origin": origin, "claim": claim.id if claim else None} | ({"reason": claim.reason} if claim and claim.reason else {}),
        **answer,
    }


def _label(part: Part) -> str:
    said = part.fields.get(_IN_LABEL.get(part.role, ""))
    return part.role if said is None else f"{part.role}:{said}"


def _rest(part: Part) -> dict[str, str]:
    """What the label does not say."""
    return {name: said for name, said in part.fields.items() if name != _IN_LABEL.get(part.role)}


def _relation(inner: Mapping[str, Any], outer: Mapping[str, Any]) -> dict[str, Any]:
    """Prodigy's relation: the child is part of the head."""
    return {"head": outer["token_end"], "child": inner["token_end"], "head_span": outer, "child_span": inner, "label": _PART_OF}


def _tokens(text: str, spans: Sequence[Span]) -> list[dict[str, Any]]:
    """Words and marks of the text, cut also where a span begins or ends; a blank after a token is said of it, unless a span ends there."""
    cuts = sorted({0, len(text), *(n for m in _PIECE.finditer(text) for n in m.span()), *(n for span in spans for n in span)})
    own = {span.start for span in spans} | {span.end - 1 for span in spans}
    tokens: list[dict[str, Any]] = []
    for start, end in itertools.pairwise(cuts):
        if text[start:end] == " " and start not in own and tokens and not tokens[-1]["ws"] and tokens[-1]["end"] == start:
            tokens[-1]["ws"] = True
            continue
        tokens.append({"text": text[start:end], "start": start, "end": end, "id": len(tokens), "ws": False})
    return tokens


# Back.


class _Span(msgspec.Struct, frozen=True):
    start: int
    end: int
    label: str
    fields: dict[str, str] = {}
    id: int | None = None


class _Relation(msgspec.Struct, frozen=True):
    label: str
    head_span: _Span
    child_span: _Span


class _About(msgspec.Struct, frozen=True):
    origin: Origin | None = None
    claim: str | None = None
    reason: str = ""


class _Task(msgspec.Struct, frozen=True):
    text: str
    spans: list[_Span] = []
    relations: list[_Relation] = []
    accept: list[str] = []
    ascribe: _About = _About()
    answer: str | None = None


def read_prodigy(path: Path) -> Iterator[Marked | Refused]:
    """The documents of a file of JSON lines. Claims that are not in it were not looked at."""
    try:
        lines = decoded(path).removeprefix("\ufeff").split("\n")
    except InputError as error:
        yield Refused(str(path), (error,))
        return
    documents: dict[tuple[str, str], tuple[Origin | None, list[MarkedClaim]]] = {}
    for n, line in enumerate(lines, 1):
        if not line.strip():
            continue
        where = f"{path}, line {n}"
        try:
            task = msgspec.json.decode(line, type=_Task)
            claim = _claim(task, where)
        except InputError as error:
            yield Refused(where, (error,))
        except (msgspec.DecodeError, RecursionError) as error:
            yield Refused(where, (InputError(where, f"it is no task: {error}", "give the lines that `prodigy db-out` writes"),))
        else:
            origin = task.ascribe.origin
            _, claims = documents.setdefault((task.text, origin.document if origin else ""), (origin, []))
            if claim is not None:
                claims.append(claim)
    for (text, _), (origin, claims) in documents.items():
        given = _said_once(claims)
        if isinstance(given, InputError):
            yield Refused(str(path), (given,))
        else:
            yield Marked(origin=origin, text=text, claims=given, whole=False, where=str(path))


def _said_once(claims: Sequence[MarkedClaim]) -> tuple[MarkedClaim, ...] | InputError:
    """The claims, each once; an error where two lines say different things of one."""
    found: list[MarkedClaim] = []
    bare: dict[str, MarkedClaim] = {}
    for claim in claims:
        plain = msgspec.structs.replace(claim, where="", parts=tuple(msgspec.structs.replace(p, where="") for p in claim.parts))
        if claim.id is not None and claim.id in bare:
            if bare[claim.id] != plain:
                return InputError(claim.where, "an earlier line says something else of this claim", "leave the line that counts")
            continue
        if claim.id is not None:
            bare[claim.id] = plain
        found.append(claim)
    return tuple(found)


def _claim(task: _Task, where: str) -> MarkedClaim | None:
    """The claim of a task; None where nobody looked at it, or nothing is marked in it."""
    claim = task.ascribe.claim
    if task.answer == "ignore" or (claim is None and (not task.spans or task.answer == "reject")):
        return None
    triggers = [s for s in task.spans if s.label in EVENT_TYPES]
    if task.answer == "reject":
        mark = triggers[0] if triggers else _Span(0, 1, EVENT_TYPES[0])
        return MarkedClaim(id=claim, type=mark.label, trigger=Span(mark.start, mark.end), verdict="rejected", where=where)
    if len(triggers) != 1:
        reason = f"{len(triggers)} stretches of words are labelled as the event" if triggers else "no words are labelled as the event"
        raise InputError(where, reason, "label the word that names it with its type; answer reject where there is no claim")
    parts: list[tuple[Part, str]] = []
    for n, span in enumerate(task.spans):
        if not 0 <= span.start < span.end <= len(task.text):
            raise InputError(
                where, f"{span.start} to {span.end} is no stretch of the text, which has {len(task.text)} characters", "mark it anew"
            )
        if span is triggers[0]:
            continue
        role, _, said = span.label.partition(":")
        if role not in ROLES or (said and role not in _IN_LABEL):
            raise InputError(where, f"{span.label!r} is no role of a part", f"take one of {', '.join(labels()[len(EVENT_TYPES) :])}")
        fields = {**span.fields, **({_IN_LABEL[role]: said} if said else {})}
        part = Part(role=role, span=Span(span.start, span.end), fields=fields, anew=span.id is None, where=where)
        parts.append((part, _key(span, n)))
    within = {}
    for relation in task.relations:
        if relation.label != _PART_OF:
            raise InputError(where, f"{relation.label!r} is no relation of a claim", "quantities are part_of one another")
        inner, outer = (_found(task.spans, s) for s in (relation.child_span, relation.head_span))
        if inner is None or outer is None:
            continue  # one of the two was taken away
        within[inner] = outer
    chosen: dict[str, str] = {}
    for option in task.accept:
        name, _, value = option.partition(":")
        if name in chosen:
            raise InputError(where, f"{name} is said to be {chosen[name]} and {value}", "choose one")
        chosen[name] = value
    (trigger,) = triggers
    return MarkedClaim(
        id=claim, type=trigger.label, trigger=Span(trigger.start, trigger.end), fields=chosen, parts=joined(parts, within, where),
        verdict="accepted" if task.answer == "accept" else None, reason=task.ascribe.reason, where=where,
    )  # fmt: skip


def _key(span: _Span, n: int) -> str:
    """A span's own number, or its place where it was drawn anew."""
    return f"n{n}" if span.id is None else f"{span.id}"


def _found(spans: Sequence[_Span], sought: _Span) -> str | None:
    """The key of the span that a relation means: that of its number, else the first at these words."""
    numbered = [(n, s) for n, s in enumerate(spans) if s.label.startswith("quantity") and s.id is not None and s.id == sought.id]
    placed = [(n, s) for n, s in enumerate(spans) if s.label.startswith("quantity") and (s.start, s.end) == (sought.start, sought.end)]
    return next((_key(s, n) for n, s in (*numbered, *placed)), None)
