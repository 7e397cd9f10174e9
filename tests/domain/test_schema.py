"""The JSON Schemas that `ascribe schema` prints are those in the documentation, and are schemas."""

import json
from pathlib import Path

import jsonschema
import pytest

from ascribe.domain.schema import incident_schema_json, schema_json

DOCS = Path(__file__).parents[2] / "docs"
SCHEMAS = {"record": schema_json(), "incident": incident_schema_json()}


@pytest.mark.parametrize("of", SCHEMAS)
def test_the_documented_schema_is_the_one_that_the_types_give(of: str) -> None:
    assert (DOCS / f"{of}.schema.json").read_text("utf-8") == SCHEMAS[of] + "\n", "run: make docs"


@pytest.mark.parametrize("of", SCHEMAS)
def test_it_is_a_valid_schema(of: str) -> None:
    jsonschema.Draft202012Validator.check_schema(json.loads(SCHEMAS[of]))
