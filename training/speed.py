"""How fast the shipped encoder is beside one of BERT's size, both int8, on the same windows of the same texts in one run.

In:  the shipped model, the passages of our own.   Out: pieces a second on one thread, and the ratio.

    python -m training.speed

The large encoder has 12 layers, 768 wide, and random weights: it is timed, not read. Both have signed weights where the processor
multiplies them without loss, else unsigned ones; the shipped one is timed with the other kind too.
"""

from __future__ import annotations

import json
import tempfile
import time
from pathlib import Path

import numpy as np
import onnxruntime as ort
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from ascribe.inference.model import load_model
from ascribe.inference.weights import signed_products_are_right, unsigned
from ascribe.inference.words import words_of
from ascribe.read.evidence import COLUMNS
from training.annotations import FOLDER
from training.export import OUT, lay_raw
from training.model import Layer

LAYERS, WIDTH, HEADS, INNER, VOCABULARY = 12, 768, 12, 3072, 30522
ROUNDS = 3


class _Large(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.words = nn.Embedding(VOCABULARY, WIDTH)
        self.layers = nn.ModuleList(Layer(0.0, WIDTH, HEADS, INNER) for _ in range(LAYERS))

    def forward(self, ids: Tensor) -> Tensor:
        x: Tensor = self.words(ids[None])
        for layer in self.layers:
            x = layer(x, None)
        return x[0]


def main() -> None:
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    with tempfile.TemporaryDirectory() as folder:
        whole, small = Path(folder) / "large.onnx", Path(folder) / "large-int8.onnx"
        torch.onnx.export(
            _Large().eval(), (torch.randint(5, 1000, (40,)),), str(whole), dynamo=False, opset_version=17,
            input_names=["ids"], output_names=["words"], dynamic_axes={"ids": {0: "P"}, "words": {0: "P"}},
        )  # fmt: skip
        quantize_dynamic(whole, small, weight_type=QuantType.QInt8, per_channel=True, op_types_to_quantize=["MatMul", "Gather"])
        lay_raw(small)
        graph = small.read_bytes()
    signed = signed_products_are_right((OUT / "probe.onnx").read_bytes())
    large = ort.InferenceSession(graph if signed else unsigned(graph), options)
    model = load_model()
    other = (OUT / "encoder.onnx").read_bytes()
    other_kind = ort.InferenceSession(unsigned(other) if signed else other, options)
    texts = [json.loads(line)["text"] for line in (FOLDER / "own.jsonl").read_text("utf-8").split("\n") if line][:60]
    windows = []
    for text in texts:
        words = words_of(text)
        windows += model.windows(text, words, [], [[0] * len(COLUMNS)] * len(words))
    n_pieces = sum(len(w.feed["ids"]) for w in windows)
    runs = {
        "shipped": lambda w: model.encode(w), "12 x 768": lambda w: large.run(None, {"ids": w.feed["ids"]}),
        f"shipped, {'un' if signed else ''}signed": lambda w: other_kind.run(None, w.feed),
    }  # fmt: skip
    seconds: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(ROUNDS):
        for name, run in runs.items():
            began = time.perf_counter()
            for w in windows:
                run(w)
            seconds[name].append(time.perf_counter() - began)
    best = {name: n_pieces / min(s) for name, s in seconds.items()}
    print({name: f"{round(v)} pieces/s" for name, v in best.items()}, f"ratio {best['shipped'] / best['12 x 768']:.1f}")
    print(f"{len(windows)} windows, {n_pieces} pieces, mean {np.mean([len(w.feed['ids']) for w in windows]):.0f}")


if __name__ == "__main__":
    main()
