"""The picture of many streams: each figure from the best stream to the worst."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from camproof.media.load.figures import over_streams
from camproof.media.load.measured import MeasuredStream
from camproof.media.probe.drawing.canvas import BLUE, GREEN, ORANGE, RED, Colour
from camproof.media.probe.drawing.panel import Panel, Series
from camproof.media.probe.drawing.picture import timing_png

__all__ = ["streams_png"]

_DRAWN: tuple[tuple[str, float, tuple[tuple[str, str, Colour], ...]], ...] = (
    ("packet loss, %", 100, (("loss_share", "packets", RED), ("frame_loss_share", "frames", ORANGE))),
    ("jitter (RFC 3550), ms", 1, (("worst_jitter_ms", "worst", ORANGE), ("jitter_ms", "at the end", GREEN))),
    ("latency, ms", 1, (("latency_p99_ms", "p99", ORANGE), ("latency_p50_ms", "p50", BLUE))),
    ("first key frame, s", 1, (("first_key_frame_s", "from listening", BLUE),)),
    ("bit rate, Mbit/s", 1e-3, (("bitrate_kbit", "RTP payload", BLUE),)),
)


def streams_png(title: str, subtitle: str, streams: Sequence[MeasuredStream]) -> bytes:
    """A PNG: each curve is a figure of all streams, sorted, so that 99 on the axis below is its p99."""
    panels = [_panel(*drawn, streams) for drawn in _DRAWN]
    return timing_png(title, subtitle, panels, 100.0, "share of the streams, %")


def _panel(
    title: str, factor: float, curves: Sequence[tuple[str, str, Colour]], streams: Sequence[MeasuredStream]
) -> Panel:
    series = []
    for name, label, colour in curves:
        values = over_streams(name, streams) * factor
        if len(values):
            # Each stream holds its share of the axis: a step from its left edge to its right one.
            edges = np.repeat(np.linspace(0.0, 100.0, len(values) + 1), 2)[1:-1]
            series.append(Series(label, edges, np.repeat(values, 2), colour, "line"))
    return Panel(title, series, note="" if series else "not measured")
