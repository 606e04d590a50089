"""The clocks that change in flight, for many frames at once: SCR, PTS and DTS.

Each is written as a word of eight bytes: the field, and behind it the bytes that stand there anyway. The 33
bits of a clock lie in all of them in the same three groups, with other prefixes and at other places.
"""

from __future__ import annotations

__all__ = [
    "SCR_SHIFT",
    "SCR_SIZE",
    "TIMESTAMP_SHIFT",
    "TIMESTAMP_SIZE",
    "WORD_SIZE",
    "scr_frame",
    "timestamp_frame",
]

WORD_SIZE = 8
SCR_SIZE, SCR_SHIFT = 6, 26
TIMESTAMP_SIZE, TIMESTAMP_SHIFT = 5, 24
_SCR_BITS = 0x4400_0400_0401
_MARKERS = 0x1_0001_0001


def timestamp_frame(prefix: int, behind: bytes) -> int:
    """What stands around the clock of a PTS or DTS field (ISO/IEC 13818-1 2.4.3.7) in its word.

    :param prefix: 2 for a PTS alone, 3 for a PTS before a DTS, 1 for a DTS.
    :param behind: the three bytes behind the field.
    """
    return (prefix << 36 | _MARKERS) << 24 | int.from_bytes(behind)


def scr_frame(behind: bytes) -> int:
    """The same for an SCR field without extension (ISO/IEC 13818-1 2.5.3.4); ``behind`` has two bytes."""
    return _SCR_BITS << 16 | int.from_bytes(behind)
