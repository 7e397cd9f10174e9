"""Shards are there whole or not at all, whoever wrote them and however often; what is damaged is named."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from ascribe.errors import StoreError
from ascribe.publish.shards import Shards, shard_key

LINES = [(f"sha256:{n}", f'{{"n": {n}}}'.encode()) for n in range(5)]


def write(shards: Shards, lines: list[tuple[str, bytes]], reading: str = "r-1") -> str:
    key = shard_key((id for id, _ in lines), reading)
    shards.write(key, reading, lines, n_claims=len(lines))
    return key


def test_the_key_is_that_of_the_documents_and_the_reading() -> None:
    ids = [id for id, _ in LINES]
    shuffled = random.Random(3).sample(ids, len(ids))
    assert shard_key(ids, "r-1") == shard_key(shuffled, "r-1")
    assert len({shard_key(ids, "r-1"), shard_key(ids, "r-2"), shard_key(ids[1:], "r-1"), shard_key([], "r-1")}) == 4


def test_writing_again_changes_nothing(tmp_path: Path) -> None:
    shards = Shards(tmp_path)
    key = write(shards, LINES)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert sorted(before) == [f"{key}.json", f"{key}.jsonl.gz"]
    write(shards, LINES)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
    assert list(shards.lines()) == [line for _, line in LINES]


def test_readings_stand_side_by_side(tmp_path: Path) -> None:
    shards = Shards(tmp_path)
    write(shards, LINES[:2])
    write(shards, LINES, "r-2")
    assert [entry.documents for entry in shards.entries("r-1")] == [("sha256:0", "sha256:1")]
    assert list(shards.lines("r-1")) == [b'{"n": 0}', b'{"n": 1}']
    assert len(list(shards.lines())) == 7


def test_a_document_that_two_shards_hold_comes_once(tmp_path: Path) -> None:
    shards = Shards(tmp_path)
    write(shards, LINES[:3])
    write(shards, LINES[2:])
    assert sorted(shards.lines()) == [line for _, line in LINES]


def test_a_shard_without_its_entry_is_not_done(tmp_path: Path) -> None:
    shards = Shards(tmp_path)
    key = write(shards, LINES)
    (tmp_path / f"{key}.json").unlink()
    assert (list(shards.entries()), list(shards.lines())) == ([], [])


def test_damage_is_named_with_what_to_do(tmp_path: Path) -> None:
    shards = Shards(tmp_path)
    key = write(shards, LINES)
    data = tmp_path / f"{key}.jsonl.gz"
    whole = data.read_bytes()
    data.write_bytes(whole[:-1])
    with pytest.raises(StoreError, match=f"the shard is damaged; delete it and {key}.json"):
        list(shards.lines())
    data.unlink()
    with pytest.raises(StoreError, match="the shard is missing"):
        list(shards.lines())
    (tmp_path / f"{key}.json").write_bytes(b'{"shard": 3}')
    with pytest.raises(StoreError, match="entry is damaged"):
        list(shards.entries())


def test_one_run_decides_at_a_time_and_clears_up(tmp_path: Path) -> None:
    (tmp_path / ".s-1.jsonl.gz.99.tmp").write_bytes(b"half")
    with Shards(tmp_path).deciding():
        assert not list(tmp_path.glob(".s-*"))
        with pytest.raises(StoreError, match="another run writes shards here"), Shards(tmp_path).deciding():
            pass
    with Shards(tmp_path).deciding():
        pass
