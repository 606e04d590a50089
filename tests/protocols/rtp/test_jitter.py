from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camproof.protocols.rtp import JitterMeter


def reference(packets, clock_hz=90_000) -> float:
    """RFC 3550 A.8 word for word, without wraps."""
    jitter, last = 0.0, None
    for timestamp, arrival_s in packets:
        transit = arrival_s * clock_hz - timestamp
        if last is not None:
            jitter += (abs(transit - last) - jitter) / 16
        last = transit
    return jitter


@given(st.lists(st.floats(0, 0.2), min_size=1, max_size=50), st.integers(0, 2**32 - 1))
def test_as_the_rfc_computes_it_over_the_wrap(delays, start):
    meter = JitterMeter()
    packets = [(start + n * 3_600, n * 0.04 + delay) for n, delay in enumerate(delays)]
    for timestamp, arrival_s in packets:
        meter.packet(timestamp & 0xFFFFFFFF, arrival_s)
    assert meter.jitter == pytest.approx(reference(packets), abs=1e-3)
    assert meter.jitter_ms == pytest.approx(meter.jitter / 90)
    assert meter.jitter_units == int(meter.jitter)


def test_an_even_stream_has_none():
    meter = JitterMeter()
    for n in range(100):
        meter.packet(n * 3_600, 5 + n * 0.04)
    assert meter.jitter_ms == pytest.approx(0, abs=1e-6)


def test_a_step_of_ten_milliseconds():
    meter = JitterMeter()
    meter.packet(0, 0.0)
    meter.packet(3_600, 0.05)
    assert meter.jitter_ms == pytest.approx(10 / 16)


def test_a_jump_of_a_clock_is_counted_and_is_not_jitter():
    meter = JitterMeter()
    for n in range(10):
        meter.packet(n * 3_600 + (2_000_000_000 if n >= 5 else 0), n * 0.04)
    assert meter.jumps == 1
    assert meter.jitter_ms == pytest.approx(0, abs=1e-6)
