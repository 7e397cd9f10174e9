"""Whose claims the reader finds: of the development passages' claims, the share found and found with their core right, by kind.

In:  `$ASCRIBE_DATA`, the shipped model.   Out: a table on stdout, for MODEL_CARD.md.

    python -m training.recall
"""

from __future__ import annotations

import sys
from collections import Counter

import msgspec

from ascribe.read.reader import Reader
from evaluation.scorers.claims import GoldDocument, assign, checks, code_gold, code_record
from training.data import document_of, load_passages

LEAST = 15  # claims of a kind; fewer say nothing


def main() -> int:
    reader = Reader.load()
    n: dict[str, Counter[str]] = {"all": Counter(), "found": Counter(), "core": Counter()}
    statuses: Counter[str] = Counter()
    for passage in load_passages("train")[0]:
        statuses.update(c["status"] for c in passage["claims"])
    for passage in load_passages("dev")[0]:
        gold = msgspec.convert(passage, GoldDocument, strict=False)
        coded = [code_gold(c) for c in gold.claims]
        read = code_record(msgspec.to_builtins(reader.read(document_of(passage))), gold.text)
        pairs = dict(assign(coded, read))
        for i, claim in enumerate(passage["claims"]):
            kinds = [f"source: {claim['source_kind']}", f"status: {claim['status']}", f"texts: {passage['corpus']}"]
            kinds += ["nobody told to act" if not claim["initiator"] else "somebody told to act"]
            for kind in kinds:
                n["all"][kind] += 1
                n["found"][kind] += i in pairs
                n["core"][kind] += i in pairs and checks(coded[i], read[pairs[i]])["core"]
    print("| claims | n | found | core right |\n|---|---|---|---|")
    for kind in sorted(k for k, v in n["all"].items() if v >= LEAST):
        print(f"| {kind} | {n['all'][kind]} | {n['found'][kind] / n['all'][kind]:.2f} | {n['core'][kind] / n['all'][kind]:.2f} |")
    total = sum(statuses.values())
    print(f"\ntrained on {total} claims: " + ", ".join(f"{s} {v / total:.1%}" for s, v in statuses.most_common()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
