"""Light added to a picture: lamps seen directly, and what they throw onto the road."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np

from camproof.media.clips.scenes.lens import Floats, floats
from camproof.media.clips.scenes.solids import box_of
from camproof.media.clips.scenes.textures import Picture

__all__ = ["add_glow", "add_pool"]

_SIZE = 96


@lru_cache(maxsize=4)
def _spot(colour: tuple[float, float, float]) -> Picture:
    """A round light that fades outwards, BGR."""
    rows, columns = np.mgrid[-1 : 1 : _SIZE * 1j, -1 : 1 : _SIZE * 1j]
    away = np.hypot(rows, columns)
    light = np.clip(1.4 * np.exp(-((away / 0.16) ** 2)) + 0.42 * np.exp(-((away / 0.42) ** 2)), 0, 1)
    light *= np.clip((1 - away) * 4, 0, 1)
    return np.asarray(light[..., None] * np.array(colour) * 255, dtype=np.uint8)


@lru_cache(maxsize=1)
def _pool() -> Picture:
    """The light of two head lamps on the road, brightest near the vehicle, BGR."""
    rows, columns = np.mgrid[1 : 0 : _SIZE * 1j, -1 : 1 : _SIZE * 1j]
    light = np.exp(-((columns / 0.5) ** 2)) * np.clip(1 - rows, 0, 1) ** 1.3 * np.clip(rows * 12, 0, 1)
    return np.asarray(light[..., None] * np.array([0.72, 0.88, 1.0]) * 200, dtype=np.uint8)


def add_glow(
    picture: Picture,
    at: tuple[float, float],
    radius: float,
    colour: tuple[float, float, float],
    strength: float,
) -> None:
    """Add a lamp in place; parts outside the picture are cut."""
    size = int(2 * radius)
    if size < 2 or strength <= 0:
        return
    left, top = round(at[0] - radius), round(at[1] - radius)
    low_x, low_y = max(0, left), max(0, top)
    high_x, high_y = min(picture.shape[1], left + size), min(picture.shape[0], top + size)
    if low_x >= high_x or low_y >= high_y or size > 2 * picture.shape[1]:
        return
    light = cv2.resize(_spot(colour), (size, size), interpolation=cv2.INTER_LINEAR)
    part = picture[low_y:high_y, low_x:high_x]
    cut = light[low_y - top : high_y - top, low_x - left : high_x - left]
    cv2.add(part, cv2.convertScaleAbs(cut, alpha=strength), dst=part)


def add_pool(picture: Picture, quad: Floats, strength: float) -> None:
    """Add light within four corners on the road in place: far left, far right, near right, near left."""
    box = box_of([quad], picture)
    if box is None:
        return
    left, top, right, bottom = box
    last = _SIZE - 1
    source = floats([[0, 0], [last, 0], [last, last], [0, last]])
    change = cv2.getPerspectiveTransform(source, quad - floats([left, top]))
    light = cv2.warpPerspective(_pool(), change, (right - left, bottom - top))
    part = picture[top:bottom, left:right]
    cv2.add(part, cv2.convertScaleAbs(light, alpha=strength), dst=part)
