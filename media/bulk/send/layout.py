"""Frames in flight as messages for the kernel: headers from the arena, payload from the shared tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from ctypes import string_at
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from camproof.media.bulk.kernel import address_of
from camproof.media.bulk.send.arena import Arena
from camproof.media.bulk.send.flights import Flight
from camproof.media.bulk.send.library import Library
from camproof.media.bulk.send.packing import BEHIND_SHORT, MARKED, WHOLE, cut, pack
from camproof.media.bulk.send.raw_bands import RawRow, set_raw_pieces
from camproof.protocols.rtp.packet import HEADER_BYTES

__all__ = ["Batch", "lay_out"]

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Batch:
    """Messages in the arena, ready for the kernel.

    :param stream: int64[m], whose each message is.
    :param firsts, packets: int64[m], the first packet of each message, and how many it holds.
    :param names: SOCKADDR records of all streams.
    """

    arena: Arena
    names: NDArray[Any]
    stream: Ints
    firsts: Ints
    packets: Ints

    def chosen(self, kept: Ints) -> Batch:
        """Some of the messages, by ascending numbers; the batch itself is void afterwards."""
        self.arena.messages[: len(kept)] = self.arena.messages[kept]
        return replace(self, stream=self.stream[kept], firsts=self.firsts[kept], packets=self.packets[kept])

    def sizes(self) -> Ints:
        """int64[m]: octets of each message."""
        ends = self.firsts + self.packets
        octets = np.cumsum(self.arena.iov["len"][: ends[-1]].sum(axis=1, dtype=np.int64))
        sizes: Ints = octets[ends - 1] - octets[self.firsts - 1] * (self.firsts > 0)
        return sizes

    def packets_of(self, message: int) -> list[bytes]:
        """Copies of the packets of one message."""
        first = int(self.firsts[message])
        return list(_packets(self.arena.iov[first : first + int(self.packets[message])]))


def _packets(iov: NDArray[Any]) -> Iterator[bytes]:
    for (head, body), (head_len, body_len) in zip(iov["base"].tolist(), iov["len"].tolist(), strict=True):
        yield string_at(head, head_len) + string_at(body, body_len)


def lay_out(
    library: Library,
    arena: Arena,
    names: NDArray[Any],
    flight: Flight,
    most: int,
    *,
    rows: bool,
    raw_rows: Mapping[int, RawRow] | None = None,
) -> Batch:
    """Write headers, iovecs and messages of a flight into the arena.

    :param names: SOCKADDR records of all streams.
    :param most: packets of one message.
    :param rows: the arena's rows are filled, and each frame begins with its own.
    :param raw_rows: those that are cut in a way of their own, by number of the frame.
    """
    cut(library.pieces, arena.room, flight)
    if raw_rows:
        set_raw_pieces(arena, flight, raw_rows)
    opening = WHOLE
    if arena.framing == "datagram" and library.has_openings:
        opening = BEHIND_SHORT if library.raw_bands else MARKED
    before_rtp = arena.ahead - HEADER_BYTES
    messages = pack(arena.room, flight, rows, opening, most, address_of(names), before_rtp)
    return Batch(arena, names, *messages)
