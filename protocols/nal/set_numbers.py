"""The numbers by which parameter sets are called (ITU-T H.264 7.4.2, ITU-T H.265 7.4.3)."""

from __future__ import annotations

from camproof.protocols.errors import NalError
from camproof.protocols.nal.annexb import unescape
from camproof.protocols.nal.bits import BitReader
from camproof.protocols.nal.sps_h265 import profile_tier_level
from camproof.protocols.nal.types import H264Nal, H265Nal, nal_type

__all__ = ["set_number"]

_HEAD_BYTES = 128
_MOST: dict[tuple[str, int], int] = {
    ("H264", H264Nal.SPS): 31, ("H264", H264Nal.PPS): 255,
    ("H265", H265Nal.VPS): 15, ("H265", H265Nal.SPS): 15, ("H265", H265Nal.PPS): 63,
}  # fmt: skip


def set_number(codec: str, nal: bytes) -> int:
    """Of a parameter set without start code.

    :raises NalError: it is none, is cut off, or has a number above the limit of the standard.
    """
    kind = nal_type(codec, nal) if nal else -1
    if (codec, kind) not in _MOST:
        raise NalError("not a parameter set", where=f"{codec} NAL")
    bits = BitReader(unescape(nal[1 if codec == "H264" else 2 : _HEAD_BYTES]))
    if codec == "H264" and kind == H264Nal.SPS:
        bits.skip(24)
    elif codec == "H265" and kind == H265Nal.VPS:
        return bits.u(4)
    elif codec == "H265" and kind == H265Nal.SPS:
        bits.skip(4)
        sub_layers = bits.u(3)
        bits.skip(1)
        profile_tier_level(bits, sub_layers)
    return bits.ue(_MOST[codec, kind])
