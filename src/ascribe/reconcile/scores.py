"""How likely two claims tell the same happening: readable comparisons, and a small model that weighs them.

In:  pairs of rows of `FEATURES`.   Out: `compare`: one column a comparison, in the order of `COMPARISONS`; `score`: calibrated
probabilities (0..1).

What is not known of either claim (no place, no time) is a comparison of its own, never a zero: the model has learned what a missing
place means. The model is gradient-boosted trees (Friedman 2001), fitted by `python -m training.pairs` on pairs annotated by reading,
its trees shipped as numbers in `pair_weights.json`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from ascribe.engine.steps import Columns
from ascribe.errors import ResourceMissing
from ascribe.lexicon.rarity import load_rarity

__all__ = ["COMPARISONS", "WEIGHTS_FILE", "compare", "load_trees", "score"]

WEIGHTS_FILE = Path(__file__).with_name("pair_weights.json")
Numbers = npt.NDArray[np.float64]

#: Comparison → what it says; NaN where one of the two does not tell.
COMPARISONS: Final = {
    "same_document": "1 in one document",
    "apart": "thousands of code points between the triggers in one document; NaN in two",
    "same_trigger": "1 where the triggers overlap",
    "same_word": "1 where the same word names both",
    "same_type": "1 for one event type",
    "fights": "of the two, how many are attacks and battles",
    "harms": "of the two, how many are deaths, wounds, damage",
    "takings": "of the two, how many take people or arms",
    "ground": "of the two, how many are about ground",
    "speech": "of the two, how many are acts of speech",
    "sentences_apart": "sentences between the triggers in one document; NaN in two",
    "claims_apart": "claims between the two in one document; NaN in two",
    "one_clause": "1 where the words that state the two overlap",
    "separate": "1 where the later sentence in one document says another, elsewhere, earlier",
    "definite": "1 where the later event in one document is named as one told before (\"the attack\")",
    "one_time": "1 where the same words date both, -1 where each has words of its own, 0 otherwise; NaN in two documents",
    "one_place": "the same of the words that place them",
    "one_mention": "1 where the same words name a participant of both; NaN in two documents",
    "days_apart": "days between the two intervals, 0 where they overlap",
    "days_wide": "days of the wider interval",
    "stated": "of the two, how many tell their time in words",
    "reports_apart": "days between the publications",
    "km_apart": "kilometres between the places, beyond their radii",
    "same_place": "1 for one entry of the gazetteer or one name",
    "precision": "the coarser place's precision, 1 exact to 7",
    "shared_actors": "share of the fewer actors that both name",
    "same_hands": "1 where one initiator or one target is shared in the same part, -1 where only in exchanged parts",
    "shared_names": "summed rarity of the words that both have in the names of their participants",
    "same_source": "1 where one source speaks",
    "figure_agrees": "logarithm of the largest figure that both give, 0 where none",
    "figure_excludes": "1 where figures of one role exclude each other",
    "shared_words": "share of the rarity of the words around the triggers that both have",
    "rare_words": "summed rarity of those shared words",
    "documents_share": "share of the documents' rarest words that both have; NaN in one document",
    "ahead": "of the two, how many are threatened, planned or demanded",
    "background": "of the two, how many are told as background",
}
_KINDS: Final = {
    "fights": ["attack", "clash", "shelling", "airstrike", "bombing"],
    "harms": ["killing", "injury", "destruction", "abuse", "sexual_violence"],
    "takings": ["detention", "abduction", "surrender", "weapons"],
    "ground": ["seizure", "siege", "movement", "withdrawal"],
    "speech": ["talks", "agreement", "appeal", "refusal", "threat"],
}
_EARTH_KM: Final = 6371.0088


def compare(a: Columns, b: Columns) -> Numbers:
    """The comparisons of each pair, shape (pairs, len(COMPARISONS)); the same for (a, b) and (b, a)."""
    n = len(a["claim"])
    nan = np.full(n, np.nan)
    same_document = a["document"] == b["document"]
    later = np.where(a["trigger_start"] <= b["trigger_start"], 1, 0).astype(bool)
    days = np.maximum(0.0, np.maximum(a["start"] - b["end"], b["start"] - a["end"]))
    km = _km(a, b)
    columns: dict[str, npt.NDArray[np.float64]] = {
        "same_document": same_document.astype(float),
        "apart": np.where(same_document, np.abs(a["trigger_start"] - b["trigger_start"]) / 1000, np.nan),
        "same_trigger": (same_document & (a["trigger_start"] < b["trigger_end"]) & (b["trigger_start"] < a["trigger_end"])).astype(float),
        "same_word": (a["trigger"] == b["trigger"]).astype(float),
        "same_type": (a["type"] == b["type"]).astype(float),
        **{name: _both(a, b, lambda c, of=of: np.isin(c["type"].astype(str), of)) for name, of in _KINDS.items()},
        "sentences_apart": np.where(same_document, np.abs(a["sentence"] - b["sentence"]), np.nan),
        "claims_apart": np.where(same_document, np.abs(a["n"] - b["n"]), np.nan),
        "one_clause": (same_document & (a["content_start"] < b["content_end"]) & (b["content_start"] < a["content_end"])).astype(float),
        "separate": np.where(same_document, np.where(later, b["separate"], a["separate"]).astype(float), np.nan),
        "definite": np.where(same_document, np.where(later, b["definite"], a["definite"]).astype(float), np.nan),
        "one_time": np.where(same_document, _one(a["time_at"], b["time_at"]), np.nan),
        "one_place": np.where(same_document, _one(a["place_at"], b["place_at"]), np.nan),
        "one_mention": nan.copy(),
        "days_apart": days,
        "days_wide": np.maximum(a["end"] - a["start"], b["end"] - b["start"]),
        "stated": _both(a, b, lambda c: c["stated"]),
        "reports_apart": np.where(same_document, np.nan, np.abs(a["day"] - b["day"])),
        "km_apart": km,
        "same_place": np.array([np.nan if x is None or y is None else float(x == y) for x, y in zip(a["place"], b["place"], strict=True)]),
        "precision": np.maximum(a["precision"], b["precision"]),
        "shared_actors": nan.copy(),
        "same_hands": np.zeros(n),
        "shared_names": np.zeros(n),
        "same_source": (a["source"] == b["source"]).astype(float),
        "figure_agrees": np.zeros(n),
        "figure_excludes": np.zeros(n),
        "shared_words": np.zeros(n),
        "rare_words": np.zeros(n),
        "documents_share": nan.copy(),
        "ahead": _both(a, b, lambda c: ~c["actual"].astype(bool)),
        "background": _both(a, b, lambda c: c["background"]),
    }
    for i in range(n):
        initiators, others = _parts(a["initiators"][i]), _parts(b["initiators"][i])
        targets, other_targets = _parts(a["targets"][i]), _parts(b["targets"][i])
        mine, theirs = initiators | targets, others | other_targets
        if mine and theirs:
            columns["shared_actors"][i] = len(mine & theirs) / min(len(mine), len(theirs))
            straight, crossed = bool(initiators & others or targets & other_targets), bool(initiators & other_targets or targets & others)
            columns["same_hands"][i] = 1.0 if straight else -1.0 if crossed else 0.0
        if a["figures"][i] and b["figures"][i]:
            columns["figure_agrees"][i], columns["figure_excludes"][i] = _figures(a["figures"][i], b["figures"][i])
        columns["shared_words"][i], columns["rare_words"][i] = _overlap(a["words"][i], b["words"][i])
        columns["shared_names"][i] = _overlap(a["names"][i], b["names"][i])[1]
        if same_document[i]:
            columns["one_mention"][i] = float(bool(_parts(a["mentions"][i]) & _parts(b["mentions"][i])))
        else:
            columns["documents_share"][i] = _overlap(a["document_words"][i], b["document_words"][i])[0]
    return np.column_stack([columns[name] for name in COMPARISONS]) if n else np.empty((0, len(COMPARISONS)))


def score(comparisons: Numbers) -> Numbers:
    """The probability that each pair tells one happening."""
    return load_trees().probability(comparisons)


class Trees:
    """A sum of regression trees over comparisons, and the line that makes its sum a calibrated probability."""

    def __init__(self, base: float, trees: Iterable[dict[str, list[float]]], slope: float, intercept: float) -> None:
        self._base, self._slope, self._intercept = base, slope, intercept
        self._trees = [
            (
                np.array(t["comparison"], dtype=np.int64), np.array(t["threshold"]), np.array(t["left"], dtype=np.int64),
                np.array(t["right"], dtype=np.int64), np.array(t["missing_left"], dtype=bool), np.array(t["value"]),
            )
            for t in trees
        ]  # fmt: skip

    def total(self, comparisons: Numbers) -> Numbers:
        """The sum of the trees, in log-odds before calibration."""
        total = np.full(len(comparisons), self._base)
        rows = np.arange(len(comparisons))
        for comparison, threshold, left, right, missing_left, value in self._trees:
            node = np.zeros(len(comparisons), dtype=np.int64)
            while True:
                inner = comparison[node] >= 0
                if not inner.any():
                    break
                x = comparisons[rows, np.maximum(comparison[node], 0)]
                goes_left = np.where(np.isnan(x), missing_left[node], x <= threshold[node])
                node = np.where(inner, np.where(goes_left, left[node], right[node]), node)
            total += value[node]
        return total

    def probability(self, comparisons: Numbers) -> Numbers:
        """Calibrated probabilities."""
        return 1 / (1 + np.exp(-(self._slope * self.total(comparisons) + self._intercept)))  # type: ignore[no-any-return]


@cache
def load_trees() -> Trees:
    """The shipped model; read once in a process."""
    try:
        data = json.loads(WEIGHTS_FILE.read_text("utf-8"))
    except OSError as error:
        raise ResourceMissing("pair weights", why=f"{WEIGHTS_FILE} cannot be read ({error.strerror})", fix="install Ascribe again") from error
    if data["comparisons"] != list(COMPARISONS):
        raise ResourceMissing("pair weights", why="they were fitted on other comparisons", fix="run `python -m training.pairs`")
    return Trees(data["base"], data["trees"], data["slope"], data["intercept"])


def _both(a: Columns, b: Columns, of: object) -> Numbers:
    return np.asarray(of(a)).astype(float) + np.asarray(of(b)).astype(float)  # type: ignore[operator]


def _one(a: npt.NDArray[np.int64], b: npt.NDArray[np.int64]) -> Numbers:
    """1 where both stand at one place in the text, -1 where each has its own, 0 where one has none."""
    told = (a >= 0) & (b >= 0)
    return np.where(told & (a == b), 1.0, np.where(told, -1.0, 0.0))


def _km(a: Columns, b: Columns) -> Numbers:
    """Great-circle distance less both radii, at least 0; NaN where either has no coordinates."""
    phi_a, phi_b = np.radians(a["lat"].astype(float)), np.radians(b["lat"].astype(float))
    delta = np.radians(b["lon"].astype(float) - a["lon"].astype(float))
    h = np.sin((phi_b - phi_a) / 2) ** 2 + np.cos(phi_a) * np.cos(phi_b) * np.sin(delta / 2) ** 2
    apart = 2 * _EARTH_KM * np.arcsin(np.sqrt(np.clip(h, 0, 1)))
    return np.maximum(0.0, apart - np.nan_to_num(a["radius"].astype(float)) - np.nan_to_num(b["radius"].astype(float)))  # type: ignore[no-any-return]


@lru_cache(maxsize=65536)
def _parts(joined: str) -> frozenset[str]:
    return frozenset(part for part in joined.split("|") if part)


@lru_cache(maxsize=65536)
def _weighed(words: str) -> dict[str, float]:
    rarity = load_rarity()
    return {word: rarity.of(word) for word in words.split()}


def _overlap(a: str, b: str) -> tuple[float, float]:
    """The share of the summed rarity that both have, of the poorer; and the summed rarity of what they share."""
    one, two = _weighed(a), _weighed(b)
    least = min(sum(one.values()), sum(two.values()))
    shared = sum(sorted(weight for word, weight in one.items() if word in two))
    return (shared / least if least else 0.0), shared


def _figures(a: str, b: str) -> tuple[float, float]:
    agrees, excludes = 0.0, 0.0
    for role, number, low, high in _ranges(a):
        for other_role, other_number, other_low, other_high in _ranges(b):
            if role != other_role:
                continue
            if low > other_high or other_low > high:
                excludes = 1.0
            elif number == other_number:
                agrees = max(agrees, float(np.log1p(number)))
    return agrees, excludes


@lru_cache(maxsize=65536)
def _ranges(figures: str) -> tuple[tuple[str, float, float, float], ...]:
    """Role, number (0 for a vague one), low and high as they are compared: "about" allows ten percent, strict bounds count at theirs."""
    ranges = []
    for figure in figures.split("|"):
        role, low_words, high_words, qualifier = figure.split(":")
        low, high = float(low_words or 0), float(high_words or "inf")
        match qualifier:
            case "about":
                low, high = low * 0.9, high * 1.1
            case "at_least":
                low = low - 1
            case "at_most":
                high = high + 1
        ranges.append((role, 0.0 if qualifier == "vague" else float(low_words or high_words), low, high))
    return tuple(ranges)
