"""The sessions of the tutorial and the README give what the pages show."""

from __future__ import annotations

import doctest
from pathlib import Path
from typing import NamedTuple

import pytest

from docs.build import SESSIONS
from docs.sessions import Step, masked, run

ROOT = Path(__file__).parents[2]


class Session(NamedTuple):
    page: Path
    folder: Path
    steps: list[Step]


@pytest.fixture(scope="module", params=SESSIONS)
def session(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Session:
    page, folder = ROOT / request.param, tmp_path_factory.mktemp("session")
    return Session(page, folder, list(run(page.read_text("utf-8"), folder)))


def test_sessions(session: Session) -> None:
    assert len(session.steps) >= 2, "no session was found"
    for step in session.steps:
        assert masked(step.given) == masked(step.shown), f"$ {step.command}\nif the new output is right, run: make docs"


def test_python_blocks(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """They run in the folder that the session leaves, as the reader's would."""
    monkeypatch.chdir(session.folder)
    result = doctest.testfile(str(session.page), module_relative=False)
    assert result.attempted > 0
    assert result.failed == 0
