"""Means with intervals over replications, and how many more are needed."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from camproof.simulator.answers.figures import COUNTED, Key

__all__ = ["Estimate", "estimate", "estimates", "needed"]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over replications with its 95 % interval.

    The interval is Student's (a year is played from its beginning to its end, so that replications are
    independent and there is no warm-up); it is endless for a single replication.

    :param sd: standard deviation over the replications.
    :param low: :param high: ends of the interval.
    :param least: the least of all replications; :param most: the most.
    """

    n: int
    mean: float
    sd: float
    low: float
    high: float
    least: float
    most: float

    @property
    def half(self) -> float:
        """Half the width of the interval."""
        return (self.high - self.low) / 2


def estimate(values: Sequence[float], confidence: float = 0.95) -> Estimate:
    """From one value of each replication.

    :raises ValueError: without any.
    """
    if not values:
        raise ValueError("there is no replication")
    array = np.asarray(values, float)
    n, mean = len(array), float(array.mean())
    if not math.isfinite(mean):
        return Estimate(n, mean, math.nan, -math.inf, math.inf, float(array.min()), float(array.max()))
    if n == 1:
        return Estimate(1, mean, math.nan, -math.inf, math.inf, mean, mean)
    sd = float(array.std(ddof=1))
    half = float(stats.t.ppf((1 + confidence) / 2, n - 1)) * sd / math.sqrt(n)
    return Estimate(n, mean, sd, mean - half, mean + half, float(array.min()), float(array.max()))


def estimates(rows: Sequence[Mapping[Key, float]]) -> dict[Key, Estimate]:
    """Of each key that occurs.

    What is counted counts 0 where a replication lacks it, as nothing of the kind happened; other figures,
    such as a mean time of repairs that there were none of, are means of the replications that have them.
    """
    keys = sorted({key for row in rows for key in row})
    return {key: estimate(_values(rows, key)) for key in keys}


def _values(rows: Sequence[Mapping[Key, float]], key: Key) -> list[float]:
    if key.measure in COUNTED:
        return [row.get(key, 0.0) for row in rows]
    return [row[key] for row in rows if key in row]


def needed(found: Estimate, limit: float, confidence: float = 0.95) -> int | None:
    """How many replications in all would make the interval end at the limit, if mean and spread stayed.

    None where the mean lies on the limit, as none would do, and where one replication tells no spread.
    """
    distance = abs(found.mean - limit)
    if distance == 0 or math.isnan(found.sd):
        return None
    if found.sd == 0:
        return found.n
    normal = float(stats.norm.ppf((1 + confidence) / 2))
    first = max(2, math.ceil((normal * found.sd / distance) ** 2))
    for n in range(first, first + 50):
        if float(stats.t.ppf((1 + confidence) / 2, n - 1)) * found.sd / math.sqrt(n) <= distance:
            return n
    return first + 50
