"""Frames that leave: what is cut from them, and what they count."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from camproof.media.bulk.send.pictures import Pictures
from camproof.media.compiled import compiled
from camproof.media.packets import PAYLOAD_SIZE

__all__ = ["Flight", "Shapes", "next_parts", "take_off"]

Ints = NDArray[np.int64]


class Shapes(NamedTuple):
    """Arrays over the places of a library, as :class:`Library` has them."""

    packets: Ints
    row_packets: Ints
    presented: Ints
    band_of: Ints
    raw_band_of: Ints


class Flight(NamedTuple):
    """Frames, or parts of frames, that leave together; int64[n] each.

    :param stream: whose they are.
    :param skipped: packets of the frame that have left before.
    :param leaving: packets that leave now; none of a part may be left.
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
    leaving: Ints
    sequence: Ints
    timestamp: Ints
    ssrc: Ints
    payload_type: Ints
    channel: Ints


@compiled
def _edge(packets: int, row_packets: int, slots: int, part: int) -> int:
    """How many packets of a frame have left when ``part`` (at least 1) of its ``slots`` parts have; those of
    its row leave with the first.
    """
    return min(packets, max(row_packets, -(-packets * part // slots)))


@compiled
def _row_packets(shapes: Shapes, place: int, row_len: int) -> int:
    if shapes.raw_band_of[place] >= 0:
        return row_len
    if shapes.band_of[place] >= 0:
        return -(-row_len // PAYLOAD_SIZE)
    return int(shapes.row_packets[place])


def take_off(
    state: NDArray[Any],
    shapes: Shapes,
    streams: Ints,
    pictures: Pictures,
    row_len: Ints,
    octets: Ints,
    going: NDArray[np.bool_],
) -> Flight:
    """The first parts of the frames that go; counts them and moves the sequence numbers on.

    :param state: STREAM records of all streams.
    :param octets: RTP payload bytes of the frames.
    """
    flight = _flight(int(going.sum()))
    _take_off(state, shapes, streams, pictures, row_len, octets, going, flight)
    return flight


def next_parts(state: NDArray[Any], shapes: Shapes, streams: Ints) -> Flight:
    """The next part of each stream's frame; moves the records on. A part may be empty (none leaves)."""
    flight = _flight(len(streams))
    _next_parts(state, shapes, streams, flight)
    return flight


def _flight(frames: int) -> Flight:
    return Flight(*np.empty((len(Flight._fields), frames), np.int64))


@compiled
def _take_off(
    state: NDArray[Any],
    shapes: Shapes,
    streams: Ints,
    pictures: Pictures,
    row_len: Ints,
    octets: Ints,
    going: NDArray[np.bool_],
    flight: Flight,
) -> None:
    at = 0
    for number in range(len(streams)):
        record, here = state[streams[number]], pictures.place[number]
        row_packets = _row_packets(shapes, here, row_len[number])
        packets = shapes.packets[here]
        if shapes.raw_band_of[here] >= 0:
            packets += row_packets - shapes.row_packets[here]
        elif shapes.band_of[here] >= 0:
            packets = -(-octets[number] // PAYLOAD_SIZE)
        timestamp = (record.first_timestamp + pictures.dts_90k[number] + shapes.presented[here]) & 0xFFFFFFFF
        record.part, record.flight_due_ns = 1, pictures.due_ns[number]
        record.flight_place, record.flight_row, record.flight_packets = here, row_len[number], packets
        record.flight_sequence, record.flight_timestamp = record.sequence, timestamp
        if not going[number]:
            continue
        flight.stream[at], flight.place[at], flight.row_len[at] = streams[number], here, row_len[number]
        flight.packets[at], flight.skipped[at] = packets, 0
        flight.leaving[at] = _edge(packets, row_packets, record.slots, 1)
        flight.sequence[at], flight.timestamp[at], flight.ssrc[at] = record.sequence, timestamp, record.ssrc
        flight.payload_type[at], flight.channel[at] = record.payload_type, record.channel
        at += 1
        record.sequence = (record.sequence + packets) & 0xFFFF
        record.frames += 1
        record.packets += packets
        record.octets += octets[number]


@compiled
def _next_parts(state: NDArray[Any], shapes: Shapes, streams: Ints, flight: Flight) -> None:
    for number in range(len(streams)):
        record = state[streams[number]]
        row_packets = _row_packets(shapes, record.flight_place, record.flight_row)
        start = _edge(record.flight_packets, row_packets, record.slots, record.part)
        record.part += 1
        end = _edge(record.flight_packets, row_packets, record.slots, record.part)
        flight.stream[number], flight.place[number] = streams[number], record.flight_place
        flight.row_len[number], flight.packets[number] = record.flight_row, record.flight_packets
        flight.skipped[number], flight.leaving[number] = start, end - start
        flight.sequence[number] = record.flight_sequence + start
        flight.timestamp[number], flight.ssrc[number] = record.flight_timestamp, record.ssrc
        flight.payload_type[number], flight.channel[number] = record.payload_type, record.channel
