"""Covered in effect: by a camera that works, over time; exact, whatever overlaps what."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from camproof.simulator.values import Floats, Ints

__all__ = ["Effect", "effect_of", "share_over_time"]


@dataclass(frozen=True, slots=True)
class Effect:
    """How long each of P demand points was seen by a working camera.

    :param dark_h: (P,) hours of the period in which nobody saw it.
    :param share: of weight and time together that was seen.
    :param spans: when a point that has a camera was dark: (K,) point, begin and end in hours, by point, then
        begin.
    """

    dark_h: Floats
    share: float
    spans: tuple[Ints, Floats, Floats]

    def worst(self, count: int) -> Ints:
        """The points that were dark longest."""
        return np.argsort(-self.dark_h, kind="stable")[:count].astype(np.int32)


def effect_of(
    seen: csr_matrix, weight: Floats, unit: Ints, down_h: Floats, up_h: Floats, period_h: float
) -> Effect:
    """Lay outages of cameras over what they see.

    A point is dark while all its cameras are down at once. Time goes with the pairs of an outage and a point
    that its camera sees.

    :param seen: (N, P). :param weight: (P,).
    :param unit: (K,) camera of each outage, in any order; those of one camera must not overlap.
    :param down_h: (K,) begin; :param up_h: (K,) end; what lies outside of the period is cut off.
    """
    down, up = np.clip(down_h, 0.0, period_h), np.clip(up_h, 0.0, period_h)
    real = up > down
    point, moment, step = _events(seen, unit[real], down[real], up[real])
    order = np.lexsort((step, moment, point))
    point, moment, step = point[order], moment[order], step[order]
    cameras = np.bincount(seen.indices, minlength=seen.shape[1])
    total = np.cumsum(step)
    begins = np.flatnonzero((step > 0) & (total == cameras[point]))
    spans = point[begins].astype(np.int32), moment[begins], moment[begins + 1] if len(begins) else moment[:0]
    dark: Floats = np.bincount(spans[0], spans[2] - spans[1], minlength=seen.shape[1]).astype(np.float64)
    dark[cameras == 0] = period_h
    whole = float(weight.sum())
    share = 1.0 - float((weight * dark).sum()) / (whole * period_h) if whole else 0.0
    long = spans[2] > spans[1]
    return Effect(dark, share, (spans[0][long], spans[1][long], spans[2][long]))


def _events(seen: csr_matrix, unit: Ints, down: Floats, up: Floats) -> tuple[Ints, Floats, NDArray[np.int64]]:
    """For every point of every outage: one camera less at its begin, one more at its end.

    The steps of one point add up to 0, so that one running sum serves all points.
    """
    counts = np.diff(seen.indptr)[unit]
    outage = np.repeat(np.arange(len(unit)), counts)
    first = np.concatenate(([0], np.cumsum(counts)))[:-1]
    at = np.arange(len(outage)) - first[outage] + seen.indptr[unit][outage]
    point = seen.indices[at]
    step = np.ones(len(point), np.int64)
    return (
        np.concatenate((point, point)),
        np.concatenate((down[outage], up[outage])),
        np.concatenate((step, -step)),
    )


def share_over_time(effect: Effect, weight: Floats, period_h: float, step_h: float = 24.0) -> Floats:
    """(steps,) the share of the weight that was seen, as the mean of each step of time."""
    steps = max(1, int(np.ceil(period_h / step_h - 1e-9)))
    edges = np.minimum(np.arange(steps + 1) * step_h, period_h)
    whole = float(weight.sum())
    if not whole:
        return np.zeros(steps)
    never = float(weight[effect.dark_h >= period_h - 1e-9].sum()) - _span_weight(effect, weight, period_h)
    point, begin, end = effect.spans
    lost = _lost_until(edges, begin, end, weight[point])
    return np.asarray(1.0 - (never + np.diff(lost) / np.diff(edges)) / whole, np.float64)


def _span_weight(effect: Effect, weight: Floats, period_h: float) -> float:
    """Of points that have cameras and were dark throughout all the same."""
    point = np.unique(effect.spans[0])
    return float(weight[point][effect.dark_h[point] >= period_h - 1e-9].sum())


def _lost_until(edges: Floats, begin: Floats, end: Floats, weight: Floats) -> Floats:
    """The integral over time of the weight that is dark, up to each edge."""
    lost = np.zeros(len(edges))
    for times, sign in ((begin, 1.0), (end, -1.0)):
        order = np.argsort(times, kind="stable")
        at, sums = times[order], np.concatenate(([0.0], np.cumsum(weight[order])))
        moments = np.concatenate(([0.0], np.cumsum(weight[order] * at)))
        before = np.searchsorted(at, edges, side="right")
        lost += sign * (edges * sums[before] - moments[before])
    return lost
