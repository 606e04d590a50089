"""Rows for the picture: delays, jitter and holes as they were made."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from camproof.media.probe.timeline import Timeline
from camproof.protocols.rtp import RtpPacket


def _line(rows: list[tuple[int, int, float]]) -> Timeline:
    timeline = Timeline(90_000)
    for sequence, timestamp, at_s in rows:
        timeline.packet(RtpPacket(96, sequence & 0xFFFF, timestamp & 0xFFFFFFFF, 1, b"12345"), at_s)
    return timeline


def test_delay_is_what_was_put_on_top_also_over_the_wrap_of_the_timestamp() -> None:
    rng = random.Random(2)
    late_ms = [0.0, *(rng.uniform(0, 80) for _ in range(99))]
    start = 2**32 - 40 * 3600
    times = _line([(n, start + n * 3600, 50 + n * 0.04 + ms / 1000) for n, ms in enumerate(late_ms)]).times()
    assert times.start_s == 50.0
    assert times.delay_ms == pytest.approx(np.array(late_ms), abs=1e-6)
    assert times.size.tolist() == [5] * 100
    assert not len(times.lost)


def test_jitter_is_that_of_rfc_3550() -> None:
    rows = [(n, n * 3600, n * 0.04 + (0.01 if n % 2 else 0.0)) for n in range(400)]
    assert _line(rows).times().jitter_ms[-1] == pytest.approx(10, abs=0.01)


def test_a_clock_that_jumps_does_not_hide_the_delays() -> None:
    rows = [(n, n * 3600 + (10**9 if n >= 50 else 0), n * 0.04 + 0.002 * (n % 5)) for n in range(100)]
    assert _line(rows).times().delay_ms == pytest.approx(
        np.array([2 * (n % 5) for n in range(100)]), abs=1e-6
    )


@given(
    st.sets(st.integers(1, 298), max_size=40), st.integers(0, 65535), st.integers(0, 20), st.integers(0, 9)
)
def test_holes_are_where_packets_are_missing_and_order_does_not_matter(
    lost: set[int], first: int, spread: int, seed: int
) -> None:
    rng = random.Random(seed)
    kept = [n for n in range(300) if n not in lost]
    kept = [kept[0], *sorted(kept[1:], key=lambda n: n + rng.uniform(0, spread))]
    times = _line([(first + n, n * 900, place * 0.01) for place, n in enumerate(kept)]).times()
    assert times.lost.sum() == len(lost)
    assert len(times.lost_at_s) == len(times.lost) <= len(lost)


def test_a_sender_that_starts_anew_is_no_hole() -> None:
    times = _line([(n, n, n * 0.01) for n in (1, 2, 3, 30_000, 30_001)]).times()
    assert times.lost.tolist() == []


def test_nothing_is_nothing() -> None:
    times = Timeline(90_000).times()
    assert (len(times.at_s), len(times.delay_ms), len(times.lost)) == (0, 0, 0)
