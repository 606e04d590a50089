"""Batches over one unconnected UDP socket, in the best way that the kernel knows."""

from __future__ import annotations

import errno
import socket
from collections.abc import Callable, Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from camproof.media.bulk.kernel import HAS_MMSG, MAX_MESSAGES, MMSGHDR, has_gso, sendmmsg
from camproof.media.bulk.send.connections import Happening
from camproof.media.bulk.send.layout import Batch
from camproof.media.bulk.send.streams import SendSpec
from camproof.media.errors import MediaTransportError
from camproof.media.packets import PAYLOAD_SIZE
from camproof.media.sockets import bind_udp_pair, udp_gso
from camproof.protocols.flow import Address
from camproof.protocols.rtp.packet import HEADER_BYTES

__all__ = ["UdpCourier", "UdpWay", "best_way"]

UdpWay = Literal["segments", "messages", "packets"]
"""One message a frame, cut by the kernel; many packets a call; one packet a call (everywhere)."""

_PACKET_SIZE = HEADER_BYTES + PAYLOAD_SIZE
_MOST_SEGMENTS = 46
_DRAIN_GAP_NS, _DRAIN_MOST = 20_000_000, 500
_READ_SIZE = 2048
_LAST_PORT = 65_535
_NO_SEGMENTS = (errno.EIO, errno.EINVAL, errno.EMSGSIZE, errno.ENOPROTOOPT, errno.EOPNOTSUPP)


def best_way() -> UdpWay:
    """What this machine can do."""
    if not HAS_MMSG:
        return "packets"
    return "segments" if has_gso() else "messages"


class UdpCourier:
    """An RTP and an RTCP socket on neighbouring ports.

    :param way: None takes the best one. "segments" falls back to "messages" where the network card refuses.
    :param hears: given what peers send back to either port, and from where, in the thread that polls.
    :raises MediaTransportError: where no pair of ports can be bound.
    :ivar messages: how many messages of batches the kernel has taken: frames or parts of frames that it cuts,
        or packets.
    """

    def __init__(
        self,
        host: str,
        port: int = 0,
        way: UdpWay | None = None,
        hears: Callable[[bytes, Address], None] | None = None,
    ) -> None:
        self._hears = hears
        self.way: UdpWay = way or best_way()
        self._drain_ns = 0
        self.messages = 0
        self._remotes: dict[int, Address] = {}
        self._rtp, self._rtcp = bind_udp_pair(host, port)
        if self.way == "segments" and not udp_gso(self._rtp, _PACKET_SIZE):
            self.way = "messages"

    @property
    def address(self) -> Address:
        """Where RTP comes from."""
        host, port = self._rtp.getsockname()[:2]
        return host, port

    @property
    def most(self) -> int:
        """Packets of one message."""
        return _MOST_SEGMENTS if self.way == "segments" else 1

    def send(self, batch: Batch) -> NDArray[np.int64]:
        """Send; returns the numbers of the messages that the kernel refused."""
        refused = self._send_each(batch, 0) if self.way == "packets" else self._send_many(batch)
        return np.array(refused, np.int64)

    def _send_many(self, batch: Batch) -> list[int]:
        at, end = 0, len(batch.stream)
        refused: list[int] = []
        fd, address = self._rtp.fileno(), batch.arena.messages_address
        while at < end:
            try:
                count = min(MAX_MESSAGES, end - at)
                taken = sendmmsg(fd, address + at * MMSGHDR.itemsize, count, socket.MSG_DONTWAIT)
                at, self.messages = at + taken, self.messages + taken
            except OSError as error:
                if self._cannot_cut(error, batch, at):
                    refused += self._send_each(batch, at + 1)
                    break
                refused.append(at)
                at += 1
        return refused

    def _cannot_cut(self, error: OSError, batch: Batch, message: int) -> bool:
        """Whether the network card refuses to cut, as some do, and not the peer to be reached: the packets of
        the message go one by one. From then on all do.
        """
        if self.way != "segments" or error.errno not in _NO_SEGMENTS or not self._send_singly(batch, message):
            return False
        udp_gso(self._rtp, 0)
        self.way = "messages"
        return True

    def _send_each(self, batch: Batch, first: int) -> list[int]:
        """Send the packets of all messages from one on, one by one; the numbers of those refused."""
        return [number for number in range(first, len(batch.stream)) if not self._send_singly(batch, number)]

    def _send_singly(self, batch: Batch, message: int) -> bool:
        remote = self._remotes[int(batch.stream[message])]
        taken = [self.send_packet(packet, remote) for packet in batch.packets_of(message)]
        self.messages += sum(taken)
        return all(taken)

    def send_packet(self, packet: bytes, remote: Address) -> bool:
        """Send one RTP packet; False where the kernel refuses. From any thread."""
        return _sent(self._rtp, packet, remote)

    def send_report(self, packet: bytes, remote: Address) -> bool:
        """Send one RTCP packet, likewise."""
        return _sent(self._rtcp, packet, remote)

    def take_on(self, streams: NDArray[np.int64], specs: Sequence[SendSpec], now_ns: int) -> bool:  # noqa: ARG002
        """True: over UDP streams are up at once.

        :raises MediaTransportError: for a stream without a remote, or one whose RTCP has no port.
        """
        for stream, spec in zip(streams.tolist(), specs, strict=True):
            if spec.remote is None:
                raise MediaTransportError("Over UDP a stream needs a remote address.")
            if not 0 < spec.remote[1] < _LAST_PORT:
                raise MediaTransportError(
                    f"A stream cannot be sent to port {spec.remote[1]}: RTP takes one from 1 to 65534, "
                    "RTCP the next."
                )
            self._remotes[stream] = spec.remote
        return True

    def poll(self, now_ns: int) -> list[Happening]:
        """Read what peers send back, so that it does not count as datagrams that the kernel dropped."""
        if now_ns >= self._drain_ns:
            self._drain_ns = now_ns + _DRAIN_GAP_NS
            for sock in (self._rtp, self._rtcp):
                self._drain(sock)
        return []

    def blocked(self, streams: NDArray[np.int64]) -> None:
        """None ever: what the kernel refuses is counted."""

    def forget(self, streams: NDArray[np.int64]) -> None:
        """Streams have nothing but their addresses here."""
        for stream in streams.tolist():
            self._remotes.pop(stream, None)

    def report(self, stream: int, packet: bytes) -> bool:
        """Send RTCP to the port above; False where the kernel refuses."""
        host, port = self._remotes[stream]
        return self.send_report(packet, (host, port + 1))

    def _drain(self, sock: socket.socket) -> None:
        for _ in range(_DRAIN_MOST):
            try:
                data, source = sock.recvfrom(_READ_SIZE)
            except BlockingIOError:
                return
            except OSError:  # an ICMP error of some peer
                continue
            if self._hears is not None:
                self._hears(data, source)

    def close(self) -> None:
        """Give both sockets back."""
        self._rtp.close()
        self._rtcp.close()


def _sent(sock: socket.socket, packet: bytes, remote: Address) -> bool:
    try:
        sock.sendto(packet, remote)
    except OSError:
        return False
    return True
