"""A city's units as columns, from its inventory and its network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from camproof.simulator.draws import Keys, unit_keys
from camproof.simulator.failing.keys import disk_keys, link_keys, node_keys, server_keys
from camproof.simulator.failing.sorts import Sort, sort_of
from camproof.simulator.failing.units import INFRASTRUCTURE, ShockGroup, UnitGroup, Units, UpkeepGroup
from camproof.simulator.values import (
    NO_ONE,
    FailureMode,
    Floats,
    Inventory,
    Kind,
    Network,
    NodeKind,
    Shock,
    Upkeep,
)

__all__ = ["Plant", "plant_of"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Plant:
    """All units of a city.

    :param units: of every sort.
    :param networked: (cameras,) whether it has an access link.
    :param camera_km: (cameras,) length of it; :param link_km: (links,).
    :param node_kind: (nodes,) ``NodeKind``.
    :param districts: names.
    """

    units: Mapping[Sort, Units]
    networked: NDArray[np.bool_]
    camera_km: Floats
    link_km: Floats
    node_kind: NDArray[np.int8]
    districts: tuple[str, ...]

    def groups(self, modes: Sequence[FailureMode]) -> tuple[UnitGroup, ...]:
        """What each failure mode strikes; modes that strike nothing here are left out."""
        groups = (self._group(number, mode) for number, mode in enumerate(modes))
        return tuple(group for group in groups if len(group.keys))

    def shocks(self, shocks: Sequence[Shock], modes: int) -> tuple[ShockGroup, ...]:
        """:param modes: how many failure modes the city has: shocks are numbered behind them."""
        cameras, nodes = self.units[Sort.CAMERA], self.units[Sort.NODE]
        return tuple(
            ShockGroup(number=number, shock=shock, cameras=cameras, nodes=nodes)
            for number, shock in enumerate(shocks, modes)
        )

    def upkeep(self, upkeep: Sequence[Upkeep], before: int) -> tuple[UpkeepGroup, ...]:
        """:param before: failure modes and shocks of the city: upkeep is numbered behind them."""
        cameras = self.units[Sort.CAMERA]
        skills = [each.skill for each in upkeep]
        return tuple(
            UpkeepGroup(number=before + at, upkeep=each, cameras=cameras, turn=skills[:at].count(each.skill))
            for at, each in enumerate(upkeep)
        )

    def middles_m(self) -> tuple[tuple[float, float], ...]:
        """(x, y) of the mean of each district's cameras; of all cameras where a district has none."""
        cameras = self.units[Sort.CAMERA]
        count = np.bincount(cameras.district, minlength=len(self.districts))
        some = np.maximum(count, 1)
        x_m = np.bincount(cameras.district, cameras.x_m, len(self.districts)) / some
        y_m = np.bincount(cameras.district, cameras.y_m, len(self.districts)) / some
        if len(cameras):
            x_m[count == 0], y_m[count == 0] = cameras.x_m.mean(), cameras.y_m.mean()
        return tuple(zip(x_m.tolist(), y_m.tolist(), strict=True))

    def _group(self, number: int, mode: FailureMode) -> UnitGroup:
        sort = sort_of(mode.kind)
        units = self.units[sort]
        struck = np.ones(len(units), np.bool_)
        if sort is Sort.CAMERA:
            struck &= units.of_vendor(mode.vendor)
            for vendor in mode.but_not:
                struck &= ~units.of_vendor(vendor)
        if mode.kind is Kind.ACCESS_LINK:
            struck &= self.networked
        if sort is Sort.NODE:
            if mode.node_kind is not None:
                struck &= self.node_kind == NodeKind[mode.node_kind.upper()]
            struck &= ~np.isin(self.node_kind, [NodeKind[kind.upper()] for kind in mode.but_not])
        rows = None if struck.all() else np.flatnonzero(struck).astype(np.int32)
        length_km = {Sort.CAMERA: self.camera_km, Sort.LINK: self.link_km}.get(sort)
        if length_km is not None and rows is not None:
            length_km = length_km[rows]
        return UnitGroup(number=number, mode=mode, units=units, rows=rows, length_km=length_km)


def plant_of(inventory: Inventory, network: Network) -> Plant:
    """Units of every sort. What is no camera belongs to the district of the nearest one."""
    near = _Nearest(inventory)
    node = (network.node_x_m, network.node_y_m)
    middle = tuple((axis[network.link_a] + axis[network.link_b]) / 2 for axis in node)
    core = network.node_kind == NodeKind.CORE
    centre = tuple(float(axis[core].mean()) if core.any() else 0.0 for axis in node)
    recorders = np.repeat(np.arange(len(network.recorder_node)), network.recorder_disks)
    at = network.recorder_node[recorders]
    units = {
        Sort.CAMERA: _cameras(inventory),
        Sort.NODE: near.units(node_keys(network), *node, network.node_age_h),
        Sort.LINK: near.units(link_keys(network), middle[0], middle[1], network.link_age_h),
        Sort.FEEDER: near.units(unit_keys(len(network.feeder_x_m)), network.feeder_x_m, network.feeder_y_m),
        Sort.DISK: near.units(
            disk_keys(network),
            node[0][at],
            node[1][at],
            None if network.disk_age_h is None else network.disk_age_h[recorders],
        ),
        Sort.MEDIA_SERVER: near.at(centre, server_keys(network.media_servers)),
        Sort.SIP_SERVER: near.at(centre, server_keys(network.sip_servers)),
    }
    return Plant(
        units=units,
        networked=network.camera_node != NO_ONE,
        camera_km=network.camera_km,
        link_km=network.link_km,
        node_kind=network.node_kind,
        districts=inventory.districts,
    )


def _cameras(inventory: Inventory) -> Units:
    return Units(
        keys=unit_keys(len(inventory) if inventory.codes is None else inventory.codes),
        x_m=inventory.x_m,
        y_m=inventory.y_m,
        district=inventory.district,
        camera_class=inventory.camera_class,
        vendor=inventory.vendor,
        vendors=inventory.vendors,
        age_h=inventory.age_h,
    )


class _Nearest:
    """Gives units the district of the nearest camera."""

    def __init__(self, inventory: Inventory) -> None:
        self._district = inventory.district
        self._one = len(inventory.districts) == 1 or not len(inventory)
        self._tree = None if self._one else cKDTree(np.column_stack((inventory.x_m, inventory.y_m)))

    def units(self, keys: Keys, x_m: Floats, y_m: Floats, age_h: Floats | None = None) -> Units:
        """:param age_h: of each when the period begins; None for new ones."""
        count = len(keys)
        district = np.zeros(count, np.int32)
        if self._tree is not None and count:
            district = self._district[self._tree.query(np.column_stack((x_m, y_m)))[1]]
        return Units(
            keys=keys,
            x_m=x_m,
            y_m=y_m,
            district=district,
            camera_class=np.full(count, INFRASTRUCTURE, np.int8),
            vendor=np.full(count, -1, np.int32),
            age_h=np.zeros(count) if age_h is None else age_h,
        )

    def at(self, place: tuple[float, ...], keys: Keys) -> Units:
        return self.units(keys, np.full(len(keys), place[0]), np.full(len(keys), place[1]))
