"""Receiver reports: what we tell a sender of its stream (RFC 3550 6.4.2)."""

from __future__ import annotations

from camproof.protocols.rtp import (
    JitterMeter,
    ReceiverReport,
    ReportBlock,
    Sdes,
    SdesChunk,
    SenderReport,
    SequenceTracker,
    build_rtcp,
    ntp_middle,
)

__all__ = ["Feedback"]

_CNAME = 1
_NAME = "camproof"
_MASK = 0xFFFFFFFF


class Feedback:
    """Remembers the last sender report and fills report blocks from the accounts of the stream."""

    def __init__(self, tracker: SequenceTracker, jitter: JitterMeter) -> None:
        self._tracker = tracker
        self._jitter = jitter
        self._last_sr = 0
        self._last_sr_s = 0.0

    def heard(self, report: SenderReport, arrival_s: float) -> None:
        """A sender report of the stream came."""
        self._last_sr, self._last_sr_s = ntp_middle(report.ntp), arrival_s

    def packet(self, ssrc: int | None, now_s: float) -> bytes | None:
        """A compound packet (RR and SDES, 6.1) about source ``ssrc``; None before its first packet. Our own
        SSRC is the stream's with all bits turned round. Each call ends an interval of the fraction lost.
        """
        if ssrc is None or not self._tracker.received:
            return None
        fraction, cumulative = self._tracker.report_loss()
        delay_s = now_s - self._last_sr_s if self._last_sr else 0.0
        block = ReportBlock(
            ssrc,
            fraction,
            cumulative,
            self._tracker.highest & _MASK,
            self._jitter.jitter_units,
            self._last_sr,
            round(max(0.0, delay_s) * 65536),
        )
        own = ssrc ^ _MASK
        return build_rtcp(ReceiverReport(own, (block,)), Sdes((SdesChunk(own, ((_CNAME, _NAME),)),)))
