"""Finding the sections of a program stream by their start codes."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["Search", "find_section", "section_stands"]

_PREFIX = b"\x00\x00\x01"
_FIRST_SECTION = 0xB9
_PACK, _SYSTEM_HEADER, _PSM, _PRIVATE_1, _PADDING, _PRIVATE_2 = 0xBA, 0xBB, 0xBC, 0xBD, 0xBE, 0xBF
_FIRST_PES, _LAST_PES = 0xC0, 0xEF
_DECIDE_BYTES = 7


class Search(NamedTuple):
    """:param found: a section starts at ``at``; otherwise ``at`` is where a search with more bytes must go
    on.
    """

    found: bool
    at: int


def section_stands(buffer: bytearray, at: int) -> bool:
    """Whether a section start code (B9 to FF) stands at ``at``; four bytes must be there."""
    return buffer[at + 3] >= _FIRST_SECTION and buffer.startswith(_PREFIX, at)


def find_section(
    buffer: bytearray, start: int, stop: int | None = None, *, packs_only: bool = False
) -> Search:
    """The first section whose first bytes make sense, at or after ``start`` and before ``stop``."""
    size = len(buffer)
    stop = size if stop is None else stop
    at = buffer.find(_PREFIX, start)
    while 0 <= at < stop:
        if at + _DECIDE_BYTES > size:
            if at + 3 >= size or buffer[at + 3] >= _FIRST_SECTION:
                return Search(found=False, at=at)
        elif buffer[at + 3] >= _FIRST_SECTION and _makes_sense(buffer, at, packs_only):
            return Search(found=True, at=at)
        at = buffer.find(_PREFIX, at + 3)
    return Search(found=False, at=max(start, min(stop, size - 2)))


def _makes_sense(buffer: bytearray, at: int, packs_only: bool) -> bool:
    number, first = buffer[at + 3], buffer[at + 4]
    if number == _PACK:
        return first & 0xC4 == 0x44 or first & 0xF1 == 0x21
    if packs_only:
        return False
    if number == _SYSTEM_HEADER:
        return bool(buffer[at + 6] & 0x80)
    if _FIRST_PES <= number <= _LAST_PES or number == _PRIVATE_1:
        return buffer[at + 6] >> 6 == 2
    return number <= _PRIVATE_2
