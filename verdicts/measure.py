"""Making measurements: shares, percentiles, single values, each with the interval that it may claim."""

from __future__ import annotations

from collections.abc import Sequence

from camproof.verdicts.errors import MeasurementError
from camproof.verdicts.measurement import Measurement, MeasurementSpec
from camproof.verdicts.statistics import percentile, percentile_interval, wilson_interval

__all__ = ["census_share", "census_value", "not_made", "percentile_of", "sampled_share"]


def census_share(
    spec: MeasurementSpec, good: int, total: int, *, method: str, detail: str = ""
) -> Measurement:
    """The share of all members that are good; every one was looked at, so there is no interval.

    :raises MeasurementError: the spec's unit is not "share", or not 0 <= good <= total.
    """
    _check_share(spec, good, total)
    if total == 0:
        return not_made(spec, detail or "there is nobody to look at")
    return Measurement(spec, good / total, total, method=method, census=True, detail=detail)


def sampled_share(spec: MeasurementSpec, good: int, n: int, *, method: str, detail: str = "") -> Measurement:
    """The share of a sample that is good, with Wilson's 95 % interval.

    :raises MeasurementError: the spec's unit is not "share", or not 0 <= good <= n.
    """
    _check_share(spec, good, n)
    if n == 0:
        return not_made(spec, detail or "the sample is empty")
    interval = wilson_interval(good, n)
    return Measurement(spec, good / n, n, interval, method=method, detail=detail)


def percentile_of(
    spec: MeasurementSpec, samples: Sequence[float], *, method: str, census: bool = False, detail: str = ""
) -> Measurement:
    """The spec's percentile of the samples, with the interval of its order statistics where n allows one.

    An answer that never came belongs into the samples as infinity.

    :param census: whether these are all there will ever be; then there is no interval.
    :raises MeasurementError: the spec has no percentile, or a sample is not a number.
    """
    if spec.percentile is None:
        raise MeasurementError(f"{spec.title}: no percentile was declared")
    if not samples:
        return not_made(spec, detail or "no sample")
    value = percentile(samples, spec.percentile)
    interval = None if census else percentile_interval(samples, spec.percentile)
    how = f"{method}; nearest rank" + (
        "; too few samples for an interval" if not (census or interval) else ""
    )
    return Measurement(spec, value, len(samples), interval, how, census, detail)


def census_value(
    spec: MeasurementSpec, value: float, n: int = 1, *, method: str, detail: str = ""
) -> Measurement:
    """A value that is known outright: a longest gap, a count, the time of the one recovery of a run.

    :param value: infinity where it never happened.
    :param n: how many members or events stand behind it.
    """
    return Measurement(spec, value, n, method=method, census=True, detail=detail)


def not_made(spec: MeasurementSpec, why: str) -> Measurement:
    """A measurement that could not be made; its verdict is inconclusive."""
    return Measurement(spec, None, 0, method="not made", detail=why)


def _check_share(spec: MeasurementSpec, good: int, total: int) -> None:
    if spec.unit != "share":
        raise MeasurementError(f"{spec.title} is measured in {spec.unit}, not as a share")
    if not 0 <= good <= total:
        raise MeasurementError(f"{spec.title}: {good} of {total} is no share")
