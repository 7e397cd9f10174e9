"""Shards: the work of a long run, kept in pieces that are there whole or not at all, so that a run that was cut off goes on.

In:  lines of records, some hundred at a time.   Out: a folder with two files a shard, and the lines back.

`KEY.jsonl.gz` holds the records, `KEY.json` its entry in the manifest, written after it: without an entry a shard is not done. The key
is the digest of the ids of the documents and of the reading, so that a worker that does a piece of work again, after another or beside
it, writes the same bytes under the same name.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec

from ascribe.domain.ids import sha256
from ascribe.errors import StoreError
from ascribe.publish.files import writing

__all__ = ["Entry", "Shards", "shard_key"]

_ENTRY, _LINES = ".json", ".jsonl.gz"
_LOCK = ".lock"


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """What the manifest says of a shard: the ids of its documents in the order of its lines, their reading, and the digest of its bytes."""

    shard: str
    reading: str
    documents: tuple[str, ...]
    n_claims: int
    sha256: str


def shard_key(documents: Iterable[str], reading: str) -> str:
    """The key of the shard of these documents in this reading, whatever their order: `s-` and 32 hexadecimal digits."""
    return "s-" + hashlib.sha256(msgspec.json.encode([reading, sorted(documents)])).hexdigest()[:32]


class Shards:
    """A folder of shards, made when the first is written. Every worker may write; one run at a time may decide what is still to do."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, key: str, reading: str, lines: Sequence[tuple[str, bytes]], *, n_claims: int) -> None:
        """Keeps the shard `key`: for each document its id and its record's line. When it returns, it is on disk."""
        self.folder.mkdir(parents=True, exist_ok=True)
        data = gzip.compress(b"".join(line + b"\n" for _, line in lines), compresslevel=6, mtime=0)
        with writing(self.folder / f"{key}{_LINES}") as stream:
            stream.write(data)
        entry = Entry(shard=key, reading=reading, documents=tuple(id for id, _ in lines), n_claims=n_claims, sha256=sha256(data))
        with writing(self.folder / f"{key}{_ENTRY}") as stream:
            stream.write(msgspec.json.encode(entry) + b"\n")

    def entries(self, reading: str | None = None) -> Iterator[Entry]:
        """The manifest, by key; with `reading`, what it says of that one. `StoreError` where an entry is damaged."""
        for path in sorted(self.folder.glob(f"s-*{_ENTRY}")):
            try:
                entry = msgspec.json.decode(path.read_bytes(), type=Entry)
            except (msgspec.DecodeError, UnicodeDecodeError) as error:
                raise StoreError(
                    str(path), f"a shard's entry is damaged: {error}", "delete it; its documents are then read again"
                ) from error
            if reading in (None, entry.reading):
                yield entry

    def lines(self, reading: str | None = None) -> Iterator[bytes]:
        """The lines of all records, shard by shard in the order of keys. `StoreError` where a shard is missing or damaged.

        A document has one line in a reading, though a worker that outlived its run may have written a second.
        """
        seen: set[tuple[str, str]] = set()
        for entry in self.entries(reading):
            path = self.folder / f"{entry.shard}{_LINES}"
            data = path.read_bytes() if path.exists() else b""
            if sha256(data) != entry.sha256:
                fix = f"delete it and {entry.shard}{_ENTRY}; its documents are then read again"
                raise StoreError(str(path), "the shard is damaged" if data else "the shard is missing", fix)
            for document, line in zip(entry.documents, gzip.decompress(data).split(b"\n"), strict=False):
                if (entry.reading, document) not in seen:
                    seen.add((entry.reading, document))
                    yield line

    @contextmanager
    def deciding(self) -> Iterator[None]:
        """For the run that decides what is to do: keeps another one out, where the system can, and takes away what a cut-off one left."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / _LOCK).open("a") as lock:
            if not _locked(lock.fileno()):
                raise StoreError(str(self.folder), "another run writes shards here", "wait until it ends, or give another folder")
            for leftover in self.folder.glob(".s-*.tmp"):
                leftover.unlink(missing_ok=True)
            yield


def _locked(descriptor: int) -> bool:
    """Takes the lock, which goes with the process, however it ends; True too where the system has none."""
    try:
        import fcntl
    except ImportError:
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a file system without locks
        return True
    return True
