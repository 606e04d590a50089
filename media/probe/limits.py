"""Judging one stream by limits that a user sets; each verdict names its requirement."""

from __future__ import annotations

from camproof.media.receive.report import StreamReport
from camproof.verdicts import (
    Limit,
    MeasurementSpec,
    Verdict,
    census_share,
    census_value,
    judge,
    not_made,
    requirement,
)

__all__ = ["judge_jitter", "judge_loss"]

_LOSS, _JITTER = "TRANS-5", "TRANS-4"


def judge_loss(report: StreamReport | None, most: float, drops: int = 0) -> Verdict:
    """Of the packets that were expected, at most this share is lost.

    :param report: None where there are no packets to count.
    :param most: share 0..1.
    :param drops: datagrams that this machine lost itself; then nobody else is blamed.
    """
    row = requirement(_LOSS)
    spec = MeasurementSpec(row.metric, "share", _LOSS)
    if report is None or not report.expected:
        made = not_made(spec, "no packets could be counted")
    else:
        made = census_share(spec, report.lost, report.expected, method="RTP sequence numbers")
    saturated = f"this machine dropped {drops} datagrams" if drops else None
    return judge(made, row, Limit("at-most", most, "share"), saturated)


def judge_jitter(report: StreamReport | None, most_ms: float) -> Verdict:
    """The worst interarrival jitter (RFC 3550 6.4.1) is at most this."""
    row = requirement(_JITTER)
    spec = MeasurementSpec(row.metric, "ms", _JITTER)
    if report is None or not report.received:
        made = not_made(spec, "no packets came")
    else:
        method = "RFC 3550 6.4.1, the worst of the stream"
        made = census_value(spec, report.worst_jitter_ms, report.received, method=method)
    return judge(made, row, Limit("at-most", most_ms, "ms"))
