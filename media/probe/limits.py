"""Judging one stream by limits that a user sets; each verdict names its requirement."""

from __future__ import annotations

from camproof.media.limit_kind import JITTER, LOSS
from camproof.media.receive.report import StreamReport
from camproof.verdicts import Verdict, census_share, census_value, not_made

__all__ = ["judge_jitter", "judge_loss"]


def judge_loss(report: StreamReport | None, most: float, drops: int = 0) -> Verdict:
    """Of the packets that were expected, at most this share is lost.

    :param report: None where there are no packets to count.
    :param most: share 0..1.
    :param drops: datagrams that this machine lost itself; then nobody else is blamed.
    """
    if report is None or not report.expected:
        made = not_made(LOSS.spec(), LOSS.lacking)
    else:
        made = census_share(LOSS.spec(), report.lost, report.expected, method=LOSS.method)
    return LOSS.verdict(made, most, f"this machine dropped {drops} datagrams" if drops else None)


def judge_jitter(report: StreamReport | None, most_ms: float) -> Verdict:
    """The worst interarrival jitter (RFC 3550 6.4.1) is at most this."""
    if report is None or not report.received:
        made = not_made(JITTER.spec(), JITTER.lacking)
    else:
        made = census_value(JITTER.spec(), report.worst_jitter_ms, report.received, method=JITTER.method)
    return JITTER.verdict(made, most_ms)
