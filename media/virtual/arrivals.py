"""Units that came in are booked: what each stream's analyser would have counted, for all streams at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from camproof.media.virtual.flights import NOTHING, Rows
from camproof.media.virtual.followed import newest_before
from camproof.media.virtual.jitters import jitters, transit_ns
from camproof.media.virtual.ledger import ROW, SUMS, Block
from camproof.media.virtual.runs import Runs
from camproof.media.virtual.steps import irregular_steps
from camproof.media.virtual.tables import Library
from camproof.media.virtual.units import Units

__all__ = ["Booked", "book"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
_SECOND_NS = 1_000_000_000
_MAX_GAP = 20_000
_WRAP = 1 << 16


@dataclass(frozen=True, slots=True, eq=False)
class Booked:
    """What was booked.

    :param block: rows by stream and second.
    :param runs: where the streams begin and end.
    :param shown: units that gave a picture; repeated: of these, those whose stamp was not newer.
    :param latency_ms: of each unit.
    """

    block: Block
    runs: Runs
    shown: Bools
    repeated: Bools
    latency_ms: Floats


@dataclass(slots=True)
class _Counted:
    """What each unit adds to the figures of its stream, and the samples that go with it."""

    sums: dict[str, NDArray[np.int64] | NDArray[np.bool_]]
    shown: Bools
    fresh: Bools
    follows: Bools
    interval_ns: Ints
    latency_ms: Floats
    gops: Ints
    gop_at: Ints


def book(flights: Rows, units: Units, library: Library, wall_ns: int) -> Booked:
    """Count units at their receivers; moves the records of the streams on.

    :param units: at least one; a stream behind the other, in the order of their arrival.
    :param wall_ns: epoch less monotonic time.
    """
    runs = Runs(flights, units)
    counted = _count(flights, units, runs, library, wall_ns)
    behind, worst = jitters(units, runs)
    block = _block(flights, units, runs, counted, behind, worst)
    _remember(flights, units, runs, counted, behind)
    repeated = np.asarray(counted.sums["repeated_frames"], np.bool_)
    return Booked(block, runs, counted.shown, repeated, counted.latency_ms)


def _count(flights: Rows, units: Units, runs: Runs, library: Library, wall_ns: int) -> _Counted:
    rows, columns, place = runs.rows, library.columns, units["place"]
    high = units["sequence"] + units["last"]
    high_before = runs.before(high, rows["highest"])
    follows = (units["run"] > 0) & (units["sequence"] == high_before + 1)
    step = units["timestamp"] - runs.before(units["timestamp"], rows["timestamp"])
    shown, whole = units["run"] > 0, units["run"] == units["packets"]
    key = (columns["since_key"][place] == 0) & shown
    stamp_packet = columns["stamp_packet"][place]
    stamped = (stamp_packet >= 0) & (units["run"] > stamp_packet)
    newest, missing, repeated = newest_before(units["frame"], stamped, runs.starts, runs.ends, rows["newest"])
    flights["newest"][runs.which] = newest
    gops, gop_at = _gops(flights, runs, units["flight"], key, shown)
    return _Counted(
        sums={
            "packets": units["got"],
            "octets": units["octets"],
            "expected": _expected(high - high_before),
            "received": units["got"],
            "frames": shown,
            "key_frames": key & whole,
            "damaged_frames": shown & ~whole,
            "audio_frames": np.where(whole, columns["sounds"][place], 0),
            "stamped_frames": stamped,
            "repeated_frames": repeated,
            "missing_frames": missing,
            "irregular_timestamps": irregular_steps(flights, runs.which, runs.starts, step, follows),
        },
        shown=shown,
        fresh=stamped & ~repeated,
        follows=follows,
        interval_ns=units["first_ns"] - runs.before(units["first_ns"], rows["began_ns"]),
        latency_ms=(units["end_ns"] + wall_ns) / 1e6 - units["capture_us"] / 1e3,
        gops=gops,
        gop_at=gop_at,
    )


def _expected(ahead: Ints) -> Ints:
    """Packets that should have come. A receiver sees 16 bits: it takes a jump beyond 20 000 for a sender that
    started anew.
    """
    if ahead.max() <= _MAX_GAP:
        return ahead
    seen = ahead % _WRAP
    anew = (seen > _MAX_GAP) | (seen == 0)
    return np.where(ahead <= _MAX_GAP, ahead, np.where(anew, 1, seen))


def _gops(flights: Rows, runs: Runs, flight: Ints, key: Bools, shown: Bools) -> tuple[Ints, Ints]:
    """Pictures from key picture to key picture, and the units of the key pictures that ended each."""
    at = np.flatnonzero(key)
    if not len(at):
        return np.zeros(0, np.int64), at
    counted = (runs.each(runs.rows["emitted"]) + runs.through(shown.astype(np.int64)) - shown)[at]
    mine = flight[at]
    opens = np.append(True, mine[1:] != mine[:-1])
    previous = np.append(NOTHING, counted[:-1])
    previous[opens] = flights["key_at"][mine[opens]]
    flights["key_at"][mine] = counted
    ended = previous != NOTHING
    return (counted - previous)[ended], at[ended]


def _block(
    flights: Rows, units: Units, runs: Runs, counted: _Counted, behind: Floats, worst: Floats
) -> Block:
    """Add up by stream and second."""
    second = units["last_ns"] // _SECOND_NS
    opens = runs.opens | np.append(True, second[1:] != second[:-1])
    starts = np.flatnonzero(opens)
    ends = np.append(starts[1:], len(units)) - 1
    rows = np.zeros(len(starts), ROW)
    sums = np.empty((len(SUMS), len(units)), np.int64)
    for index, name in enumerate(SUMS):
        sums[index] = counted.sums[name]
    for name, added in zip(SUMS, np.add.reduceat(sums, starts, axis=1), strict=True):
        rows[name] = added
    rows["flight"], rows["second"] = units["flight"][starts], second[starts]
    rows["camera"] = flights["camera"][rows["flight"]]
    rows["first_ns"], rows["last_ns"] = units["first_ns"][starts], units["last_ns"][ends]
    gap = units["first_ns"] - runs.before(units["last_ns"], units["first_ns"][runs.starts])
    gap[opens] = 0
    rows["gap_ns"] = np.maximum.reduceat(np.maximum(gap, units["inner_ns"]), starts)
    rows["jitter_ns"], rows["worst_ns"] = behind[ends], np.maximum.reduceat(worst, starts)
    return _with_samples(rows, starts, counted)


def _with_samples(rows: Rows, starts: Ints, counted: _Counted) -> Block:
    ends_gop = np.zeros(len(counted.shown), np.bool_)
    ends_gop[counted.gop_at] = True
    offsets = []
    for name, chosen in (
        ("latencies", counted.fresh),
        ("intervals", counted.follows),
        ("gops", ends_gop),
    ):
        rows[name] = np.add.reduceat(chosen.astype(np.int64), starts)
        offsets.append(np.append(0, np.cumsum(rows[name])))
    intervals_ms = np.maximum(counted.interval_ns[counted.follows], 0) / 1e6
    latencies_ms = counted.latency_ms[counted.fresh]
    return Block(rows, latencies_ms, offsets[0], intervals_ms, offsets[1], counted.gops, offsets[2])


def _remember(flights: Rows, units: Units, runs: Runs, counted: _Counted, behind: Floats) -> None:
    which, last = runs.which, units[runs.ends]
    flights["highest"][which] = last["sequence"] + last["last"]
    flights["expected"][which] += runs.total(np.asarray(counted.sums["expected"], np.int64))
    flights["received"][which] += runs.total(units["got"])
    flights["emitted"][which] += runs.total(counted.shown.astype(np.int64))
    flights["last_ns"][which], flights["began_ns"][which] = last["last_ns"], last["first_ns"]
    flights["timestamp"][which] = last["timestamp"]
    flights["transit_ns"][which] = transit_ns(last["last_ns"], last["timestamp"])
    flights["jitter"][which] = behind[runs.ends]
