"""Comparing a picture with the reference of its view, tile by tile."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from camproof.media.diagnosis.sample import Picture

__all__ = ["TILES", "Tiles", "flatness", "mean_difference", "tile_match"]

TILES = (9, 12)
"""Rows and columns of tiles."""
_REACH_PX = 6
Tiles = NDArray[np.float32]


def tile_match(now: Picture, reference: Picture, wanted: NDArray[np.bool_]) -> Tiles:
    """Best correlation (-1..1) of each wanted tile of the reference within 6 pixels around its place.

    :param now, reference: luma of one size, at least 16x16. Brightness and contrast do not matter; a tile
        without texture on either side has nothing to match with and gives 0, as one that is not wanted.
    """
    height, width = reference.shape
    around = cv2.copyMakeBorder(now, *(_REACH_PX,) * 4, borderType=cv2.BORDER_REPLICATE)
    best: Tiles = np.zeros(TILES, dtype=np.float32)
    for row, column in zip(*np.nonzero(wanted), strict=True):
        top, bottom = row * height // TILES[0], (row + 1) * height // TILES[0]
        left, right = column * width // TILES[1], (column + 1) * width // TILES[1]
        tile = reference[top:bottom, left:right]
        if int(tile.max()) - int(tile.min()) > 1:
            area = around[top : bottom + 2 * _REACH_PX, left : right + 2 * _REACH_PX]
            found = cv2.matchTemplate(area, tile, cv2.TM_CCOEFF_NORMED)
            best[row, column] = np.nan_to_num(found, nan=0.0, posinf=0.0, neginf=0.0).clip(-1, 1).max()
    return best


def flatness(luma: Picture) -> Tiles:
    """Standard deviation of each tile, levels."""
    levels = luma.astype(np.float32)
    variance = _by_tile(levels * levels) - _by_tile(levels) ** 2
    return np.asarray(np.sqrt(np.maximum(variance, 0)), dtype=np.float32)


def mean_difference(now: Picture, reference: Picture) -> Tiles:
    """Difference of the means of each tile in BGR, the largest of the three channels, levels; what all
    tiles share (the light has changed) is taken off.
    """
    difference = _by_tile(now.astype(np.float32)) - _by_tile(reference.astype(np.float32))
    difference -= np.median(difference, axis=(0, 1), keepdims=True)
    return np.asarray(np.abs(difference).max(axis=2), dtype=np.float32)


def _by_tile(levels: NDArray[np.float32]) -> NDArray[np.float32]:
    """Mean of each tile."""
    rows, columns = TILES
    return np.asarray(cv2.resize(levels, (columns, rows), interpolation=cv2.INTER_AREA), dtype=np.float32)
