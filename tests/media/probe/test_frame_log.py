"""Figures of pictures from their lines."""

from __future__ import annotations

import pytest

from camproof.media.probe.frame_log import FrameLog


def test_intervals_gop_sizes_and_types() -> None:
    log = FrameLog()
    for n in range(100):
        key = n % 25 == 0
        log.add(10 + n * 0.04, 9000 if key else 1000, key=key, damaged=n == 7, kind="I" if key else "P")
    found = log.figures()
    assert (found.frames, found.key_frames, found.types) == (100, 4, {"I": 4, "P": 96})
    assert found.frame_rate == pytest.approx(25)
    assert (found.gop_frames.min, found.gop_frames.max, found.gop_frames.count) == (25, 25, 3)
    assert found.gop_s.p50 == pytest.approx(1)
    assert found.interval_ms.p99 == pytest.approx(40)
    assert (found.size_octets.p50, found.key_size_octets.min) == (1000, 9000)
    assert found.bitrate_kbit == pytest.approx((4 * 9000 + 96 * 1000) * 8 / 1000 / 4)
    assert list(log.damaged).index(1) == 7


def test_pictures_out_of_order_are_put_by_time() -> None:
    log = FrameLog()
    for at_s in (0.0, 0.12, 0.04, 0.08):
        log.add(at_s, 1, key=at_s == 0.0)
    assert log.figures().interval_ms.max == pytest.approx(40)


@pytest.mark.parametrize("count", [0, 1])
def test_below_two_pictures_there_is_no_rate(count: int) -> None:
    log = FrameLog()
    for _ in range(count):
        log.add(1.0, 5, key=True)
    found = log.figures()
    assert (found.frames, found.frame_rate, found.bitrate_kbit, found.interval_ms.p50) == (
        count,
        None,
        None,
        None,
    )
