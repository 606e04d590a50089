"""Solid bodies made of four-cornered faces with a texture each, drawn through a lens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np

from camproof.media.clips.scenes.lens import Floats, Lens, floats
from camproof.media.clips.scenes.paths import Pose
from camproof.media.clips.scenes.textures import Picture

__all__ = ["Face", "Solid", "box_of", "pyramid", "seen_faces"]

_LEVELS = 5


def pyramid(texture: Picture) -> tuple[Picture, ...]:
    """The texture at full, half, quarter ... size, so that what is small does not glitter."""
    levels = [texture]
    while len(levels) < _LEVELS and min(levels[-1].shape[:2]) >= 8:
        levels.append(np.asarray(cv2.pyrDown(levels[-1]), dtype=np.uint8))
    return tuple(levels)


@dataclass(frozen=True, slots=True, eq=False)
class Face:
    """A flat part of a body.

    :param corners: float32[4, 3] in the body's own metres (x right, y up, z ahead of it), clockwise as seen
        from outside, beginning at the upper left of the texture.
    :param levels: see :func:`pyramid`.
    """

    corners: Floats = field(repr=False)
    levels: tuple[Picture, ...] = field(repr=False)


@dataclass(frozen=True, slots=True, eq=False)
class Solid:
    """Faces in the order in which they may be drawn: a later one is never behind an earlier one."""

    faces: tuple[Face, ...]

    def draw(self, picture: Picture, lens: Lens, pose: Pose) -> None:
        """Draw the faces that look towards the eye, BGR, in place."""
        seen = [(face, quad) for face, quad in zip(self.faces, self.quads(lens, pose), strict=True)
                if quad is not None]  # fmt: skip
        if not seen:
            return
        box = box_of([quad for _, quad in seen], picture)
        if box is None:
            return
        left, top, right, bottom = box
        part = picture[top:bottom, left:right]
        target = part if pose.shown >= 1 else part.copy()
        for face, quad in seen:
            _draw_face(target, face, quad - floats([left, top]))
        if pose.shown < 1:
            cv2.addWeighted(target, pose.shown, part, 1 - pose.shown, 0, dst=part)

    def quads(self, lens: Lens, pose: Pose) -> list[Floats | None]:
        """Each face in pixels float32[4, 2]; None where it is turned away or behind the eye."""
        return seen_faces([face.corners for face in self.faces], lens, pose)


def seen_faces(corners: Sequence[Floats], lens: Lens, pose: Pose) -> list[Floats | None]:
    """Faces in pixels; None for what is turned away or lies behind the eye."""
    points, before = lens.project(to_world(np.concatenate(corners), pose))
    result: list[Floats | None] = []
    for at in range(0, len(points), 4):
        quad = points[at : at + 4]
        (ax, ay), (bx, by), (cx, cy), (dx, dy) = quad.tolist()
        turned = (cx - ax) * (dy - by) - (dx - bx) * (cy - ay)
        result.append(quad if turned > 0.5 and before[at : at + 4].any() else None)
    return result


def to_world(points: Floats, pose: Pose) -> Floats:
    """A body's own metres in the world's."""
    ahead_x, ahead_z = pose.ahead
    x, y, z = points.T
    return np.stack(
        [pose.x + x * ahead_z + z * ahead_x, y, pose.z - x * ahead_x + z * ahead_z], axis=1
    ).astype(np.float32)


def box_of(quads: Sequence[Floats], picture: Picture) -> tuple[int, int, int, int] | None:
    """Left, top, right, bottom of what the quads cover of the picture; None where nothing."""
    points = np.concatenate(quads)
    low, high = np.floor(points.min(axis=0)), np.ceil(points.max(axis=0)) + 1
    left, top = max(0, int(low[0])), max(0, int(low[1]))
    right, bottom = min(picture.shape[1], int(high[0])), min(picture.shape[0], int(high[1]))
    return (left, top, right, bottom) if right > left and bottom > top else None


def _draw_face(picture: Picture, face: Face, quad: Floats) -> None:
    size = float(np.ptp(quad, axis=0).max())
    level = 0
    while level + 1 < len(face.levels) and max(face.levels[level + 1].shape[:2]) >= size:
        level += 1
    texture = face.levels[level]
    height, width = texture.shape[:2]
    box = box_of([quad], picture)
    if box is None:
        return
    left, top, right, bottom = box
    source = floats([[0, 0], [width - 1, 0], [width - 1, height - 1], [0, height - 1]])
    change = cv2.getPerspectiveTransform(source, quad - floats([left, top]))
    cv2.warpPerspective(
        texture, change, (right - left, bottom - top), dst=picture[top:bottom, left:right],
        flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_TRANSPARENT,
    )  # fmt: skip
