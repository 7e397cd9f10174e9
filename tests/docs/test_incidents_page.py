"""`docs/incidents.md` names every field of an incident's schema, and no others."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

DOCS = Path(__file__).parents[2] / "docs"
SCHEMA: dict[str, Any] = json.loads((DOCS / "incident.schema.json").read_text("utf-8"))["$defs"]
#: The place is that of a claim, on the page of the record.
OBJECTS = sorted(name for name, part in SCHEMA.items() if part["type"] == "object" and name != "Place")
ROWS = re.findall(r"^\| (\w+) \| (`[^|]*) \|", (DOCS / "incidents.md").read_text("utf-8"), re.M)


def test_every_object_is_there() -> None:
    assert sorted({name for name, _ in ROWS}) == OBJECTS


@pytest.mark.parametrize("name", OBJECTS)
def test_fields(name: str) -> None:
    named = [field for of, cell in ROWS if of == name for field in re.findall(r"`(\w+)`", cell)]
    assert sorted(named) == sorted(SCHEMA[name]["properties"])
