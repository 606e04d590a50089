"""Ways through a scene that close on themselves in one loop."""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot

import numpy as np

from camproof.media.clips.scenes.lens import Floats, floats

__all__ = ["Path", "Pose"]

_FADE_M = 5.0


@dataclass(frozen=True, slots=True)
class Pose:
    """Where something is.

    :param x, z: metres on the ground.
    :param ahead: the direction it faces, (x, z) of length 1.
    :param shown: 0..1; below 1 while it comes out of the haze or goes into it.
    :param way_m: metres gone since the start of the loop.
    """

    x: float
    z: float
    ahead: tuple[float, float]
    shown: float
    way_m: float


@dataclass(frozen=True, slots=True)
class Path:
    """A straight way from start to end, gone a whole number of times in a loop.

    :param start, end: (x, z) in metres.
    :param offset: 0..1, the place at the start of the loop.
    :param turns: how many times it is gone in one loop.
    :param back: go there and back rather than begin again at the start.
    """

    start: tuple[float, float]
    end: tuple[float, float]
    offset: float = 0.0
    turns: int = 1
    back: bool = False

    @property
    def length_m(self) -> float:
        """From end to end."""
        return hypot(self.end[0] - self.start[0], self.end[1] - self.start[1])

    def places(self, phases: Floats) -> Floats:
        """(x, z) in metres at many phases: float32[n, 2]."""
        share = floats((self.offset + self.turns * phases) % 1.0)
        if self.back:
            share = floats(np.minimum(2 * share, 2 - 2 * share))
        return floats(self.start) + share[:, None] * (floats(self.end) - floats(self.start))

    def at(self, phase: float) -> Pose:
        """The pose at ``phase`` (0..1) of the loop."""
        place = (self.offset + self.turns * phase) % 1.0
        share, sign = place, 1.0
        if self.back:
            share, sign = (2 * place, 1.0) if place < 0.5 else (2 - 2 * place, -1.0)
        dx, dz = self.end[0] - self.start[0], self.end[1] - self.start[1]
        length = self.length_m or 1.0
        edge = min(share, 1 - share) * length / _FADE_M
        return Pose(
            self.start[0] + dx * share,
            self.start[1] + dz * share,
            (sign * dx / length, sign * dz / length),
            1.0 if self.back else min(1.0, edge),
            phase * self.turns * length * (2 if self.back else 1),
        )
