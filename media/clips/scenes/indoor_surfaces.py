"""A corridor that widens into a lobby: floor tiles, walls with doors, ceiling with lamps."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from camproof.media.clips.scenes.lens import Floats, floats
from camproof.media.clips.scenes.light import Light
from camproof.media.clips.scenes.textures import Grain, Shade, parts_of

__all__ = ["CEILING_M", "DOORS", "DOOR_M", "ENDS_M", "WALL_M", "IndoorShade"]

WALL_M, CEILING_M, ENDS_M = 3.2, 3.1, (-12.0, 24.0)
DOOR_M = (1.0, 2.15)
DOORS = (4.0, 8.5, 13.0, 17.5)
"""Where doors begin along both walls, metres ahead (and, mirrored, behind)."""
_LAMP_STEP_M = 3.0
Mask = NDArray[np.bool_]


class IndoorShade(Shade):
    """The inside of a building, the same for the same seed."""

    def __init__(self, light: Light, seed: int) -> None:
        self._light = light
        self._grain = Grain(seed)

    def __call__(self, eye: tuple[float, float, float], rays: Floats) -> Floats:
        dx, dy, dz = parts_of(rays)
        reach = np.stack([
            np.where(dy < 0, -eye[1], CEILING_M - eye[1]) / dy,
            (np.sign(dx) * WALL_M - eye[0]) / dx,
            (np.where(dz > 0, ENDS_M[1], ENDS_M[0]) - eye[2]) / dz,
        ])  # fmt: skip
        which = np.argmin(reach, axis=0)
        at = np.asarray(eye, dtype=np.float32) + rays * reach.min(axis=0)[:, None]
        colours = np.empty_like(rays)
        for mask, colour_of in (
            ((which == 0) & (dy < 0), self._floor), ((which == 0) & (dy > 0), self._ceiling),
            (which == 1, self._wall), (which == 2, self._end),
        ):  # fmt: skip
            if mask.any():
                colours[mask] = colour_of(at[mask])
        return colours

    def _floor(self, at: Floats) -> Floats:
        x, z = at[:, 0], at[:, 2]
        tile = (np.floor(x / 0.8).astype(np.int32), np.floor(z / 0.8).astype(np.int32))
        grey = 168 + self._grain.cell(*tile) * 14 + self._grain.at(x, z, 0.02) * 5
        joint = (x / 0.8 % 1 < 0.025) | (z / 0.8 % 1 < 0.025)
        grey = np.where(joint, grey - 40, grey)
        shine = np.exp(-((np.abs(x) / 1.1) ** 2)) * (np.abs(self._lamp(z)) < 0.9) * 34
        colour = (grey + shine)[:, None] * floats([0.92, 0.98, 1.02])
        return self._lit(colour, at)

    def _ceiling(self, at: Floats) -> Floats:
        x, z = at[:, 0], at[:, 2]
        grey = 196 + self._grain.at(x, z, 0.03) * 3
        grey = np.where((x / 0.6 % 1 < 0.04) | (z / 0.6 % 1 < 0.04), grey - 34, grey)
        colour = self._lit(np.repeat(grey[:, None], 3, axis=1), at)
        lamp = (np.abs(x) < 0.6) & (np.abs(self._lamp(z)) < 0.3)
        colour[lamp] = floats([250, 252, 250])
        return colour

    def _wall(self, at: Floats) -> Floats:
        y, z = at[:, 1], at[:, 2]
        colour = np.empty_like(at)
        upper = floats([196, 206, 210]) + (self._grain.at(z, y, 0.03) * 4)[:, None]
        lower = floats([136, 156, 150]) + (self._grain.at(z, y, 0.03) * 4)[:, None]
        colour[:] = np.where((y < 1.1)[:, None], lower, upper)
        colour[np.abs(y - 1.1) < 0.04] = floats([90, 104, 110])
        colour[y < 0.1] = floats([70, 74, 80])
        self._doorways(colour, y, np.abs(z))
        board = (y > 1.3) & (y < 2.1) & (np.abs(np.abs(z) - 7.0) < 0.7)
        stripes = 0.75 + 0.25 * (np.sin(y * 70) > 0.2)
        colour[board] = (floats([226, 222, 212]) * stripes[:, None])[board]
        edge = board & ((np.abs(np.abs(np.abs(z) - 7.0) - 0.67) < 0.035) | (y < 1.33) | (y > 2.07))
        colour[edge] = floats([130, 90, 60])
        return self._lit(colour, at)

    def _doorways(self, colour: Floats, y: Floats, z: Floats) -> None:
        """Frames, and the dark rooms behind that open leaves show."""
        for start in DOORS:
            wide, tall = DOOR_M
            frame = (z > start - 0.09) & (z < start + wide + 0.09) & (y < tall + 0.09)
            colour[frame] = floats([112, 124, 134])
            room = (z > start) & (z < start + wide) & (y < tall)
            colour[room] = floats([64, 66, 70])
            plate = (np.abs(z - start - wide - 0.35) < 0.12) & (np.abs(y - 1.6) < 0.08)
            colour[plate] = floats([150, 110, 60])

    def _end(self, at: Floats) -> Floats:
        x, y = at[:, 0], at[:, 1]
        grey = 176 + self._grain.at(x, y, 0.03) * 4
        colour = grey[:, None] * floats([0.96, 1, 1.02])
        window = (np.abs(x) < 1.5) & (y > 0.15) & (y < 2.5)
        day = floats([236, 226, 210]) * (0.72 + 0.12 * y)[:, None]
        colour[window] = np.minimum(day[window], 250)
        bars = window & ((np.abs(np.abs(x) - 0.02) < 0.05) | (np.abs(np.abs(x) - 1.46) < 0.05) | (y > 2.42))
        colour[bars] = floats([80, 84, 90])
        lit = self._lit(colour, at)
        lit[window & ~bars] = colour[window & ~bars]
        return lit

    @staticmethod
    def _lamp(z: Floats) -> Floats:
        """Distance along the corridor to the next lamp."""
        return np.asarray((z + _LAMP_STEP_M / 2) % _LAMP_STEP_M - _LAMP_STEP_M / 2, dtype=np.float32)

    def _lit(self, colour: Floats, at: Floats) -> Floats:
        light = self._light
        along, down = self._lamp(at[:, 2]), CEILING_M - at[:, 1]
        lamps = light.lamps / (1 + (along**2 * 0.5 + (at[:, 0] * 0.6) ** 2 + (down * 0.35) ** 2) / 2.2)
        corner = 1 - 0.28 * np.exp(-np.minimum(at[:, 1], np.abs(WALL_M - np.abs(at[:, 0])) + 0.02) / 0.25)
        amount = floats(light.tint) * light.sun + lamps[:, None]
        return np.asarray(colour * amount * corner[:, None], dtype=np.float32)
