"""A power cut: which cameras fall silent, when, and when they can be heard again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from camproof.domain.errors import InputError, UnknownWordError
from camproof.simulator.flows.routes import Flags, Grid
from camproof.simulator.values import NO_ONE, Floats, Inventory, Network, ServiceTimes

__all__ = ["Blackout", "PowerCut", "beside", "blackout", "cut_of_district", "cut_of_feeder", "cut_together"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PowerCut:
    """Feeders that are dead from 0 to ``lasts_s``.

    :param name: "feeder 12", "district east".
    :param feeders: (F,) whether each is cut.
    :param cameras: (N,) cameras without a feeder of their own that the cut takes too.
    """

    name: str
    feeders: Flags
    cameras: Flags
    lasts_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Blackout:
    """What a power cut does to N cameras; seconds from its beginning, batteries considered.

    :param dark: (N,) cameras that lose their power.
    :param cut_off: (N,) cameras whose way to the core is dead for a while.
    :param off_s: (N,) when a camera falls silent; infinite for never.
    :param power_s: (N,) when its power is back; 0 for one that keeps it.
    :param network_s: (N,) from when on its way works for good; 0 where it always does.
    """

    dark: Flags
    cut_off: Flags
    off_s: Floats
    power_s: Floats
    network_s: Floats

    @property
    def silent(self) -> Flags:
        """(N,) cameras that fall silent, for one reason or the other."""
        return self.dark | self.cut_off


def cut_of_feeder(network: Network, feeder: int, lasts_s: float) -> PowerCut:
    """One feeder, by its number from 0.

    :raises InputError: there is none of this number.
    """
    if not 0 <= feeder < _feeders(network):
        raise _no_feeder(network, feeder)
    cut = np.zeros(_feeders(network), bool)
    cut[feeder] = True
    return _cut(f"feeder {feeder}", cut, np.zeros(len(network.camera_node), bool), lasts_s)


def cut_of_district(network: Network, inventory: Inventory, district: str, lasts_s: float) -> PowerCut:
    """All feeders that feed cameras of a district, and its cameras without a feeder.

    :raises UnknownWordError: there is no such district.
    """
    if district not in inventory.districts:
        raise UnknownWordError("district", district, inventory.districts)
    own = np.asarray(inventory.district == inventory.districts.index(district))
    feeders = network.camera_feeder[own]
    cut = np.zeros(_feeders(network), bool)
    cut[feeders[feeders != NO_ONE]] = True
    return _cut(f"district {district}", cut, own & (network.camera_feeder == NO_ONE), lasts_s)


def cut_together(cuts: Sequence[PowerCut]) -> PowerCut:
    """Several cuts as one, of one cause: all begin at one moment and end at one.

    :raises ValueError: no cut, or cuts of different lengths.
    """
    if len({cut.lasts_s for cut in cuts}) != 1:
        raise ValueError("cuts of one cause last equally long")
    return PowerCut(
        name=", ".join(dict.fromkeys(cut.name for cut in cuts)),
        feeders=np.any([cut.feeders for cut in cuts], axis=0),
        cameras=np.any([cut.cameras for cut in cuts], axis=0),
        lasts_s=cuts[0].lasts_s,
    )


def beside(network: Network, feeder: int, count: int) -> tuple[int, ...]:
    """A feeder and those that begin nearest to it, ``count`` in all: a stand-in for those of one substation.

    :raises InputError: the city has not as many, or no feeder of this number.
    """
    if not 1 <= count <= _feeders(network):
        raise InputError(f"a substation of {count} feeders needs as many; the city has {_feeders(network)}")
    if not 0 <= feeder < _feeders(network):
        raise _no_feeder(network, feeder)
    away_m = np.hypot(
        network.feeder_x_m - network.feeder_x_m[feeder], network.feeder_y_m - network.feeder_y_m[feeder]
    )
    away_m[feeder] = -1.0
    return tuple(np.argsort(away_m, kind="stable")[:count].tolist())


def blackout(network: Network, cut: PowerCut, service: ServiceTimes) -> Blackout:
    """Who is silent when: cameras without power, and those behind switches without power."""
    lasts_h = cut.lasts_s / 3600
    networked = network.camera_node != NO_ONE
    hit = (_of(cut.feeders, network.camera_feeder) | cut.cameras) & networked
    dark = hit & (network.camera_battery_h < lasts_h)
    off_s = np.where(dark, network.camera_battery_h * 3600, np.inf)
    lost_s = _network_lost_s(network, cut)
    cut_off = networked & np.isfinite(lost_s)
    return Blackout(
        dark=dark,
        cut_off=cut_off,
        off_s=np.minimum(off_s, lost_s),
        power_s=np.where(dark, cut.lasts_s, 0.0),
        network_s=np.where(cut_off, cut.lasts_s + service.switch_boot_s, 0.0),
    )


def _network_lost_s(network: Network, cut: PowerCut) -> Floats:
    """(N,) when the way of each camera to the core dies; infinite for never, or where it was dead before."""
    node_off_s = np.where(
        _of(cut.feeders, network.node_feeder) & (network.node_battery_h * 3600 < cut.lasts_s),
        network.node_battery_h * 3600,
        np.inf,
    )
    lost_s = np.full(len(network.node_kind), np.inf)
    usual = Grid(network).reaches_core()
    for moment_s in np.unique(node_off_s[np.isfinite(node_off_s)]).tolist():
        gone = usual & ~Grid(network, node_up=node_off_s > moment_s).reaches_core()
        lost_s[gone & np.isinf(lost_s)] = moment_s
    return np.where(network.camera_node == NO_ONE, np.inf, lost_s[network.camera_node])


def _of(cut: Flags, feeder: np.ndarray) -> Flags:
    """Whether the feeder of each unit is cut."""
    return np.asarray(np.append(cut, False)[feeder], bool)


def _cut(name: str, feeders: Flags, cameras: Flags, lasts_s: float) -> PowerCut:
    if not lasts_s > 0:
        raise InputError(f"a power cut of {lasts_s:g} s takes nobody's power")
    return PowerCut(name=name, feeders=feeders, cameras=cameras, lasts_s=lasts_s)


def _feeders(network: Network) -> int:
    return len(network.feeder_x_m)


def _no_feeder(network: Network, feeder: int) -> InputError:
    return InputError(f"there is no feeder {feeder}; the city has {_feeders(network)}, numbered from 0")
