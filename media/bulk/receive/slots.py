"""An arena of slots that ``recvmmsg`` fills, and what is in it as a burst.

A slot takes one message: a datagram, or with UDP_GRO several of one size joined by the kernel. The control
data says when it came (SO_TIMESTAMPNS, CLOCK_REALTIME) and how long the joined datagrams are.
"""

from __future__ import annotations

import numpy as np

from camproof.media.bulk import kernel
from camproof.media.bulk.receive.burst import Burst, Floats, Ints

__all__ = ["SLOT_BYTES", "Slots"]

SLOT_BYTES = 1 << 16
_STRIDE = SLOT_BYTES + 65 * 64
"""Slots begin at different lines of the processor's cache: at powers of two their headers push each other
out, which cost a tenth of the time."""
_CONTROL_BYTES = 64
_SOL_SOCKET, _SCM_TIMESTAMPNS, _SOL_UDP = 1, 35, 17
_STAMP = np.dtype([("len", "u8"), ("level", "i4"), ("type", "i4"), ("sec", "i8"), ("nsec", "i8")])
_SEGMENT = np.dtype([("len", "u8"), ("level", "i4"), ("type", "i4"), ("size", "i4"), ("pad", "i4")])


class Slots:
    """:param count: messages that fit; each has 64 kB of address space, and as much memory as ever came.

    :param stamped: whether the sockets have SO_TIMESTAMPNS.
    """

    def __init__(self, count: int, *, stamped: bool) -> None:
        self._stamped = stamped
        self._arena = np.zeros(count * _STRIDE, np.uint8)
        self._base = np.arange(count, dtype=np.int64) * _STRIDE
        self._control = np.zeros((count, _CONTROL_BYTES), np.uint8)
        self._iov = np.zeros(count, kernel.IOVEC)
        self._iov["base"] = kernel.address_of(self._arena) + self._base
        self._iov["len"] = SLOT_BYTES
        self._messages = np.zeros(count, kernel.MMSGHDR)
        self._messages["iov"] = kernel.address_of(self._iov) + np.arange(count) * kernel.IOVEC.itemsize
        self._messages["iovlen"] = 1
        control = kernel.address_of(self._control)
        self._messages["control"] = control + np.arange(count) * _CONTROL_BYTES
        self._messages["controllen"] = _CONTROL_BYTES
        self._at = kernel.address_of(self._messages)
        self._port = np.zeros(count, np.int64)
        self._count = count
        self._used = 0

    @property
    def free(self) -> int:
        """Slots that are not filled."""
        return self._count - self._used

    def receive(self, fd: int, port: int, most: int) -> int:
        """Fill up to ``most`` free slots from a non-blocking socket; returns how many.

        :raises OSError: BlockingIOError where nothing waits.
        """
        used = self._used
        count = kernel.recvmmsg(fd, self._at + used * kernel.MMSGHDR.itemsize, most)
        self._port[used : used + count] = port
        self._used = used + count
        return count

    def burst(self, now_s: float, shift_s: float) -> Burst:
        """What is in the filled slots, which are free for the next call; valid until then.

        :param now_s: monotonic time, stands for stamps that are missing.
        :param shift_s: CLOCK_REALTIME less monotonic time.
        """
        used, self._used = self._used, 0
        messages = self._messages[:used]
        length = messages["len"].astype(np.int64)
        control = messages["controllen"].astype(np.int64)
        segment = self._segments(used, control)
        segment = np.maximum(1, np.where(segment > 0, segment, length))
        count = np.maximum(1, -(-length // segment))
        of = np.repeat(np.arange(used), count)
        skip = (np.arange(len(of)) - np.repeat(np.cumsum(count) - count, count)) * segment[of]
        size = np.minimum(segment[of], length[of] - skip)
        arrival_s = self._arrivals(used, control, now_s, shift_s)[of]
        messages["controllen"] = _CONTROL_BYTES
        return Burst(self._arena, self._base[of] + skip, size, arrival_s, self._port[of])

    def _segments(self, used: int, control: Ints) -> Ints:
        """Size of the datagrams joined in each message, 0 for a single one."""
        at = _STAMP.itemsize if self._stamped else 0
        record = _records(self._control[:used, at:], _SEGMENT)
        told = control >= at + 20
        told &= (record["level"] == _SOL_UDP) & (record["type"] == kernel.GRO_OPTION)
        return np.where(told, record["size"], 0).astype(np.int64)

    def _arrivals(self, used: int, control: Ints, now_s: float, shift_s: float) -> Floats:
        record = _records(self._control[:used], _STAMP)
        told = control >= _STAMP.itemsize
        told &= (record["level"] == _SOL_SOCKET) & (record["type"] == _SCM_TIMESTAMPNS)
        whole_s = int(shift_s)
        stamp_s = (record["sec"] - whole_s) + record["nsec"] * 1e-9 - (shift_s - whole_s)
        return np.where(told, stamp_s, now_s)


def _records(control: np.ndarray, kind: np.dtype[np.void]) -> np.ndarray:
    """The first bytes of each row as a record."""
    return np.ascontiguousarray(control[:, : kind.itemsize]).view(kind).reshape(-1)
