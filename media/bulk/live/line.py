"""One live stream's way out of the shared port, while the link before it is not perfect."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial

from camproof.media.send.peer_reports import PeerReports
from camproof.protocols.flow import Address
from camproof.runtimes.delay_line import DelayLine
from camproof.runtimes.impairment import Gate

__all__ = ["LiveLine"]

Leave = Callable[[bytes, Address], bool]


class LiveLine:
    """Asks the gate about each packet; lives in the event loop.

    :ivar lost_on_link: packets that the link swallowed.
    :param clock: of the stream's sender reports, seconds since 1970.
    """

    def __init__(self, remote: Address, ssrc: int, gate: Gate, clock: Callable[[], float]) -> None:
        self.ssrc = ssrc
        self.lost_on_link = 0
        self.refused_packets = 0
        self.peer = PeerReports(clock)
        self.remote, self._rtcp = remote, (remote[0], remote[1] + 1)
        self._gate = gate
        self._under_way = DelayLine()

    @property
    def clear(self) -> bool:
        """Whether packets may go out without being asked about."""
        return self._gate.clear

    def send(self, packets: list[bytes], leave: Leave) -> None:
        """Send the packets of a message through the link."""
        for packet in packets:
            self._pass(packet, self.remote, leave)

    def report(self, packet: bytes, leave: Leave) -> None:
        """Send an RTCP packet to the port above, through the same link."""
        self._pass(packet, self._rtcp, leave)

    def _pass(self, packet: bytes, remote: Address, leave: Leave) -> None:
        now_s = time.monotonic()
        delays = self._gate.decide(len(packet), now_s)
        if not delays:
            self.lost_on_link += 1
        for delay_s in delays:
            self._under_way.put(now_s, delay_s, partial(self._leave, packet, remote, leave))

    def _leave(self, packet: bytes, remote: Address, leave: Leave) -> None:
        if not leave(packet, remote):
            self.refused_packets += 1

    def close(self) -> None:
        """Forget what is under way."""
        self._under_way.close()
