"""Slice headers of the band and the scene, under the parameter sets of the whole picture."""

from __future__ import annotations

from dataclasses import replace

from camproof.media.overlay.h265.coded import ParameterSets
from camproof.media.overlay.h265.pps import write_pps
from camproof.media.overlay.h265.slice_header import PictureHeader, SliceHeader, write_header
from camproof.media.overlay.h265.sps import read_sps, taller_sps
from camproof.protocols.errors import NalError
from camproof.protocols.nal import escape, unescape

__all__ = ["SliceWriter", "least_level_idc", "lowered_sets"]

_START = b"\x00\x00\x00\x01"
_LEVEL_4, _LEVEL_5 = 120, 150
_FULL_HD_PX, _TWO_LINES_PX, _ONE_LINE_BAND_PX = 1920, 1008, 64
_VPS_LEVEL_AT = 17
_KEEP_HEADERS = 4096


def lowered_sets(sets: ParameterSets, band_px: int) -> ParameterSets:
    """The parameter sets for a picture that has a band above what these are for.

    :param band_px: a multiple of 32.
    :raises NalError: a parameter set cannot be read.
    """
    vps, sps, _ = sets.nals
    taller = taller_sps(sps, band_px, least_level_idc(sets.sps.width, band_px))
    size, pps = read_sps(taller), replace(sets.pps, override=True, across_slices=False)
    return ParameterSets(size, pps, (_with_level(vps, size.level_idc), taller, write_pps(pps)))


def least_level_idc(coded_width: int, band_px: int) -> int:
    """Level 4 for 75 slices a picture, level 5 for 200 (A.4.1).

    Pictures wider than full HD have more than 75, and those just too narrow for all text in one line.
    """
    busy = coded_width > _TWO_LINES_PX and band_px > _ONE_LINE_BAND_PX
    return _LEVEL_5 if busy or coded_width > _FULL_HD_PX else _LEVEL_4


class SliceWriter:
    """Writes slices of pictures under these parameter sets."""

    def __init__(self, sets: ParameterSets) -> None:
        self.sets = sets
        self._headers: dict[tuple[PictureHeader, SliceHeader, int], bytes] = {}

    def header(self, picture: PictureHeader, header: SliceHeader, x_px: int, y_px: int) -> bytes:
        """Start code, NAL header and slice header; the slice data follows."""
        address = y_px // self.sets.sps.ctu * self.sets.sps.columns + x_px // self.sets.sps.ctu
        key = (picture, header, address)
        written = self._headers.get(key)
        if written is None:
            written = _START + write_header(picture, header, address, self.sets.sps, self.sets.pps)
            if len(self._headers) < _KEEP_HEADERS:
                self._headers[key] = written
        return written


def _with_level(vps: bytes, least_level_idc: int) -> bytes:
    """The VPS with its general_level_idc (7.3.2.1, 7.3.3) raised."""
    rbsp = bytearray(unescape(vps))
    if len(rbsp) <= _VPS_LEVEL_AT:
        raise NalError("parameter set is cut off", where="VPS", clause="ITU-T H.265 7.3.2.1")
    rbsp[_VPS_LEVEL_AT] = max(rbsp[_VPS_LEVEL_AT], least_level_idc)
    return escape(bytes(rbsp))
