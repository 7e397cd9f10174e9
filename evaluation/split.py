"""Splits the annotated passages into train and dev, once, by article.

In:  the `claims/` files.   Out: `evaluation/splits/claims.json`, document id → `train` or `dev`, and how it was made.

Passages of one source document, or sharing fifteen 8-grams of words, stand on one side. A group is dev where the
SHA-256 of its smallest article key falls in the first quarter, so new passages never move old ones between the sides:
a passage that joins an existing group takes that group's side.

    python -m evaluation.split        rewrites the file, keeping every side already written down
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
import sys
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path
from typing import Any

SPLIT_FILE = Path(__file__).parent / "splits" / "claims.json"
SHARED_8GRAMS = 15
DEV_SHARE = 0.25


def article_key(doc: str) -> str:
    """The source article of a passage id: `guardian2-680` and `guardian-680` are parts of one article."""
    doc = re.sub(r"^(guardian|toi|re3d)2-", r"\1-", doc.partition("@")[0])
    doc = re.sub(r"^muc4-", "muc-", re.sub(r"^isaf-isaf-", "isaf-", re.sub(r"^current_events-", "wce-", doc)))
    if doc.startswith("wikinews-"):  # ids of some files are cut short and have their signs replaced
        doc = "wikinews-" + re.sub(r"[^A-Za-z0-9]", "_", doc.removeprefix("wikinews-"))[:40]
    return doc


def eight_grams(text: str) -> set[str]:
    words = re.findall(r"\w+", text.lower())
    return {" ".join(words[i : i + 8]) for i in range(len(words) - 7)}


def group_documents(documents: list[dict[str, Any]]) -> list[list[str]]:
    """Document ids in groups that must stand on one side."""
    parent: dict[str, str] = {}

    def find(x: str) -> str:
        parent.setdefault(x, x)
        while parent[x] != x:
            parent[x] = parent[parent[x]]
            x = parent[x]
        return x

    def union(a: str, b: str) -> None:
        a, b = sorted((find(a), find(b)))
        parent[b] = a

    holders: dict[str, list[str]] = defaultdict(list)
    texts: dict[str, str] = {}
    for d in documents:
        union(d["doc"], "article:" + article_key(d["doc"]))
        text_key = hashlib.sha256(d["text"].encode()).hexdigest()
        if text_key in texts:
            union(d["doc"], texts[text_key])
        texts[text_key] = d["doc"]
        for gram in eight_grams(d["text"]):
            holders[gram].append(d["doc"])
    shared: Counter[tuple[str, str]] = Counter()
    for docs in holders.values():
        for i, a in enumerate(docs):
            for b in docs[i + 1 :]:
                shared[a, b] += 1
    for (a, b), n in shared.items():
        if n >= SHARED_8GRAMS:
            union(a, b)
    groups: dict[str, list[str]] = defaultdict(list)
    for d in documents:
        groups[find(d["doc"])].append(d["doc"])
    return sorted(sorted(g) for g in groups.values())


def assign_sides(groups: list[list[str]], known: dict[str, str]) -> dict[str, str]:
    """A side for every document; those already written down keep theirs."""
    sides: dict[str, str] = {}
    for group in groups:
        told = sorted({known[d] for d in group if d in known})
        if len(told) > 1:
            raise SystemExit(f"{group}: a new passage joins train and dev; leave it out of the data")
        key = min(article_key(d) for d in group)
        drawn = int.from_bytes(hashlib.sha256(key.encode()).digest()[:4], "big") / 2**32
        side = told[0] if told else ("dev" if drawn < DEV_SHARE else "train")
        sides.update(dict.fromkeys(group, side))
    return dict(sorted(sides.items()))


def load_split() -> dict[str, str]:
    """Document id → `train` or `dev`, as written down."""
    sides: dict[str, str] = json.loads(SPLIT_FILE.read_text())["sides"]
    return sides


def side_of_article(doc: str, sides: dict[str, str]) -> str:
    """The side of a passage that the split does not list: that of its article, else `train`. Such passages were chosen by what
    the reader got wrong, so they are for training; the development passages stay as they were."""
    return sides.get(doc) or _sides_of_articles(tuple(sorted(sides.items()))).get(article_key(doc), "train")


@cache
def _sides_of_articles(sides: tuple[tuple[str, str], ...]) -> dict[str, str]:
    return {article_key(doc): side for doc, side in sides}


def main() -> int:
    folder = Path(os.environ["ASCRIBE_DATA"]) / "claims"
    files = sorted(folder.glob("*.jsonl.gz"))
    documents = [json.loads(line) for f in files for line in gzip.decompress(f.read_bytes()).splitlines()]
    known = load_split() if SPLIT_FILE.exists() else {}
    sides = known | assign_sides(group_documents(documents), known)
    about = {f.name: "sha256:" + hashlib.sha256(gzip.decompress(f.read_bytes())).hexdigest() for f in files}
    rule = "by article and by fifteen shared 8-grams; see evaluation/split.py"
    SPLIT_FILE.write_text(json.dumps({"rule": rule, "files": about, "sides": dict(sorted(sides.items()))}, indent=1) + "\n")
    print(Counter(sides.values()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
