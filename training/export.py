"""Writes a checkpoint as the files that the package ships.

In:  `build/model/NAME.pt`.   Out: `src/ascribe/inference/model/`: `encoder.onnx` and `heads.onnx` (int8), `probe.onnx`, `tokenizer.json`,
     `model.json`.

    python -m training.export NAME [--float]

Weights are quantised to int8, a scale for each output, activations as they come; word vectors and tags are compared with the float graph's.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import tempfile
from pathlib import Path

import numpy as np
import onnx
import onnxruntime as ort
import torch
from onnx import helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from ascribe._version import __version__
from ascribe.inference.labels import CLASSES, label_names
from ascribe.inference.weights import PROBE_COLUMNS, PROBE_INNER
from ascribe.read.evidence import COLUMNS
from training.fit import BUILD, allowed
from training.model import Model, load_minilm

OUT = Path(__file__).parents[1] / "src/ascribe/inference/model"

#: What is shipped beside `model.json`, which holds their digests.
FILES = ("encoder.onnx", "heads.onnx", "probe.onnx", "tokenizer.json")
#: The sets that the shipped model was trained on; MODEL_CARD.md gives their licences.
TRAINED_ON = [
    "all-MiniLM-L6-v2 (start)", "PolNeAR 1.0.0 train", "Ascribe claims train",
    "Wikipedia Current Events 2025", "Wikinews 2019-2020", "MUC-3 dev",
    "re3d without BBC", "ISAF press releases", "South Asia Terrorism Portal", "InSight Crime", "Guardian", "Times of India 2002",
]  # fmt: skip


class _Encoder(nn.Module):
    """The encoder over one unpadded window, its tags already in the order of `TAGS`."""

    def __init__(self, model: Model) -> None:
        super().__init__()
        self.encoder = model.encoder

    def forward(self, ids: Tensor, evidence: Tensor, piece_word: Tensor, first: Tensor) -> tuple[Tensor, ...]:
        h, tags, types = self.encoder(ids[None], evidence[None], piece_word[None], first[None])
        return h[0], tags[0], types[0]


def export(checkpoint: Path, out: Path, *, quantised: bool, trained_on: list[str]) -> None:
    """Write the graphs of a checkpoint to the folder `out`; `trained_on` names the training sets, for the record's reading."""
    _, tokenizer, config = load_minilm()
    model = Model(config["vocab_size"])
    model.load_state_dict(torch.load(checkpoint))
    model.eval()
    out.mkdir(parents=True, exist_ok=True)
    p, w = 40, 30
    inputs = (
        torch.randint(5, 1000, (p,)),
        torch.zeros(w, len(COLUMNS), dtype=torch.long),
        torch.randint(0, w, (p,)),
        torch.randint(0, p, (w,)),
    )
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "encoder.onnx"
        torch.onnx.export(
            _Encoder(model), inputs, str(whole), dynamo=False, opset_version=17, input_names=["ids", "evidence", "piece_word", "first"],
            output_names=["words", "tags", "types"],
            dynamic_axes={"ids": {0: "P"}, "evidence": {0: "W"}, "piece_word": {0: "P"}, "first": {0: "W"}, "words": {0: "W"},
                          "tags": {0: "W"}, "types": {0: "W"}},
        )  # fmt: skip
        if quantised:
            quantize_dynamic(
                whole, out / "encoder.onnx", weight_type=QuantType.QInt8, per_channel=True, op_types_to_quantize=["MatMul", "Gather"]
            )
        else:
            shutil.copyfile(whole, out / "encoder.onnx")
        small = Path(folder) / "heads.onnx"
        torch.onnx.export(
            model.heads, (torch.randn(w, 768), torch.tensor([1, 2])), str(small), dynamo=False, opset_version=17,
            input_names=["words", "asked"], output_names=["links", "none", *CLASSES],
            dynamic_axes={"words": {0: "W"}, "asked": {0: "N"}, "links": {0: "N", 1: "W"}, "none": {0: "N"},
                          **{name: {0: "N"} for name in CLASSES}},
        )  # fmt: skip
        if quantised:
            quantize_dynamic(
                small, out / "heads.onnx", weight_type=QuantType.QInt8, per_channel=True, op_types_to_quantize=["MatMul", "Gemm"]
            )
        else:
            shutil.copyfile(small, out / "heads.onnx")
        for graph in ("encoder.onnx", "heads.onnx"):
            lay_raw(out / graph)
            onnx.checker.check_model(str(out / graph))
        a = ort.InferenceSession(str(whole)).run(
            None, dict(zip(["ids", "evidence", "piece_word", "first"], [x.numpy() for x in inputs], strict=True))
        )
        b = ort.InferenceSession(str(out / "encoder.onnx")).run(
            None, dict(zip(["ids", "evidence", "piece_word", "first"], [x.numpy() for x in inputs], strict=True))
        )
        print("largest difference of tags, float to shipped", float(np.abs(a[1] - b[1]).max()))
    write_probe(out / "probe.onnx")
    shutil.copyfile(tokenizer, out / "tokenizer.json")
    about = {
        "name": "ascribe-reader", "version": __version__, "trained_on": trained_on,
        "training": json.loads(checkpoint.with_suffix(".json").read_text("utf-8")),
        "labels": label_names(), "evidence": [list(c) for c in COLUMNS],
        "transitions": allowed(model.transitions).detach().numpy().round(4).tolist(),
        "sha256": {f: hashlib.sha256((out / f).read_bytes()).hexdigest() for f in FILES},
    }  # fmt: skip
    (out / "model.json").write_text(json.dumps(about, indent=1) + "\n", "utf-8")
    print({f.name: f.stat().st_size for f in sorted(out.iterdir())})


def lay_raw(file: Path) -> None:
    """Write every int8 tensor of the graph as bytes, where `ascribe.inference.weights` looks for them."""
    model = onnx.load(str(file))
    for tensor in model.graph.initializer:
        if tensor.data_type == onnx.TensorProto.INT8:
            tensor.CopyFrom(numpy_helper.from_array(numpy_helper.to_array(tensor), tensor.name))
    file.write_bytes(model.SerializeToString(deterministic=True))


def write_probe(file: Path) -> None:
    """Write the graph of one product with signed weights, for `ascribe.inference.weights.signed_products_are_right`."""
    weights = numpy_helper.from_array(np.full((PROBE_INNER, PROBE_COLUMNS), 127, np.int8), "weights")
    graph = helper.make_graph(
        [helper.make_node("MatMulInteger", ["activations", "weights"], ["product"])], "probe",
        [helper.make_tensor_value_info("activations", onnx.TensorProto.UINT8, ["rows", PROBE_INNER])],
        [helper.make_tensor_value_info("product", onnx.TensorProto.INT32, ["rows", PROBE_COLUMNS])], [weights],
    )  # fmt: skip
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    file.write_bytes(model.SerializeToString(deterministic=True))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("name")
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--float", action="store_true", help="leave the weights as they are, to compare with")
    args = parser.parse_args()
    export(BUILD / f"{args.name}.pt", args.out, quantised=not args.float, trained_on=TRAINED_ON)


if __name__ == "__main__":
    main()
