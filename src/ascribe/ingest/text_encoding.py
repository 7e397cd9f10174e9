"""From bytes to text: byte order mark, declared encoding, UTF-8, and only then a guess, which is reported.

In:  bytes and the encoding that something around them declares.   Out: the text and, where it is not sure, what to know about it.
"""

from __future__ import annotations

import codecs
import re

from ascribe.ingest.normalise import Blemish

__all__ = ["decode_text", "declared_in_page", "utf16_without_mark"]

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
# What pages mean when they say so (WHATWG Encoding Standard, labels of legacy encodings).
_MEANT = {
    "iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932",
    "euc_kr": "cp949", "tis-620": "cp874", "iso8859-11": "cp874", "big5": "big5hkscs", "utf-16": "utf-16-le",
}  # fmt: skip
# Codecs of Python that are no encodings of texts, or that no page uses but an attacker does.
_REFUSED = frozenset({"utf-7", "unicode_escape", "raw_unicode_escape", "idna", "punycode", "undefined", "charmap", "mbcs", "oem"})
_META = re.compile(
    rb"<meta[^>]{0,500}?charset\s{0,5}=\s{0,5}[\"']?\s{0,5}([\w.:-]{2,40})|<\?xml[^>]{0,200}?encoding\s{0,5}=\s{0,5}[\"']([\w.:-]{2,40})",
    re.I,
)
#: Where a declaration may stand (HTML: the first 1,024 bytes; real pages put scripts before it).
_HEAD_BYTES = 8192
#: Of what is not UTF-8: up to one damaged character in so many leaves the rest trustworthy.
_DAMAGE = 500
#: A guess from more of the text is no better, only slower.
_SAMPLE_BYTES = 1 << 18
_CHECK = "check a few words with accents, and save the source as UTF-8 if they are wrong"


def decode_text(data: bytes, declared: str | None = None) -> tuple[str, Blemish | None]:
    """The text of `data`, without byte order mark; with what to report where the encoding was not as declared, or guessed.

    >>> decode_text("Café".encode())
    ('Café', None)
    >>> text, blemish = decode_text("Les combats près de la ville ont duré toute la nuit, d’après l’armée.".encode("cp1252"))
    >>> "près" in text, blemish.reason
    (True, 'not UTF-8')
    """
    for bom, name in _BOMS:
        if data.startswith(bom):
            return data[len(bom) :].decode(name, "replace"), None
    utf16 = utf16_without_mark(data)
    if utf16 is not None:
        return data.decode(utf16, "replace"), Blemish(f"read as {utf16}", "not UTF-8", _CHECK)
    wanted = _codec(declared)
    if wanted not in (None, "utf-8"):
        assert wanted is not None
        utf8 = _strict(data, "utf-8")
        if utf8 is not None and not data.isascii():
            return utf8, Blemish(f"declared {declared}", "the declared encoding is wrong", "it was read as UTF-8; correct the declaration")
        text = utf8 if utf8 is not None else _strict(data, wanted)
        if text is not None:
            return text, None
    text = _strict(data, "utf-8")
    if text is not None:
        return text, None
    damaged = data.decode("utf-8", "replace")
    n_lost = damaged.count("\ufffd")
    n_kept = sum(1 for c in damaged[:_SAMPLE_BYTES] if c > "\x7f") - n_lost
    if n_lost * _DAMAGE <= len(damaged) and n_kept > n_lost:
        return damaged, None  # UTF-8 with a few broken characters: the text's own U+FFFD is reported with the text
    return _guessed(data, declared)


def declared_in_page(data: bytes) -> str | None:
    """The encoding that a page or an XML file declares in its head; null where it declares none."""
    match = _META.search(data, 0, _HEAD_BYTES)
    return (match[1] or match[2]).decode("ascii") if match else None


def utf16_without_mark(data: bytes) -> str | None:
    """The byte order of UTF-16 text that does not say it: every second byte is zero in Latin text."""
    head = data[:_HEAD_BYTES]
    half = len(head) // 2
    if half < 8 or b"\x00" not in head:
        return None
    for name, zeros, others in (("utf-16-le", head[1::2], head[0::2]), ("utf-16-be", head[0::2], head[1::2])):
        if zeros.count(0) > 0.6 * half and others.count(0) < 0.05 * half:
            return name
    return None


def _strict(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name)
    except (UnicodeDecodeError, LookupError):
        return None


def _codec(label: str | None) -> str | None:
    """Python's name of a declared encoding; null where there is none such for texts."""
    if not label:
        return None
    try:
        info = codecs.lookup(label.strip())
    except (LookupError, ValueError):
        return None
    if not getattr(info, "_is_text_encoding", True) or info.name in _REFUSED:
        return None
    return _MEANT.get(info.name, info.name)


def _guessed(data: bytes, declared: str | None) -> tuple[str, Blemish | None]:
    from charset_normalizer import from_bytes

    matches = from_bytes(data[:_SAMPLE_BYTES])
    best = matches.best()
    # Of equally good guesses the library takes the first of the alphabet (cp1250); the Western one is what is meant far more often.
    guess = "cp1252" if any(m.encoding == "cp1252" for m in matches) else best.encoding if best is not None else None
    name = _codec(guess)
    text = _strict(data, name) if name is not None else None
    if text is None:
        name, text = "cp1252", data.decode("cp1252", "replace")
    assert name is not None
    place = f"read as {name}" + (f", declared {declared}" if declared else "")
    return text, Blemish(place, "not UTF-8", _CHECK)
