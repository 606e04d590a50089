"""Which picture each stream sends next, as :class:`camproof.media.playout.ClipPlayout` has it."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from camproof.media.bulk.send.streams import NOTHING_HELD
from camproof.media.compiled import compiled

__all__ = ["FULL", "NO_TEXT", "TICK", "TOO_LATE_NS", "Order", "Pictures", "camera_us", "next_pictures"]

TOO_LATE_NS = 2_000_000_000
"""A stream that is later than this goes on from now: what was missed is not sent."""

NO_TEXT, FULL, TICK = range(3)
"""What a picture says in its band that its row does not: nothing, all, or the clock when a second is over."""

Ints = NDArray[np.int64]
_US = 1_000_000


class Order(NamedTuple):
    """Arrays over the places of a library.

    :param after: the place that follows; ``next_key`` the key picture at or after.
    :param shift_us: how long before it leaves a picture was captured.
    :param banded: where there is a band, of either kind.
    """

    after: Ints
    next_key: Ints
    key: NDArray[np.bool_]
    shift_us: Ints
    banded: NDArray[np.bool_]


class Pictures(NamedTuple):
    """What n pictures in flight say: place in the library, DTS, and their stamps; int64[n] each.

    :param due_ns: when they were due.
    :param shown_s, clock_s: what their camera's clock showed before, and shows now (s since 1970, with its
        time zone).
    :param says: ``NO_TEXT``, ``FULL`` or ``TICK``.
    """

    place: Ints
    dts_90k: Ints
    camera: Ints
    frame: Ints
    capture_us: Ints
    due_ns: Ints
    shown_s: Ints
    clock_s: Ints
    says: Ints


def next_pictures(
    state: NDArray[Any], order: Order, streams: Ints, now_ns: int, epoch_us: int
) -> tuple[Pictures, Ints]:
    """The pictures that are due, and when those are that follow; moves the records on.

    A frozen camera sends its last key picture with the same stamp, or a fresh one where it had sent none.

    :param state: STREAM records of all streams.
    """
    columns = np.empty((_COLUMNS + 1, len(streams)), np.int64)
    *pictures, due_ns = columns
    found = Pictures(*pictures)
    _move_on(state, order, streams, now_ns, epoch_us, found, due_ns)
    return found, due_ns


@compiled
def _move_on(
    state: NDArray[Any],
    order: Order,
    streams: Ints,
    now_ns: int,
    epoch_us: int,
    pictures: Pictures,
    due_ns: Ints,
) -> None:
    for number in range(len(streams)):
        record = state[streams[number]]
        held = record.frozen and record.held != NOTHING_HELD
        if record.frozen and not held:
            record.place = order.next_key[record.place]
        place, frame = record.place, record.frame
        capture_us = _capture_us(record, now_ns, epoch_us) - order.shift_us[place]
        pictures.dts_90k[number] = record.dts_base + np.int64(np.rint(record.sent * record.ticks))
        pictures.due_ns[number] = record.due_ns
        if held:
            place, frame, capture_us = record.held, record.held_frame, record.held_us
        else:
            record.frame += 1
            if not record.frozen:
                record.place = order.after[place]
            if order.key[place]:
                record.held, record.held_frame, record.held_us = place, frame, capture_us
        pictures.place[number], pictures.camera[number] = place, record.camera
        pictures.frame[number], pictures.capture_us[number] = frame, capture_us
        clock_s = capture_us // _US + record.zone_s
        pictures.shown_s[number], pictures.clock_s[number] = record.shown_s, clock_s
        pictures.says[number] = NO_TEXT
        if order.banded[place] and order.key[place]:
            pictures.says[number] = FULL
        elif order.banded[place] and record.shown_s != clock_s:
            pictures.says[number] = TICK
        record.shown_s = clock_s
        record.sent += 1
        late_ns = now_ns - record.due_ns
        if late_ns > TOO_LATE_NS:
            record.zero_ns += late_ns
        record.due_ns = record.zero_ns + np.int64(np.rint(record.sent * record.period_ns))
        due_ns[number] = record.due_ns


_COLUMNS = len(Pictures._fields)


@compiled
def camera_us(record: Any, now_ns: int, epoch_us: int) -> int:
    """µs since 1970 by a camera's own clock, whose drift began with the stream."""
    drifted_us = np.int64(record.drift * (now_ns - record.born_ns) / 1000)
    return int(epoch_us + record.clock_us + drifted_us)


@compiled
def _capture_us(record: Any, now_ns: int, epoch_us: int) -> int:
    """When a picture was captured: those that a stream catches up with, whole frame intervals late, have
    times of their own.
    """
    late_ns, missed_us = now_ns - record.due_ns, 0.0
    if record.period_ns <= late_ns <= TOO_LATE_NS:
        missed_us = np.floor(late_ns / record.period_ns) * (record.period_ns / 1000)
    return camera_us(record, now_ns, epoch_us) - int(np.rint(missed_us))
