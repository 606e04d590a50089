"""The picture of the timing: what is drawn of a stream, panel below panel over one time axis."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from camproof.media.probe.drawing.canvas import BLUE, GREEN, GREY, INK, ORANGE, RED, Canvas
from camproof.media.probe.drawing.panel import Panel, Series, draw_panel
from camproof.media.probe.frame_log import FrameLog
from camproof.media.probe.timeline import PacketTimes

__all__ = ["frame_panels", "packet_panels", "timing_png"]

_WIDTH, _HEAD, _PANEL, _GAP, _FOOT = 980, 62, 124, 34, 10
_LEFT, _RIGHT = 62.0, 18.0
_MOST_BARS = 1500


def timing_png(
    title: str, subtitle: str, panels: Sequence[Panel], until_s: float, axis: str = "time, s"
) -> bytes:
    """A PNG of the panels below each other.

    :param title: what was probed; subtitle: what it was found to be. ASCII; other characters become "?".
    :param until_s: end of the axis below, which is that of time unless ``axis`` says another.
    """
    canvas = Canvas(_WIDTH, _HEAD + len(panels) * (_PANEL + _GAP) + _FOOT)
    canvas.text(_LEFT, 22, title, INK, 10.0, bold=True)
    canvas.text(_LEFT, 38, subtitle, GREY, 7.0)
    top = float(_HEAD + 8)
    for place, panel in enumerate(panels, 1):
        box = (_LEFT, top, _WIDTH - _RIGHT, top + _PANEL)
        draw_panel(canvas, panel, box, max(until_s, 1e-3), time_axis=place == len(panels))
        top += _PANEL + _GAP
    canvas.text((_LEFT + _WIDTH - _RIGHT) / 2, canvas.height - 12, axis, GREY, 7.0, "middle")
    return canvas.png()


def packet_panels(times: PacketTimes, frames: FrameLog) -> list[Panel]:
    """Delay, jitter, frame sizes and intervals of a stream of packets."""
    holes = f"loss ({int(times.lost.sum())} packets)"
    key = _of_key_frames(times, frames)
    delay = [
        Series("packets of key frames", times.at_s[key], times.delay_ms[key], ORANGE),
        Series("packets", times.at_s[~key], times.delay_ms[~key], BLUE),
    ]
    jitter = [Series("RFC 3550 jitter", times.at_s, times.jitter_ms, GREEN, "line")]
    panels = [
        Panel("arrival against RTP time, ms", delay, times.lost_at_s, holes),
        Panel("jitter, ms", jitter),
    ]
    return panels + (frame_panels(frames, times.start_s) if len(frames.at_s) else [_sizes(times)])


def _of_key_frames(times: PacketTimes, frames: FrameLog) -> NDArray[np.bool_]:
    """For each packet, whether the first frame that was complete with it or after it is a key frame."""
    if not len(frames.at_s):
        return np.zeros(len(times.at_s), dtype=np.bool_)
    ends_s = np.array(frames.at_s) - times.start_s
    place = np.searchsorted(np.maximum.accumulate(ends_s), times.at_s - 1e-6)
    key = np.frombuffer(bytes(frames.key) + b"\0", dtype=np.bool_)
    return key[place]


def _sizes(times: PacketTimes) -> Panel:
    return Panel("packet size, bytes", [Series("packets", times.at_s, times.size.astype(np.float64), BLUE)])


def frame_panels(frames: FrameLog, start_s: float) -> list[Panel]:
    """Frame sizes with key frames marked, and frame intervals.

    :param start_s: what is 0 on the time axis, on the clock of the log.
    """
    at_s = np.array(frames.at_s, dtype=np.float64) - start_s
    size_kb = np.array(frames.size, dtype=np.float64) / 1000
    key = np.frombuffer(bytes(frames.key), dtype=np.bool_)
    damaged = np.frombuffer(bytes(frames.damaged), dtype=np.bool_)
    kind: Literal["bars", "dots"] = "bars" if len(at_s) <= _MOST_BARS else "dots"
    sizes = [
        Series(label, at_s[which], size_kb[which], colour, kind)
        for label, which, colour in (
            ("frames", ~(key | damaged), BLUE),
            ("key frames", key & ~damaged, ORANGE),
            ("damaged", damaged, RED),
        )
        if which.any()
    ]
    return [Panel("frame size, kB", sizes), Panel("frame interval, ms", _intervals(at_s))]


def _intervals(at_s: NDArray[np.float64]) -> list[Series]:
    times = np.sort(at_s)
    steps = np.diff(times) * 1000
    return [Series("to the frame before", times[1:], steps, BLUE)]
