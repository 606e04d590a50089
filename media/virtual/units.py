"""Access units under way and as they came in: arrays of records, one a unit."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["UNIT", "Units"]

Units = NDArray[Any]

_SENT = [
    ("flight", "i8"),
    ("place", "i8"),
    ("frame", "i8"),
    ("capture_us", "i8"),
    ("due_ns", "i8"),
    ("timestamp", "i8"),
    ("sequence", "i8"),
    ("packets", "i8"),
]
_CAME = [
    ("got", "i8"),
    ("run", "i8"),
    ("last", "i8"),
    ("octets", "i8"),
    ("first_ns", "i8"),
    ("end_ns", "i8"),
    ("last_ns", "i8"),
    ("inner_ns", "i8"),
    ("spread", "f8"),
    ("peak", "f8"),
    ("peak_at", "i8"),
]
UNIT = np.dtype([*_SENT, *_CAME])
"""A unit, first as it was sent. ``place`` is its picture in the library, ``timestamp`` the RTP timestamp and
``sequence`` the number of its first packet, both without wrapping.

Then as it came in, zeros before: ``got`` packets, ``run`` from the first without a gap, ``last`` the place of
the last; ``octets`` of payload. ``first_ns`` and ``last_ns``: the first and last packet; ``end_ns``: the last
of the run; ``inner_ns``: the longest time between two. ``spread``: what the packets behind the first add to
the RFC 3550 jitter, in ns; ``peak`` the most of it on the way, ``peak_at`` packets behind the first.
"""
