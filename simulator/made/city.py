"""A made city: columns of cameras drawn from one seed."""

from __future__ import annotations

import numpy as np

from camproof.domain.seeds import stream
from camproof.simulator.made.plan import PLACES, districts_of, positions, town_plan
from camproof.simulator.values import HOURS_PER_YEAR, Floats, Inventory, PlaceType, Smalls

__all__ = ["VENDORS", "made_city"]

VENDORS = ("vendor A", "vendor B", "vendor C", "vendor D")
_VENDOR_SHARES = (0.4, 0.3, 0.2, 0.1)
_ORIGIN = (118.0, 32.0)
_PUBLIC = (PlaceType.CROSSING, PlaceType.ROAD_NODE, PlaceType.CROWDED, PlaceType.BORDER)
_HEIGHT_M = 6.0


def made_city(count: int, seed: int, *, districts: int = 8, density_km2: float = 40.0) -> Inventory:
    """Cameras of a city that does not exist, about as real ones lie: in clusters, along roads, at crossings.

    Shares, ages and traits are ours. The same count, seed, districts and density give the same city; it takes
    about 110 bytes a camera.

    :param count: cameras, at least 1. :param districts: at least 1.
    :param density_km2: cameras for each square kilometre of the city proper.
    """
    dice = _dice(seed, "positions")
    plan = town_plan(count, density_km2, districts, dice)
    x_m, y_m, place = positions(plan, count, dice)
    camera_class = _classes(place, _dice(seed, "classes"))
    traits = _dice(seed, "traits")
    return Inventory(
        codes=None,
        names=None,
        x_m=x_m,
        y_m=y_m,
        origin=_ORIGIN,
        camera_class=camera_class,
        place=place,
        places=tuple(str(each) for each in PLACES),
        district=districts_of(plan, x_m, y_m),
        districts=tuple(f"district {number + 1}" for number in range(districts)),
        vendor=traits.choice(len(VENDORS), count, p=_VENDOR_SHARES).astype(np.int32),
        vendors=VENDORS,
        age_h=traits.uniform(0, 8 * HOURS_PER_YEAR, count),
        retention_d=np.where(camera_class == 0, 90.0, 30.0),
        height_m=np.full(count, _HEIGHT_M),
        heading_deg=_headings(traits, count),
        field_of_view_deg=np.full(count, 90.0),
        range_m=np.full(count, 120.0),
        hd=traits.random(count) < 0.8,
        networked=np.ones(count, np.bool_),
        phase=np.zeros(count, np.int8),
    )


def _dice(seed: int, purpose: str) -> np.random.Generator:
    key = stream(seed, "made city", purpose).getrandbits(128)
    return np.random.Generator(np.random.Philox(key=key))


def _classes(place: Smalls, dice: np.random.Generator) -> Smalls:
    """Public places are mostly key public areas, entrances key industries; one in five is drawn anew."""
    public = np.isin(place, [PLACES.index(each) for each in _PUBLIC])
    usual = np.where(public, 0, np.where(place == PLACES.index(PlaceType.KEY_ENTRANCE), 1, 2))
    moved = dice.random(len(place)) < 0.2
    return np.where(moved, dice.integers(0, 3, len(place)), usual).astype(np.int8)


def _headings(dice: np.random.Generator, count: int) -> Floats:
    """One in ten sees all around."""
    return np.where(dice.random(count) < 0.1, np.nan, dice.uniform(0, 360, count))
