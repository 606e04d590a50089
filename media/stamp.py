"""The truth stamp: camera number, frame number and capture time inside every coded picture.

An SEI of type user_data_unregistered (H.264 D.1.7, H.265 D.2.7) with a UUID of our own, 8 characters of
magic and version, and 40 hex characters: camera u32, frame u32, capture time u64 in µs since 1970 of the
camera's own clock, CRC-32 of the 32 characters before. Hex characters never need emulation prevention, so
the length is fixed and a stamp can be written into prepared packets in place.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from camproof.media.clips.model import Codec
from camproof.media.clips.units import first_slice
from camproof.protocols.nal import join_annexb, split_annexb

__all__ = [
    "STAMP_MARK",
    "STAMP_TEXT_SIZE",
    "TruthStamp",
    "find_stamp_text",
    "read_stamp",
    "stamp_access_unit",
    "stamp_crc_table",
    "stamp_nal",
    "stamp_text",
]

_UUID = bytes.fromhex("a1c5d27e9b4f4c68b3e0f7d2916a8c5d")
_MAGIC = b"CAMPRF01"
STAMP_MARK = _UUID + _MAGIC
"""The 24 bytes before the text."""
_BODY_SIZE = 32
STAMP_TEXT_SIZE = _BODY_SIZE + 8
_HEADERS = {"H264": b"\x06", "H265": b"\x4e\x01"}
_PAYLOAD_TYPE = 5


@dataclass(frozen=True, slots=True)
class TruthStamp:
    """What a picture says of itself.

    :param camera: u32, given by the inventory.
    :param frame: u32, counts in decoding order, wraps.
    :param capture_us: µs since 1970 by the camera's own clock.
    """

    camera: int
    frame: int
    capture_us: int


def stamp_text(camera: int, frame: int, capture_us: int) -> bytes:
    """The 40 hex characters; numbers are cut to their width."""
    body = b"%08x%08x%016x" % (camera & 0xFFFFFFFF, frame & 0xFFFFFFFF, capture_us & 0xFFFFFFFFFFFFFFFF)
    return body + b"%08x" % crc32(body)


@cache
def stamp_crc_table() -> NDArray[np.uint32]:
    """uint32[16 * 256]: what each byte at each place of a stamp adds to its CRC; XOR joins them."""
    size = _BODY_SIZE // 2
    pairs = [b"%02x" % value for value in range(256)]
    zeros = crc32(bytes(_BODY_SIZE))
    table = np.empty((size, 256), np.uint32)
    for place in range(size):
        before, after = bytes(2 * place), bytes(2 * (size - 1 - place))
        table[place] = [crc32(before + pair + after) ^ zeros for pair in pairs]
    table[0] ^= np.uint32(zeros)
    return table.ravel()


def stamp_nal(codec: Codec, stamp: TruthStamp) -> bytes:
    """The SEI NAL unit without start code: 68 bytes for H.264, 69 for H.265."""
    payload = STAMP_MARK + stamp_text(stamp.camera, stamp.frame, stamp.capture_us)
    return _HEADERS[codec] + bytes((_PAYLOAD_TYPE, len(payload))) + payload + b"\x80"


def stamp_access_unit(codec: Codec, access_unit: bytes, stamp: TruthStamp) -> bytes:
    """The access unit with a stamp before its first slice (after delimiter and parameter sets)."""
    nals: list[bytes | memoryview] = [*split_annexb(access_unit)]
    nals.insert(first_slice(codec, nals), stamp_nal(codec, stamp))
    return join_annexb(nals)


def find_stamp_text(data: bytes) -> int:
    """Offset of the 40 hex characters of the first stamp, -1 where there is none."""
    at = data.find(STAMP_MARK)
    return -1 if at < 0 or at + len(STAMP_MARK) + STAMP_TEXT_SIZE > len(data) else at + len(STAMP_MARK)


def read_stamp(codec: str, access_unit: bytes) -> TruthStamp | None:  # noqa: ARG001  (the mark is the same)
    """The stamp of an access unit; None where there is none or its checksum is wrong."""
    at = find_stamp_text(access_unit)
    if at < 0:
        return None
    body, check = access_unit[at : at + _BODY_SIZE], access_unit[at + _BODY_SIZE : at + STAMP_TEXT_SIZE]
    if b"%08x" % crc32(body) != bytes(check):
        return None
    try:
        value = int(bytes(body), 16)
    except ValueError:
        return None
    return TruthStamp(value >> 96, (value >> 64) & 0xFFFFFFFF, value & 0xFFFFFFFFFFFFFFFF)
