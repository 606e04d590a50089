"""Vehicles: a solid on a lane, its shadow and its lights."""

from __future__ import annotations

from dataclasses import dataclass, field

import cv2
import numpy as np

from camproof.media.clips.scenes.glow import add_glow, add_pool
from camproof.media.clips.scenes.lens import Floats, Lens, floats
from camproof.media.clips.scenes.paths import Path, Pose
from camproof.media.clips.scenes.solids import Solid, box_of, seen_faces, to_world
from camproof.media.clips.scenes.textures import Picture
from camproof.media.clips.scenes.vehicle_shapes import VehicleShape, plate_corners

__all__ = ["Vehicle"]


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
