"""What slices need to know of the parameter sets that our encoder writes, and the SPS of a higher picture
(ITU-T H.264 7.3.2.1, 7.3.2.2).
"""

from __future__ import annotations

from dataclasses import dataclass

from camproof.media.errors import ClipError
from camproof.protocols.nal import BitReader, BitWriter, escape, unescape

__all__ = ["PpsFacts", "SpsFacts", "read_pps", "read_sps", "with_size"]

_HIGH_PROFILES = frozenset((100, 110, 122, 244))
_LEVELS = (
    (10, 1485, 99), (11, 3000, 396), (12, 6000, 396), (13, 11880, 396), (20, 11880, 396), (21, 19800, 792),
    (22, 20250, 1620), (30, 40500, 1620), (31, 108000, 3600), (32, 216000, 5120), (40, 245760, 8192),
    (42, 522240, 8704), (50, 589824, 22080), (51, 983040, 36864), (52, 2073600, 36864),
)  # fmt: skip
"""Table A-1: level_idc, macroblocks a second, macroblocks a picture."""


@dataclass(frozen=True, slots=True)
class SpsFacts:
    """:param rows_at: bit behind the NAL header where pic_height_in_map_units_minus1 begins.

    :param columns, rows: of macroblocks.
    """

    frame_num_bits: int
    columns: int
    rows: int
    rows_at: int


@dataclass(frozen=True, slots=True)
class PpsFacts:
    """:param first_qp: quantiser of a slice whose slice_qp_delta is 0."""

    cabac: bool
    first_qp: int
    deblocking_control: bool


def read_sps(nal: bytes | memoryview) -> SpsFacts:
    """Read an SPS as libx264 writes it for pictures without B slices.

    :raises ClipError: the stream uses a tool that the band does not know.
    """
    bits = BitReader(unescape(nal[1:]))
    profile = bits.u(8)
    bits.skip(16)
    bits.ue()
    if profile in _HIGH_PROFILES:
        _require((bits.ue(), bits.ue(), bits.ue(), bits.u(1), bits.u(1)) == (1, 0, 0, 0, 0), "a high profile")
    frame_num_bits = bits.ue() + 4
    _require(bits.ue() == 2, "a picture order count of its own")
    bits.ue()
    bits.skip(1)
    columns = bits.ue() + 1
    rows_at = bits.position
    rows = bits.ue() + 1
    _require(bits.flag(), "interlacing")
    return SpsFacts(frame_num_bits, columns, rows, rows_at)


def read_pps(nal: bytes | memoryview) -> PpsFacts:
    """Read a PPS.

    :raises ClipError: it uses a tool that the band does not know.
    """
    bits = BitReader(unescape(nal[1:]))
    _require((bits.ue(), bits.ue()) == (0, 0), "a second parameter set")
    cabac, bottom_order = bits.flag(), bits.flag()
    _require(not bottom_order and bits.ue() == 0, "slice groups")
    _require(bits.ue() == 0, "several reference pictures")
    bits.ue()
    _require(not bits.u(3), "weighted prediction")
    first_qp = 26 + bits.se()
    bits.se()
    bits.se()
    deblocking, constrained, redundant = bits.flag(), bits.flag(), bits.flag()
    _require(not constrained and not redundant, "constrained prediction or redundant pictures")
    return PpsFacts(cabac, first_qp, deblocking)


def with_size(nal: bytes | memoryview, rows: int, fps: float) -> bytes:
    """The SPS for a picture of so many macroblock rows; the level is raised where it must be."""
    rbsp = unescape(nal[1:])
    facts = read_sps(nal)
    bits, size = int.from_bytes(rbsp), 8 * len(rbsp)
    behind = size - _end_of_rows(rbsp, facts)
    writer = BitWriter().u(facts.rows_at, bits >> size - facts.rows_at).ue(rows - 1)
    stop = (bits & -bits).bit_length()
    writer.u(behind - stop, (bits & (1 << behind) - 1) >> stop)
    changed = bytearray(writer.rbsp())
    changed[2] = max(changed[2], _level(facts.columns * rows, fps))
    return bytes(nal[:1]) + escape(bytes(changed))


def _end_of_rows(rbsp: bytes, facts: SpsFacts) -> int:
    reader = BitReader(rbsp)
    reader.skip(facts.rows_at)
    reader.ue()
    return reader.position


def _level(macroblocks: int, fps: float) -> int:
    for level, a_second, a_picture in _LEVELS:
        if macroblocks <= a_picture and macroblocks * fps <= a_second:
            return level
    raise ClipError(f"No level of H.264 has {macroblocks} macroblocks at {fps:g} frames a second.")


def _require(met: bool, what: str) -> None:
    if not met:
        raise ClipError(f"The band cannot be put onto a stream with {what}.")
