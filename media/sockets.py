"""Sockets for media: port pairs, large buffers, the kernel's drop counters."""

from __future__ import annotations

import os
import resource
import socket
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from camproof.media.errors import MediaTransportError

__all__ = [
    "OwnUdpDrops",
    "allow_files",
    "bind_udp_pair",
    "drops_of",
    "enlarge",
    "listen_tcp",
    "socket_drops",
    "udp_gso",
]

_BUFFER = 4 << 20
_SO_RCVBUFFORCE, _SO_SNDBUFFORCE = 33, 32
_UDP_SEGMENT = 103
_PAIR_TRIES = 64
_SPARE_FILES = 64


def bind_udp_pair(host: str, port: int = 0) -> tuple[socket.socket, socket.socket]:
    """Non-blocking sockets for RTP on an even port and RTCP on the next one.

    :param port: 0 for any free pair; otherwise exactly this one and the next.
    :raises MediaTransportError: where no pair can be bound.
    """
    problem: OSError | None = None
    for _ in range(1 if port else _PAIR_TRIES):
        try:
            return _bind_pair(host, port)
        except OSError as error:
            problem = error
    which = f"UDP ports {port} and {port + 1}" if port else "No free pair of UDP ports"
    told = f"{which} of {host} {'cannot' if port else 'can'} be bound for media: {problem}."
    raise MediaTransportError(told)


def _bind_pair(host: str, port: int) -> tuple[socket.socket, socket.socket]:
    first = _bound_udp(host, port)
    try:
        number = first.getsockname()[1]
        second = _bound_udp(host, number + 1 if port or number % 2 == 0 else number - 1)
    except OSError:
        first.close()
        raise
    return (first, second) if port or number % 2 == 0 else (second, first)


def _bound_udp(host: str, port: int) -> socket.socket:
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        sock.settimeout(0.0)
        enlarge(sock)
        sock.bind((host, port))
    except OSError:
        sock.close()
        raise
    return sock


def listen_tcp(host: str, port: int = 0) -> socket.socket:
    """A bound, non-blocking TCP socket that is not listening yet.

    :raises MediaTransportError: where it cannot be bound.
    """
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        sock.settimeout(0.0)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((host, port))
    except OSError as error:
        sock.close()
        raise MediaTransportError(f"TCP port {port} of {host} cannot be bound for media: {error}.") from error
    return sock


def enlarge(sock: socket.socket, size: int = _BUFFER) -> None:
    """Ask for buffers of ``size`` bytes, beyond the system's limit where this process may."""
    for force, plain in ((_SO_RCVBUFFORCE, socket.SO_RCVBUF), (_SO_SNDBUFFORCE, socket.SO_SNDBUF)):
        try:
            sock.setsockopt(socket.SOL_SOCKET, force, size)
        except OSError:
            sock.setsockopt(socket.SOL_SOCKET, plain, size)


def udp_gso(sock: socket.socket, segment: int) -> bool:
    """Let the kernel cut what is sent into datagrams of ``segment`` bytes; False where it cannot."""
    try:
        sock.setsockopt(socket.IPPROTO_UDP, _UDP_SEGMENT, segment)
    except OSError:
        return False
    return True


class OwnUdpDrops:
    """Counts the datagrams that the kernel threw away at this process's own sockets, those of others aside.

    Each call gives the sum since the start of the process; what a socket dropped after the last call before
    it was closed is not seen, so ask once a second or so.
    """

    def __init__(self) -> None:
        self._drops: dict[str, int] = {}

    def __call__(self) -> int:
        own = _own_inodes()
        self._drops |= {inode: count for inode, count in _drops_by_inode().items() if inode in own}
        return sum(self._drops.values())


def _own_inodes() -> set[str]:
    """Inode numbers of this process's sockets."""
    found = set()
    for link in Path("/proc/self/fd").glob("*"):
        with suppress(OSError):
            name = str(link.readlink())
            if name.startswith("socket:["):
                found.add(name[len("socket:[") : -1])
    return found


def socket_drops(sock: socket.socket) -> int:
    """Datagrams that the kernel threw away at this socket because nobody read in time."""
    return drops_of([sock])[0]


def drops_of(sockets: Sequence[socket.socket]) -> list[int]:
    """The same of each of many sockets, from one look at the kernel's table."""
    drops = _drops_by_inode()
    return [drops.get(str(os.fstat(sock.fileno()).st_ino), 0) for sock in sockets]


def _drops_by_inode() -> dict[str, int]:
    rows = (line.split() for line in _proc("/proc/net/udp")[1:])
    return {columns[9]: int(columns[12]) for columns in rows if len(columns) > 12}


def _proc(path: str) -> list[str]:
    try:
        return Path(path).read_text(encoding="ascii").splitlines()
    except OSError:
        return []


def allow_files(count: int) -> None:
    """Raise the soft limit of open files to ``count`` and some, where the hard one lets us; processes started
    afterwards have it too. Binding or dialling says if it was not enough.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = count + _SPARE_FILES
    if soft != resource.RLIM_INFINITY and soft < wanted:
        goal = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, goal), hard))
