"""What moves in a scene."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

import cv2
import numpy as np

from camproof.media.clips.scenes.glow import add_glow, add_pool
from camproof.media.clips.scenes.lens import Floats, Lens, floats
from camproof.media.clips.scenes.paths import Path, Pose
from camproof.media.clips.scenes.people import draw_sprite, sprite_of, sprite_place
from camproof.media.clips.scenes.solids import Solid, box_of, seen_faces, to_world
from camproof.media.clips.scenes.textures import Picture
from camproof.media.clips.scenes.vehicle_shapes import VehicleShape, plate_corners

__all__ = ["Actor", "Door", "Vehicle", "Walker"]


class Actor(Protocol):
    """Something with a place in each phase (0..1) of the loop."""

    @property
    def number(self) -> int: ...

    @property
    def kind(self) -> str: ...

    @property
    def plate(self) -> str: ...

    def pose(self, phase: float) -> Pose: ...

    def draw(self, picture: Picture, lens: Lens, phase: float) -> None:
        """Draw into BGR in place."""

    def outline(self, lens: Lens, phase: float) -> list[Floats]:
        """Polygons float32[n, 2] in pixels that it covers together; none where it is not before the eye."""

    def plate_quad(self, lens: Lens, phase: float) -> Floats | None:
        """Its plate in pixels, where that is turned to the eye."""


@dataclass(frozen=True, slots=True, eq=False)
class Vehicle:
    """A car, van or bus on its lane.

    :param shadow: 0..1, how dark the road is under it.
    :param lights: whether its lamps are on; ``glare`` is how strongly they shine.
    """

    number: int
    shape: VehicleShape
    plate: str
    path: Path
    solid: Solid = field(repr=False)
    shadow: float = 0.5
    glare: float = 0.0

    @property
    def kind(self) -> str:
        return self.shape.kind

    def pose(self, phase: float) -> Pose:
        return self.path.at(phase)

    def draw(self, picture: Picture, lens: Lens, phase: float) -> None:
        pose = self.pose(phase)
        if self.glare:
            self._light_road(picture, lens, pose)
        self._darken(picture, lens, pose)
        self.solid.draw(picture, lens, pose)
        if self.glare:
            self._shine(picture, lens, pose)

    def outline(self, lens: Lens, phase: float) -> list[Floats]:
        return [quad for quad in self.solid.quads(lens, self.pose(phase)) if quad is not None]

    def plate_quad(self, lens: Lens, phase: float) -> Floats | None:
        plates = [plate_corners(self.shape, front=front) for front in (True, False)]
        return next((quad for quad in seen_faces(plates, lens, self.pose(phase)) if quad is not None), None)

    def _darken(self, picture: Picture, lens: Lens, pose: Pose) -> None:
        half, long = self.shape.width / 2 + 0.35, self.shape.length / 2 + 0.2
        ground = floats([(-half, 0, long), (half, 0, long), (half, 0, -long), (-half, 0, -long)])
        (quad,) = seen_faces([ground], lens, pose)
        box = None if quad is None else box_of([quad], picture)
        if quad is None or box is None:
            return
        left, top, right, bottom = box
        mask = np.zeros((bottom - top, right - left), dtype=np.uint8)
        cv2.fillConvexPoly(mask, np.round(quad - floats([left, top])).astype(np.int32), 255)
        part = picture[top:bottom, left:right]
        cv2.copyTo(cv2.convertScaleAbs(part, alpha=1 - self.shadow * pose.shown), mask, part)

    def _light_road(self, picture: Picture, lens: Lens, pose: Pose) -> None:
        near, far = self.shape.length / 2 + 0.3, self.shape.length / 2 + 11
        pool = floats([(-2.2, 0.02, far), (2.2, 0.02, far), (1.1, 0.02, near), (-1.1, 0.02, near)])
        (quad,) = seen_faces([pool], lens, pose)
        if quad is not None:
            add_pool(picture, quad, self.glare * 0.5 * pose.shown)

    def _shine(self, picture: Picture, lens: Lens, pose: Pose) -> None:
        for front in (True, False):
            sign = 1 if front else -1
            z, y, x = sign * (self.shape.length / 2 + 0.05), 0.64, self.shape.width / 2 - 0.26
            lamps = floats([(-x, y, z), (x, y, z), (0, y, z), (0, y + 0.3, z)])
            eye = floats([lens.eye[0] - pose.x, lens.eye[2] - pose.z])
            if sign * float(eye @ floats(pose.ahead)) < 1.0:
                continue
            points, before = lens.project(to_world(lamps, pose))
            if before.all():
                radius = float(abs(points[2, 1] - points[3, 1])) * (2.4 if front else 1.1)
                colour = (0.86, 0.96, 1.0) if front else (0.12, 0.1, 0.9)
                for x_px, y_px in points[:2]:
                    strength = self.glare * pose.shown * (1.0 if front else 0.6)
                    add_glow(picture, (float(x_px), float(y_px)), radius, colour, strength)


@dataclass(frozen=True, slots=True, eq=False)
class Walker:
    """A person on foot.

    :param look: number of the person's clothes.
    :param brightness: 1 by day.
    """

    number: int
    path: Path
    look: int
    steps: int
    brightness: float = 1.0
    kind: str = "person"
    plate: str = ""

    def pose(self, phase: float) -> Pose:
        return self.path.at(phase)

    def draw(self, picture: Picture, lens: Lens, phase: float) -> None:
        pose = self.pose(phase)
        place = sprite_place(lens, pose)
        if place is not None:
            sprite = sprite_of(self.look, _side(lens, pose), int(phase * self.steps * 8) % 8, self.brightness)
            draw_sprite(picture, sprite, place, pose.shown)

    def outline(self, lens: Lens, phase: float) -> list[Floats]:
        place = sprite_place(lens, self.pose(phase))
        if place is None:
            return []
        x, bottom, tall = place
        shape = floats([(-0.06, -1), (0.06, -1), (0.15, -0.8), (0.14, 0), (-0.14, 0), (-0.15, -0.8)])
        return [shape * np.float32(tall) + floats([x, bottom])]

    def plate_quad(self, lens: Lens, phase: float) -> Floats | None:  # noqa: ARG002  (people have none)
        return None


def _side(lens: Lens, pose: Pose) -> str:
    """Which side of a person the eye sees."""
    to_x, to_z = lens.eye[0] - pose.x, lens.eye[2] - pose.z
    size = float(np.hypot(to_x, to_z)) or 1.0
    facing = (pose.ahead[0] * to_x + pose.ahead[1] * to_z) / size
    if abs(facing) > 0.72:
        return "front" if facing > 0 else "back"
    return "left" if pose.ahead[0] * to_z - pose.ahead[1] * to_x > 0 else "right"


@dataclass(frozen=True, slots=True, eq=False)
class Door:
    """A door leaf that opens and closes once in a loop.

    :param hinge: (x, z) in metres; ``wall`` is the direction of the closed leaf from there, ``inwards`` that
        of the open one.
    :param opens: phase in the middle of its being open; ``span`` is the share of the loop that takes;
        0 for a door that stays shut.
    """

    number: int
    hinge: tuple[float, float]
    wall: tuple[float, float]
    inwards: tuple[float, float]
    leaf: Solid = field(repr=False)
    width_m: float = 1.0
    opens: float = 0.5
    span: float = 0.5
    kind: str = "door"
    plate: str = ""

    def pose(self, phase: float) -> Pose:
        """The middle of the leaf."""
        away = abs((phase - self.opens + 0.5) % 1.0 - 0.5)
        share = min(1.0, 2 * away / self.span) if self.span else 1.0
        turn = np.radians(82) * (0.5 + 0.5 * np.cos(np.pi * share))
        along, across = float(np.cos(turn)), float(np.sin(turn))
        x = self.wall[0] * along + self.inwards[0] * across
        z = self.wall[1] * along + self.inwards[1] * across
        half = self.width_m / 2
        return Pose(self.hinge[0] + x * half, self.hinge[1] + z * half, (x, z), 1.0, 0.0)

    def draw(self, picture: Picture, lens: Lens, phase: float) -> None:
        self.leaf.draw(picture, lens, self.pose(phase))

    def outline(self, lens: Lens, phase: float) -> list[Floats]:
        return [quad for quad in self.leaf.quads(lens, self.pose(phase)) if quad is not None]

    def plate_quad(self, lens: Lens, phase: float) -> Floats | None:  # noqa: ARG002  (doors have none)
        return None
