"""Flights cut into packets, and these packed into messages for the kernel."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from camproof.media.compiled import compiled
from camproof.media.packets import PAYLOAD_SIZE

__all__ = ["BEHIND_SHORT", "MARKED", "WHOLE", "pack"]

Ints = NDArray[np.int64]
Bytes = NDArray[np.uint8]
Words = NDArray[np.uint64]
Records = NDArray[Any]

WHOLE, MARKED, BEHIND_SHORT = range(3)
"""Where a message of many packets must end: nowhere, where the table says so, behind each short packet."""

_VERSION = 0x80
_MARKER = 0x80
_DOLLAR = 0x24
_RTP_SIZE = 12
_IOVEC_BYTES = 16
_SOCKADDR_BYTES = 16


@compiled
def pack(
    frames: Records,
    ends: Ints,
    places: Records,
    pieces: Records,
    rows: Bytes,
    headers: Bytes,
    iov: Words,
    starts: Ints,
    messages: Words,
    parcels: Ints,
    addresses: tuple[int, int, int],
    names: int,
    opening: int,
    most: int,
) -> int:
    """Write headers, iovecs and messages for frames whose rows are filled; returns the number of messages.

    A packet has an iovec for its header, with the lead of the row behind it, and one each for what else it
    holds of the row and for what lies elsewhere, where there is such.

    :param ends: of the packets in those rows that are cut in a way of their own.
    :param places, pieces: PLACE and PIECE records of a library.
    :param rows, headers, iov, starts, messages, parcels: of an arena; ``addresses`` of the first three.
    :param names: address of the socket addresses of all streams.
    :param opening: ``WHOLE``, ``MARKED`` or ``BEHIND_SHORT``.
    :param most: packets of one message.
    """
    packet, piece, message, before = 0, 0, -1, 0
    rows_at, headers_at, iov_at = addresses
    ahead, width = headers.shape[1], rows.shape[1]
    for number in range(len(frames)):
        frame = frames[number]
        place, row_at = places[frame.place], rows_at + number * width
        for index in range(frame.skipped, frame.skipped + frame.leaving):
            inner_at, inner, at, size, marked = _cut(place, pieces, ends, frame, index, row_at + ahead)
            opens = (index - frame.skipped) % most == 0
            opens |= opening == MARKED and marked
            opens |= opening == BEHIND_SHORT and before != PAYLOAD_SIZE
            if opens:
                message += 1
                parcels[0, message], parcels[1, message] = frame.stream, packet
                parcels[2, message] = parcels[3, message] = 0
                messages[message, 0] = names + frame.stream * _SOCKADDR_BYTES
                messages[message, 2], messages[message, 3] = iov_at + piece * _IOVEC_BYTES, 0
            starts[packet] = first = piece
            header, lead, header_at = headers[packet], 0, headers_at + packet * ahead
            if index == 0:
                header, lead, header_at = rows[number], _lead(place, ends, frame), row_at
            before = lead + inner + size
            _write_header(header, ahead - _RTP_SIZE, frame, index, before)
            iov[piece, 0], iov[piece, 1] = header_at, ahead + lead
            piece += 1
            if inner:
                iov[piece, 0], iov[piece, 1] = inner_at, inner
                piece += 1
            if size:
                iov[piece, 0], iov[piece, 1] = at, size
                piece += 1
            parcels[2, message] += 1
            parcels[3, message] += ahead + before
            messages[message, 3] += piece - first
            packet += 1
    starts[packet] = piece
    return message + 1


@compiled
def _lead(place: Any, ends: Ints, frame: Any) -> int:
    """Bytes of the row in the first packet."""
    if place.band >= 0:
        return int(min(frame.row_len, PAYLOAD_SIZE))
    return int(ends[frame.ends_at] if frame.ends_at >= 0 else place.lead)


@compiled
def _cut(
    place: Any, pieces: Records, ends: Ints, frame: Any, index: int, row_at: int
) -> tuple[int, int, int, int, bool]:
    """Two pieces of a packet behind header and lead (address, size), and whether a message must open with it.

    Where rows have lengths of their own, cuts lie at each multiple of the payload's size.
    """
    if place.band >= 0:
        start = index * PAYLOAD_SIZE
        inner = max(min(frame.row_len - start, PAYLOAD_SIZE), 0) if index > 0 else 0
        behind = max(start - frame.row_len, 0)
        end = min(start + PAYLOAD_SIZE - frame.row_len, place.tail_len)
        return row_at + start, inner, place.tail_at + behind, max(end - behind, 0), False
    if frame.ends_at >= 0 and index < frame.row_len:
        start = ends[frame.ends_at + max(index - 1, 0)]
        return row_at + start, ends[frame.ends_at + index] - start, row_at, 0, False
    source = place.first_packet + index
    if place.raw_band >= 0 and index >= frame.row_len:
        source += place.row_packets - frame.row_len
    piece = pieces[source]
    return row_at, 0, piece.at + (row_at if piece.in_row else 0), piece.len, piece.opens


@compiled
def _write_header(header: Bytes, at: int, frame: Any, index: int, size: int) -> None:
    """Of the packet ``index`` of a frame, with ``size`` bytes of payload.

    :param at: bytes before the RTP header, of the framing.
    """
    if at:
        length = size + _RTP_SIZE
        header[at - 2], header[at - 1] = length >> 8 & 0xFF, length & 0xFF
        if at == 4:
            header[0], header[1] = _DOLLAR, frame.channel
    sequence, marker = frame.sequence + index - frame.skipped, 0
    if index + 1 == frame.packets:
        marker = _MARKER
    rtp = header[at:]
    rtp[0], rtp[1] = _VERSION, frame.payload_type | marker
    rtp[2], rtp[3] = sequence >> 8 & 0xFF, sequence & 0xFF
    for byte in range(4):
        shift = 24 - 8 * byte
        rtp[4 + byte] = frame.timestamp >> shift & 0xFF
        rtp[8 + byte] = frame.ssrc >> shift & 0xFF
