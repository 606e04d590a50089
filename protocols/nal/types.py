"""NAL unit types of H.264 (Table 7-1) and H.265 (Table 7-1), and what follows from them."""

from __future__ import annotations

from enum import IntEnum

from camproof.protocols.errors import LocalProtocolError, NalError
from camproof.protocols.nal.annexb import nal_offsets

__all__ = ["H264Nal", "H265Nal", "guess_codec", "is_key", "is_vcl", "nal_type"]


class H264Nal(IntEnum):
    """Types of NAL units that we name (ITU-T H.264 table 7-1)."""

    SLICE = 1
    IDR = 5
    SEI = 6
    SPS = 7
    PPS = 8
    AUD = 9


class H265Nal(IntEnum):
    """Types of NAL units that we name (ITU-T H.265 table 7-1)."""

    TRAIL_R = 1
    IDR_W_RADL = 19
    IDR_N_LP = 20
    CRA = 21
    VPS = 32
    SPS = 33
    PPS = 34
    AUD = 35
    PREFIX_SEI = 39
    SUFFIX_SEI = 40


_H264_VCL = frozenset(range(1, 6))
_H265_PARAMETERS = frozenset((H265Nal.VPS, H265Nal.SPS, H265Nal.PPS, H265Nal.AUD, H265Nal.PREFIX_SEI))
_GUESS_NALS = 6
_GUESS_BYTES = 4096
_SURE = 3


def nal_type(codec: str, nal: bytes | bytearray | memoryview) -> int:
    """nal_unit_type of a NAL without start code.

    Raises NalError if it is empty and LocalProtocolError for another codec.
    """
    if not nal:
        raise NalError("empty NAL unit", where=codec)
    if codec == "H264":
        return nal[0] & 0x1F
    if codec == "H265":
        return nal[0] >> 1 & 0x3F
    raise _no_such_codec(codec)


def is_vcl(codec: str, number: int) -> bool:
    """Whether a type holds picture data."""
    if codec == "H264":
        return number in _H264_VCL
    if codec == "H265":
        return number < 32
    raise _no_such_codec(codec)


def is_key(codec: str, access_unit: bytes | bytearray | memoryview) -> bool:
    """Whether decoding can start here: the first picture NAL is IDR (H.264) or IRAP (H.265 types 16-21).

    Bytes behind that NAL's first byte are not looked at. False where there is no picture at all.
    """
    data = access_unit if isinstance(access_unit, bytes | bytearray) else bytes(access_unit)
    if codec == "H264":
        for at in nal_offsets(data):
            number = data[at] & 0x1F
            if 1 <= number <= 5:
                return number == 5
        return False
    if codec == "H265":
        for at in nal_offsets(data):
            number = data[at] >> 1 & 0x3F
            if number < 32:
                return 16 <= number <= 21
        return False
    raise _no_such_codec(codec)


def guess_codec(data: bytes | bytearray) -> str | None:
    """Tell "H264" or "H265" from the first NAL headers of an Annex B access unit; None if nothing does.

    Headers that only one of both can have decide: an H.265 base layer header has an even first byte and 01
    to 07 as the second.
    """
    votes = 0
    head = data[:_GUESS_BYTES]
    for count, at in enumerate(nal_offsets(head)):
        if count >= _GUESS_NALS or at + 2 > len(head):
            break
        vote = _vote(head[at], head[at + 1])
        votes += vote
        if abs(votes) >= _SURE or (vote and _is_picture(vote, head[at])):
            break
    if votes == 0:
        return None
    return "H265" if votes > 0 else "H264"


def _is_picture(vote: int, first: int) -> bool:
    return first >> 1 < 32 if vote > 0 else first & 0x1F in _H264_VCL


def _vote(first: int, second: int) -> int:
    """Above 0 for H.265, below for H.264."""
    if first & 0x80:
        return 0
    h264, reference = first & 0x1F, first >> 5 & 3
    if first & 1 or second & 0xF8 or not second & 7:
        plausible = h264 in (1, 5, 6, 7, 8, 9)
        return -2 if plausible else 0
    if first >> 1 in _H265_PARAMETERS:
        return 3
    if h264 == 6 and reference == 0:
        return -1
    return 1 if first >> 1 <= 21 else 0


def _no_such_codec(codec: str) -> LocalProtocolError:
    return LocalProtocolError(f"NAL units are known of H264 and H265, not of {codec}")
