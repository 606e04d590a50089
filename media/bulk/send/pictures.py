"""Which picture each stream sends next, as :class:`camproof.media.playout.ClipPlayout` has it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from camproof.media.bulk.send.frames import FULL, NO_TEXT, TICK
from camproof.media.bulk.send.streams import NOTHING_HELD
from camproof.media.compiled import compiled

__all__ = ["TOO_LATE_NS", "camera_us", "leave_out", "next_pictures"]

TOO_LATE_NS = 2_000_000_000
"""A stream that is later than this goes on from now: what was missed is not sent."""

Ints = NDArray[np.int64]
Records = NDArray[Any]
_US = 1_000_000


@compiled
def next_pictures(
    state: Records,
    frame_ns: Ints,
    places: Records,
    streams: Ints,
    now_ns: int,
    epoch_us: int,
    frames: Records,
) -> int:
    """Write the pictures that are due into ``frames``, and when those are that follow; moves streams on.

    A frozen camera sends its last key picture with the same stamp, or a fresh one where it had sent none.

    :param state: STREAM records of all streams; ``frame_ns`` their turns.
    :param places: PLACE records of a library.
    :return: how many say something.
    """
    saying = 0
    for number in range(len(streams)):
        record, frame = state[streams[number]], frames[number]
        held = record.frozen and record.held != NOTHING_HELD
        if record.frozen and not held:
            record.place = places[record.place].next_key
        frame.place, frame.frame = record.place, record.frame
        frame.capture_us = _capture_us(record, now_ns, epoch_us) - places[record.place].shift_us
        frame.dts_90k = record.dts_base + np.int64(np.rint(record.sent * record.ticks))
        frame.stream, frame.camera, frame.due_ns = streams[number], record.camera, record.due_ns
        if held:
            frame.place, frame.frame, frame.capture_us = record.held, record.held_frame, record.held_us
        else:
            record.frame += 1
            if not record.frozen:
                record.place = places[record.place].after
            if places[frame.place].key:
                record.held, record.held_frame, record.held_us = frame.place, frame.frame, frame.capture_us
        saying += _say(record, places[frame.place], frame)
        _go_on(record, now_ns)
        frame_ns[streams[number]] = record.due_ns
    return saying


@compiled
def _say(record: Any, place: Any, frame: Any) -> bool:
    """What the row says, and whether it must say more."""
    frame.row_len, frame.octets = place.row_len, place.octets
    if place.raw_band >= 0:
        frame.row_len = place.row_packets
    frame.word_at = frame.ends_at = -1
    clock_s = frame.capture_us // _US + record.zone_s
    frame.shown_s, frame.clock_s = record.shown_s, clock_s
    record.shown_s = clock_s
    frame.says = NO_TEXT
    if place.band < 0 and place.raw_band < 0:
        return False
    if place.key:
        frame.says = FULL
    elif frame.shown_s != clock_s:
        frame.says = TICK
    return bool(frame.says != NO_TEXT)


@compiled
def _go_on(record: Any, now_ns: int) -> None:
    record.sent += 1
    late_ns = now_ns - record.due_ns
    if late_ns > TOO_LATE_NS:
        record.zero_ns += late_ns
    record.due_ns = record.zero_ns + np.int64(np.rint(record.sent * record.period_ns))


def camera_us(record: Any, now_ns: int, epoch_us: int) -> int:
    """µs since 1970 by a camera's own clock, whose drift began with the stream."""
    drifted_us = np.int64(record["drift"] * (now_ns - record["born_ns"]) / 1000)
    return int(epoch_us + record["clock_us"] + drifted_us)


_camera_us = compiled(camera_us)


@compiled
def _capture_us(record: Any, now_ns: int, epoch_us: int) -> int:
    """When a picture was captured: those that a stream catches up with, whole frame intervals late, have
    times of their own.
    """
    late_ns, missed_us = now_ns - record.due_ns, 0.0
    if record.period_ns <= late_ns <= TOO_LATE_NS:
        missed_us = np.floor(late_ns / record.period_ns) * (record.period_ns / 1000)
    return _camera_us(record, now_ns, epoch_us) - int(np.rint(missed_us))


@compiled
def leave_out(state: Records, places: Records, frames: Records, blocked: NDArray[np.bool_]) -> int:
    """Leave out frames that cannot go, and from such a one on all up to the next key picture.

    :return: how many are left; they are moved to the front.
    """
    left = 0
    for number in range(len(blocked)):
        record = state[frames[number].stream]
        record.skipping = blocked[number] or (record.skipping and not places[frames[number].place].key)
        if record.skipping:
            record.dropped += 1
        else:
            frames[left] = frames[number]
            left += 1
    return left
