"""Frames that leave: what is cut from them, and what they count."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from camproof.media.bulk.send.turns import NEVER
from camproof.media.compiled import compiled
from camproof.media.packets import PAYLOAD_SIZE

__all__ = ["next_parts", "take_off"]

Ints = NDArray[np.int64]
Records = NDArray[Any]


@compiled
def take_off(state: Records, part_ns: Ints, places: Records, frames: Records) -> int:
    """Let the first parts of frames go: counts them, moves sequence numbers on, tells when more is due.

    :param state: STREAM records of all streams; ``part_ns`` their turns.
    :param places: PLACE records of a library.
    :return: packets that leave.
    """
    total = 0
    for number in range(len(frames)):
        frame = frames[number]
        record, place = state[frame.stream], places[frame.place]
        row_packets, packets = _row_packets(place, frame.row_len), place.packets
        if place.raw_band >= 0:
            packets += row_packets - place.row_packets
        elif place.band >= 0:
            packets = -(-frame.octets // PAYLOAD_SIZE)
        frame.packets, frame.skipped = packets, 0
        frame.leaving = _edge(packets, row_packets, record.slots, 1)
        frame.timestamp = (record.first_timestamp + frame.dts_90k + place.presented) & 0xFFFFFFFF
        frame.sequence = record.sequence
        _head(record, frame)
        record.part, record.flight_due_ns = 1, frame.due_ns
        record.flight_place, record.flight_row, record.flight_packets = frame.place, frame.row_len, packets
        record.flight_sequence, record.flight_timestamp = frame.sequence, frame.timestamp
        _schedule(record, part_ns, frame.stream)
        record.sequence = (record.sequence + packets) & 0xFFFF
        record.frames += 1
        record.packets += packets
        record.octets += frame.octets
        total += frame.leaving
    return total


@compiled
def next_parts(state: Records, part_ns: Ints, places: Records, streams: Ints, frames: Records) -> int:
    """Write the next part of each stream's frame into ``frames``; moves the records on. A part may be empty.

    :return: packets that leave.
    """
    total = 0
    for number in range(len(streams)):
        record, frame = state[streams[number]], frames[number]
        row_packets = _row_packets(places[record.flight_place], record.flight_row)
        start = _edge(record.flight_packets, row_packets, record.slots, record.part)
        record.part += 1
        end = _edge(record.flight_packets, row_packets, record.slots, record.part)
        frame.stream, frame.place = streams[number], record.flight_place
        frame.row_len, frame.packets, frame.ends_at = record.flight_row, record.flight_packets, -1
        frame.skipped, frame.leaving = start, end - start
        frame.sequence, frame.timestamp = record.flight_sequence + start, record.flight_timestamp
        _head(record, frame)
        _schedule(record, part_ns, frame.stream)
        total += frame.leaving
    return total


@compiled
def _edge(packets: int, row_packets: int, slots: int, part: int) -> int:
    """How many packets of a frame have left when ``part`` (at least 1) of its ``slots`` parts have; those of
    its row leave with the first.
    """
    return min(packets, max(row_packets, -(-packets * part // slots)))


@compiled
def _row_packets(place: Any, row_len: int) -> int:
    if place.raw_band >= 0:
        return row_len
    if place.band >= 0:
        return -(-row_len // PAYLOAD_SIZE)
    return int(place.row_packets)


@compiled
def _head(record: Any, frame: Any) -> None:
    frame.ssrc, frame.payload_type, frame.channel = record.ssrc, record.payload_type, record.channel


@compiled
def _schedule(record: Any, part_ns: Ints, stream: int) -> None:
    part_ns[stream] = NEVER
    if record.part < record.slots:
        part_ns[stream] = record.flight_due_ns + record.part * record.slot_ns
