"""States and counties from TopoJSON: middles, extents, names, parents; a file of another kind is said to be one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ascribe.gazetteer import load_gazetteer
from ascribe.gazetteer.build import build_gazetteer
from ascribe.gazetteer.formats import BadLine, SourcePlace
from ascribe.gazetteer.formats.us_atlas import read_us_atlas


def atlas(path: Path, **more: Any) -> Path:
    """Two squares of one degree side by side, the left 40..41 north, 90..89 west, that share the border at 89."""
    shared = [[10, 0], [0, 10]]
    left = [[10, 10], [-10, 0], [0, -10], [10, 0]]
    right = [[10, 10], [10, 0], [0, -10], [-10, 0]]
    shapes = [
        {"type": "Polygon", "id": "22001", "properties": {"name": "Acadia"}, "arcs": [[0, 1]]},
        {"type": "MultiPolygon", "id": "22003", "properties": {"name": "Allen"}, "arcs": [[[0, 2]]]},
        {"type": "Polygon", "id": "22510", "properties": {"name": "Free City"}, "arcs": [[0, 1]]},
    ]
    state = {"type": "Polygon", "id": "22", "properties": {"name": "Louisiana"}, "arcs": [[0, 1]]}
    content = {
        "type": "Topology", "transform": {"scale": [0.1, 0.1], "translate": [-90.0, 40.0]}, "arcs": [shared, left, right],
        "objects": {"states": {"geometries": [state]}, "counties": {"geometries": shapes}}, **more,
    }  # fmt: skip
    file = path / "counties-10m.json"
    file.write_text(json.dumps(content), "utf-8")
    return file


def test_areas_have_their_middle_their_parent_and_the_state_s_word(tmp_path: Path) -> None:
    places = [p for p in read_us_atlas(atlas(tmp_path)) if isinstance(p, SourcePlace)]
    assert [(p.name, p.kind, p.lat, p.lon) for p in places] == [
        ("Louisiana", "admin1", 40.5, -89.5),
        ("Acadia Parish", "admin2", 40.5, -89.5),
        ("Allen Parish", "admin2", 40.5, -88.5),
    ]
    assert places[1].parent == places[0].ref
    assert all(40 < (p.radius_km or 0) < 80 for p in places)


def test_they_are_found_by_name(tmp_path: Path) -> None:
    built = build_gazetteer([atlas(tmp_path)], tmp_path / "out.sqlite")
    with load_gazetteer(built.path) as gazetteer:
        (parish,) = gazetteer.lookup("Acadia Parish")
    assert (parish.admin1, parish.country, parish.kind) == ("Louisiana", "US", "admin2")


def test_another_json_is_named_not_read(tmp_path: Path) -> None:
    file = tmp_path / "counties-10m.json"
    for content in ("{}", "no json", '{"objects": {"states": 3}}'):
        file.write_text(content, "utf-8")
        (bad,) = read_us_atlas(file)
        assert isinstance(bad, BadLine)
        assert "us-atlas" in bad.reason
