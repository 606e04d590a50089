"""Frames in flight as messages for the kernel: headers from the arena, payload from the shared tables."""

from __future__ import annotations

from collections.abc import Iterator
from ctypes import string_at
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from camproof.media.bulk.kernel import IOVEC, SOCKADDR, address_of
from camproof.media.bulk.send.arena import Arena
from camproof.media.bulk.send.library import Library
from camproof.media.packets import PAYLOAD_SIZE

__all__ = ["Batch", "Flight", "lay_out"]

Ints = NDArray[np.int64]
_VERSION = 0x80
_MARKER = 0x80
_DOLLAR = 0x24
_RTP_SIZE = 12
_IOVECS_A_PACKET = 2


@dataclass(frozen=True, slots=True)
class Flight:
    """Frames, or parts of frames, that leave together; arrays over these.

    :param stream: whose they are.
    :param skipped: packets of the frame that have left before.
    :param count: packets that leave now, at least 1.
    :param row_len: bytes of the frame's row, which differ where it holds a text.
    :param packets: of the whole frame.
    :param sequence: of the first of them.
    """

    stream: Ints
    place: Ints
    row_len: Ints
    packets: Ints
    skipped: Ints
    count: Ints
    sequence: Ints
    timestamp: Ints
    ssrc: Ints
    payload_type: NDArray[np.uint8]
    channel: NDArray[np.uint8]

    def chosen(self, which: NDArray[Any]) -> Flight:
        """Some of them: by mask or by numbers."""
        changes = {name: getattr(self, name)[which] for name in Flight.__slots__}
        return replace(self, **changes)


@dataclass(frozen=True, slots=True)
class Batch:
    """Messages in the arena, ready for the kernel.

    :param stream: int64[m], whose each message is.
    :param packets: int64[m], how many packets each holds.
    :param names: SOCKADDR records of all streams.
    """

    arena: Arena
    names: NDArray[Any]
    stream: Ints
    packets: Ints

    def sizes(self) -> Ints:
        """int64[m]: octets of each message."""
        ends = np.cumsum(self.packets)
        octets = np.cumsum(self.arena.iov["len"][: ends[-1]].sum(axis=1, dtype=np.int64))[ends - 1]
        return np.diff(octets, prepend=0)

    def each_packet(self) -> Iterator[bytes]:
        """Copies of all packets."""
        return _packets(self.arena.iov[: int(self.packets.sum())])

    def bytes_of(self, message: int) -> bytes:
        """A copy of one message."""
        end = int(self.packets[: message + 1].sum())
        return b"".join(_packets(self.arena.iov[end - int(self.packets[message]) : end]))


def _packets(iov: NDArray[Any]) -> Iterator[bytes]:
    for (head, body), (head_len, body_len) in zip(iov["base"].tolist(), iov["len"].tolist(), strict=True):
        yield string_at(head, head_len) + string_at(body, body_len)


def lay_out(
    library: Library, arena: Arena, names: NDArray[Any], flight: Flight, most: int, *, rows: bool
) -> Batch:
    """Write headers, iovecs and messages of a flight into the arena.

    :param names: SOCKADDR records of all streams.
    :param most: packets of one message.
    :param rows: the arena's rows are filled, and each frame begins with its own.
    """
    count = flight.count
    ends = np.cumsum(count)
    firsts, total = ends - count, int(ends[-1])
    if library.bands:
        at, sizes = shifted_pieces(library, arena, flight, firsts, total)
        opens = np.zeros(total, np.bool_)
    else:
        at, sizes, opens = _pieces(library, arena, flight, firsts, total, rows=rows)
    iov = arena.iov[:total]
    iov["base"][:, 0], iov["len"][:, 0] = arena.header_addresses[:total], arena.ahead
    iov["base"][:, 1], iov["len"][:, 1] = at, sizes
    lead = np.minimum(flight.row_len, PAYLOAD_SIZE) if library.bands else library.lead[flight.place]
    if rows:
        sizes[firsts] += lead
    _write_headers(arena, flight, sizes, firsts, ends)
    if rows:
        _write_leads(arena, firsts, lead)
    beginnings = _openings(arena, flight, opens, firsts, most)
    return _write_messages(arena, names, flight, beginnings, total)


def _pieces(
    library: Library, arena: Arena, flight: Flight, firsts: Ints, total: int, *, rows: bool
) -> tuple[Ints, Ints, NDArray[np.bool_]]:
    """(address, size) of each packet's piece behind header or lead, and which packets open a message."""
    source = np.repeat(library.first_packet[flight.place] + flight.skipped - firsts, flight.count)
    source += arena.counting[:total]
    at = library.piece_at[source]
    if rows and library.has_inner:
        starts = arena.row_address + arena.ahead + arena.row_starts[: len(flight.count)]
        at += np.where(library.in_row[source], np.repeat(starts, flight.count), 0)
    return at, library.piece_len[source], library.opens[source]


def shifted_pieces(
    library: Library, arena: Arena, flight: Flight, firsts: Ints, total: int
) -> tuple[Ints, Ints]:
    """The same where rows have lengths of their own: cuts lie at each multiple of the payload's size."""
    count = flight.count
    number = arena.counting[:total] - np.repeat(firsts - flight.skipped, count)
    row_len, tail_len = np.repeat(flight.row_len, count), np.repeat(library.tail_len[flight.place], count)
    cut = number * PAYLOAD_SIZE - row_len
    start = np.maximum(cut, 0)
    sizes = np.maximum(np.minimum(cut + PAYLOAD_SIZE, tail_len) - start, 0)
    at = np.repeat(library.tail_at[flight.place], count) + start
    if int(flight.row_len.max()) > PAYLOAD_SIZE:
        inside = (number > 0) & (number * PAYLOAD_SIZE < row_len)
        starts = arena.row_address + arena.ahead + arena.row_starts[: len(count)]
        at = np.where(inside, np.repeat(starts, count) + number * PAYLOAD_SIZE, at)
        sizes = np.where(inside, np.minimum(row_len + tail_len - number * PAYLOAD_SIZE, PAYLOAD_SIZE), sizes)
    return at, sizes


def _write_headers(arena: Arena, flight: Flight, sizes: Ints, firsts: Ints, ends: Ints) -> None:
    count, total = flight.count, len(sizes)
    each = np.zeros(len(count), arena.header_type)
    each["first"], each["second"] = _VERSION, flight.payload_type
    each["timestamp"], each["ssrc"] = flight.timestamp, flight.ssrc
    if arena.framing == "interleaved":
        each["dollar"], each["channel"] = _DOLLAR, flight.channel
    headers, owners = arena.headers[:total], np.repeat(arena.counting[: len(count)], count)
    rows = each.view(np.uint8).reshape(len(count), arena.ahead)
    rows.take(owners, 0, arena.header_bytes[:total], "clip")
    headers["sequence"] = np.repeat(flight.sequence - firsts, count) + arena.counting[:total]
    if arena.framing != "datagram":
        headers["length"] = sizes + _RTP_SIZE
    complete = flight.skipped + count == flight.packets
    headers["second"][ends[complete] - 1] |= _MARKER


def _write_leads(arena: Arena, firsts: Ints, lead: Ints) -> None:
    """The header of a frame's first packet stands before its row, so that both are one piece."""
    frames, ahead = len(firsts), arena.ahead
    arena.rows[:frames, :ahead] = arena.header_bytes[firsts]
    arena.iov["base"][firsts, 0] = arena.row_address + arena.row_starts[:frames]
    arena.iov["len"][firsts, 0] = ahead + lead


def _openings(arena: Arena, flight: Flight, opens: NDArray[np.bool_], firsts: Ints, most: int) -> Ints:
    """The packets that begin a message, by number."""
    total = len(opens)
    if most == 1:
        return arena.counting[:total]
    opens[firsts] = True
    if arena.framing != "datagram":
        opens[:] = False
        opens[firsts] = True
    if int(flight.count.max()) > most:
        within = arena.counting[:total] - np.repeat(firsts, flight.count)
        opens |= within % most == 0
    return np.flatnonzero(opens)


def _write_messages(arena: Arena, names: NDArray[Any], flight: Flight, opens: Ints, total: int) -> Batch:
    packets = np.append(opens[1:], total) - opens
    whole = len(opens) == len(flight.count)
    owners = flight.stream if whole else np.repeat(flight.stream, flight.count)[opens]
    messages = arena.messages[: len(opens)]
    messages["name"] = address_of(names) + owners * SOCKADDR.itemsize
    messages["iov"] = arena.iov_address + opens * (_IOVECS_A_PACKET * IOVEC.itemsize)
    messages["iovlen"] = packets * _IOVECS_A_PACKET
    return Batch(arena, names, owners, packets)
