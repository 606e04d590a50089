"""Which units a failure mode strikes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from camproof.simulator.failing import Sort, UnitGroup, sort_of
from camproof.simulator.model.units import CityUnits
from camproof.simulator.values import FailureMode, Floats, Ints, Kind, Network, NodeKind

__all__ = ["groups_of"]


def groups_of(modes: Sequence[FailureMode], units: CityUnits, network: Network) -> tuple[UnitGroup, ...]:
    """A group for each mode.

    A mode for one vendor takes the place of those for all, of the same kind, at this vendor's cameras.
    """
    groups = []
    for number, mode in enumerate(modes):
        sort = sort_of(mode.kind)
        rows = _rows(mode, modes, units, network)
        length_km = _lengths_km(sort, network)
        if rows is not None and length_km is not None:
            length_km = length_km[rows]
        groups.append(
            UnitGroup(number=number, mode=mode, units=units.of(sort), rows=rows, length_km=length_km)
        )
    return tuple(groups)


def _rows(mode: FailureMode, modes: Sequence[FailureMode], units: CityUnits, network: Network) -> Ints | None:
    if mode.kind is Kind.NODE:
        if mode.node_kind is None:
            return None
        of_kind = network.node_kind == NodeKind[mode.node_kind.upper()]
        return np.flatnonzero(of_kind).astype(np.int32)
    if sort_of(mode.kind) is not Sort.CAMERA:
        return None
    cameras = units.cameras
    if mode.vendor is not None:
        return np.flatnonzero(cameras.of_vendor(mode.vendor)).astype(np.int32)
    own = [other.vendor for other in modes if other.kind is mode.kind and other.vendor is not None]
    if not own:
        return None
    struck = np.ones(len(cameras), np.bool_)
    for vendor in own:
        struck &= ~cameras.of_vendor(vendor)
    return np.flatnonzero(struck).astype(np.int32)


def _lengths_km(sort: Sort, network: Network) -> Floats | None:
    if sort is Sort.LINK:
        return network.link_km
    return network.camera_km if sort is Sort.CAMERA else None
