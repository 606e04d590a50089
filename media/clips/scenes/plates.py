"""Chinese licence plates (GA 36: province character, letter, five letters or digits) as text and picture."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np

from camproof.media.clips.scenes.textures import Picture

__all__ = ["PLATE_SIZE", "plate_picture", "random_plate"]

PLATE_SIZE = (220, 70)
_BLUE, _WHITE = (176, 72, 22), (245, 245, 245)
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_DRAWN = {
    "川": "25,10 24,60 12,95|50,15 50,80|77,8 77,96",
    "云": "22,18 78,18|8,42 92,42|46,44 18,88 82,82|64,62 86,94",
    "甘": "6,32 94,32|28,8 28,92|72,8 72,92|28,62 72,62|28,90 72,90",
    "吉": "10,22 90,22|50,4 50,44|22,44 78,44|24,58 76,58 76,94 24,94 24,58",
    "京": "50,2 50,14|8,17 92,17|26,32 74,32 74,52 26,52 26,32|50,54 50,94 40,90|28,66 12,88|70,66 90,88",
    "宁": "50,2 50,14|12,34 12,20 88,20 88,34|14,48 86,48|50,48 50,94 38,88",
    "晋": "16,8 84,8|38,8 38,44|62,8 62,44|22,20 30,34|78,20 70,34|6,46 94,46|"
    "28,56 72,56 72,96 28,96 28,56|28,76 72,76",
    "皖": "22,4 16,20|8,22 36,22 36,88 8,88 8,22|8,54 36,54|68,2 68,14|46,30 46,18 94,18 94,30|"
    "54,36 86,36|46,54 94,54|62,54 60,74 42,96|76,54 76,90 96,90 96,78",
}
"""Provinces whose characters we draw: strokes as points "x,y" in a square of 100."""


def _strokes(sign: str) -> list[list[tuple[float, float]]]:
    points = [[point.split(",") for point in stroke.split()] for stroke in _DRAWN[sign].split("|")]
    return [[(float(x), float(y)) for x, y in stroke] for stroke in points]


def random_plate(rng: np.random.Generator) -> str:
    """A plate such as 皖B3K105: province, letter, five of letters and digits (at most two letters)."""
    province = list(_DRAWN)[int(rng.integers(len(_DRAWN)))]
    tail = [str(int(digit)) for digit in rng.integers(0, 10, 5)]
    for place in rng.permutation(5)[: int(rng.integers(0, 3))]:
        tail[int(place)] = _LETTERS[int(rng.integers(len(_LETTERS)))]
    return province + _LETTERS[int(rng.integers(len(_LETTERS)))] + "".join(tail)


@lru_cache(maxsize=256)
def plate_picture(text: str) -> Picture:
    """The plate in BGR, 70 rows of 220 pixels. A character that is not known leaves its place empty."""
    width, height = PLATE_SIZE
    big = np.full((2 * height, 2 * width, 3), _BLUE, dtype=np.uint8)
    cv2.rectangle(big, (6, 6), (2 * width - 7, 2 * height - 7), _WHITE, 4)
    lefts = [24, 80, 160, 214, 268, 322, 376]
    for left, sign in zip(lefts, text, strict=False):
        if sign in _DRAWN:
            for stroke in _strokes(sign):
                points = np.array([(left + x * 0.44, 26 + y * 0.88) for x, y in stroke], dtype=np.int32)
                cv2.polylines(big, [points], False, _WHITE, 7, cv2.LINE_AA)  # noqa: FBT003
        elif sign.isascii():
            _put_sign(big, sign, left)
    cv2.circle(big, (142, 70), 6, _WHITE, -1, cv2.LINE_AA)
    return np.asarray(cv2.resize(big, PLATE_SIZE, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _put_sign(big: Picture, sign: str, left: int) -> None:
    """One letter or digit, as narrow and tall as on plates."""
    cell = np.full((96, 64, 3), _BLUE, dtype=np.uint8)
    (wide, tall), _ = cv2.getTextSize(sign, cv2.FONT_HERSHEY_DUPLEX, 2.6, 6)
    place = ((64 - wide) // 2, 48 + tall // 2)
    cv2.putText(cell, sign, place, cv2.FONT_HERSHEY_DUPLEX, 2.6, _WHITE, 6, cv2.LINE_AA)
    big[24:116, left : left + 44] = cv2.resize(cell, (44, 92), interpolation=cv2.INTER_AREA)
