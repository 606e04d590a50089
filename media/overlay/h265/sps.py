"""The sequence parameter sets of our own encodes: what a slice header needs, and the picture made taller.

A subset of ITU-T H.265 7.3.2.2: one sub-layer, 4:2:0, 8 bit, no scaling lists, no PCM, no long-term pictures,
no reference sets in the SPS. Anything else is refused: these sets are written by our own encoder runs.
"""

from __future__ import annotations

from dataclasses import dataclass

from camproof.protocols.errors import NalError
from camproof.protocols.nal import BitReader, BitWriter, H265Nal, escape, unescape

__all__ = ["Sps", "read_sps", "taller_sps"]

_CLAUSE = "ITU-T H.265 7.3.2.2"
_MAX_BYTES = 256
_MAX_SIDE = 16_888
_LEVEL_AT = 16 + 8 + 88
_SIZE_AT = _LEVEL_AT + 8


@dataclass(frozen=True, slots=True)
class Sps:
    """What slices depend on.

    :param width, height: coded size in luma samples (multiples of the smallest coding block).
    :param level_idc: 30 times the level.
    :param ctu_log2: log2 of the side of a coding tree unit, in luma samples.
    :param poc_bits: length of slice_pic_order_cnt_lsb.
    :param tools: every other field that changes how slice data reads; equal tools mean that slice data of one
        set can be read under the other.
    """

    width: int
    height: int
    level_idc: int
    ctu_log2: int
    poc_bits: int
    tools: tuple[int, ...]

    @property
    def ctu(self) -> int:
        """Side of a coding tree unit in luma samples."""
        return 1 << self.ctu_log2

    @property
    def columns(self) -> int:
        """Coding tree units in a row."""
        return -(-self.width // self.ctu)

    @property
    def address_bits(self) -> int:
        """Length of slice_segment_address (7.4.7.1): Ceil(Log2(PicSizeInCtbsY))."""
        return (self.columns * -(-self.height // self.ctu) - 1).bit_length()


def read_sps(nal: bytes | memoryview) -> Sps:
    """Read an SPS NAL without start code.

    :raises NalError: it is cut off, or uses what our encoder settings never do.
    """
    bits = _reader(nal)
    level_idc = _to_size(bits)
    width, height = bits.ue(_MAX_SIDE), bits.ue(_MAX_SIDE)
    _window(bits)
    _need(bits.ue() == 0 and bits.ue() == 0, "is not 8 bit")
    poc_bits = bits.ue(12) + 4
    bits.flag()
    for _ in range(3):
        bits.ue()
    blocks = tuple(bits.ue(4) for _ in range(6))
    ctu_log2 = blocks[0] + 3 + blocks[1]
    _need(not bits.flag(), "has scaling lists")
    amp, sao = bits.u(1), bits.u(1)
    _need(not sao, "has sample adaptive offset")
    _need(not bits.flag(), "has PCM blocks")
    _need(bits.ue() == 0, "has reference picture sets")
    _need(not bits.flag(), "has long-term pictures")
    _need(not bits.flag(), "has temporal motion vector prediction")
    tools = (*blocks, amp, bits.u(1))
    _need(min(width, height) > 0 and ctu_log2 <= 6, "has no sensible sizes")
    return Sps(width, height, level_idc, ctu_log2, poc_bits, tools)


def taller_sps(nal: bytes | memoryview, more_rows: int, least_level_idc: int = 0) -> bytes:
    """The same SPS for a picture of ``more_rows`` luma rows more; the conformance window stays at the bottom.

    :param least_level_idc: raise the level to this where it is lower: a level bounds the slices of a picture.
    :raises NalError: it cannot be read.
    """
    read_sps(nal)
    rbsp = unescape(nal)
    bits = BitReader(rbsp)
    level_idc = _to_size(bits)
    head_end = bits.position
    width, height = bits.ue(_MAX_SIDE), bits.ue(_MAX_SIDE)
    written = _copied(BitWriter(), rbsp, 0, _LEVEL_AT).u(8, max(level_idc, least_level_idc))
    _copied(written, rbsp, _SIZE_AT, head_end).ue(width).ue(height + more_rows)
    return escape(_copied(written, rbsp, bits.position, _stop_bit(rbsp)).rbsp())


def _reader(nal: bytes | memoryview) -> BitReader:
    _need(2 < len(nal) <= _MAX_BYTES and nal[0] >> 1 & 0x3F == H265Nal.SPS, "is none of ours")
    return BitReader(unescape(nal))


def _to_size(bits: BitReader) -> int:
    """Read up to the width; the level."""
    bits.skip(16 + 4)
    _need(bits.u(3) == 0, "has sub-layers")
    bits.skip(1 + 88)
    level_idc = bits.u(8)
    bits.ue(15)
    _need(bits.ue(3) == 1, "is not 4:2:0")
    return level_idc


def _window(bits: BitReader) -> None:
    if bits.flag():
        for _ in range(4):
            bits.ue(_MAX_SIDE)


def _copied(writer: BitWriter, rbsp: bytes, start: int, end: int) -> BitWriter:
    bits = BitReader(rbsp)
    bits.skip(start)
    return writer.u(end - start, bits.u(end - start))


def _stop_bit(rbsp: bytes) -> int:
    """Position of rbsp_stop_one_bit."""
    value = int.from_bytes(rbsp)
    _need(value > 0, "has no end")
    return 8 * len(rbsp) - 1 - ((value & -value).bit_length() - 1)


def _need(holds: bool, what: str) -> None:
    if not holds:
        raise NalError(f"parameter set {what}", where="SPS", clause=_CLAUSE)
