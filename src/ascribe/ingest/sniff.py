"""What a file is, by what stands in it; its name only decides where the content leaves it open.

In:  the first bytes and the name.   Out: a format that is read, or why it is not and what to do.
"""

from __future__ import annotations

import json
import re
from typing import Literal, NamedTuple

from ascribe.ingest.text_encoding import utf16_without_mark

__all__ = ["HEAD_BYTES", "Format", "Unreadable", "is_wide", "sniff_format"]

Format = Literal["plain", "html", "feed", "warc", "jsonl", "gzip"]

#: How many bytes of a file tell what it is: licences and style sheets stand before the first element of some pages.
HEAD_BYTES = 16384


class Unreadable(NamedTuple):
    """Content that is not read: what it is, and what to do."""

    reason: str
    fix: str


_EXTRACT = "extract the text first and read that"
_UNPACK = "unpack it first and read the files in it"
# (offset, bytes, what it is, what to do)
_MAGIC: tuple[tuple[int, bytes, str, str], ...] = (
    (0, b"%PDF-", "a PDF file", f"{_EXTRACT}, for instance with pdftotext"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office file (DOC, XLS, PPT, MSG)", _EXTRACT),
    (0, b"{\\rtf", "an RTF file", _EXTRACT),
    (0, b"%!PS", "a PostScript file", _EXTRACT),
    (0, b"\x89PNG", "an image (PNG)", "write down the text in it first"),
    (0, b"\xff\xd8\xff", "an image (JPEG)", "write down the text in it first"),
    (0, b"GIF8", "an image (GIF)", "write down the text in it first"),
    (0, b"II*\x00", "an image (TIFF)", "write down the text in it first"),
    (0, b"MM\x00*", "an image (TIFF)", "write down the text in it first"),
    (8, b"WEBP", "an image (WebP)", "write down the text in it first"),
    (4, b"ftyp", "a video or image file (MP4, HEIC, AVIF)", "write down the words in it first"),
    (0, b"\x1aE\xdf\xa3", "a video file (Matroska, WebM)", "write down the words in it first"),
    (0, b"ID3", "a sound file (MP3)", "write down the words in it first"),
    (0, b"OggS", "a sound or video file (Ogg)", "write down the words in it first"),
    (0, b"RIFF", "a sound or video file (RIFF)", "write down the words in it first"),
    (0, b"BZh", "a bzip2 archive", _UNPACK),
    (0, b"\xfd7zXZ\x00", "an xz archive", _UNPACK),
    (0, b"(\xb5/\xfd", "a zstd archive", _UNPACK),
    (0, b"7z\xbc\xaf'\x1c", "a 7z archive", _UNPACK),
    (0, b"Rar!\x1a\x07", "a RAR archive", _UNPACK),
    (257, b"ustar", "a tar archive", _UNPACK),
    (0, b"SQLite format 3\x00", "an SQLite database", "export its texts as JSON lines"),
    (8, b"DUCK", "a DuckDB database", "export its texts as JSON lines"),
    (0, b"PAR1", "a Parquet file", "export it as JSON lines with the keys text, published, outlet, url"),
    (0, b"\x7fELF", "a program", "leave it out"),
    (0, b"MZ\x90\x00", "a program", "leave it out"),
    (0, b"filedesc://", "an ARC file", "convert it to WARC, for instance with warcio recompress"),
    (0, b"MIME-Version:", "a mail or a saved web archive (MHTML)", "save the page as HTML, or the mail as text"),
    (0, b"From: <Saved by", "a saved web archive (MHTML)", "save the page as HTML"),
)
_ZIP_KINDS = (
    (b"word/", "a Word file (DOCX)"),
    (b"xl/", "an Excel file (XLSX)"),
    (b"ppt/", "a PowerPoint file (PPTX)"),
    (b"application/epub", "an EPUB book"),
    (b"opendocument", "an OpenDocument file"),
)
_XML_OPENING = re.compile(
    r"\s*(?:<\?[^>]{0,500}>\s*|<!--(?:(?!-->).){0,4000}-->\s*|<!DOCTYPE[^>\[]{0,500}(?:\[[^\]]{0,2000}\])?\s*>\s*){0,20}<([A-Za-z][\w:.-]{0,60})",
    re.S | re.I,
)
_FEED_ROOTS = frozenset({"rss", "feed", "atom:feed", "rdf:rdf", "rdf"})
_HTML_TAG = re.compile(
    r"<(?:!doctype html|html|head|body|title|meta|link|script|style|article|main|div|section|table|h1|p|span|br|a"
    r"|blockquote|ul|center|font)[\s>/]",
    re.I,
)
_PAGE_NAMES = (".html", ".htm", ".xhtml", ".shtml", ".php", ".aspx")
_LINES_NAMES = (".jsonl", ".ndjson", ".jsonlines")
_TABLE_NAMES = (".csv", ".tsv")


def sniff_format(head: bytes, name: str = "") -> Format | Unreadable:
    """The format of a file that begins with `head` (up to `HEAD_BYTES` of it) and has this name (without `.gz`).

    >>> sniff_format(b"%PDF-1.7", "page.html").reason
    'a PDF file'
    >>> sniff_format(b"<!doctype html><p>Two died.", "page"), sniff_format(b'{"text": "Two died."}', "page.txt")
    ('html', 'jsonl')
    """
    name = name.lower()
    if head.startswith(b"\x1f\x8b"):
        return "gzip"
    if head.startswith(b"PK\x03\x04"):
        kind = next((kind for mark, kind in _ZIP_KINDS if mark in head), None)
        return Unreadable(kind or "a zip archive", _EXTRACT if kind else _UNPACK)
    for offset, magic, kind, fix in _MAGIC:
        if head.startswith(magic, offset):
            return Unreadable(kind, fix)
    if head.startswith(b"WARC/"):
        return "warc"
    text = _as_text(head)
    if text is None:
        return Unreadable("a binary file", "leave it out, or extract its text first")
    if not text.strip():
        return Unreadable("empty", "leave it out, or export it again") if len(head) < HEAD_BYTES else "plain"
    if name.endswith(_TABLE_NAMES):
        return Unreadable("a table", "write each row as a JSON line with the keys text, published, outlet, url")
    return _text_format(text.lstrip("\ufeff"), name)


def _text_format(text: str, name: str) -> Format | Unreadable:
    start = text.lstrip()
    if start.startswith("<"):
        root = _XML_OPENING.match(text)
        element = root[1].lower() if root else ""
        if element in _FEED_ROOTS:
            return "feed"
        if element == "html" or _HTML_TAG.search(text) is not None or name.endswith(_PAGE_NAMES):
            return "html"
        if start.startswith("<?xml"):
            return Unreadable(
                "XML that is neither a page nor a feed", "write its texts as JSON lines with the keys text, published, outlet, url"
            )
    if name.endswith(_PAGE_NAMES):
        return "html"
    if start.startswith(("{", "[")):
        return _json_format(start, name)
    return "jsonl" if name.endswith(_LINES_NAMES) else "plain"


def _json_format(start: str, name: str) -> Format | Unreadable:
    line, end, _ = start.partition("\n")
    if name.endswith(_LINES_NAMES):
        return "jsonl"
    one_a_line = Unreadable("JSON that is not one object a line", "write one object a line, for instance with jq -c '.[]' or jq -c .")
    if start.startswith("["):
        return one_a_line if name.endswith(".json") or re.match(r"\[\s*\{\s*\"", start) else "plain"
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        if not end and len(start) > HEAD_BYTES // 5 and re.match(r"\{\s*\"[\w.-]{1,60}\"\s*:", start):
            return "jsonl"  # the first line is longer than the head
        return one_a_line if name.endswith(".json") or re.match(r"\{\s*\"[\w.-]{1,60}\"\s*:", start) else "plain"
    return "jsonl"


def is_wide(head: bytes) -> bool:
    """Whether this is text of two or four bytes a character."""
    return head.startswith((b"\xff\xfe", b"\xfe\xff")) or utf16_without_mark(head) is not None


def _as_text(head: bytes) -> str | None:
    """The head as text, well enough to look for tags; null for what is no text."""
    for bom, name in ((b"\xff\xfe\x00\x00", "utf-32-le"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if head.startswith(bom):
            return head.decode(name, "replace")
    utf16 = utf16_without_mark(head)
    if utf16 is not None:
        return head.decode(utf16, "replace")
    if b"\x00" in head:
        return None
    controls = sum(head.count(bytes([c])) for c in (*range(1, 9), *range(14, 32)) if c != 0x1B)
    if controls * 50 > len(head):
        return None
    return head.decode("utf-8", "replace")
