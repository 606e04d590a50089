"""Cars, vans and buses as solids: a lower box, a cabin on it, windows, lights and plates."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from camproof.media.clips.scenes.lens import Floats, floats
from camproof.media.clips.scenes.plates import PLATE_SIZE, plate_picture
from camproof.media.clips.scenes.solids import Face, Solid, pyramid
from camproof.media.clips.scenes.textures import Picture

__all__ = ["SHAPES", "VehicleShape", "plate_corners", "vehicle_solid"]

Colour = tuple[int, int, int]
Corner = tuple[float, float, float]
_PX = 64
_GLASS, _DARK = (66, 54, 46), (26, 26, 28)
PLATE_M = (0.52, 0.165)


@dataclass(frozen=True, slots=True)
class VehicleShape:
    """Metres.

    :param waist: top of the lower box.
    :param cabin: (bottom rear, bottom front, top rear, top front) along the vehicle, 0 in its middle.
    :param inset: how much narrower the roof is, on each side.
    """

    kind: str
    length: float
    width: float
    height: float
    waist: float
    cabin: tuple[float, float, float, float]
    inset: float


SHAPES = {
    "car": VehicleShape("car", 4.6, 1.82, 1.46, 0.86, (-2.0, 1.05, -1.35, 0.25), 0.2),
    "van": VehicleShape("van", 5.0, 1.9, 2.05, 1.0, (-2.48, 2.1, -2.35, 1.3), 0.14),
    "bus": VehicleShape("bus", 10.2, 2.5, 3.1, 1.25, (-5.1, 5.1, -5.05, 4.95), 0.06),
}


def vehicle_solid(shape: VehicleShape, colour: Colour, plate: str, brightness: float) -> Solid:
    """The faces of a vehicle.

    :param brightness: of all its surfaces, 1 by day.
    """
    faces = []
    for name, corners in (_lower(shape) | _cabin(shape)).items():
        texture = _texture(shape, name, colour, plate)
        texture = np.clip(texture * (brightness * _SHADES.get(name, 1.0)), 0, 255).astype(np.uint8)
        faces.append(Face(np.array(corners, dtype=np.float32), pyramid(texture)))
    return Solid(tuple(faces))


_SHADES = {
    "left": 0.78, "right": 0.92, "left windows": 0.82, "right windows": 0.95, "roof": 1.12,
    "rear": 0.85, "deck": 1.1,
}  # fmt: skip
"""How bright each face is; 1 for those not named."""


def _lower(shape: VehicleShape) -> dict[str, list[Corner]]:
    """Faces of the lower box, each from its upper left clockwise."""
    x, z, y = shape.width / 2, shape.length / 2, shape.waist
    return {
        "rear": [(-x, y, -z), (x, y, -z), (x, 0, -z), (-x, 0, -z)],
        "front": [(x, y, z), (-x, y, z), (-x, 0, z), (x, 0, z)],
        "left": [(-x, y, z), (-x, y, -z), (-x, 0, -z), (-x, 0, z)],
        "right": [(x, y, -z), (x, y, z), (x, 0, z), (x, 0, -z)],
        "deck": [(-x, y, z), (x, y, z), (x, y, -z), (-x, y, -z)],
    }


def _cabin(shape: VehicleShape) -> dict[str, list[Corner]]:
    """Faces of what stands on it."""
    x, y, top = shape.width / 2, shape.waist, shape.height
    rear, front, top_rear, top_front = shape.cabin
    in_x = x - shape.inset
    left, right = (
        [(-in_x, top, top_rear), (-in_x, top, top_front)],
        [(in_x, top, top_rear), (in_x, top, top_front)],
    )
    return {
        "rear window": [left[0], right[0], (x, y, rear), (-x, y, rear)],
        "windshield": [right[1], left[1], (-x, y, front), (x, y, front)],
        "left windows": [left[1], left[0], (-x, y, rear), (-x, y, front)],
        "right windows": [right[0], right[1], (x, y, front), (x, y, rear)],
        "roof": [left[1], right[1], right[0], left[0]],
    }


def plate_corners(shape: VehicleShape, *, front: bool) -> Floats:
    """The plate as float32[4, 3] in the vehicle's metres, clockwise from its upper left."""
    wide, tall = PLATE_M
    sign, middle = (-1, 0.42) if front else (1, 0.5)
    left, right, z = -sign * wide / 2, sign * wide / 2, sign * -1 * (shape.length / 2)
    top, bottom = middle + tall / 2, middle - tall / 2
    return np.array(
        [(left, top, z), (right, top, z), (right, bottom, z), (left, bottom, z)], dtype=np.float32
    )


def _texture(shape: VehicleShape, name: str, colour: Colour, plate: str) -> Picture:
    if name in ("front", "rear"):
        return _end(shape, colour, plate, front=name == "front")
    if name in ("left", "right"):
        return _side(shape, colour, mirrored=name == "left")
    if name in ("deck", "roof"):
        return _panel(64, 96, colour)
    return _glass(shape, name, colour)


def _panel(width: int, height: int, colour: Colour) -> Picture:
    """Painted metal that shines a little more above than below."""
    shine = np.linspace(1.12, 0.8, height, dtype=np.float32)[:, None, None]
    column = np.clip(floats(colour) * shine, 0, 255).astype(np.uint8)
    return np.repeat(column, width, axis=1)


def _end(shape: VehicleShape, colour: Colour, plate: str, *, front: bool) -> Picture:
    """Front or rear of the lower box, 4 pixels a centimetre fit for the plate."""
    px = round(PLATE_SIZE[0] / PLATE_M[0])
    width, height = round(shape.width * px), round(shape.waist * px)
    panel = _panel(width, height, colour)
    cv2.rectangle(panel, (0, height - round(0.2 * px)), (width, height), _DARK, -1)
    lamp = (235, 240, 240) if front else (40, 40, 190)
    y = height - round((0.62 if front else 0.7) * px)
    for x in (round(0.26 * px), width - round(0.26 * px)):
        cv2.ellipse(panel, (x, y), (round(0.2 * px), round(0.09 * px)), 0, 0, 360, lamp, -1, cv2.LINE_AA)
        cv2.ellipse(panel, (x, y), (round(0.2 * px), round(0.09 * px)), 0, 0, 360, _DARK, 6, cv2.LINE_AA)
    if front:
        left, right = round(0.5 * px), width - round(0.5 * px)
        cv2.rectangle(panel, (left, y - round(0.06 * px)), (right, y + round(0.08 * px)), _DARK, -1)
    plate_tall, plate_wide = PLATE_SIZE[1], PLATE_SIZE[0]
    middle = height - round((0.42 if front else 0.5) * px)
    top, left = middle - plate_tall // 2, (width - plate_wide) // 2
    panel[top : top + plate_tall, left : left + plate_wide] = plate_picture(plate)
    return panel


def _side(shape: VehicleShape, colour: Colour, *, mirrored: bool) -> Picture:
    """One side of the lower box: doors, sill, wheels; the front is at the right."""
    width, height = round(shape.length * _PX), round(shape.waist * _PX)
    panel = _panel(width, height, colour)
    cv2.rectangle(panel, (0, height - round(0.2 * _PX)), (width, height), _DARK, -1)
    for share in (0.36, 0.56, 0.75):
        x = round(share * width)
        cv2.line(panel, (x, 2), (x, height - round(0.22 * _PX)), tuple(part * 0.6 for part in colour), 2)
    radius = round(0.33 * _PX * (1.4 if shape.kind == "bus" else 1))
    for share in (0.19, 0.81):
        wheel = (round(share * width), height - radius)
        cv2.circle(panel, wheel, radius + 4, (18, 18, 18), -1, cv2.LINE_AA)
        cv2.circle(panel, wheel, round(radius * 0.6), (150, 150, 152), -1, cv2.LINE_AA)
        cv2.circle(panel, wheel, round(radius * 0.25), (80, 80, 82), -1, cv2.LINE_AA)
    return np.ascontiguousarray(panel[:, ::-1]) if mirrored else panel


def _glass(shape: VehicleShape, name: str, colour: Colour) -> Picture:
    """Windows with pillars in the vehicle's colour and a sheen of the sky."""
    tall = max(24, round((shape.height - shape.waist) * _PX * 1.4))
    sides = name in ("left windows", "right windows")
    wide = round((shape.cabin[1] - shape.cabin[0]) * _PX) if sides else round(shape.width * _PX)
    panel = _panel(wide, tall, colour)
    count = (max(2, round((shape.cabin[1] - shape.cabin[0]) / 1.3))) if sides else 1
    edge, sheen = max(3, tall // 8), np.linspace(1.9, 0.9, tall, dtype=np.float32)[:, None, None]
    glass = np.clip(floats(_GLASS) * sheen, 0, 255)
    for place in range(count):
        left, right = place * wide // count + edge, (place + 1) * wide // count - edge
        panel[edge : tall - 2, left:right] = glass[edge : tall - 2]
    return panel
