"""Many TCP connections: dialled, accepted or handed over, watched by one epoll."""

from __future__ import annotations

import errno
import select
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Literal

from camproof.media.send.tcp import DEFAULT_RETRY, DialRetry
from camproof.media.sockets import listen_tcp
from camproof.protocols.flow import Address

__all__ = ["Connections", "Happening"]

_NOTSENT_BYTES = 256 << 10
_READ_BYTES = 64 << 10
_BACKLOG = 4
_CONNECT_NS = 5_000_000_000

What = Literal["up", "writable", "emptied", "lost"]
Happening = tuple[What, int]


@dataclass(frozen=True, slots=True)
class _Line:
    kind: Literal["dial", "listen", "open"]
    stream: int
    sock: socket.socket
    reads: bool = True


class Connections:
    """At most one connection a stream.

    :param hears: gets what peers send back, by stream; it must be quick.
    """

    def __init__(
        self,
        host: str,
        retry: DialRetry = DEFAULT_RETRY,
        hears: Callable[[int, bytes], None] | None = None,
    ) -> None:
        self._host = host
        self._retry = retry
        self._hears = hears
        self._epoll = select.epoll()
        self._lines: dict[int, _Line] = {}
        self._open: dict[int, socket.socket] = {}
        self._listening: dict[int, socket.socket] = {}
        self._dialling: dict[int, tuple[Address, int, socket.socket | None]] = {}
        self._later: list[tuple[int, int, int]] = []
        self._happened: list[Happening] = []
        self.failures: dict[int, str] = {}

    def dial(self, stream: int, remote: Address, now_ns: int) -> None:
        """Connect, and again where the connection is lost; ``failures`` tells where nobody answers."""
        self._dialling[stream] = (remote, 0, None)
        self._try(stream, now_ns)

    def listen(self, stream: int) -> Address:
        """Accept; the latest connection counts.

        :raises MediaTransportError: where no port can be bound.
        """
        sock = self._listening[stream] = listen_tcp(self._host)
        sock.listen(_BACKLOG)
        self._watch(_Line("listen", stream, sock), select.EPOLLIN)
        host, port = sock.getsockname()[:2]
        return host, port

    def adopt(self, stream: int, sock: socket.socket, *, reads: bool) -> None:
        """Take a connection that is there. :param reads: read and drop (or hear) what the peer sends."""
        former = self._open.get(stream)
        if former is not None:
            self._drop(former)
        sock.settimeout(0.0)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, _NOTSENT_BYTES)
        self._open[stream] = sock
        self._watch(_Line("open", stream, sock, reads), self._events(reads=reads))
        self._happened.append(("up", stream))

    def socket_of(self, stream: int) -> socket.socket | None:
        """The open connection of a stream."""
        return self._open.get(stream)

    def want_room(self, stream: int, wanted: bool) -> None:
        """Whether to tell when there is room again."""
        sock = self._open[stream]
        reads = self._lines[sock.fileno()].reads
        self._epoll.modify(sock.fileno(), self._events(reads=reads) | (select.EPOLLOUT if wanted else 0))

    def poll(self, now_ns: int) -> Iterator[Happening]:
        """What has happened; accepts, connects, dials anew and reads on the way."""
        while self._later and self._later[0][0] <= now_ns:
            _, stream, attempt = heappop(self._later)
            if self._dialling.get(stream, (None, -1, None))[1] == attempt:
                self._missed(stream, now_ns)
        for fd, event in self._epoll.poll(0, max(1, len(self._lines))):
            line = self._lines.get(fd)
            if line is not None:
                self._serve(line, event, now_ns)
        happened, self._happened = self._happened, []
        yield from happened

    def _serve(self, line: _Line, event: int, now_ns: int) -> None:
        if line.kind == "listen":
            self._accept(line)
        elif line.kind == "dial":
            self._dialled(line, now_ns)
        elif event & (select.EPOLLHUP | select.EPOLLERR) or not self._read(line):
            self.lose(line.stream, now_ns)
        elif event & select.EPOLLOUT:
            self._happened.append(("writable", line.stream))

    def _accept(self, line: _Line) -> None:
        try:
            sock, _ = line.sock.accept()
        except OSError:  # the peer has gone again
            return
        self.adopt(line.stream, sock, reads=True)

    def _read(self, line: _Line) -> bool:
        """False where the connection has ended."""
        if not line.reads:
            return True
        try:
            data = line.sock.recv(_READ_BYTES)
        except BlockingIOError:
            return True
        except OSError:
            return False
        if data and self._hears is not None:
            self._hears(line.stream, data)
        return bool(data)

    def lose(self, stream: int, now_ns: int) -> None:
        """Close the connection of a stream; who dials dials anew after a while."""
        sock = self._open.pop(stream, None)
        if sock is None:
            return
        self._drop(sock)
        self._happened.append(("lost", stream))
        if stream in self._dialling:
            remote, _, _ = self._dialling[stream]
            self._dialling[stream] = (remote, 0, None)
            heappush(self._later, (now_ns + self._gap_ns, stream, 0))

    @property
    def _gap_ns(self) -> int:
        return round(self._retry.gap_s * 1e9)

    def _try(self, stream: int, now_ns: int) -> None:
        remote, attempt, _ = self._dialling[stream]
        sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        sock.settimeout(0.0)
        self._dialling[stream] = (remote, attempt + 1, sock)
        problem = sock.connect_ex(remote)
        if problem not in (0, errno.EINPROGRESS):
            self._hang_up(stream, sock)
            heappush(self._later, (now_ns + self._gap_ns, stream, attempt + 1))
            return
        heappush(self._later, (now_ns + _CONNECT_NS, stream, attempt + 1))
        self._watch(_Line("dial", stream, sock), select.EPOLLOUT)

    def _dialled(self, line: _Line, now_ns: int) -> None:
        remote, attempt, _ = self._dialling[line.stream]
        if line.sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
            self._drop(line.sock)
            self._dialling[line.stream] = (remote, attempt, None)
            heappush(self._later, (now_ns + self._gap_ns, line.stream, attempt))
            return
        self._unwatch(line.sock)
        self._dialling[line.stream] = (remote, -1, None)
        self.adopt(line.stream, line.sock, reads=True)

    def _missed(self, stream: int, now_ns: int) -> None:
        """A try has failed, or has waited too long."""
        (host, port), attempt, sock = self._dialling[stream]
        if sock is not None:
            self._hang_up(stream, sock)
        if attempt < self._retry.tries:
            self._try(stream, now_ns)
            return
        del self._dialling[stream]
        self.failures[stream] = f"Nobody took the connection at {host}:{port} in {attempt} tries."

    def _hang_up(self, stream: int, sock: socket.socket) -> None:
        self._drop(sock)
        remote, attempt, _ = self._dialling[stream]
        self._dialling[stream] = (remote, attempt, None)

    @staticmethod
    def _events(*, reads: bool) -> int:
        return select.EPOLLIN if reads else 0

    def _watch(self, line: _Line, events: int) -> None:
        self._lines[line.sock.fileno()] = line
        self._epoll.register(line.sock.fileno(), events)

    def _unwatch(self, sock: socket.socket) -> None:
        if self._lines.pop(sock.fileno(), None) is not None:
            self._epoll.unregister(sock.fileno())

    def _drop(self, sock: socket.socket) -> None:
        self._unwatch(sock)
        sock.close()

    def forget(self, stream: int) -> None:
        """A stream has ended: close all it has."""
        _, _, dialling = self._dialling.pop(stream, (None, 0, None))
        for sock in (self._open.pop(stream, None), self._listening.pop(stream, None), dialling):
            if sock is not None:
                self._drop(sock)
        self.failures.pop(stream, None)
        self._happened = [(what, whose) for what, whose in self._happened if whose != stream]

    def close(self) -> None:
        """Close everything."""
        for line in [*self._lines.values()]:
            self._drop(line.sock)
        self._epoll.close()
