from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pytest

from camproof.simulator.draws import unit_keys
from camproof.simulator.failing import Failing, Sort, UnitGroup, Units, fail_and_repair
from camproof.simulator.repair import RepairPlan
from camproof.simulator.values import CrewTeam, FailureMode, Kind, Law

NOW = CrewTeam(name="all", count=10_000, speed_km_h=float("inf"))
"""Crews for everything, at once."""


@dataclass
class Bench:
    """One failure mode over alike units, and the run of it."""

    units: Units
    modes: list[FailureMode]
    plan: RepairPlan
    period_h: float = 8760.0
    more: dict[str, Any] = field(default_factory=dict)

    def groups(self) -> list[UnitGroup]:
        return [UnitGroup(number=row, mode=mode, units=self.units) for row, mode in enumerate(self.modes)]

    def run(self, seed: int = 1, replication: int = 0) -> Failing:
        return fail_and_repair(
            self.groups(), self.more.get("shocks", ()), self.more.get("upkeep", ()), self.plan,
            period_h=self.period_h, seed=seed, replication=replication,
        )  # fmt: skip

    def but(self, **changes: Any) -> "Bench":
        return replace(self, **changes)

    def down_h(self, found: Failing, sort: Sort = Sort.CAMERA) -> float:
        """Unit hours of outage within the period."""
        outages = found.of(sort)
        return float((np.minimum(outages.up_h, self.period_h) - outages.down_h).sum())


def make_units(count: int, **columns: Any) -> Units:
    given = {
        "keys": unit_keys(count),
        "x_m": np.zeros(count),
        "y_m": np.zeros(count),
        "district": np.zeros(count, np.int32),
        "camera_class": np.zeros(count, np.int8),
        "vendor": np.zeros(count, np.int32),
        "age_h": np.zeros(count),
    }
    return Units(**{**given, **columns})


@pytest.fixture
def units() -> Callable[..., Units]:
    return make_units


@pytest.fixture
def mode() -> Callable[..., FailureMode]:
    def make(**given: Any) -> FailureMode:
        base = {
            "name": "camera",
            "kind": Kind.CAMERA,
            "life": Law("exponential", 1000.0),
            "repair": Law("exponential", 20.0),
        }
        return FailureMode(**{**base, **given})

    return make


@pytest.fixture
def bench(mode: Callable[..., FailureMode]) -> Callable[..., Bench]:
    def make(count: int, teams: tuple[CrewTeam, ...] = (NOW,), plan: Any = None, **given: Any) -> Bench:
        plan = plan or RepairPlan(teams=teams)
        return Bench(make_units(count), [mode(**given)], plan)

    return make
