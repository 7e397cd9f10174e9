"""Reads texts with whichever `ascribe` is on the path: how `evaluation.compare` reads with the code of another commit.

In:  JSON lines on standard input: the keyword arguments of `Document.of`.   Out: a record a line, `{"error": …}` where the reader failed.

Run as a script (`python -P evaluation/read_texts.py`), with `PYTHONPATH` naming the `src` folder to read with.
"""

from __future__ import annotations

import json
import sys


def main() -> int:
    from ascribe.domain.document import Document
    from ascribe.read.reader import Reader

    reader = Reader.load()
    for line in sys.stdin.buffer:
        try:
            out = reader.read(Document.of(**json.loads(line))).to_json()
        except Exception as error:  # the other commit's faults are what is compared
            out = json.dumps({"error": f"{type(error).__name__}: {error}"}).encode()
        sys.stdout.buffer.write(out + b"\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
