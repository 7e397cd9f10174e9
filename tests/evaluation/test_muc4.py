"""What the muc4 suite expects of a document's key, and when a claim's figure or name is right."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from evaluation.split import article_key, load_split, side_of_article
from evaluation.suite import evaluate, load_suite
from tests.evaluation.fake_reader import FakeReader, person, quantity
from training.annotations import load_standoff

MUC4 = load_suite("muc4")
TEXT = "GUERRILLAS ATTACKED THE POST AND KILLED SOLDIERS; TALKS FOLLOWED. OTHERS WERE WOUNDED."


def human(number: list[str], effect: list[str], target: str = "SOLDIERS") -> dict[str, Any]:
    return {"number": number, "target": [target], "target_spans": [], "effect": effect, "target_type": []}


def fill(*values: str, ref: tuple[str, ...] = (), optional: bool = False) -> dict[str, Any]:
    row: dict[str, Any] = {"alts": [{"value": v, "string": True} for v in values]}
    return {**row, **({"ref": list(ref)} if ref else {}), **({"optional": True} if optional else {})}


def score(tmp_path: Path, templates: list[dict[str, Any]], *claims: dict[str, Any]) -> dict[str, Any]:
    path = tmp_path / "rows.jsonl"
    path.write_text(json.dumps({"id": "TST9-0001", "text": TEXT, "dateline_date": "1990-01-03", "templates": templates}))
    return evaluate(MUC4, FakeReader(lambda _: list(claims)), [path]).figures


def killed(*figures: Any, **keys: Any) -> dict[str, Any]:
    return {"trigger": "KILLED", "type": "killing", "quantities": figures, **keys}


@pytest.mark.parametrize(
    ("people", "found", "p", "r"),
    [
        pytest.param([human(["6"], ["DEATH"])], [quantity("killed", 6)], 1, 1, id="the number"),
        pytest.param([human(["6"], ["DEATH"])], [quantity("killed", 5)], 0, 0, id="another number"),
        pytest.param([human(["6"], ["DEATH"])], [quantity("injured", 6)], 0, 0, id="another effect"),
        pytest.param([human(["~100"], ["DEATH"])], [quantity("killed", 100, 100, "about")], 1, 1, id="about"),
        pytest.param([human(["10-"], ["DEATH"])], [quantity("killed", 10, None, "at_least")], 1, 1, id="at least"),
        pytest.param([human(["-26"], ["DEATH"])], [quantity("killed", None, 26, "at_most")], 1, 1, id="up to"),
        pytest.param([human(["6-8"], ["DEATH"])], [quantity("killed", 6, 8, "range")], 1, 1, id="range"),
        pytest.param([human(["57-", "47-"], ["DEATH"])], [quantity("killed", 47)], 1, 1, id="alternatives"),
        pytest.param([human(["5/6"], ["DEATH"])], [quantity("killed", 6)], 1, 1, id="alternatives in one notation"),
        pytest.param([human(["PLURAL"], ["DEATH"])], [], 0, 0, id="PLURAL is not asked"),
        pytest.param(
            [human(["1"], ["DEATH"]), human(["1"], ["DEATH"], "CLERK")], [quantity("killed", 1)], 1, 1, id="the same number twice"
        ),
        pytest.param([human(["2"], ["DEATH"]), human(["3"], ["DEATH"])], [quantity("killed", 2)], 1, 0.5, id="one of two"),
        pytest.param([human(["2"], ["DEATH"])], [quantity("killed", 2), quantity("killed", 4)], 0.5, 1, id="one too many"),
        pytest.param([human(["2"], ["NO INJURY OR DEATH"])], [], 0, 0, id="nobody hurt"),
        pytest.param([human(["2"], ["DEATH"])], [quantity("killed", 2, scope="period_total")], 0, 0, id="since January"),
    ],
)
def test_killed(tmp_path: Path, people: list[dict[str, Any]], found: list[Any], p: float, r: float) -> None:
    figures = score(tmp_path, [{"human_targets": people}], killed(*found))["killed"]
    assert (figures["p"], figures["r"]) == (p, r)


@pytest.mark.parametrize(
    "optional",
    [{"optional_template": True, "human_targets": [human(["5"], ["DEATH"])]}, {"human_targets": [human(["5"], ["INJURY", "DEATH"])]}],
)
def test_optional_numbers_may_be_missed_and_may_be_found(tmp_path: Path, optional: dict[str, Any]) -> None:
    templates = [{"human_targets": [human(["2"], ["DEATH"])]}, optional]
    assert score(tmp_path, templates, killed(quantity("killed", 2)))["killed"] == {"p": 1, "r": 1, "f1": 1}
    assert score(tmp_path, templates, killed(quantity("killed", 2), quantity("killed", 5)))["killed"] == {"p": 1, "r": 1, "f1": 1}


def test_only_asserted_claims_count(tmp_path: Path) -> None:
    templates = [{"human_targets": [human(["2"], ["DEATH"])]}]
    assert score(tmp_path, templates, killed(quantity("killed", 2), status="denied"))["killed"]["r"] == 0


def test_a_person_named_as_killed_is_one(tmp_path: Path) -> None:
    templates = [{"human_targets": [human(["1"], ["DEATH"])]}]
    assert score(tmp_path, templates, killed(target=(person("LUIS PRADA"),)))["killed"]["f1"] == 1


SLOTS = {
    "PERP: INDIVIDUAL ID": [fill("GUERRILLAS")],
    "PERP: ORGANIZATION ID": [fill("FARABUNDO MARTI NATIONAL LIBERATION FRONT", "FMLN")],
    "HUM TGT: NAME": [fill("LUIS PRADA")],
    "HUM TGT: DESCRIPTION": [fill("MAYOR", ref=("LUIS PRADA",)), fill("SOLDIERS")],
    "PHYS TGT: ID": [fill("POST")],
}


def attack(initiator: tuple[str, ...] = (), target: tuple[str, ...] = (), **keys: Any) -> dict[str, Any]:
    people = {"initiator": tuple(map(person, initiator)), "target": tuple(map(person, target))}
    return {"trigger": "ATTACKED", "type": "attack", **people, **keys}


@pytest.mark.parametrize(
    ("claims", "perpetrator", "target"),
    [
        pytest.param([attack(("THE FMLN", "GUERRILLAS"), ("SOLDIERS", "THE MAYOR"))], (1, 1), (1, 1), id="all"),
        pytest.param([attack(("GUERRILLAS",), ("SOLDIERS",))], (1, 0.5), (1, 0.5), id="half"),
        pytest.param([attack(("POLICE", "GUERRILLAS"), ("THE POST",))], (0.5, 0.5), (1, 0.333), id="a wrong one; a thing may be found"),
        pytest.param([attack(("GUERRILLAS",), trigger="TALKS", type="talks")], (0, 0), (0, 0), id="no violence"),
        pytest.param([attack(("GUERRILLAS",), status="threatened")], (0, 0), (0, 0), id="not asserted"),
        pytest.param([attack(("GUERRILLAS",)), attack(("THE GUERRILLAS",), trigger="KILLED")], (1, 0.5), (0, 0), id="the same name twice"),
    ],
)
def test_names(tmp_path: Path, claims: list[dict[str, Any]], perpetrator: tuple[float, float], target: tuple[float, float]) -> None:
    figures = score(tmp_path, [{"slots": SLOTS}], *claims)
    assert (figures["perpetrator"]["p"], figures["perpetrator"]["r"]) == perpetrator
    assert (figures["target"]["p"], figures["target"]["r"]) == target


def test_an_entity_told_in_two_templates_is_one(tmp_path: Path) -> None:
    once = {"slots": {"PERP: INDIVIDUAL ID": [fill("GUERRILLAS", "REBELS")]}}
    again = {"slots": {"PERP: INDIVIDUAL ID": [fill("REBELS"), fill("ARMED MEN", optional=True)]}}
    assert score(tmp_path, [once, again], attack(("GUERRILLAS",)))["perpetrator"] == {"p": 1, "r": 1, "f1": 1}


def test_a_key_without_templates_expects_nothing(tmp_path: Path) -> None:
    figures = score(tmp_path, [], killed(quantity("killed", 2)))
    assert figures["killed"] == figures["injured"] == {"p": 0, "r": 0, "f1": 0}


def test_every_development_document_is_read(data: Path) -> None:
    result = evaluate(MUC4, FakeReader(lambda _: []))
    assert (result.figures["documents"], result.left_out, result.failed) == (200, 0, 0)


def test_documents_whose_passages_were_trained_on_are_left_out(data: Path) -> None:
    result = evaluate(MUC4, FakeReader(lambda _: []), [data / "muc4" / "train.jsonl.gz"])
    sides = load_split()
    annotated = {article_key(p["doc"]): side_of_article(p["doc"], sides) for p in load_standoff() if p["corpus"] == "muc4"}
    trained = sum(side == "train" for side in ({d: s for d, s in sides.items() if d.startswith("muc-")} | annotated).values())
    assert (result.left_out, result.figures["documents"]) == (trained, 1300 - trained)
