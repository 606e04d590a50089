"""The pictures that fall due: live streams of a clip in a loop, all at once.

What :class:`camproof.media.playout.ClipPlayout` and :class:`camproof.media.send.sender.MediaSender` do frame
by frame.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from camproof.media.virtual.flights import NOTHING, Rows, spread
from camproof.media.virtual.tables import Library
from camproof.media.virtual.units import UNIT, Units

__all__ = ["camera_us", "due_ns", "live_units", "number_packets", "timestamps"]

Ints = NDArray[np.int64]


def due_ns(rows: Rows) -> Ints:
    """When the next picture of each stream is due."""
    due: Ints = rows["origin_ns"] + np.rint(rows["steps"] * rows["period_ns"]).astype(np.int64)
    return due


def camera_us(rows: Rows, at_ns: Ints, wall_ns: int) -> Ints:
    """µs since 1970 by each camera's own clock. :param wall_ns: epoch less monotonic time."""
    return _camera_us(rows, np.arange(len(rows)), at_ns, wall_ns)


def _camera_us(rows: Rows, at: Ints, at_ns: Ints, wall_ns: int) -> Ints:
    """The same of the rows ``at``, each at a time of its own."""
    shown = rows["clock_ns"][at] + at_ns + wall_ns
    if rows["drift"].any():
        drifted = rows["drift"][at] * (at_ns - rows["clock_at_ns"][at])
        shown += drifted.astype(np.int64)
    shown //= 1000
    return shown


def timestamps(since_zero_ns: Ints) -> Ints:
    """RTP timestamps of 90 kHz, without wrapping."""
    return (since_zero_ns * 9 + 50_000) // 100_000


def live_units(flights: Rows, which: Ints, until_ns: int, library: Library, wall_ns: int) -> Units:
    """The pictures of live streams that are due up to ``until_ns``, a stream behind the other; moves the
    records on.

    :param which: the streams, all sending.
    """
    rows = flights[which]
    last = np.floor((until_ns - rows["origin_ns"] + 0.5) / rows["period_ns"]).astype(np.int64)
    counts = np.maximum(0, last + 1 - rows["steps"])
    if not counts.any():
        return np.zeros(0, UNIT)
    which, rows, counts = which[counts > 0], rows[counts > 0], counts[counts > 0]
    at = np.repeat(np.arange(len(rows)), counts)
    step = spread(np.zeros(len(rows), np.int64), counts)
    units = np.zeros(len(at), UNIT)
    place = (rows["place"][at] + step) % rows["frames"][at]
    due = rows["origin_ns"][at] + np.rint((rows["steps"][at] + step) * rows["period_ns"][at]).astype(np.int64)
    units["flight"], units["due_ns"] = which[at], due
    place += rows["base"][at]
    units["place"], units["frame"] = place, rows["frame"][at] + step
    units["capture_us"] = _camera_us(rows, at, due, wall_ns) - library.columns["shift_us"][place]
    still = rows["frozen"]
    moved = np.where(still, 0, counts)
    fresh = _stand_still(rows, units, at, counts) if still.any() else still
    ends = np.cumsum(counts) - 1
    flights["last_us"][which] = units["capture_us"][ends]
    flights["place"][which] = (rows["place"] + moved) % rows["frames"]
    flights["frame"][which] = rows["frame"] + moved + fresh
    flights["steps"][which] = rows["steps"] + counts
    flights["zero_ns"][which] = np.where(rows["zero_ns"] == NOTHING, due[ends - counts + 1], rows["zero_ns"])
    flights["held"][which], flights["held_frame"][which] = rows["held"], rows["held_frame"]
    flights["held_us"][which] = rows["held_us"]
    return number_packets(flights, units, library)


def _stand_still(rows: Rows, units: Units, at: Ints, counts: Ints) -> NDArray[np.bool_]:
    """Frozen streams send the picture they hold; those that hold none take a fresh one (bool a stream)."""
    fresh = rows["frozen"] & (rows["held"] == NOTHING)
    first = np.cumsum(counts) - counts
    for row in np.flatnonzero(fresh):
        unit = units[first[row]]
        rows["held"][row], rows["held_frame"][row] = unit["place"], unit["frame"]
        rows["held_us"][row] = unit["capture_us"]
    frozen = rows["frozen"][at]
    for name, held in (("place", "held"), ("frame", "held_frame"), ("capture_us", "held_us")):
        units[name][frozen] = rows[held][at[frozen]]
    return np.asarray(fresh, np.bool_)


def number_packets(flights: Rows, units: Units, library: Library) -> Units:
    """Give units their timestamps and sequence numbers; over TCP leave out what a cut link does not take.

    :param units: a stream behind the other, each in the order of sending.
    """
    refused = _refused(flights, units, library)
    units["timestamp"] = timestamps(units["due_ns"] - flights["zero_ns"][units["flight"]])
    units["packets"] = library.columns["packets"][units["place"]]
    if refused.any():
        np.add.at(flights["dropped"], units["flight"][refused], 1)
        units = units[~refused]
        if not len(units):
            return units
    flight, packets = units["flight"], units["packets"]
    starts = np.flatnonzero(np.append(True, flight[1:] != flight[:-1]))
    which = flight[starts]
    before = np.cumsum(packets) - packets
    sizes = np.diff(np.append(starts, len(units)))
    units["sequence"] = flights["sequence"][flight] + before - np.repeat(before[starts], sizes)
    sent = np.add.reduceat(packets, starts)
    flights["sequence"][which] += sent
    flights["sent_packets"][which] += sent
    flights["sent_frames"][which] += sizes
    flights["sent_octets"][which] += np.add.reduceat(library.columns["octets"][units["place"]], starts)
    return units


def _refused(flights: Rows, units: Units, library: Library) -> NDArray[np.bool_]:
    """Over TCP a cut link takes nothing, and then nothing up to the next key picture."""
    refused = np.zeros(len(units), np.bool_)
    tcp = flights["tcp"][units["flight"]]
    if not tcp.any():
        return refused
    for which in np.unique(units["flight"][tcp]):
        mine = np.flatnonzero(units["flight"] == which)
        row = flights[which]
        if row["down"]:
            refused[mine] = True
            flights["skipping"][which] = True
        elif row["skipping"]:
            keys = np.flatnonzero(library.columns["since_key"][units["place"][mine]] == 0)
            refused[mine[: keys[0] if len(keys) else len(mine)]] = True
            flights["skipping"][which] = not len(keys)
    return refused
