"""The scenes by their names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import numpy as np

from camproof.media.clips.scenes.indoor import INDOOR_EYE, indoor_lens, indoor_world
from camproof.media.clips.scenes.light import DAY, INDOOR, NIGHT, RAIN
from camproof.media.clips.scenes.street import STREET_EYE, street_lens, street_world
from camproof.media.clips.scenes.textures import Picture
from camproof.media.clips.scenes.truth import FrameTruth
from camproof.media.clips.scenes.world import Scene, World
from camproof.media.errors import ClipError
from camproof.verdicts.words import did_you_mean

__all__ = [
    "DRAWING",
    "SCENES",
    "BlackScene",
    "PictureLoop",
    "check_scene",
    "eye_of",
    "loop_pictures",
    "scene_loop",
    "world_of",
]

DRAWING = "drawing 2"
"""Part of cache keys: another number for other pictures."""
_LIGHTS = {"street": DAY, "street-night": NIGHT, "street-rain": RAIN}
SCENES = (*_LIGHTS, "indoor", "black")


class PictureLoop(Protocol):
    """Pictures that repeat after ``count``, and what is to be seen in each."""

    count: int

    def picture(self, index: int) -> Picture:
        """I420: height * 3 / 2 rows of width bytes."""

    def truth(self, index: int) -> FrameTruth:
        """What is to be seen in a picture."""


class BlackScene:
    """What a camera with a dead sensor sends."""

    def __init__(self, width: int, height: int, count: int) -> None:
        self.count = count
        self._picture = np.full((height * 3 // 2, width), 128, dtype=np.uint8)
        self._picture[:height] = 16

    def picture(self, index: int) -> Picture:  # noqa: ARG002  (all are the same)
        return self._picture

    def truth(self, index: int) -> FrameTruth:
        """Nothing is to be seen."""
        return FrameTruth(index, ())


def check_scene(name: str) -> None:
    """Refuse a name that is none of ``SCENES``.

    :raises ClipError: with the nearest name.
    """
    if name not in SCENES:
        raise ClipError(f"The scene {name} is unknown ({did_you_mean(name, SCENES)}).")


def world_of(name: str, loop_s: float, seed: int) -> World:
    """What there is in a scene, for a loop of ``loop_s`` seconds.

    :raises ClipError: there is no such scene, or nothing in it.
    """
    check_scene(name)
    if name == "black":
        raise ClipError("There is nothing to be seen in the scene black.")
    if name == "indoor":
        return indoor_world(INDOOR, loop_s, seed)
    return street_world(_LIGHTS[name], loop_s, seed)


def eye_of(name: str) -> tuple[float, float, float]:
    """Where the camera of a scene hangs."""
    return INDOOR_EYE if name == "indoor" else STREET_EYE


def scene_loop(
    name: str, width: int, height: int, count: int, fps: float = 25.0, seed: int = 0
) -> PictureLoop:
    """A scene as a loop of ``count`` pictures, the same for the same arguments.

    :param width, height: pixels, even.
    :raises ClipError: no such scene.
    """
    check_scene(name)
    if name == "black":
        return BlackScene(width, height, count)
    lens = indoor_lens(width, height) if name == "indoor" else street_lens(width, height)
    return Scene(world_of(name, count / fps, seed), lens, count, seed)


def loop_pictures(loop: PictureLoop) -> Iterator[Picture]:
    """One turn of a loop."""
    return (loop.picture(index) for index in range(loop.count))
