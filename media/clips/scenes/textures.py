"""What surfaces are made of: smooth random grain and random numbers for cells, both from a seed."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from camproof.media.clips.scenes.lens import Floats, Lens

__all__ = ["Grain", "Picture", "Shade", "paint", "parts_of"]

Picture = NDArray[np.uint8]
_TILE = 512
_CELLS = 4099
_BLOCK_RAYS = 1 << 19
_TINY = np.float32(1e-6)


class Grain:
    """Random values that depend on a place only."""

    def __init__(self, seed: int) -> None:
        rng = np.random.default_rng(seed)
        tile = np.zeros((_TILE, _TILE), dtype=np.float32)
        for size in (16, 64, 256, 512):
            layer = rng.standard_normal((size, size)).astype(np.float32)
            wide = np.tile(layer, (3, 3))
            big = cv2.resize(wide, (3 * _TILE, 3 * _TILE), interpolation=cv2.INTER_LINEAR)
            tile += big[_TILE : 2 * _TILE, _TILE : 2 * _TILE]
        self._tile = tile / tile.std()
        self._cells = rng.random(_CELLS, dtype=np.float32)

    def at(self, u: Floats, v: Floats, scale_m: float) -> Floats:
        """Smooth grain of mean 0 and deviation 1; ``scale_m`` metres are one step of the finest layer."""
        columns = np.floor(u / scale_m).astype(np.int32) % _TILE
        rows = np.floor(v / scale_m).astype(np.int32) % _TILE
        return np.asarray(self._tile[rows, columns], dtype=np.float32)

    def cell(self, *places: NDArray[np.int32]) -> Floats:
        """0..1 for each cell, told by whole numbers."""
        key = np.zeros_like(places[0], dtype=np.int64)
        for place, factor in zip(places, (7919, 104_729, 1_299_709), strict=False):
            key += place.astype(np.int64) * factor
        return np.asarray(self._cells[key % _CELLS], dtype=np.float32)


def parts_of(rays: Floats) -> tuple[Floats, Floats, Floats]:
    """x, y and z of directions, none of them 0, so that they may divide."""
    safe = np.where(np.abs(rays) < _TINY, _TINY, rays)
    return safe[:, 0], safe[:, 1], safe[:, 2]


class Shade:
    """Something that gives each ray of an eye its colour."""

    def __call__(self, eye: tuple[float, float, float], rays: Floats) -> Floats:
        """BGR 0..255 as float32[n, 3] for directions float32[n, 3]."""
        raise NotImplementedError

    def may_hide(self, x: float, z: float) -> bool:  # noqa: ARG002  (nothing stands in the way here)
        """Whether a surface may stand before something at a place (metres), for any eye."""
        return False

    def hides(self, eye: tuple[float, float, float], rays: Floats, metres: float) -> NDArray[np.bool_]:  # noqa: ARG002
        """Which rays, bool[n], meet a surface clearly before ``metres`` over the ground."""
        return np.zeros(len(rays), dtype=np.bool_)


def paint(lens: Lens, shade: Shade, fine: int = 1) -> Picture:
    """The picture of a world without anything that moves, BGR.

    :param fine: rays along each side of a pixel; 2 smooths edges.
    """
    picture = np.empty((lens.height, lens.width, 3), dtype=np.uint8)
    step = max(1, _BLOCK_RAYS // (lens.width * fine * fine))
    for top in range(0, lens.height, step):
        bottom = min(top + step, lens.height)
        rays = lens.rays(range(top, bottom), range(lens.width), fine)
        colours = shade(lens.eye, rays.reshape(-1, 3)).reshape(rays.shape)
        small = cv2.resize(colours, (lens.width, bottom - top), interpolation=cv2.INTER_AREA)
        picture[top:bottom] = np.clip(small, 0, 255)
    return picture
