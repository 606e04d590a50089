"""What moves in a scene."""

from __future__ import annotations

from typing import Protocol

from camproof.media.clips.scenes.lens import Floats, Lens
from camproof.media.clips.scenes.paths import Pose
from camproof.media.clips.scenes.textures import Picture

__all__ = ["Actor"]


class Actor(Protocol):
    """Something with a place in each phase (0..1) of the loop."""

    @property
    def number(self) -> int:
        """Which one it is, from 1 within its scene."""

    @property
    def kind(self) -> str:
        """What it is in the ground truth."""

    @property
    def plate(self) -> str:
        """Its number plate; empty where it has none."""

    def pose(self, phase: float) -> Pose:
        """Where it stands and which way it looks at this phase (0..1)."""

    def draw(self, picture: Picture, lens: Lens, phase: float) -> None:
        """Draw into BGR in place."""

    def outline(self, lens: Lens, phase: float) -> list[Floats]:
        """Polygons float32[n, 2] in pixels that it covers together; none where it is not before the eye."""

    def plate_quad(self, lens: Lens, phase: float) -> Floats | None:
        """Its plate in pixels, where that is turned to the eye."""
