"""Whether a coded picture is I, P or B: the slice types of its slice headers (H.264 7.4.3, H.265 7.4.7.1)."""

from __future__ import annotations

from camproof.protocols.errors import NalError
from camproof.protocols.nal import BitReader, H265Nal, is_vcl, nal_type, split_annexb, unescape

__all__ = ["PictureTypes"]

_HEAD_BYTES = 24
_H264_TYPES = "PBIPI"
_H265_TYPES = "BPI"
_ORDER = " IPB"
_MAX_PPS = 64


class PictureTypes:
    """Give it the access units of one stream in their order; it never raises."""

    def __init__(self, codec: str) -> None:
        self.codec = codec
        self._extra_bits: dict[int, int] = {}

    def of(self, access_unit: bytes) -> str:
        """Give "I", "P" or "B" (where any slice is B), "" where the bytes do not tell."""
        found = " "
        for nal in split_annexb(access_unit):
            try:
                kind = self._slice(nal)
            except NalError:
                continue
            found = max(found, kind, key=_ORDER.index)
        return found.strip()

    def _slice(self, nal: memoryview) -> str:
        number = nal_type(self.codec, nal)
        if self.codec == "H265" and number == H265Nal.PPS:
            self._take_pps(nal)
        if not is_vcl(self.codec, number):
            return " "
        if self.codec == "H265":
            return self._h265(number, BitReader(unescape(nal[2:_HEAD_BYTES])))
        if number not in (1, 2, 5):
            return " "
        bits = BitReader(unescape(nal[1:_HEAD_BYTES]))
        bits.ue()
        return _H264_TYPES[bits.ue(9) % 5]

    def _h265(self, number: int, bits: BitReader) -> str:
        if not bits.flag():
            return " "
        if 16 <= number <= 23:
            bits.skip(1)
        bits.skip(self._extra_bits.get(bits.ue(_MAX_PPS - 1), 0))
        return _H265_TYPES[bits.ue(2)]

    def _take_pps(self, nal: memoryview) -> None:
        """num_extra_slice_header_bits (H.265 7.3.2.3.1)."""
        bits = BitReader(unescape(nal[2:_HEAD_BYTES]))
        number = bits.ue(_MAX_PPS - 1)
        bits.ue(15)
        bits.skip(2)
        self._extra_bits[number] = bits.u(3)
