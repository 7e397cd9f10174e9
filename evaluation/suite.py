"""The frame of every evaluation suite: rows in, one reading of their texts, figures out.

In:  a file of a data set's format (JSON Lines, plain or gzipped), or none: then the suite's development files.
Out: `Result`: the suite's figures, with what was scored (digest of the gold lines, id of the reading), what was left out and why.

A suite is one file `evaluation/suites/NAME.py` that defines `SUITE`, a `Suite`. Its gold rows are msgspec structs: keys that the suite
does not use are ignored, optional ones have defaults, and a broken line is named with its file and number. Texts are read in this
process through `Session.read`, which treats them as `ascribe read` does. A document that was trained on is left out of the figures.
"""

from __future__ import annotations

import gzip
import hashlib
import importlib
import os
import pkgutil
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

import msgspec

from ascribe.domain.actor import ActorMention
from ascribe.domain.claim import Record
from ascribe.domain.document import Document, published_day
from ascribe.domain.place import Place
from ascribe.domain.span import Span
from ascribe.domain.timex import TimeMention
from ascribe.errors import InputError, UsageError
from ascribe.ingest.normalise import normalise_text
from ascribe.read.reader import Attributions

__all__ = ["Defaults", "ReaderLike", "Result", "Session", "Suite", "data_folder", "evaluate", "flatten", "load_suite", "suite_names"]

HERE = Path(__file__).parent
OWN = HERE / "data" / "own.jsonl.gz"
REPORTS = HERE.parent / "src" / "ascribe" / "demo" / "reports.jsonl.gz"

G = TypeVar("G")
Figures = dict[str, Any]


class ReaderLike(Protocol):
    """What a suite needs of a reader."""

    def read(self, document: Document, /) -> Record:
        """The document with its claims."""

    def attributions(self, document: Document, /) -> Attributions:
        """The spans that the reader marks as source, cue and content."""

    def actors(self, document: Document, /) -> tuple[ActorMention, ...]:
        """Whom the phrases of the document that name somebody mean."""

    def places(self, document: Document, given: Sequence[Span] | None = None, /) -> tuple[Place | None, ...]:
        """The places that the text names, or what the names at the `given` spans mean, None where no place is known by the name."""

    def times(self, document: Document, given: Sequence[Span] | None = None, /) -> tuple[TimeMention | None, ...]:
        """The expressions of time in the text, or what those at the `given` spans say."""


@dataclass(frozen=True)
class Defaults:
    """The files a suite scores when none is given; `note` says what is missing from them."""

    files: tuple[Path, ...]
    note: str | None = None


@dataclass(frozen=True)
class Suite(Generic[G]):
    """One suite.

    `gold` is the type of a row, `trained(row, by_id)` whether the row was trained on (`by_id` where the row's id is one of ours, as in
    the development files), `score` the figures, `gated` the dotted names of those that the gate holds. Where development files are too
    large to read at every turn, `sampled(row)` says which of their rows are; a file that is given is read whole.
    """

    name: str
    about: str
    gold: type[G]
    defaults: Callable[[], Defaults]
    trained: Callable[[G, bool], bool]
    score: Callable[[Sequence[G], Session], Figures]
    gated: tuple[str, ...]
    sampled: Callable[[G], bool] | None = None


@dataclass
class Session:
    """One reader at work on one suite: reads texts as `ascribe read` does and keeps what the reader of the figures should know.

    `given` is true where the file was given, false where the suite's development files are scored.
    """

    reader: ReaderLike
    given: bool = False
    reading: str | None = None
    n_read: int = 0
    failed: list[str] = field(default_factory=list)
    partial_dates: list[str] = field(default_factory=list)
    normalised: int = 0

    def read(
        self,
        text: str,
        *,
        name: str,
        published: str | None = None,
        outlet: str | None = None,
        title: str | None = None,
        url: str | None = None,
    ) -> Record | None:
        """The record of a text; None where the reader failed on it (noted in `failed`, and a document without claims to the suite).

        A publication date that is no full ISO date (`2021-08`) is not passed on and noted.
        """
        normalised = normalise_text(text)
        self.normalised += normalised != text
        if published is not None and not _is_day(published):
            self.partial_dates.append(f"{name} ({published})")
            published = None
        self.n_read += 1
        try:
            document = Document.of(normalised, input_id=name, published=published, outlet=outlet, title=title, url=url)
            record = self.reader.read(document)
        except Exception as error:  # one document must not cost the figures of a thousand; the gate refuses any failure
            self.failed.append(f"{name}: {type(error).__name__}: {error}")
            return None
        if record.document.reading is not None:
            self.reading = record.document.reading.id
        return record

    def attributions(self, text: str, *, name: str) -> Attributions | None:
        """What the reader marks in a text; None where it failed on it, noted as for `read`."""
        self.n_read += 1
        try:
            return self.reader.attributions(Document.of(text, input_id=name))
        except Exception as error:
            self.failed.append(f"{name}: {type(error).__name__}: {error}")
            return None

    def actors(self, text: str, *, name: str, published: str | None = None) -> tuple[ActorMention, ...] | None:
        """Whom the phrases of a text mean; None where the reader failed on it, noted as for `read`."""
        self.n_read += 1
        try:
            return self.reader.actors(Document.of(text, input_id=name, published=published))
        except Exception as error:
            self.failed.append(f"{name}: {type(error).__name__}: {error}")
            return None

    def places(self, text: str, *, name: str, given: Sequence[Span] | None = None) -> tuple[Place | None, ...] | None:
        """The places of a text, or what the names at the `given` spans mean; None where the reader failed, noted as for `read`."""
        self.n_read += 1
        try:
            return self.reader.places(Document.of(text, input_id=name), given)
        except Exception as error:
            self.failed.append(f"{name}: {type(error).__name__}: {error}")
            return None

    def times(
        self, text: str, *, name: str, published: str | None, given: Sequence[Span] | None = None
    ) -> tuple[TimeMention | None, ...] | None:
        """The expressions of time in a text, or what those at the `given` spans say; None where the reader failed, noted as for `read`."""
        self.n_read += 1
        try:
            published = published if published is not None and _is_day(published) else None
            return self.reader.times(Document.of(text, input_id=name, published=published), given)
        except Exception as error:
            self.failed.append(f"{name}: {type(error).__name__}: {error}")
            return None

    def notes(self) -> list[str]:
        """What happened while reading that bears on the figures, in words."""
        notes = []
        if self.failed:
            notes.append(f"{len(self.failed)} documents could not be read and count as without claims; first: {self.failed[0]}")
        if self.partial_dates:
            shown = ", ".join(self.partial_dates[:5])
            notes.append(f"{len(self.partial_dates)} documents were read without their partial or malformed publication date: {shown}")
        if self.normalised:
            notes.append(f"{self.normalised} texts changed under normalisation (NFC, line ends); gold offsets were moved along")
        return notes


@dataclass(frozen=True)
class Result:
    """The figures of one suite and what they stand on. `gold` is the digest of the scored lines, `reading` the id of the reading."""

    suite: str
    figures: Figures
    files: tuple[str, ...]
    gold: str
    reading: str | None
    left_out: int
    failed: int
    notes: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """The figures at the top level, then what they stand on."""
        about = {"suite": self.suite, "files": list(self.files), "gold": self.gold, "reading": self.reading}
        return {**self.figures, "left_out": self.left_out, "failed": self.failed, **about, "notes": list(self.notes)}


def data_folder() -> Path | None:
    """The folder of data sets that `ASCRIBE_DATA` names, or None where it is unset, empty or no folder."""
    told = os.environ.get("ASCRIBE_DATA")
    return Path(told) if told and Path(told).is_dir() else None


def suite_names() -> tuple[str, ...]:
    """The suites there are, by name."""
    return tuple(sorted(m.name for m in pkgutil.iter_modules([str(HERE / "suites")])))


def load_suite(name: str) -> Suite[Any]:
    """The suite of that name; `UsageError` with the names there are for any other."""
    if name not in suite_names():
        raise UsageError(f"no suite {name!r}; there are: {', '.join(suite_names())}")
    suite: Suite[Any] = importlib.import_module(f"evaluation.suites.{name}").SUITE
    return suite


def evaluate(suite: Suite[G], reader: ReaderLike, files: Sequence[Path] = ()) -> Result:
    """Score `reader` on `files`, or on the suite's development files where none is given.

    On development files a document is left out by its id or its text; in a file that was given, whose ids may be anybody's, by its text
    (suites whose ids name the document everywhere also use those).
    """
    given = bool(files)
    defaults = Defaults(tuple(files)) if given else suite.defaults()
    notes = [defaults.note] if defaults.note else []
    digest, kept, left_out, not_sampled = hashlib.sha256(), [], 0, 0
    for path in defaults.files:
        for line, row in read_rows(path, suite.gold):
            if not given and suite.sampled is not None and not suite.sampled(row):
                not_sampled += 1
                continue
            if suite.trained(row, not given):
                left_out += 1
                continue
            digest.update(line + b"\n")
            kept.append(row)
    if not_sampled:
        notes.append(f"a sample of the development files: {len(kept)} rows scored, {not_sampled} not read")
    session = Session(reader, given)
    figures = suite.score(kept, session)
    shaping = getattr(reader, "reading", None)  # spans, places, times and actors come without a record that names its reading
    return Result(
        suite=suite.name,
        figures=figures,
        files=tuple(p.name for p in defaults.files),
        gold="sha256:" + digest.hexdigest(),
        reading=session.reading or (shaping.id if shaping is not None and session.n_read else None),
        left_out=left_out,
        failed=len(session.failed),
        notes=(*notes, *session.notes()),
    )


def read_rows(path: Path, gold: type[G]) -> Iterable[tuple[bytes, G]]:
    """Each line of a plain or gzipped JSON Lines file with its row; `InputError` names the file and the line that is broken."""
    decoder = msgspec.json.Decoder(gold)
    for number, line in enumerate(_lines(path), 1):
        if not line.strip():
            continue
        try:
            yield line.rstrip(b"\r\n"), decoder.decode(line)
        except (msgspec.DecodeError, ValueError) as error:  # ValidationError is a DecodeError
            raise InputError(f"{path}, line {number}", f"not a row of this data set ({error})", "mend or remove the line") from None


def _lines(path: Path) -> Iterable[bytes]:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(str(path), error.strerror or "cannot be read", "give the path of a JSON Lines file, plain or gzipped") from None
    if data[:2] == b"\x1f\x8b":
        try:
            data = gzip.decompress(data)
        except (OSError, EOFError, zlib.error) as error:
            raise InputError(str(path), f"damaged gzip data ({error})", "fetch the file again") from None
    data = data.removeprefix(b"\xef\xbb\xbf")
    if not data.strip():
        raise InputError(str(path), "no documents in it", "give a file with one JSON object a line")
    return data.split(b"\n")


def flatten(figures: Figures, prefix: str = "") -> dict[str, float]:
    """The numbers of nested figures under dotted names.

    >>> flatten({"n": 3, "claim": {"f1": 0.5}, "calibration_error": None})
    {'n': 3, 'claim.f1': 0.5}
    """
    flat: dict[str, float] = {}
    for key, value in figures.items():
        if isinstance(value, dict):
            flat |= flatten(value, f"{prefix}{key}.")
        elif isinstance(value, (int, float)) and not isinstance(value, bool):
            flat[prefix + key] = value
    return flat


def _is_day(published: str) -> bool:
    try:
        published_day(published)
    except ValueError:
        return False
    return True
