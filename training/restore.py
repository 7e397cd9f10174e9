"""The shipped weights as a checkpoint to train on from, for who has no longer the checkpoint they were made of.

In:  `src/ascribe/inference/model/`.   Out: `build/model/NAME.pt`, and `NAME.json`, what the weights were made from.

    python -m training.restore NAME

Weights come back as int8 left them: within half a step of a scale that each output has of its own. Word vectors, which training never
moves, are those of the encoder to start from.
"""

from __future__ import annotations

import argparse
import json

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor

from training.export import OUT
from training.fit import BUILD
from training.model import Model, load_minilm, start_from_minilm


def float_weights(graph: onnx.GraphProto) -> dict[str, Tensor]:
    """Every weight of an int8 graph by the name of its layer's parameter, or of its node where the graph has no name for it."""
    held = {i.name: numpy_helper.to_array(i) for i in graph.initializer}
    out = {name: torch.tensor(value) for name, value in held.items() if not name.startswith("onnx::")}
    for node in graph.node:
        name = next((n for n in node.input if n.endswith("_quantized") and n in held), None)
        if name is None:
            continue
        stem = name.removesuffix("_quantized")
        weight = (held[name].astype("float32") - held[f"{stem}_zero_point"].astype("float32")) * held[f"{stem}_scale"]
        if node.op_type == "MatMulInteger":
            weight = weight.T  # ONNX multiplies from the right
        if stem.startswith("onnx::"):  # "/encoder/layers.0/qkv/MatMul_quant"
            stem = ".".join(node.name.split("/")[1:-1]) + ".weight"
        out[stem.removesuffix("_Transposed")] = torch.tensor(weight)
    return out


def restore() -> Model:
    """The shipped model, in float."""
    pretrained, _, config = load_minilm()
    model = Model(config["vocab_size"])
    start_from_minilm(model.encoder, pretrained)
    encoder = onnx.load(str(OUT / "encoder.onnx")).graph
    heads = onnx.load(str(OUT / "heads.onnx")).graph
    told = float_weights(encoder) | {f"heads.{name}": w for name, w in float_weights(heads).items()}
    about = json.loads((OUT / "model.json").read_text("utf-8"))
    transitions = torch.tensor(about["transitions"])
    transitions[:, 0, 2] = 0.0  # forbidden, whatever it was
    constants = [numpy_helper.to_array(i) for i in heads.initializer if i.name.startswith("onnx::Concat")]
    told |= {"transitions": transitions, "heads.no_source": torch.tensor(np.concatenate(constants))}
    told["encoder.words.weight"] = model.encoder.words.weight.detach()
    own = model.state_dict()
    model.load_state_dict({name: told[name].view_as(value) for name, value in own.items()})
    return model


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("name")
    args = parser.parse_args()
    BUILD.mkdir(parents=True, exist_ok=True)
    torch.save(restore().state_dict(), BUILD / f"{args.name}.pt")
    stages = json.loads((OUT / "model.json").read_text("utf-8"))["training"]
    (BUILD / f"{args.name}.json").write_text(json.dumps(stages, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
