"""A light sheet to draw on with OpenCV: lines, points, bars and text in points, twice as fine in pixels."""

from __future__ import annotations

from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = [
    "BLUE", "FAINT", "GREEN", "GREY", "INK", "ORANGE", "RED", "Canvas", "Colour",
]  # fmt: skip

Colour = tuple[int, int, int]
"""Red, green, blue."""
INK: Colour = (31, 41, 55)
GREY: Colour = (107, 114, 128)
FAINT: Colour = (229, 231, 235)
BLUE: Colour = (37, 99, 235)
ORANGE: Colour = (234, 88, 12)
GREEN: Colour = (22, 163, 74)
RED: Colour = (220, 38, 38)

_FINE = 2
_FONT = cv2.FONT_HERSHEY_SIMPLEX
_CAP_HEIGHT = 22.0
_SHIFT = 4


class Canvas:
    """``width`` by ``height`` points; the picture has twice as many pixels each way."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self._pixels = np.full((height * _FINE, width * _FINE, 3), 255, dtype=np.uint8)

    def png(self) -> bytes:
        """The sheet as a PNG file."""
        done, data = cv2.imencode(".png", self._pixels, [cv2.IMWRITE_PNG_COMPRESSION, 9])
        assert done
        return data.tobytes()

    @property
    def pixels(self) -> NDArray[np.uint8]:
        """Rows of blue, green, red."""
        return self._pixels

    def line(self, x0: float, y0: float, x1: float, y1: float, colour: Colour, width: float = 1.0) -> None:
        """A straight line."""
        self.path(np.array([[x0, y0], [x1, y1]]), colour, width)

    def path(self, points: NDArray[np.float64], colour: Colour, width: float = 1.0) -> None:
        """A line through points of shape [n, 2]."""
        fixed = np.round(points * (_FINE << _SHIFT)).astype(np.int32)
        thick = max(1, round(width * _FINE))
        cv2.polylines(self._pixels, [fixed], False, colour[::-1], thick, cv2.LINE_AA, _SHIFT)  # noqa: FBT003

    def dots(self, points: NDArray[np.float64], colour: Colour, radius: float = 1.2) -> None:
        """A dot at each point of shape [n, 2]; those on the same pixel are drawn once."""
        fixed = np.unique(np.round(points * _FINE).astype(np.int32), axis=0)
        for x, y in fixed.tolist():
            size = round(radius * (_FINE << _SHIFT))
            centre = (x << _SHIFT, y << _SHIFT)
            cv2.circle(self._pixels, centre, size, colour[::-1], cv2.FILLED, cv2.LINE_AA, _SHIFT)

    def box(self, x0: float, y0: float, x1: float, y1: float, colour: Colour) -> None:
        """A filled box."""
        corners = [round(value * _FINE) for value in (x0, y0, x1, y1)]
        left, right = sorted((corners[0], corners[2]))
        top, bottom = sorted((corners[1], corners[3]))
        self._pixels[max(top, 0) : max(bottom, top + 1), max(left, 0) : max(right, left + 1)] = colour[::-1]

    def text(
        self,
        x: float,
        y: float,
        text: str,
        colour: Colour = INK,
        size: float = 9.0,
        align: Literal["left", "middle", "right"] = "left",
        *,
        bold: bool = False,
    ) -> None:
        """Write with the baseline at ``y``; capitals are ``size`` points high. What the font lacks is "?"."""
        plain = text.encode("ascii", "replace").decode("ascii")
        scale = size * _FINE / _CAP_HEIGHT
        thick = 2 if bold else 1
        thick = max(thick, round(size * _FINE / 14) + bold)
        (width, _), _ = cv2.getTextSize(plain, _FONT, scale, thick)
        shift = {"left": 0, "middle": width // 2, "right": width}[align]
        place = (round(x * _FINE) - shift, round(y * _FINE))
        cv2.putText(self._pixels, plain, place, _FONT, scale, colour[::-1], thick, cv2.LINE_AA)

    def text_width(self, text: str, size: float = 9.0) -> float:
        """How wide a text becomes, in points."""
        (width, _), _ = cv2.getTextSize(text, _FONT, size * _FINE / _CAP_HEIGHT, 1)
        return width / _FINE
