"""int8 weights that say the same on every processor.

onnxruntime multiplies unsigned activations by signed weights. A processor without instructions for that (x86-64 without VNNI) adds
two products in 16 bits, which cuts them off: the shipped model then read whole points worse. Products of two unsigned numbers are added in
32 bits everywhere, so there the weights are raised by 128, with their zero points: the same numbers, multiplied a sixth slower
(`python -m training.speed`).

In:  a graph's bytes (ONNX), whose int8 tensors lie in `raw_data`, as `training.export` writes them.   Out: a graph's bytes.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import onnxruntime as ort

__all__ = ["PROBE_COLUMNS", "PROBE_INNER", "PROBE_ROWS", "signed_products_are_right", "unsigned"]

#: The probe multiplies rows of 255 by columns of 127: enough rows for the kernels that take many at a time.
PROBE_ROWS, PROBE_INNER, PROBE_COLUMNS = 64, 128, 48

# Of the ONNX format (protobuf): numbers of fields, and of element types.
_GRAPH, _INITIALIZER, _DATA_TYPE, _RAW_DATA = 7, 5, 2, 9
_UINT8, _INT8 = 2, 3
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5


def signed_products_are_right(probe: bytes) -> bool:
    """Whether this processor multiplies by signed weights without loss; `probe` is the graph of one such product."""
    activations = np.full((PROBE_ROWS, PROBE_INNER), 255, np.uint8)
    (product,) = ort.InferenceSession(probe, providers=["CPUExecutionProvider"]).run(None, {"activations": activations})
    return bool((product == 255 * 127 * PROBE_INNER).all())


def unsigned(graph: bytes) -> bytes:
    """The graph with every int8 tensor as uint8, raised by 128: weights and their zero points alike."""
    out = np.frombuffer(graph, np.uint8).copy()
    for number, start, end in _fields(graph, 0, len(graph)):
        if number != _GRAPH:
            continue
        for inner, first, last in _fields(graph, start, end):
            if inner != _INITIALIZER:
                continue
            told = {n: (a, b) for n, a, b in _fields(graph, first, last) if n in (_DATA_TYPE, _RAW_DATA)}
            type_at = told[_DATA_TYPE][0]
            if graph[type_at] == _INT8:
                a, b = told[_RAW_DATA]
                out[type_at] = _UINT8
                out[a:b] ^= 0x80
    return out.tobytes()


def _fields(data: bytes, at: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Each field of a protobuf message in `data[at:end]`: its number, and where its value starts and ends."""
    while at < end:
        key, at = _varint(data, at)
        number, wire = key >> 3, key & 7
        if wire == _BYTES:
            length, at = _varint(data, at)
        elif wire == _VARINT:
            length = _varint(data, at)[1] - at
        elif wire in (_FIXED32, _FIXED64):
            length = 4 if wire == _FIXED32 else 8
        else:
            raise ValueError(f"no ONNX graph: byte {at} begins a field of unknown kind {wire}")
        yield number, at, at + length
        at += length


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at += 1
        if byte < 0x80:
            return value, at
        shift += 7
