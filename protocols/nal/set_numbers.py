"""What parameter sets are called, and which one a slice or another set refers to (ITU-T H.264 7.3.2 and
7.3.3, ITU-T H.265 7.3.2 and 7.3.6).
"""

from __future__ import annotations

from camproof.protocols.errors import NalError
from camproof.protocols.nal.annexb import unescape
from camproof.protocols.nal.bits import BitReader
from camproof.protocols.nal.sps_h265 import profile_tier_level
from camproof.protocols.nal.types import H264Nal, H265Nal, nal_type

__all__ = ["SetName", "set_name", "set_referred"]

SetName = tuple[int, int]
"""NAL type and number, as (7, 0) for the first SPS of H.264."""

_HEAD_BYTES = 128
_H264_SPS, _H264_PPS = 31, 255
_H265_SPS, _H265_PPS = 15, 63
_H264_SLICES = frozenset((1, 2, 5))
_H265_SLICES = range(22)
_H265_RANDOM_ACCESS = range(16, 24)
_H264_SLICE_TYPES = 9


def set_name(codec: str, nal: bytes) -> SetName:
    """Of a parameter set without start code.

    :raises NalError: it is none, is cut off, or has a number above the limit of the standard.
    """
    kind, bits = _opened(codec, nal)
    match codec, kind:
        case "H264", H264Nal.SPS:
            bits.skip(24)
            return kind, bits.ue(_H264_SPS)
        case "H264", H264Nal.PPS:
            return kind, bits.ue(_H264_PPS)
        case "H265", H265Nal.VPS:
            return kind, bits.u(4)
        case "H265", H265Nal.SPS:
            bits.skip(4)
            sub_layers = bits.u(3)
            bits.skip(1)
            profile_tier_level(bits, sub_layers)
            return kind, bits.ue(_H265_SPS)
        case "H265", H265Nal.PPS:
            return kind, bits.ue(_H265_PPS)
    raise NalError("not a parameter set", where=f"{codec} NAL")


def set_referred(codec: str, nal: bytes) -> SetName | None:
    """The set that must be known before this NAL unit can be read: of a slice its PPS, of a PPS its SPS, of
    an SPS of H.265 its VPS; None of others.

    :raises NalError: it is cut off, or refers to a number above the limit of the standard.
    """
    kind, bits = _opened(codec, nal)
    if codec == "H264":
        if kind in _H264_SLICES:
            bits.ue()
            bits.ue(_H264_SLICE_TYPES)
            return H264Nal.PPS, bits.ue(_H264_PPS)
        if kind == H264Nal.PPS:
            bits.ue(_H264_PPS)
            return H264Nal.SPS, bits.ue(_H264_SPS)
        return None
    if kind in _H265_SLICES:
        bits.skip(2 if kind in _H265_RANDOM_ACCESS else 1)
        return H265Nal.PPS, bits.ue(_H265_PPS)
    if kind == H265Nal.PPS:
        bits.ue(_H265_PPS)
        return H265Nal.SPS, bits.ue(_H265_SPS)
    return (H265Nal.VPS, bits.u(4)) if kind == H265Nal.SPS else None


def _opened(codec: str, nal: bytes) -> tuple[int, BitReader]:
    """NAL type, and what follows the header."""
    if not nal:
        raise NalError("no byte of it is there", where=f"{codec} NAL")
    return nal_type(codec, nal), BitReader(unescape(nal[1 if codec == "H264" else 2 : _HEAD_BYTES]))
