"""From a drawn picture to what a sensor gives: rain before it, noise in it, I420 out of it."""

from __future__ import annotations

import cv2
import numpy as np

from camproof.media.clips.scenes.light import Light
from camproof.media.clips.scenes.textures import Picture

__all__ = ["Sensor"]

_SHIFTS = 64
_LAYERS = ((1.0, 2), (0.6, 3))


class Sensor:
    """Turns BGR pictures into I420 with the noise and rain of a light; the same for the same picture number.

    :param count: pictures in a loop, after which rain and noise repeat.
    """

    def __init__(self, width: int, height: int, count: int, light: Light, seed: int) -> None:
        rng = np.random.default_rng([seed, 77])
        self._count = count
        self._light = light
        self._size = (height, width)
        shape = (height + _SHIFTS, width + _SHIFTS)
        grain = rng.standard_normal(shape, dtype=np.float32) * np.float32(light.noise)
        grain = cv2.GaussianBlur(grain, (3, 3), 0.5) * np.float32(1.35)
        self._more = np.clip(grain + 0.5, 0, 255).astype(np.uint8)
        self._less = np.clip(0.5 - grain, 0, 255).astype(np.uint8)
        self._rain = (
            [_streaks(width, height, size, light.rain, rng) for size, _ in _LAYERS] if light.rain else []
        )

    def take(self, picture: Picture, index: int) -> Picture:
        """One picture as I420: height * 3 / 2 rows."""
        height, width = self._size
        planes = np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2YUV_I420), dtype=np.uint8)
        luma = planes[:height]
        place = index % self._count
        for layer, (_, falls) in zip(self._rain, _LAYERS, strict=False):
            tall = layer.shape[0] // 2
            turns = max(1, round(falls * self._count / 12))
            top = int(-place * turns * tall / self._count) % tall
            cv2.add(luma, layer[top : top + height, :width], dst=luma)
        down, right = place * 37 % _SHIFTS, place * 23 % _SHIFTS
        cv2.add(luma, self._more[down : down + height, right : right + width], dst=luma)
        cv2.subtract(luma, self._less[down : down + height, right : right + width], dst=luma)
        return planes


def _streaks(width: int, height: int, size: float, amount: float, rng: np.random.Generator) -> Picture:
    """Falling drops on black, twice below each other so that any window of the picture's height is whole."""
    layer = np.zeros((height, width), dtype=np.uint8)
    long, thick = max(4, int(height * 0.07 * size)), max(1, round(height * size / 600))
    for _ in range(int(110 * amount / size)):
        x, y = int(rng.integers(0, width)), int(rng.integers(0, height))
        shade = int(rng.integers(26, 64))
        for shift in (0, -height):
            cv2.line(layer, (x, y + shift), (x - long // 7, y + shift + long), shade, thick, cv2.LINE_AA)
    blurred = cv2.blur(layer, (1, max(1, long // 4)))
    return np.ascontiguousarray(np.concatenate([blurred, blurred]))
