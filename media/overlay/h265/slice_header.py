"""The slice segment headers of our own encodes (a subset of ITU-T H.265 7.3.6.1), read and written.

A header ends with byte_alignment(), whose last byte is never 0. So the slice data behind it can be put
behind any other header byte for byte, emulation prevention included.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from camproof.media.overlay.h265.pps import Pps
from camproof.media.overlay.h265.sps import Sps
from camproof.protocols.errors import NalError
from camproof.protocols.nal import BitReader, BitWriter, escape, unescape

__all__ = ["PictureHeader", "SliceHeader", "SliceType", "read_slice", "write_header"]

_MAX_HEADER_BYTES = 64
_MAX_REFERENCES = 16
_IDR = (19, 20)
_IRAP = range(16, 24)
_TEMPORAL_ID_PLUS_1 = 1


class SliceType(IntEnum):
    """``slice_type``, B left out: no layout here has it (ITU-T H.265 table 7-7)."""

    P = 1
    I = 2  # noqa: E741  (the standard's name)


@dataclass(frozen=True, slots=True)
class PictureHeader:
    """What all slices of a picture must say alike (7.4.7.1).

    :param nal_type: nal_unit_type of the picture's slices.
    :param order: the bits from slice_pic_order_cnt_lsb to the end of the reference picture set, as
        (number of bits, value); (0, 0) for IDR pictures.
    """

    nal_type: int
    order: tuple[int, int]


@dataclass(frozen=True, slots=True)
class SliceHeader:
    """What a slice says of its own data.

    :param merge_candidates: MaxNumMergeCand of P slices, else 0.
    """

    kind: SliceType
    qp: int
    merge_candidates: int = 0
    cabac_init: bool = False
    deblocked: bool = True


def read_slice(nal: bytes | memoryview, sps: Sps, pps: Pps) -> tuple[PictureHeader, SliceHeader, bytes]:
    """Read a slice; the third value is its data, with emulation prevention. Its address is left out.

    :raises NalError: it is cut off, or uses what our encoder settings never do.
    """
    _need(len(nal) > 2 and nal[0] >> 1 & 0x3F < 32, "is no picture")
    nal_type = nal[0] >> 1 & 0x3F
    rbsp = unescape(nal)
    bits = BitReader(rbsp[:_MAX_HEADER_BYTES])
    bits.skip(16)
    first = bits.flag()
    if nal_type in _IRAP:
        bits.skip(1)
    _need(bits.ue() == 0, "has another parameter set than 0")
    if not first:
        bits.skip(sps.address_bits)
    kind = bits.ue(2)
    _need(kind in (SliceType.P, SliceType.I), "is a B slice")
    order = (0, 0) if nal_type in _IDR else _order(bits, rbsp, sps)
    header = _own_part(bits, SliceType(kind), pps)
    _need(bits.flag(), "has no alignment bit")
    bits.skip(-bits.position % 8)
    return PictureHeader(nal_type, order), header, escape(rbsp[bits.position // 8 :])


def write_header(picture: PictureHeader, header: SliceHeader, address: int, sps: Sps, pps: Pps) -> bytes:
    """NAL header and slice header, with emulation prevention; the slice data follows at the next byte.

    :param address: slice_segment_address, in coding tree units of the whole picture.
    """
    bits = BitWriter().u(1, address == 0)
    if picture.nal_type in _IRAP:
        bits.u(1, 0)
    bits.ue(0)
    if address:
        bits.u(sps.address_bits, address)
    bits.ue(header.kind).u(*picture.order)
    if header.kind == SliceType.P:
        bits.u(1, 0)
        if pps.cabac_init:
            bits.u(1, header.cabac_init)
        bits.ue(5 - header.merge_candidates)
    bits.se(header.qp - pps.init_qp)
    if pps.override:
        _write_deblocking(bits, header.deblocked)
    if pps.across_slices and header.deblocked:
        bits.u(1, 0)
    return bytes((picture.nal_type << 1, _TEMPORAL_ID_PLUS_1)) + escape(bits.rbsp())


def _write_deblocking(bits: BitWriter, deblocked: bool) -> None:
    if deblocked:
        bits.u(1, 0)
    else:
        bits.u(2, 0b11)


def _order(bits: BitReader, rbsp: bytes, sps: Sps) -> tuple[int, int]:
    start = bits.position
    bits.skip(sps.poc_bits)
    _need(not bits.flag(), "refers to a reference picture set of the SPS")
    negative = bits.ue(_MAX_REFERENCES)
    bits.ue(0)
    for _ in range(negative):
        bits.ue(1 << 15)
        bits.skip(1)
    count = bits.position - start
    again = BitReader(rbsp[:_MAX_HEADER_BYTES])
    again.skip(start)
    return count, again.u(count)


def _own_part(bits: BitReader, kind: SliceType, pps: Pps) -> SliceHeader:
    candidates, cabac_init = 0, False
    if kind == SliceType.P:
        _need(not bits.flag(), "has a reference number of its own")
        cabac_init = pps.cabac_init and bits.flag()
        candidates = 5 - bits.ue(4)
    qp = pps.init_qp + bits.se()
    _need(0 <= qp <= 51, "has a QP out of range")
    overridden = pps.override and bits.flag()
    deblocked = not (overridden and bits.flag())
    _need(not (overridden and deblocked), "changes the deblocking filter")
    if pps.across_slices and deblocked:
        bits.skip(1)
    return SliceHeader(kind, qp, candidates, cabac_init, deblocked)


def _need(holds: bool, what: str) -> None:
    if not holds:
        raise NalError(f"slice {what}", where="slice header", clause="ITU-T H.265 7.3.6.1")
