"""The records of streams in flight: what a sender, its way and its receiver remember, a row each."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["DRAINING", "FAST", "HOPS", "NEVER_NS", "NOTHING", "SLOW", "Rows", "new_flights", "spread"]

Rows = NDArray[Any]
Ints = NDArray[np.int64]
HOPS = 6
"""Links one behind the other that a way may have."""
NOTHING = -1
NEVER_NS = np.iinfo(np.int64).max // 4
SLOW, DRAINING, FAST = 0, 1, 2
"""How packets are received: one by one; the last of these; added up in arrays."""

_SENDER = [
    ("sending", "?"),
    ("tcp", "?"),
    ("recorded", "?"),
    ("onward", "?"),
    ("base", "i8"),
    ("frames", "i8"),
    ("place", "i8"),
    ("period_ns", "f8"),
    ("origin_ns", "i8"),
    ("steps", "i8"),
    ("zero_ns", "i8"),
    ("frame", "i8"),
    ("sequence", "i8"),
    ("camera", "i8"),
    ("clock_ns", "i8"),
    ("clock_at_ns", "i8"),
    ("drift", "f8"),
    ("frozen", "?"),
    ("held", "i8"),
    ("held_frame", "i8"),
    ("held_us", "i8"),
    ("last_us", "i8"),
    ("skipping", "?"),
    ("report_ns", "i8"),
    ("sent_frames", "i8"),
    ("sent_packets", "i8"),
    ("sent_octets", "i8"),
    ("lost", "i8"),
    ("dropped", "i8"),
]
_WAY = [
    ("rough", "?"),
    ("down", "?"),
    ("shuffled", "?"),
    ("delay_ns", "i8"),
    ("floor_ns", "i8"),
    ("hops", "i8", (HOPS,)),
]
_RECEIVER = [
    ("heard", "?"),
    ("mode", "i1"),
    ("highest", "i8"),
    ("expected", "i8"),
    ("received", "i8"),
    ("last_ns", "i8"),
    ("jitter", "f8"),
    ("transit_ns", "f8"),
    ("timestamp", "i8"),
    ("step", "i8"),
    ("last_step", "i8"),
    ("began_ns", "i8"),
    ("emitted", "i8"),
    ("key_at", "i8"),
    ("newest", "i8"),
    ("newest_camera", "i8"),
    ("table", "i8"),
    ("key_place", "i8"),
    ("each", "?"),
    ("shown_ns", "i8"),
    ("shown_us", "i8"),
    ("shown_frame", "i8"),
    ("told_ms", "f8"),
    ("alert_ns", "i8"),
]
"""``sending``: pictures fall due. ``onward``: what another flight brings is passed on. ``base``, ``frames``:
the loop in the library. ``place``: the next picture in the loop. ``origin_ns + steps * period_ns``: when it
is due. ``zero_ns``: where RTP timestamps are 0. ``clock_ns``: the camera's clock less the true time at
``clock_at_ns``, ``drift`` what it gains a second. ``floor_ns``: nothing arrives before this. ``key_at``:
how many pictures had come at the last key picture. ``shown_ns``, ``shown_us``, ``shown_frame``: arrival and
stamp of the last picture. ``told_ms``: latency of the last picture that detectors were told of; until
``alert_ns`` they hear of all."""

FLIGHT = np.dtype([*_SENDER, *_WAY, *_RECEIVER])


def new_flights(count: int) -> Rows:
    """So many records of streams that do not send yet."""
    rows = np.zeros(count, FLIGHT)
    for name in ("held", "key_at", "newest", "newest_camera", "table", "key_place", "highest", "zero_ns"):
        rows[name] = NOTHING
    rows["hops"] = NOTHING
    rows["report_ns"] = NEVER_NS
    rows["told_ms"] = np.nan
    return rows


def spread(starts: Ints, counts: Ints) -> Ints:
    """The ranges ``starts[i]`` to ``starts[i] + counts[i]`` one behind the other."""
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    return np.repeat(starts - ends + counts, counts) + np.arange(total)
