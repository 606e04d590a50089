"""A scene all around a camera, drawn once, and the part of it that a view shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from threading import Lock
from typing import cast

import cv2
import numpy as np

from camproof.media.clips.scenes import eye_of, world_of
from camproof.media.clips.scenes.lens import SphereLens, floats
from camproof.media.clips.scenes.world import World
from camproof.media.rendered.view import CameraView, Picture

__all__ = ["Panorama", "panorama_of"]

_TOP_DEG, _BOTTOM_DEG = -46.0, 80.0
_MOUNT_DEG = 8.0
_OVERLAP_DEG = 100.0
_MOST_COLUMNS = 5760


@dataclass(frozen=True, slots=True, eq=False)
class Panorama:
    """What stands still around an eye, and what moves there.

    :param picture: BGR; column 0 is straight ahead, and beyond 360 degrees it begins again for as long as the
        widest view needs.
    """

    world: World
    eye: tuple[float, float, float]
    picture: Picture = field(repr=False)
    deg_a_pixel: float

    def window(self, view: CameraView, width: int, height: int) -> SphereLens:
        """The lens of a view; tilts are kept inside the panorama."""
        step = min(view.field_deg, _OVERLAP_DEG) / max(view.zoom, 1.0) / width
        half = height * step / 2
        middle = view.tilt_deg + _MOUNT_DEG
        middle = min(max(middle, _TOP_DEG + half), max(_TOP_DEG + half, _BOTTOM_DEG - half))
        left = (view.pan_deg - width * step / 2) % 360.0
        return SphereLens(width, height, self.eye, left, middle - half, step)

    def show(self, lens: SphereLens, phase: float) -> Picture:
        """The picture of a window at a phase (0..1) of the scene's loop, BGR."""
        scale = lens.deg_a_pixel / self.deg_a_pixel
        across = lens.left_deg / self.deg_a_pixel + (scale - 1) / 2
        down = (lens.top_deg - _TOP_DEG) / self.deg_a_pixel + (scale - 1) / 2
        picture = cast("Picture", cv2.warpAffine(
            self.picture, floats([[scale, 0, across], [0, scale, down]]), (lens.width, lens.height),
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_REPLICATE,
        ))  # fmt: skip
        self.world.draw_actors(picture, lens, phase)
        return picture


def panorama_of(scene: str, width: int, loop_s: float, seed: int) -> Panorama:
    """The panorama for pictures of a width; takes up to seconds, and the latest four are kept.

    :raises ClipError: no scene of this name can be looked around in.
    """
    with _drawing:
        return _drawn(scene, min(6 * width, _MOST_COLUMNS), loop_s, seed)


_drawing = Lock()


@lru_cache(maxsize=4)
def _drawn(scene: str, columns: int, loop_s: float, seed: int) -> Panorama:
    step = 360.0 / columns
    world, eye = world_of(scene, loop_s, seed), eye_of(scene)
    lens = SphereLens(columns, round((_BOTTOM_DEG - _TOP_DEG) / step), eye, 0.0, _TOP_DEG, step)
    around = world.background(lens, fine=1)
    overlap = around[:, : round(_OVERLAP_DEG / step)]
    return Panorama(world, eye, np.ascontiguousarray(np.concatenate([around, overlap], axis=1)), step)
