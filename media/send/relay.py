"""Passes a stream on packet by packet, as it came in: sequence numbers, timestamps and payloads stay.

What was lost on the way here stays lost on the way there. Packets that come before the way is up wait, so
that the peer's first picture is the stream's first one.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from camproof.media.plan import MediaPlan
from camproof.media.send.face import FinishReason
from camproof.media.send.lateness import Lateness
from camproof.media.send.stats import SendStats
from camproof.media.send.tcp import DEFAULT_RETRY, TcpActiveWire, TcpPassiveWire
from camproof.media.send.udp import UdpMediaWire
from camproof.media.send.wire import Wire
from camproof.protocols.flow import Address
from camproof.protocols.rtp import is_rtcp
from camproof.runtimes.impairment import Gate

__all__ = ["PacketRelay"]

_HEADER = 12
_WAITING = 8192
"""Packets that wait for the way to be up: some seconds of a picture of 8 Mbit/s."""


class PacketRelay:
    """See ``StreamRelay``.

    :param plan: its SSRC and payload type take the place of those that came.
    :param agreed_ssrc: gives the SSRC that is passed on; packets of any other are not ours.
    :param untap: called once when the relay ends.
    """

    def __init__(
        self,
        plan: MediaPlan,
        *,
        host: str,
        gate: Gate | None,
        agreed_ssrc: Callable[[], int | None],
        on_finished: Callable[[FinishReason], None] | None = None,
    ) -> None:
        self.failure = ""
        self.untap: Callable[[], None] = lambda: None
        self._plan = plan
        self._ssrc = plan.ssrc.to_bytes(4, "big")
        self._agreed_ssrc = agreed_ssrc
        self._on_finished = on_finished
        self._wire = self._make_wire(host, gate)
        self._waiting: deque[bytes] = deque(maxlen=_WAITING)
        self._up = False
        self._frames = self._packets = self._octets = self._dropped = 0

    def _make_wire(self, host: str, gate: Gate | None) -> Wire:
        plan = self._plan
        if plan.transport == "udp":
            return UdpMediaWire(self, host, plan.remote, gate)
        if plan.transport == "tcp-active":
            return TcpActiveWire(self, host, plan.remote, gate, DEFAULT_RETRY)
        return TcpPassiveWire(self, host, gate)

    async def prepare(self) -> Address:
        """Bind or listen.

        :raises MediaTransportError: no port can be bound.
        """
        return await self._wire.prepare()

    def start(self) -> None:
        """Pass on as soon as the wire is up."""
        self._wire.start()

    def packet(self, data: bytes, _arrival_s: float) -> None:
        """A packet came in; RTCP is each side's own."""
        if len(data) < _HEADER or is_rtcp(data):
            return
        agreed = self._agreed_ssrc()
        if agreed is not None and int.from_bytes(data[8:_HEADER], "big") != agreed:
            return
        kind = bytes((data[0], data[1] & 0x80 | self._plan.payload_type))
        ours = kind + data[2:8] + self._ssrc + data[_HEADER:]
        if self._up:
            self._send(ours)
        else:
            self._waiting.append(ours)

    def _send(self, packet: bytes) -> None:
        if not self._wire.takes(key=True):
            self._dropped += 1
            return
        self._wire.send((packet,))
        self._frames += packet[1] >> 7
        self._packets += 1
        self._octets += len(packet) - _HEADER

    def cease(self) -> None:
        """Pass on nothing more."""
        self.untap()
        self._up = False
        self._waiting.clear()

    async def stop(self) -> None:
        """The same, and close all sockets. May be called twice."""
        self.cease()
        await self._wire.close()

    @property
    def stats(self) -> SendStats:
        """Counters up to now; what a full or cut connection left out is counted in packets."""
        wire = self._wire
        return SendStats(
            self._frames,
            self._packets,
            self._octets,
            wire.lost_on_link,
            wire.refused_packets,
            self._dropped,
            Lateness(),
        )

    def wire_up(self) -> None:
        """The wire can take media (called by the wire)."""
        self._up = True
        while self._waiting:
            self._send(self._waiting.popleft())

    def wire_failed(self, why: str) -> None:
        """The wire gave up (called by the wire)."""
        self.failure = why
        if self._on_finished is not None:
            self._on_finished("unreachable")

    def heard(self, data: bytes) -> None:
        """What the peer sends back, such as its reports, ends here."""
