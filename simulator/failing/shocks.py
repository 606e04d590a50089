"""What strikes many units at once: when it comes, where, whom it strikes, and what breaks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from camproof.simulator.draws import (
    FIRST,
    SECOND,
    Draw,
    draw_for,
    moments,
    prepared,
    stream_key,
    uniforms_of,
)
from camproof.simulator.failing.columns import Piece
from camproof.simulator.failing.sorts import Sort
from camproof.simulator.failing.units import ShockGroup, Units
from camproof.simulator.values import Floats, Ints, Shock

__all__ = ["Struck", "strokes"]


@dataclass(frozen=True, slots=True)
class Struck:
    """Units of one sort that one occurrence of a shock has struck.

    :param unit: (K,) rows of the sort; :param down_h: (K,) begin of their outages.
    :param heals_h: (K,) end of the outage where nothing broke.
    :param broken: (K,) whether it needs a repair; :param repair_h: (K,) its work, or the whole outage where
        the shock names no skill.
    """

    sort: Sort
    unit: Ints
    down_h: Floats
    heals_h: Floats
    broken: NDArray[np.bool_]
    repair_h: Floats

    def healing(self, shock: Shock) -> Piece:
        """Outages that end by themselves."""
        if shock.skill is None:
            up_h = np.where(self.broken, self.down_h + self.repair_h, self.heals_h)
            return Piece(self.sort, shock.kind, self.unit, self.down_h, up_h)
        kept = ~self.broken
        return Piece(self.sort, shock.kind, self.unit[kept], self.down_h[kept], self.heals_h[kept])


def strokes(
    group: ShockGroup, districts: tuple[str, ...], period_h: float, seed: int, replication: int
) -> Iterator[Struck]:
    """Every occurrence of a shock within the period, for cameras and for nodes.

    :param districts: the names behind the numbers.
    """
    shock = group.shock
    reach = _Reach(group, districts, seed, replication)
    for count, at_h in enumerate(_times(shock, period_h, seed, replication)):
        centre = reach.centre(count)
        for sort, units, share in (
            (Sort.CAMERA, group.cameras, shock.share),
            (Sort.NODE, group.nodes, shock.node_share),
        ):
            if share > 0.0 and len(units):
                dice = _Dice(shock, sort, seed, replication, count)
                yield dice.struck(units, reach.within(units, centre), share, at_h)


def _times(shock: Shock, period_h: float, seed: int, replication: int) -> Iterator[float]:
    if shock.at_h is not None:
        yield shock.at_h
    elif shock.every is not None:
        yield from moments(seed, replication, "shock comes", shock.name, shock.every, period_h)


class _Reach:
    """Who may be struck."""

    def __init__(self, group: ShockGroup, districts: tuple[str, ...], seed: int, replication: int) -> None:
        self._shock = group.shock
        self._cameras = group.cameras
        self._numbers = [row for row, name in enumerate(districts) if name in group.shock.districts]
        self._stream = stream_key(seed, "shock centre", group.shock.name)
        self._replication = replication

    def centre(self, count: int) -> tuple[float, float] | None:
        """The middle of the circle: the camera of the districts with the least number; None without one."""
        if self._shock.radius_m is None:
            return None
        there = self._in_districts(self._cameras)
        if not len(there):
            return None
        keys = self._cameras.keys[there]
        drawn = uniforms_of(self._stream, self._replication, keys, count, FIRST)
        least = np.flatnonzero(drawn == drawn.min())
        row = there[least[np.argmin(keys[least])]]
        return float(self._cameras.x_m[row]), float(self._cameras.y_m[row])

    def within(self, units: Units, centre: tuple[float, float] | None) -> Ints:
        """Rows of the units within reach, ascending."""
        rows = self._in_districts(units)
        if self._shock.vendor is not None and len(units.vendors):
            rows = rows[units.of_vendor(self._shock.vendor)[rows]]
        if self._shock.radius_m is None:
            return rows
        if centre is None:
            return rows[:0]
        away_m = np.hypot(units.x_m[rows] - centre[0], units.y_m[rows] - centre[1])
        return rows[away_m <= self._shock.radius_m]

    def _in_districts(self, units: Units) -> Ints:
        if not self._shock.districts:
            return np.arange(len(units), dtype=np.int32)
        return np.flatnonzero(np.isin(units.district, self._numbers)).astype(np.int32)


class _Dice:
    """The numbers of one occurrence, by unit."""

    def __init__(self, shock: Shock, sort: Sort, seed: int, replication: int, count: int) -> None:
        self._shock = shock
        self._count = count
        self._replication = replication
        self._strikes = stream_key(seed, f"shock strikes {sort.name}", shock.name)
        self._breaks = stream_key(seed, f"shock breaks {sort.name}", shock.name)
        self._lasts = self._draw(seed, sort, "lasts", FIRST)
        self._repair = self._draw(seed, sort, "repair", SECOND)
        self._sort = sort

    def _draw(self, seed: int, sort: Sort, what: str, which: int) -> Draw:
        law = prepared(self._shock.lasts if what == "lasts" else self._shock.repair)
        return draw_for(seed, self._replication, f"shock times {sort.name}", self._shock.name, law, which)

    def struck(self, units: Units, reach: Ints, share: float, at_h: float) -> Struck:
        shock, count, replication = self._shock, self._count, self._replication
        drawn = uniforms_of(self._strikes, replication, units.keys[reach], count, FIRST)
        unit = reach[drawn < share]
        keys = units.keys[unit]
        begin = uniforms_of(self._strikes, replication, keys, count, SECOND)
        down_h = at_h + shock.spread_h * begin
        return Struck(
            self._sort,
            unit,
            down_h,
            down_h + self._lasts.many(keys, count),
            uniforms_of(self._breaks, replication, keys, count, FIRST) < shock.broken_share,
            self._repair.many(keys, count),
        )
