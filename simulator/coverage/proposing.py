"""Which cameras to add next for the most coverage."""

from __future__ import annotations

import heapq
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from camproof.simulator.coverage.sight import Sights
from camproof.simulator.values import Floats

__all__ = ["Candidates", "Proposal", "candidates_at", "propose"]

_GREEDY = 1.0 - 1.0 / np.e


@dataclass(frozen=True, slots=True)
class Candidates:
    """Cameras that might be added: as eyes, and where each stands."""

    sights: Sights
    site: NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Proposal:
    """Cameras to add, the best first.

    :param rows: (n,) of the candidates.
    :param gains: (n,) weight that each adds to those before it.
    :param share_before: of the weight that is seen without them; :param share_after: with them.
    :param best_possible: no choice of n candidates adds more weight than this: the sum of the n largest gains
        that are left, on top of what was chosen (Leskovec et al. 2007, "Cost-effective outbreak detection in
        networks", section 3.2), and never more than ``gain`` / (1 - 1/e) (Nemhauser, Wolsey, Fisher 1978).
    """

    rows: tuple[int, ...]
    gains: tuple[float, ...]
    share_before: float
    share_after: float
    best_possible: float

    @property
    def gain(self) -> float:
        """Weight that all of them add."""
        return sum(self.gains)

    @property
    def guarantee(self) -> float:
        """At least this part of what the best choice would add."""
        return self.gain / self.best_possible if self.best_possible > 0 else 1.0


def candidates_at(
    x_m: Floats,
    y_m: Floats,
    *,
    height_m: float,
    reach_m: float,
    view_deg: float = 360.0,
    headings: int = 8,
    target_height_m: float = 1.5,
) -> Candidates:
    """A camera at each site: one that sees all around, or one for each of some headings.

    :param x_m: (S,) of the sites (poles, demand points); :param y_m: likewise.
    """
    turns = np.full(1, np.nan) if view_deg >= 360 else np.arange(headings) * (360.0 / headings)
    site = np.repeat(np.arange(len(x_m)), len(turns))
    many = len(site)
    sights = Sights(
        x_m=x_m[site],
        y_m=y_m[site],
        heading_deg=np.tile(turns, len(x_m)),
        view_deg=np.full(many, min(view_deg, 360.0)),
        reach_m=np.full(many, reach_m),
        height_m=np.full(many, height_m),
        target_height_m=target_height_m,
    )
    return Candidates(sights, site)


def propose(seen: csr_matrix, covered: NDArray[np.bool_], weight: Floats, count: int) -> Proposal:
    """Choose greedily, each time the candidate that adds most; of equals the first.

    Gains only shrink as more is covered, so a candidate is counted again only when it might be the best
    (Minoux 1978).

    :param seen: (C, P) what the candidates see.
    :param covered: (P,) what is seen already. :param weight: (P,).
    :param count: so many at most; none is chosen that adds nothing.
    """
    dark = ~covered
    gains = np.asarray(seen @ np.where(dark, weight, 0.0), np.float64)
    queue = [(-gain, row) for row, gain in enumerate(gains.tolist()) if gain > 0]
    heapq.heapify(queue)
    rows: list[int] = []
    added: list[float] = []
    while queue and len(rows) < count:
        _, row = heapq.heappop(queue)
        gain = _gain(seen, row, dark, weight)
        if queue and (-gain, row) > queue[0]:
            if gain > 0:
                heapq.heappush(queue, (-gain, row))
            continue
        if gain <= 0:
            continue
        rows.append(row)
        added.append(gain)
        dark[seen.indices[seen.indptr[row] : seen.indptr[row + 1]]] = False
    whole = float(weight.sum()) or 1.0
    before = float(weight[covered].sum())
    left = np.sort(np.asarray(seen @ np.where(dark, weight, 0.0), np.float64))[::-1][:count]
    return Proposal(
        rows=tuple(rows),
        gains=tuple(added),
        share_before=before / whole,
        share_after=(before + sum(added)) / whole,
        best_possible=_bound(sum(added), float(left.sum()), len(rows) == count),
    )


def _gain(seen: csr_matrix, row: int, dark: NDArray[np.bool_], weight: Floats) -> float:
    points = seen.indices[seen.indptr[row] : seen.indptr[row + 1]]
    return float(weight[points][dark[points]].sum())


def _bound(gain: float, left: float, full: bool) -> float:
    """Without a full count nothing is left to gain."""
    return min(gain + left, gain / _GREEDY) if full else gain
