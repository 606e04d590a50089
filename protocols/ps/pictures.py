"""Where a picture begins in the bytes of a video PES."""

from __future__ import annotations

from camproof.protocols.nal import nal_offsets

__all__ = ["begins_with_start_code", "find_picture_start", "starts_picture"]

_START_CODES = (b"\x00\x00\x01", b"\x00\x00\x00\x01")
_H264_BEFORE_PICTURE = frozenset((6, 7, 8, 9))
_H265_BEFORE_PICTURE = frozenset((32, 33, 34, 35, 39))


def begins_with_start_code(payload: bytes) -> bool:
    """Whether the payload begins with a start code of three or four bytes (H.264 Annex B)."""
    return payload.startswith(_START_CODES)


def starts_picture(codec: str, payload: bytes) -> bool:
    """Whether the payload begins with a NAL that can only stand before or at the start of a picture.

    Other codecs than H264 and H265: whether it begins with a start code.
    """
    if not payload.startswith(_START_CODES):
        return False
    at = 3 if payload[2] else 4
    return codec not in {"H264", "H265"} or _is_picture_start(codec, payload, at)


def find_picture_start(codec: str, payload: bytes) -> int:
    """Offset of the start code of the first NAL that starts a picture, -1 if there is none."""
    if codec not in {"H264", "H265"}:
        return -1
    for at in nal_offsets(payload):
        if _is_picture_start(codec, payload, at):
            return at - 4 if at >= 4 and payload[at - 4] == 0 else at - 3
    return -1


def _is_picture_start(codec: str, payload: bytes, at: int) -> bool:
    if at + 2 > len(payload):
        return False
    if codec == "H264":
        number = payload[at] & 0x1F
        return number in _H264_BEFORE_PICTURE or (number in {1, 2, 5} and bool(payload[at + 1] & 0x80))
    number = payload[at] >> 1 & 0x3F
    return number in _H265_BEFORE_PICTURE or (number < 32 and payload[at + 2 : at + 3] >= b"\x80")
