"""A lower platform's cameras, seen and steered from the upper one (级联)."""

from __future__ import annotations

import math

from camproof.media.receive.report import StreamReport
from camproof.scenarios.evidence import StreamEvidence
from camproof.scenarios.measures.sharing import FETCH_LIMIT_S
from camproof.scenarios.measures.transport import reports_of
from camproof.scenarios.measures.view import View
from camproof.verdicts import Measurement, census_share, census_value, not_made, percentile_of

__all__ = [
    "catalogue_completeness",
    "information_delay",
    "live_fetch_rate",
    "loops_refused",
    "online_rate",
    "packet_loss",
    "ptz_response",
    "registration_time",
    "status_report_delay",
    "time_to_first_key_frame",
]

_NO_STREAM = "no live stream was asked for from the upper platform"


def registration_time(view: View) -> Measurement:
    """From the lower platform's first REGISTER to its acceptance; one that never came counts as endless."""
    cascade = view.evidence.cascade
    if not cascade.lower_seen:
        return not_made(view.spec, "when a platform that is not ours begins to register is not known")
    if not view.inside(cascade.began_s):
        return not_made(view.spec, "the lower platform did not begin to register in this time")
    took_s = math.inf if cascade.registered_after_s is None else cascade.registered_after_s
    return census_value(view.spec, took_s, 1, method="lower platform joined to its REGISTER accepted above")


def online_rate(view: View) -> Measurement:
    """Seconds in which the lower platform was on-line at the upper one, over seconds of the window."""
    from_s, to_s = view.window
    presence, began_s = view.evidence.cascade.presence, view.evidence.cascade.began_s
    if not view.platforms or began_s == -math.inf:
        return not_made(view.spec, "no lower platform was to register")
    seconds = sum(presence.online_s(code, view.window) for code in view.platforms[:1])
    return census_value(
        view.spec,
        seconds / (to_s - from_s),
        1,
        method="valid registration and keepalives at the upper platform, weighted by time",
    )


def catalogue_completeness(view: View) -> Measurement:
    """Channels of the lower platform in the last catalogue asked for; no whole answer lists none."""
    answers = [entry for entry in view.evidence.cascade.catalogs if view.inside(entry.at_s)]
    if not answers:
        return not_made(view.spec, "the lower platform was not asked for its catalogue")
    last = answers[-1]
    missing = [code for code in last.due if code not in (last.listed or ())]
    return census_share(
        view.spec,
        len(last.due) - len(missing),
        len(last.due),
        method="codes in the Catalog of the lower platform against the channels below it",
        detail="no whole answer" if last.listed is None else ", ".join(missing[:5]),
    )


def live_fetch_rate(view: View) -> Measurement:
    """Live requests at the upper platform that gave a decoded key frame in time."""
    asked = _asked(view)
    good = sum(1 for s in asked if s.key_frame_after_s is not None and s.key_frame_after_s <= FETCH_LIMIT_S)
    method = f"first key frame decoded at the upper platform within {FETCH_LIMIT_S:g} s of its INVITE"
    return census_share(view.spec, good, len(asked), method=method, detail="" if asked else _NO_STREAM)


def time_to_first_key_frame(view: View) -> Measurement:
    """From INVITE at the upper platform to the first key frame decoded; none counts as endless."""
    took = [math.inf if s.key_frame_after_s is None else s.key_frame_after_s for s in _asked(view)]
    method = "INVITE of the upper platform to first key frame decoded there"
    return percentile_of(view.spec, took, method=method, detail="" if took else _NO_STREAM)


def information_delay(view: View) -> Measurement:
    """From capture at the camera to arrival at the upper platform, p95 of every stream."""
    slow = [report.latency_ms.p95 for report in _reports(view)]
    values = [p95_ms / 1000 for p95_ms in slow if p95_ms is not None]
    return percentile_of(
        view.spec,
        values,
        method="arrival at the upper platform minus capture time in the truth stamp, p95 of each stream",
        census=True,
        detail="" if values else _NO_STREAM,
    )


def packet_loss(view: View) -> Measurement:
    """RTP packets lost on the whole way, all streams together; reordering is not loss."""
    reports = _reports(view, pictures=False)
    expected = sum(report.expected for report in reports)
    return census_share(
        view.spec,
        sum(report.lost for report in reports),
        expected,
        method=f"RTP sequence numbers of {len(reports)} streams at the upper platform",
        detail="" if expected else _NO_STREAM,
    )


def ptz_response(view: View) -> Measurement:
    """From a move command at the upper platform to the first position seen there that differs."""
    moves = [move for move in view.evidence.cascade.ptz if move.code in view.codes and view.inside(move.at_s)]
    took = [math.inf if move.response_ms is None else move.response_ms for move in moves]
    return percentile_of(
        view.spec,
        took,
        method="PTZCmd sent by the upper platform to a changed PTZPosition there",
        detail="" if took else "no camera was moved from the upper platform",
    )


def status_report_delay(view: View) -> Measurement:
    """From a camera off-line at the lower platform to its notice at the upper one; none counts as endless."""
    if not view.evidence.cascade.lower_seen:
        return not_made(
            view.spec, "which cameras a platform that is not ours holds for off-line is not known"
        )
    due = [one for one in view.evidence.cascade.reports if one.camera in view.codes and view.inside(one.at_s)]
    return percentile_of(
        view.spec,
        [math.inf if one.told_after_s is None else one.told_after_s for one in due],
        method="off-line at the lower platform to NOTIFY received at the upper one, each channel",
        census=True,
        detail="" if due else "no camera went off-line while the upper platform was subscribed",
    )


def loops_refused(view: View) -> Measurement:
    """Streams that would have come back, and were refused; no answer is no refusal."""
    tried = [loop for loop in view.evidence.cascade.loops if view.inside(loop.at_s)]
    statuses = sorted({str(loop.status) for loop in tried})
    return census_share(
        view.spec,
        sum(1 for loop in tried if loop.refused),
        len(tried),
        method=f"final SIP answers to INVITE: {', '.join(statuses) or 'none'}",
        detail="" if tried else "nobody asked for a stream in a loop",
    )


def _streams(view: View) -> list[StreamEvidence]:
    """Live streams of the scope through the cascade; also those of cameras under a fault of the cascade."""
    return [
        stream
        for stream in view.evidence.streams
        if stream.through and stream.kind == "live" and stream.code in view.sound_codes
        and stream.within(view.window)
    ]  # fmt: skip


def _asked(view: View) -> list[StreamEvidence]:
    return [stream for stream in _streams(view) if view.inside(stream.asked_s)]


def _reports(view: View, *, pictures: bool = True) -> list[StreamReport]:
    return reports_of(_streams(view), view.window, pictures=pictures)
