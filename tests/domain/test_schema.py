"""The JSON Schema that `ascribe schema` prints is the one in the documentation, and is a schema."""

import json
from pathlib import Path

import jsonschema

from ascribe.domain.schema import schema_json

DOCUMENTED = Path(__file__).parents[2] / "docs" / "record.schema.json"


def test_the_documented_schema_is_the_one_that_the_types_give() -> None:
    assert json.loads(DOCUMENTED.read_text("utf-8")) == json.loads(schema_json()), "run: ascribe schema > docs/record.schema.json"


def test_it_is_a_valid_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(json.loads(schema_json()))
