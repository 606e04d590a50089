"""Annex B byte streams (H.264 and H.265 Annex B): start codes and emulation prevention."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

__all__ = ["escape", "join_annexb", "nal_offsets", "split_annexb", "unescape"]

START_CODE = b"\x00\x00\x00\x01"
_SHORT = b"\x00\x00\x01"
_NEEDS_ESCAPE = re.compile(rb"\x00\x00(?=[\x00-\x03])")
_ESCAPED = re.compile(rb"\x00\x00\x03")


def nal_offsets(data: bytes | bytearray, start: int = 0) -> Iterator[int]:
    """Offset of each NAL header byte, found one after the other: stop early and the rest is never scanned."""
    find, end = data.find, len(data)
    at = find(_SHORT, start)
    while 0 <= at < end - 3:
        yield at + 3
        at = find(_SHORT, at + 3)


def split_annexb(data: bytes | bytearray | memoryview) -> list[memoryview]:
    """The NAL units of a byte stream, without start codes and trailing zeros, as views into ``data``.

    Bytes before the first start code and empty units are left out.
    """
    source = data if isinstance(data, bytes) else bytes(data)
    view = memoryview(source)
    starts = list(nal_offsets(source))
    ends = [at - 3 for at in starts[1:]]
    ends.append(len(source))
    units = []
    for start, end in zip(starts, ends, strict=True) if starts else ():
        while end > start and source[end - 1] == 0:
            end -= 1
        if end > start:
            units.append(view[start:end])
    return units


def join_annexb(units: Iterable[bytes | memoryview]) -> bytes:
    """The units with a four-byte start code before each."""
    return b"".join(part for unit in units for part in (START_CODE, unit))


def escape(rbsp: bytes) -> bytes:
    """Put emulation prevention bytes in (H.264 7.4.1.1); a final zero gets one too."""
    if b"\x00\x00" in rbsp:
        rbsp = _NEEDS_ESCAPE.sub(b"\x00\x00\x03", rbsp)
    return rbsp + b"\x03" if rbsp.endswith(b"\x00") else rbsp


def unescape(ebsp: bytes | memoryview) -> bytes:
    """Take emulation prevention bytes out."""
    data = bytes(ebsp)
    return _ESCAPED.sub(b"\x00\x00", data) if b"\x00\x00\x03" in data else data
