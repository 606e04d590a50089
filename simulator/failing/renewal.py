"""Units that mend themselves, or are mended by others: failures and repairs in turn, by array."""

from __future__ import annotations

import numpy as np

from camproof.simulator.failing.columns import Piece
from camproof.simulator.failing.lives import first_failures, lives_of, some
from camproof.simulator.failing.units import UnitGroup

__all__ = ["renewal"]


def renewal(group: UnitGroup, period_h: float, seed: int, replication: int) -> Piece:
    """All outages of a group without crews: one round over the units still alive for each failure."""
    lives = lives_of(group.mode, seed, replication)
    rows, failed_h = first_failures(group, lives, period_h)
    keys, sizes = group.keys[rows], some(group.sizes, rows)
    units, downs, ups = [], [], []
    k = 0
    while len(rows):
        up_h = lives.repaired_h(keys, k, failed_h)
        units.append(rows)
        downs.append(failed_h)
        ups.append(up_h)
        k += 1
        failed_h = up_h + lives.life.many(keys, k, sizes)
        again = np.flatnonzero(failed_h < period_h)
        rows, failed_h, keys, sizes = rows[again], failed_h[again], keys[again], some(sizes, again)
    if not units:
        return Piece(group.sort, group.mode.kind, np.empty(0, np.int32), np.empty(0), np.empty(0))
    unit = group.unit(np.concatenate(units))
    return Piece(group.sort, group.mode.kind, unit, np.concatenate(downs), np.concatenate(ups))
