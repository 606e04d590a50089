"""Units that came in are booked: what each stream's analyser would have counted, for all streams at once.

Each rule is that of the part of :mod:`camproof.media.receive` that counts packet by packet: ``FrameClock``,
``JitterMeter``, ``PictureAccount``, ``SequenceTracker``; ``tests/media/virtual`` holds them side by side.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from camproof.media.compiled import compiled
from camproof.media.virtual.flights import NOTHING, Rows
from camproof.media.virtual.landing import SHRINK
from camproof.media.virtual.ledger import ROW, Block
from camproof.media.virtual.tables import Library
from camproof.media.virtual.units import Units

__all__ = ["Booked", "book"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
_SECOND_NS = 1_000_000_000
_MAX_GAP = 20_000
_WRAP = 1 << 16
_JUMP_NS = 10_000_000_000
_TICK_NS = 100_000 / 9
_LATENCIES, _INTERVALS, _GOPS = range(3)
_RESTART = 1000
_MOST_MISSING = 1 << 15
_DEEPEST = 9000
"""So many packets fade a jitter to 1e-252; more would leave the range of a float."""
_FADED = SHRINK ** np.arange(_DEEPEST + 1.0)


@dataclass(frozen=True, slots=True, eq=False)
class Booked:
    """What was booked.

    :param block: rows by stream and second.
    :param which: the streams; starts, ends: the first and the last unit of each.
    :param shown: units that gave a picture; repeated: of these, those whose stamp was not newer.
    :param latency_ms: of each unit.
    """

    block: Block
    which: Ints
    starts: Ints
    ends: Ints
    shown: Bools
    repeated: Bools
    latency_ms: Floats


class _Told(NamedTuple):
    """What is written of each unit: the last three of :class:`Booked`, and where a stream begins."""

    shown: Bools
    repeated: Bools
    latency_ms: Floats
    opens: Bools


class _Samples(NamedTuple):
    """The samples of all rows one behind the other, with room for one a unit; used: how many of each."""

    latencies_ms: Floats
    intervals_ms: Floats
    gops: Ints
    used: Ints


class _Columns(NamedTuple):
    """Of the library, what booking looks at."""

    since_key: Ints
    stamp_packet: Ints
    sounds: Ints


def book(flights: Rows, units: Units, library: Library, wall_ns: int) -> Booked:
    """Count units at their receivers; moves the records of the streams on.

    :param units: at least one; a stream behind the other, in the order of their arrival.
    :param wall_ns: epoch less monotonic time.
    """
    count = len(units)
    told = _Told(
        np.empty(count, np.bool_), np.empty(count, np.bool_), np.empty(count), np.empty(count, np.bool_)
    )
    samples = _Samples(np.empty(count), np.empty(count), np.empty(count, np.int64), np.zeros(3, np.int64))
    columns = _Columns(*(library.columns[name] for name in _Columns._fields))
    room = np.zeros(count, ROW)
    rows = room[: _book(flights, units, columns, wall_ns, _FADED, told, samples, room)].copy()
    starts = np.flatnonzero(told.opens)
    ends = np.append(starts[1:], count) - 1
    of_latencies, of_intervals, of_gops = (
        np.append(0, np.cumsum(rows[name])) for name in ("latencies", "intervals", "gops")
    )
    block = Block(
        rows,
        samples.latencies_ms[: of_latencies[-1]].copy(),
        of_latencies,
        samples.intervals_ms[: of_intervals[-1]].copy(),
        of_intervals,
        samples.gops[: of_gops[-1]].copy(),
        of_gops,
    )
    which = units["flight"][starts]
    return Booked(block, which, starts, ends, told.shown, told.repeated, told.latency_ms)


@compiled
def _book(
    flights: Rows,
    units: Units,
    columns: _Columns,
    wall_ns: int,
    faded: Floats,
    told: _Told,
    samples: _Samples,
    rows: NDArray[Any],
) -> int:
    """Count each unit in its row; gives the number of rows."""
    used = 0
    for at in range(len(units)):
        unit = units[at]
        flight = flights[unit.flight]
        told.opens[at] = at == 0 or unit.flight != units[at - 1].flight
        second = unit.last_ns // _SECOND_NS
        anew = told.opens[at] or second != rows[used - 1].second
        if anew:
            row = rows[used]
            used += 1
            row.flight, row.second, row.camera = unit.flight, second, flight.camera
            row.first_ns = unit.first_ns
        row = rows[used - 1]
        follows = _count_packets(row, flight, unit)
        gap_ns = np.int64(0) if anew else unit.first_ns - flight.last_ns
        row.gap_ns = max(row.gap_ns, unit.inner_ns, gap_ns)
        row.worst_ns = max(row.worst_ns, _fade(flight, unit, faded))
        row.jitter_ns = flight.jitter
        if follows:
            _count_step(row, flight, unit, samples)
        told.latency_ms[at] = (unit.end_ns + wall_ns) / 1e6 - unit.capture_us / 1e3
        told.shown[at] = unit.run > 0
        stamped = 0 <= columns.stamp_packet[unit.place] < unit.run
        told.repeated[at] = stamped and _is_repeated(row, flight, unit.frame)
        if stamped and not told.repeated[at]:
            samples.latencies_ms[samples.used[_LATENCIES]] = told.latency_ms[at]
            samples.used[_LATENCIES] += 1
            row.latencies += 1
        if told.shown[at]:
            _count_picture(row, flight, unit, columns.since_key[unit.place] == 0, samples)
        if unit.run == unit.packets:
            row.audio_frames += columns.sounds[unit.place]
        row.last_ns = flight.last_ns = unit.last_ns
        flight.began_ns, flight.timestamp = unit.first_ns, unit.timestamp
    return used


@compiled
def _count_packets(row: Any, flight: Any, unit: Any) -> bool:
    """Whether the unit begins with the packet behind the last.

    A receiver sees 16 bits: it takes a jump beyond 20 000 for a sender that started anew.
    """
    jump = unit.sequence - flight.highest
    follows = unit.run > 0 and jump == 1
    if jump > _MAX_GAP:
        jump %= _WRAP
        if jump > _MAX_GAP:
            jump = 1
    ahead = jump + unit.last
    row.packets += unit.got
    row.octets += unit.octets
    row.expected += ahead
    row.received += unit.got
    flight.highest = unit.sequence + unit.last
    flight.expected += ahead
    flight.received += unit.got
    return bool(follows)


@compiled
def _fade(flight: Any, unit: Any, faded: Floats) -> float:
    """RFC 3550 A.8, where the estimate fades by 15/16 with each packet: its highest in the unit, in ns."""
    deepest = len(faded) - 1
    change = abs(unit.first_ns - unit.timestamp * _TICK_NS - flight.transit_ns) / 16
    if change > _JUMP_NS / 16:
        change = 0.0
    begun = faded[1] * flight.jitter + change
    inside = begun * faded[min(unit.peak_at, deepest)] + unit.peak
    behind = faded[min(unit.got, deepest)] * flight.jitter
    behind += faded[min(unit.got - 1, deepest)] * change + unit.spread
    flight.jitter = behind
    flight.transit_ns = unit.last_ns - unit.timestamp * _TICK_NS
    return float(max(begun, behind, inside))


@compiled
def _count_step(row: Any, flight: Any, unit: Any, samples: _Samples) -> None:
    """The time since the picture before; whether the timestamp is off the usual step by more than half."""
    samples.intervals_ms[samples.used[_INTERVALS]] = max(unit.first_ns - flight.began_ns, 0) / 1e6
    samples.used[_INTERVALS] += 1
    row.intervals += 1
    step = unit.timestamp - flight.timestamp
    row.irregular_timestamps += flight.step > 0 and abs(step - flight.step) * 2 > flight.step
    if step > 0 and abs(step - flight.last_step) * 50 <= flight.last_step:
        flight.step = step
    flight.last_step = step


@compiled
def _is_repeated(row: Any, flight: Any, frame: int) -> bool:
    """Whether a stamp is not newer than all before; counts the numbers that it jumped over."""
    row.stamped_frames += 1
    if flight.newest >= 0:
        step = frame - flight.newest
        if -_RESTART < step <= 0:
            row.repeated_frames += 1
            return True
        if 0 < step < _MOST_MISSING:
            row.missing_frames += step - 1
    flight.newest = frame
    return False


@compiled
def _count_picture(row: Any, flight: Any, unit: Any, key: bool, samples: _Samples) -> None:
    whole = unit.run == unit.packets
    row.frames += 1
    row.key_frames += key and whole
    row.damaged_frames += not whole
    if key:
        if flight.key_at != NOTHING:
            samples.gops[samples.used[_GOPS]] = flight.emitted - flight.key_at
            samples.used[_GOPS] += 1
            row.gops += 1
        flight.key_at = flight.emitted
    flight.emitted += 1
