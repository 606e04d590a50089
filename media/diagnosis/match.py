"""Comparing a picture with the reference of its view, tile by tile."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from camproof.media.diagnosis.sample import Picture

__all__ = ["TILES", "Tiles", "flatness", "mean_difference", "tile_match"]

TILES = (9, 12)
"""Rows and columns of tiles."""
_REACH_PX = 6
Tiles = NDArray[np.float32]


def tile_match(now: Picture, reference: Picture) -> Tiles:
    """Best correlation (-1..1) of each tile of the reference within 6 pixels around its place.

    :param now, reference: luma of one size. Brightness and contrast do not matter; a tile without texture
        on either side has nothing to match with and gives 0.
    """
    height, width = reference.shape
    around = cv2.copyMakeBorder(now, _REACH_PX, _REACH_PX, _REACH_PX, _REACH_PX, cv2.BORDER_REPLICATE)
    best: Tiles = np.zeros(TILES, dtype=np.float32)
    for row, column, (top, bottom, left, right) in _places(height, width):
        tile = reference[top:bottom, left:right]
        area = around[top : bottom + 2 * _REACH_PX, left : right + 2 * _REACH_PX]
        if int(tile.max()) - int(tile.min()) > 1:
            found = cv2.matchTemplate(area, tile, cv2.TM_CCOEFF_NORMED)
            best[row, column] = np.nan_to_num(found, nan=0.0, posinf=0.0, neginf=0.0).clip(-1, 1).max()
    return best


def flatness(luma: Picture) -> Tiles:
    """Standard deviation of each tile, levels."""
    return _by_tile(luma, np.std)


def mean_difference(now: Picture, reference: Picture) -> Tiles:
    """Difference of the means of each tile in BGR, the largest of the three channels, levels; what all
    tiles share (the light has changed) is taken off.
    """
    difference = np.stack(
        [_by_tile(now[..., part], np.mean) - _by_tile(reference[..., part], np.mean) for part in range(3)]
    )
    difference -= np.median(difference, axis=(1, 2), keepdims=True)
    return np.asarray(np.abs(difference).max(axis=0), dtype=np.float32)


def _by_tile(luma: Picture, measure: Callable[[Picture], Any]) -> Tiles:
    values = np.zeros(TILES, dtype=np.float32)
    for row, column, (top, bottom, left, right) in _places(*luma.shape):
        values[row, column] = measure(luma[top:bottom, left:right])
    return values


def _places(height: int, width: int) -> list[tuple[int, int, tuple[int, int, int, int]]]:
    """Row, column and (top, bottom, left, right) of every tile; at least one pixel a side from 16x16."""
    rows, columns = TILES
    return [
        (row, column, (row * height // rows, (row + 1) * height // rows,
                       column * width // columns, (column + 1) * width // columns))
        for row in range(rows) for column in range(columns)
    ]  # fmt: skip
