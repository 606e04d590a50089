"""Doors that open and close."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from camproof.media.clips.scenes.lens import Floats, Lens
from camproof.media.clips.scenes.paths import Pose
from camproof.media.clips.scenes.solids import Solid
from camproof.media.clips.scenes.textures import Picture

__all__ = ["Door"]


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
