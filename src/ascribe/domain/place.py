"""Places: a toponym of the text and what it resolves to."""

from __future__ import annotations

from typing import Literal

import msgspec

from ascribe.domain.span import Span

__all__ = ["OtherPlace", "Place", "PlacePrecision", "PlaceRole"]

#: 1 exact settlement or site, 2 near it (within about 25 km), 3 district, 4 province, 5 vague region or linear
#: feature, 6 country, 7 international waters or airspace: what the text supports (after UCDP GED's where_prec).
PlacePrecision = Literal[1, 2, 3, 4, 5, 6, 7]
PlaceRole = Literal["from", "to", "also"]


class Place(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where an event happened: the words, the name, and the gazetteer's answer or nulls.

    `lat`, `lon` are WGS 84 degrees, `radius_km` the distance from them within which the place lies, `country` an ISO
    3166-1 alpha-2 code, `admin1` and `admin2` names of province and district.
    """

    span: Span | None
    text: str | None
    name: str | None
    gazetteer_id: str | None
    lat: float | None
    lon: float | None
    country: str | None
    admin1: str | None
    admin2: str | None
    precision: PlacePrecision | None
    radius_km: float | None

    def __post_init__(self) -> None:
        if (self.span is None) != (self.text is None):
            raise ValueError("a place has its span and its words, or neither")
        if self.span is None and self.name is None:
            raise ValueError("a place without words needs a name")
        if (self.lat is None) != (self.lon is None):
            raise ValueError("a place has both coordinates or none")
        if self.lat is not None and self.lon is not None and not (-90 <= self.lat <= 90 and -180 <= self.lon <= 180):
            raise ValueError(f"no such point on earth: latitude {self.lat}, longitude {self.lon}")
        for field in ("lat", "lon", "radius_km"):
            value = getattr(self, field)
            if isinstance(value, int):  # so that a place is the same bytes before and after JSON
                msgspec.structs.force_setattr(self, field, float(value))


class OtherPlace(Place, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A further place of an event: its origin (`from`), destination (`to`) or one named beside it (`also`)."""

    role: PlaceRole

    @classmethod
    def of(cls, place: Place, role: PlaceRole) -> OtherPlace:
        """`place` in the given role."""
        return cls(role=role, **msgspec.structs.asdict(place))
