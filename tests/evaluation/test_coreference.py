"""Scores of groupings: rows from the papers and the reference scorer's test cases, then laws."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.scorers.coreference import MEASURES, _best_assignment, cluster_errors, coreference, f1_figures


def partition(words: str) -> dict[str, int]:
    """`ab c` is {a, b}, {c}."""
    return {item: i for i, cluster in enumerate(words.split()) for item in cluster}


def ratio(words: str) -> float:
    return float(Fraction(words))


# Key, response, then (recall, precision) of MUC, B³, CEAFe and LEA, by hand.
ROWS = {
    # The reference scorer's cases (Pradhan et al. 2014, github.com/conll/reference-coreference-scorers): A1 to A4, then A9 without
    # its repeated mention, which a partition cannot hold.
    "TC-A-1": ("a bc def", "a bc def", ("1", "1"), ("1", "1"), ("1", "1"), ("1", "1")),
    "TC-A-2": ("a bc def", "a de", ("1/3", "1"), ("7/18", "1"), ("3/5", "9/10"), ("1/3", "1")),
    "TC-A-3": ("a bc def", "a bcx defy z", ("1", "3/5"), ("1", "165/324"), ("93/105", "93/140"), ("1", "4/9")),
    "TC-A-4": ("a bc def", "a bcx dy z", ("1/3", "1/3"), ("10/18", "17/42"), ("11/15", "11/20"), ("3/6", "2/7")),
    "TC-A-9": ("a b def", "a bcx dy z", ("0", "0"), ("7/15", "11/42"), ("19/30", "19/40"), ("1/5", "1/7")),
    # One cluster falls apart, one is cut in two, two are joined: the three errors of Vilain et al. 1995.
    "apart": ("ab cd", "ab c d", ("1/2", "1"), ("3/4", "1"), ("5/6", "5/9"), ("1/2", "1/2")),
    "cut": ("abcd", "ab cd", ("2/3", "1"), ("1/2", "1"), ("2/3", "1/3"), ("1/3", "1")),
    "joined": ("ab cd", "abcd", ("1", "2/3"), ("1", "1/2"), ("1/3", "2/3"), ("1", "1/3")),
    # Bagga and Baldwin 1998: clusters of 5, 2 and 5; the response joins the two large ones, or the small one with a large one.
    "Bagga-1": ("12345 67 89ABC", "12345 6789ABC", ("1", "9/10"), ("1", "16/21"), ("11/18", "11/12"), ("1", "13/18")),
    "Bagga-2": ("12345 67 89ABC", "1234589ABC 67", ("1", "9/10"), ("1", "7/12"), ("5/9", "5/6"), ("1", "29/54")),
    # Luo 2005: every entity merged into one, and every mention alone.
    "Luo-c": ("12345 67 89ABC", "123456789ABC", ("1", "9/11"), ("1", "3/8"), ("10/51", "10/17"), ("1", "7/22")),
    "Luo-d": ("12345 67 89ABC", "1 2 3 4 5 6 7 8 9 A B C", ("0", "0"), ("1/4", "1"), ("4/9", "1/9"), ("0", "0")),
    # Moosavi and Strube 2016: figure 1, key {a,b,c}, {d,e,f,g}; response {a,b}, {c,d}, {f,g,h,i}.
    "LEA": ("abc defg", "ab cd fghi", ("2/5", "2/5"), None, None, ("5/21", "4/12")),
}  # fmt: skip


@pytest.mark.parametrize("name", ROWS)
def test_known_rows(name: str) -> None:
    key, response, *expected = ROWS[name]
    assert isinstance(key, str)
    assert isinstance(response, str)
    scores = coreference(partition(key), partition(response))
    for measure, told in zip(("muc", "b3", "ceafe", "lea"), expected, strict=True):
        if told is not None:
            assert (scores[measure]["r"], scores[measure]["p"]) == pytest.approx(tuple(map(ratio, told))), measure


def test_conll_is_the_mean_of_three() -> None:
    scores = coreference(partition("a bc def"), partition("a bcx dy z"))
    assert scores["conll"]["f1"] == pytest.approx(sum(scores[m]["f1"] for m in ("muc", "b3", "ceafe")) / 3)
    assert f1_figures(scores)["conll"] == round(scores["conll"]["f1"], 3)


def test_where_nothing_is_linked_muc_is_nothing() -> None:
    scores = coreference(partition("a b"), partition("a b"))
    assert scores["muc"]["f1"] == 0
    assert scores["b3"]["f1"] == scores["ceafe"]["f1"] == scores["lea"]["f1"] == 1


def test_nothing_at_all_scores_nothing() -> None:
    assert all(s["f1"] == 0 for s in coreference({}, {}).values())
    assert cluster_errors({}, {})["count_error"] == 0


def test_cluster_errors() -> None:
    errors = cluster_errors(partition("ab cd e"), partition("abc d e"))
    assert errors == {"clusters": 3, "gold_clusters": 3, "count_error": 0.0, "over_merged": 0.333, "largest": 3, "largest_gold": 2}
    assert cluster_errors(partition("ab cd e"), partition("abcde"))["count_error"] == 0.667


clusters = st.lists(st.integers(0, 5), min_size=1, max_size=25).map(lambda ids: dict(enumerate(ids)))
pairs = st.integers(1, 25).flatmap(
    lambda n: st.tuples(*(st.lists(st.integers(0, 6), min_size=n, max_size=n).map(lambda ids: dict(enumerate(ids))) for _ in range(2)))
)


@given(pairs)
def test_every_figure_is_a_fraction(both: tuple[dict[int, int], dict[int, int]]) -> None:
    for scores in coreference(*both).values():
        assert all(0 <= figure <= 1 + 1e-12 for figure in scores.values())
    errors = cluster_errors(*both)
    assert 0 <= errors["over_merged"] <= 1
    assert errors["count_error"] >= 0


@given(clusters)
def test_the_gold_itself_is_perfect(gold: dict[int, int]) -> None:
    scores = coreference(gold, {item: f"c{cluster}" for item, cluster in gold.items()})
    linked = len(set(gold.values())) < len(gold)
    for measure in MEASURES:
        if linked or measure not in ("muc", "conll"):
            assert scores[measure] == pytest.approx({"p": 1, "r": 1, "f1": 1})


@given(pairs, st.randoms(use_true_random=False))
def test_order_and_names_of_items_and_clusters_change_nothing(both: tuple[dict[int, int], dict[int, int]], random: object) -> None:
    key, response = both
    items = list(key)
    random.shuffle(items)  # type: ignore[attr-defined]
    shuffled = coreference({f"i{i}": -key[i] for i in items}, {f"i{i}": f"r{response[i]}" for i in items})
    assert all(shuffled[m] == pytest.approx(s) for m, s in coreference(key, response).items())


@given(pairs)
def test_swapping_the_sides_swaps_precision_and_recall(both: tuple[dict[int, int], dict[int, int]]) -> None:
    there, back = coreference(*both), coreference(both[1], both[0])
    for measure in MEASURES:
        assert (there[measure]["p"], there[measure]["r"]) == pytest.approx((back[measure]["r"], back[measure]["p"]))


@given(st.integers(1, 4), st.integers(1, 6), st.randoms(use_true_random=False))
def test_the_assignment_is_the_best_of_all(n: int, m: int, random: object) -> None:
    values = np.array([[random.choice([0, 0.25, 0.5, 0.8, 1]) for _ in range(m)] for _ in range(n)])  # type: ignore[attr-defined]
    wide = values if n <= m else values.T
    best = max(sum(wide[i, j] for i, j in enumerate(chosen)) for chosen in permutations(range(wide.shape[1]), wide.shape[0]))
    assert _best_assignment(values) == pytest.approx(best)
