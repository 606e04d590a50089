from __future__ import annotations

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camproof.verdicts.errors import MeasurementError
from camproof.verdicts.statistics import percentile, percentile_interval, wilson_interval

_SAMPLES = st.lists(st.floats(allow_nan=False), min_size=1, max_size=200)


@pytest.mark.parametrize(
    ("good", "n", "low", "high"),
    [
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        (5, 10, 0.2366, 0.7634),
        (98, 100, 0.9300, 0.9945),
        (1, 1, 0.2065, 1.0),
    ],
)
def test_wilson_against_published_values(good: int, n: int, low: float, high: float) -> None:
    assert wilson_interval(good, n) == pytest.approx((low, high), abs=1e-4)


@given(st.integers(1, 100_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_holds_the_share_and_mirrors(pair: tuple[int, int]) -> None:
    good, n = pair
    low, high = wilson_interval(good, n)
    assert 0 <= low <= good / n <= high <= 1
    assert wilson_interval(n - good, n) == pytest.approx((1 - high, 1 - low), abs=1e-9)


@given(st.integers(1, 1000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_narrows_with_more_of_the_same(pair: tuple[int, int]) -> None:
    good, n = pair
    few, many = wilson_interval(good, n), wilson_interval(good * 10, n * 10)
    assert many[1] - many[0] < few[1] - few[0]


def test_wilson_covers_about_95_of_100() -> None:
    rng = random.Random(7)
    hits = 0
    for _ in range(1000):
        good = sum(rng.random() < 0.9 for _ in range(60))
        low, high = wilson_interval(good, 60)
        hits += low <= 0.9 <= high
    assert 930 <= hits <= 985


@pytest.mark.parametrize(("good", "n"), [(0, 0), (-1, 5), (6, 5)])
def test_wilson_refuses_what_is_no_share(good: int, n: int) -> None:
    with pytest.raises(MeasurementError):
        wilson_interval(good, n)


@pytest.mark.parametrize(
    ("at", "expected"), [(1, 1.0), (50, 10.0), (51, 11.0), (95, 19.0), (95.1, 20.0), (100, 20.0)]
)
def test_percentile_is_the_nearest_rank(at: float, expected: float) -> None:
    assert percentile([float(n) for n in range(20, 0, -1)], at) == expected


@given(_SAMPLES, st.floats(0.1, 100))
def test_percentile_is_a_sample_that_enough_do_not_exceed(samples: list[float], at: float) -> None:
    value = percentile(samples, at)
    assert value in samples
    assert sum(sample <= value for sample in samples) >= math.floor(len(samples) * at / 100)


def test_interval_needs_enough_samples() -> None:
    assert percentile_interval([1.0] * 5, 50) is None
    assert percentile_interval([float(n) for n in range(6)], 50) == (0.0, 5.0)
    assert percentile_interval([1.0] * 71, 95) is None
    assert percentile_interval([float(n) for n in range(72)], 95) is not None


def test_interval_of_the_median_of_100_is_the_textbook_one() -> None:
    samples = [float(n) for n in range(1, 101)]
    assert percentile_interval(samples, 50) == (40.0, 61.0)


@given(_SAMPLES, st.floats(1, 99))
def test_interval_holds_the_percentile(samples: list[float], at: float) -> None:
    interval = percentile_interval(samples, at)
    if interval is not None:
        assert interval[0] <= percentile(samples, at) <= interval[1]


def test_interval_covers_at_least_95_of_100() -> None:
    rng = random.Random(11)
    truth = -math.log(0.1)
    hits = 0
    for _ in range(400):
        interval = percentile_interval([rng.expovariate(1) for _ in range(120)], 90)
        assert interval is not None
        hits += interval[0] <= truth <= interval[1]
    assert hits >= 370


def test_large_samples_stay_quick_and_sane() -> None:
    interval = percentile_interval([float(n) for n in range(100_000)], 95)
    assert interval is not None
    assert 94_800 < interval[0] < 95_000 < interval[1] < 95_200


@pytest.mark.parametrize(("samples", "at"), [([], 50), ([math.nan], 50), ([1.0], 0), ([1.0], 101)])
def test_percentile_refuses(samples: list[float], at: float) -> None:
    with pytest.raises(MeasurementError):
        percentile(samples, at)
    with pytest.raises(MeasurementError):
        percentile_interval(samples, at)
