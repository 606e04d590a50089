"""Sequence parameter sets of either codec."""

from __future__ import annotations

from camproof.protocols.errors import LocalProtocolError
from camproof.protocols.nal.annexb import nal_offsets
from camproof.protocols.nal.sps import MAX_SPS_BYTES, SpsInfo
from camproof.protocols.nal.sps_h264 import parse_sps_h264
from camproof.protocols.nal.sps_h265 import parse_sps_h265
from camproof.protocols.nal.types import H264Nal, H265Nal, is_vcl, nal_type

__all__ = ["find_sps", "parse_sps"]

_SPS = {"H264": H264Nal.SPS, "H265": H265Nal.SPS}


def parse_sps(codec: str, nal: bytes | memoryview) -> SpsInfo:
    """Read an SPS NAL without start code.

    Raises NalError when it cannot be read and LocalProtocolError for a codec other than H264 and H265.
    """
    if codec == "H264":
        return parse_sps_h264(nal)
    if codec == "H265":
        return parse_sps_h265(nal)
    raise LocalProtocolError(f"parameter sets are known of H264 and H265, not of {codec}")


def find_sps(codec: str, access_unit: bytes) -> bytes | None:
    """The first SPS NAL before the first picture NAL, as bytes for ``parse_sps``; None if there is none."""
    for at in nal_offsets(access_unit):
        number = nal_type(codec, access_unit[at : at + 1])
        if number == _SPS[codec]:
            end = access_unit.find(b"\x00\x00\x01", at, at + MAX_SPS_BYTES)
            return access_unit[at : end if end >= 0 else at + MAX_SPS_BYTES].rstrip(b"\x00")
        if is_vcl(codec, number):
            return None
    return None
