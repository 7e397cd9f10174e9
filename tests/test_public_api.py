"""`import ascribe`: what it promises is there, and it costs nothing until it is used."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import ascribe

LAZY = Path(ascribe.__file__)


@pytest.mark.parametrize("name", ascribe.__all__)
def test_each_name_is_there(name: str) -> None:
    assert getattr(ascribe, name) is not None


def test_the_names_are_told_once() -> None:
    assert sorted(ascribe.__all__) == sorted({*ascribe._WHERE, "__version__"})
    checked = next(n for n in ast.parse(LAZY.read_text("utf-8")).body if isinstance(n, ast.If))
    imported = {alias.name for node in checked.body if isinstance(node, ast.ImportFrom) for alias in node.names}
    assert imported == set(ascribe._WHERE), "what type checkers see is not what there is"


def test_a_name_that_is_not_there() -> None:
    with pytest.raises(AttributeError, match="no attribute 'read_minds'"):
        _ = ascribe.read_minds  # type: ignore[attr-defined]


def test_importing_loads_nothing_heavy() -> None:
    code = "import sys, ascribe; print(sorted({'duckdb', 'lxml', 'trafilatura', 'click', 'rich', 'msgspec', 'sqlite3'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_types_are_shipped() -> None:
    assert LAZY.with_name("py.typed").exists()
