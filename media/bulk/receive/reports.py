"""Reports out of the accounts of a bulk meter."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

import numpy as np

from camproof.media.bulk.receive.report import BulkReport, FleetSummary
from camproof.media.receive.report import Percentiles
from camproof.media.receive.spread import Spread

if TYPE_CHECKING:
    from camproof.media.bulk.receive.meter import BulkMeter

__all__ = ["make_bulk_report", "make_summary"]

_ALIVE_S = 1.0


class _Packets(TypedDict):
    packets: int
    expected: int
    received: int
    lost: int
    duplicates: int
    reordered: int
    strays: int
    restarts: int
    wrong_ssrc: int
    wrong_payload_type: int
    octets: int
    bitrate_kbit: float
    jitter_ms: float
    worst_jitter_ms: float
    jitter_jumps: int
    first_packet_s: float | None
    last_packet_at_s: float | None
    longest_gap_s: float


class _Frames(TypedDict):
    first_key_frame_s: float | None
    frames: int
    key_frames: int
    frame_interval_ms: Spread
    timestamp_step: int
    irregular_timestamps: int
    gop_frames: Spread
    gop_s: Spread
    sender_reports: int
    goodbyes: int
    goodbye_at_s: float | None
    rtp_ntp_drift_ppm: float | None
    sender_clock_error_s: float | None


class _Stamps(TypedDict):
    stamped_frames: int
    repeated_frames: int
    missing_frames: int
    bad_stamps: int
    cut_stamps: int
    camera: int | None
    wrong_camera_frames: int
    other_camera: int | None
    freezes: int
    longest_freeze_s: float
    clock_error_ms: float | None
    latency_ms: Percentiles


def make_bulk_report(meter: BulkMeter, stream: int) -> BulkReport:
    """Everything so far of one stream."""
    return BulkReport(**_packets(meter, stream), **_frames(meter, stream), **_stamps(meter, stream))


def _packets(meter: BulkMeter, stream: int) -> _Packets:
    traffic, tracker = meter.traffic, meter.sequence.tracker(stream)
    span_s = float(traffic.last_s[stream] - traffic.first_s[stream])
    octets = int(traffic.octets[stream])
    to_ms = 1000.0 / int(meter.clock_hz[stream])
    return {
        "packets": int(traffic.packets[stream]),
        "expected": tracker.expected,
        "received": tracker.received,
        "lost": max(0, tracker.lost),
        "duplicates": tracker.duplicates,
        "reordered": tracker.reordered,
        "strays": tracker.strays,
        "restarts": tracker.restarts,
        "wrong_ssrc": int(meter.finder.wrong_ssrc[stream]),
        "wrong_payload_type": int(meter.wrong_payload_type[stream]),
        "octets": octets,
        "bitrate_kbit": octets * 8 / 1000 / span_s if span_s > 0 else 0.0,
        "jitter_ms": float(meter.jitter.jitter[stream]) * to_ms,
        "worst_jitter_ms": float(meter.jitter.worst[stream]) * to_ms,
        "jitter_jumps": int(meter.jitter.jumps[stream]),
        "first_packet_s": _since(traffic.first_s[stream], meter.opened_s),
        "last_packet_at_s": _since(traffic.last_s[stream], 0.0),
        "longest_gap_s": float(traffic.longest_gap_s[stream]),
    }


def _frames(meter: BulkMeter, stream: int) -> _Frames:
    frames, keys, clock = meter.frames, meter.keys, meter.rtcp.clock(stream)
    return {
        "first_key_frame_s": _since(keys.first_s[stream], meter.opened_s),
        "frames": int(frames.frames[stream]),
        "key_frames": int(keys.key_frames[stream]),
        "frame_interval_ms": frames.interval_ms.of(stream),
        "timestamp_step": int(frames.step[stream]),
        "irregular_timestamps": int(frames.irregular[stream]),
        "gop_frames": keys.gop_frames.of(stream),
        "gop_s": keys.gop_s.of(stream),
        "sender_reports": int(meter.rtcp.sender_reports[stream]),
        "goodbyes": int(meter.rtcp.goodbyes[stream]),
        "goodbye_at_s": _since(meter.rtcp.goodbye_at_s[stream], 0.0),
        "rtp_ntp_drift_ppm": None if clock is None else clock.drift_ppm,
        "sender_clock_error_s": None if clock is None else clock.error_s,
    }


def _stamps(meter: BulkMeter, stream: int) -> _Stamps:
    stamps = meter.stamps
    lowest_ms = float(stamps.latency.lowest_ms[stream])
    camera, other = int(stamps.camera[stream]), int(stamps.other_camera[stream])
    return {
        "stamped_frames": int(stamps.stamped[stream]),
        "repeated_frames": int(stamps.repeated[stream]),
        "missing_frames": int(stamps.missing[stream]),
        "bad_stamps": int(stamps.bad[stream]),
        "cut_stamps": int(meter.stamp_finder.cut[stream]),
        "camera": None if camera < 0 else camera,
        "wrong_camera_frames": int(stamps.wrong_camera[stream]),
        "other_camera": None if other < 0 else other,
        "freezes": int(stamps.freezes[stream]),
        "longest_freeze_s": float(stamps.longest_freeze_s[stream]),
        "clock_error_ms": -lowest_ms if np.isfinite(lowest_ms) else None,
        "latency_ms": stamps.latency.of(stream),
    }


def _since(at_s: float, opened_s: float) -> float | None:
    return None if np.isnan(at_s) else float(at_s) - opened_s


def make_summary(meter: BulkMeter, now_s: float) -> FleetSummary:
    """Everything so far of all streams."""
    traffic, stamps = meter.traffic, meter.stamps
    span_s = traffic.last_s - traffic.first_s
    bits = traffic.octets * 8 / 1000
    expected, duplicates, reordered = meter.sequence.counts()
    received = meter.sequence.received.copy()
    return FleetSummary(
        at_s=now_s,
        packets=traffic.packets.copy(),
        expected=expected,
        received=received,
        lost=np.maximum(0, expected - received),
        duplicates=duplicates,
        reordered=reordered,
        octets=traffic.octets.copy(),
        bitrate_kbit=np.divide(bits, span_s, out=np.zeros(len(bits)), where=span_s > 0),
        jitter_ms=meter.jitter.jitter * 1000.0 / meter.clock_hz,
        frames=meter.frames.frames.copy(),
        key_frames=meter.keys.key_frames.copy(),
        stamped_frames=stamps.stamped.copy(),
        missing_frames=stamps.missing.copy(),
        repeated_frames=stamps.repeated.copy(),
        alive=traffic.last_s > now_s - _ALIVE_S,
        latency_ms=stamps.latency.fleet(),
        foreign=meter.finder.foreign,
        foreign_ssrcs=tuple(meter.finder.foreign_ssrcs),
        unreadable=meter.unreadable,
        rtcp=meter.rtcp.packets,
        unreadable_rtcp=meter.rtcp.unreadable,
    )
