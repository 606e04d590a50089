"""Small operations on the NAL units of one access unit."""

from __future__ import annotations

from collections.abc import Sequence

from camproof.media.clips.model import Codec
from camproof.protocols.nal import is_vcl, join_annexb, nal_type, split_annexb

__all__ = ["first_slice", "parameter_sets", "without_encoder_notes"]

_X264_UUID = bytes.fromhex("dc45e9bde6d948b7962cd820d923eeef")
_SVC_PREFIX = 14
_PARAMETER_SETS = {"H264": (7, 8), "H265": (32, 33, 34)}


def first_slice(codec: Codec, nals: Sequence[bytes | memoryview]) -> int:
    """Index of the first NAL unit with picture data; the number of units where there is none."""
    for index, nal in enumerate(nals):
        kind = nal_type(codec, nal)
        if is_vcl(codec, kind) or (codec == "H264" and kind == _SVC_PREFIX):
            return index
    return len(nals)


def parameter_sets(codec: Codec, data: bytes) -> dict[int, list[bytes]]:
    """The parameter sets of an access unit by NAL type: SPS and PPS, for H.265 also VPS."""
    found: dict[int, list[bytes]] = {}
    for nal in split_annexb(data):
        kind = nal_type(codec, nal)
        if kind in _PARAMETER_SETS[codec]:
            found.setdefault(kind, []).append(bytes(nal))
    return found


def without_encoder_notes(codec: Codec, data: bytes) -> bytes:
    """Drop the encoder's own SEI (x264 writes its version and options into the first picture)."""
    if codec != "H264" or _X264_UUID not in data:
        return data
    return join_annexb(nal for nal in split_annexb(data) if _X264_UUID not in bytes(nal))
