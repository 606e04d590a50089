"""The figures of measured streams: one list for the table, JSON, CSV and the picture."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

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


FIGURES: tuple[Figure, ...] = (
    Figure("port", lambda one: one.port),
    Figure("connection", lambda one: one.connection),
    Figure("ssrc", lambda one: one.ssrc),
    Figure("camera", lambda one: one.report.camera),
    Figure("payload", lambda one: one.container),
    Figure("codec", lambda one: one.sps.codec if one.sps else None),
    Figure("profile", lambda one: one.sps.profile if one.sps else None),
    Figure("level", lambda one: one.sps.level if one.sps else None),
    Figure("width", lambda one: one.sps.width if one.sps else None),
    Figure("height", lambda one: one.sps.height if one.sps else None),
    Figure("fps", lambda one: one.fps),
    Figure("timestamp_fps", lambda one: one.timestamp_fps),
    Figure("packets", lambda one: one.report.packets),
    Figure("expected", lambda one: one.report.expected),
    Figure("lost", lambda one: one.report.lost),
    Figure("loss_share", lambda one: one.report.loss_share),
    Figure("duplicates", lambda one: one.report.duplicates),
    Figure("reordered", lambda one: one.report.reordered),
    Figure("restarts", lambda one: one.report.restarts),
    Figure("jitter_ms", lambda one: one.report.jitter_ms),
    Figure("worst_jitter_ms", lambda one: one.report.worst_jitter_ms),
    Figure("bitrate_kbit", lambda one: one.report.bitrate_kbit),
    Figure("first_packet_s", lambda one: one.report.first_packet_s),
    Figure("first_key_frame_s", lambda one: one.report.first_key_frame_s),
    Figure("longest_gap_ms", lambda one: one.longest_gap_s * 1000),
    Figure("silence_s", lambda one: one.silence_s),
    Figure("frames", lambda one: one.report.frames),
    Figure("key_frames", lambda one: one.report.key_frames),
    Figure("frame_interval_mean_ms", lambda one: one.report.frame_interval_ms.mean),
    Figure("frame_interval_deviation_ms", lambda one: one.report.frame_interval_ms.deviation),
    Figure("frame_interval_max_ms", lambda one: one.report.frame_interval_ms.max),
    Figure("gop_frames_mean", lambda one: one.report.gop_frames.mean),
    Figure("gop_mean_s", lambda one: one.report.gop_s.mean),
    Figure("irregular_timestamps", lambda one: one.report.irregular_timestamps),
    Figure("sender_reports", lambda one: one.report.sender_reports),
    Figure("goodbyes", lambda one: one.report.goodbyes),
    Figure("rtp_ntp_drift_ppm", lambda one: one.report.rtp_ntp_drift_ppm),
    Figure("sender_clock_error_s", lambda one: one.report.sender_clock_error_s),
    Figure("stamped_frames", lambda one: one.report.stamped_frames),
    Figure("missing_frames", lambda one: one.report.missing_frames),
    Figure("silent_frames", lambda one: one.silent_frames),
    Figure("frame_loss_share", lambda one: one.frame_loss_share),
    Figure("repeated_frames", lambda one: one.report.repeated_frames),
    Figure("bad_stamps", lambda one: one.report.bad_stamps),
    Figure("cut_stamps", lambda one: one.report.cut_stamps),
    Figure("wrong_camera_frames", lambda one: one.report.wrong_camera_frames),
    Figure("other_camera", lambda one: one.report.other_camera),
    Figure("freezes", lambda one: one.report.freezes),
    Figure("longest_freeze_s", lambda one: one.report.longest_freeze_s),
    Figure("clock_error_ms", lambda one: one.report.clock_error_ms),
    Figure("latency_min_ms", lambda one: one.report.latency_ms.min),
    Figure("latency_p50_ms", lambda one: one.report.latency_ms.p50),
    Figure("latency_p95_ms", lambda one: one.report.latency_ms.p95),
    Figure("latency_p99_ms", lambda one: one.report.latency_ms.p99),
    Figure("latency_max_ms", lambda one: one.report.latency_ms.max),
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
