"""More than a day of virtual time: every number wraps, and neither receiver takes a wrap for a fault."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from camproof.media import (
    OverlayText,
    ReceivedFrame,
    StreamAnalyser,
    SyntheticSpec,
    overlay_clip,
    spec_source,
)
from camproof.media.bulk.receive.burst import Burst
from camproof.media.bulk.receive.meter import BulkMeter
from camproof.media.bulk.receive.spec import MeterSpec
from camproof.media.bulk.send.streams import SendSpec
from camproof.media.clips.model import Clip
from camproof.media.overlay.layout import BandLayout
from camproof.media.overlay.strip import CAPTURE_BITS, capture_near
from camproof.media.receive.strips import read_strips
from camproof.media.tables.banded import banded_table
from camproof.media.tables.model import MediaTable
from camproof.media.tables.program_stream import ps_table
from camproof.protocols.ps import PsDemuxer
from camproof.protocols.rtp import parse_rtp

MS, EPOCH_US = 1_000_000, 1_790_000_000_000_000
EPOCH_S = EPOCH_US / 1e6
SSRC, CAMERA = 0x1000, 7
PERIOD_S = 120
STEP = PERIOD_S * 90_000
FRAMES = 830
"""27.6 h. 33 bits of 90 kHz wrap after 26.5 h, 36 bits of microseconds after 19.1 h."""


@dataclass
class Watch:
    """Both receivers, fed with what the ears heard, in the order in which it was sent."""

    analyser: StreamAnalyser
    meter: BulkMeter
    frames: list[ReceivedFrame]

    def take(self, row: list[bytes], at_s: float) -> None:
        """Packets that came together."""
        for data in row:
            self.analyser.packet(data, at_s)
        size = np.array([len(data) for data in row], np.int64)
        arena = np.frombuffer(b"".join(row), np.uint8)
        self.meter.take(
            Burst(arena, np.cumsum(size) - size, size, np.full(len(row), at_s), np.zeros_like(size))
        )


@pytest.fixture
def watch() -> Watch:
    def wall_s(at_s: float) -> float:
        return at_s + EPOCH_S

    frames: list[ReceivedFrame] = []
    analyser = StreamAnalyser(0.0, ssrc=SSRC, payload_type=96, wall_s=wall_s, on_frame=frames.append)
    meter = BulkMeter([MeterSpec(ssrc=SSRC, payload_type=96, camera=CAMERA)], 0.0, wall_s=wall_s)
    return Watch(analyser, meter, frames)


def _spec(**more: Any) -> SendSpec:
    return SendSpec(remote=("127.0.0.1", 9), ssrc=SSRC, camera=CAMERA, phase=0.0, **more)


def _run(bench: Any, watch: Watch, stream: int, frames: int, step_ms: float) -> list[bytes]:
    """Let time go on frame by frame; the sender's reports come at the end of each step."""
    sent: list[bytes] = []
    bench.run(1)
    for number in range(frames):
        if number:
            bench.run(step_ms, step_ms=step_ms)
        packets = [data for _, data in bench.ears.heard.pop(stream)]
        sent += packets
        watch.take([*packets, *(data for _, data in bench.ears.reports)], bench.now_ns / 1e9)
        bench.ears.reports.clear()
    watch.analyser.flush()
    return sent


def _wraps(numbers: list[int]) -> int:
    return sum(later < number for number, later in pairwise(numbers))


def _assert_no_fault(watch: Watch, packets: int, frames: int, step: int) -> None:
    one, many = watch.analyser.report(), watch.meter.report(0)
    for report in (one, many):
        assert (report.packets, report.expected, report.received) == (packets,) * 3
        assert (report.lost, report.duplicates, report.reordered) == (0, 0, 0)
        assert (report.frames, report.stamped_frames) == (frames, frames)
        assert (report.missing_frames, report.repeated_frames, report.irregular_timestamps) == (0, 0, 0)
        assert report.worst_jitter_ms == pytest.approx(0, abs=0.02)
        assert report.sender_reports > 1
    assert (one.damaged_frames, one.freezes, one.deviations) == (0, (), ())
    assert one.latency_ms.max == pytest.approx(0, abs=1.1)
    assert (one.facts.timestamp_step, many.timestamp_step) == (step, step)
    assert one.facts.rtp_ntp_drift_ppm == pytest.approx(0, abs=1)
    assert one.facts.sender_clock_error_s == pytest.approx(0, abs=0.001)
    assert (many.strays, many.restarts, many.jitter_jumps, many.freezes) == (0, 0, 0, 0)
    assert (many.bad_stamps, many.cut_stamps, many.wrong_camera_frames) == (0, 0, 0)
    assert many.rtp_ntp_drift_ppm == pytest.approx(0, abs=1)
    assert many.sender_clock_error_s == pytest.approx(0, abs=0.001)
    assert many.clock_error_ms == pytest.approx(0, abs=1.1)


def _assert_wrapped_on_the_wire(sent: list[bytes], ticks: int) -> None:
    """The last frame, to one who has seen none before, is of the time modulo 33 bits."""
    packets = [parse_rtp(data) for data in sent]
    last = [packet.payload for packet in packets if packet.timestamp == packets[-1].timestamp]
    demuxer = PsDemuxer()
    (frame,) = demuxer.feed(b"".join(last), boundary=True)
    assert ticks >= 1 << 33
    assert frame.pts == frame.dts == ticks % (1 << 33)
    assert demuxer.scr == ticks % (1 << 33)


@pytest.fixture(scope="module")
def banded(tmp_path_factory: pytest.TempPathFactory) -> tuple[MediaTable, BandLayout]:
    """Three pictures of 320x240 with a strip."""
    spec = SyntheticSpec(width=320, height=240, fps=25, gop=3, bitrate_kbit=300, seconds=0.12)
    overlay = overlay_clip(spec_source(spec), cache_dir=tmp_path_factory.mktemp("band"))
    return banded_table(overlay), overlay.layout


def test_a_day_of_a_picture_each_two_minutes(
    bench: Any, watch: Watch, banded: tuple[MediaTable, BandLayout]
) -> None:
    table, layout = replace(banded[0], fps=1 / PERIOD_S), banded[1]
    (stream,) = bench.add(table, _spec(sequence=65_000, timestamp=0xFFFF_0000, text=OverlayText("城关镇")))
    sent = _run(bench, watch, stream, FRAMES, PERIOD_S * 1000)
    parsed = [parse_rtp(data) for data in sent]
    assert _wraps([packet.sequence for packet in parsed]) >= 1
    assert _wraps([packet.timestamp for packet in parsed]) == 3
    _assert_no_fault(watch, len(sent), FRAMES, STEP)
    times = [frame.dts_90k for frame in watch.frames]
    assert times == [number * STEP for number in range(FRAMES)]
    assert [frame.pts_90k for frame in watch.frames] == times
    _assert_wrapped_on_the_wire(sent, (FRAMES - 1) * STEP)

    truths = read_strips([frame.data for frame in watch.frames], "H264", layout)
    shown = [truth for truth in truths if truth is not None]
    assert [(truth.camera, truth.frame) for truth in shown] == [(CAMERA, n & 0xFF) for n in range(FRAMES)]
    assert _wraps([truth.frame for truth in shown]) == FRAMES // 256
    assert _wraps([truth.capture_us for truth in shown]) >= 1
    assert FRAMES * PERIOD_S * 1_000_000 >> CAPTURE_BITS == 1
    captured = [frame.stamp and frame.stamp.capture_us for frame in watch.frames]
    came = [round((EPOCH_S + frame.arrival_s) * 1e6) for frame in watch.frames]
    assert [capture_near(*pair) for pair in zip(shown, came, strict=True)] == captured


@pytest.mark.parametrize("frames_before", [1, 9, 10, 137])
def test_a_camera_of_25_pictures_a_second_at_the_moment_of_all_wraps(
    clip: Clip, bench: Any, watch: Watch, frames_before: int
) -> None:
    """Sequence, RTP timestamp, and 33 bits of DTS, PTS and SCR wrap at once, some frames after the start."""
    ticks = (1 << 33) - frames_before * 3600
    (stream,) = bench.add(ps_table(clip), _spec(sequence=65_536 - 2 * frames_before))
    bench.engine.book.state["dts_base"][stream] += ticks
    sent = _run(bench, watch, stream, 400, 40)
    parsed = [parse_rtp(data) for data in sent]
    assert _wraps([packet.sequence for packet in parsed]) == 1
    assert _wraps([packet.timestamp for packet in parsed]) == 1
    _assert_no_fault(watch, len(sent), 400, 3600)
    times = [frame.dts_90k for frame in watch.frames]
    assert times == [ticks + number * 3600 for number in range(400)]
    _assert_wrapped_on_the_wire(sent, ticks + 399 * 3600)
    assert [frame.stamp.frame for frame in watch.frames if frame.stamp] == [*range(400)]
