"""One person on a canvas: limbs as rounded bars, a head with hair."""

from __future__ import annotations

from math import cos, sin

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["Colour", "draw_figure"]

Colour = tuple[int, int, int]
Point = tuple[float, float]
_SKIN, _HAIR, _SHOES = (132, 164, 206), (24, 26, 32), (30, 30, 34)
_MIDDLE, _HIPS, _SHOULDERS, _NECK = 0.5, 0.5, 0.23, 0.2


def draw_figure(canvas: NDArray[np.uint8], clothes: tuple[Colour, Colour], side: str, turn: float) -> None:
    """Draw a person that fills the canvas (BGRA) from head to foot, in place.

    :param clothes: upper and lower.
    :param side: "front", "back" or "left": what is seen of the person.
    :param turn: radians; one turn is two steps.
    """
    upper, lower = clothes
    if side == "left":
        _striding(canvas, upper, lower, turn)
    else:
        _facing(canvas, upper, lower, turn)
    _head(canvas, side)


def _striding(canvas: NDArray[np.uint8], upper: Colour, lower: Colour, turn: float) -> None:
    """From the side limbs swing to and fro; the far arm is darker."""
    swing = 0.42 * sin(turn)
    for sign in (-1, 1):
        bend = max(0.0, -sign * swing) * 1.2 + 0.1 * max(0.0, cos(turn) * sign)
        _leg(canvas, lower, (_MIDDLE, _HIPS), sign * swing, bend, 0.0)
    _arm(canvas, _darker(upper, 0.8), (_MIDDLE, _SHOULDERS), swing)
    _limb(canvas, (_MIDDLE, _SHOULDERS), (_MIDDLE, _HIPS - 0.01), 0.1, upper)
    _arm(canvas, _darker(upper, 0.92), (_MIDDLE, _SHOULDERS), -swing)


def _facing(canvas: NDArray[np.uint8], upper: Colour, lower: Colour, turn: float) -> None:
    """From the front or back legs only get shorter and longer."""
    for sign in (-1, 1):
        _leg(canvas, lower, (_MIDDLE + sign * 0.042, _HIPS), 0.0, 0.0, max(0.0, sign * 0.42 * sin(turn)))
    _limb(canvas, (_MIDDLE, _SHOULDERS), (_MIDDLE, _HIPS - 0.01), 0.145, upper)
    for sign in (-1, 1):
        _arm(canvas, _darker(upper, 0.92), (_MIDDLE + sign * 0.088, _SHOULDERS), sign * -0.12)


def _darker(colour: Colour, share: float) -> Colour:
    blue, green, red = colour
    return int(blue * share), int(green * share), int(red * share)


def _leg(
    canvas: NDArray[np.uint8], colour: Colour, hip: Point, angle: float, bend: float, lift: float
) -> None:
    knee = (hip[0] - 0.235 * sin(angle), hip[1] + 0.235 * cos(angle) - 0.05 * lift)
    foot = (knee[0] - 0.235 * sin(angle - bend), knee[1] + 0.235 * cos(angle - bend) - 0.06 * lift)
    _limb(canvas, hip, knee, 0.082, colour)
    _limb(canvas, knee, foot, 0.066, colour)
    _limb(canvas, foot, (foot[0] - (0.045 if angle or bend else 0.0), foot[1]), 0.05, _SHOES)


def _arm(canvas: NDArray[np.uint8], colour: Colour, shoulder: Point, angle: float) -> None:
    elbow = (shoulder[0] - 0.16 * sin(angle), shoulder[1] + 0.16 * cos(angle))
    hand = (elbow[0] - 0.14 * sin(angle + 0.3 * abs(angle)), elbow[1] + 0.14 * cos(angle))
    _limb(canvas, shoulder, elbow, 0.06, colour)
    _limb(canvas, elbow, hand, 0.048, colour)
    _limb(canvas, hand, hand, 0.04, _SKIN)


def _head(canvas: NDArray[np.uint8], side: str) -> None:
    _limb(canvas, (_MIDDLE, _NECK), (_MIDDLE, _NECK - 0.05), 0.05, _SKIN)
    rows, columns = canvas.shape[:2]
    centre = (round(_MIDDLE * columns), round((_NECK - 0.105) * rows))
    size = (round(0.046 * rows), round(0.064 * rows))
    cv2.ellipse(canvas, centre, size, 0, 0, 360, (*_SKIN, 255), -1, cv2.LINE_AA)
    shift = {"front": (0, -0.024), "back": (0, 0.0), "left": (0.018, -0.014)}[side]
    hair = (centre[0] + round(shift[0] * rows), centre[1] + round(shift[1] * rows))
    first, last, tall = (150, 390, 0.045) if side == "front" else (0, 360, 0.06)
    cut = (round(0.05 * rows), round(tall * rows))
    cv2.ellipse(canvas, hair, cut, 0, first, last, (*_HAIR, 255), -1, cv2.LINE_AA)


def _limb(canvas: NDArray[np.uint8], start: Point, end: Point, thick: float, colour: Colour) -> None:
    """A rounded bar; places are shares of the width (about the middle, in units of the height) and height."""
    rows, columns = canvas.shape[:2]
    points = [(round(columns / 2 + (x - 0.5) * rows), round(y * rows)) for x, y in (start, end)]
    cv2.line(canvas, points[0], points[1], (*colour, 255), max(1, round(thick * rows)), cv2.LINE_AA)
