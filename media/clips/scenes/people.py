"""People as flat figures with a walk of eight steps, seen from four sides."""

from __future__ import annotations

from functools import lru_cache
from math import pi

import cv2
import numpy as np

from camproof.media.clips.scenes.figure import draw_figure
from camproof.media.clips.scenes.lens import Lens, floats
from camproof.media.clips.scenes.paths import Pose
from camproof.media.clips.scenes.solids import pyramid
from camproof.media.clips.scenes.textures import Picture

__all__ = ["LOOKS", "PERSON_M", "draw_sprite", "sprite_of", "sprite_place"]

PERSON_M = 1.72
_TALL, _WIDE = 320, 160
LOOKS = (
    ((150, 70, 40), (60, 52, 48)),
    ((50, 60, 170), (110, 84, 58)),
    ((196, 200, 204), (46, 44, 44)),
    ((72, 118, 64), (96, 110, 130)),
    ((40, 150, 200), (80, 62, 46)),
    ((120, 60, 110), (52, 50, 56)),
)
"""Clothes: upper and lower, BGR."""


def sprite_place(lens: Lens, pose: Pose) -> tuple[float, float, float] | None:
    """Middle, feet and height in pixels; None behind the eye."""
    points, before = lens.project(floats([(pose.x, 0, pose.z), (pose.x, PERSON_M, pose.z)]))
    if not before.all():
        return None
    (x, feet), (_, head) = points.tolist()
    return x, feet, feet - head


def draw_sprite(
    picture: Picture, levels: tuple[Picture, ...], place: tuple[float, float, float], shown: float
) -> None:
    """Draw a figure (BGRA) with its feet at a place, in place; a dark spot lies under it."""
    x, feet, tall = place
    height, width = picture.shape[:2]
    if not 4 <= tall <= 4 * height:
        return
    wide = tall * _WIDE / _TALL
    left, top = int(np.floor(x - wide / 2)), int(np.floor(feet - tall))
    right, bottom = int(np.ceil(x + wide / 2)) + 1, int(np.ceil(feet)) + 1
    low_x, low_y, high_x, high_y = max(0, left), max(0, top), min(width, right), min(height, bottom)
    if low_x >= high_x or low_y >= high_y:
        return
    level = next((n for n, one in enumerate(levels) if one.shape[0] < 2 * tall), len(levels) - 1)
    sprite = levels[level]
    scale = tall / sprite.shape[0]
    change = floats([[scale, 0, x - wide / 2 - low_x], [0, scale, feet - tall - low_y]])
    figure = cv2.warpAffine(sprite, change, (high_x - low_x, high_y - low_y), flags=cv2.INTER_LINEAR)
    part = picture[low_y:high_y, low_x:high_x]
    cover = figure[..., 3].astype(np.float32) * np.float32(shown / 255)
    cv2.blendLinear(np.ascontiguousarray(figure[..., :3]), part, cover, 1 - cover, dst=part)


@lru_cache(maxsize=512)
def sprite_of(look: int, side: str, step: int, brightness: float) -> tuple[Picture, ...]:
    """A figure in BGRA at full, half, quarter ... size.

    :param side: "front", "back", "left" or "right": what the eye sees of the person.
    :param step: 0..7 of the walk.
    """
    if side == "right":
        return tuple(np.ascontiguousarray(one[:, ::-1]) for one in sprite_of(look, "left", step, brightness))
    big = np.zeros((2 * _TALL, 2 * _WIDE, 4), dtype=np.uint8)
    draw_figure(big, LOOKS[look % len(LOOKS)], side, 2 * pi * step / 8)
    sprite = cv2.resize(big, (_WIDE, _TALL), interpolation=cv2.INTER_AREA)
    colours = sprite[..., :3] * np.float32(brightness) * floats([0.82, 1.0][side != "back"])
    sprite[..., :3] = np.clip(colours, 0, 255)
    return pyramid(np.asarray(sprite, dtype=np.uint8))
