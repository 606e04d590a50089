"""How a scene's world (metres; x right, y up, z ahead) falls onto a picture: a plain lens, or all around."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import cos, radians, sin, tan
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["Floats", "Lens", "PinholeLens", "SphereLens", "floats"]

Floats = NDArray[np.float32]
_NEAR_M = 0.5


def floats(values: ArrayLike) -> Floats:
    """Numbers as float32."""
    return np.asarray(values, dtype=np.float32)


class Lens(Protocol):
    """An eye and its picture.

    ``rays`` gives directions of any length, float32[rows * fine, columns * fine, 3], for a part of the
    picture with ``fine`` rays along each side of a pixel. ``project`` takes float[n, 3] and gives pixels
    float[n, 2] and whether each point lies before the eye; what does not is taken for very near.
    """

    @property
    def width(self) -> int:
        """Of the picture, in pixels."""

    @property
    def height(self) -> int:
        """Of the picture, in pixels."""

    @property
    def eye(self) -> tuple[float, float, float]:
        """Where it stands: x, y, z in metres."""

    def rays(self, rows: range, columns: range, fine: int) -> Floats:
        """Directions of the rays through a part of the picture: float32[rows * fine, columns * fine, 3]."""

    def project(self, points: Floats) -> tuple[Floats, NDArray[np.bool_]]:
        """Pixels float32[n, 2] of points float32[n, 3] in metres, and whether each lies before the eye."""


def _middles(places: range, fine: int) -> Floats:
    """Where rays go through pixels, in pixels."""
    return floats((np.arange(places.start * fine, places.stop * fine) + 0.5) / fine)


@dataclass(frozen=True)
class PinholeLens:
    """A straight view ahead.

    :param eye: metres.
    :param tilt_deg: downwards positive.
    :param field_deg: horizontal field of view.
    """

    width: int
    height: int
    eye: tuple[float, float, float]
    tilt_deg: float = 10.0
    field_deg: float = 58.0

    @cached_property
    def focal_px(self) -> float:
        return self.width / 2 / tan(radians(self.field_deg) / 2)

    def rays(self, rows: range, columns: range, fine: int) -> Floats:
        across = _middles(columns, fine) - self.width / 2
        upwards = self.height / 2 - _middles(rows, fine)
        down, ahead = sin(radians(self.tilt_deg)), cos(radians(self.tilt_deg))
        result = np.empty((upwards.size, across.size, 3), dtype=np.float32)
        result[..., 0] = across / self.focal_px
        result[..., 1] = (upwards / self.focal_px * ahead - down)[:, None]
        result[..., 2] = (upwards / self.focal_px * down + ahead)[:, None]
        return result

    def project(self, points: Floats) -> tuple[Floats, NDArray[np.bool_]]:
        x, y, z = (points - np.asarray(self.eye, dtype=np.float32)).T
        down, ahead = sin(radians(self.tilt_deg)), cos(radians(self.tilt_deg))
        depth, up = z * ahead - y * down, y * ahead + z * down
        seen = depth > _NEAR_M
        scale = self.focal_px / np.maximum(depth, _NEAR_M)
        pixels = np.stack([self.width / 2 + x * scale, self.height / 2 - up * scale], axis=1)
        return pixels.astype(np.float32), seen


@dataclass(frozen=True)
class SphereLens:
    """A window of the picture all around, in which each pixel is the same angle to both sides.

    :param left_deg, top_deg: direction of the left and upper edge; pan clockwise from z, tilt downwards
        positive.
    """

    width: int
    height: int
    eye: tuple[float, float, float]
    left_deg: float
    top_deg: float
    deg_a_pixel: float

    def rays(self, rows: range, columns: range, fine: int) -> Floats:
        pan = np.radians(self.left_deg + _middles(columns, fine) * self.deg_a_pixel)
        tilt = np.radians(self.top_deg + _middles(rows, fine) * self.deg_a_pixel)[:, None]
        result = np.empty((tilt.size, pan.size, 3), dtype=np.float32)
        result[..., 0] = np.sin(pan) * np.cos(tilt)
        result[..., 1] = -np.sin(tilt)
        result[..., 2] = np.cos(pan) * np.cos(tilt)
        return result

    def project(self, points: Floats) -> tuple[Floats, NDArray[np.bool_]]:
        x, y, z = (points - np.asarray(self.eye, dtype=np.float32)).T
        across = np.hypot(x, z)
        middle = self.left_deg + self.width * self.deg_a_pixel / 2
        pan = np.degrees(np.arctan2(x, z)) - middle
        pan = (pan - pan[:1] + 180) % 360 - 180 + (pan[:1] + 180) % 360 - 180
        tilt = np.degrees(np.arctan2(-y, across)) - self.top_deg
        pixels = np.stack([self.width / 2 + pan / self.deg_a_pixel, tilt / self.deg_a_pixel], axis=1)
        return pixels.astype(np.float32), across > _NEAR_M
