"""The figures of measured streams: one list for the table, JSON, CSV and the picture."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from camproof.media.load.measured import MeasuredStream

__all__ = ["FIGURES", "Figure", "as_row", "over_streams", "worst_first"]

Value = float | int | str | None


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a stream.

    :param name: in JSON and CSV; the unit is its end.
    """

    name: str
    of: Callable[[MeasuredStream], Value]


def _figure(path: str, name: str = "") -> Figure:
    """What an attribute of a stream says, such as "report.lost"; its last word names it."""
    return Figure(name or path.rpartition(".")[2], attrgetter(path))


def _reported(names: str) -> Iterator[Figure]:
    return (_figure(f"report.{name}") for name in names.split())


def _parts(figure: str, parts: str) -> Iterator[Figure]:
    """Parts of a figure of the report, whose unit ends their names, too: ``latency_p50_ms``."""
    stem, _, unit = figure.rpartition("_")
    return (_figure(f"report.{figure}.{part}", f"{stem}_{part}_{unit}") for part in parts.split())


def _pictured(name: str) -> Figure:
    """What the first sequence parameter set says."""
    return Figure(name, lambda one: None if one.sps is None else getattr(one.sps, name))


FIGURES: tuple[Figure, ...] = (
    *map(_figure, ("port", "connection", "ssrc")),
    _figure("report.camera"),
    _figure("container", "payload"),
    *map(_pictured, ("codec", "profile", "level", "width", "height")),
    *map(_figure, ("fps", "timestamp_fps")),
    *_reported("packets expected lost loss_share duplicates reordered restarts"),
    *_reported("jitter_ms worst_jitter_ms bitrate_kbit first_packet_s first_key_frame_s"),
    Figure("longest_gap_ms", lambda one: one.longest_gap_s * 1000),
    _figure("silence_s"),
    *_reported("frames key_frames"),
    *_parts("frame_interval_ms", "mean deviation max"),
    _figure("report.gop_frames.mean", "gop_frames_mean"),
    _figure("report.gop_s.mean", "gop_mean_s"),
    *_reported("irregular_timestamps sender_reports goodbyes rtp_ntp_drift_ppm sender_clock_error_s"),
    *_reported("stamped_frames missing_frames"),
    *map(_figure, ("silent_frames", "frame_loss_share")),
    *_reported("repeated_frames bad_stamps cut_stamps wrong_camera_frames other_camera"),
    *_reported("freezes longest_freeze_s clock_error_ms"),
    *_parts("latency_ms", "min p50 p95 p99 max"),
)
_BY_NAME = {figure.name: figure for figure in FIGURES}


def as_row(stream: MeasuredStream) -> dict[str, Value]:
    """Every figure of a stream by its name."""
    return {figure.name: figure.of(stream) for figure in FIGURES}


def over_streams(name: str, streams: Sequence[MeasuredStream]) -> NDArray[np.float64]:
    """A figure that is a number, over all streams that have it, ascending."""
    of = _BY_NAME[name].of
    values = [value for stream in streams if isinstance(value := of(stream), int | float)]
    return np.sort(np.array(values, np.float64))


def worst_first(streams: Sequence[MeasuredStream]) -> list[MeasuredStream]:
    """By what is lost, then frames lost, wrong cameras, freezes, jitter, latency; then as they came."""

    def badness(one: MeasuredStream) -> tuple[float, ...]:
        report = one.report
        return (
            report.loss_share or 0.0,
            one.frame_loss_share or 0.0,
            one.wrong_camera_share or 0.0,
            report.longest_freeze_s,
            report.worst_jitter_ms,
            report.latency_ms.p99 if report.latency_ms.p99 is not None else -math.inf,
        )

    return sorted(streams, key=badness, reverse=True)
