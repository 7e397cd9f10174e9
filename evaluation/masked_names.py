"""What `--mask-names` takes out of names that careful reading marked, and what else.

In:  names marked by reading, as offsets (`gold/names.jsonl`): `harmed` (killed, hurt, taken, threatened; witnesses, and relatives of these)
     or `other` (officials, spokesmen, commanders, attackers, reporters); their texts, found by digest in `$ASCRIBE_DATA/claims`.
Out: for each batch and kind how many names are gone as a whole, and which share of their letters; the masked words of nobody's name.

Each text is masked alone, as an export of that one report would be. `python -m evaluation.masked_names` prints the figures as JSON;
with `--missed` also the names that stayed and the words that went, for whoever mends it.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

import msgspec

from ascribe.domain.document import Document
from ascribe.publish.masking import Cut, mask_of
from evaluation.suite import HERE, ReaderLike, data_folder

__all__ = ["GOLD", "Masked", "Name", "Row", "figures_of", "main", "masked"]

GOLD: Final = HERE / "gold" / "names.jsonl"
Kind = Literal["harmed", "other"]
_KINDS: Final[tuple[Kind, ...]] = ("harmed", "other")
_WORD: Final = re.compile(r"[^\W\d_]+")


class Name(msgspec.Struct, frozen=True):
    """A person's name as it stands in a text, in code points."""

    start: int
    end: int
    kind: Kind


class Row(msgspec.Struct, frozen=True):
    """A text, by the digest of its bytes, and every person's name in it. `batch` 1 was looked at while masking was mended, 2 was marked
    when the rules stood."""

    doc: str
    sha256: str
    batch: int
    names: tuple[Name, ...]


class Masked(NamedTuple):
    """What became of a text: of each name its kind, words, letters and how many of these were masked; masked words of nobody's name."""

    names: tuple[tuple[Kind, str, int, int], ...]
    over: tuple[str, ...]


def masked(text: str, names: Sequence[Name], cuts: Iterable[Cut]) -> Masked:
    """Holds what was cut out of `text` against its names; only letters count."""
    hidden = {at for cut in cuts for at in range(cut.start, cut.end)}
    seen = []
    of_names: set[int] = set()
    for name in names:
        letters = [at for word in _WORD.finditer(text, name.start, name.end) for at in range(word.start(), word.end())]
        of_names.update(range(name.start, name.end))
        seen.append((name.kind, text[name.start : name.end], len(letters), len(hidden.intersection(letters))))
    over = [word[0] for word in _WORD.finditer(text) if hidden.issuperset(range(*word.span())) and of_names.isdisjoint(range(*word.span()))]
    return Masked(tuple(seen), tuple(over))


def figures_of(found: Sequence[Masked]) -> dict[str, Any]:
    """The figures over all texts; shares are of 1, null where there is nothing to count."""
    figures: dict[str, Any] = {"texts": len(found)}
    for kind in _KINDS:
        of_kind = [name for one in found for name in one.names if name[0] == kind]
        whole, letters = sum(n == gone for _, _, n, gone in of_kind), sum(n for _, _, n, _ in of_kind)
        figures[kind] = {
            "names": len(of_kind), "whole": _share(whole, len(of_kind)), "letters": _share(sum(gone for *_, gone in of_kind), letters),
        }  # fmt: skip
    figures["words_of_no_name"] = sum(len(one.over) for one in found)
    return figures


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 3) if whole else None


def _texts(folder: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    for file in sorted((folder / "claims").glob("*.jsonl.gz")):
        for line in gzip.decompress(file.read_bytes()).splitlines():
            row = json.loads(line)
            yield hashlib.sha256(row["text"].encode()).hexdigest(), row


def _read(rows: Sequence[Row], folder: Path, reader: ReaderLike) -> Iterator[tuple[int, Masked]]:
    texts = dict(_texts(folder))
    for row in rows:
        given = texts.get(row.sha256)
        if given is None:
            continue
        published = given.get("published") if len(given.get("published") or "") == 10 else None
        record = reader.read(Document.of(given["text"], outlet=given.get("outlet"), published=published))
        yield row.batch, masked(record.document.text, row.names, mask_of(lambda record=record: [record]).cuts(record.document.text))  # type: ignore[misc]


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the figures."""
    options = argparse.ArgumentParser(prog="python -m evaluation.masked_names", description=str(__doc__).partition("\n")[0])
    options.add_argument("--missed", action="store_true", help="also the names that stayed, and masked words of nobody's name")
    given = options.parse_args(arguments)
    folder = data_folder()
    if folder is None:
        print("ASCRIBE_DATA names no folder with claims/: nothing measured", file=sys.stderr)
        return 3
    from ascribe.read.reader import Reader

    rows = [msgspec.json.decode(line, type=Row) for line in GOLD.read_bytes().splitlines()]
    found = list(_read(rows, folder, Reader.load()))
    of_batch = {batch: [one for n, one in found if n == batch] for batch in sorted({row.batch for row in rows})}
    print(json.dumps({f"batch {batch}": figures_of(some) for batch, some in of_batch.items()}, indent=2))
    if given.missed:
        print("stayed:", *(words for _, one in found for kind, words, n, gone in one.names if kind == "harmed" and gone < n), sep="\n  ")
        print("of no name:", *(word for _, one in found for word in one.over), sep="\n  ")
    return 0 if len(found) == len(rows) else 1


if __name__ == "__main__":
    sys.exit(main())
