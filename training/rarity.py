"""How rare words are in news: what makes a word that two reports share a sign that they tell one happening.

In:  the English news under `$ASCRIBE_DATA` that carries no incident labels: Wikinews, Wikipedia's current events, MUC-4's training part.
Out: `src/ascribe/lexicon/word_rarity.json`: word (`rarity.word_key`) → natural logarithm of documents over documents with the word, one
decimal, for words of at least `LEAST` documents; and the value of all others.

    python -m training.rarity
"""

from __future__ import annotations

import gzip
import json
import math
import os
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from ascribe.lexicon.rarity import RARITY_FILE, rare_words

FILES = ("wikinews_2019_2020/docs.jsonl.gz", "wikipedia_current_events/conflict_items.jsonl.gz", "muc4/train.jsonl.gz")
LEAST = 6


def texts(folder: Path) -> Iterator[str]:
    for name in FILES:
        for line in gzip.decompress((folder / name).read_bytes()).splitlines():
            yield json.loads(line)["text"]


def main() -> int:
    documents: Counter[str] = Counter()
    n = 0
    for text in texts(Path(os.environ["ASCRIBE_DATA"])):
        n += 1
        documents.update(set(rare_words(text)))
    known = {word: round(math.log(n / count), 1) for word, count in sorted(documents.items()) if count >= LEAST}
    table = {"documents": n, "unseen": round(math.log(n / (LEAST / 2)), 1), "words": known}
    RARITY_FILE.write_text(json.dumps(table, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    print(f"{len(known)} words of {n} documents", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
