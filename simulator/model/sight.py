"""What a city's cameras see, and for how much of the time one of them does."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from camproof.simulator.availability import Lost, Parents
from camproof.simulator.coverage import Study, effect_of, study
from camproof.simulator.inputs import PlacesReading, read_buildings, read_places
from camproof.simulator.values import PLACE_TYPES, CitySpec, Inventory, Places

__all__ = ["EVERYWHERE", "Sight", "places_of", "seen_in_effect", "sight_of"]

EVERYWHERE = ""
"""The key of all places together."""


@dataclass(frozen=True, slots=True, eq=False)
class Sight:
    """Places and who sees them."""

    places: Places
    study: Study

    def shares(self) -> dict[str, float]:
        """Type of place -> share of its weight that a camera sees, working or not; ``EVERYWHERE`` for all."""
        coverage = self.study.coverage
        return {EVERYWHERE: coverage.share, **{str(each.kind): each.seen for each in coverage.by_kind}}


def places_of(spec: CitySpec, inventory: Inventory) -> PlacesReading | None:
    """The places that a city file wants to be seen; None where it names none.

    :raises InputError: they cannot be read.
    """
    wanted = spec.coverage
    if wanted.places is None:
        return None
    return read_places(wanted.places, inventory.origin, dict(wanted.kinds))


def sight_of(spec: CitySpec, inventory: Inventory, read: PlacesReading | None = None) -> Sight | None:
    """The coverage study that a city file asks for; None where it names no places.

    :param read: the places where they are read already.
    :raises InputError: places or buildings that cannot be read.
    """
    wanted = spec.coverage
    read = read if read is not None else places_of(spec, inventory)
    if read is None:
        return None
    buildings = read_buildings(wanted.occluders, inventory.origin) if wanted.occluders is not None else None
    found = study(inventory, read.places, wanted, buildings)
    return Sight(read.places, found)


def seen_in_effect(sight: Sight, picture: Lost, parents: Parents, period_h: float) -> dict[str, float]:
    """Type of place -> share of weight and time together that a camera with a good picture saw."""
    seen = sight.study.seen
    watching = np.flatnonzero(np.diff(seen.indptr)).astype(np.int32)
    down = picture.of_cameras(watching, parents.of_camera, period_h)
    effect = effect_of(seen, sight.places.weight, watching[down.owner], down.begin, down.end, period_h)
    weight = sight.places.weight
    lost = weight * effect.dark_h
    shares = {EVERYWHERE: effect.share}
    for number in np.unique(sight.places.kind).tolist():
        rows = sight.places.kind == number
        whole = float(weight[rows].sum())
        if whole:
            shares[str(PLACE_TYPES[number])] = 1.0 - float(lost[rows].sum()) / (whole * period_h)
    return shares
