"""The memory in which frames in flight are put together; it is used anew for each batch."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from camproof.media.bulk.kernel import IOVEC, MMSGHDR, RTP_HEADER, SOCKADDR, address_of

__all__ = ["Arena", "Framing", "header_type"]

Framing = Literal["datagram", "rfc4571", "interleaved"]
_BEFORE: dict[Framing, list[tuple[str, str]]] = {
    "datagram": [],
    "rfc4571": [("length", ">u2")],
    "interleaved": [("dollar", "u1"), ("channel", "u1"), ("length", ">u2")],
}


def header_type(framing: Framing) -> np.dtype[Any]:
    """The record before each packet's payload: what frames it on the wire, then the RTP header."""
    rtp = [(name, RTP_HEADER[name].str) for name in RTP_HEADER.names or ()]
    return np.dtype([*_BEFORE[framing], *rtp])


class Arena:
    """Rows, headers, iovecs (two a packet) and messages; grows, never shrinks."""

    def __init__(self, framing: Framing) -> None:
        self.framing = framing
        self.header_type = header_type(framing)
        self.ahead = self.header_type.itemsize
        self._make_packets(1024)
        self._make_rows(128, 256)

    def reserve(self, frames: int, width: int, packets: int) -> None:
        """Make room; addresses taken before are void afterwards."""
        if frames > len(self.rows) or width != self.rows.shape[1]:
            self._make_rows(max(frames, len(self.rows)), width)
        if packets > len(self.counting):
            self._make_packets(max(packets, 2 * len(self.counting)))

    def _make_rows(self, frames: int, width: int) -> None:
        self.rows = np.zeros((frames, width), np.uint8)
        self._windows: dict[int, NDArray[Any]] = {}
        self.row_starts = np.arange(frames, dtype=np.int64) * width
        self.row_address = address_of(self.rows)

    def windows(self, size: int) -> NDArray[Any]:
        """Each run of ``size`` bytes in the rows as one element, so that many are written in one go."""
        found = self._windows.get(size)
        if found is None:
            count = self.rows.size - size + 1
            found = self._windows[size] = np.ndarray((count,), f"V{size}", self.rows.data, 0, (1,))
        return found

    def put(self, at: NDArray[np.int64], words: NDArray[np.void]) -> None:
        """Write ``words[i]`` at offset ``at[i]`` of row i."""
        self.windows(words.itemsize)[self.row_starts[: len(at)] + (at + self.ahead)] = words

    def write(self, numbers: NDArray[np.int64], at: NDArray[np.int64] | int, rows: NDArray[np.uint8]) -> None:
        """Write ``rows[i]`` at offset ``at[i]`` of row ``numbers[i]``."""
        size = rows.shape[1]
        words = np.ascontiguousarray(rows).view(f"V{size}").ravel()
        self.windows(size)[self.row_starts[numbers] + (at + self.ahead)] = words

    def turn(self, numbers: NDArray[np.int64], at: int, changes: NDArray[np.uint8]) -> None:
        """Join ``changes[i]`` by XOR to what stands at offset ``at`` of row ``numbers[i]``."""
        starts = self.row_starts[numbers] + (at + self.ahead)
        windows = self.windows(changes.shape[1])
        changed = windows[starts].view(np.uint8).reshape(changes.shape) ^ changes
        windows[starts] = changed.view(windows.dtype).ravel()

    def _make_packets(self, packets: int) -> None:
        self.counting = np.arange(packets, dtype=np.int64)
        self.headers = np.zeros(packets, self.header_type)
        self.header_bytes = self.headers.view(np.uint8).reshape(packets, self.ahead)
        self.iov = np.zeros((packets, 2), IOVEC)
        self.iov_address = address_of(self.iov)
        self.header_addresses = (address_of(self.headers) + self.counting * self.ahead).astype(np.uint64)
        self.messages = np.zeros(packets, MMSGHDR)
        self.messages["namelen"] = SOCKADDR.itemsize
        self.messages_address = address_of(self.messages)
