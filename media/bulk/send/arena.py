"""The memory in which frames in flight are put together; it is used anew for each batch."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from camproof.media.bulk.kernel import IOVEC, MMSGHDR, SOCKADDR, address_of
from camproof.media.bulk.send.frames import FRAME, MOST_FRAMES
from camproof.protocols.rtp.packet import HEADER_BYTES

__all__ = ["Arena", "Framing"]

Framing = Literal["datagram", "rfc4571", "interleaved"]
_AHEAD: dict[Framing, int] = {"datagram": 0, "rfc4571": 2, "interleaved": 4}
"""Bytes before the RTP header of each packet."""


class Arena:
    """Grows, never shrinks.

    :ivar frames: FRAME records of a batch.
    :ivar rows: uint8[frames, width]; each begins with room for the header of its packet.
    :ivar headers: uint8[packets, ahead], of the other packets.
    :ivar iov: IOVEC records, at most three a packet; ``starts`` int64[packets + 1] is the first of each.
    :ivar messages: MMSGHDR records.
    :ivar parcels: int64[4, packets], of each message the stream, its first packet, packets and octets.
    """

    def __init__(self, framing: Framing) -> None:
        self.framing = framing
        self.ahead = _AHEAD[framing] + HEADER_BYTES
        self.frames: NDArray[Any] = np.zeros(MOST_FRAMES, FRAME)
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

    def _make_packets(self, packets: int) -> None:
        self.headers: NDArray[np.uint8] = np.zeros((packets, self.ahead), np.uint8)
        self.iov = np.zeros(3 * packets, IOVEC)
        self.starts: NDArray[np.int64] = np.zeros(packets + 1, np.int64)
        self.messages = np.zeros(packets, MMSGHDR)
        self.messages["namelen"] = SOCKADDR.itemsize
        self.messages_address = address_of(self.messages)
        self.parcels: NDArray[np.int64] = np.zeros((4, packets), np.int64)

    def _gather(self) -> None:
        """What :func:`pack` is given."""
        self.room = (
            self.rows,
            self.headers,
            self.iov.view(np.uint64).reshape(-1, 2),
            self.starts,
            self.messages.view(np.uint64).reshape(len(self.messages), -1),
            self.parcels,
            (address_of(self.rows), address_of(self.headers), address_of(self.iov)),
        )
