"""Judging one stream by limits that a user sets; each verdict names its requirement."""

from __future__ import annotations

from camproof.media.limit_kind import JITTER, LOSS
from camproof.media.probe.summary import Silence
from camproof.media.receive.report import StreamReport
from camproof.verdicts import Verdict, census_share, census_value, not_made

__all__ = ["judge_jitter", "judge_loss"]


def judge_loss(
    report: StreamReport | None, most: float, drops: int = 0, silence: Silence | None = None
) -> Verdict:
    """Of the packets that were expected, at most this share is lost; those due in silence are.

    :param report: None where there are no packets to count.
    :param most: share 0..1.
    :param drops: datagrams that this machine lost itself; then nobody else is blamed.
    :param silence: of a stream that came no more before the end.
    """
    if report is None or not report.expected:
        made = not_made(LOSS.spec(), LOSS.lacking)
    elif silence is not None and silence.packets is None:
        made = not_made(LOSS.spec(), "fell silent, and nobody knows what was due")
    elif silence is not None:
        due = silence.packets or 0
        method = f"{LOSS.method}, and {due} packets due in {silence.seconds:.1f} s of silence at the end"
        made = census_share(LOSS.spec(), report.lost + due, report.expected + due, method=method)
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
