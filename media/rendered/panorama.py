"""A scene all around a camera, drawn once, and the part of it that a view shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import cast

import cv2
import numpy as np

from camproof.media.clips.cache import cache_dir
from camproof.media.clips.making import sole_maker
from camproof.media.clips.scenes import DRAWING, eye_of, world_of
from camproof.media.clips.scenes.lens import SphereLens, floats
from camproof.media.clips.scenes.world import World
from camproof.media.clips.store import read_whole, write_whole
from camproof.media.rendered.view import CameraView, Picture

__all__ = ["Panorama", "panorama_of"]

_TOP_DEG, _BOTTOM_DEG = -46.0, 80.0
_MOUNT_DEG = 8.0
_OVERLAP_DEG = 100.0
_MOST_COLUMNS = 5760
_QUALITY = 96


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
    """The panorama for pictures of a width. Drawn once, which takes seconds, and kept in the cache of clips.

    :raises ClipError: no scene of this name can be looked around in.
    """
    with _drawing:
        return _ready(scene, min(6 * width, _MOST_COLUMNS), loop_s, seed)


_drawing = Lock()


@lru_cache(maxsize=4)
def _ready(scene: str, columns: int, loop_s: float, seed: int) -> Panorama:
    world, eye = world_of(scene, loop_s, seed), eye_of(scene)
    name = sha256(f"{DRAWING}; around; {scene}; {columns}; {seed}".encode()).hexdigest()[:40]
    around = _kept(cache_dir() / f"{name}.jpeg", lambda: _drawn(world, eye, columns))
    overlap = around[:, : round(_OVERLAP_DEG * columns / 360)]
    picture = np.ascontiguousarray(np.concatenate([around, overlap], axis=1))
    return Panorama(world, eye, picture, 360.0 / columns)


def _drawn(world: World, eye: tuple[float, float, float], columns: int) -> bytes:
    """A picture of the whole turn as JPEG."""
    rows = round((_BOTTOM_DEG - _TOP_DEG) * columns / 360)
    picture = world.background(SphereLens(columns, rows, eye, 0.0, _TOP_DEG, 360.0 / columns), fine=1)
    return cv2.imencode(".jpeg", picture, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])[1].tobytes()


def _kept(path: Path, draw: Callable[[], bytes]) -> Picture:
    """The picture of a cache's file, drawn and written where it is not there."""
    coded = read_whole(path)
    if coded is None:
        with sole_maker(path):
            coded = read_whole(path)
            if coded is None:
                coded = draw()
                write_whole(path, coded)
    return np.asarray(cv2.imdecode(np.frombuffer(coded, dtype=np.uint8), cv2.IMREAD_COLOR), dtype=np.uint8)
