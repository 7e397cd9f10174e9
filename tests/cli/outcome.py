"""What a run of the command line gives."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

__all__ = ["Ascribe", "Outcome"]


class Outcome(NamedTuple):
    code: int
    out: bytes
    err: str

    @property
    def lines(self) -> list[bytes]:
        return self.out.splitlines()


Ascribe = Callable[..., Outcome]
