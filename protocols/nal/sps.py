"""What a sequence parameter set says of the picture."""

from __future__ import annotations

from dataclasses import dataclass

from camproof.protocols.errors import NalError
from camproof.protocols.nal.annexb import unescape
from camproof.protocols.nal.bits import BitReader

__all__ = ["MAX_SPS_BYTES", "SpsInfo", "cropped", "frame_rate", "nal_rbsp"]

MAX_SPS_BYTES = 4096


@dataclass(frozen=True, slots=True)
class SpsInfo:
    """The facts of a sequence parameter set that a bench compares.

    :param codec: "H264" or "H265".
    :param profile: its usual name: "Constrained Baseline", "Main", "High", "Main 10"; "profile N" if unknown.
    :param level: as written: "3.1", "1b", "4".
    :param width: of the shown picture in luma samples, cropping applied; height likewise.
    :param fps: from the VUI timing; None where the stream says nothing (or says 0).
    :param tier: H.265 only: "Main" or "High".
    :param reference_frames: H.264: max_num_ref_frames; H.265: sps_max_dec_pic_buffering.
    """

    codec: str
    profile: str
    level: str
    width: int
    height: int
    fps: float | None
    profile_idc: int = 0
    level_idc: int = 0
    chroma_format_idc: int = 1
    bit_depth: int = 8
    interlaced: bool = False
    reference_frames: int = 0
    tier: str = ""


def nal_rbsp(nal: bytes | memoryview, header_bytes: int) -> BitReader:
    """A reader over an SPS behind its NAL header, at most 4096 bytes of it."""
    if len(nal) <= header_bytes:
        raise NalError("parameter set is empty", where="SPS")
    return BitReader(unescape(nal[header_bytes : header_bytes + MAX_SPS_BYTES]))


def frame_rate(units_in_tick: int, time_scale: int, fields: int) -> float | None:
    """Pictures a second; None when either number is 0."""
    if not units_in_tick or not time_scale:
        return None
    return time_scale / (units_in_tick * fields)


def cropped(size: int, crop: int, what: str) -> int:
    """Size less cropping. Raises NalError if nothing is left."""
    if crop >= size:
        raise NalError(f"cropping leaves no {what}", where="SPS")
    return size - crop
