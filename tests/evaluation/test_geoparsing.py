"""What the geoparsing suite counts: held documents, names with and without candidates, those left unresolved."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ascribe.domain.place import Place
from ascribe.domain.span import Span
from evaluation.scorers.claims import kilometres
from evaluation.suite import load_suite
from evaluation.suites.geoparsing import Article, Toponym, is_held
from tests.evaluation.fake_reader import FakeReader

GEOPARSING = load_suite("geoparsing")


class Placing(FakeReader):
    """Knows two names, one of them without deciding."""

    def __init__(self) -> None:
        super().__init__(lambda _: [])

    def places(self, document: Any, given: Any = None, /) -> tuple[Place | None, ...]:
        def place(span: Span) -> Place | None:
            words = span.of(document.text)
            if words == "Nowhere":
                return None
            point = (10.0, 10.0) if words == "Here" else (None, None)
            return Place(
                span=span, text=words, name=words, gazetteer_id=None, lat=point[0], lon=point[1], country=None, admin1=None, admin2=None,
                precision=1, radius_km=None,
            )  # fmt: skip

        spans = given if given is not None else [Span(0, 4)]
        return tuple(place(s) for s in spans)


def session() -> Any:
    from evaluation.suite import Session

    return Session(Placing())


def test_figures() -> None:
    text = "Here, There, Nowhere, Else"
    at = {w: text.index(w) for w in ("Here", "There", "Nowhere", "Else")}
    row = Article(
        text=text,
        toponyms=(
            Toponym(at["Here"], at["Here"] + 4, 10.5, 10.5),
            Toponym(at["There"], at["There"] + 5, 10.0, 10.0),
            Toponym(at["Nowhere"], at["Nowhere"] + 7, 10.0, 10.0),
            Toponym(at["Else"], at["Else"] + 4, geonameid="1"),
        ),
    )
    figures = GEOPARSING.score([row], session())
    assert figures["resolved"] == {"accuracy_161km": 0.5, "mean_km": 78.0, "n": 2}
    assert figures["missing"] == pytest.approx(0.333)
    assert figures["all"] == {"accuracy_161km": 0.333, "n": 3}
    assert figures["unknown_gold"] == 1
    assert figures["found"] == {"p": 1.0, "r": 0.25, "f1": 0.4}
    assert figures["lgl"] == {k: figures[k] for k in ("resolved", "missing", "all", "unknown_gold", "found")}


def test_only_the_held_half_is_scored() -> None:
    texts = [f"text {i}" for i in range(200)]
    assert 70 < sum(map(is_held, texts)) < 130
    assert all(GEOPARSING.trained(Article(t), False) is not is_held(t) for t in texts)


def test_kilometres() -> None:
    assert kilometres(0, 0, 0, 90) == pytest.approx(10007.5, abs=1)
    assert kilometres(34.5, 69.2, 34.5, 69.2) == 0


def test_no_data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ASCRIBE_DATA", str(tmp_path))
    assert GEOPARSING.defaults().note is not None
