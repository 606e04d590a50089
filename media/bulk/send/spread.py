"""A frame's packets spread over part of the frame interval, in equal parts."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from camproof.media.bulk.send.layout import Flight
from camproof.media.bulk.send.library import Library

__all__ = ["next_parts", "part_edge", "slots_of"]

Ints = NDArray[np.int64]
_SLOT_NS = 2_000_000


def slots_of(spread: NDArray[np.float64], period_ns: float) -> tuple[Ints, Ints]:
    """(parts of a frame, ns from one to the next) for shares of the frame interval; a part takes 2 ms."""
    span = np.clip(spread, 0.0, 1.0) * period_ns
    slots = np.maximum(1, np.rint(span / _SLOT_NS)).astype(np.int64)
    return slots, (span / slots).astype(np.int64)


def part_edge(packets: Ints, row_packets: Ints, slots: Ints, part: Ints | int) -> Ints:
    """How many packets of a frame have left when ``part`` (at least 1) of its ``slots`` parts have; those of
    its row leave with the first.
    """
    edge: Ints = -(-packets * part // slots)
    return np.minimum(packets, np.maximum(row_packets, edge))


def next_parts(library: Library, state: NDArray[Any], streams: Ints) -> Flight:
    """The next part of each stream's frame; moves the records on. A part may be empty (count 0)."""
    place, part, slots = state["flight_place"], state["part"].copy(), state["slots"]
    packets, row_len = state["flight_packets"], state["flight_row"]
    row_packets = library.shape(place, row_len)[1]
    start = part_edge(packets, row_packets, slots, part)
    state["part"] += 1
    return Flight(
        stream=streams,
        place=place,
        row_len=row_len,
        packets=packets,
        skipped=start,
        count=part_edge(packets, row_packets, slots, part + 1) - start,
        sequence=state["flight_sequence"] + start,
        timestamp=state["flight_timestamp"],
        ssrc=state["ssrc"],
        payload_type=state["payload_type"],
        channel=state["channel"],
    )
