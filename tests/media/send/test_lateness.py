"""The lateness histogram: windows, percentiles, bounded memory."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camproof.media.send.lateness import Lateness, LatenessMeter


def test_nothing_recorded_is_no_lateness() -> None:
    assert LatenessMeter().window() == Lateness()


def test_windows_tell_seconds_apart() -> None:
    meter = LatenessMeter()
    for n in range(100):
        meter.record(10.0 + n / 100, 0.0008)
        meter.record(11.0 + n / 100, 0.018)
    early, late = meter.window(10.0, 11.0), meter.window(11.0, 12.0)
    assert (early.count, early.p50_ms, early.p99_ms) == pytest.approx((100, 0.8, 0.8))
    assert (late.count, late.p50_ms, late.max_ms) == pytest.approx((100, 18, 18))
    both = meter.window()
    assert (both.count, both.p50_ms, both.p99_ms) == pytest.approx((200, 1, 18))


@given(st.lists(st.floats(-0.01, 10), min_size=1, max_size=200))
def test_percentiles_are_in_order_and_not_above_the_worst(values: list[float]) -> None:
    meter = LatenessMeter()
    for value in values:
        meter.record(5.0, value)
    found = meter.window(5.0, 6.0)
    assert found.count == len(values)
    assert found.p50_ms <= found.p99_ms <= found.max_ms == pytest.approx(max(0.0, *values, 0.0) * 1000)


def test_old_seconds_are_forgotten() -> None:
    meter = LatenessMeter()
    for second in range(3):
        meter.record(second, 0.001)
    for second in range(21_600, 21_603):
        meter.record(second, 0.001)
    assert meter.window(0, 10).count < 3
