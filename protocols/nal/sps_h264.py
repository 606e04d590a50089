"""H.264 sequence parameter set (ITU-T H.264 7.3.2.1.1 and E.1.1)."""

from __future__ import annotations

from camproof.protocols.errors import NalError
from camproof.protocols.nal.bits import BitReader
from camproof.protocols.nal.sps import SpsInfo, cropped, frame_rate, nal_rbsp

__all__ = ["parse_sps_h264"]

_CHROMA_PROFILES = frozenset((100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135))
_PROFILES = {
    44: "CAVLC 4:4:4 Intra", 66: "Baseline", 77: "Main", 83: "Scalable Baseline", 86: "Scalable High",
    88: "Extended", 100: "High", 110: "High 10", 118: "Multiview High", 122: "High 4:2:2", 128: "Stereo High",
    244: "High 4:4:4 Predictive",
}  # fmt: skip
_MAX_MACROBLOCKS = 1 << 10
_MAX_SIDE = 16 * _MAX_MACROBLOCKS


def parse_sps_h264(nal: bytes | memoryview) -> SpsInfo:
    """Read an SPS NAL without start code. Raises NalError when it is cut off or out of bounds."""
    if not nal or nal[0] & 0x1F != 7:
        raise NalError("not a sequence parameter set", where="H.264 NAL", clause="ITU-T H.264 7.3.1")
    bits = nal_rbsp(nal, 1)
    profile_idc, constraints, level_idc = bits.u(8), bits.u(8), bits.u(8)
    bits.ue(31)
    chroma, depth = _chroma(bits) if profile_idc in _CHROMA_PROFILES else (1, 8)
    bits.ue(12)
    _picture_order(bits)
    references = bits.ue(16)
    bits.skip(1)
    width, height, frames_only = _size(bits, chroma)
    return SpsInfo(
        codec="H264",
        profile=_profile(profile_idc, constraints),
        level=_level(profile_idc, constraints, level_idc),
        width=width,
        height=height,
        fps=_vui_fps(bits) if bits.flag() else None,
        profile_idc=profile_idc,
        level_idc=level_idc,
        chroma_format_idc=chroma,
        bit_depth=depth,
        interlaced=not frames_only,
        reference_frames=references,
    )


def _chroma(bits: BitReader) -> tuple[int, int]:
    """chroma_format_idc (3 with separate planes reads as 0 for cropping) and luma bit depth."""
    chroma = bits.ue(3)
    if chroma == 3 and bits.flag():
        chroma = 0
    depth = 8 + bits.ue(6)
    bits.ue(6)
    bits.skip(1)
    if bits.flag():
        for index in range(12 if chroma == 3 else 8):
            if bits.flag():
                _skip_scaling_list(bits, 16 if index < 6 else 64)
    return chroma, depth


def _skip_scaling_list(bits: BitReader, size: int) -> None:
    last = following = 8
    for _ in range(size):
        if following:
            following = (last + bits.se()) & 0xFF
        last = following or last


def _picture_order(bits: BitReader) -> None:
    kind = bits.ue(2)
    if kind == 0:
        bits.ue(12)
    elif kind == 1:
        bits.skip(1)
        bits.se()
        bits.se()
        for _ in range(bits.ue(255)):
            bits.se()


def _size(bits: BitReader, chroma: int) -> tuple[int, int, bool]:
    """Width and height with cropping (7-13 to 7-22), and frame_mbs_only_flag."""
    columns, rows = bits.ue(_MAX_MACROBLOCKS - 1) + 1, bits.ue(_MAX_MACROBLOCKS - 1) + 1
    frames_only = bits.flag()
    if not frames_only:
        bits.skip(1)
    bits.skip(1)
    field_factor = 1 if frames_only else 2
    width, height = 16 * columns, 16 * rows * field_factor
    if bits.flag():
        left, right, top, bottom = (bits.ue(_MAX_SIDE) for _ in range(4))
        width = cropped(width, (left + right) * (2 if chroma in {1, 2} else 1), "width")
        height = cropped(height, (top + bottom) * (2 if chroma == 1 else 1) * field_factor, "height")
    return width, height, frames_only


def _vui_fps(bits: BitReader) -> float | None:
    if bits.flag() and bits.u(8) == 255:
        bits.skip(32)
    if bits.flag():
        bits.skip(1)
    if bits.flag():
        bits.skip(4)
        if bits.flag():
            bits.skip(24)
    if bits.flag():
        bits.ue(5)
        bits.ue(5)
    if not bits.flag():
        return None
    return frame_rate(bits.u(32), bits.u(32), 2)


def _profile(profile_idc: int, constraints: int) -> str:
    if profile_idc == 66 and constraints & 0x40:
        return "Constrained Baseline"
    if profile_idc in {110, 122} and constraints & 0x10:
        return _PROFILES[profile_idc] + " Intra"
    if profile_idc == 244 and constraints & 0x10:
        return "High 4:4:4 Intra"
    return _PROFILES.get(profile_idc, f"profile {profile_idc}")


def _level(profile_idc: int, constraints: int, level_idc: int) -> str:
    old_profile = profile_idc in {66, 77, 88}
    if level_idc == 9 or (level_idc == 11 and old_profile and constraints & 0x10):
        return "1b"
    whole, tenth = divmod(level_idc, 10)
    return f"{whole}.{tenth}" if tenth else str(whole)
