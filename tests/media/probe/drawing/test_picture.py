"""The picture: what is in the data is on the sheet."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from camproof.media.probe.drawing.canvas import BLUE, GREEN, ORANGE, RED, Canvas, Colour
from camproof.media.probe.drawing.panel import Panel, Series, draw_panel
from camproof.media.probe.drawing.picture import frame_panels, packet_panels, timing_png
from camproof.media.probe.drawing.scale import Scale, round_ticks
from camproof.media.probe.frame_log import FrameLog
from camproof.media.probe.timeline import Timeline
from camproof.protocols.rtp import RtpPacket

EMPTY: NDArray[np.float64] = np.empty(0)


def _has(pixels: NDArray[np.uint8], colour: Colour) -> bool:
    return bool((pixels == colour[::-1]).all(axis=2).any())


def _image(png: bytes) -> NDArray[np.uint8]:
    image = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_COLOR)
    assert image is not None
    return np.asarray(image, np.uint8)


def _stream(lost: bool) -> tuple[Timeline, FrameLog]:
    timeline, log = Timeline(90_000), FrameLog()
    for n in range(300):
        if lost and n in (100, 101):
            continue
        timeline.packet(RtpPacket(96, n, n // 3 * 3600, 1, bytes(900)), 5 + n // 3 * 0.04 + n % 3 * 0.001)
        if n % 3 == 2:
            log.add(5 + n // 3 * 0.04 + 0.002, 2700, key=n % 75 == 2, damaged=lost and n == 104)
    return timeline, log


@pytest.mark.parametrize("lost", [False, True])
def test_the_picture_shows_packets_key_frames_jitter_and_loss(lost: bool) -> None:
    timeline, log = _stream(lost)
    panels = packet_panels(timeline.times(), log)
    assert [panel.title for panel in panels] == [
        "arrival against RTP time, ms", "jitter, ms", "frame size, kB", "frame interval, ms",
    ]  # fmt: skip
    image = _image(timing_png("title", "subtitle", panels, 4.0))
    assert image.shape[1] == 1960
    assert all(_has(image, colour) for colour in (BLUE, ORANGE, GREEN))
    assert _has(image, RED) == lost


def test_packets_of_key_frames_are_told_apart() -> None:
    timeline, log = _stream(lost=False)
    key, plain = packet_panels(timeline.times(), log)[0].series
    assert (len(plain.x), len(key.x)) == (288, 12)
    assert key.x[:3] == pytest.approx([0.0, 0.001, 0.002], abs=1e-6)


def test_a_stream_without_frames_shows_its_packet_sizes() -> None:
    panels = packet_panels(_stream(lost=False)[0].times(), FrameLog())
    assert [panel.title for panel in panels][-1] == "packet size, bytes"


def test_bars_stand_where_and_as_high_as_the_values() -> None:
    canvas = Canvas(200, 100)
    panel = Panel("x", [Series("", np.array([5.0]), np.array([50.0]), BLUE, "bars")])
    draw_panel(canvas, panel, (20, 20, 180, 90), 10.0, time_axis=True)
    rows, columns = np.nonzero((canvas.pixels == BLUE[::-1]).all(axis=2))
    assert (columns.min() + columns.max()) / 2 == pytest.approx(200, abs=2)
    assert rows.min() == pytest.approx(2 * (90 - 70 / 1.08), abs=2)


@pytest.mark.parametrize("frames", [0, 1, 5000])
def test_few_and_many_frames_are_drawn(frames: int) -> None:
    log = FrameLog()
    for n in range(frames):
        log.add(n * 0.04, 1000, key=n == 0)
    assert _image(timing_png("城门", "x" * 300, frame_panels(log, 0.0), frames * 0.04)).ndim == 3


@given(st.floats(0, 1e9), st.floats(1e-6, 1e9), st.integers(1, 12))
def test_ticks_are_round_ascending_and_inside(low: float, span: float, most: int) -> None:
    ticks = round_ticks(low, low + span, most)
    assert ticks == sorted(ticks)
    assert len(ticks) <= 2.5 * most + 2
    assert all(low - span * 1e-3 <= tick <= low + span * 1.001 for tick in ticks)


def test_a_scale_keeps_what_lies_outside_at_its_edge() -> None:
    scale = Scale(0.0, 10.0, 100.0, 0.0)
    assert [scale.at(value) for value in (-5, 0, 5, 99)] == [100, 100, 50, 0]
    assert scale.places(np.array([-5.0, 5.0])).tolist() == [100, 50]
