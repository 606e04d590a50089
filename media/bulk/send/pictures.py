"""Which picture each stream sends next, as :class:`camproof.media.playout.ClipPlayout` has it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from camproof.media.bulk.send.library import Library
from camproof.media.bulk.send.rows import Pictures
from camproof.media.bulk.send.streams import NOTHING_HELD

__all__ = ["TOO_LATE_NS", "camera_us", "go_to_key", "next_pictures"]

TOO_LATE_NS = 2_000_000_000
"""A stream that is later than this goes on from now: what was missed is not sent."""

Ints = NDArray[np.int64]


def camera_us(state: NDArray[Any], now_ns: int, epoch_us: int) -> Ints:
    """µs since 1970 by each camera's own clock, whose drift began with the stream."""
    drifted = state["drift"] * (now_ns - state["born_ns"]) / 1000
    now_us: Ints = epoch_us + state["clock_us"] + drifted.astype(np.int64)
    return now_us


def go_to_key(library: Library, state: NDArray[Any]) -> None:
    """Go on with the next key picture."""
    state["place"] = library.next_key[state["place"]]


def next_pictures(library: Library, state: NDArray[Any], now_ns: int, epoch_us: int) -> Pictures:
    """The pictures that are due, with DTS and stamp; moves the records on.

    A frozen camera sends its last key picture with the same stamp, or a fresh one where it had sent none.
    """
    frozen = state["frozen"]
    still = bool(frozen.any())
    if still:
        fresh = frozen & (state["held"] == NOTHING_HELD)
        state["place"][fresh] = library.next_key[state["place"][fresh]]
    place, frame = state["place"].copy(), state["frame"].copy()
    capture_us = camera_us(state, now_ns, epoch_us) - library.shift_us[place] - _missed_us(state, now_ns)
    dts_90k = state["dts_base"] + np.rint(state["sent"] * state["ticks"]).astype(np.int64)
    state["sent"] += 1
    if still:
        _go_on_but(state, library, frozen, fresh)
        held = frozen & ~fresh
        place[held] = state["held"][held]
        frame[held] = state["held_frame"][held]
        capture_us[held] = state["held_us"][held]
        keys = np.flatnonzero(library.key[place] & ~held)
    else:
        state["place"] = library.after[place]
        state["frame"] += 1
        keys = np.flatnonzero(library.key[place])
    _hold(state, keys, place, frame, capture_us)
    return Pictures(place, dts_90k, state["camera"], frame, capture_us)


def _missed_us(state: NDArray[Any], now_ns: int) -> Ints | int:
    """How many µs ago pictures were captured that are whole frame intervals late: those that a stream catches
    up with have times of their own.
    """
    late_ns = now_ns - state["due_ns"]
    intervals = late_ns / state["period_ns"]
    if intervals.max() < 1:
        return 0
    missed: Ints = np.rint(np.floor(intervals) * (state["period_ns"] / 1000)).astype(np.int64)
    missed[late_ns > TOO_LATE_NS] = 0
    return missed


def _go_on_but(
    state: NDArray[Any], library: Library, frozen: NDArray[np.bool_], fresh: NDArray[np.bool_]
) -> None:
    state["frame"] += ~frozen | fresh
    state["place"] = np.where(frozen, state["place"], library.after[state["place"]])


def _hold(state: NDArray[Any], keys: Ints, place: Ints, frame: Ints, capture_us: Ints) -> None:
    if len(keys):
        state["held"][keys] = place[keys]
        state["held_frame"][keys] = frame[keys]
        state["held_us"][keys] = capture_us[keys]
