"""Degrees to metres of a map around the city, and back."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from pyproj import CRS, Transformer

from camproof.simulator.values import Floats

__all__ = ["Projection"]


class Projection:
    """A transverse Mercator projection through the origin, on WGS 84.

    Its scale is 1 on the origin's meridian, and 1.0003 at 150 km from it (Snyder, USGS Professional Paper
    1395, section 8).

    :param origin: longitude and latitude in degrees.
    """

    def __init__(self, origin: tuple[float, float]) -> None:
        self.origin = origin

    @cached_property
    def _transformer(self) -> Transformer:
        longitude, latitude = self.origin
        there = CRS.from_proj4(
            f"+proj=tmerc +lat_0={latitude!r} +lon_0={longitude!r} +k=1 +ellps=WGS84 +units=m"
        )
        return Transformer.from_crs(CRS.from_epsg(4326), there, always_xy=True)

    def to_metres(self, longitude: Floats, latitude: Floats) -> tuple[Floats, Floats]:
        """East and north of the origin."""
        x_m, y_m = self._transformer.transform(longitude, latitude)
        return np.asarray(x_m, np.float64), np.asarray(y_m, np.float64)

    def to_degrees(self, x_m: Floats, y_m: Floats) -> tuple[Floats, Floats]:
        """Longitude and latitude."""
        longitude, latitude = self._transformer.transform(x_m, y_m, direction="INVERSE")
        return np.asarray(longitude, np.float64), np.asarray(latitude, np.float64)
