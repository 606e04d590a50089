"""Places that are to be seen, as columns."""

from __future__ import annotations

from dataclasses import dataclass

from camproof.simulator.values.inventory import Floats, Ints, Smalls
from camproof.simulator.values.kinds import PlaceType

__all__ = ["PLACE_TYPES", "Places"]

PLACE_TYPES: tuple[PlaceType, ...] = tuple(PlaceType)
"""What the numbers of ``Places.kind`` mean."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """P demand points of A places; a point place is one point, an area a grid of them.

    :param names: (A,) as in the file.
    :param place: (P,) which of the names a point belongs to.
    :param kind: (P,) number in ``PLACE_TYPES``.
    :param x_m: (P,) of the map of the inventory; ``y_m`` likewise.
    :param weight: (P,) how much a point counts; those of a place add up to its weight, 1 unless the file says
        otherwise.
    """

    names: tuple[str, ...]
    place: Ints
    kind: Smalls
    x_m: Floats
    y_m: Floats
    weight: Floats

    def __len__(self) -> int:
        return len(self.x_m)
