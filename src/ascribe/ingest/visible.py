"""The words of a page that a person can see, read straight from its characters.

In:  HTML as text.   Out: its visible text, a line a block.

Tree parsers lose what lies deeper than they go, without a word, so what they give is checked against this, which has no depth. It
runs in linear time on any input, where the standard library's parser does not. It knows nothing of style sheets and does not look for
the main text: it serves fragments (feeds), checks, and pages of which nothing else can be read.
"""

from __future__ import annotations

import html
import re

__all__ = ["n_letters", "visible_text"]

# An attempt never goes beyond the next "<", so all attempts together read the page once.
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9:-]{0,40})(?:[^<>\"']++|\"[^\"<]*+\"|'[^'<]*+')*+>")
_LOOSE_TAG = re.compile(r"</?([A-Za-z][A-Za-z0-9:-]{0,40})[^<>]*+>?")
_MARKUP = re.compile(r"<[!?/]")
_UNSEEN = frozenset(
    {
        "script",
        "style",
        "noscript",
        "template",
        "title",
        "svg",
        "math",
        "iframe",
        "object",
        "textarea",
        "select",
        "canvas",
        "audio",
        "video",
    }
)
_CLOSING = {name: re.compile(rf"</{name}\b[^<>]*+>?", re.IGNORECASE) for name in sorted(_UNSEEN)}
_INLINE = frozenset(
    {
        "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font",
        "i", "ins", "kbd", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
    }
)  # fmt: skip
_CELLS = frozenset({"td", "th"})
_BLANK = re.compile(r"[^\S\n]+")
_SPACES = re.compile(r"\s+")


def visible_text(page: str) -> str:
    """The visible text of `page`; block elements and `<br>` end lines, other blank space counts as one space.

    >>> visible_text("<title>x</title><p>Two\\n died&nbsp;<b>there</b>.<script>1 < 2</script><p>The army said so.")
    'Two died there.\\nThe army said so.'
    """
    pieces: list[str] = []
    absent: set[str] = set()  # what closes an unseen element and is nowhere ahead: not to be searched for again
    position, size = 0, len(page)
    while position < size:
        opening = page.find("<", position)
        if opening < 0:
            opening = size
        if opening > position:
            pieces.append(_SPACES.sub(" ", _unescaped(page[position:opening])))
        if opening == size:
            break
        tag = _TAG.match(page, opening) or _LOOSE_TAG.match(page, opening)
        if tag is None:
            position = _after_markup(page, opening, absent)
            if position == opening + 1:
                pieces.append("<")
            continue
        position = tag.end()
        name = (tag[2] if tag.re is _TAG else tag[1]).lower()
        if name in _UNSEEN and page[opening + 1] != "/":
            closing = _CLOSING[name].search(page, position) if name not in absent else None
            if closing is None:
                absent.add(name)
                if name in ("script", "style", "title", "textarea", "iframe", "noscript"):
                    break  # as browsers do: the rest belongs to the element
            else:
                position = closing.end()
        elif name in _CELLS:
            pieces.append(" ")
        elif name not in _INLINE:
            pieces.append("\n")
    lines = (_BLANK.sub(" ", line).strip() for line in "".join(pieces).split("\n"))
    return "\n".join(line for line in lines if line)


def n_letters(text: str) -> int:
    """How many characters of `text` are not blank: what pages are compared by."""
    return len(text) - sum(map(len, _SPACES.findall(text)))


def _after_markup(page: str, opening: int, absent: set[str]) -> int:
    """Where a comment, declaration or stray bracket that begins at `opening` ends."""
    if _MARKUP.match(page, opening) is None:
        return opening + 1
    for start, end in (("<!--", "-->"), ("<![CDATA[", "]]>")):
        if page.startswith(start, opening) and end not in absent:
            found = page.find(end, opening + 2)
            if found >= 0:
                return found + len(end)
            absent.add(end)
    found = page.find(">", opening) if ">" not in absent else -1
    if found < 0:
        absent.add(">")
        return opening + 1
    return found + 1


def _unescaped(text: str) -> str:
    if "&" not in text:
        return text
    try:
        return html.unescape(text)
    except ValueError:  # a character reference of thousands of digits
        return text
