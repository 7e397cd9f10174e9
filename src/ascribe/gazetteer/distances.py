"""Distances on the ground for telling places apart: on a flat map, right enough below a thousand kilometres.

In:  latitudes and longitudes, WGS 84 degrees.   Out: kilometres.
"""

from __future__ import annotations

import math

__all__ = ["KM_PER_DEGREE", "flat_km"]

#: Of latitude, and of longitude at the equator.
KM_PER_DEGREE = 111.2


def flat_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """The distance between two points, with the first one's length of a degree of longitude.

    >>> round(flat_km(34.53, 69.17, 34.43, 70.45))
    118
    """
    return math.hypot(lat1 - lat2, (lon1 - lon2) * math.cos(math.radians(lat1))) * KM_PER_DEGREE
