"""JSON lines: one object a line, one document an object.

In:  a file of lines.   Out: a document a line, and a problem for each line that is none, named by its number.

Keys: `text` (needed), `id`, `url`, `outlet`, `published`, `title`, `language`; other keys are left alone. What stands in the line is
stronger than what the caller gives.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from ascribe.domain.document import Document, Problem
from ascribe.errors import InputError
from ascribe.ingest.dates import looks_like_date, read_date
from ascribe.ingest.draft import Draft, Given, Place, finish_draft
from ascribe.ingest.language import language_code
from ascribe.ingest.limits import MAX_LINE_BYTES
from ascribe.ingest.text_encoding import decode_text

__all__ = ["PUBLISHED_KEYS", "read_jsonl"]

#: Where a publication date may stand; the first that is there counts.
PUBLISHED_KEYS = ("published", "publish_date", "publication_date", "date")
_KEYS = ("id", "url", "outlet", "title", "language", "text", *PUBLISHED_KEYS)
#: A key with one of these words may hold the publication date under another name.
_DATE_WORDS = frozenset(
    {
        "date", "dated", "time", "datetime", "timestamp", "day", "posted", "created", "published", "issued", "pubdate", "publishdate",
        "publisheddate", "publicationdate", "datum", "fecha", "tarih", "дата", "تاريخ",
    }
)  # fmt: skip
_WORD_BREAK = re.compile(r"[\W\d_]+|(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_DATE_FIX = "write a full date, as 2021-09-02 or 2021-09-02T10:00:00+04:30"


def read_jsonl(file: BinaryIO, path: str, given: Given) -> Iterator[Document | Problem]:
    """The documents of the lines of `file`, in their order; lines are read one at a time."""
    reported: set[str] = set()
    number = 0
    while True:
        try:
            line = file.readline(MAX_LINE_BYTES + 1)
            too_long = len(line) > MAX_LINE_BYTES and not line.endswith(b"\n")
            if too_long:
                while (rest := file.readline(1 << 20)) and not rest.endswith(b"\n"):
                    pass
        except InputError as error:
            yield Place(error.where, f"after line {number}").problem(error.reason, error.fix)
            return
        if not line:
            break
        number += 1
        place = Place(path, f"line {number}")
        if too_long:
            yield place.problem(f"a line of more than {MAX_LINE_BYTES >> 20} MB", "split it into its reports")
        elif line.strip(b" \t\r\n\xef\xbb\xbf"):
            yield from _read_line(line, place, given, reported)
        elif isinstance(file, io.BufferedReader):
            number += _skip_blank_lines(file)


def _skip_blank_lines(file: io.BufferedReader) -> int:
    """Passes over line ends by the block, and says how many: a bomb may hold a hundred million."""
    try:
        waiting = file.peek()
    except InputError:
        return 0  # the next read says it again
    return len(file.read(len(waiting) - len(waiting.lstrip(b"\n"))))


def _read_line(line: bytes, place: Place, given: Given, reported: set[str]) -> Iterator[Document | Problem]:
    text, blemish = decode_text(line)
    try:
        value = json.loads(text)
    except RecursionError:
        yield place.problem("not JSON: nested too deeply", "correct the line")
        return
    except json.JSONDecodeError as error:
        yield place.problem(
            f"not JSON: {error.msg.removesuffix(' at')}", "correct the line; each needs one whole object", detail=f"column {error.colno}"
        )
        return
    except ValueError:  # a number of thousands of digits
        yield place.problem("not JSON: a number too long", "correct the line")
        return
    if not isinstance(value, dict):
        yield place.problem("not an object", 'write each document as an object, as {"text": "…", "published": "2021-09-02"}')
        return
    words = value.get("text")
    if not isinstance(words, str):
        keys = ", ".join(list(value)[:12])
        yield place.problem("no text under the key text", "give the key text to what is to be read", detail=f"keys {keys}"[:200])
        return
    if blemish is not None:
        yield place.problem(blemish.reason, blemish.fix, detail=blemish.place, skipped=False)
    fields: dict[str, str | None] = {}
    for key in ("id", "url", "outlet", "title", "language"):
        field = value.get(key)
        if isinstance(field, bool) or not isinstance(field, (str, int, float, type(None))):
            yield place.problem(f"{key} is not read: it is no text", "write it as a string", skipped=False)
            field = None
        fields[key] = None if field is None or field == "" else str(field)
    if fields["language"] and language_code(fields["language"]) is None:
        yield place.problem("language is no ISO 639 code", "write it as en, ar, fa", detail=fields["language"][:40], skipped=False)
    published, problems = _published(value, place, reported)
    yield from problems
    yield from finish_draft(
        Draft(
            text=words, source=line.rstrip(b"\r\n"), input_id=fields["id"], title=fields["title"], url=fields["url"],
            outlet=fields["outlet"] or given.outlet, language=fields["language"], published=published or given.published,
            published_from="given",
        ),
        place,
    )  # fmt: skip


def _published(value: Mapping[str, Any], place: Place, reported: set[str]) -> tuple[str | None, list[Problem]]:
    """The date of publication, and what is wrong with it or with keys that look like it."""
    problems = []
    for key, other in value.items():
        if (
            key not in _KEYS
            and key not in reported
            and (looks_like_date(other) or (_names_date(key) and isinstance(other, (str, int, float)) and other not in ("", True, False)))
        ):
            reported.add(key)
            problems.append(
                place.problem(
                    "a key that looks like a date is not read",
                    "rename it published if it is the date of publication",
                    detail=f"key {key}"[:100],
                    skipped=False,
                )
            )
    name = next((k for k in PUBLISHED_KEYS if value.get(k) not in (None, "")), None)
    if name is None:
        return None, problems
    written = value[name]
    whole_number = isinstance(written, int) and not isinstance(written, bool)
    published = read_date(str(written)) if isinstance(written, str) or whole_number else None
    if published is None:
        problems.append(place.problem(f"{name} is no full date", _DATE_FIX, detail=repr(written)[:60], skipped=False))
    return published, problems


def _names_date(key: str) -> bool:
    """Whether a key sounds like a date, however its words are joined.

    >>> [_names_date(k) for k in ("publish-date", "pubDate", "Datum", "postedAt", "update", "candidate")]
    [True, True, True, True, False, False]
    """
    words = [word.lower() for word in _WORD_BREAK.split(key) if word]
    return not _DATE_WORDS.isdisjoint(words) or (len(words) > 1 and words[-1] == "at")
