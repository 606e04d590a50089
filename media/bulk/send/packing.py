"""Flights cut into packets, and these packed into messages for the kernel."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from camproof.media.bulk.send.flights import Flight
from camproof.media.compiled import compiled
from camproof.media.packets import PAYLOAD_SIZE

__all__ = ["BEHIND_SHORT", "MARKED", "WHOLE", "Pieces", "Room", "cut", "pack"]

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Bytes = NDArray[np.uint8]

WHOLE, MARKED, BEHIND_SHORT = range(3)
"""Where a message of many packets must end: nowhere, where the table says so, behind each short packet."""

_VERSION = 0x80
_MARKER = 0x80
_DOLLAR = 0x24
_RTP_SIZE = 12
_IOVECS_BYTES = 32
_SOCKADDR_BYTES = 16


class Pieces(NamedTuple):
    """Arrays of a library, as it has them: over places, then over packets."""

    first_packet: Ints
    row_packets: Ints
    lead: Ints
    band_of: Ints
    raw_band_of: Ints
    tail_at: Ints
    tail_len: Ints
    piece_at: Ints
    piece_len: Ints
    in_row: Bools
    opens: Bools


class Room(NamedTuple):
    """Arrays of an arena.

    :param rows: uint8[frames, width]; each begins with room for the header of its packet.
    :param headers: uint8[packets, ahead].
    :param iov: uint64[packets, 4], two iovecs a packet; ``messages`` uint64[packets, 8].
    :param at, sizes: int64[packets], each packet's piece behind header or lead; ``opens`` where a message
        must begin with it.
    :param lead: int64[frames], bytes of the row in the first packet.
    :param addresses: of rows, headers, iovecs.
    """

    rows: Bytes
    headers: Bytes
    iov: NDArray[np.uint64]
    messages: NDArray[np.uint64]
    at: Ints
    sizes: Ints
    opens: Bools
    lead: Ints
    addresses: tuple[int, int, int]


@compiled
def cut(pieces: Pieces, room: Room, flight: Flight) -> int:
    """Tell where each packet's piece lies, and the leads of the frames; returns the number of packets."""
    packet = 0
    ahead = room.headers.shape[1]
    for frame in range(len(flight.place)):
        place, row_len = flight.place[frame], flight.row_len[frame]
        start = room.addresses[0] + frame * room.rows.shape[1] + ahead
        room.lead[frame] = pieces.lead[place]
        if pieces.band_of[place] >= 0:
            room.lead[frame] = min(row_len, PAYLOAD_SIZE)
        for number in range(flight.skipped[frame], flight.skipped[frame] + flight.leaving[frame]):
            if pieces.band_of[place] >= 0:
                at, size = _shifted(number, row_len, start, pieces.tail_at[place], pieces.tail_len[place])
                room.opens[packet] = False
            else:
                source = number
                if pieces.raw_band_of[place] >= 0:
                    known = pieces.row_packets[place]
                    source = min(number, known - 1) if number < row_len else known + number - row_len
                source += pieces.first_packet[place]
                at, size = pieces.piece_at[source], pieces.piece_len[source]
                if pieces.in_row[source]:
                    at += start
                room.opens[packet] = pieces.opens[source]
            room.at[packet], room.sizes[packet] = at, size
            packet += 1
    return packet


@compiled
def _shifted(number: int, row_len: int, row_at: int, tail_at: int, tail_len: int) -> tuple[int, int]:
    """Where rows have lengths of their own, cuts lie at each multiple of the payload's size; a packet that
    begins in the row lies there as a whole.
    """
    behind = number * PAYLOAD_SIZE - row_len
    if number > 0 and behind < 0:
        return row_at + number * PAYLOAD_SIZE, min(tail_len - behind, PAYLOAD_SIZE)
    start = max(behind, 0)
    return tail_at + start, max(min(behind + PAYLOAD_SIZE, tail_len) - start, 0)


@compiled
def pack(
    room: Room, flight: Flight, with_rows: bool, opening: int, most: int, names: int, framing: int
) -> tuple[Ints, Ints, Ints]:
    """Write headers, iovecs and messages for packets that :func:`cut` has told of.

    :param with_rows: the rows are filled, and each frame begins with its own.
    :param opening: ``WHOLE``, ``MARKED`` or ``BEHIND_SHORT``.
    :param most: packets of one message.
    :param names: address of the socket addresses of all streams.
    :param framing: bytes before the RTP header.
    :return: of each message, the stream, the first packet, and how many.
    """
    total = flight.leaving.sum()
    streams, firsts, counts = np.empty(total, np.int64), np.empty(total, np.int64), np.empty(total, np.int64)
    packet, message, before = 0, -1, 0
    rows_at, headers_at, iov_at = room.addresses
    ahead, width = room.headers.shape[1], room.rows.shape[1]
    for frame in range(len(flight.place)):
        for number in range(flight.leaving[frame]):
            lead = room.lead[frame] if with_rows and number == 0 else 0
            size = room.sizes[packet] + lead
            ends = number + 1 == flight.leaving[frame] and (
                flight.skipped[frame] + flight.leaving[frame] == flight.packets[frame]
            )
            header = room.headers[packet]
            room.iov[packet, 0], room.iov[packet, 1] = headers_at + packet * ahead, ahead
            if with_rows and number == 0:
                header = room.rows[frame]
                room.iov[packet, 0], room.iov[packet, 1] = rows_at + frame * width, ahead + lead
            room.iov[packet, 2], room.iov[packet, 3] = room.at[packet], room.sizes[packet]
            _write_header(header, flight, frame, number, ends, size, framing)
            opens = number % most == 0
            opens |= opening == MARKED and room.opens[packet]
            opens |= opening == BEHIND_SHORT and before != PAYLOAD_SIZE
            if opens:
                message += 1
                streams[message], firsts[message] = flight.stream[frame], packet
                counts[message] = 0
                room.messages[message, 0] = names + flight.stream[frame] * _SOCKADDR_BYTES
                room.messages[message, 2] = iov_at + packet * _IOVECS_BYTES
            counts[message] += 1
            room.messages[message, 3] = 2 * counts[message]
            packet += 1
            before = size
    return streams[: message + 1], firsts[: message + 1], counts[: message + 1]


@compiled
def _write_header(
    header: Bytes, flight: Flight, frame: int, number: int, ends: bool, size: int, framing: int
) -> None:
    at = framing
    if framing:
        length = size + _RTP_SIZE
        header[at - 2], header[at - 1] = length >> 8 & 0xFF, length & 0xFF
        if framing == 4:
            header[0], header[1] = _DOLLAR, flight.channel[frame]
    sequence = flight.sequence[frame] + number
    timestamp, ssrc = flight.timestamp[frame], flight.ssrc[frame]
    header[at] = _VERSION
    header[at + 1] = flight.payload_type[frame] | (_MARKER if ends else 0)
    header[at + 2], header[at + 3] = sequence >> 8 & 0xFF, sequence & 0xFF
    for byte in range(4):
        shift = 24 - 8 * byte
        header[at + 4 + byte] = timestamp >> shift & 0xFF
        header[at + 8 + byte] = ssrc >> shift & 0xFF
