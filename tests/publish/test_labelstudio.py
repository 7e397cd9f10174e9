"""Label Studio: tasks of its JSON format, a configuration that names every control, and offsets however it counted them."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given

from ascribe.demo import demo_documents
from ascribe.domain.claim import Record
from ascribe.domain.document import Document
from ascribe.domain.event import EVENT_TYPES
from ascribe.domain.span import Span
from ascribe.errors import InputError
from ascribe.pipeline_import import Outcome, import_corrections
from ascribe.publish import publish_labelstudio
from ascribe.publish._labelstudio import labelling_config, read_labelstudio, read_task, task_of
from ascribe.publish.marks import KIND_FIELDS, ROLES, Marked, MarkedClaim, Part, marked, without_places
from ascribe.publish.refused import Refused
from ascribe.read.reader import Reader
from ascribe.store import open_store
from ascribe.testing import fake_record
from tests.record_strategies import records

RECORD = fake_record(n_claims=2)
GIVEN = marked(RECORD.document, RECORD.claims, reviews={}, seen=0)
CONFIG = ET.fromstring(labelling_config())


def task(given_: Marked = GIVEN) -> Any:
    return json.loads(json.dumps(task_of(given_)))


def annotated(given_: Marked = GIVEN, **more: Any) -> Any:
    """The task as Label Studio exports it once somebody has submitted it."""
    made = task(given_)
    (prediction,) = made.pop("predictions")
    return {"id": 5, **made, "annotations": [{"id": 1, "was_cancelled": False, "ground_truth": False, **prediction, **more}]}


@given(records())
def test_a_task_is_as_the_guide_describes_it(record: Record) -> None:
    made = task(marked(record.document, record.claims, reviews={}, seen=0))
    text = made["data"]["text"]
    assert text == record.document.text
    (prediction,) = made["predictions"]
    controls = {e.get("name"): e.tag.lower() for e in CONFIG.iter() if e.get("toName")}
    regions = {r["id"] for r in prediction["result"] if r["type"] == "labels"}
    for result in prediction["result"]:
        if result["type"] == "relation":
            assert {result["from_id"], result["to_id"]} <= regions
            assert result["direction"] == "right"
            continue
        assert controls[result["from_name"]] == result["type"]
        assert result["to_name"] == "text"
        assert result["id"] in regions
        value = result["value"]
        assert 0 <= value["start"] < value["end"] <= len(text)
        if result["type"] == "labels":
            assert value["text"] == text[value["start"] : value["end"]]


def test_the_configuration_names_all_that_can_be_marked() -> None:
    assert [label.get("value") for label in CONFIG.iter("Label")] == [*EVENT_TYPES, *KIND_FIELDS]
    assert [r.get("value") for r in CONFIG.iter("Relation")] == [*ROLES, "part_of"]
    chosen = {c.get("name"): [o.get("value") for o in c.iter("Choice")] for c in CONFIG.iter("Choices")}
    for result in task()["predictions"][0]["result"]:
        if result["type"] == "choices":
            assert result["value"]["choices"][0] in chosen[result["from_name"]]
    assert all(c.get("perRegion") == "true" for c in CONFIG.iter("Choices"))


def test_the_annotation_counts_and_not_what_it_began_with() -> None:
    made = annotated()
    made["predictions"] = [{"result": []}]
    assert without_places(read_task(made, "x")) == GIVEN
    made["annotations"].insert(0, {"was_cancelled": True, "result": []})
    assert len(read_task(made, "x").claims) == 2
    made["annotations"].append({"result": []})
    with pytest.raises(InputError, match="several people annotated it; mark the annotation that counts as ground truth"):
        read_task(made, "x")
    made["annotations"][1]["ground_truth"] = True
    assert len(read_task(made, "x").claims) == 2


def test_a_task_that_never_was_in_label_studio_is_as_it_is_preannotated() -> None:
    assert without_places(read_task(task(), "x")) == GIVEN


@pytest.mark.parametrize("predictions", [[7], task()["predictions"]])
@pytest.mark.parametrize("annotations", [[], [{"id": 6, "was_cancelled": True, "result": []}]])
def test_what_nobody_annotated_says_nothing(annotations: list[Any], predictions: list[Any]) -> None:
    made = read_task({"id": 5, **task(), "annotations": annotations, "predictions": predictions, "drafts": [{"result": []}]}, "x")
    assert (made.claims, made.whole) == ((), False)


def test_who_takes_all_out_says_so() -> None:
    made = annotated()
    made["annotations"][0]["result"] = []
    assert (read_task(made, "x").claims, read_task(made, "x").whole) == ((), True)


def exported(given_: Marked, number: int, annotation: list[dict[str, Any]] | None) -> Any:
    """A task in the form in which Label Studio 1.23.2 exports it (JSON): predictions by number, and what it notes of its own."""
    made = task(given_)
    (prediction,) = made.pop("predictions")
    when = {"created_at": "2026-11-26T15:25:30.071951Z", "updated_at": "2026-11-26T15:29:35.858868Z"}
    noted = {"completed_by": 1, "was_cancelled": False, "ground_truth": False, **when, "draft_created_at": None, "lead_time": 10.051}
    rest = {"import_id": None, "last_action": None, "parent_prediction": number, "parent_annotation": None, "project": 1, "updated_by": 1}
    about = {"prediction": {"id": number, **prediction, "score": None}, "task": number, **rest}
    annotations = [] if annotation is None else [{"id": 40 + number, "result": annotation, **noted, **about}]
    return {
        "id": number, "annotations": annotations, "drafts": [], "predictions": [number], **made, "meta": {}, **when, "allow_skip": True,
        "inner_id": number, "total_annotations": len(annotations), "cancelled_annotations": 0, "total_predictions": 1, "comment_count": 0,
        "project": 1, "comment_authors": [],
    }  # fmt: skip


def test_of_a_project_only_what_was_changed_is_decided(tmp_path: Path) -> None:
    store = open_store(tmp_path / "store")
    store.add_all(Reader.load().read(document) for document in islice(demo_documents(), 4))
    held = [marked(record.document, record.claims, reviews={}, seen=0) for record in store.records()]
    submitted = [json.loads(json.dumps(task_of(one)["predictions"][0]["result"])) for one in held]
    for results in submitted:
        for result in results:
            if result["type"] != "relation":
                result["origin"] = "prediction"
    # Of the first a status is chosen anew; of the second the first claim is deleted, with its relations; the third is submitted as it was;
    # nobody looked at the fourth.
    status = next(r for r in submitted[0] if r.get("from_name") == "status")
    status["value"]["choices"], status["origin"] = ["unclear"], "prediction-changed"
    gone = submitted[1][0]["id"]
    submitted[1] = [r for r in submitted[1] if gone not in (r.get("id"), r.get("from_id"))]
    drawn = {"value": {"start": 0, "end": 6, "text": held[2].text[:6], "labels": ["other"]}, "id": "Vu-n4Hd0u4", "from_name": "part"}
    chosen = {**drawn, "value": {"start": 0, "end": 6, "text": held[2].text[:6], "choices": ["asserted"]}, "from_name": "status"}
    words = {"value": {"start": 0, "end": 20, "text": held[2].text[:20], "labels": ["content"]}, "id": "qaPGd_gSpG", "from_name": "part"}
    submitted[2] += [
        {**drawn, "to_name": "text", "type": "labels", "origin": "manual"},
        {**chosen, "to_name": "text", "type": "choices", "origin": "manual"},
        {**words, "to_name": "text", "type": "labels", "origin": "manual"},
        {"from_id": "Vu-n4Hd0u4", "to_id": "qaPGd_gSpG", "type": "relation", "direction": "right", "labels": ["content"]},
    ]
    file = tmp_path / "project.json"
    made = [exported(one, n, results) for n, (one, results) in enumerate(zip(held, [*submitted[:3], None], strict=True), 1)]
    file.write_text(json.dumps(made))
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    decided = list(import_corrections(read_labelstudio(file), store, author="X", time=moment, reason=""))
    assert all(isinstance(item, Outcome) for item in decided), decided
    kinds = Counter(item.kind for item in decided if isinstance(item, Outcome))
    n_claims = sum(len(one.claims) for one in held[:3])
    assert kinds == {"edit": 1, "reject": 1, "add": 1, "unchanged": n_claims - 2}
    assert [e.kind for e in store.decided()] == ["edit", "reject", "add"]
    store.close()


@pytest.mark.parametrize("count", [lambda words: len(words.encode("utf-16-le")) // 2, len])
def test_old_versions_counted_utf_16(count: Callable[[str], int]) -> None:
    text = "🙂🙂 Two died in 🏴 Tarkan.\r\n"
    claim = MarkedClaim(id=None, type="killing", trigger=Span(7, 11), parts=(Part(role="content", span=Span(3, 23)),))
    made = annotated(Marked(origin=None, text=text, claims=(claim,)))
    for result in made["annotations"][0]["result"]:
        for end in ("start", "end") if "value" in result else ():
            result["value"][end] = count(text[: result["value"][end]])
    (back,) = read_task(made, "x").claims
    assert (back.trigger, back.parts[0].span) == (Span(7, 11), Span(3, 23))


def test_words_without_the_blank_space_that_was_not_shown() -> None:
    text = "Two  men\n died."
    claim = MarkedClaim(id=None, type="killing", trigger=Span(10, 14), parts=(Part(role="content", span=Span(0, 14)),))
    made = annotated(Marked(origin=None, text=text, claims=(claim,)))
    made["annotations"][0]["result"][1]["value"]["text"] = "Two men died"
    assert read_task(made, "x").claims[0].parts[0].span == Span(0, 14)


def test_it_does_not_matter_at_which_end_a_relation_begins() -> None:
    made = annotated()
    for result in made["annotations"][0]["result"]:
        if result["type"] == "relation":
            result["from_id"], result["to_id"] = result["to_id"], result["from_id"]
    assert without_places(read_task(made, "x")) == GIVEN


def test_a_region_that_a_person_drew_is_a_new_claim() -> None:
    made = annotated()
    results = made["annotations"][0]["result"]
    results += [
        {"id": "Xy_9", "from_name": "part", "to_name": "text", "type": "labels", "value": {"start": 4, "end": 12, "labels": ["attack"]}},
        {
            "id": "Xy_9",
            "from_name": "details",
            "to_name": "text",
            "type": "textarea",
            "value": {"start": 4, "end": 12, "text": ["heard it"]},
        },
        {"from_id": "Xy_9", "to_id": "p1", "type": "relation", "direction": "right", "labels": ["content"]},
    ]
    new = read_task(made, "x").claims[-1]
    assert (new.id, new.type, new.trigger, new.reason, [p.role for p in new.parts]) == (
        None,
        "attack",
        Span(4, 12),
        "heard it",
        ["content"],
    )


def broken(change: Callable[[list[dict[str, Any]]], object]) -> Any:
    made = annotated()
    change(made["annotations"][0]["result"])
    return made


def first(results: list[dict[str, Any]], type_: str) -> dict[str, Any]:
    return next(r for r in results if r["type"] == type_)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda rs: first(rs, "labels")["value"].update(end=4000), "4000 is no stretch of the text"),
        (lambda rs: first(rs, "labels")["value"].update(start=3), "is not what stands at 3 to"),
        (lambda rs: first(rs, "labels")["value"].update(labels=["war"]), "'war' is no label"),
        (lambda rs: first(rs, "labels")["value"].update(labels=["place"]), "nothing that can be said of a place"),
        (lambda rs: first(rs, "choices").update(id="gone"), "said of a region that is not there"),
        (lambda rs: first(rs, "choices")["value"].update(choices=["asserted", "denied"]), "said more than once"),
        (lambda rs: first(rs, "relation").update(labels=["doer"]), "doer says nothing of a killing and a content"),
        (lambda rs: first(rs, "relation").update(labels=None), "no label says nothing of"),
        (lambda rs: first(rs, "textarea")["value"].update(text=["nome: x"]), "'nome' is nothing that can be said here"),
        (lambda rs: first(rs, "labels").update(type="rectanglelabels"), "a rectanglelabels is nothing"),
    ],
)
def test_a_region_that_cannot_be_meant_is_named(change: Callable[[list[dict[str, Any]]], object], why: str) -> None:
    with pytest.raises(ExceptionGroup) as group:
        read_task(broken(change), "x, task 5")
    said = [str(e) for e in group.value.exceptions]
    assert any(why in s for s in said), said
    assert all(s.startswith("x, task 5") for s in said)


def test_one_bad_task_of_a_file(tmp_path: Path) -> None:
    file = tmp_path / "project.json"
    file.write_text(json.dumps([{"text": "JSON-MIN"}, annotated(), 7]))
    refused = [item for item in read_labelstudio(file) if isinstance(item, Refused)]
    assert [str(r.faults[0]).split("; ")[0] for r in refused] == [
        f"{file}, task 1: it has no data with a text", f"{file}, task 3: it has no data with a text",
    ]  # fmt: skip
    assert len([item for item in read_labelstudio(file) if isinstance(item, Marked)]) == 1
    file.write_text("[{")
    assert "it is no JSON" in next(str(item.faults[0]) for item in read_labelstudio(file) if isinstance(item, Refused))


def test_the_file_and_its_configuration(tmp_path: Path) -> None:
    empty = Record(document=msgspec.structs.replace(Document.of("Nobody came."), reading=RECORD.document.reading), claims=())
    account = publish_labelstudio([RECORD, empty], tmp_path / "tasks.json", reviews={}, seen=0)
    assert (account.n_documents, account.n_claims) == (2, 2)
    tasks = json.loads((tmp_path / "tasks.json").read_text("utf-8"))
    assert [t["data"]["text"] for t in tasks] == [RECORD.document.text, "Nobody came."]
    assert (tmp_path / "tasks.xml").read_text("utf-8") == labelling_config()
    publish_labelstudio([], tmp_path / "none.json", reviews={}, seen=0)
    assert json.loads((tmp_path / "none.json").read_text("utf-8")) == []
