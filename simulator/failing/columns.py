"""Outages as they come from many places, and joined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from camproof.simulator.failing.sorts import Sort
from camproof.simulator.values import NO_OUTAGES, Floats, Ints, Kind, Outages, Smalls

__all__ = ["Piece", "joined"]


@dataclass(frozen=True, slots=True)
class Piece:
    """Outages of one sort in any order; columns as ``Outages``, ``cause`` one for all or one each."""

    sort: Sort
    cause: Kind | Smalls
    unit: Ints
    down_h: Floats
    up_h: Floats

    def causes(self) -> Smalls:
        """(K,)."""
        if isinstance(self.cause, Kind):
            return np.full(len(self.unit), self.cause, np.int8)
        return self.cause


def joined(pieces: Sequence[Piece], period_h: float) -> Outages:
    """Pieces of one sort, sorted by unit, then by begin.

    What begins behind the period, or lasts no time, is left out.
    """
    if not pieces:
        return NO_OUTAGES
    unit = np.concatenate([piece.unit for piece in pieces])
    cause = np.concatenate([piece.causes() for piece in pieces])
    down_h = np.concatenate([piece.down_h for piece in pieces])
    up_h = np.concatenate([piece.up_h for piece in pieces])
    kept = np.flatnonzero((down_h < period_h) & (up_h > down_h))
    order = kept[np.lexsort((cause[kept], down_h[kept], unit[kept]))]
    return Outages(unit[order].astype(np.int32, copy=False), cause[order], down_h[order], up_h[order])
