"""How the model of event pairs is fitted: what lemmas teach, and that the fit is the best there is."""

from __future__ import annotations

import numpy as np
import pytest

from ascribe.domain.span import Span
from evaluation.event_pairs import FEATURES, EventMention, mention_of
from training.event_pairs import fit, labels_of, learned_of_lemmas, told_by

KEY = {
    ("1", "a"): "X", ("1", "b"): "X", ("1", "c"): "Y",
    ("2", "d"): "Z", ("2", "e"): "Z", ("2", "f"): "Z",
}  # fmt: skip


def mention(id_: str, document: str, word: str) -> EventMention:
    text = f"They {word} it ."
    return mention_of(id_, document, text, Span(5, 5 + len(word)), Span(0, len(text)), ())


TOPICS = {
    "1": [mention("a", "d1", "bought"), mention("b", "d2", "acquired"), mention("c", "d3", "bought")],
    "2": [mention("d", "d4", "bought"), mention("e", "d5", "bought"), mention("f", "d5", "bought")],
}


def learned(names: list[str]) -> dict[str, float]:
    return learned_of_lemmas(told_by(name, TOPICS[name], KEY) for name in names)


def test_labels_follow_the_chains() -> None:
    assert labels_of("1", TOPICS["1"], KEY).tolist() == [True, False, False]


def test_what_the_topics_say_of_lemmas() -> None:
    known = learned(["1", "2"])
    assert known["acquir|buy"] == pytest.approx(1 / 3, abs=1e-4)  # once of twice, and one pair more that did not
    assert known["*"] == pytest.approx(2 / 3, abs=1e-4)  # of two documents: a-c no, d-e and d-f yes
    assert known["buy|buy"] == pytest.approx((2 + 2 * 2 / 3) / 5, abs=1e-4)


def test_a_topic_left_out_teaches_nothing() -> None:
    assert "acquir|buy" not in learned(["2"])


def test_the_fit_has_no_slope_left() -> None:
    random = np.random.default_rng(1)
    rows = random.random((200, len(FEATURES)))
    labels = rows[:, 0] + 0.5 * random.random(200) > 0.8
    weights, intercept = fit(rows, labels, 1.0)
    w = np.array([weights[name] for name in FEATURES])
    p = 1 / (1 + np.exp(-(rows @ w + intercept)))
    assert np.abs(rows.T @ (labels - p) - w).max() < 0.01  # rounded weights
    assert weights["same_lemma"] == max(weights.values()) > 1
    assert fit(rows, labels, 1.0) == (weights, intercept)
