"""Frames in flight as messages for the kernel: headers from the arena, payload from the shared tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from ctypes import string_at
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from camproof.media.bulk.kernel import IOVEC, SOCKADDR, address_of
from camproof.media.bulk.send.arena import Arena
from camproof.media.bulk.send.library import Library
from camproof.media.bulk.send.raw_bands import RawRow, raw_openings, raw_pieces
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
    :param row_len: bytes of the frame's row, which differ where it holds a text; of a clip with a band but no
        container, the packets in the row.
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
    count = flight.count
    ends = count.cumsum()
    firsts, total = ends - count, int(ends[-1])
    owner = arena.counting[: len(count)].repeat(count)
    number = arena.counting[:total] - firsts.take(owner)
    if library.bands:
        at, sizes = shifted_pieces(library, arena, flight, owner, number)
        lead = np.minimum(flight.row_len, PAYLOAD_SIZE)
    elif library.raw_bands:
        at, sizes, lead = raw_pieces(library, arena, flight, owner, number, raw_rows or {})
    else:
        at, sizes = _pieces(library, arena, flight, owner, number, rows=rows)
        lead = library.lead[flight.place]
    iov = arena.iov[:total]
    iov["base"][:, 0], iov["len"][:, 0] = arena.header_addresses[:total], arena.ahead
    if rows:
        sizes[firsts] += lead
    _write_headers(arena, flight, sizes, owner, number, ends)
    opens = raw_openings(sizes) if library.raw_bands else None
    if rows:
        _write_leads(arena, firsts, lead)
        sizes[firsts] -= lead
    iov["base"][:, 1], iov["len"][:, 1] = at, sizes
    beginnings = _openings(library, arena, flight, owner, number, firsts, most, opens)
    return _write_messages(arena, names, flight, owner, beginnings, total)


def _pieces(
    library: Library, arena: Arena, flight: Flight, owner: Ints, number: Ints, *, rows: bool
) -> tuple[Ints, Ints]:
    """(address, size) of each packet's piece behind header or lead."""
    source = (library.first_packet[flight.place] + flight.skipped).take(owner)
    source += number
    at = library.piece_at.take(source)
    if rows and library.has_inner:
        starts = arena.row_address + arena.ahead + arena.row_starts[: len(flight.count)]
        at += np.where(library.in_row.take(source), starts.take(owner), 0)
    return at, library.piece_len.take(source)


def shifted_pieces(
    library: Library, arena: Arena, flight: Flight, owner: Ints, number: Ints
) -> tuple[Ints, Ints]:
    """The same where rows have lengths of their own: cuts lie at each multiple of the payload's size."""
    if flight.skipped.any():
        number = number + flight.skipped.take(owner)
    at_row = number * PAYLOAD_SIZE
    cut = at_row - flight.row_len.take(owner)
    start = np.maximum(cut, 0)
    tail_len = library.tail_len[flight.place].take(owner)
    sizes = np.maximum(np.minimum(cut + PAYLOAD_SIZE, tail_len) - start, 0)
    at = library.tail_at[flight.place].take(owner)
    at += start
    if int(flight.row_len.max()) > PAYLOAD_SIZE:
        inside = (number > 0) & (cut < 0)
        starts = (arena.row_address + arena.ahead + arena.row_starts[: len(flight.count)]).take(owner)
        at = np.where(inside, starts + at_row, at)
        sizes = np.where(inside, np.minimum(tail_len - cut, PAYLOAD_SIZE), sizes)
    return at, sizes


def _write_headers(arena: Arena, flight: Flight, sizes: Ints, owner: Ints, number: Ints, ends: Ints) -> None:
    count, total = flight.count, len(sizes)
    each = np.zeros(len(count), arena.header_type)
    each["first"], each["second"] = _VERSION, flight.payload_type
    each["timestamp"], each["ssrc"] = flight.timestamp, flight.ssrc
    if arena.framing == "interleaved":
        each["dollar"], each["channel"] = _DOLLAR, flight.channel
    headers = arena.headers[:total]
    rows = each.view(np.uint8).reshape(len(count), arena.ahead)
    rows.take(owner, 0, arena.header_bytes[:total], "clip")
    headers["sequence"] = flight.sequence.take(owner) + number
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


def _openings(
    library: Library,
    arena: Arena,
    flight: Flight,
    owner: Ints,
    number: Ints,
    firsts: Ints,
    most: int,
    given: NDArray[np.bool_] | None,
) -> Ints:
    """The packets that begin a message, by number.

    :param given: those that must; None as the library says.
    """
    if most == 1:
        return arena.counting[: len(number)]
    whole = arena.framing != "datagram" or not library.has_openings
    if whole and int(flight.count.max()) <= most:
        return firsts
    opens = number % most == 0
    if given is not None:
        opens |= given & (not whole)
    elif not whole:
        source = (library.first_packet[flight.place] + flight.skipped).take(owner) + number
        opens |= library.opens.take(source)
    return np.flatnonzero(opens)


def _write_messages(
    arena: Arena, names: NDArray[Any], flight: Flight, owner: Ints, opens: Ints, total: int
) -> Batch:
    if len(opens) == len(flight.count):
        packets, stream = flight.count, flight.stream
    else:
        packets, stream = np.diff(opens, append=total), flight.stream[owner[opens]]
    messages = arena.messages[: len(opens)]
    messages["name"] = address_of(names) + stream * SOCKADDR.itemsize
    messages["iov"] = arena.iov_address + opens * (_IOVECS_A_PACKET * IOVEC.itemsize)
    messages["iovlen"] = packets * _IOVECS_A_PACKET
    return Batch(arena, names, stream, opens, packets)
