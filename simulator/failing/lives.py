"""What a unit draws: when it fails, when somebody knows, how long the repair takes, the life after it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from camproof.simulator.draws import FIRST, ONE, SECOND, Draw, Keys, draw_for, next_of, prepared
from camproof.simulator.failing.units import UnitGroup
from camproof.simulator.values import FailureMode, Floats

__all__ = ["Lives", "first_failures", "lives_of", "some"]


@dataclass(frozen=True, slots=True)
class Lives:
    """The draws of one failure mode in one replication.

    The k-th life of a unit and the repair after it come from one block, so that both stay with the unit in
    every design.
    """

    life: Draw
    repair: Draw
    notice: Draw

    def after(self, key: int, k: int, size: float) -> tuple[float, float, float]:
        """Hours of notice and of the repair after the k-th failure of a unit, and the life that follows."""
        life, repair, notice = self.life.law, self.repair.law, self.notice.law
        hours: tuple[float, float, float] = next_of(
            self.life.stream, self.notice.stream, self.life.replication, np.uint64(key), k, size,
            life.form, life.scale, life.shape, life.observed,
            repair.form, repair.scale, repair.shape, repair.observed,
            notice.form, notice.scale, notice.shape, notice.observed,
        )  # fmt: skip
        return hours

    def repaired_h(self, keys: Keys, k: int, failed_h: Floats) -> Floats:
        """(N,) the end of an outage that needs no crew."""
        return failed_h + self.repair.many(keys, k)

    def known_h(self, keys: Keys, k: int, failed_h: Floats) -> Floats:
        """(N,) when the order is given."""
        return failed_h + self.notice.many(keys, k)


def lives_of(mode: FailureMode, seed: int, replication: int) -> Lives:
    """The draws of a mode, by its name."""
    life = prepared(mode.life, life=True)
    return Lives(
        draw_for(seed, replication, "life and repair", mode.name, life, FIRST),
        draw_for(seed, replication, "life and repair", mode.name, prepared(mode.repair), SECOND),
        draw_for(seed, replication, "notice", mode.name, prepared(mode.notice), FIRST),
    )


def some(values: Floats, rows: NDArray[np.integer[Any]]) -> Floats:
    """Rows of a column that has one row for all, or one each."""
    return values if values is ONE else values[rows]


def first_failures(group: UnitGroup, lives: Lives, period_h: float) -> tuple[NDArray[np.int32], Floats]:
    """Rows of the group that fail within the period, ascending, and when first."""
    return lives.life.first(group.keys, period_h, group.sizes, group.ages_h)
