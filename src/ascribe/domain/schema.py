"""The JSON Schema of a record, made from the types that build it, so that the two cannot differ."""

from __future__ import annotations

import json

import msgspec

from ascribe.domain.claim import Record

__all__ = ["schema_json"]


def schema_json() -> str:
    """The JSON Schema (draft 2020-12) of one record, indented, keys in the order of the record.

    What a schema cannot say (spans lie in the text, words equal the text at their span, ids are those of the content)
    `Record` itself checks when it is decoded.
    """
    (body,), components = msgspec.json.schema_components([Record], ref_template="#/$defs/{name}")
    whole = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Ascribe record", **body, "$defs": components}
    return json.dumps(whole, indent=2, ensure_ascii=False)
