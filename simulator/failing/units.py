"""Units that fail, and what makes them fail: columns that stand for a whole city and all replications."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from camproof.simulator.draws import ONE, ZERO, Keys
from camproof.simulator.failing.sorts import Sort, sort_of
from camproof.simulator.values import FailureMode, Floats, Ints, Shock, Smalls, Upkeep

__all__ = ["INFRASTRUCTURE", "ShockGroup", "UnitGroup", "Units", "UpkeepGroup"]

INFRASTRUCTURE = -1
_SHORTEST_KM = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Units:
    """All N units of one sort.

    :param keys: (N,) of ``draws.unit_keys``; each unit has its own.
    :param x_m: (N,) of the map; :param y_m: likewise.
    :param district: (N,) number of the plan's districts.
    :param camera_class: (N,) of ``CLASS_WORDS``; ``INFRASTRUCTURE`` for what is no camera.
    :param vendor: (N,) number of ``vendors``; -1 for none.
    :param age_h: (N,) when the period begins.
    """

    keys: Keys
    x_m: Floats
    y_m: Floats
    district: Ints
    camera_class: Smalls
    vendor: Ints
    vendors: tuple[str, ...] = ()
    age_h: Floats

    def __len__(self) -> int:
        return len(self.keys)

    def of_vendor(self, vendor: str | None) -> NDArray[np.bool_]:
        """(N,) whether a unit is of this vendor; all for None."""
        if vendor is None:
            return np.ones(len(self), np.bool_)
        if vendor not in self.vendors:
            return np.zeros(len(self), np.bool_)
        return np.equal(self.vendor, self.vendors.index(vendor))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class UnitGroup:
    """One failure mode and the units that it strikes.

    :param number: of the failure mode in the city file, for the log of the crews.
    :param rows: (n,) ascending rows of ``units``; None for all of them.
    :param length_km: (n,) of each; used where the mode says ``per_km``.
    """

    number: int
    mode: FailureMode
    units: Units
    rows: Ints | None = None
    length_km: Floats | None = None

    @property
    def sort(self) -> Sort:
        return sort_of(self.mode.kind)

    @property
    def keys(self) -> Keys:
        """(n,)."""
        return self.units.keys if self.rows is None else self.units.keys[self.rows]

    @property
    def sizes(self) -> Floats:
        """(n,) kilometres, or one 1 for all."""
        if not self.mode.per_km or self.length_km is None:
            return ONE
        return np.maximum(self.length_km, _SHORTEST_KM)

    @property
    def ages_h(self) -> Floats:
        """(n,) or one 0 for all."""
        if not self.mode.ages:
            return ZERO
        return self.units.age_h if self.rows is None else self.units.age_h[self.rows]

    def unit(self, rows: NDArray[np.int32]) -> Ints:
        """Rows of the group as rows of the sort."""
        return rows if self.rows is None else self.rows[rows]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ShockGroup:
    """A shock and what is in the city for it to strike.

    :param number: failure modes count first, then shocks.
    """

    number: int
    shock: Shock
    cameras: Units
    nodes: Units


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class UpkeepGroup:
    """Planned visits and the cameras that get them.

    :param number: failure modes and shocks count first, then upkeep.
    :param turn: how many upkeeps before it in the city file ask for its skill; both name its numbers, so that
        visits come when they did in a design with one more failure, shock or upkeep of another skill.
    """

    number: int
    upkeep: Upkeep
    cameras: Units
    turn: int = 0
