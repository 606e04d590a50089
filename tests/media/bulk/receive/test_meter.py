"""The bulk meter measures back what was done to streams, and agrees with the account of one stream."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camproof.media import ClipPlayout, StreamAnalyser
from camproof.media.bulk.receive.meter import BulkMeter
from camproof.media.bulk.receive.spec import StreamSpec
from camproof.media.clips.model import Clip

from .kit import feed

Packets = list[tuple[bytes, float]]
Stream = Callable[..., Packets]
EPOCH_S = 1_800_000_000.0


def _wall_s(at_s: float) -> float:
    return at_s - 100.0 + EPOCH_S


def _playout(clip: Clip, camera: int = 7) -> ClipPlayout:
    """Captured 30 ms before the perfect arrival of each frame."""
    times = iter(range(10**9))
    return ClipPlayout(clip, camera, lambda: int(EPOCH_S * 1e6) + next(times) * 40_000 - 30_000)


def _meter(ssrc: int, **more: object) -> BulkMeter:
    return BulkMeter([StreamSpec(ssrc=ssrc, payload_type=96, **more)], 99.5, wall_s=_wall_s)


@pytest.mark.parametrize("cuts", [(), range(1000), (7, 8, 30, 31, 32)])
def test_a_perfect_stream(clip: Clip, stream: Stream, ssrc: int, cuts: range) -> None:
    packets = stream(_playout(clip), 100)
    report = feed(_meter(ssrc), packets, cuts).report(0)
    assert (report.expected, report.received, report.packets) == (len(packets),) * 3
    assert (report.lost, report.duplicates, report.reordered, report.wrong_ssrc) == (0, 0, 0, 0)
    assert (report.frames, report.key_frames, report.stamped_frames) == (100, 20, 100)
    assert (report.missing_frames, report.repeated_frames, report.bad_stamps, report.cut_stamps) == (0,) * 4
    assert report.jitter_ms == pytest.approx(0, abs=1e-6)
    assert report.bitrate_kbit == pytest.approx(sum(len(d) - 12 for d, _ in packets) * 8 / 1000 / 3.96)
    assert report.latency_ms.count == 100
    assert report.latency_ms.p50 == pytest.approx(30, rel=0.022)
    assert report.latency_ms.max == pytest.approx(30, abs=0.01)
    assert report.clock_error_ms == pytest.approx(-30, abs=0.01)
    assert (report.first_packet_s, report.first_key_frame_s) == (0.5, 0.5)
    assert (report.camera, report.wrong_camera_frames, report.other_camera) == (7, 0, None)
    assert report.longest_gap_s == pytest.approx(0.04)
    assert (report.timestamp_step, report.irregular_timestamps) == (3600, 0)
    assert (report.gop_frames.count, report.gop_frames.min, report.gop_frames.max) == (19, 5, 5)
    assert report.frame_interval_ms.count == 99
    assert report.frame_interval_ms.mean == pytest.approx(40)
    assert report.frame_interval_ms.deviation == pytest.approx(0, abs=0.01)
    assert report.freezes == 0
