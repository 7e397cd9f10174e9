"""brat standoff: a `.txt` and an `.ann` for each document, which people correct in brat or any editor, and which diff well.

In:  `Marked` documents.   Out: a folder that brat opens (`annotation.conf`, `visual.conf`), and `ascribe.json`, which says what it was made
from; and back, the documents of such a folder.

A claim is an event (`E`), its parts are entities (`T`) that its arguments name by role; entities are shared by claims. Fields with choices
are attributes (`A`), the others stand in the note (`#`) of their entity as `name: …; low: 40`; the note of an event holds the claim's id
and why. brat counts code points, as Ascribe does, but reads every line end as one, so a carriage return is written as a blank. It has no
entity across a line end: such words are written as fragments, which are one span again where only blank space lies between them.

The format: https://brat.nlplab.org/standoff.html, the configuration: https://brat.nlplab.org/configuration.html
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from ascribe.domain.event import EVENT_TYPES
from ascribe.domain.span import Span
from ascribe.errors import InputError, UsageError
from ascribe.publish.files import writing
from ascribe.publish.marks import (
    CLAIM_FIELDS,
    KIND_FIELDS,
    ONE,
    ROLES,
    Marked,
    MarkedClaim,
    Origin,
    Part,
    choices,
    details_of,
    fields_of,
    joined,
    nodes_of,
)
from ascribe.publish.refused import Refused, decoded

__all__ = ["ORIGINS_FILE", "annotation_conf", "ann_of", "read_ann", "read_brat", "text_of", "visual_conf", "write_brat"]

ORIGINS_FILE: Final = "ascribe.json"
_NOTE: Final = "AnnotatorNotes"
_PART_OF: Final = "part_of"
_VERDICT: Final = "verdict"
_VERDICTS: Final = ("accepted", "rejected")
#: What brat's reader of lines takes for the end of one.
_LINE_END = re.compile("[\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]+")
_CLAIM_ID = re.compile(r"(?:claim:\s*)?\b(c-[0-9a-f]{24})\b[;\s]*")
_ENTITY = re.compile(r"(T\d+)\t(\S+) (\d{1,18} \d{1,18}(?:;\d{1,18} \d{1,18})*) ?(?:\t(.*))?\Z", re.S)
_EVENT = re.compile(r"(E\d+)\t(\S+?):(T\d+)((?: \S+?:[A-Z]\d+)*)\s*\Z")
_RELATION = re.compile(r"(R\d+)\t(\S+) (\w+):(\w+) (\w+):(\w+)\s*\Z")
_ATTRIBUTE = re.compile(r"([AM]\d+)\t(\S+) (\S+)(?: (\S+))?\s*\Z")
_COMMENT = re.compile(r"(#\d+)\t(\S+) (\S+)(?:\t(.*))?\Z", re.S)
#: Fields that are either there or not.
_FLAGS: Final = frozenset(("background",))


class Origins(msgspec.Struct, frozen=True, kw_only=True):
    """What the documents of a folder were made from, by the name of their files."""

    documents: dict[str, Origin]


def write_brat(documents: Iterable[tuple[str, Marked]], folder: Path) -> None:
    """Writes a folder of documents with the names of their files. `UsageError` where it holds annotations, which may be somebody's work."""
    if folder.exists() and (not folder.is_dir() or any(folder.glob("*.ann"))):
        what = "holds annotations already" if folder.is_dir() else "is a file"
        raise UsageError(f"{folder} {what}; name a new folder, so that nobody's corrections are lost")
    folder.mkdir(parents=True, exist_ok=True)
    origins: dict[str, Origin] = {}
    for stem, given in documents:
        for suffix, content in ((".txt", text_of(given.text)), (".ann", ann_of(given))):
            with writing(folder / f"{stem}{suffix}") as stream:
                stream.write(content.encode())
        if given.origin is not None:
            origins[stem] = given.origin
    files = {
        "annotation.conf": annotation_conf().encode(), "visual.conf": visual_conf().encode(),
        ORIGINS_FILE: msgspec.json.format(msgspec.json.encode(Origins(documents=origins)), indent=1) + b"\n",
    }  # fmt: skip
    for name, data in files.items():
        with writing(folder / name) as stream:
            stream.write(data)


def text_of(text: str) -> str:
    """The text as brat is to count it: as long as it was, with no carriage returns."""
    return text.replace("\r", " ")


def ann_of(given: Marked) -> str:
    """The `.ann` of a document."""
    text = text_of(given.text)
    nodes, of_claims, within = nodes_of(given.claims)
    entities: list[str] = []
    events: list[str] = []
    relations: list[str] = []
    attributes: list[str] = []
    notes: list[tuple[str, str]] = []
    node_ids: dict[int, str] = {}
    trigger_ids: dict[tuple[str, Span], str] = {}

    def entity(label: str, span: Span) -> str:
        key = f"T{len(entities) + 1}"
        pieces = _fragments(text, span)
        offsets = ";".join(f"{start} {end}" for start, end in pieces)
        entities.append(f"{key}\t{label} {offsets}\t{' '.join(text[start:end] for start, end in pieces)}")
        return key

    def said(key: str, fields: Mapping[str, str], named: Mapping[str, str]) -> dict[str, str]:
        for field, name in named.items():
            if field in fields:
                value = "" if name in _FLAGS else f" {fields[field]}"
                attributes.append(f"A{len(attributes) + 1}\t{name} {key}{value}")
        return {field: value for field, value in fields.items() if field not in named}

    for n, claim in enumerate(given.claims):
        trigger = (claim.type, claim.trigger)
        if trigger not in trigger_ids:
            trigger_ids[trigger] = entity(*trigger)
        for i in of_claims[n]:
            if i not in node_ids:
                node = nodes[i]
                node_ids[i] = entity(node.kind, node.span)
                rest = said(node_ids[i], dict(node.fields), _attribute_names(node.kind))
                if rest:
                    notes.append((node_ids[i], details_of(rest)))
        key, counts = f"E{n + 1}", dict.fromkeys(ROLES, 0)
        arguments = []
        for i, part in zip(of_claims[n], claim.parts, strict=True):
            counts[part.role] += 1
            arguments.append(f" {part.role}{counts[part.role] if counts[part.role] > 1 else ''}:{node_ids[i]}")
        events.append(f"{key}\t{claim.type}:{trigger_ids[trigger]}{''.join(arguments)}")
        verdict = {} if claim.verdict is None else {_VERDICT: claim.verdict}
        said(key, {**claim.fields, **verdict}, {**{f.name: f.name for f in CLAIM_FIELDS}, _VERDICT: _VERDICT})
        note = "; ".join(filter(None, (claim.id and f"claim: {claim.id}", claim.reason)))
        if note:
            notes.append((key, note))
    for inner, outer in within:
        relations.append(f"R{len(relations) + 1}\t{_PART_OF} Arg1:{node_ids[inner]} Arg2:{node_ids[outer]}")
    comments = [f"#{i}\t{_NOTE} {key}\t{note}" for i, (key, note) in enumerate(notes, 1)]
    lines = [*entities, *events, *relations, *attributes, *comments]
    return "".join(f"{line}\n" for line in lines)


def _attribute_names(kind: str) -> dict[str, str]:
    """The fields of a kind that are attributes → their name among all attributes."""
    return {f.name: f"{kind}_{f.name}" for f in KIND_FIELDS[kind] if f.choices}


def _fragments(text: str, span: Span) -> list[tuple[int, int]]:
    """The span without the line ends in it. One that begins or ends with a line end has an empty fragment there, so that none is lost."""
    pieces, at = [], span.start
    for end in _LINE_END.finditer(text, span.start, span.end):
        pieces.append((at, end.start()))
        at = end.end()
    return [*pieces, (at, span.end)]


def annotation_conf() -> str:
    """What brat lets people mark: the same for every export."""
    arguments = ", ".join(
        f"{role}{'?' if role in ONE - {'content'} else '' if role == 'content' else '*'}:{kind}" for role, kind in ROLES.items()
    )
    lines = ["[entities]", *KIND_FIELDS, "", "[relations]", f"{_PART_OF}\tArg1:quantity, Arg2:quantity"]
    lines += ["<OVERLAP>\tArg1:<ANY>, Arg2:<ANY>, <OVL-TYPE>:<ANY>", "", "[events]"]
    lines += [f"{type_}\t{arguments}" for type_ in EVENT_TYPES]
    lines += ["", "[attributes]", f"{_VERDICT}\tArg:<EVENT>, Value:{'|'.join(_VERDICTS)}"]
    own = {f.name for f in CLAIM_FIELDS}
    for name, values in choices().items():
        about = "<EVENT>" if name in own else name.split("_")[0]
        lines.append(f"{name}\tArg:{about}" + ("" if name in _FLAGS else f", Value:{'|'.join(values)}"))
    return "\n".join(lines) + "\n"


def visual_conf() -> str:
    """Colours: events light red, each kind of part its own."""
    colours = {
        "content": "#f2f2f2", "cue": "#ffe9a8", "hedge": "#ffd6a5", "participant": "#a9c7f5", "place": "#a8e0b0", "time": "#d9b8f0",
        "quantity": "#9fe3e3", "means": "#e0c9a6", "verification": "#cfd8dc",
    }  # fmt: skip
    labels = [f"{name} | {name.replace('_', ' ')}" for name in (*EVENT_TYPES, *KIND_FIELDS)]
    drawn = [f"{type_}\tbgColor:#f8c0c0" for type_ in EVENT_TYPES] + [f"{kind}\tbgColor:{colours[kind]}" for kind in KIND_FIELDS]
    return "\n".join(["[labels]", *labels, "", "[drawing]", *drawn]) + "\n"


# Back.


def read_brat(path: Path) -> Iterator[Marked | Refused]:
    """The documents of a folder, or of one `.ann` file."""
    files = [path] if path.is_file() else sorted(p for p in path.rglob("*.ann") if not p.name.startswith("."))
    if not files or (path.is_file() and path.suffix != ".ann"):
        yield Refused(str(path), (InputError(str(path), "there is no .ann file", "name the folder that brat works on"),))
    known: dict[Path, Origins | InputError] = {}
    for file in files if path.is_dir() or path.suffix == ".ann" else ():
        folder = file.parent
        if folder not in known:
            known[folder] = _origins(folder / ORIGINS_FILE)
        origins = known[folder]
        try:
            if isinstance(origins, InputError):
                raise origins
            text = decoded(file.with_suffix(".txt")).replace("\r\n", "\n")
            yield read_ann(decoded(file), text, origins.documents.get(file.stem), str(file))
        except InputError as error:
            yield Refused(str(file), (error,))
        except ExceptionGroup as errors:
            yield Refused(str(file), tuple(e for e in errors.exceptions if isinstance(e, InputError)))


def _origins(file: Path) -> Origins | InputError:
    if not file.exists():
        return Origins(documents={})
    try:
        return msgspec.json.decode(file.read_bytes(), type=Origins)
    except (msgspec.DecodeError, UnicodeDecodeError, OSError) as error:
        return InputError(str(file), f"it cannot be read: {error}", "take the one that was exported")


_Refuse = Callable[["_Line", str, str], None]


class _Line(NamedTuple):
    """A line's pieces, and where it stands."""

    where: str
    pieces: tuple[str, ...]


def read_ann(ann: str, text: str, origin: Origin | None, where: str) -> Marked:
    """The document of an `.ann` and its text. An `ExceptionGroup` of `InputError` holds every line that cannot be meant."""
    faults: list[InputError] = []
    lines = _lines(ann, where, faults)
    entities = {key: _entity(line, text, faults) for key, line in lines["T"].items()}
    fields: dict[str, dict[str, str]] = {key: {} for key in (*lines["T"], *lines["E"])}
    triggers = {line.pieces[1] for line in lines["E"].values()}
    kinds = {key: line.pieces[0] for key, line in lines["T"].items()}

    def refuse(line: _Line, reason: str, fix: str) -> None:
        faults.append(InputError(line.where, reason, fix))

    for line in lines["A"].values():
        _take_attribute(line, fields, kinds, refuse)
    notes: dict[str, str] = {}
    for line in lines["#"].values():
        what, about, note = line.pieces
        if what != _NOTE:
            continue
        if about not in fields and about not in lines["R"] and about not in lines["A"]:
            refuse(line, f"the note is about {about}, which is not there", "delete it")
        elif about in lines["E"]:
            notes[about] = "; ".join(filter(None, (notes.get(about), note)))
        elif about in kinds and about not in triggers and kinds[about] in KIND_FIELDS:
            known = [f.name for f in KIND_FIELDS[kinds[about]] if not f.choices]
            try:
                said, _ = fields_of(note, known)
            except ValueError as error:
                refuse(line, str(error), "write a note as name: …; low: 40")
            else:
                fields[about] |= said
    within: dict[str, str] = {}
    for line in lines["R"].values():
        label, _, inner, _, outer = line.pieces
        if label != _PART_OF or {kinds.get(inner), kinds.get(outer)} != {"quantity"}:
            refuse(line, f"{label} from {inner} to {outer} says nothing of a claim", "link quantities with part_of, all else to its event")
        else:
            within[inner] = outer
    claims = []
    for key, line in lines["E"].items():
        try:
            claims.append(_claim(line, entities, kinds, fields, within, notes.get(key, ""), fields[key], lines["T"]))
        except InputError as error:
            faults.append(error)
    if faults:
        raise ExceptionGroup(where, faults)
    return Marked(origin=origin, text=text, claims=tuple(claims), where=where)


def _lines(ann: str, where: str, faults: list[InputError]) -> dict[str, dict[str, _Line]]:
    """The lines of an `.ann` by what they are and their id."""
    patterns = {"T": _ENTITY, "E": _EVENT, "R": _RELATION, "A": _ATTRIBUTE, "M": _ATTRIBUTE, "#": _COMMENT}
    lines: dict[str, dict[str, _Line]] = {"T": {}, "E": {}, "R": {}, "A": {}, "#": {}}
    for n, line in enumerate(ann.removeprefix("\ufeff").split("\n"), 1):
        line = line.removesuffix("\r")
        if not line.strip():
            continue
        here, sort = f"{where}, line {n}", line[0]
        match = patterns[sort].match(line) if sort in patterns else None
        if match is None:
            reason = f"{line[:40]!r} is no annotation that a claim is made of" if sort not in patterns else f"{line[:40]!r} is malformed"
            fix = "write an actor as actor: ID into the note of its words" if sort == "N" else "delete it, or write it as brat does"
            faults.append(InputError(here, reason, fix))
            continue
        of_sort = lines["A" if sort == "M" else sort]
        if match[1] in of_sort:
            faults.append(InputError(here, f"{match[1]} is there twice", "give one of the two another number"))
        of_sort[match[1]] = _Line(here, tuple(piece or "" for piece in match.groups()[1:]))
    return lines


def _entity(line: _Line, text: str, faults: list[InputError]) -> Span | None:
    """Where an entity stands."""
    _, offsets, words = line.pieces
    pieces = [(int(start), int(end)) for start, end in (pair.split(" ") for pair in offsets.split(";"))]
    first, last = pieces[0][0], pieces[-1][1]
    between = [text[a_end:b_start] for (_, a_end), (b_start, _) in itertools.pairwise(pieces)]
    there = " ".join(text[start:end] for start, end in pieces)
    fault: tuple[str, str] | None = None
    if any(start > end for start, end in pieces) or any(a[1] > b[0] for a, b in itertools.pairwise(pieces)) or first == last:
        fault = f"{offsets} is no stretch of text", "give the offsets of its first word, and of what follows its last"
    elif last > len(text):
        fault = f"{offsets} reaches beyond the text, which has {len(text)} characters", "mark the words anew"
    elif any(gap.strip() for gap in between):
        fault = "the words lie apart", "mark one stretch of text, from the first word to the last"
    elif words.strip() and words.split() != there.split():
        fault = f"{words!r} is not what stands at {offsets}: {there!r}", "mark the words anew, in the text that was exported"
    if fault is not None:
        faults.append(InputError(line.where, *fault))
        return None
    return Span(first, last)


def _take_attribute(line: _Line, fields: dict[str, dict[str, str]], kinds: Mapping[str, str], refuse: _Refuse) -> None:
    name, about, value = line.pieces
    if about not in fields:
        refuse(line, f"{name} is about {about}, which is not there", "delete it")
        return
    if about.startswith("E"):
        named = {**{f.name: f.name for f in CLAIM_FIELDS}, _VERDICT: _VERDICT}
    else:
        named = {attribute: field for field, attribute in _attribute_names(kinds[about]).items()} if kinds[about] in KIND_FIELDS else {}
    field = named.get(name)
    if field is None:
        refuse(line, f"{name} is nothing that can be said of {about}", f"say {', '.join(named) or 'nothing'}")
    elif field in fields[about]:
        refuse(line, f"{name} is said of {about} twice", "delete one of the two")
    elif name not in _FLAGS and value not in (values := _VERDICTS if name == _VERDICT else choices()[name]):
        refuse(line, f"{value!r} is no {name}", f"take one of {', '.join(values)}")
    else:
        fields[about][field] = "yes" if name in _FLAGS and not value else value


def _claim(
    line: _Line,
    entities: Mapping[str, Span | None],
    kinds: Mapping[str, str],
    fields: Mapping[str, dict[str, str]],
    within: Mapping[str, str],
    note: str,
    said: dict[str, str],
    at: Mapping[str, _Line],
) -> MarkedClaim:
    type_, trigger_id, arguments = line.pieces
    trigger = entities.get(trigger_id)
    if trigger_id not in entities or kinds[trigger_id] != type_:
        raise InputError(line.where, f"the event is a {type_}, and {trigger_id} is none", "give both the same type")
    parts: list[tuple[Part, str]] = []
    for argument in arguments.split():
        role, _, key = argument.partition(":")
        role = role.rstrip("0123456789")
        if role not in ROLES:
            raise InputError(line.where, f"{role} is no role of a part", f"take one of {', '.join(ROLES)}")
        if kinds.get(key) != ROLES[role]:
            raise InputError(line.where, f"{role} names {key}, which is no {ROLES[role]}", f"link it to a {ROLES[role]}")
        span = entities[key]
        if span is not None:
            parts.append((Part(role=role, span=span, fields=fields[key], where=at[key].where), key))
    found = _CLAIM_ID.search(note)
    return MarkedClaim(
        id=found[1] if found else None, type=type_, trigger=trigger or Span(0, 1),  # a fault was noted where it has none
        fields={name: value for name, value in said.items() if name != _VERDICT}, parts=joined(parts, within, line.where),
        verdict=said.get(_VERDICT), reason=_CLAIM_ID.sub("", note).strip("; \t"), where=line.where,  # type: ignore[arg-type]
    )  # fmt: skip
