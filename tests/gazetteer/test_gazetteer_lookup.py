"""The shipped gazetteer: what it must know, and how it answers."""

from __future__ import annotations

import pickle
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ascribe.errors import ResourceMissing
from ascribe.gazetteer import Gazetteer, load_gazetteer
from ascribe.gazetteer.lookup import gazetteer_path


@pytest.fixture(scope="module")
def gazetteer() -> Iterator[Gazetteer]:
    with load_gazetteer() as opened:
        yield opened


@pytest.fixture(autouse=True)
def no_gazetteer_of_the_users(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("ASCRIBE_GAZETTEER", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))


@pytest.mark.parametrize(
    ("name", "kind", "country"),
    [
        ("Panjshir Valley", "valley", "AF"),
        ("Kotal-e Khawak", "pass", "AF"),
        ("Shital", "admin2", "AF"),
        ("Salang Pass", "pass", "AF"),
        ("Stepanakert", "city", "AZ"),
        ("Moura", "city", "ML"),
        ("Donbas", "region", "UA"),
        ("Golan Heights", "region", "SY"),
        ("Bab al-Mandab", "strait", None),
        ("Jharkhand", "admin1", "IN"),
        ("SOYAPANGO", "city", "SV"),
        ("Burma", "country", "MM"),
        ("DR Congo", "country", "CD"),
        ("U.S.", "country", "US"),
        ("Georgia", "country", "GE"),
        ("Raqqa", "city", "SY"),
        ("Deir al-Zour", "city", "SY"),
        ("Kiev", "city", "UA"),
        ("Darfur", "region", "SD"),
        ("Tigray", "admin1", "ET"),
        ("حلب", "city", "SY"),
    ],
)
def test_the_best_answer(gazetteer: Gazetteer, name: str, kind: str, country: str | None) -> None:
    best = gazetteer.lookup(name)[0]
    assert (best.kind, best.country, best.exact) == (kind, country, True)


def test_case_accents_and_hyphens_do_not_count(gazetteer: Gazetteer) -> None:
    assert gazetteer.lookup("DEIR EZ ZOR") == gazetteer.lookup("Deir ez-Zor") == gazetteer.lookup("Dèir Ez-Zor")


def test_alike_spellings_come_after_exact_ones(gazetteer: Gazetteer) -> None:
    exact = [c.exact for c in gazetteer.lookup("Mosul")]
    assert exact == sorted(exact, reverse=True)
    assert any(c.name == "Ghazni" and not c.exact for c in gazetteer.lookup("Ghaznee"))


def test_a_place_tells_the_areas_that_hold_it(gazetteer: Gazetteer) -> None:
    bazarak = gazetteer.lookup("Bazarak")[0]
    assert (bazarak.admin1, bazarak.country) == ("Panjshir", "AF")


@pytest.mark.parametrize("nothing", ["", "   ", "zzxqy", "'", "1234567", "\u0000"])
def test_a_name_of_no_place_finds_nothing(gazetteer: Gazetteer, nothing: str) -> None:
    assert gazetteer.lookup(nothing) == ()
    assert not gazetteer.has(nothing)


def test_every_place_is_on_earth_and_every_answer_says_so_itself(gazetteer: Gazetteer) -> None:
    for name in ("San Jose", "Kabul", "Springfield", "Red Sea"):
        for c in gazetteer.lookup(name):
            assert -90 <= c.lat <= 90
            assert -180 <= c.lon <= 180
            assert c.radius_km > 0


def test_it_crosses_a_pickle(gazetteer: Gazetteer) -> None:
    with pickle.loads(pickle.dumps(gazetteer)) as other:
        assert other.sha256 == gazetteer.sha256
        assert other.lookup("Kabul") == gazetteer.lookup("Kabul")


def test_it_opens_at_once() -> None:
    start = time.perf_counter()
    with load_gazetteer() as opened:
        opened.lookup("Kabul")
    assert time.perf_counter() - start < 0.5  # a hundredth of it on an idle machine


def test_which_file_is_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    shipped = gazetteer_path()
    assert shipped.name == "default.sqlite"
    own = tmp_path / "ascribe" / "gazetteer.sqlite"
    own.parent.mkdir()
    own.write_bytes(b"")
    assert gazetteer_path() == own
    monkeypatch.setenv("ASCRIBE_GAZETTEER", str(tmp_path / "env.sqlite"))
    assert gazetteer_path() == tmp_path / "env.sqlite"
    assert gazetteer_path(tmp_path / "given.sqlite") == tmp_path / "given.sqlite"


def damaged(kind: str, path: Path) -> None:
    whole = gazetteer_path().read_bytes()
    if kind == "cut":
        path.write_bytes(whole[: len(whole) // 2])
    elif kind == "other format":
        path.write_bytes(whole[:60] + (99).to_bytes(4, "big") + whole[64:])
    elif kind == "no gazetteer":
        path.write_bytes(whole[:68] + b"\0\0\0\0" + whole[72:])
    elif kind == "no database":
        path.write_text("lat,lon\n")
    elif kind == "empty":
        path.write_bytes(b"")


@pytest.mark.parametrize("kind", ["missing", "empty", "cut", "other format", "no gazetteer", "no database"])
def test_a_file_that_cannot_serve_is_refused_with_the_fix(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "g.sqlite"
    damaged(kind, path)
    with pytest.raises(ResourceMissing) as error:
        load_gazetteer(path)
    assert "ascribe gazetteer build" in str(error.value)
    assert str(path) in str(error.value)


def test_the_largest_towns_of_a_box_come_first(gazetteer: Gazetteer) -> None:
    towns = gazetteer.towns(44.7, 38.3, 50.9, 41.9, limit=3)
    assert towns[0].name == "Baku"
    assert [t.population for t in towns] == sorted((t.population for t in towns), key=lambda n: -(n or 0))
    assert all(44.7 <= t.lon <= 50.9 and 38.3 <= t.lat <= 41.9 and t.kind == "city" for t in towns)
    assert gazetteer.towns(-30, -60, -29, -59, limit=3) == ()
