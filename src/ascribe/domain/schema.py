"""The JSON Schemas of a record and of an incident, made from the types that build them, so that they cannot differ."""

from __future__ import annotations

import json

import msgspec

from ascribe.domain.claim import Record
from ascribe.domain.incident import Incident

__all__ = ["incident_schema_json", "schema_json"]


def schema_json() -> str:
    """The JSON Schema (draft 2020-12) of one record, indented, keys in the order of the record.

    What a schema cannot say (spans lie in the text, words equal the text at their span, ids are those of the content)
    `Record` itself checks when it is decoded.
    """
    return _schema(Record, "Ascribe record")


def incident_schema_json() -> str:
    """The same of one incident. That low, best and high are in order `Figure` checks when it is decoded."""
    return _schema(Incident, "Ascribe incident")


def _schema(of: type[msgspec.Struct], title: str) -> str:
    (body,), components = msgspec.json.schema_components([of], ref_template="#/$defs/{name}")
    whole = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title, **body, "$defs": components}
    return json.dumps(whole, indent=2, ensure_ascii=False)
