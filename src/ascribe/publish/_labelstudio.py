"""Label Studio: a JSON file of tasks, one a document, whose claims stand as pre-annotations.

In:  `Marked` documents.   Out: tasks to import, and the project's labelling configuration; and back, what Label Studio exports as JSON.

A claim is a region at its trigger, labelled with the event type; its region id is the claim's id. Its parts are regions labelled with
their kind, shared by claims, and relations lead to them from the claim, labelled with the role. Fields with choices are choices of the
region, the others stand in its line `details` as `name: …; low: 40`; in a claim's details a person may write why.

Label Studio counts code points, and `\\r\\n` as two, as Ascribe does. Old versions counted UTF-16: where the words of a task's regions
stand at their offsets only so, the offsets are read so (`_spans`). https://labelstud.io/guide/export#Label-Studio-JSON-format-of-annotated-tasks
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final
from xml.sax.saxutils import quoteattr

import msgspec

from ascribe.domain.event import EVENT_TYPES
from ascribe.domain.span import Span
from ascribe.errors import InputError
from ascribe.publish.marks import (
    CLAIM_FIELDS,
    KIND_FIELDS,
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

__all__ = ["labelling_config", "read_labelstudio", "read_task", "task_of"]

_PART, _TEXT, _DETAILS, _PART_OF, _VERDICT = "part", "text", "details", "part_of", "verdict"
_VERDICTS: Final = ("accepted", "rejected")
_CLAIM = re.compile(r"c-[0-9a-f]{24}\Z")


def task_of(given: Marked, head: Mapping[str, str | None] | None = None) -> dict[str, Any]:
    """The task of a document; `head` is what its data says besides (title, outlet)."""
    nodes, of_claims, within = nodes_of(given.claims)
    regions: list[dict[str, Any]] = []
    relations: list[dict[str, Any]] = []
    node_ids: dict[int, str] = {}

    def region(key: str, span: Span, label: str, chosen: Mapping[str, str], line: str) -> None:
        place = {"start": span.start, "end": span.end}
        about = {"id": key, "to_name": _TEXT}
        words = span.of(given.text)
        regions.append({**about, "from_name": _PART, "type": "labels", "value": {**place, "text": words, "labels": [label]}})
        for name, value in chosen.items():
            regions.append({**about, "from_name": name, "type": "choices", "value": {**place, "text": words, "choices": [value]}})
        if line:
            regions.append({**about, "from_name": _DETAILS, "type": "textarea", "value": {**place, "text": [line]}})

    def relation(source: str, target: str, label: str) -> None:
        relations.append({"from_id": source, "to_id": target, "type": "relation", "direction": "right", "labels": [label]})

    for n, claim in enumerate(given.claims):
        key = claim.id or f"n{n + 1}"
        verdict = {} if claim.verdict is None else {_VERDICT: claim.verdict}
        region(key, claim.trigger, claim.type, {**claim.fields, **verdict}, claim.reason)
        for i, part in zip(of_claims[n], claim.parts, strict=True):
            if i not in node_ids:
                node, node_ids[i] = nodes[i], f"p{len(node_ids) + 1}"
                named = _choice_names(node.kind)
                chosen = {named[name]: value for name, value in node.fields if name in named}
                line = details_of({name: value for name, value in node.fields if name not in named})
                region(node_ids[i], node.span, node.kind, chosen, line)
            relation(key, node_ids[i], part.role)
    for inner, outer in within:
        relation(node_ids[inner], node_ids[outer], _PART_OF)
    data = {**(head or {}), _TEXT: given.text, "ascribe": msgspec.to_builtins(given.origin)}
    model = given.origin.reading if given.origin else None
    return {"data": data, "predictions": [{"model_version": model, "result": [*regions, *relations]}]}


def _choice_names(kind: str) -> dict[str, str]:
    return {f.name: f"{kind}_{f.name}" for f in KIND_FIELDS[kind] if f.choices}


def labelling_config() -> str:
    """The labelling configuration of the project, the same for every export."""
    own = {f.name for f in CLAIM_FIELDS}
    events = ",".join(EVENT_TYPES)
    colours = {
        "content": "#9e9e9e", "cue": "#e6b800", "hedge": "#e69138", "participant": "#3d85c6", "place": "#38a04a", "time": "#8e5bb5",
        "quantity": "#1a9c9c", "means": "#a67c45", "verification": "#607d8b",
    }  # fmt: skip
    lines = ["<View>", "  <Style>.htx-text{ white-space: pre-wrap; }</Style>", f'  <Labels name="{_PART}" toName="{_TEXT}">']
    lines += [f'    <Label value="{type_}" background="#cc0000"/>' for type_ in EVENT_TYPES]
    lines += [f'    <Label value="{kind}" background="{colours[kind]}"/>' for kind in KIND_FIELDS]
    lines += ["  </Labels>", "  <Relations>", *(f'    <Relation value="{role}"/>' for role in (*ROLES, _PART_OF)), "  </Relations>"]
    lines += [f'  <Text name="{_TEXT}" value="$text" granularity="symbol" saveTextResult="yes"/>']
    for name, values in {_VERDICT: _VERDICTS, **choices()}.items():
        about = events if name in own or name == _VERDICT else name.split("_")[0]
        when = f'perRegion="true" whenTagName="{_PART}" whenLabelValue={quoteattr(about)}'
        lines += [f'  <View visibleWhen="region-selected" whenTagName="{_PART}" whenLabelValue={quoteattr(about)}>']
        lines += [f'    <Header value="{name.replace("_", " ")}" size="5"/>']
        lines += [f'    <Choices name="{name}" toName="{_TEXT}" choice="single" showInline="true" {when}>']
        lines += [f'      <Choice value="{value}"/>' for value in values]
        lines += ["    </Choices>", "  </View>"]
    lines += [
        f'  <TextArea name="{_DETAILS}" toName="{_TEXT}" perRegion="true" editable="true" maxSubmissions="1" '
        'placeholder="name: …; low: 40; of a claim: why"/>',
        "</View>",
    ]
    return "\n".join(lines) + "\n"


# Back.


def read_labelstudio(path: Path) -> Iterator[Marked | Refused]:
    """The documents of a JSON file as Label Studio exports it (format JSON), or as it was exported to it."""
    try:
        tasks = json.loads(decoded(path).removeprefix("\ufeff"))
    except InputError as error:
        yield Refused(str(path), (error,))
        return
    except (ValueError, RecursionError) as error:
        yield Refused(str(path), (InputError(str(path), f"it is no JSON: {error}", "export the project as JSON"),))
        return
    for n, task in enumerate(tasks if isinstance(tasks, list) else [tasks], 1):
        where = f"{path}, task {task.get('id', n) if isinstance(task, dict) else n}"
        try:
            yield read_task(task, where)
        except InputError as error:
            yield Refused(where, (error,))
        except ExceptionGroup as errors:
            yield Refused(where, tuple(e for e in errors.exceptions if isinstance(e, InputError)))


class _Value(msgspec.Struct, frozen=True):
    start: int | None = None
    end: int | None = None
    text: str | list[str] | None = None
    labels: list[str] = []
    choices: list[str] = []


class _Result(msgspec.Struct, frozen=True):
    type: str
    id: str | None = None
    from_name: str | None = None
    value: _Value = _Value()
    from_id: str | None = None
    to_id: str | None = None
    labels: list[str] | None = None


def read_task(task: Any, where: str) -> Marked:
    """The document of a task: its annotation. A task that was exported and that nobody annotated says nothing of any claim, nor that one
    was taken out; one that was never in Label Studio is as it is pre-annotated.

    An `ExceptionGroup` of `InputError` holds every region that cannot be meant.
    """
    data = task.get("data") if isinstance(task, dict) else None
    if not isinstance(data, dict) or not isinstance(data.get(_TEXT), str):
        raise InputError(where, "it has no data with a text", "export the project as JSON, not as JSON-MIN or CSV")
    try:
        origin = msgspec.convert(data["ascribe"], Origin) if data.get("ascribe") else None
        annotated = _chosen(task, where)
        results = msgspec.convert(annotated or [], list[_Result])
    except msgspec.ValidationError as error:
        raise InputError(where, f"it is no task of Label Studio: {error}", "export the project as JSON") from None
    text, faults = data[_TEXT], list[InputError]()
    labelled = [r for r in results if r.type == "labels"]
    spans = _spans(text, labelled, where, faults)
    kinds = {r.id or "": r.value.labels[0] if r.value.labels else "" for r in labelled}
    fields: dict[str, dict[str, str]] = {key: {} for key in kinds}
    reasons: dict[str, str] = {}
    for result in results:
        if result.type in ("choices", "textarea"):
            try:
                _take_field(result, kinds, fields, reasons, f"{where}, region {result.id}")
            except (InputError, ValueError) as error:
                faults.append(
                    error if isinstance(error, InputError) else InputError(f"{where}, region {result.id}", str(error), "correct it")
                )
        elif result.type not in ("labels", "relation"):
            faults.append(
                InputError(where, f"a {result.type} is nothing that a claim is made of", "use the configuration that was exported")
            )
    counts = Counter(r.id for r in labelled)
    for key, kind in kinds.items():
        if not key or counts[key] > 1:
            faults.append(InputError(f"{where}, region {key}", "two regions have this id, or none", "mark the words of one anew"))
        if kind not in KIND_FIELDS and kind not in EVENT_TYPES:
            faults.append(InputError(f"{where}, region {key}", f"{kind!r} is no label", "use the configuration that was exported"))
    links, within = _links(results, kinds, where, faults)
    claims = []
    for key in () if faults else (key for key, kind in kinds.items() if kind in EVENT_TYPES):
        here = f"{where}, region {key}"
        parts = [
            (Part(role=role, span=spans[part], fields=fields[part], where=f"{where}, region {part}"), part) for role, part in links[key]
        ]
        said = fields[key]
        verdict = said.pop(_VERDICT, None)
        try:
            claims.append(
                MarkedClaim(
                    id=key if _CLAIM.match(key) else None, type=kinds[key], trigger=spans[key], fields=said,
                    parts=joined(parts, within, here), verdict=verdict, reason=reasons.get(key, ""), where=here,  # type: ignore[arg-type]
                )
            )  # fmt: skip
        except InputError as error:
            faults.append(error)
    if faults:
        raise ExceptionGroup(where, faults)
    return Marked(origin=origin, text=text, claims=tuple(claims), whole=annotated is not None, where=where)


def _chosen(task: Mapping[str, Any], where: str) -> Any:
    """The results that count: of the one annotation that was submitted, of several that which is marked as ground truth. None where nobody
    submitted one: an export then names the predictions by number only, and what was skipped or is a draft is nobody's word."""
    annotations = [a for a in _objects(task.get("annotations")) if not a.get("was_cancelled")]
    if len(annotations) > 1:
        annotations = [a for a in annotations if a.get("ground_truth")]
        if len(annotations) != 1:
            raise InputError(where, "several people annotated it", "mark the annotation that counts as ground truth, and export again")
    if annotations:
        return annotations[0].get("result") or []
    if "annotations" in task:
        return None
    predictions = _objects(task.get("predictions"))
    return (predictions[0].get("result") if predictions else None) or []


def _objects(value: Any) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _spans(text: str, labelled: Sequence[_Result], where: str, faults: list[InputError]) -> dict[str, Span]:
    """Where the regions stand, in code points: as they say, or in UTF-16, if only so all their words are those that they name."""
    wrong = _misplaced(text, labelled, lambda n: n)
    if wrong:
        units = _code_points_by_unit(text)
        if not _misplaced(text, labelled, units.get):
            return {r.id or "": Span(units[r.value.start or 0], units[r.value.end or 0]) for r in labelled}
    for key, reason in wrong.items():
        faults.append(InputError(f"{where}, region {key}", reason, "mark the words anew, in the text that was exported"))
    return {
        r.id or "": Span(r.value.start, r.value.end) for r in labelled
        if r.id not in wrong and r.value.start is not None and r.value.end is not None
    }  # fmt: skip


def _misplaced(text: str, labelled: Sequence[_Result], place: Any) -> dict[str, str]:
    """The regions whose words do not stand where they say, and why."""
    wrong = {}
    for r in labelled:
        start, end = (None if n is None else place(n) for n in (r.value.start, r.value.end))
        words = r.value.text if isinstance(r.value.text, str) else ""
        if start is None or end is None or not 0 <= start < end <= len(text):
            wrong[r.id or ""] = f"{r.value.start} to {r.value.end} is no stretch of the text, which has {len(text)} characters"
        elif words and "".join(words.split()) != "".join(text[start:end].split()):
            # Label Studio writes the words as they are shown: blank space may be less there.
            wrong[r.id or ""] = f"{words!r} is not what stands at {start} to {end}: {text[start:end]!r}"
    return wrong


def _code_points_by_unit(text: str) -> dict[int, int]:
    """For each place in UTF-16 that lies between two characters, the same in code points."""
    places, unit = {0: 0}, 0
    for n, character in enumerate(text, 1):
        unit += 2 if character > "\uffff" else 1
        places[unit] = n
    return places


def _take_field(
    result: _Result, kinds: Mapping[str, str], fields: Mapping[str, dict[str, str]], reasons: dict[str, str], where: str
) -> None:
    key, kind = result.id or "", kinds.get(result.id or "")
    if kind is None:
        raise InputError(where, f"{result.from_name} is said of a region that is not there", "mark its words, or delete it")
    if result.type == "choices":
        named = {f"{kind}_{f.name}": f.name for f in KIND_FIELDS.get(kind, ()) if f.choices}
        named = named or {f.name: f.name for f in (*CLAIM_FIELDS,)} | {_VERDICT: _VERDICT} if kind in EVENT_TYPES else named
        field = named.get(result.from_name or "")
        if field is None:
            raise InputError(where, f"{result.from_name} is nothing that can be said of a {kind}", f"say {', '.join(named) or 'nothing'}")
        if len(result.value.choices) != 1 or field in fields[key]:
            raise InputError(where, f"{result.from_name} is said more than once", "choose one")
        if field == _VERDICT and result.value.choices[0] not in _VERDICTS:
            raise InputError(where, f"{result.value.choices[0]!r} is no verdict", f"choose one of {', '.join(_VERDICTS)}")
        fields[key][field] = result.value.choices[0]
        return
    text = result.value.text
    line = "; ".join(text) if isinstance(text, list) else text or ""
    if kind in EVENT_TYPES:
        reasons[key] = line
    elif kind in KIND_FIELDS:
        said, _ = fields_of(line, (f.name for f in KIND_FIELDS[kind] if not f.choices))
        fields[key].update(said)


def _links(
    results: Iterable[_Result], kinds: Mapping[str, str], where: str, faults: list[InputError]
) -> tuple[dict[str, list[tuple[str, str]]], dict[str, str]]:
    """For each claim the roles and keys of its parts, and for quantities that which contains them."""
    links: dict[str, list[tuple[str, str]]] = defaultdict(list)
    within: dict[str, str] = {}
    for r in results:
        if r.type != "relation":
            continue
        ends = (r.from_id or "", r.to_id or "")
        here = f"{where}, relation from {ends[0]} to {ends[1]}"
        for label in r.labels or [""]:
            # Which end a person began at says nothing where only one of them can be the claim.
            source, target = ends if kinds.get(ends[0]) in EVENT_TYPES or label == _PART_OF else ends[::-1]
            if label == _PART_OF and kinds.get(source) == kinds.get(target) == "quantity":
                within[source] = target
            elif label in ROLES and kinds.get(source) in EVENT_TYPES and kinds.get(target) == ROLES[label]:
                links[source].append((label, target))
            else:
                reason = f"{label or 'no label'} says nothing of a {kinds.get(source)} and a {kinds.get(target)}"
                faults.append(InputError(here, reason, "link a claim to its parts, each with its role"))
    return links, within
