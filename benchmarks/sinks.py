"""Where what is sent ends, as cheaply as can be: a sink is never read, a drain is, and copies nothing.

What a receiver takes of the machine is not what a sender can do: octets that a reader copies go from the
cache of one core to that of another, and those of a sender come next.
"""

from __future__ import annotations

import select
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Self

from benchmarks.peer_processes import udp_drops
from benchmarks.worker import Line
from camproof.media.bulk.kernel import GRO_OPTION, has_gro
from camproof.media.sockets import allow_files, bind_udp_pair, enlarge, listen_tcp

__all__ = ["drain_tcp", "drain_udp", "hold_sinks", "sinks"]

_HOST = "127.0.0.1"
_NAP_S = 0.001
_BUFFER_BYTES = 4 << 20
_LEAST, _MOST = 1, 1 << 20
"""Octets asked for in one call: of a datagram the others are thrown away, of a connection all are."""


@contextmanager
def sinks(count: int) -> Iterator[list[int]]:
    """Ports that somebody has bound, so that no ICMP error comes back; what comes there is dropped, and the
    kernel counts it (:func:`benchmarks.peer_processes.udp_drops`).
    """
    with ExitStack() as stack:
        bound = list(_bound(stack, count))
        for sock in bound:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
        yield _even_ports(bound)


def _bound(stack: ExitStack, count: int) -> Iterator[socket.socket]:
    """Pairs of sockets, for RTP and RTCP. They take frames whole where they are sent so: else the kernel
    cuts them up, at the sender's cost.
    """
    allow_files(2 * count)
    for _ in range(count):
        for sock in bind_udp_pair(_HOST):
            if has_gro():
                sock.setsockopt(socket.IPPROTO_UDP, GRO_OPTION, 1)
            yield stack.enter_context(sock)


def _even_ports(pairs: Sequence[socket.socket]) -> list[int]:
    return [sock.getsockname()[1] for sock in pairs[::2]]


def hold_sinks(line: Line, *, ports: int) -> None:
    """A worker that has so many sinks; in the end it tells how many messages came there: datagrams, and what
    was sent whole counts once.
    """
    with sinks(ports) as bound:
        line.tell(ports=bound)
        line.wait()
        drops = udp_drops()
        line.tell(arrived=sum(drops[port] + 1 for port in bound if drops[port]))


def drain_udp(line: Line, *, ports: int) -> None:
    """A worker that takes whatever comes to so many ports; in the end it tells how many messages it took."""
    with ExitStack() as stack, _Drain(_LEAST) as drain:
        bound = list(_bound(stack, ports))
        for sock in bound:
            enlarge(sock, _BUFFER_BYTES)
            drain.watch(sock)
        line.tell(ports=_even_ports(bound))
        drain.run(line.told_to_stop)
        line.tell(arrived=drain.taken)


def drain_tcp(line: Line) -> None:
    """A worker that takes whatever comes over connections to one port."""
    with listen_tcp(_HOST) as listener, _Drain(_MOST) as drain:
        listener.listen(socket.SOMAXCONN)
        drain.accept_from(listener)
        line.tell(ports=[listener.getsockname()[1]])
        drain.run(line.told_to_stop)
    line.tell(done=True)


class _Drain:
    """Sockets whose octets are not copied when they are asked for (MSG_TRUNC, recv(2) and tcp(7)).

    :ivar taken: how often something came.
    """

    def __init__(self, asked: int) -> None:
        self.taken = 0
        self._epoll = select.epoll()
        self._sockets: dict[int, socket.socket] = {}
        self._accepted = ExitStack()
        self._listener: socket.socket | None = None
        self._room = bytearray(asked)

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
        """Until ``over()``, which is asked before each nap."""
        while not over():
            time.sleep(_NAP_S)
            while ready := self._epoll.poll(0, len(self._sockets) + 1):
                for fd, _ in ready:
                    self._serve(fd)

    def _serve(self, fd: int) -> None:
        sock = self._sockets.get(fd)
        if sock is None:
            self._accept()
            return
        try:
            taken = sock.recv_into(self._room, 0, socket.MSG_TRUNC)
        except BlockingIOError:
            return
        except ConnectionError:
            taken = 0
        self.taken += 1
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
