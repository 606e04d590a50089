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

    ``rays`` gives directions of any length, float32[rows * fine, width * fine, 3], for the rows ``top`` to
    ``bottom`` with ``fine`` rays along each side of a pixel. ``project`` takes float[n, 3] and gives pixels
    float[n, 2] and whether each point lies before the eye; what does not is taken for very near.
    """

    @property
    def width(self) -> int: ...

    @property
    def height(self) -> int: ...

    @property
    def eye(self) -> tuple[float, float, float]: ...

    def rays(self, top: int, bottom: int, fine: int) -> Floats: ...

    def project(self, points: Floats) -> tuple[Floats, NDArray[np.bool_]]: ...


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

    def rays(self, top: int, bottom: int, fine: int) -> Floats:
        columns = (np.arange(self.width * fine, dtype=np.float32) + 0.5) / fine - self.width / 2
        rows = self.height / 2 - (np.arange(top * fine, bottom * fine, dtype=np.float32) + 0.5) / fine
        down, ahead = sin(radians(self.tilt_deg)), cos(radians(self.tilt_deg))
        result = np.empty((rows.size, columns.size, 3), dtype=np.float32)
        result[..., 0] = columns / self.focal_px
        result[..., 1] = (rows / self.focal_px * ahead - down)[:, None]
        result[..., 2] = (rows / self.focal_px * down + ahead)[:, None]
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

    def rays(self, top: int, bottom: int, fine: int) -> Floats:
        step = self.deg_a_pixel / fine
        pan = np.radians(self.left_deg + (np.arange(self.width * fine) + 0.5) * step)
        tilt = np.radians(self.top_deg + (np.arange(top * fine, bottom * fine) + 0.5) * step)[:, None]
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
