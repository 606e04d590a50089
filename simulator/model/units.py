"""All that can fail in a city, by sort, with place, district and key."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from camproof.simulator.draws import unit_keys
from camproof.simulator.failing import INFRASTRUCTURE, Sort, Units
from camproof.simulator.model.districts import district_of_nodes, nearest
from camproof.simulator.values import Floats, Ints, Inventory, Network, NodeKind

__all__ = ["CityUnits", "units_of"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CityUnits:
    """The units of each sort."""

    cameras: Units
    nodes: Units
    others: dict[Sort, Units]

    def of(self, sort: Sort) -> Units:
        if sort is Sort.CAMERA:
            return self.cameras
        return self.nodes if sort is Sort.NODE else self.others[sort]


def units_of(inventory: Inventory, network: Network) -> CityUnits:
    """Lay them out in columns."""
    cameras = Units(
        keys=unit_keys(inventory.codes if inventory.codes is not None else len(inventory)),
        x_m=inventory.x_m,
        y_m=inventory.y_m,
        district=inventory.district,
        camera_class=inventory.camera_class,
        vendor=inventory.vendor,
        vendors=inventory.vendors,
        age_h=inventory.age_h,
    )
    district = district_of_nodes(
        network.camera_node, inventory.district, network.node_x_m, network.node_y_m, len(inventory.districts)
    )
    nodes = _infrastructure(network.node_x_m, network.node_y_m, district, network.node_names)
    return CityUnits(cameras=cameras, nodes=nodes, others=_others(network, nodes))


def _others(network: Network, nodes: Units) -> dict[Sort, Units]:
    of_disk = np.repeat(network.recorder_node, network.recorder_disks)
    a, b = network.link_a, network.link_b
    middle_x, middle_y = (nodes.x_m[a] + nodes.x_m[b]) / 2, (nodes.y_m[a] + nodes.y_m[b]) / 2
    core = np.flatnonzero(network.node_kind == NodeKind.CORE)[:1].astype(np.int32)
    return {
        Sort.LINK: _infrastructure(middle_x, middle_y, nodes.district[a]),
        Sort.FEEDER: _at(network.feeder_x_m, network.feeder_y_m, nodes),
        Sort.DISK: _standing(nodes, of_disk),
        Sort.MEDIA_SERVER: _standing(nodes, np.repeat(core, int(network.media_servers.sum()))),
        Sort.SIP_SERVER: _standing(nodes, np.repeat(core, int(network.sip_servers.sum()))),
    }


def _standing(nodes: Units, where: Ints) -> Units:
    return _infrastructure(nodes.x_m[where], nodes.y_m[where], nodes.district[where])


def _at(x_m: Floats, y_m: Floats, nodes: Units) -> Units:
    if not len(x_m):
        return _infrastructure(x_m, y_m, np.zeros(0, np.int32))
    return _infrastructure(x_m, y_m, nodes.district[nearest(nodes.x_m, nodes.y_m, x_m, y_m)])


def _infrastructure(
    x_m: Floats, y_m: Floats, district: NDArray[np.int32], names: tuple[str, ...] | None = None
) -> Units:
    many = len(x_m)
    return Units(
        keys=unit_keys(names if names is not None else many),
        x_m=x_m,
        y_m=y_m,
        district=district.astype(np.int32),
        camera_class=np.full(many, INFRASTRUCTURE, np.int8),
        vendor=np.full(many, -1, np.int32),
        age_h=np.zeros(many),
    )
