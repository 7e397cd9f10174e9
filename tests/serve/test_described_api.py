"""The server answers as `/openapi.json` says, whatever is asked: requests made from that description, for every operation."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from starlette.applications import Starlette

from ascribe.serve.app import ENDPOINTS, workbench
from ascribe.serve.endpoints import openapi_of
from ascribe.serve.security import COOKIE, CSRF_HEADER
from ascribe.store import Store, open_store
from tests.serve.asking import KEYS, site_of

if TYPE_CHECKING:
    from schemathesis import Case
    from schemathesis.schemas import APIOperation

CHECKS: list[Any] = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_headers_conformance, response_schema_conformance,
]  # fmt: skip
SESSION = {"cookie": f"{COOKIE}={KEYS.session}", "host": "127.0.0.1", CSRF_HEADER: KEYS.csrf}
OPERATIONS = [f"{e.method} {e.described_path}" for e in ENDPOINTS]
#: Answers that are a document's worth of work.
SLOW = {"GET /inbox.json", "POST /api/preview", "POST /api/decisions"}
#: Their body is a file's bytes, of which none are wrong: what is made up as wrong ("null") is a file with that text.
FILES = {f"{e.method} {e.described_path}" for e in ENDPOINTS if e.body is bytes}

Ids = dict[str, Sequence[str]]


@pytest.fixture(scope="module")
def copied(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("described") / "store"
    shutil.copytree(filled, folder)
    with open_store(folder) as store:
        yield store


@pytest.fixture(scope="module")
def application(copied: Store) -> Iterator[Starlette]:
    site = site_of(copied)
    yield workbench(site, KEYS)
    site.close()


@pytest.fixture(scope="module")
def operations(application: Starlette) -> dict[str, APIOperation[Any, Any, Any, Any]]:
    described: Any = alike(openapi_of(ENDPOINTS))
    del described["security"], described["components"]["securitySchemes"]  # every request has its session; test_security asks without
    schema = schemathesis.openapi.from_dict(described)
    schema.app = application
    return {found.ok().label: found.ok() for found in schema.get_all_operations()}


@pytest.fixture(scope="module")
def ids(copied: Store) -> Ids:
    """What there is, by the first letter of its address; by the words of a decision too."""
    query = copied.query
    return {
        "d": [d for (d,) in query("SELECT document FROM documents ORDER BY 1 LIMIT 5")],
        "i": [i for (i,) in query("SELECT incident FROM incidents ORDER BY n_claims DESC, 1 LIMIT 8")],
        "a": ["taliban"],
        "s": [o for (o,) in query("SELECT DISTINCT outlet FROM documents WHERE outlet IS NOT NULL ORDER BY 1 LIMIT 5")],
        "r": [r.id for r in copied.readings()],
        "c": [c for (c,) in query("SELECT claim FROM incident_claims ORDER BY 1 LIMIT 20")],
    }


def alike(schema: Any) -> Any:
    """The schema with arrays of so many items of one kind said without `prefixItems`, which schemathesis (4.32) takes for that of an
    earlier draft where an answer is one struct."""
    if isinstance(schema, list):
        return [alike(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    parts = {name: alike(part) for name, part in schema.items()}
    first = parts.get("prefixItems", [None])[0]
    if first is not None and all(part == first for part in parts["prefixItems"]):
        parts |= {"items": first}
        del parts["prefixItems"]
    return parts


def test_every_operation_is_described(operations: dict[str, Any]) -> None:
    assert list(operations) == OPERATIONS


def known(case: Case, choose: Callable[[Sequence[str]], str], ids: Ids) -> None:
    """Puts things that are there in the place of some that were made up."""
    if "id" in (case.path_parameters or {}):
        case.path_parameters["id"] = choose(ids[case.path[1]])
    if isinstance(case.body, dict) and "subjects" in case.body:
        numbers = {"merge": "ii", "apart": "ii", "split": "ic", "move": "ci", "undo": "n", "add": "d"}
        letters = numbers.get(str(case.body.get("kind")), "c")
        case.body["subjects"] = [choose(["1", "2"] if letter == "n" else ids[letter]) for letter in letters]
        if isinstance(case.body.get("author"), str):
            case.body["author"] = case.body["author"] or "R. Editor"


def asked(operation: APIOperation[Any, Any, Any, Any], mode: GenerationMode, ids: Ids, checks: Sequence[Any], examples: int) -> set[int]:
    """The statuses of the answers to requests that fit the description, or that do not; each is held against the checks."""
    seen: set[int] = set()

    @hypothesis_settings(
        max_examples=examples, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.generate],
    )  # fmt: skip
    @given(data=st.data(), case=operation.as_strategy(generation_mode=mode))
    def ask(data: st.DataObject, case: Case) -> None:
        if mode is GenerationMode.POSITIVE and data.draw(st.booleans()):
            known(case, lambda values: data.draw(st.sampled_from(list(values))), ids)
        response = case.call(headers=SESSION)
        seen.add(response.status_code)
        case.validate_response(response, checks=list(checks))
        if response.status_code == 400:
            problem = response.json()
            assert problem["what"]
            assert problem["fix"]

    ask()
    return seen


@pytest.mark.parametrize("label", OPERATIONS)
def test_what_fits_the_description_is_answered_as_it_says(label: str, operations: dict[str, Any], ids: Ids) -> None:
    seen = asked(operations[label], GenerationMode.POSITIVE, ids, CHECKS, 6 if label in SLOW else 15)
    assert seen & {200, 201, 202, 400, 404}
    assert not seen & {401, 403, 421}


@pytest.mark.parametrize("label", [label for label in OPERATIONS if label.startswith(("POST", "GET /explore", "GET /inbox"))])
def test_what_does_not_fit_is_refused(label: str, operations: dict[str, Any], ids: Ids) -> None:
    rejection = [] if label in FILES else [negative_data_rejection]
    asked(operations[label], GenerationMode.NEGATIVE, ids, [*CHECKS, *rejection], 6 if label in SLOW else 12)
