"""What is counted of masked names: letters of names, whole names, and words of nobody's name."""

from __future__ import annotations

import msgspec
import pytest

from ascribe.publish.masking import Cut
from evaluation.masked_names import GOLD, Name, Row, figures_of, main, masked

TEXT = "Ana Li-Wu died near Lido, said Bo Ek."
NAMES = (Name(start=0, end=9, kind="harmed"), Name(start=31, end=36, kind="other"))


def test_letters_and_whole_names_and_other_words_are_counted() -> None:
    half = masked(TEXT, NAMES, [Cut(0, 6, "[name 1]"), Cut(20, 24, "[name 2]")])
    whole = masked(TEXT, NAMES, [Cut(0, 9, "[name 1]")])
    assert half == ((("harmed", "Ana Li-Wu", 7, 5), ("other", "Bo Ek", 4, 0)), ("Lido",))
    assert figures_of([half, whole]) == {
        "texts": 2, "harmed": {"names": 2, "whole": 0.5, "letters": round(12 / 14, 3)}, "other": {"names": 2, "whole": 0.0, "letters": 0.0},
        "words_of_no_name": 1,
    }  # fmt: skip
    assert figures_of([])["harmed"] == {"names": 0, "whole": None, "letters": None}


def test_the_marked_names_are_offsets_in_order_that_do_not_overlap() -> None:
    rows = [msgspec.json.decode(line, type=Row) for line in GOLD.read_bytes().splitlines()]
    assert {row.batch for row in rows} == {1, 2}
    assert len({row.sha256 for row in rows}) == len(rows)
    for row in rows:
        ends = [0, *(name.end for name in row.names)]
        assert all(end <= name.start < name.end for end, name in zip(ends, row.names, strict=False))


def test_without_the_texts_nothing_is_measured(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.delenv("ASCRIBE_DATA", raising=False)
    assert main([]) == 3
    assert "nothing measured" in capsys.readouterr().err
