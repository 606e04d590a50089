"""What the peer's reports say of the stream that we send (RFC 3550 6.4.1)."""

from __future__ import annotations

from collections.abc import Callable

from camproof.protocols.errors import RtpError
from camproof.protocols.rtp import (
    ReceiverReport,
    ReportBlock,
    SenderReport,
    is_rtcp,
    ntp_from_epoch,
    ntp_middle,
    parse_rtcp,
)

__all__ = ["PeerReports", "report_blocks"]

_UNIT_S = 1 / 65536
_MASK = 0xFFFFFFFF
_HALF = 1 << 31


def report_blocks(data: bytes) -> list[ReportBlock]:
    """The report blocks of a packet; none where it is no RTCP or cannot be read."""
    if not is_rtcp(data):
        return []
    try:
        parts = parse_rtcp(data)
    except RtpError:
        return []
    reports = (part.reports for part in parts if isinstance(part, ReceiverReport | SenderReport))
    return [block for blocks in reports for block in blocks]


class PeerReports:
    """Reads report blocks about one stream.

    :param clock: the clock of our sender reports, seconds since 1970.
    :ivar last: the last block; ``round_trip_ms`` follows from it, None where it names no report of ours.
    """

    __slots__ = ("_clock", "last", "round_trip_ms")

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self.last: ReportBlock | None = None
        self.round_trip_ms: float | None = None

    def packet(self, data: bytes, ssrc: int) -> None:
        """Whatever came from the peer; only report blocks about ``ssrc`` count, nothing is raised."""
        for block in report_blocks(data):
            if block.ssrc == ssrc:
                self._take(block)

    def _take(self, block: ReportBlock) -> None:
        self.last = block
        if not block.last_sr:
            self.round_trip_ms = None
            return
        now = ntp_middle(ntp_from_epoch(self._clock()))
        units = (now - block.last_sr - block.delay_since_sr + _HALF & _MASK) - _HALF
        self.round_trip_ms = max(0.0, units * _UNIT_S * 1000)
