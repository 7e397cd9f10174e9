"""`docs/record.md` names every field and every value of the record's schema, and no others."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

DOCS = Path(__file__).parents[2] / "docs"
SCHEMA: dict[str, Any] = json.loads((DOCS / "record.schema.json").read_text("utf-8"))["$defs"]
OBJECTS = sorted(name for name, part in SCHEMA.items() if part["type"] == "object")
PAGE = (DOCS / "record.md").read_text("utf-8")
#: Names in the first column of tables that list values, not fields.
VALUES_BELOW = ("### Status", "### Types")


def section(name: str) -> str:
    match = re.search(rf"^## {name}\n(.*?)(?=^## |\Z)", PAGE, re.M | re.S)
    assert match is not None, f"no section ## {name}"
    return match[1]


def fields_named(name: str) -> list[str]:
    of_fields = re.split("|".join(VALUES_BELOW), section(name))[0]
    first_cells = re.findall(r"^\| (`[^|]*) \|", of_fields, re.M)
    return [field for cell in first_cells for field in re.findall(r"`(\w+)`", cell)]


def enums(part: Any) -> Iterator[Any]:
    if isinstance(part, dict):
        yield from part.get("enum", ())
        for value in part.values():
            yield from enums(value)
    elif isinstance(part, list):
        for value in part:
            yield from enums(value)


@pytest.mark.parametrize("name", OBJECTS)
def test_fields(name: str) -> None:
    assert sorted(fields_named(name)) == sorted(SCHEMA[name]["properties"])


@pytest.mark.parametrize("name", OBJECTS)
def test_values(name: str) -> None:
    text = section(name)
    values = {str(v) for v in enums(SCHEMA[name]["properties"]) if v is not None and not isinstance(v, int)}
    assert sorted(v for v in values if f"`{v}`" not in text) == []


@pytest.mark.parametrize(("heading", "field", "owner"), [("### Status", "status", "Claim"), ("### Types", "type", "Event")])
def test_tables_of_values(heading: str, field: str, owner: str) -> None:
    table = PAGE.split(heading + "\n")[1].split("\n## ")[0]
    assert sorted(re.findall(r"^\| `(\w+)` \|", table, re.M)) == sorted(SCHEMA[owner]["properties"][field]["enum"])


def test_no_section_of_something_else() -> None:
    assert sorted(re.findall(r"^## (\w+)$", PAGE, re.M)) == OBJECTS
