"""Walking over the start codes of MPEG program stream packs without copying (ISO/IEC 13818-1 2.5.3)."""

from __future__ import annotations

from collections.abc import Iterator

__all__ = ["ends_whole", "walk_packs"]

_PACK, _END = 0xBA, 0xB9
_PACK_SIZE = 14


def walk_packs(data: bytes) -> Iterator[tuple[int, int, int]]:
    """(code, start, end) of each pack header, system header, program stream map and PES packet in order.

    ``end`` may lie behind the data where the part is cut short; a PES of length 0 goes to the end of the
    data. Stops at the first thing that is not a start code.
    """
    at, size = 0, len(data)
    while at + 6 <= size and data[at : at + 3] == b"\x00\x00\x01":
        code = data[at + 3]
        if code == _PACK:
            end = at + _PACK_SIZE + (data[at + 13] & 7 if at + _PACK_SIZE <= size else 0)
        elif code == _END:
            end = at + 4
        else:
            length = data[at + 4] << 8 | data[at + 5]
            end = at + 6 + length if length else size
        yield code, at, end
        at = end


def ends_whole(data: bytes) -> bool:
    """Whether data is made of parts the last of which ends exactly where the data ends: a complete frame."""
    ends = [end for _, _, end in walk_packs(data)]
    return bool(ends) and ends[-1] == len(data)
