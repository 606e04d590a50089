"""Trees and street lamps: what stands still before the surfaces."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from camproof.media.clips.scenes.glow import add_glow
from camproof.media.clips.scenes.lens import Floats, Lens, floats
from camproof.media.clips.scenes.light import Light
from camproof.media.clips.scenes.textures import Picture

__all__ = ["Lamp", "Tree"]

_LEAVES = 900
_LAMP_M, _ARM_M = 7.0, 1.6


@dataclass(frozen=True, slots=True)
class Tree:
    """A trunk and a crown of leaves.

    :param at: (x, z) in metres.
    :param size: 1 is 6 m tall.
    :param look: number of its shape.
    """

    at: tuple[float, float]
    size: float
    look: int
    light: Light

    def draw(self, picture: Picture, lens: Lens) -> None:
        x, z = self.at
        ends, before = lens.project(floats([(x, 0, z), (x, 4.2 * self.size, z), (x, 6.0 * self.size, z)]))
        metre = float(ends[0, 1] - ends[2, 1]) / (6.0 * self.size)
        if not before.all() or metre < 2:
            return
        away = float(np.hypot(x - lens.eye[0], z - lens.eye[2]))
        clear = 2 ** (-away / self.light.haze_m)
        bright = self.light.sun + 0.5 * self.light.lamps
        foot, crown = tuple(np.round(ends[0]).astype(int).tolist()), ends[1]
        trunk = self._colours(floats([52, 66, 84]) * floats(bright), clear).tolist()
        cv2.line(
            picture,
            foot,
            tuple(np.round(crown).astype(int).tolist()),
            trunk,
            max(1, round(0.2 * metre)),
            cv2.LINE_AA,
        )
        self._crown(picture, crown, metre, bright, clear)

    def _crown(self, picture: Picture, middle: Floats, metre: float, bright: float, clear: float) -> None:
        rng = np.random.default_rng(self.look)
        places = rng.normal(0, 0.5, (_LEAVES, 2)) * floats([1.25, 1.0]) * self.size
        shades = rng.uniform(0.55, 1.15, _LEAVES)
        order = np.argsort(places[:, 1])
        sunny = shades * (0.72 + 0.3 * places[:, 1] / self.size) * bright
        colours = self._colours(floats([46, 104, 66]) * floats(sunny[order])[:, None], clear)
        centres = np.round(middle + places[order] * floats([metre, -metre])).astype(int)
        radius = max(1, round(0.1 * metre))
        for centre, colour in zip(centres.tolist(), colours.tolist(), strict=True):
            cv2.circle(picture, centre, radius, colour, -1, cv2.LINE_AA)

    def _colours(self, own: Floats, clear: float) -> Floats:
        mixed = own * floats(self.light.tint) * clear + floats(self.light.haze) * (1 - clear)
        return floats(np.clip(mixed, 0, 255))


@dataclass(frozen=True, slots=True)
class Lamp:
    """A street lamp whose arm reaches over the road.

    :param glare: how strongly it shines; 0 is off.
    """

    at: tuple[float, float]
    glare: float

    def draw(self, picture: Picture, lens: Lens) -> None:
        x, z = self.at
        tip = x - np.sign(x) * _ARM_M
        points, before = lens.project(floats([(x, 0, z), (x, _LAMP_M, z), (tip, _LAMP_M + 0.3, z)]))
        metre = float(points[0, 1] - points[1, 1]) / _LAMP_M
        if not before.all() or metre < 2:
            return
        foot, top, end = (tuple(point) for point in np.round(points).astype(int).tolist())
        grey = (74, 76, 78) if not self.glare else (40, 40, 42)
        cv2.line(picture, foot, top, grey, max(1, round(0.16 * metre)), cv2.LINE_AA)
        cv2.line(picture, top, end, grey, max(1, round(0.1 * metre)), cv2.LINE_AA)
        cv2.ellipse(
            picture,
            end,
            (max(1, round(0.4 * metre)), max(1, round(0.12 * metre))),
            0,
            0,
            360,
            (214, 220, 222),
            -1,
        )
        if self.glare:
            add_glow(picture, (float(end[0]), float(end[1])), 1.6 * metre, (0.7, 0.9, 1.0), 1.0)
