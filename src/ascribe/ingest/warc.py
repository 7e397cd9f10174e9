"""WARC archives, plain or gzipped: each record that holds a page, a text or a feed gives its documents.

In:  a file that can seek.   Out: the documents of its responses, resources and conversions (the texts of WET files).

At damage, reading goes on with the next gzip member or record that begins like one; what lies between is named with its byte.
"""

from __future__ import annotations

import base64
import hashlib
import io
import re
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO

from ascribe.domain.document import Document, Problem
from ascribe.ingest.draft import Given, Place
from ascribe.ingest.feed import read_feed
from ascribe.ingest.html import read_html
from ascribe.ingest.limits import MAX_DAMAGES, MAX_PAGE_BYTES, MAX_RECORD_BYTES
from ascribe.ingest.page_process import PageProcess
from ascribe.ingest.plain import read_plain
from ascribe.ingest.sniff import HEAD_BYTES, Unreadable, sniff_format

__all__ = ["read_warc"]

_DOCUMENT_KINDS = frozenset({"response", "resource", "conversion"})
_OTHER_KINDS = frozenset({"warcinfo", "request", "metadata", "revisit", "continuation"})
_RECORD = re.compile(rb"(?:\A|\n)(WARC/[01]\.\d{1,2}\r?\n)")
_MEMBER = re.compile(rb"\x1f\x8b\x08[\x00-\x1f]")
_CHUNK = 1 << 20
_REREAD = "what stands around it is read; fetch the file again for the rest"
#: Types of content that may be reports. Style sheets, scripts, pictures and data are left alone without a word.
_TEXTS = re.compile(r"text/(?:html|plain)|application/(?:xhtml\+xml|rss\+xml|atom\+xml|rdf\+xml|xml)|text/xml", re.I)
_PAGES = re.compile(r"text/(?:html|plain)|application/xhtml", re.I)
_DOCUMENTS = re.compile(r"application/(?:pdf|msword|rtf|vnd\.(?:openxmlformats-officedocument|oasis\.opendocument|ms-))", re.I)
_CHARSET = re.compile(r"charset\s{0,3}=\s{0,3}[\"']?([\w.:-]{2,40})", re.I)


def read_warc(file: BinaryIO, path: str, given: Given, parser: PageProcess) -> Iterator[Document | Problem]:
    """The documents of the archive `file`, in its order. Other records (requests, pictures, errors, revisits) are no documents."""
    from fastwarc.warc import ArchiveIterator

    size = file.seek(0, io.SEEK_END)
    position, number, n_damages = 0, 0, 0
    reported: set[str] = set()
    while position < size:
        file.seek(position)
        records = ArchiveIterator(file, parse_http=False)
        at, n_before, damage = position, number, ""
        while not damage:
            try:
                record = next(records, None)
                if record is None:
                    break
                at, number = record.stream_pos, number + 1
                block = _block(record)
            except OSError:
                damage = f"after record {number}, byte {at} or later"
                break
            place = Place(path, f"record {number} at byte {at}")
            if (block is not None and len(block) < record.content_length) or not record.headers.get("WARC-Type"):
                damage = place.within or ""
            else:
                yield from _read_record(record, block, place, given, parser, reported)
        if not damage:
            cut = _cut_member(file, at, size)
            if cut is not None:
                yield Place(path, f"after record {number}, byte {cut}").problem("the archive is cut off or damaged here", _REREAD)
            return
        n_damages += 1
        if number > n_before or n_damages == 1:  # one report for damage that no record interrupts
            yield Place(path, damage).problem("the archive is damaged here", _REREAD)
        if n_damages == MAX_DAMAGES:
            yield Place(path, damage).problem(
                f"the archive is damaged in {MAX_DAMAGES} places", "what follows is not read; fetch the file again"
            )
            return
        following = _next_start(file, max(at, position) + 1, size)
        position = size if following is None else following


def _block(record: Any) -> bytes | None:
    """The record's block where it may hold a document; null for other kinds and for what is too long."""
    kind = (record.headers.get("WARC-Type") or "").lower()
    if kind not in _DOCUMENT_KINDS or record.content_length > MAX_RECORD_BYTES:
        return None
    return bytes(record.reader.read(record.content_length))


def _read_record(
    record: Any, block: bytes | None, place: Place, given: Given, parser: PageProcess, reported: set[str]
) -> Iterator[Document | Problem]:
    kind = (record.headers.get("WARC-Type") or "").lower()
    if kind not in _DOCUMENT_KINDS:
        if kind not in _OTHER_KINDS:
            yield place.problem("a record of an unknown kind", "if it is damaged, fetch the file again", detail=kind[:40])
        return
    url, record_id = record.headers.get("WARC-Target-URI"), record.headers.get("WARC-Record-ID")
    url = url.strip("<>") if url else None  # some writers of WARC 1.0 put brackets around it
    content_type = record.headers.get("Content-Type") or ""
    if block is None:
        if kind != "resource" or _TEXTS.match(content_type):
            yield place.problem(f"a record of more than {MAX_RECORD_BYTES >> 20} MB", "it is no report; extract it if it is", skipped=False)
        return
    if not _digest_holds(record.headers.get("WARC-Block-Digest"), block):
        yield place.problem("the record is not what was archived: its digest differs", "compare it with another copy", skipped=False)
    if kind == "response" and content_type.lower().startswith("application/http"):
        try:
            record.set_bytes_content(block)
            record.is_http = True
            record.parse_http(auto_decode="all")
            status, content_type = record.http_headers.status_code, record.http_headers.get("Content-Type") or ""
            if status is not None and status != 200:
                return
            data = bytes(record.reader.read(MAX_PAGE_BYTES + 1))
        except (OSError, ValueError) as error:
            yield place.problem("the response cannot be decoded", "fetch the page again", detail=" ".join(str(error).split())[:80])
            return
    else:
        if kind == "response" and content_type.lower() != "text/dns":
            yield place.problem("a response that is not HTTP", "if it is damaged, fetch the file again", detail=content_type[:40])
            return
        data = block
    if _DOCUMENTS.match(content_type):
        if content_type not in reported:
            reported.add(content_type)
            yield place.problem(f"{content_type[:80]} in the archive is not read", "extract its text first", skipped=False)
        return
    if content_type and not _TEXTS.match(content_type):
        return
    if len(data) > MAX_PAGE_BYTES:
        yield place.problem(f"a page of more than {MAX_PAGE_BYTES >> 20} MB", "save its text and read that")
        return
    yield from _read_payload(data, content_type, url, record_id, place, given, parser)


def _read_payload(
    data: bytes, content_type: str, url: str | None, record_id: str | None, place: Place, given: Given, parser: PageProcess
) -> Iterator[Document | Problem]:
    declared = _CHARSET.search(content_type)
    charset = declared[1] if declared else None
    format_ = sniff_format(data[:HEAD_BYTES], "page.html" if "html" in content_type.lower() else "")
    if isinstance(format_, Unreadable):
        if _PAGES.match(content_type):
            yield place.problem(f"{format_.reason}, served as {content_type[:60]}", format_.fix)
    elif format_ == "html":
        yield from read_html(data, place, given, parser, charset=charset, url=url, input_id=record_id)
    elif format_ == "feed":
        yield from read_feed(data, place, given, parser, charset=charset)
    elif content_type.lower().startswith("text/plain"):
        yield from read_plain(data, place, given, charset=charset, url=url, input_id=record_id)


def _digest_holds(stated: str | None, block: bytes) -> bool:
    """Whether the block has the digest its record states; true where none is stated or its kind is not known."""
    name, _, value = (stated or "").partition(":")
    if name.lower() not in ("sha1", "sha256", "md5", "sha512") or not value:
        return True
    digest = hashlib.new(name.lower(), block).digest()
    return value.lower() == digest.hex() or value.upper().rstrip("=") == base64.b32encode(digest).decode().rstrip("=")


def _next_start(file: BinaryIO, position: int, size: int) -> int | None:
    """Where the next record begins, or the next gzip member that holds one; null where there is none."""
    while position < size:
        file.seek(max(0, position - 1))
        chunk = file.read(_CHUNK + 32)
        shift = max(0, position - 1)
        starts = [shift + m.start(1) for m in _RECORD.finditer(chunk) if m.start(1) > 0 or shift == 0]
        starts += [shift + m.start() for m in _MEMBER.finditer(chunk)]
        for start in sorted(s for s in starts if s >= position):
            if _begins_record(file, start):
                return start
        position = shift + _CHUNK
    return None


def _begins_record(file: BinaryIO, start: int) -> bool:
    file.seek(start)
    head = file.read(512)
    if head.startswith(b"\x1f\x8b"):
        try:
            head = zlib.decompressobj(wbits=31).decompress(head, 16)
        except zlib.error:
            return False
    return head.startswith(b"WARC/")


def _cut_member(file: BinaryIO, at: int, size: int) -> int | None:
    """Where a gzip member at or after `at` is cut off or something else stands; null where the file ends as it should."""
    file.seek(at)
    if file.read(2) != b"\x1f\x8b":
        return None
    while at < size:
        file.seek(at)
        member = zlib.decompressobj(wbits=31)
        n_read = 0
        try:
            while not member.eof:
                data = member.unconsumed_tail or file.read(1 << 16)
                if not data:
                    return at
                n_read += 0 if member.unconsumed_tail else len(data)
                member.decompress(data, 1 << 20)
        except zlib.error:
            return at
        at += n_read - len(member.unused_data)
        file.seek(at)
        if not file.read(1 << 16).strip(b"\x00\r\n "):  # padding after the last member is harmless
            return None
    return None
