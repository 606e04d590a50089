"""Frames in flight, or parts of frames: a record each, filled from stage to stage."""

from __future__ import annotations

import numpy as np

__all__ = ["FRAME", "FULL", "MOST_FRAMES", "NO_TEXT", "TICK"]

MOST_FRAMES = 512
"""Of one batch."""

NO_TEXT, FULL, TICK = range(3)
"""What a picture says in its band that its row does not: nothing, all, or the clock when a second is over."""

FRAME = np.dtype(
    [
        (name, np.int64)
        for names in (
            "stream place due_ns dts_90k camera frame capture_us shown_s clock_s says",
            "row_len octets text_at word_at word_len ends_at",
            "packets skipped leaving sequence timestamp ssrc payload_type channel",
        )
        for name in names.split()
    ]
)
"""What :func:`next_pictures` tells: whose picture it is, its place in the library, when it was due, its DTS,
its stamp (``camera``, ``frame``, ``capture_us``), what its camera's clock showed before, and shows now (s
since 1970, with its time zone), and ``NO_TEXT``, ``FULL`` or ``TICK``.

Of its row: ``row_len`` bytes (of a clip with a band but no container, the packets in the row), the ``octets``
of the whole frame as RTP payload; at ``text_at`` of the row go ``word_len`` bytes from ``word_at`` of the
batch's words, where that is not -1; from ``ends_at`` of the batch's ends on, where that is not -1, stands
where each packet of the row ends.

What :func:`take_off` and :func:`next_parts` tell: the ``packets`` of the whole frame, how many have left
before and leave now (of a part, maybe none), and the headers, with the sequence number of the first that
leaves.
"""
