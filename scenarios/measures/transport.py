"""Transport figures of GB/T 28181 clause 5, read from RTP and from the truth stamp in every frame."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from camproof.media.receive.report import StreamReport
from camproof.scenarios.evidence import Span, StreamEvidence
from camproof.scenarios.measures.view import View
from camproof.verdicts import Measurement, census_share, census_value, not_made, percentile_of

__all__ = [
    "bit_rate",
    "frame_rate",
    "information_delay",
    "jitter",
    "network_delay",
    "packet_loss",
    "reports_of",
]

_NO_STREAM = "no live stream of these cameras was received"
_SHORTEST_S = 2.0
"""A frame rate over less than this says little."""


def packet_loss(view: View) -> Measurement:
    """RTP packets lost over those expected, all streams together; reordering is not loss."""
    reports = _reports(view, pictures=False)
    expected = sum(report.expected for report in reports)
    return census_share(
        view.spec,
        sum(report.lost for report in reports),
        expected,
        method=f"RTP sequence numbers of {len(reports)} streams",
        detail=view.left_out or ("" if expected else _NO_STREAM),
    )


def jitter(view: View) -> Measurement:
    """Interarrival jitter of each stream."""
    values = [report.worst_jitter_ms for report in _reports(view, pictures=False) if report.expected]
    return percentile_of(
        view.spec,
        values,
        method="RFC 3550 6.4.1 per stream, largest of the window",
        census=True,
        detail=view.left_out or ("" if values else _NO_STREAM),
    )


def information_delay(view: View) -> Measurement:
    """From capture at the camera to arrival at the platform, p95 of every stream."""
    slow = [report.latency_ms.p95 for report in _reports(view)]
    values = [p95_ms / 1000 for p95_ms in slow if p95_ms is not None]
    return percentile_of(
        view.spec,
        values,
        method="arrival minus capture time in the truth stamp, p95 of each stream; the cameras' clocks count",
        census=True,
        detail=view.left_out or ("" if values else _NO_STREAM),
    )


def network_delay(view: View) -> Measurement:
    """Half of the way there and back: a request of the platform to the device's SIP answer.

    Needs no clock but the platform's; that both ways take as long is assumed.
    """
    codes = view.sound_codes
    trips = [trip for trip in view.evidence.round_trips if trip.code in codes and view.inside(trip.at_s)]
    return percentile_of(
        view.spec,
        [trip.took_ms / 2 for trip in trips],
        method="half of the time from a request to its SIP answer",
        detail=view.left_out or ("" if trips else "nothing was asked of these cameras"),
    )


def bit_rate(view: View) -> Measurement:
    """The stream with the fewest bits a second, payloads of RTP."""
    return _slowest(view, lambda report: report.bitrate_kbit, "octets")


def frame_rate(view: View) -> Measurement:
    """The slowest stream, frames received a second from its first key frame on."""
    return _slowest(view, lambda report: report.frame_rate, "pictures")


def _slowest(view: View, rate: Callable[[StreamReport], float], counted: str) -> Measurement:
    reports = [report for report in _reports(view) if report.duration_s >= _SHORTEST_S]
    if not reports:
        return not_made(view.spec, _NO_STREAM)
    return census_value(
        view.spec,
        min(map(rate, reports)),
        len(reports),
        method=f"{counted} received a second, slowest stream",
        detail=view.left_out,
    )


def _reports(view: View, *, pictures: bool = True) -> list[StreamReport]:
    """What was received of each live stream while it ran, within the window.

    :param pictures: leave out streams that never showed one; packets of these may still have come.
    """
    return reports_of(view.live(), view.window, pictures=pictures)


def reports_of(streams: Iterable[StreamEvidence], window: Span, *, pictures: bool) -> list[StreamReport]:
    """The same of these streams."""
    reports = []
    for stream in streams:
        if pictures and stream.key_frame_after_s is None:
            continue
        from_s = max(window[0], stream.asked_s + (stream.key_frame_after_s or 0.0))
        to_s = min(window[1], stream.ended_s if stream.ended_s is not None else window[1])
        report = stream.report(from_s, to_s) if to_s > from_s else None
        if report is not None:
            reports.append(report)
    return reports
