"""The shipped model at work: one document's words in, tags and answers out.

In:  a text, its words and sentences, a row of evidence a word.   Out: `Labels`, which answers questions about single words.

A window goes through the encoder by itself and unpadded, on one thread: that is the fastest shape on a CPU, and the only one
that gives the same bytes whatever else is read (docs/model.md).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import onnxruntime as ort
from tokenizers import Tokenizer

from ascribe.domain.span import Span
from ascribe.errors import ResourceMissing
from ascribe.inference.labels import CHOSEN, CLASSES, LINKS, TAGS, TYPES, label_names
from ascribe.inference.weights import signed_products_are_right, unsigned
from ascribe.inference.words import LONGEST_WORD, Window, windows_of

__all__ = ["LIKELY", "Answer", "EncodedWindow", "Labels", "Model", "likely_spans", "load_model"]

Array = npt.NDArray[np.float32]
#: Windows whose vectors are kept for the questions to come; those of longer documents are encoded again when asked, for memory's sake.
KEPT = 200
#: How likely a span must be; chosen on the development part of PolNeAR, among 0.2 to 0.55 in steps of 0.05: contents are best at it.
LIKELY = 0.4
_FILES = ("encoder.onnx", "heads.onnx", "probe.onnx", "tokenizer.json")


class Answer(NamedTuple):
    """What the model says of one asked word. `first` is the index of the word that row 0 of `links` stands for.

    `links` [words of the window, links]: for `source`, `cue` and `place` the probability that the word is part of the one meant
    (they and `none` sum to 1), for `initiator` and `target` that it is part of any. `none` the probability, for each of the
    chosen links, that there is none. `roles` [words of the window, roles]: that the word is a number of this event with that
    role. `classes` holds for each of `CLASSES` a probability a class."""

    first: int
    links: Array
    none: Array
    roles: Array
    classes: dict[str, Array]

    def link(self, name: str, words: range) -> float:
        """The probability of the link over a span of words: the sum for the chosen links, else the mean."""
        i = LINKS.index(name)
        column = self.links[max(0, words.start - self.first) : max(0, words.stop - self.first), i]
        if not len(column):
            return 0.0
        return float(column.sum() if name in CHOSEN else column.mean())


class EncodedWindow(NamedTuple):
    """A window and the encoder's inputs for it."""

    window: Window
    feed: dict[str, npt.NDArray[np.int64]]


class Labels:
    """What the model says of a document's words.

    `tags` [words, tags, 3] are scores, `types` [words, types] log-probabilities."""

    def __init__(
        self, encode: Callable[[EncodedWindow], tuple[Array, Array, Array]], heads: ort.InferenceSession, transitions: Array, n_words: int
    ) -> None:
        self._encode, self._heads, self._transitions = encode, heads, transitions
        self.tags: Array = np.zeros((n_words, len(TAGS), 3), np.float32)
        self.types: Array = np.zeros((n_words, len(TYPES)), np.float32)
        self._windows: list[EncodedWindow] = []
        self._vectors: dict[int, Array] = {}
        self._starts: dict[str, Array] = {}

    def add(self, encoded: EncodedWindow, vectors: Array, tags: Array, types: Array) -> None:
        """Take what the encoder says of a window's own words; what it says of those around them is left to theirs."""
        first, start, end, _ = encoded.window
        if len(self._vectors) < KEPT:
            self._vectors[len(self._windows)] = vectors
        self._windows.append(encoded)
        self.tags[start:end] = tags[start - first : end - first]
        self.types[start:end] = _log_softmax(types[start - first : end - first])

    def spans(self, tag: str) -> list[range]:
        """The spans of the tag over the document (`likely_spans`)."""
        k = TAGS.index(tag)
        return likely_spans(self.tags[:, k], self._transitions[k])

    def starts(self, tag: str) -> Array:
        """For each word the probability that a span of the tag starts there, over all ways to tag the document."""
        if tag not in self._starts:
            k = TAGS.index(tag)
            self._starts[tag] = _marginals(self.tags[:, k], self._transitions[k])[:, 1]
        return self._starts[tag]

    def run(self, tag: str, start: int, stop: int, most: int = 5) -> range:
        """The words from `start` on that the tag's scores carry on with, up to `stop` and at most `most`."""
        end = start + 1
        while end < min(stop, start + most) and self.tags[end, TAGS.index(tag)].argmax() == 2:
            end += 1
        return range(start, end)

    def type_probabilities(self, word: int) -> Array:
        """The probability of each event type, if a trigger starts at the word."""
        return np.asarray(np.exp(self.types[word]))

    def ask(self, words: Sequence[int]) -> list[Answer]:
        """An answer for each word, which must be in text order."""
        out: list[Answer] = []
        k, vectors_of, vectors = 0, -1, None
        for w in words:
            while self._windows[k].window.end <= w:
                k += 1
            if vectors_of != k:
                kept = self._vectors.get(k)
                vectors, vectors_of = kept if kept is not None else self._encode(self._windows[k])[0], k
            first = self._windows[k].window.first
            # one at a time: int8 scales depend on what is asked together
            links, none, *classes = self._heads.run(None, {"words": vectors, "asked": np.array([w - first], np.int64)})
            out.append(_answer(first, links[0], none[0], {n: c[0] for n, c in zip(CLASSES, classes, strict=True)}))
        return out


def _answer(first: int, links: Array, none: Array, classes: dict[str, Array]) -> Answer:
    n = len(links)
    likely = np.empty((n, len(LINKS)), np.float32)
    nothing = np.empty(len(CHOSEN), np.float32)
    for i, name in enumerate(LINKS):
        if name in CHOSEN:
            c = CHOSEN.index(name)
            p = np.exp(_log_softmax(np.append(links[:, i], none[c])[None]))[0]
            likely[:, i], nothing[c] = p[:-1], p[-1]
        else:
            likely[:, i] = _sigmoid(links[:, i])
    return Answer(
        first, likely, nothing, _sigmoid(links[:, len(LINKS) :]), {n: np.exp(_log_softmax(c[None]))[0] for n, c in classes.items()}
    )


class Model:
    """The encoder, its heads and its tokenizer, ready to label documents."""

    def __init__(self, folder: Traversable) -> None:
        content = {}
        for name in (*_FILES, "model.json"):
            file = folder.joinpath(name)
            if not file.is_file():
                raise ResourceMissing("model", why=f"{folder} holds no {name}", fix="install ascribe again, or run `make train`")
            content[name] = file.read_bytes()
        about: dict[str, Any] = json.loads(content["model.json"])
        for name in _FILES:
            if hashlib.sha256(content[name]).hexdigest() != about["sha256"][name]:
                raise ResourceMissing(
                    "model", why=f"{folder}/{name} is not the file that model.json describes", fix="install ascribe again"
                )
        if about["labels"] != label_names():
            raise ResourceMissing("model", why=f"the model in {folder} was made for other labels", fix="run `make train`")
        self.version: str = about["version"]
        #: One digest of everything that shapes what the model says.
        self.sha256 = hashlib.sha256(content["model.json"]).hexdigest()
        self.trained_on: list[str] = about["trained_on"]
        #: Names and sizes of the columns of evidence that it takes.
        self.evidence: tuple[tuple[str, int], ...] = tuple((name, n) for name, n in about["evidence"])
        self._transitions = np.array(about["transitions"], np.float32)
        graphs = [content["encoder.onnx"], content["heads.onnx"]]
        if not signed_products_are_right(content["probe.onnx"]):
            graphs = [unsigned(graph) for graph in graphs]
        self._encoder, self._heads = map(_session, graphs)
        self._tokenizer = Tokenizer.from_str(content["tokenizer.json"].decode())
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._cls, self._sep, self._unknown = (self._piece(t) for t in ("[CLS]", "[SEP]", "[UNK]"))

    def _piece(self, name: str) -> int:
        id_: int | None = self._tokenizer.token_to_id(name)
        if id_ is None:
            raise ResourceMissing("model", why=f"its tokenizer has no {name}", fix="run `make train`")
        return id_

    def label(self, text: str, words: Sequence[Span], sentences: Sequence[Span], evidence: Sequence[Sequence[int]]) -> Labels:
        """What the model says of each word; `evidence` has a row a word (`read.evidence`)."""
        labels = Labels(self.encode, self._heads, self._transitions, len(words))
        for window in self.windows(text, words, sentences, evidence):
            labels.add(window, *self.encode(window))
        return labels

    def windows(
        self, text: str, words: Sequence[Span], sentences: Sequence[Span], evidence: Sequence[Sequence[int]]
    ) -> Iterator[EncodedWindow]:
        """The document's windows as the encoder takes them."""
        forms: dict[str, list[int]] = {}
        for form in (w.of(text) for w in words):
            if form not in forms:
                forms[form] = self._tokenizer.encode(form, add_special_tokens=False).ids[:LONGEST_WORD] or [self._unknown]
        pieces = [forms[w.of(text)] for w in words]
        rows = np.array(evidence, np.int64)
        for window in windows_of(words, [len(p) for p in pieces], sentences):
            n = window.last - window.first
            ids, firsts, owner = [self._cls], [], [n]
            for i in range(n):
                firsts.append(len(ids))
                ids += pieces[window.first + i]
                owner += [i] * len(pieces[window.first + i])
            ids.append(self._sep)
            owner.append(n)
            feed = {k: np.array(v, np.int64) for k, v in {"ids": ids, "piece_word": owner, "first": firsts}.items()}
            yield EncodedWindow(window, feed | {"evidence": rows[window.first : window.last]})

    def encode(self, window: EncodedWindow) -> tuple[Array, Array, Array]:
        """Vectors [words of the window, 768], tag scores [words, tags, 3] and type scores [words, types] of one window."""
        vectors, tags, types = self._encoder.run(None, window.feed)
        return vectors, tags, types


@cache
def load_model() -> Model:
    """The shipped model. Raises `ResourceMissing` where its files are missing or not those that it was shipped with."""
    return Model(files("ascribe.inference").joinpath("model"))


def _session(graph: bytes) -> ort.InferenceSession:
    options = ort.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return ort.InferenceSession(graph, options, providers=["CPUExecutionProvider"])


def _log_softmax(x: Array) -> Array:
    x = x - x.max(-1, keepdims=True)
    return np.asarray(x - np.log(np.exp(x).sum(-1, keepdims=True)))


def _sigmoid(x: Array) -> Array:
    return np.asarray(1 / (1 + np.exp(-np.clip(x, -30, 30))))


def _marginals(scores: Array, transitions: Array) -> Array:
    """The probability of each tag at each of W words, from [W, 3] scores."""
    return _chain(scores, transitions)[0]


def _chain(scores: Array, transitions: Array) -> tuple[Array, Array]:
    """Over all ways to tag W words: the probability of each tag at each word [W, 3], and that a span that holds the word before, as its
    first (column 0) or a further one (column 1), goes on at the word [W, 2]. Forward and backward sums, each step scaled to sum to 1."""
    if not len(scores):
        return np.zeros((0, 3), np.float32), np.zeros((0, 2), np.float32)
    move = np.exp(transitions.astype(np.float64))
    own = np.exp((scores - scores.max(-1, keepdims=True)).astype(np.float64))
    own[0, 2] = 0.0
    forward, backward = np.empty_like(own), np.ones_like(own)
    forward[0] = own[0] / own[0].sum()
    for i in range(1, len(own)):
        step = (forward[i - 1] @ move) * own[i]
        forward[i] = step / step.sum()
    for i in range(len(own) - 2, -1, -1):
        step = move @ (own[i + 1] * backward[i + 1])
        backward[i] = step / step.sum()
    both = forward * backward
    after = move[1:, None] * (own * backward)[None]  # [first or further, W, tag]
    goes_on = (after[..., 2] / after.sum(-1)).T
    return np.asarray(both / both.sum(-1, keepdims=True), np.float32), np.asarray(goes_on, np.float32)


def likely_spans(scores: Array, transitions: Array) -> list[range]:
    """The spans, from scores of W words [W, 3], whose probability is at least `LIKELY`, in text order; of two that overlap the likelier.

    The single best path holds spans that most others do not: to find spans whole, those that are likely by themselves do better."""
    tags, goes_on = _chain(scores, transitions)
    found: list[tuple[float, range]] = []
    for i in np.flatnonzero(tags[:, 1] >= LIKELY).tolist():
        reached, end, column = float(tags[i, 1]), i + 1, 0
        while reached >= LIKELY:
            further = float(goes_on[end, column]) if end < len(tags) else 0.0
            if reached * (1 - further) >= LIKELY:
                found.append((reached * (1 - further), range(i, end)))
            reached, end, column = reached * further, end + 1, 1
    chosen: list[range] = []
    for _, span in sorted(found, key=lambda one: (-one[0], one[1].start)):
        if all(span.stop <= other.start or other.stop <= span.start for other in chosen):
            chosen.append(span)
    return sorted(chosen, key=lambda span: span.start)
