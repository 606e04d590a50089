"""Many TCP connections with RFC 4571 framing into bursts.

All connections that wait are accepted in one turn: to its peer a connection is up before that, and the kernel
takes what the peer sends only until a buffer is full. Connections are read in turn, so much a turn that none
starves the others, and cut into packets together. A connection with anything that is not a plain packet of
its SSRC (garbage, a lost length, ``$`` framing) goes over to an ``Rfc4571Reader`` of its own, which finds
back into sync; the others do not notice. Arrival is the time of reading, so that the nap shows as jitter.
"""

from __future__ import annotations

import select
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from mmap import mmap

import numpy as np

from camproof.media.bulk.receive.burst import Burst
from camproof.media.bulk.receive.tcp_walk import walk_frames
from camproof.media.sockets import listen_tcp
from camproof.protocols.flow import Address
from camproof.protocols.rtp import Rfc4571Reader
from camproof.protocols.tally import DeviationCount

__all__ = ["BulkTcpPorts"]

_READ_BYTES = 1 << 16
_REGION_BYTES = _READ_BYTES + (1 << 16) + 2
_BACKLOG = 4096
"""Connections that may wait from one sweep to the next; the kernel cuts it to ``net.core.somaxconn``."""


@dataclass(slots=True)
class _Connection:
    """:param rest: bytes of a frame that is not complete."""

    sock: socket.socket
    number: int
    rest: bytes = b""
    ssrc: int = -1
    reader: Rfc4571Reader | None = field(default=None)


class BulkTcpPorts:
    """Accepts connections (or takes ready ones) and gives their packets to ``take``.

    :param take: gets each burst, valid only until ``take`` returns; ``port`` is the number of the connection
        in the order of their coming, from 0.
    :param regions: connections read before ``take`` is called; each needs 128 kB of address space.
    :param most: connections at a time; more are refused.
    :ivar ports: where each connection came to, by its number; 0 where it was made elsewhere.
    :ivar ended: connections that the peer has closed; ``refused`` such that were too many.
    """

    def __init__(
        self, take: Callable[[Burst], None], *, regions: int = 256, nap_s: float = 0.002, most: int = 10_000
    ) -> None:
        self.nap_s = nap_s
        self.ended = 0
        self.refused = 0
        self._take = take
        self._most = most
        self._regions = regions
        memory = mmap(-1, regions * _REGION_BYTES)
        self._arena = np.frombuffer(memory, np.uint8)
        self._view = memoryview(memory)
        self._epoll = select.epoll()
        self._listeners: dict[int, socket.socket] = {}
        self._connections: dict[int, _Connection] = {}
        self._readers: dict[int, Rfc4571Reader] = {}
        self._next = 0
        self.ports: list[int] = []

    def listen(self, host: str, port: int = 0) -> Address:
        """Accept connections from now on, in :meth:`sweep`; may be called for several ports.

        :raises MediaTransportError: where the port cannot be bound.
        """
        listener = listen_tcp(host, port)
        self._listeners[listener.fileno()] = listener
        listener.listen(_BACKLOG)
        self._epoll.register(listener.fileno(), select.EPOLLIN)
        bound, number = listener.getsockname()[:2]
        return bound, number

    def add(self, sock: socket.socket, port: int = 0) -> int:
        """Take over a connection that was made elsewhere; returns its number."""
        sock.settimeout(0.0)
        self.ports.append(port)
        number, self._next = self._next, self._next + 1
        self._connections[sock.fileno()] = _Connection(sock, number)
        self._epoll.register(sock.fileno(), select.EPOLLIN)
        return number

    def deviations(self) -> dict[int, tuple[DeviationCount, ...]]:
        """Faults of the framing, by number of the connection; only those that had any."""
        told = {number: reader.deviations() for number, reader in self._readers.items()}
        return {number: counts for number, counts in told.items() if counts}

    def sweep(self) -> int:
        """Accept all that wait, read at most 64 kB of each connection and give it on; returns octets read."""
        octets = 0
        batch: list[tuple[_Connection, int]] = []
        for fd, _ in self._epoll.poll(0, len(self._connections) + max(1, len(self._listeners))):
            connection = self._connections.get(fd)
            if connection is None:
                self._accept(self._listeners[fd])
                continue
            got = self._read(connection, len(batch))
            if got:
                octets += got
                batch.append((connection, got))
            if len(batch) == self._regions:
                self._give(batch)
                batch = []
        if batch:
            self._give(batch)
        return octets

    def _accept(self, listener: socket.socket) -> None:
        for _ in range(_BACKLOG):
            try:
                sock, _address = listener.accept()
            except ConnectionAbortedError:  # this peer has gone again; others may wait behind it
                continue
            except OSError:  # nobody waits, or no file is left
                return
            if len(self._connections) < self._most:
                self.add(sock, listener.getsockname()[1])
            else:
                self.refused += 1
                sock.close()

    def _read(self, connection: _Connection, region: int) -> int:
        """Bytes behind what is left of the last read, into a region; returns how many came."""
        at = region * _REGION_BYTES + len(connection.rest)
        try:
            got = connection.sock.recv_into(self._view[at : at + _READ_BYTES])
        except BlockingIOError:
            return 0
        except OSError:
            got = 0
        if not got:
            self._drop(connection)
            return 0
        self._view[at - len(connection.rest) : at] = connection.rest
        return got

    def _drop(self, connection: _Connection) -> None:
        self.ended += 1
        self._epoll.unregister(connection.sock.fileno())
        del self._connections[connection.sock.fileno()]
        connection.sock.close()

    def _give(self, batch: list[tuple[_Connection, int]]) -> None:
        now_s = time.monotonic()
        start = np.arange(len(batch)) * _REGION_BYTES
        end = start + [len(connection.rest) + got for connection, got in batch]
        plain = np.array([connection.reader is None for connection, _ in batch])
        ssrc = np.array([connection.ssrc for connection, _ in batch], np.int64)
        number = np.array([connection.number for connection, _ in batch], np.int64)
        walked = walk_frames(self._arena, start, np.where(plain, end, start), ssrc)
        at_s = np.full(len(walked.offset), now_s)
        if len(at_s):
            self._take(Burst(self._arena, walked.offset, walked.size, at_s, number[walked.owner]))
        strange: list[tuple[bytes, int]] = []
        rows = zip(
            batch, walked.stop.tolist(), end.tolist(), walked.lost.tolist(), ssrc.tolist(), strict=True
        )
        for (connection, _), stop, to, lost, known in rows:
            connection.ssrc = known
            connection.rest = bytes(self._view[stop:to])
            if lost or connection.reader is not None:
                strange += [(packet, connection.number) for packet in self._read_alone(connection)]
        if strange:
            self._take(_burst_of(strange, now_s))

    def _read_alone(self, connection: _Connection) -> list[bytes]:
        if connection.reader is None:
            known = connection.ssrc
            connection.reader = Rfc4571Reader(known if known >= 0 else None)
            self._readers[connection.number] = connection.reader
        data, connection.rest = connection.rest, b""
        return connection.reader.feed(data)

    def run(self, over: Callable[[], bool]) -> None:
        """Sweep and nap until ``over()`` says so; it is asked before each sweep."""
        while not over():
            self.sweep()
            time.sleep(self.nap_s)

    def close(self) -> None:
        """Close all connections."""
        self._epoll.close()
        for connection in self._connections.values():
            connection.sock.close()
        self._connections.clear()
        for listener in self._listeners.values():
            listener.close()
        self._listeners.clear()


def _burst_of(packets: list[tuple[bytes, int]], now_s: float) -> Burst:
    size = np.array([len(data) for data, _ in packets], np.int64)
    arena = np.frombuffer(b"".join(data for data, _ in packets) or b"\0", np.uint8)
    port = np.array([number for _, number in packets], np.int64)
    return Burst(arena, np.cumsum(size) - size, size, np.full(len(size), now_s), port)
