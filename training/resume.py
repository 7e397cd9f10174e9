"""The shipped graphs as a checkpoint to train on from, where its float weights are no longer at hand.

In:  `src/ascribe/inference/model/`.   Out: `build/model/NAME.pt`, the int8 weights times their scales, and `NAME.json`, its stages.

    python -m training.resume NAME
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor

from training.export import OUT
from training.fit import BUILD, FORBIDDEN
from training.model import LAYERS, Model, load_minilm

#: The products of the encoder in the order in which its graph holds them.
PRODUCTS = [f"layers.{i}.{part}" for i in range(LAYERS) for part in ("qkv", "out", "up", "down")] + ["mix", "tags", "types"]


def weights_of(graph: Path) -> dict[str, Tensor]:
    """Each initializer of a shipped graph by its name, int8 ones in float. Products of the encoder have numbers for names."""
    kept = {i.name: numpy_helper.to_array(i) for i in onnx.load(str(graph)).graph.initializer}
    out: dict[str, Tensor] = {}
    for name, values in kept.items():
        if name.endswith("_quantized"):
            plain = name.removesuffix("_quantized")
            scale, zero = kept[f"{plain}_scale"], kept[f"{plain}_zero_point"].astype(np.float32)
            out[plain] = torch.from_numpy((values.astype(np.float32) - zero) * scale)
        elif not name.endswith(("_scale", "_zero_point")):
            out[name] = torch.from_numpy(values.copy())
    return out


def resume(folder: Path) -> tuple[Model, list[Any]]:
    """The model in a folder of shipped files, and the stages that it was made in.

    Vectors of words are MiniLM's, which training leaves as they are.

    Raises `ValueError` where a graph's weights are not those of this code's model."""
    pretrained, _, config = load_minilm()
    model = Model(config["vocab_size"])
    encoder, heads = weights_of(folder / "encoder.onnx"), weights_of(folder / "heads.onnx")
    products = iter([n for n in encoder if n.startswith("onnx::MatMul")])
    state = {name: w for name, w in encoder.items() if name.startswith("encoder.")}
    state |= {f"encoder.{part}.weight": encoder[name].T for part, name in zip(PRODUCTS, products, strict=True)}
    state["encoder.words.weight"] = pretrained["embeddings.word_embeddings.weight"]
    rows = [w for n, w in heads.items() if n.startswith("onnx::Concat")]
    state |= {
        f"heads.{n.removesuffix('_Transposed')}": w.T if n.endswith("_Transposed") else w
        for n, w in heads.items()
        if not n.startswith("onnx::")
    }
    state["heads.no_source"] = torch.cat(rows)
    about = json.loads((folder / "model.json").read_text("utf-8"))
    transitions = torch.tensor(about["transitions"])
    transitions[transitions <= FORBIDDEN / 2] = 0.0
    state["transitions"] = transitions
    wanted = {n: tuple(p.shape) for n, p in model.state_dict().items()}
    found = {n: tuple(w.shape) for n, w in state.items()}
    if wanted != found:
        raise ValueError(f"{folder}: not the weights of this model: {sorted(set(wanted.items()) ^ set(found.items()))}")
    model.load_state_dict(state)
    return model, about["training"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("name")
    args = parser.parse_args()
    model, stages = resume(OUT)
    BUILD.mkdir(parents=True, exist_ok=True)
    torch.save(model.state_dict(), BUILD / f"{args.name}.pt")
    (BUILD / f"{args.name}.json").write_text(json.dumps([*stages, {"resumed_from": "int8"}], indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
