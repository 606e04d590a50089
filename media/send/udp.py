"""Media over UDP: RTP from an even port, RTCP from the next, an impaired link in between."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Iterator, Sequence
from functools import partial

from camproof.media.packets import PAYLOAD_SIZE
from camproof.media.send.wire import WireOwner
from camproof.media.sockets import bind_udp_pair, udp_gso
from camproof.protocols.flow import Address
from camproof.runtimes.delay_line import DelayLine
from camproof.runtimes.impairment import Gate

__all__ = ["UdpMediaWire"]

_PACKET_SIZE = PAYLOAD_SIZE + 12
_PACKETS_A_CALL = 45
_READ_SIZE = 2048


class UdpMediaWire:
    """One pair of unconnected sockets; a frame goes to the kernel in one call where it can cut it."""

    def __init__(self, owner: WireOwner, host: str, remote: Address, gate: Gate | None) -> None:
        self._owner = owner
        self._host = host
        self.aim(remote)
        self._gate = gate
        self._rtp: socket.socket | None = None
        self._rtcp: socket.socket | None = None
        self._line = DelayLine()
        self._segments = False
        self.lost_on_link = 0
        self.refused_packets = 0

    async def prepare(self) -> Address:
        """Bind the port pair."""
        self._rtp, self._rtcp = bind_udp_pair(self._host)
        self._segments = udp_gso(self._rtp, _PACKET_SIZE)
        loop = asyncio.get_running_loop()
        for sock in (self._rtp, self._rtcp):
            loop.add_reader(sock.fileno(), self._drain, sock)
        host, port = self._rtp.getsockname()[:2]
        return host, port

    def aim(self, remote: Address) -> None:
        """RTP goes there, RTCP to the next port."""
        self._remote = remote
        self._rtcp_remote = (remote[0], remote[1] + 1)

    def start(self) -> None:
        """UDP needs no connection."""
        self._owner.wire_up()

    def takes(self, *, key: bool) -> bool:  # noqa: ARG002  (UDP takes whatever comes)
        """Always; what the link or the kernel refuses is counted in packets."""
        return self._rtp is not None

    def send(self, packets: Sequence[bytes]) -> None:
        """Send the packets of one frame through the link."""
        if self._gate is not None and not self._gate.clear:
            for packet in packets:
                self._pass(packet, self._rtp, self._remote)
        elif self._segments and len(packets) > 1:
            for run in _runs(packets):
                self._send_joined(run)
        else:
            for packet in packets:
                self._leave(packet, self._rtp, self._remote)

    def send_rtcp(self, packet: bytes) -> None:
        """RTCP goes to the port above, through the same link."""
        self._pass(packet, self._rtcp, self._rtcp_remote)

    def _pass(self, packet: bytes, sock: socket.socket | None, remote: Address) -> None:
        now_s = time.monotonic()
        delays = (0.0,) if self._gate is None else self._gate.decide(len(packet), now_s)
        if not delays:
            self.lost_on_link += 1
        for delay_s in delays:
            self._line.put(now_s, delay_s, partial(self._leave, packet, sock, remote))

    def _send_joined(self, packets: Sequence[bytes]) -> None:
        assert self._rtp is not None
        try:
            self._rtp.sendto(b"".join(packets), self._remote)
        except BlockingIOError:
            self.refused_packets += len(packets)
        except OSError:
            self._segments = False
            udp_gso(self._rtp, 0)
            for packet in packets:
                self._leave(packet, self._rtp, self._remote)

    def _leave(self, packet: bytes, sock: socket.socket | None, remote: Address) -> None:
        if sock is None or sock.fileno() < 0:
            return
        try:
            sock.sendto(packet, remote)
        except (OSError, OverflowError):  # OverflowError: RTCP above port 65535
            self.refused_packets += 1

    def _drain(self, sock: socket.socket) -> None:
        """Read what a peer sends back, so that it does not count as datagrams that the kernel dropped."""
        try:
            while True:
                self._owner.heard(sock.recv(_READ_SIZE))
        except OSError:
            return

    async def close(self) -> None:
        """Close both sockets."""
        self._line.close()
        loop = asyncio.get_running_loop()
        for sock in (self._rtp, self._rtcp):
            if sock is not None:
                loop.remove_reader(sock.fileno())
                sock.close()
        self._rtp = self._rtcp = None


def _runs(packets: Sequence[bytes]) -> Iterator[Sequence[bytes]]:
    """Packets that the kernel cuts apart again from one message: all but the last of a run are full."""
    start = 0
    for number, packet in enumerate(packets, 1):
        if len(packet) != _PACKET_SIZE or number - start == _PACKETS_A_CALL or number == len(packets):
            yield packets[start:number]
            start = number
