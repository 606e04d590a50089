"""The memory in which frames in flight are put together; it is used anew for each batch."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from camproof.media.bulk.kernel import IOVEC, MMSGHDR, SOCKADDR, address_of
from camproof.media.bulk.send.packing import Room
from camproof.protocols.rtp.packet import HEADER_BYTES

__all__ = ["Arena", "Framing"]

Framing = Literal["datagram", "rfc4571", "interleaved"]
_AHEAD: dict[Framing, int] = {"datagram": 0, "rfc4571": 2, "interleaved": 4}
"""Bytes before the RTP header of each packet."""


class Arena:
    """Rows, headers, iovecs (two a packet) and messages; grows, never shrinks."""

    def __init__(self, framing: Framing) -> None:
        self.framing = framing
        self.ahead = _AHEAD[framing] + HEADER_BYTES
        self._make_packets(1024)
        self._make_rows(128, 256)
        self._gather()

    def reserve(self, frames: int, width: int, packets: int) -> None:
        """Make room; addresses taken before are void afterwards."""
        packets_here = len(self.messages)
        if frames <= len(self.rows) and width == self.rows.shape[1] and packets <= packets_here:
            return
        if frames > len(self.rows) or width != self.rows.shape[1]:
            self._make_rows(max(frames, len(self.rows)), width)
        if packets > packets_here:
            self._make_packets(max(packets, 2 * packets_here))
        self._gather()

    def _make_rows(self, frames: int, width: int) -> None:
        self.rows: NDArray[np.uint8] = np.zeros((frames, width), np.uint8)
        self.row_address = address_of(self.rows)
        self._lead: NDArray[np.int64] = np.zeros(frames, np.int64)

    def _make_packets(self, packets: int) -> None:
        self._headers: NDArray[np.uint8] = np.zeros((packets, self.ahead), np.uint8)
        self.iov = np.zeros((packets, 2), IOVEC)
        self.messages = np.zeros(packets, MMSGHDR)
        self.messages["namelen"] = SOCKADDR.itemsize
        self.messages_address = address_of(self.messages)
        self._at, self._sizes = (np.zeros(packets, np.int64) for _ in range(2))
        self._opens: NDArray[np.bool_] = np.zeros(packets, np.bool_)

    def _gather(self) -> None:
        """What compiled loops are given."""
        addresses = self.row_address, address_of(self._headers), address_of(self.iov)
        iov = self.iov.view(np.uint64)
        messages = self.messages.view(np.uint64).reshape(len(self.messages), -1)
        self.room = Room(
            self.rows, self._headers, iov, messages, self._at, self._sizes, self._opens, self._lead, addresses
        )
