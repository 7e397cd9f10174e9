"""Averages checkpoints of one first stage: their mean reads better than either (Wortsman et al., Model soups, 2022).

In:  `build/model/A.pt`, `build/model/B.pt` …   Out: `build/model/NAME.pt`, each weight the mean, and `NAME.json`, what each was made from.

    python -m training.average NAME A B …
"""

from __future__ import annotations

import argparse
import json

import torch

from training.fit import BUILD


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("name")
    parser.add_argument("parts", nargs="+")
    args = parser.parse_args()
    weights = [torch.load(BUILD / f"{part}.pt") for part in args.parts]
    if any(w.keys() != weights[0].keys() for w in weights):
        raise SystemExit("the checkpoints do not hold the same weights")
    mean = {k: torch.stack([w[k].float() for w in weights]).mean(0).to(v.dtype) for k, v in weights[0].items()}
    torch.save(mean, BUILD / f"{args.name}.pt")
    stages = [{"mean_of": args.parts, "stages": [json.loads((BUILD / f"{part}.json").read_text("utf-8")) for part in args.parts]}]
    (BUILD / f"{args.name}.json").write_text(json.dumps(stages, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
