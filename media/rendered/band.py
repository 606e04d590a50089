"""The band of a rendered picture: strip, text and clock of the overlay, painted before it is coded."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from camproof.media.overlay.layout import BLOCK_PX, STRIP_BITS, band_layout
from camproof.media.overlay.model import OverlayText
from camproof.media.overlay.strip import strip_bits
from camproof.media.overlay.text import line_dots
from camproof.media.rendered.view import Picture
from camproof.media.stamp import TruthStamp

__all__ = ["PaintedBand"]

_BLACK, _WHITE, _GREY = 16, 235, 128
_DOT_PX = 2
_US = 1_000_000


class PaintedBand:
    """Lies over the top of the scene, where the band of a clip has it; ``read_strip`` reads it back.

    :param text: what stands beside the clock.
    :param zone_s: what the camera's time zone adds to the clock that is shown.
    :raises ClipError: the picture is too small for a band.
    """

    def __init__(self, width: int, height: int, text: OverlayText, zone_s: int) -> None:
        self.layout = band_layout(width, height)
        self._text = text
        self._zone_s = zone_s
        self._lines: tuple[int, NDArray[np.uint8]] | None = None

    def painted(self, planes: Picture, stamp: TruthStamp) -> Picture:
        """A copy of an I420 picture (height * 3 / 2 rows of width bytes) with the band of this stamp."""
        layout = self.layout
        picture = np.ascontiguousarray(planes).copy()
        luma = picture[: layout.band_px]
        luma[:] = _BLACK
        strip = self._strip(stamp)
        luma[: strip.shape[0], : strip.shape[1]] = strip
        lines = self._lines_at(stamp.capture_us // _US + self._zone_s)
        luma[layout.strip_px :, : lines.shape[1]] = lines
        half = layout.width // 2
        chroma = picture[layout.height :].reshape(2, layout.height // 2, half)
        chroma[:, : layout.band_px // 2] = _GREY
        return picture

    def _strip(self, stamp: TruthStamp) -> NDArray[np.uint8]:
        layout = self.layout
        bits = np.zeros(layout.strip_rows * layout.strip_columns, np.bool_)
        data = strip_bits(stamp.camera, stamp.frame, stamp.capture_us).to_bytes(STRIP_BITS // 8)
        bits[:STRIP_BITS] = np.unpackbits(np.frombuffer(data, np.uint8))
        return _magnified(bits.reshape(layout.strip_rows, layout.strip_columns), BLOCK_PX)

    def _lines_at(self, clock_s: int) -> NDArray[np.uint8]:
        if self._lines is None or self._lines[0] != clock_s:
            dots = [line_dots(self.layout.columns, line, self._text, clock_s) for line in self.layout.lines]
            self._lines = clock_s, _magnified(np.concatenate(dots), _DOT_PX)
        return self._lines[1]


def _magnified(white: NDArray[np.bool_], size_px: int) -> NDArray[np.uint8]:
    shades = np.where(white, _WHITE, _BLACK).astype(np.uint8)
    return shades.repeat(size_px, axis=0).repeat(size_px, axis=1)
