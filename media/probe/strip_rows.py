"""The figures of the strips in decoded pictures."""

from __future__ import annotations

from camproof.media.overlay.strip import CAMERA_BITS
from camproof.media.probe.figures import Figure
from camproof.media.probe.rows import latency_rows, numbers_text
from camproof.media.probe.strip_account import StripReport

__all__ = ["strip_rows"]


def strip_rows(report: StripReport, camera: int | None, *, live: bool) -> list[Figure]:
    """What was read; nothing where no picture was decoded.

    :param camera: the number whose low 20 bits should be in the strips; None = any.
    :param live: whether times of arrival are those of the stream.
    """
    group = "strips"
    if report.pictures == report.undecoded:
        return []
    rows = [
        Figure(group, "sampled_frames", "frames decoded for them", report.pictures - report.undecoded),
        Figure(group, "undecoded_frames", "not decodable", report.undecoded, bad=report.undecoded > 0),
        Figure(group, "read_frames", "frames with a strip", report.read),
    ]
    if report.sent_size is None:
        return rows
    width, height = report.sent_size
    wrong = None if camera is None else _others(report, camera % (1 << CAMERA_BITS))
    rows += [
        Figure(group, "read_share", "share with a strip", report.read_share, "share"),
        Figure(group, "sent_width_px", "size as it was sent", width, "px"),
        Figure(group, "sent_height_px", "size as it was sent", height, "px", glue=" × "),
        Figure(group, "cameras", "camera numbers", numbers_text(report.cameras)),
        Figure(group, "wrong_camera_frames", "frames of a wrong camera", wrong, bad=bool(wrong)),
        Figure(group, "missing_frames", "frames missing", report.missing, bad=report.missing > 0),
        Figure(group, "repeated_frames", "frames repeated", report.repeated, bad=report.repeated > 0),
        Figure(group, "freezes", "freezes", report.freezes, bad=report.freezes > 0),
        Figure(group, "frozen_s", "frozen for", report.frozen_s or None, "s", bad=True),
        Figure(group, "compared_frames", "with a stamp too", report.compared),
        Figure(
            group, "differing_frames", "that says something else", report.differing, bad=report.differing > 0
        ),
    ]
    return [*rows, *latency_rows(group, report.latency_ms)] if live else rows


def _others(report: StripReport, camera: int) -> int:
    return sum(pictures for number, pictures in report.cameras if number != camera)
