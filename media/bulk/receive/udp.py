"""Many UDP ports into bursts: non-blocking sockets, epoll, ``recvmmsg``, a nap between sweeps.

With the kernel's stamps an arrival is when the kernel got the packet, so that a sweep may come late: the nap
may be as long as the socket buffers last. Without them the nap shows as jitter.
"""

from __future__ import annotations

import select
import socket
import time
from collections.abc import Callable, Sequence

from camproof.media.bulk import kernel
from camproof.media.bulk.receive.burst import Burst
from camproof.media.bulk.receive.slots import Slots
from camproof.media.errors import MediaTransportError
from camproof.media.sockets import allow_files, bind_udp_pair, drops_of, enlarge
from camproof.media.wall import wall_shift_s
from camproof.protocols.flow import Address

__all__ = ["BulkUdpPorts"]

_SO_TIMESTAMPNS = 35
_ROUNDS = 8


class BulkUdpPorts:
    """Receives at many port pairs and gives what comes to ``take``; the odd ports (RTCP) count as their even
    ones.

    :param take: gets each burst; it is valid only until ``take`` returns.
    :param slots: messages read before ``take`` is called: large bursts cost less a packet.
    :param nap_s: rest between two sweeps of :meth:`run`.
    :param buffer_bytes: of each socket, as far as the system allows; shared ports need what comes in the
        longest time that this process may stand still (2000 streams of 2 Mbit/s: 1 MB a millisecond).
    :param gro, stamps: use UDP_GRO and SO_TIMESTAMPNS; None where the kernel has them.
    :raises MediaTransportError: on a system without recvmmsg.
    """

    def __init__(
        self,
        take: Callable[[Burst], None],
        *,
        slots: int = 1024,
        nap_s: float = 0.01,
        buffer_bytes: int = 4 << 20,
        gro: bool | None = None,
        stamps: bool = True,
    ) -> None:
        if not kernel.HAS_MMSG:
            raise MediaTransportError("Receiving in bulk needs recvmmsg, which this system has not.")
        self.nap_s = nap_s
        self._take = take
        self._gro = kernel.has_gro() if gro is None else gro
        self._stamps = stamps
        self._buffer_bytes = buffer_bytes
        self._slots = Slots(slots, stamped=stamps)
        self._most = max(1, slots // 4)
        self._epoll = select.epoll()
        self._sockets: list[socket.socket] = []
        self._ports: dict[int, int] = {}

    def open(self, host: str, count: int) -> list[Address]:
        """Bind ``count`` more port pairs; their numbers in bursts go on from those bound before.

        :raises MediaTransportError: where they cannot be bound.
        """
        return self.open_ports(host, [0] * count)

    def open_ports(self, host: str, ports: Sequence[int]) -> list[Address]:
        """The same with exactly these ports, each with the one above it; 0 is any free pair.

        :raises MediaTransportError: where they cannot be bound.
        """
        allow_files(2 * (len(self._ports) + len(ports)))
        addresses: list[Address] = []
        for number, asked in enumerate(ports, len(self._sockets) // 2):
            pair = bind_udp_pair(host, asked)
            self._sockets += pair
            for sock in pair:
                self._prepare(sock, number)
            bound, port = pair[0].getsockname()[:2]
            addresses.append((bound, port))
        return addresses

    def _prepare(self, sock: socket.socket, number: int) -> None:
        enlarge(sock, self._buffer_bytes)
        if self._gro:
            sock.setsockopt(socket.IPPROTO_UDP, kernel.GRO_OPTION, 1)
        if self._stamps:
            sock.setsockopt(socket.SOL_SOCKET, _SO_TIMESTAMPNS, 1)
        self._ports[sock.fileno()] = number
        self._epoll.register(sock.fileno(), select.EPOLLIN)

    def sweep(self) -> int:
        """Read what waits at all ports, in turn and for a bounded time, and give it on; returns messages."""
        slots, ports, messages = self._slots, self._ports, 0
        for fd, _ in self._epoll.poll(0, len(ports) or 1):
            for _ in range(_ROUNDS):
                asked = min(slots.free, self._most)
                got = self._receive(fd, ports[fd], asked)
                messages += got
                if slots.free < self._most:
                    self._give()
                if got < asked:
                    break
        if messages:
            self._give()
        return messages

    def _receive(self, fd: int, port: int, most: int) -> int:
        try:
            return self._slots.receive(fd, port, most)
        except OSError:
            return 0

    def _give(self) -> None:
        burst = self._slots.burst(time.monotonic(), wall_shift_s())
        if len(burst):
            self._take(burst)

    def run(self, over: Callable[[], bool]) -> None:
        """Sweep and nap until ``over()`` says so; it is asked before each sweep."""
        while not over():
            self.sweep()
            time.sleep(self.nap_s)

    def drops(self) -> int:
        """Datagrams that the kernel threw away at these ports because nobody read in time."""
        return sum(drops_of(self._sockets))

    def close(self) -> None:
        """Give back all sockets."""
        self._epoll.close()
        for sock in self._sockets:
            sock.close()
        self._sockets.clear()
        self._ports.clear()
