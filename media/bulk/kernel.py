"""The kernel's structures for many datagrams in one call, as numpy records, and what this kernel can do.

``sendmmsg(2)`` and ``recvmmsg(2)`` are called through ctypes, which lets go of the
interpreter lock while it waits. The layouts are those of 64-bit Linux; elsewhere ``HAS_MMSG`` is false.
"""

from __future__ import annotations

import ctypes
import errno
import socket
import sys
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "GRO_OPTION",
    "GSO_OPTION",
    "HAS_MMSG",
    "IOVEC",
    "MAX_MESSAGES",
    "MAX_SEGMENTS",
    "MMSGHDR",
    "SOCKADDR",
    "address_of",
    "has_gro",
    "has_gso",
    "recvmmsg",
    "sendmmsg",
    "sockaddrs",
]

GSO_OPTION = 103
"""UDP_SEGMENT at level IPPROTO_UDP."""
GRO_OPTION = 104
"""UDP_GRO at level IPPROTO_UDP; the segment size comes as control data of this type."""
MAX_SEGMENTS = 64
"""Segments that the kernel cuts from one message."""
MAX_MESSAGES = 512
"""Messages given to one call, so that others get a turn (the kernel's own limit is 1024)."""

IOVEC = np.dtype([("base", np.uint64), ("len", np.uint64)])
"""struct iovec, 16 bytes."""
MMSGHDR = np.dtype(
    {
        "names": ["name", "namelen", "iov", "iovlen", "control", "controllen", "flags", "len"],
        "formats": [np.uint64, np.uint32, np.uint64, np.uint64, np.uint64, np.uint64, np.int32, np.uint32],
        "offsets": [0, 8, 16, 24, 32, 40, 48, 56],
        "itemsize": 64,
    }
)
"""struct mmsghdr, 64 bytes; its first 56 are the struct msghdr."""
SOCKADDR = np.dtype([("family", np.uint16), ("port", ">u2"), ("host", "u1", 4), ("zero", "u1", 8)])
"""struct sockaddr_in, 16 bytes."""

HAS_MMSG = sys.platform == "linux" and ctypes.sizeof(ctypes.c_void_p) == 8


def address_of(array: NDArray[Any]) -> int:
    """Address of the first byte; holds as long as the array lives and is not resized."""
    return int(array.ctypes.data)


def _bound(name: str, *arguments: Any) -> Callable[..., int]:
    if not HAS_MMSG:
        return _missing
    function = getattr(ctypes.CDLL(None, use_errno=True), name)
    function.argtypes, function.restype = arguments, ctypes.c_int
    call: Callable[..., int] = function
    return call


def _missing(*_: object) -> int:
    raise OSError(errno.ENOSYS, "this system has no such call")


_sendmmsg = _bound("sendmmsg", ctypes.c_int, ctypes.c_void_p, ctypes.c_uint, ctypes.c_int)
_recvmmsg = _bound("recvmmsg", ctypes.c_int, ctypes.c_void_p, ctypes.c_uint, ctypes.c_int, ctypes.c_void_p)


def _done(result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"the kernel refuses: error {number}")
    return result


def sendmmsg(fd: int, messages: int, count: int, flags: int = 0) -> int:
    """Send ``count`` MMSGHDR records that begin at the address ``messages``; returns how many went out.

    :raises OSError: where not even the first did.
    """
    return _done(_sendmmsg(fd, messages, count, flags))


def recvmmsg(fd: int, messages: int, count: int, flags: int = 0) -> int:
    """Receive into up to ``count`` MMSGHDR records; returns how many were filled.

    :raises OSError: BlockingIOError where nothing waits.
    """
    return _done(_recvmmsg(fd, messages, count, flags, None))


def sockaddrs(addresses: list[tuple[str, int]]) -> NDArray[Any]:
    """SOCKADDR records of IPv4 addresses.

    :raises OSError: for a host that is not a dotted IPv4 address.
    """
    records = np.zeros(len(addresses), SOCKADDR)
    if addresses:
        records["family"] = socket.AF_INET
        records["port"] = [port for _, port in addresses]
        hosts = b"".join(socket.inet_aton(host) for host, _ in addresses)
        records["host"] = np.frombuffer(hosts, np.uint8).reshape(-1, 4)
    return records


@cache
def has_gso() -> bool:
    """Whether this kernel cuts one UDP message into datagrams (UDP_SEGMENT, Linux 4.18)."""
    return _takes(GSO_OPTION, 1400)


@cache
def has_gro() -> bool:
    """Whether this kernel hands over several UDP datagrams as one message (UDP_GRO, Linux 5.0)."""
    return _takes(GRO_OPTION, 1)


def _takes(option: int, value: int) -> bool:
    if sys.platform != "linux":
        return False
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        try:
            sock.setsockopt(socket.IPPROTO_UDP, option, value)
        except OSError:
            return False
    return True
