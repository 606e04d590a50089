"""The pictures that fall due: live streams of a clip in a loop, all at once.

What :class:`camproof.media.playout.ClipPlayout` and :class:`camproof.media.send.sender.MediaSender` do frame
by frame.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from camproof.media.compiled import compiled
from camproof.media.virtual.flights import NOTHING, Rows
from camproof.media.virtual.tables import Library
from camproof.media.virtual.units import UNIT, Units

__all__ = ["camera_us", "due_ns", "live_units", "number_packets", "timestamps"]

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


def due_ns(rows: Rows) -> Ints:
    """When the next picture of each stream is due."""
    due: Ints = rows["origin_ns"] + np.rint(rows["steps"] * rows["period_ns"]).astype(np.int64)
    return due


def camera_us(rows: Rows, at_ns: Ints, wall_ns: int) -> Ints:
    """µs since 1970 by each camera's own clock. :param wall_ns: epoch less monotonic time."""
    shown_us = np.empty(len(rows), np.int64)
    _each_camera_us(rows, at_ns, wall_ns, shown_us)
    return shown_us


def timestamps(since_zero_ns: Ints) -> Ints:
    """RTP timestamps of 90 kHz, without wrapping."""
    return (since_zero_ns * 9 + 50_000) // 100_000


_timestamp = compiled(timestamps)


def live_units(flights: Rows, which: Ints, until_ns: int, library: Library, wall_ns: int) -> Units:
    """The pictures of live streams that are due up to ``until_ns``, a stream behind the other; moves the
    records on.

    :param which: the streams, all sending.
    """
    counts = np.empty(len(which), np.int64)
    units = np.zeros(_count_due(flights, which, until_ns, counts), UNIT)
    if len(units):
        _fall_due(flights, which, counts, library.columns["shift_us"], wall_ns, units)
        units = number_packets(flights, units, library)
    return units


def number_packets(flights: Rows, units: Units, library: Library) -> Units:
    """Give units their timestamps and sequence numbers; over TCP leave out what a cut link does not take.

    :param units: a stream behind the other, each in the order of sending.
    """
    columns, taken = library.columns, np.empty(len(units), np.bool_)
    refused = _number(flights, units, columns["packets"], columns["octets"], columns["since_key"], taken)
    return units[taken] if refused else units


@compiled
def _camera_us(flight: Any, at_ns: int, wall_ns: int) -> int:
    drifted_ns = np.int64(flight.drift * (at_ns - flight.clock_at_ns))
    return int((flight.clock_ns + at_ns + wall_ns + drifted_ns) // 1000)


@compiled
def _each_camera_us(rows: Rows, at_ns: Ints, wall_ns: int, shown_us: Ints) -> None:
    for at in range(len(rows)):
        shown_us[at] = _camera_us(rows[at], at_ns[at], wall_ns)


@compiled
def _count_due(flights: Rows, which: Ints, until_ns: int, counts: Ints) -> int:
    total = 0
    for at in range(len(which)):
        flight = flights[which[at]]
        last = np.int64(np.floor((until_ns - flight.origin_ns + 0.5) / flight.period_ns))
        counts[at] = max(0, last + 1 - flight.steps)
        total += counts[at]
    return total


@compiled
def _fall_due(flights: Rows, which: Ints, counts: Ints, shift_us: Ints, wall_ns: int, units: Units) -> None:
    """Write the units that are due. A frozen stream sends the picture that it holds; one that holds none
    takes a fresh one.
    """
    row = 0
    for at in range(len(which)):
        flight = flights[which[at]]
        for _ in range(counts[at]):
            unit = units[row]
            row += 1
            unit.flight = which[at]
            unit.due_ns = flight.origin_ns + np.int64(np.rint(flight.steps * flight.period_ns))
            unit.place, unit.frame = flight.base + flight.place, flight.frame
            unit.capture_us = _camera_us(flight, unit.due_ns, wall_ns) - shift_us[unit.place]
            if flight.zero_ns == NOTHING:
                flight.zero_ns = unit.due_ns
            flight.steps += 1
            if not flight.frozen:
                flight.place = (flight.place + 1) % flight.frames
                flight.frame += 1
            elif flight.held == NOTHING:
                flight.held, flight.held_frame, flight.held_us = unit.place, unit.frame, unit.capture_us
                flight.frame += 1
            else:
                unit.place, unit.frame, unit.capture_us = flight.held, flight.held_frame, flight.held_us
            flight.last_us = unit.capture_us


@compiled
def _number(flights: Rows, units: Units, packets: Ints, octets: Ints, since_key: Ints, taken: Bools) -> int:
    """Write timestamps and numbers, and which units are taken; gives how many are refused: over TCP a cut
    link takes nothing, and then nothing up to the next key picture.
    """
    refused = 0
    for row in range(len(units)):
        unit = units[row]
        flight = flights[unit.flight]
        unit.timestamp = _timestamp(unit.due_ns - flight.zero_ns)
        unit.packets = packets[unit.place]
        if flight.tcp:
            flight.skipping = flight.down or (flight.skipping and since_key[unit.place] != 0)
        taken[row] = not (flight.tcp and flight.skipping)
        if not taken[row]:
            flight.dropped += 1
            refused += 1
            continue
        unit.sequence = flight.sequence
        flight.sequence += unit.packets
        flight.sent_packets += unit.packets
        flight.sent_frames += 1
        flight.sent_octets += octets[unit.place]
    return refused
