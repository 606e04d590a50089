"""Intervals that assume nothing about the distribution."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import NormalDist

from camproof.verdicts.errors import MeasurementError

__all__ = ["percentile", "percentile_interval", "wilson_interval"]


def wilson_interval(good: int, n: int, confidence: float = 0.95) -> tuple[float, float]:
    """Wilson's score interval of a share (Wilson 1927); right also near 0 and 1 and for a small n.

    :raises MeasurementError: not 0 <= good <= n with n of 1 or more.
    """
    if not (0 <= good <= n and n >= 1):
        raise MeasurementError(f"{good} of {n} is no share")
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    share, spread = good / n, z * z / n
    centre = (share + spread / 2) / (1 + spread)
    half = z / (1 + spread) * math.sqrt(share * (1 - share) / n + spread / (4 * n))
    low = 0.0 if good == 0 else min(max(0.0, centre - half), share)
    high = 1.0 if good == n else max(min(1.0, centre + half), share)
    return low, high


def percentile(samples: Sequence[float], at: float) -> float:
    """The smallest sample that at least ``at`` per cent of the samples do not exceed (nearest rank).

    :param at: above 0, at most 100.
    :raises MeasurementError: no sample, one that is not a number, or ``at`` out of range.
    """
    ordered = _ordered(samples, at)
    return ordered[_rank(len(ordered), at) - 1]


def percentile_interval(
    samples: Sequence[float], at: float, confidence: float = 0.95
) -> tuple[float, float] | None:
    """The interval of a percentile between two order statistics, by the binomial distribution.

    None where there are too few samples: the 95th percentile needs 72 of them, the median 6.

    :raises MeasurementError: as :func:`percentile`.
    """
    ordered = _ordered(samples, at)
    n, tail = len(ordered), (1 - confidence) / 2
    below = _cumulative(n, at / 100)
    low = max((k + 1 for k in range(n) if below[k] <= tail), default=0)
    high = next((k + 1 for k in range(n) if below[k] >= 1 - tail), n + 1)
    if low < 1 or high > n:
        return None
    return ordered[low - 1], ordered[high - 1]


def _ordered(samples: Sequence[float], at: float) -> list[float]:
    if not samples or any(math.isnan(sample) for sample in samples):
        raise MeasurementError("a percentile needs samples that are numbers")
    if not 0 < at <= 100:
        raise MeasurementError(f"there is no percentile {at}")
    return sorted(samples)


def _rank(n: int, at: float) -> int:
    return min(n, max(1, math.ceil(n * at / 100 - 1e-9)))


def _cumulative(n: int, p: float) -> list[float]:
    """P(B <= k) for k = 0 ... n of a binomial B(n, p)."""
    if p >= 1:
        return [0.0] * n + [1.0]
    log_p, log_q, log_n = math.log(p), math.log1p(-p), math.lgamma(n + 1)
    total, sums = 0.0, []
    for k in range(n + 1):
        log_pmf = log_n - math.lgamma(k + 1) - math.lgamma(n - k + 1) + k * log_p + (n - k) * log_q
        total += math.exp(log_pmf) if log_pmf > -745 else 0.0
        sums.append(total)
    return sums
