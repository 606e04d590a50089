"""A city to measure: cameras, switches, fibres, feeders, storms, and crews that drive."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np

from camproof.simulator.draws import unit_keys
from camproof.simulator.failing import INFRASTRUCTURE, Failing, ShockGroup, UnitGroup, Units, fail_and_repair
from camproof.simulator.repair import RepairPlan
from camproof.simulator.values import HOURS_PER_YEAR, CrewTeam, FailureMode, Floats, Kind, Law, Shock

__all__ = ["MTBF_H", "MTTR_H", "SampleCity", "sample_city"]

MTBF_H, MTTR_H = 50_000.0, 8.0
_CAMERAS_PER_SWITCH = 16
_SWITCHES_PER_FEEDER = 20
_CAMERAS_PER_KM2 = 40.0
_CAMERAS_PER_CREW = 4000
_SPARE_CREWS = 3
_CAMERAS_PER_DISTRICT = 40_000

_MODES = (
    FailureMode(
        name="camera", kind=Kind.CAMERA, skill="camera",
        life=Law("exponential", MTBF_H), repair=Law("exponential", MTTR_H),
    ),
    FailureMode(
        name="switch", kind=Kind.NODE, skill="network",
        life=Law("exponential", 300_000.0), repair=Law("log-normal", 2.0, 0.8),
    ),
    FailureMode(
        name="fibre", kind=Kind.LINK, skill="fibre", per_km=True,
        life=Law("exponential", 4_000_000.0), repair=Law("log-normal", 6.0, 0.6),
    ),
    FailureMode(
        name="feeder", kind=Kind.FEEDER,
        life=Law("exponential", HOURS_PER_YEAR), repair=Law("log-normal", 1.0, 1.0),
    ),
)  # fmt: skip
_STORM = Shock(
    name="storm", kind=Kind.WEATHER, every=Law("exponential", 4380.0), share=0.05, node_share=0.01,
    radius_m=2000.0, broken_share=0.3, skill="camera", spread_h=3.0,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SampleCity:
    """What one replication needs."""

    groups: tuple[UnitGroup, ...]
    shocks: tuple[ShockGroup, ...]
    plan: RepairPlan

    def year(self, replication: int, seed: int = 1) -> Failing:
        """One replication."""
        return fail_and_repair(
            self.groups, self.shocks, (), self.plan,
            period_h=HOURS_PER_YEAR, seed=seed, replication=replication,
        )  # fmt: skip


def sample_city(cameras: int) -> SampleCity:
    """Cameras at random over a square, 40 to a square kilometre; switches, fibres and feeders in proportion.

    Square districts of about 40 000 cameras have a team each.
    """
    side_m = 1000.0 * sqrt(cameras / _CAMERAS_PER_KM2)
    across = max(1, round(sqrt(cameras / _CAMERAS_PER_DISTRICT)))
    switches = max(1, cameras // _CAMERAS_PER_SWITCH)
    counts = {
        Kind.CAMERA: cameras,
        Kind.NODE: switches,
        Kind.LINK: switches,
        Kind.FEEDER: max(1, switches // _SWITCHES_PER_FEEDER),
    }
    units = {kind: _units(count, side_m, across, kind is Kind.CAMERA) for kind, count in counts.items()}
    lengths_km: dict[Kind, Floats] = {Kind.LINK: np.full(switches, 0.5)}
    groups = tuple(
        UnitGroup(number=number, mode=mode, units=units[mode.kind], length_km=lengths_km.get(mode.kind))
        for number, mode in enumerate(_MODES)
    )
    storm = ShockGroup(number=len(_MODES), shock=_STORM, cameras=units[Kind.CAMERA], nodes=units[Kind.NODE])
    return SampleCity(groups, (storm,), _plan(cameras, side_m, across))


def _plan(cameras: int, side_m: float, across: int) -> RepairPlan:
    names = tuple(f"district {number}" for number in range(across * across))
    edge_m = side_m / across
    crews = cameras // len(names) // _CAMERAS_PER_CREW + _SPARE_CREWS
    return RepairPlan(
        teams=tuple(CrewTeam(name=name, count=crews, districts=frozenset({name})) for name in names),
        districts=names,
        middles_m=tuple(
            ((number % across + 0.5) * edge_m, (number // across + 0.5) * edge_m)
            for number in range(len(names))
        ),
    )


def _units(count: int, side_m: float, across: int, are_cameras: bool) -> Units:
    x_m, y_m = np.random.default_rng(count).uniform(0.0, side_m, (2, count))
    column, row = (np.minimum(axis * across // side_m, across - 1) for axis in (x_m, y_m))
    classes = np.arange(count) % 3 if are_cameras else np.full(count, INFRASTRUCTURE)
    return Units(
        keys=unit_keys(count),
        x_m=x_m,
        y_m=y_m,
        district=(row * across + column).astype(np.int32),
        camera_class=classes.astype(np.int8),
        vendor=np.zeros(count, np.int32),
        age_h=np.zeros(count),
    )
