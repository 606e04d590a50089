"""H.265 sequence parameter set (ITU-T H.265 7.3.2.2, 7.3.3, 7.3.4, 7.3.7 and E.2.1)."""

from __future__ import annotations

from camproof.protocols.errors import NalError
from camproof.protocols.nal.bits import BitReader
from camproof.protocols.nal.sps import SpsInfo, cropped, frame_rate, nal_rbsp

__all__ = ["parse_sps_h265", "profile_tier_level"]

_PROFILES = {
    1: "Main", 2: "Main 10", 3: "Main Still Picture", 4: "Rext", 5: "High Throughput", 9: "Scc",
}  # fmt: skip
_MAX_SIDE = 16_888
_MAX_SHORT_TERM_SETS = 64
_MAX_DELTA_POCS = 16
_CHROMA_WIDTH = {0: 1, 1: 2, 2: 2, 3: 1}
_CHROMA_HEIGHT = {0: 1, 1: 2, 2: 1, 3: 1}


def parse_sps_h265(nal: bytes | memoryview) -> SpsInfo:
    """Read an SPS NAL without start code. Raises NalError when it is cut off or out of bounds."""
    if len(nal) < 2 or nal[0] >> 1 & 0x3F != 33:
        raise NalError("not a sequence parameter set", where="H.265 NAL", clause="ITU-T H.265 7.3.1.2")
    bits = nal_rbsp(nal, 2)
    bits.skip(4)
    sub_layers = bits.u(3)
    bits.skip(1)
    tier, profile_idc, level_idc, progressive = profile_tier_level(bits, sub_layers)
    bits.ue(15)
    width, height, chroma, depth = _picture(bits)
    poc_bits = bits.ue(12) + 4
    buffers = _sub_layer_ordering(bits, sub_layers)
    _skip_tools(bits, poc_bits)
    return SpsInfo(
        codec="H265",
        profile=_PROFILES.get(profile_idc, f"profile {profile_idc}"),
        level=_level(level_idc),
        width=width,
        height=height,
        fps=_vui_fps(bits) if bits.flag() else None,
        profile_idc=profile_idc,
        level_idc=level_idc,
        chroma_format_idc=chroma,
        bit_depth=depth,
        interlaced=not progressive,
        reference_frames=buffers,
        tier="High" if tier else "Main",
    )


def profile_tier_level(bits: BitReader, sub_layers: int) -> tuple[int, int, int, bool]:
    """Read profile_tier_level (7.3.3): (tier flag, profile_idc, level_idc, no interlaced source).

    :param sub_layers: sps_max_sub_layers_minus1.
    """
    bits.skip(2)
    tier, profile_idc = bits.u(1), bits.u(5)
    compatible = bits.u(32)
    progressive, interlaced = bits.flag(), bits.flag()
    bits.skip(46)
    level_idc = bits.u(8)
    present = [(bits.flag(), bits.flag()) for _ in range(sub_layers)]
    if sub_layers:
        bits.skip(2 * (8 - sub_layers))
    for has_profile, has_level in present:
        bits.skip(88 * has_profile + 8 * has_level)
    if profile_idc == 0:
        profile_idc = next((n for n in range(1, 32) if compatible >> (31 - n) & 1), 0)
    return tier, profile_idc, level_idc, progressive or not interlaced


def _picture(bits: BitReader) -> tuple[int, int, int, int]:
    """Width and height inside the conformance window (7.4.3.2.1), chroma_format_idc and luma bit depth."""
    chroma = bits.ue(3)
    crop_chroma = 0 if chroma == 3 and bits.flag() else chroma
    width, height = bits.ue(_MAX_SIDE), bits.ue(_MAX_SIDE)
    crop_x = crop_y = 0
    if bits.flag():
        left, right, top, bottom = (bits.ue(_MAX_SIDE) for _ in range(4))
        crop_x = (left + right) * _CHROMA_WIDTH[crop_chroma]
        crop_y = (top + bottom) * _CHROMA_HEIGHT[crop_chroma]
    depth = 8 + bits.ue(8)
    bits.ue(8)
    return cropped(width, crop_x, "width"), cropped(height, crop_y, "height"), chroma, depth


def _sub_layer_ordering(bits: BitReader, sub_layers: int) -> int:
    """sps_max_dec_pic_buffering of the highest sub-layer, in pictures."""
    buffers = 0
    for _ in range(sub_layers + 1 if bits.flag() else 1):
        buffers = bits.ue(15) + 1
        bits.ue(15)
        bits.ue()
    return buffers


def _skip_tools(bits: BitReader, poc_bits: int) -> None:
    """From the coding block sizes up to vui_parameters_present_flag."""
    for _ in range(6):
        bits.ue(16)
    if bits.flag() and bits.flag():
        _skip_scaling_lists(bits)
    bits.skip(2)
    if bits.flag():
        bits.skip(8)
        bits.ue(3)
        bits.ue(3)
        bits.skip(1)
    _skip_short_term_sets(bits)
    if bits.flag():
        for _ in range(bits.ue(32)):
            bits.skip(poc_bits + 1)
    bits.skip(2)


def _skip_scaling_lists(bits: BitReader) -> None:
    """scaling_list_data (7.3.4)."""
    for size in range(4):
        for _ in range(0, 6, 3 if size == 3 else 1):
            if not bits.flag():
                bits.ue(5)
                continue
            if size > 1:
                bits.se()
            for _ in range(min(64, 1 << (4 + 2 * size))):
                bits.se()


def _skip_short_term_sets(bits: BitReader) -> None:
    """st_ref_pic_set (7.3.7); a set may be told as the difference from the one before."""
    previous = 0
    for index in range(bits.ue(_MAX_SHORT_TERM_SETS)):
        previous = _short_term_set(bits, index, previous)


def _short_term_set(bits: BitReader, index: int, previous: int) -> int:
    """NumDeltaPocs of this set."""
    if index and bits.flag():
        bits.skip(1)
        bits.ue(1 << 15)
        used = 0
        for _ in range(previous + 1):
            used += bits.flag() or bits.flag()
        return used
    negative, positive = bits.ue(_MAX_DELTA_POCS), bits.ue(_MAX_DELTA_POCS)
    for _ in range(negative + positive):
        bits.ue(1 << 15)
        bits.skip(1)
    return negative + positive


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
    bits.skip(3)
    if bits.flag():
        for _ in range(4):
            bits.ue(_MAX_SIDE)
    if not bits.flag():
        return None
    return frame_rate(bits.u(32), bits.u(32), 1)


def _level(level_idc: int) -> str:
    whole, tenth = divmod(level_idc, 30)
    return f"{whole}.{tenth // 3}" if tenth else str(whole)
