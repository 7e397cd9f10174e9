"""Weights raised to unsigned numbers: the same numbers, whatever a processor makes of signed ones."""

from __future__ import annotations

import numpy as np
import onnxruntime as ort
import pytest

from ascribe.inference import model as model_module
from ascribe.inference.model import Model
from ascribe.inference.weights import PROBE_COLUMNS, PROBE_INNER, PROBE_ROWS, signed_products_are_right, unsigned
from tests.inference.test_model import FOLDER, label

PROBE = (FOLDER / "probe.onnx").read_bytes()


def test_products_of_raised_weights_are_exact() -> None:
    session = ort.InferenceSession(unsigned(PROBE), providers=["CPUExecutionProvider"])
    (product,) = session.run(None, {"activations": np.full((PROBE_ROWS, PROBE_INNER), 255, np.uint8)})
    assert product.shape == (PROBE_ROWS, PROBE_COLUMNS)
    assert (product == 255 * (127 + 128) * PROBE_INNER).all()


@pytest.mark.parametrize("graph", ["encoder.onnx", "heads.onnx", "probe.onnx"])
def test_only_weights_and_their_zero_points_are_raised(graph: str) -> None:
    before = np.frombuffer((FOLDER / graph).read_bytes(), np.uint8)
    after = np.frombuffer(unsigned(before.tobytes()), np.uint8)
    changed = before != after
    raised = (before ^ 0x80) == after
    types = (before == 3) & (after == 2)  # int8, uint8
    assert (raised | types)[changed].all()
    assert types.sum() == {"encoder.onnx": 54, "heads.onnx": 22, "probe.onnx": 1}[graph]
    assert np.array_equal(np.frombuffer(unsigned(after.tobytes()), np.uint8), after), "what is unsigned stays"


def test_the_model_says_the_same_with_weights_of_either_kind_where_signed_ones_are_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails where the probe takes a processor's signed products for right and they are not."""
    as_here = label(Model(FOLDER))[1]
    monkeypatch.setattr(model_module, "signed_products_are_right", lambda probe: False)
    raised = label(Model(FOLDER))[1]
    assert as_here.tags.tobytes() == raised.tags.tobytes()
    assert as_here.ask([6])[0].links.tobytes() == raised.ask([6])[0].links.tobytes()


def test_a_processor_that_cuts_products_off_is_told() -> None:
    """The probe's answer here is that of a product computed apart."""
    told = signed_products_are_right(PROBE)
    session = ort.InferenceSession(PROBE, providers=["CPUExecutionProvider"])
    rows = np.random.default_rng(1).integers(200, 256, (PROBE_ROWS, PROBE_INNER)).astype(np.uint8)
    (product,) = session.run(None, {"activations": rows})
    right = rows.astype(np.int64) @ np.full((PROBE_INNER, PROBE_COLUMNS), 127)
    assert told == bool((product == right).all())
