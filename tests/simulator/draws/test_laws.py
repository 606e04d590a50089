import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from camproof.simulator.draws import FIRST, Draw, LawError, draw_for, prepared, stream_key, unit_keys
from camproof.simulator.values import Law

EXPONENTIAL = Law("exponential", 500.0)
WEAR_OUT = Law("weibull", 500.0, 2.5)
BURN_IN = Law("weibull", 500.0, 0.6)
LOG_NORMAL = Law("log-normal", 500.0, 0.8)
OBSERVED = Law("observed", observed_h=(1.0, 2.0, 2.0, 5.0, 90.0))
FIXED = Law("fixed", 500.0)
SMOOTH = [EXPONENTIAL, WEAR_OUT, BURN_IN, LOG_NORMAL]
ALL = [*SMOOTH, OBSERVED, FIXED]

numbers = st.floats(1e-12, 1 - 1e-12)
ages = st.floats(0.0, 2000.0)


def oracle(law: Law):
    """The same law of scipy."""
    if law.form == "exponential":
        return stats.expon(scale=law.mean_h)
    if law.form == "weibull":
        return stats.weibull_min(law.shape, scale=law.mean_h / math.gamma(1 + 1 / law.shape))
    return stats.lognorm(law.shape, scale=law.mean_h * math.exp(-(law.shape**2) / 2))


@pytest.mark.parametrize("law", SMOOTH, ids=lambda law: f"{law.form} {law.shape:g}")
@given(u=numbers)
def test_a_new_units_time_is_the_quantile(law, u):
    assert prepared(law).residual_h(u) == pytest.approx(oracle(law).ppf(u), rel=1e-9)


@pytest.mark.parametrize("law", SMOOTH, ids=lambda law: f"{law.form} {law.shape:g}")
@given(u=st.floats(1e-6, 1 - 1e-6), age_h=ages)
def test_an_aged_units_time_is_the_quantile_of_what_is_left(law, u, age_h):
    left_h = prepared(law).residual_h(u, age_h)
    exact = oracle(law)
    assert exact.sf(age_h + left_h) == pytest.approx((1 - u) * exact.sf(age_h), rel=1e-6)


@pytest.mark.parametrize("law", ALL, ids=lambda law: law.form)
@given(u=numbers, v=numbers, age_h=ages, size=st.floats(0.01, 100.0))
def test_times_grow_with_their_number(law, u, v, age_h, size):
    ready = prepared(law)
    low, high = sorted((u, v))
    sooner_h, later_h = ready.residual_h(low, age_h, size), ready.residual_h(high, age_h, size)
    assert 0.0 <= sooner_h <= later_h + 1e-9 * (age_h + later_h)


@pytest.mark.parametrize("law", SMOOTH, ids=lambda law: f"{law.form} {law.shape:g}")
@given(u=st.floats(1e-6, 1 - 1e-6), size=st.floats(0.1, 50.0))
def test_a_length_multiplies_the_hazard(law, u, size):
    time_h = prepared(law).residual_h(u, 0.0, size)
    assert oracle(law).logsf(time_h) * size == pytest.approx(math.log1p(-u), rel=1e-6)


@pytest.mark.parametrize("law", ALL, ids=lambda law: f"{law.form} {law.shape:g}")
def test_the_mean_of_many_is_the_mean_of_the_law(law):
    count = 40_000
    mean_h = law.mean_h if law.form != "observed" else float(np.mean(law.observed_h))
    times_h = draw_for(7, 0, "life", "mean", prepared(law), FIRST).many(unit_keys(count), 0)
    spread = times_h.std() / math.sqrt(count)
    assert times_h.mean() == pytest.approx(mean_h, abs=5 * spread + 1e-9)


@pytest.mark.parametrize("law", SMOOTH, ids=lambda law: f"{law.form} {law.shape:g}")
def test_the_distribution_of_many_is_the_law(law):
    times_h = draw_for(7, 1, "life", "whole", prepared(law), FIRST).many(unit_keys(20_000), 0)
    assert stats.kstest(times_h, oracle(law).cdf).pvalue > 1e-5


def test_observed_times_are_equally_likely_and_an_age_leaves_those_beyond_it():
    ready = prepared(OBSERVED)
    assert [ready.residual_h(u) for u in (0.1, 0.3, 0.5, 0.7, 0.9)] == [1.0, 2.0, 2.0, 5.0, 90.0]
    assert [ready.residual_h(u, 2.0) for u in (0.4, 0.6)] == [3.0, 88.0]
    assert ready.residual_h(0.5, 90.0) == 0.0


def test_a_fixed_life_ends_at_its_time_whatever_was_drawn():
    ready = prepared(FIXED)
    assert [ready.residual_h(0.3), ready.residual_h(0.9, 100.0), ready.residual_h(0.3, 700.0)] == [
        500,
        400,
        0,
    ]


def test_what_never_happens_never_happens():
    draw = draw_for(1, 0, "life", "never", prepared(Law()), FIRST)
    rows, times_h = draw.first(unit_keys(100), 1e12)
    assert len(rows) == len(times_h) == 0
    assert math.isinf(draw.one(3, 0))


@pytest.mark.parametrize("law", ALL, ids=lambda law: f"{law.form} {law.shape:g}")
def test_first_failures_are_the_times_below_the_period_bit_for_bit(law):
    keys = unit_keys(3000)
    draw = draw_for(5, 2, "life", "first", prepared(law), FIRST)
    period_h = 60.0 if law.form != "fixed" else 501.0
    rows, times_h = draw.first(keys, period_h)
    every_h = draw.many(keys, 0)
    assert np.array_equal(rows, np.flatnonzero(every_h < period_h))
    assert np.array_equal(times_h, every_h[rows])
    assert [draw.one(key, 0) for key in rows.tolist()] == times_h.tolist()


def test_first_failures_of_age_0_and_size_1_are_those_of_new_units():
    keys = unit_keys(2000)
    draw = draw_for(5, 2, "life", "first", prepared(WEAR_OUT), FIRST)
    plain, aged = draw.first(keys, 300.0), draw.first(keys, 300.0, np.ones(2000), np.zeros(2000))
    assert np.array_equal(plain[0], aged[0])
    assert np.array_equal(plain[1], aged[1])


def test_the_kth_time_of_many_may_differ_by_unit():
    draw = draw_for(5, 0, "life", "many", prepared(LOG_NORMAL), FIRST)
    keys = unit_keys(4)
    ks = np.array([0, 3, 1, 2], np.uint64)
    assert draw.many(keys, ks).tolist() == [
        draw.one(int(key), int(k)) for key, k in zip(keys, ks, strict=True)
    ]


def test_a_streams_key_may_use_all_64_bits():
    draw = Draw(np.uint64(2**64 - 1), 0, prepared(EXPONENTIAL))
    assert draw.one(2**64 - 1, 0) == draw.many(np.array([2**64 - 1], np.uint64), 0)[0]
    assert stream_key(1, "a", "b") != stream_key(1, "ab")


@pytest.mark.parametrize(
    ("law", "words"),
    [
        (Law("exponential", -1.0), "-1 h is no time"),
        (Law("weibull", 5.0, 0.0), "a shape above 0"),
        (Law("log-normal", 5.0, math.nan), "a shape above 0"),
        (Law("exponential", math.nan), "is no time"),
        (Law("observed"), "0 h and more, ascending"),
        (Law("observed", observed_h=(2.0, 1.0)), "ascending"),
        (Law("observed", observed_h=(1.0, math.inf)), "finite"),
    ],
)
def test_figures_that_make_no_distribution_are_refused(law, words):
    with pytest.raises(LawError, match=words):
        prepared(law)


def test_a_life_of_nothing_is_refused_where_it_is_a_life():
    assert prepared(Law("fixed", 0.0)).residual_h(0.5) == 0.0
    with pytest.raises(LawError, match="must take time"):
        prepared(Law("fixed", 0.0), life=True)


@pytest.mark.parametrize(("size", "age_h"), [(0.01, 0.0), (0.01, 1e5), (1.0, 1e18), (1.0, 1e5)])
def test_far_out_in_the_tail_of_a_log_normal_law_the_hazard_still_counts(size, age_h):
    """Short lengths and great ages: the survival itself is smaller than any float."""
    u = 1 - 1e-12
    exact = oracle(LOG_NORMAL)
    left_h = prepared(LOG_NORMAL).residual_h(u, age_h, size)
    hazard = exact.logsf(age_h) - exact.logsf(age_h + left_h)
    assert hazard == pytest.approx(-math.log1p(-u) / size, rel=1e-6)
