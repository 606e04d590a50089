"""The picture parameter sets of our own encodes (a subset of ITU-T H.265 7.3.2.3), read and written."""

from __future__ import annotations

from dataclasses import dataclass

from camproof.protocols.errors import NalError
from camproof.protocols.nal import BitReader, BitWriter, H265Nal, escape, unescape

__all__ = ["Pps", "read_pps", "write_pps"]

_MAX_BYTES = 64
_HEADER = bytes((H265Nal.PPS << 1, 1))


@dataclass(frozen=True, slots=True)
class Pps:
    """A picture parameter set with id 0 of SPS 0: no tiles, no wavefronts, no extensions, no weights.

    :param tools: sign hiding, constrained intra prediction, transform skip, transquant bypass as 0 or 1,
        then the offsets of both chroma QPs and log2_parallel_merge_level_minus2.
    :param delta_qp_depth: diff_cu_qp_delta_depth; None where coding units carry no QP.
    :param override: slices may switch their deblocking off.
    :param across_slices: deblocking passes slice edges where a slice allows it.
    """

    init_qp: int
    cabac_init: bool
    delta_qp_depth: int | None
    tools: tuple[int, int, int, int, int, int, int]
    override: bool = False
    across_slices: bool = True

    @property
    def data_tools(self) -> tuple[object, ...]:
        """What slice data depends on; the QP and loop filters are in the slice header."""
        return (self.delta_qp_depth, self.tools)


def read_pps(nal: bytes | memoryview) -> Pps:
    """Read a PPS NAL without start code.

    :raises NalError: it is cut off, or uses what our encoder settings never do.
    """
    _need(2 < len(nal) <= _MAX_BYTES and nal[0] >> 1 & 0x3F == H265Nal.PPS, "is none of ours")
    bits = BitReader(unescape(nal))
    bits.skip(16)
    _need(bits.ue() == 0 and bits.ue() == 0, "has another id than 0")
    _need(bits.u(5) == 0, "has dependent slices or extra bits")
    sign_hiding, cabac_init = bits.u(1), bits.flag()
    _need(bits.ue() == 0 and bits.ue() == 0, "has more than one reference")
    init_qp = 26 + bits.se()
    constrained, transform_skip = bits.u(1), bits.u(1)
    depth = bits.ue(3) if bits.flag() else None
    cb_offset, cr_offset = bits.se(), bits.se()
    _need(bits.u(3) == 0, "has slice chroma offsets or weights")
    bypass = bits.u(1)
    _need(bits.u(2) == 0, "has tiles or wavefronts")
    across_slices, override = bits.flag(), _override(bits)
    _need(bits.u(2) == 0, "has scaling lists or list modification")
    merge_level = bits.ue(4)
    _need(bits.u(2) == 0, "has extensions")
    tools = (sign_hiding, constrained, transform_skip, bypass, cb_offset, cr_offset, merge_level)
    return Pps(init_qp, cabac_init, depth, tools, override, across_slices)


def write_pps(pps: Pps) -> bytes:
    """The NAL unit without start code."""
    sign_hiding, constrained, transform_skip, bypass, cb_offset, cr_offset, merge_level = pps.tools
    bits = BitWriter().ue(0).ue(0).u(5, 0).u(1, sign_hiding).u(1, pps.cabac_init).ue(0).ue(0)
    bits.se(pps.init_qp - 26).u(1, constrained).u(1, transform_skip).u(1, pps.delta_qp_depth is not None)
    if pps.delta_qp_depth is not None:
        bits.ue(pps.delta_qp_depth)
    bits.se(cb_offset).se(cr_offset).u(3, 0).u(1, bypass).u(2, 0).u(1, pps.across_slices)
    bits.u(1, pps.override)
    if pps.override:
        bits.u(2, 0b10).se(0).se(0)
    return _HEADER + escape(bits.u(2, 0).ue(merge_level).u(2, 0).rbsp())


def _override(bits: BitReader) -> bool:
    """deblocking_filter_override_enabled_flag, behind deblocking_filter_control_present_flag."""
    if not bits.flag():
        return False
    override = bits.flag()
    _need(not bits.flag() and bits.se() == 0 and bits.se() == 0, "changes the deblocking filter")
    return override


def _need(holds: bool, what: str) -> None:
    if not holds:
        raise NalError(f"parameter set {what}", where="PPS", clause="ITU-T H.265 7.3.2.3")
