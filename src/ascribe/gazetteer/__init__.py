"""The gazetteer: names of places and where they are, in one read-only file.

`load_gazetteer` opens it, `Gazetteer.lookup` answers in microseconds; `build` makes the file from public sources.
"""

from __future__ import annotations

from ascribe.gazetteer.lookup import Gazetteer, PlaceCandidate, load_gazetteer

__all__ = ["Gazetteer", "PlaceCandidate", "load_gazetteer"]
