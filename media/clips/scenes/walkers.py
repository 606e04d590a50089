"""People on foot."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from camproof.media.clips.scenes.lens import Floats, Lens, floats
from camproof.media.clips.scenes.paths import Path, Pose
from camproof.media.clips.scenes.people import draw_sprite, sprite_of, sprite_place
from camproof.media.clips.scenes.textures import Picture

__all__ = ["Walker"]


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
