"""RTCP of many streams: sender reports and goodbyes, one packet at a time (they are rare)."""

from __future__ import annotations

import numpy as np

from camproof.media.bulk.receive.burst import Ints
from camproof.media.bulk.receive.spec import Finder
from camproof.media.receive.sender_clock import SenderClock
from camproof.protocols.errors import RtpError
from camproof.protocols.rtp import Bye, SenderReport, parse_rtcp

__all__ = ["RtcpAccount"]


class RtcpAccount:
    """:ivar packets: compound packets of whomever; ``unreadable`` such that are none.

    :ivar goodbye_at_s: monotonic arrival of the last goodbye; NaN before it.
    """

    def __init__(self, clock_hz: Ints) -> None:
        streams = len(clock_hz)
        self._clock_hz = clock_hz
        self._clocks: dict[int, SenderClock] = {}
        self.sender_reports = np.zeros(streams, np.int64)
        self.goodbyes = np.zeros(streams, np.int64)
        self.goodbye_at_s = np.full(streams, np.nan)
        self.packets = 0
        self.unreadable = 0

    def packet(self, data: bytes, port: int, at_s: float, wall_s: float, finder: Finder) -> None:
        """A compound packet came at ``at_s`` of the monotonic clock, ``wall_s`` seconds since 1970."""
        try:
            parts = parse_rtcp(data)
        except RtpError:
            self.unreadable += 1
            return
        self.packets += 1
        for part in parts:
            if isinstance(part, SenderReport):
                self._sender(part, finder.owner(part.ssrc, port), wall_s)
            elif isinstance(part, Bye):
                owners = [*({finder.owner(ssrc, port) for ssrc in part.ssrcs} - {-1})]
                self.goodbyes[owners] += 1
                self.goodbye_at_s[owners] = at_s

    def _sender(self, report: SenderReport, stream: int, wall_s: float) -> None:
        if stream < 0:
            return
        self.sender_reports[stream] += 1
        clock = self._clocks.get(stream)
        if clock is None:
            clock = self._clocks[stream] = SenderClock(int(self._clock_hz[stream]))
        clock.report(report, wall_s)

    def clock(self, stream: int) -> SenderClock | None:
        """What the reports of a stream say; None before the first."""
        return self._clocks.get(stream)
