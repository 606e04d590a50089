"""Frames in flight as messages for the kernel: headers from the arena, payload from the shared tables."""

from __future__ import annotations

from ctypes import string_at
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from camproof.media.bulk.send.arena import Arena
from camproof.media.bulk.send.library import Library
from camproof.media.bulk.send.packing import BEHIND_SHORT, MARKED, WHOLE, pack

__all__ = ["Batch", "lay_out"]

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Batch:
    """Messages in the arena, ready for the kernel; int64[m] each.

    :param stream: whose each message is.
    :param firsts, packets: the first packet of each message, and how many it holds.
    :param octets: of each message.
    """

    arena: Arena
    stream: Ints
    firsts: Ints
    packets: Ints
    octets: Ints

    def chosen(self, kept: Ints) -> Batch:
        """Some of the messages, by ascending numbers; the batch itself is void afterwards."""
        self.arena.messages[: len(kept)] = self.arena.messages[kept]
        names = ("stream", "firsts", "packets", "octets")
        return replace(self, **{name: getattr(self, name)[kept] for name in names})

    def packets_of(self, message: int) -> list[bytes]:
        """Copies of the packets of one message."""
        first = int(self.firsts[message])
        starts = self.arena.starts[first : first + int(self.packets[message]) + 1].tolist()
        pieces = [string_at(*piece) for piece in self.arena.iov[starts[0] : starts[-1]].tolist()]
        return [b"".join(pieces[at - starts[0] : end - starts[0]]) for at, end in pairwise(starts)]


def lay_out(
    library: Library, arena: Arena, names_at: int, frames: NDArray[Any], ends: Ints, most: int
) -> Batch:
    """Write headers, iovecs and messages of frames into the arena, whose rows are filled.

    :param names_at: address of the SOCKADDR records of all streams.
    :param ends: of the packets in rows that are cut in a way of their own.
    :param most: packets of one message.
    """
    opening = WHOLE
    if arena.framing == "datagram" and library.has_openings:
        opening = BEHIND_SHORT if library.raw_bands else MARKED
    count = pack(frames, ends, library.places, library.pieces, *arena.room, names_at, opening, most)
    return Batch(arena, *arena.parcels[:, :count])
