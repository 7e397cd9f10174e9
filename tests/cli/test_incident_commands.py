"""`incidents`, `incident`, `merge`, `split`, `undo`: from a store of claims to what a person decides."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from outcome import Ascribe

from ascribe.demo import demo_documents
from ascribe.read.reader import Reader
from ascribe.store import open_store


@pytest.fixture(scope="module")
def episode(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    reader = Reader.load()
    return b"\n".join(reader.read(d).to_json() for d in demo_documents("ganja-2020"))


@pytest.fixture
def folder(tmp_path: Path, episode: bytes) -> Path:
    from ascribe.domain.claim import Record

    with open_store(tmp_path / "ganja") as store:
        for line in episode.splitlines():
            store.add(Record.from_json(line))
    return tmp_path / "ganja"


def listed(ascribe: Ascribe, folder: Path, *options: object) -> list[dict[str, object]]:
    outcome = ascribe("incidents", "--store", folder, *options)
    assert outcome.code == 0, outcome.err
    return [json.loads(line) for line in outcome.out.splitlines()]


def test_the_list_says_what_it_did_and_selects(ascribe: Ascribe, folder: Path) -> None:
    everything = listed(ascribe, folder)
    assert len(everything) > 3
    again = ascribe("incidents", "--store", folder, "--format", "table")
    assert f"{len(everything)} incidents; 0 new or changed, from 0 new documents" in again.err
    assert b"Ganja" in again.out
    assert len(listed(ascribe, folder, "--limit", 2)) == 2
    assert {i["grade"]["code"] for i in listed(ascribe, folder, "--grade", "party_only")} <= {"party_only"}  # type: ignore[index]


def test_an_incident_is_shown_with_who_says_what(ascribe: Ascribe, folder: Path) -> None:
    largest = max(listed(ascribe, folder), key=lambda i: len(i["claims"]))  # type: ignore[arg-type]
    shown = ascribe("incident", str(largest["id"])[:9], "--store", folder)
    assert shown.code == 0
    for words in ("Figures, by who gives them", "Claims, in the order of reporting", str(largest["id"])):
        assert words in shown.out.decode()
    assert json.loads(ascribe("incident", largest["id"], "--store", folder, "--json").out) == largest
    explained = ascribe("incidents", "--store", folder, "--explain", largest["id"])
    assert b"same place" in explained.out


def test_merge_split_undo(ascribe: Ascribe, folder: Path) -> None:
    before = listed(ascribe, folder)
    one, two = str(before[0]["id"]), str(before[1]["id"])
    assert ascribe("merge", one, two, "--store", folder, "--author", "A", "--reason", "same night").code == 0
    assert len(listed(ascribe, folder)) == len(before) - 1
    assert ascribe("undo", "--store", folder, "--author", "A").code == 0
    assert listed(ascribe, folder) == before
    several = next(i for i in before if len(i["claims"]) > 1)  # type: ignore[arg-type]
    claim = several["claims"][0]["claim"]  # type: ignore[index]
    assert ascribe("split", several["id"], claim, "--store", folder, "--author", "A").code == 0
    decisions = ascribe("undo", "--list", "--store", folder).out.decode().splitlines()
    assert [line.split()[3] for line in decisions] == ["merge", "undo", "split"]


def test_what_cannot_be_meant(ascribe: Ascribe, folder: Path, tmp_path: Path) -> None:
    assert ascribe("incident", "i-000", "--store", folder).code == 1
    assert ascribe("undo", "--store", folder).code == 2
    nowhere = ascribe("incidents", "--store", tmp_path / "nowhere")
    assert nowhere.code == 1
    assert "there is no store here" in nowhere.err


@pytest.mark.parametrize("module", ["pyspark.sql", "pyarrow"])
def test_spark_that_is_not_there_is_named_with_what_to_do(
    ascribe: Ascribe, folder: Path, module: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    done = ascribe("incidents", "--store", folder, "--engine", "spark")
    assert done.code == 3
    assert "is not installed; pip install 'ascribe[spark]'" in done.err
    assert ascribe("incidents", "--store", folder, "--master", "local[2]").code == 2
