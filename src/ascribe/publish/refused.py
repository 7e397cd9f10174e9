"""What comes back from other tools and cannot be taken, with every reason.

In:  files.   Out: their text, or a document that is refused as a whole, so that no claim is taken for one that a person removed.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from ascribe.errors import InputError

__all__ = ["Refused", "decoded"]


class Refused(NamedTuple):
    """A document, or a file, that is not taken, and each place that is wrong in it."""

    where: str
    faults: tuple[InputError, ...]


def decoded(file: Path) -> str:
    """The text of a file in UTF-8; `InputError` where it is not there or is none."""
    try:
        return file.read_bytes().decode("utf-8")
    except OSError as error:
        raise InputError(str(file), error.strerror or str(error), "bring it, or leave its document out") from None
    except UnicodeDecodeError as error:
        raise InputError(f"{file}, byte {error.start}", "it is not UTF-8", "save it as UTF-8") from None
