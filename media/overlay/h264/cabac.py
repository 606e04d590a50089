"""Slice headers before CABAC data, which begins on a byte (ITU-T H.264 7.3.4)."""

from __future__ import annotations

from camproof.media.overlay.h264.parameter_sets import PpsFacts, SpsFacts
from camproof.media.overlay.h264.slice_header import SliceHeader, put_header
from camproof.protocols.nal import escape

__all__ = ["cabac_head", "cabac_start"]


def cabac_head(header: SliceHeader, sps: SpsFacts, pps: PpsFacts) -> bytes:
    """NAL header and slice header, with emulation prevention, filled up with cabac_alignment_one_bit.

    The last byte is never 0, so slice data with emulation prevention follows as it is.
    """
    size, value = put_header(header, sps, pps).code
    padding = -size % 8
    whole = (value << padding | (1 << padding) - 1).to_bytes((size + padding) // 8)
    return bytes((header.nal_ref_idc << 5 | header.nal_type,)) + escape(whole)


def cabac_start(start: int) -> int:
    """The byte of a NAL unit where slice data begins behind a header that ends before bit ``start`` (counted
    behind the NAL header).
    """
    return 1 + (start + 7) // 8
