"""Where what is sent ends: a sink is never read, a drain is, into one buffer that is never looked at.

What a receiver takes of the machine is not what a sender can do: octets that a reader copies go from the
cache of one core to that of another, and those of a sender come next.
"""

from __future__ import annotations

import select
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from typing import Self

from benchmarks.peer_processes import udp_drops
from benchmarks.worker import Line
from camproof.media.bulk.kernel import GRO_OPTION, has_gro
from camproof.media.sockets import allow_files, bind_udp_pair, listen_tcp

__all__ = ["drain_tcp", "drain_udp", "hold_sinks", "sinks"]

_HOST = "127.0.0.1"
_NAP_S = 0.001
_CONNECTIONS = 10_000
_MOST = 1 << 18
"""Octets that are read in one call."""


@contextmanager
def sinks(count: int) -> Iterator[list[int]]:
    """Ports that somebody has bound, so that no ICMP error comes back; what comes there is dropped, and the
    kernel counts it (:func:`benchmarks.peer_processes.udp_drops`).
    """
    with ExitStack() as stack:
        yield _even_ports(_small(stack, count, whole=False))


def _small(stack: ExitStack, count: int, *, whole: bool) -> list[socket.socket]:
    """Pairs that keep next to nothing."""
    bound = list(_bound(stack, count, whole=whole))
    for sock in bound:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
    return bound


def _bound(stack: ExitStack, count: int, *, whole: bool = True) -> Iterator[socket.socket]:
    """Pairs of sockets, for RTP and RTCP.

    :param whole: take frames whole that are sent so (UDP_GRO), as a network card that cuts them up itself
        does; else the kernel does, at the sender's cost. Who sends datagrams one by one is not touched.
    """
    allow_files(2 * count)
    for _ in range(count):
        for sock in bind_udp_pair(_HOST):
            if whole and has_gro():
                sock.setsockopt(socket.IPPROTO_UDP, GRO_OPTION, 1)
            yield stack.enter_context(sock)


def _even_ports(pairs: Sequence[socket.socket]) -> list[int]:
    return [sock.getsockname()[1] for sock in pairs[::2]]


def hold_sinks(line: Line, *, ports: int, whole: bool = True) -> None:
    """A worker that has so many sinks; in the end it tells how many messages came there: datagrams, and what
    was taken whole counts once.
    """
    with ExitStack() as stack:
        bound = _small(stack, ports, whole=whole)
        even = _even_ports(bound)
        line.tell(ports=even)
        line.wait()
        drops = udp_drops()
        line.tell(arrived=sum(drops[port] for port in even) + sum(map(_left, bound[::2])))


def _left(sock: socket.socket) -> int:
    """Messages that a socket had room for."""
    count = 0
    with suppress(BlockingIOError):
        while True:
            sock.recv(1)
            count += 1
    return count


def drain_udp(line: Line, *, ports: int) -> None:
    """A worker that takes whatever comes to so many ports; in the end it tells how many messages it took."""
    with ExitStack() as stack, _Drain() as drain:
        bound = list(_bound(stack, ports))
        for sock in bound:
            drain.watch(sock)
        line.tell(ports=_even_ports(bound))
        drain.run(line.told_to_stop)
        line.tell(arrived=sum(drain.taken[sock.fileno()] for sock in bound[::2]))


def drain_tcp(line: Line) -> None:
    """A worker that takes whatever comes over connections to one port."""
    allow_files(_CONNECTIONS)
    with listen_tcp(_HOST) as listener, _Drain() as drain:
        listener.listen(socket.SOMAXCONN)
        drain.accept_from(listener)
        line.tell(ports=[listener.getsockname()[1]])
        drain.run(line.told_to_stop)
        line.tell(arrived=drain.taken.total())


class _Drain:
    """Sockets that are read.

    :ivar taken: how often something came, by file.
    """

    def __init__(self) -> None:
        self.taken: Counter[int] = Counter()
        self._epoll = select.epoll()
        self._sockets: dict[int, socket.socket] = {}
        self._accepted = ExitStack()
        self._listener: socket.socket | None = None
        self._room = bytearray(_MOST)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._accepted.close()
        self._epoll.close()

    def watch(self, sock: socket.socket) -> None:
        """Take what comes there."""
        sock.settimeout(0.0)
        self._sockets[sock.fileno()] = sock
        self._epoll.register(sock.fileno(), select.EPOLLIN)

    def accept_from(self, listener: socket.socket) -> None:
        """Take what comes over connections to it."""
        listener.settimeout(0.0)
        self._listener = listener
        self._epoll.register(listener.fileno(), select.EPOLLIN)

    def run(self, over: Callable[[], bool]) -> None:
        """Until ``over()``, which is asked before each nap; what has come until then is taken."""
        last = False
        while not last:
            last = over()
            while ready := self._epoll.poll(0, len(self._sockets) + 1):
                for fd, _ in ready:
                    self._serve(fd)
            time.sleep(_NAP_S)

    def _serve(self, fd: int) -> None:
        sock = self._sockets.get(fd)
        if sock is None:
            self._accept()
            return
        try:
            taken = sock.recv_into(self._room)
        except BlockingIOError:
            return
        except ConnectionError:
            taken = 0
        self.taken[fd] += 1
        if not taken and sock.type == socket.SOCK_STREAM:
            self._epoll.unregister(fd)
            del self._sockets[fd]

    def _accept(self) -> None:
        assert self._listener is not None
        try:
            while True:
                sock, _ = self._listener.accept()
                self.watch(self._accepted.enter_context(sock))
        except BlockingIOError:
            return
