"""A store of the demo's reports, read once, and a copy of it for each test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from ascribe.store import Store, open_store
from tests.serve.asking import client, demo_store, site_of


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return demo_store(tmp_path_factory.mktemp("workbench") / "store")


@pytest.fixture
def store(filled: Path, tmp_path: Path) -> Iterator[Store]:
    shutil.copytree(filled, tmp_path / "store")
    with open_store(tmp_path / "store", clock=lambda: datetime(2026, 1, 3, tzinfo=UTC)) as opened:
        yield opened


@pytest.fixture
def page(store: Store) -> Iterator[TestClient]:
    site = site_of(store)
    yield client(site)
    site.close()
