"""Slice headers as far as our encoder writes them (ITU-T H.264 7.3.3)."""

from __future__ import annotations

from dataclasses import dataclass

from camproof.media.errors import ClipError
from camproof.media.overlay.h264.parameter_sets import PpsFacts, SpsFacts
from camproof.protocols.nal import BitReader, BitWriter

__all__ = ["IDR", "SliceHeader", "put_header", "read_header"]

IDR = 5
_P = 0
_I = 2


@dataclass(frozen=True, slots=True)
class SliceHeader:
    """One slice of a coded frame.

    :param first: address of its first macroblock.
    :param kind: slice_type, 0 or 5 for P, 2 or 7 for I.
    :param reference: one reference picture written out (num_ref_idx_active_override_flag).
    :param cabac_init: cabac_init_idc; written in P slices with CABAC only.
    :param filtered: disable_deblocking_filter_idc: 0 all edges, 1 none, 2 all but those of the slice.
    """

    nal_ref_idc: int
    nal_type: int
    first: int
    kind: int
    frame_num: int
    idr_pic_id: int
    reference: bool
    cabac_init: int
    qp_delta: int
    filtered: int
    filter_offsets: tuple[int, int]

    @property
    def intra(self) -> bool:
        return self.kind % 5 == _I


def read_header(nal: bytes, sps: SpsFacts, pps: PpsFacts) -> tuple[SliceHeader, int]:
    """The header, and at which bit behind the NAL header the slice data begins.

    :param nal: its first bytes, unescaped.
    :raises ClipError: the slice uses a tool that the band does not know.
    """
    ref_idc, nal_type = nal[0] >> 5, nal[0] & 31
    bits = BitReader(nal[1:])
    first, kind = bits.ue(), bits.ue()
    _require(kind % 5 in (_P, _I) and bits.ue() == 0, "B slices")
    frame_num = bits.u(sps.frame_num_bits)
    idr_pic_id = bits.ue() if nal_type == IDR else 0
    reference = False
    if kind % 5 == _P:
        reference = bits.flag()
        _require(not reference or bits.ue() == 0, "several reference pictures")
        _require(not bits.flag(), "reordered references")
    if ref_idc:
        _require(not (bits.u(2) if nal_type == IDR else bits.u(1)), "marked references")
    cabac_init = bits.ue() if pps.cabac and kind % 5 == _P else 0
    qp_delta = bits.se()
    filtered = bits.ue() if pps.deblocking_control else 0
    offsets = (bits.se(), bits.se()) if pps.deblocking_control and filtered != 1 else (0, 0)
    header = SliceHeader(
        ref_idc,
        nal_type,
        first,
        kind,
        frame_num,
        idr_pic_id,
        reference,
        cabac_init,
        qp_delta,
        filtered,
        offsets,
    )
    return header, bits.position


def put_header(header: SliceHeader, sps: SpsFacts, pps: PpsFacts) -> BitWriter:
    """A writer that holds the header, without the NAL header."""
    writer = BitWriter().ue(header.first).ue(header.kind).ue(0)
    writer.u(sps.frame_num_bits, header.frame_num)
    if header.nal_type == IDR:
        writer.ue(header.idr_pic_id)
    if not header.intra:
        writer.u(1, header.reference)
        if header.reference:
            writer.ue(0)
        writer.u(1, 0)
    if header.nal_ref_idc:
        writer.u(2 if header.nal_type == IDR else 1, 0)
    if pps.cabac and not header.intra:
        writer.ue(header.cabac_init)
    writer.se(header.qp_delta)
    if pps.deblocking_control:
        writer.ue(header.filtered)
        if header.filtered != 1:
            writer.se(header.filter_offsets[0]).se(header.filter_offsets[1])
    return writer


def _require(met: bool, what: str) -> None:
    if not met:
        raise ClipError(f"The band cannot be put onto a stream with {what}.")
