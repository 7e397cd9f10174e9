"""HTML put together from values, so that nothing that came from outside can become markup.

In:  names of elements, attributes, words.   Out: `Markup`, in which every word is escaped and every element closed.

Words are plain `str` and are always escaped; only what a `Pen` has made goes in as it is. There is no way to link to an address,
only to a place in the same page, and no way to write a style or a script.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from html import escape
from typing import Final

__all__ = ["Inside", "Markup", "Pen", "shown"]

# Control characters are no part of HTML, and marks that turn the reading direction must not reach beyond a name: each is one sign in sight
_UNSHOWN: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufffe\uffff]")
_NAME: Final = re.compile(r"(?:[a-z][a-z0-9-]*|viewBox)\Z")
#: Attributes that are read out or shown.
_TOLD: Final = frozenset(("aria-label", "title", "alt", "content"))
_VOID: Final = frozenset(("br", "meta", "col"))


class Markup(str):
    """HTML that a `Pen` has made."""

    __slots__ = ()


Inside = str | Markup | None | Iterable["Inside"]


def shown(words: str) -> str:
    """`words` with a sign in the place of each that is not to be seen, or that turns others round; as long as before.

    >>> ascii(shown("a\\u202eb"))
    "'a\\\\ufffdb'"
    """
    return _UNSHOWN.sub("\ufffd", words)


class Pen:
    """Writes elements. `words`, where given, is applied to all words before they are written, whoever they come from.

    >>> pen = Pen()
    >>> pen.tag("td", "<b>&", class_="number", id=None)
    '<td class="number">&lt;b&gt;&amp;</td>'
    >>> Pen(str.upper).many("a < b", pen.tag("b", "!"), None)
    'A &lt; B<b>!</b>'
    >>> pen.tag("a", "there", href="javascript:alert(1)")
    Traceback (most recent call last):
    ValueError: a link leads to a place in the page, not to javascript:alert(1)
    """

    def __init__(self, words: Callable[[str], str] = lambda words: words) -> None:
        self._words = words

    def many(self, *inside: Inside) -> Markup:
        """Several pieces one after the other."""
        return Markup("".join(self._pieces(inside)))

    def plain(self, words: str) -> Markup:
        """Words that are written as they are, escaped: ids, digests, and what has been through `words` before."""
        return Markup(escape(shown(words), quote=False))

    def tag(self, element: str, /, *inside: Inside, **attributes: str | int | float | bool | None) -> Markup:
        """An element with what stands inside. An attribute that is None or False is left out; `class_` is `class`, `aria_label`
        `aria-label`."""
        parts = [f"<{_checked(element)}"]
        for key, value in attributes.items():
            attribute = _checked(key.rstrip("_").replace("_", "-"))
            if attribute in ("style", "src", "action", "srcdoc") or attribute.startswith("on"):
                raise ValueError(f"no element here has a {attribute}")
            if attribute == "href" and not str(value).startswith("#"):
                raise ValueError(f"a link leads to a place in the page, not to {value}")
            if value is True:
                parts.append(f" {attribute}")
            elif value is not None and value is not False:
                told = self._words(value) if attribute in _TOLD and isinstance(value, str) else _number(value)
                parts.append(f' {attribute}="{escape(shown(told), quote=True)}"')
        parts.append(">")
        if element not in _VOID:
            parts += [*self._pieces(inside), f"</{element}>"]
        return Markup("".join(parts))

    def _pieces(self, inside: Inside) -> Iterator[str]:
        if inside is None:
            return
        if isinstance(inside, Markup):
            yield str(inside)
        elif isinstance(inside, str):
            yield escape(shown(self._words(inside)), quote=False)
        else:
            for one in inside:
                yield from self._pieces(one)


def _number(value: str | int | float | bool) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def _checked(name: str) -> str:
    if not _NAME.match(name):
        raise ValueError(f"no element or attribute is named {name!r}")
    return name
