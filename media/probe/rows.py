"""Which figures a stream has, from what was measured: groups in the order of the table."""

from __future__ import annotations

from collections.abc import Sequence

from camproof.media.detect.detectors import ClockDetector
from camproof.media.probe.figures import Figure, percentile_figures
from camproof.media.probe.frame_log import FrameFigures
from camproof.media.receive.report import Percentiles, StreamReport
from camproof.protocols.nal import SpsInfo

__all__ = [
    "clock_rows",
    "frame_rows",
    "latency_rows",
    "numbers_text",
    "packet_rows",
    "picture_rows",
    "truth_rows",
]

_FEW = ("min", "p50", "max")


def packet_rows(report: StreamReport) -> list[Figure]:
    """Loss, order, jitter, rate and the first times of a stream that came in packets."""
    group = "packets"
    return [
        Figure(group, "received", "received", report.packets),
        Figure(group, "lost", "lost", report.lost, bad=report.lost > 0),
        Figure(group, "loss_share", "loss", report.loss_share, "share", bad=report.lost > 0),
        Figure(group, "duplicates", "duplicates", report.duplicates, bad=report.duplicates > 0),
        Figure(group, "reordered", "reordered", report.reordered, bad=report.reordered > 0),
        Figure(group, "unreadable", "unreadable", report.unreadable, bad=report.unreadable > 0),
        Figure(group, "wrong_ssrc", "of another SSRC", report.wrong_ssrc, bad=report.wrong_ssrc > 0),
        Figure(group, "jitter_ms", "jitter (RFC 3550)", report.jitter_ms, "ms", "last"),
        Figure(group, "worst_jitter_ms", "jitter (RFC 3550)", report.worst_jitter_ms, "ms", "worst"),
        Figure(group, "longest_gap_ms", "longest silence", report.longest_gap_s * 1000, "ms"),
        Figure(group, "bitrate_kbit", "bitrate", report.bitrate_kbit, "kbit/s"),
        Figure(group, "duration_s", "length", report.duration_s, "s"),
        Figure(group, "first_packet_s", "first packet after", report.first_packet_s, "s"),
        Figure(group, "first_key_frame_s", "first key frame after", report.first_key_frame_s, "s"),
        Figure(group, "sender_reports", "sender reports", report.sender_reports),
    ]


def clock_rows(report: StreamReport, *, even: bool) -> list[Figure]:
    """Whether timestamps go on evenly, and what the sender reports say of the sender's clocks.

    :param even: whether they should; those of B frames without a container need not.
    """
    group, facts = "packets", report.facts
    irregular = report.irregular_timestamps if even else None
    return [
        Figure(group, "timestamp_step_ticks", "timestamp step", facts.timestamp_step or None, "ticks"),
        Figure(group, "irregular_timestamps", "irregular timestamps", irregular, bad=bool(irregular)),
        Figure(group, "rtp_ntp_drift_ppm", "RTP against NTP clock", facts.rtp_ntp_drift_ppm, "ppm"),
        Figure(group, "sender_clock_error_s", "sender's NTP less ours", facts.sender_clock_error_s, "s"),
    ]


def picture_rows(codec: str, sps: SpsInfo | None, width: int = 0, height: int = 0) -> list[Figure]:
    """What the parameter sets say; width and height from elsewhere where there are none."""
    group = "picture"
    rows = [Figure(group, "codec", "codec", codec or None)]
    if sps is None:
        return [
            *rows,
            Figure(group, "width_px", "size", width or None, "px"),
            Figure(group, "height_px", "size", height or None, "px", glue=" × "),
        ]
    tier = f" ({sps.tier} tier)" if sps.tier else ""
    return [
        *rows,
        Figure(group, "width_px", "size", sps.width, "px"),
        Figure(group, "height_px", "size", sps.height, "px", glue=" × "),
        Figure(group, "profile", "profile", sps.profile + tier),
        Figure(group, "level", "level", sps.level),
        Figure(group, "sps_fps", "frame rate of the SPS", sps.fps, "fps"),
        Figure(group, "bit_depth", "bits a sample", sps.bit_depth),
        Figure(group, "interlaced", "interlaced", sps.interlaced),
        Figure(group, "reference_frames", "reference frames", sps.reference_frames),
    ]


def frame_rows(figures: FrameFigures, report: StreamReport | None = None) -> list[Figure]:
    """Rate, intervals, GOP, sizes and types of the pictures.

    :param report: of their packets, which knows intervals, GOP and damage better.
    """
    group = "frames"
    interval, gop, damaged = figures.interval_ms, figures.gop_frames, 0
    if report is not None:
        interval, gop, damaged = report.frame_interval_ms, report.gop_frames, report.damaged_frames
    types = figures.types
    return [
        Figure(group, "frames", "frames", figures.frames),
        Figure(group, "key_frames", "key frames", figures.key_frames),
        Figure(group, "damaged_frames", "damaged", damaged, bad=damaged > 0),
        Figure(group, "frame_rate_fps", "frame rate", figures.frame_rate, "fps"),
        *percentile_figures(group, "interval_{}_ms", "interval", "ms", interval),
        *percentile_figures(group, "gop_{}_frames", "GOP", "frames", gop, parts=_FEW),
        *percentile_figures(group, "gop_{}_s", "key frame every", "s", figures.gop_s, parts=_FEW),
        *percentile_figures(group, "size_{}_kB", "size", "kB", figures.size_octets, factor=1e-3),
        *percentile_figures(
            group, "key_size_{}_kB", "key frame size", "kB", figures.key_size_octets, parts=_FEW, factor=1e-3
        ),
        *(
            Figure(group, f"{kind.lower()}_frames", "types", types.get(kind, 0), "", kind)
            for kind in "IPB"
            if types
        ),
    ]


def truth_rows(report: StreamReport, camera: int | None, *, live: bool) -> list[Figure]:
    """What the stamps in the pictures say, and standstills.

    :param camera: the number that should be in them; None = any.
    :param live: whether times of arrival are those of the stream; without, nothing is said of latency.
    """
    group = "truth"
    frozen_s = sum((end_s or report.to_s) - start_s for start_s, end_s in report.freezes)
    rows = [
        Figure(group, "freezes", "freezes", len(report.freezes), bad=bool(report.freezes)),
        Figure(group, "frozen_s", "frozen for", frozen_s or None, "s", bad=True),
        Figure(group, "stamped_frames", "stamped frames", report.stamped_frames),
    ]
    if not report.stamped_frames:
        return rows
    wrong = None if camera is None else sum(n for number, n in report.cameras if number != camera)
    rows += [
        Figure(group, "cameras", "camera numbers", numbers_text(report.cameras)),
        Figure(group, "wrong_camera_frames", "frames of a wrong camera", wrong, bad=bool(wrong)),
        Figure(
            group, "missing_frames", "frames missing", report.missing_frames, bad=report.missing_frames > 0
        ),
        Figure(
            group,
            "repeated_frames",
            "frames repeated",
            report.repeated_frames,
            bad=report.repeated_frames > 0,
        ),
    ]
    return [*rows, *latency_rows(group, report.latency_ms)] if live else rows


def numbers_text(cameras: Sequence[tuple[int, int]]) -> str:
    """The first eight camera numbers, of (number, pictures)."""
    return ", ".join(str(number) for number, _ in cameras[:8])


def latency_rows(group: str, latency_ms: Percentiles) -> list[Figure]:
    """Capture to arrival, and what the fastest picture says of the camera's clock, its way included."""
    if latency_ms.p50 is None or latency_ms.min is None:
        return []
    wrong = _clock_is_wrong(latency_ms.p50)
    return [
        *percentile_figures(group, "latency_{}_ms", "latency", "ms", latency_ms),
        Figure(group, "clock_error_ms", "camera's clock less ours", -latency_ms.min, "ms", bad=wrong),
    ]


def _clock_is_wrong(latency_ms: float) -> bool:
    """By the limits of the detector: no live picture is so old, and none comes from the future."""
    detector = ClockDetector(hold_s=0.0)
    detector.latency(0.0, latency_ms)
    return bool(detector.findings())
