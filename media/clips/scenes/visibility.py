"""How much of each thing is to be seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from camproof.media.clips.scenes.lens import Floats, floats

__all__ = ["Cover", "visible_shares"]

_GRID_WIDTH = 640


@dataclass(frozen=True, slots=True, eq=False)
class Cover:
    """A part of the picture, and bool[rows, columns] of where a surface stands before an actor."""

    rows: slice
    columns: slice
    hidden: NDArray[np.bool_]


def visible_shares(
    outlines: Sequence[Sequence[Floats]], covers: Sequence[Cover | None], width: int, height: int
) -> list[float]:
    """Share of each outline that lies inside the picture, under no later one and under no cover of its own.

    0 without an outline. Measured on a grid at most 640 cells wide, with a picture's room around the picture.
    """
    scale = min(1.0, _GRID_WIDTH / width)
    wide, tall = round(width * scale), round(height * scale)
    owners: NDArray[np.uint8] = np.zeros((3 * tall, 3 * wide), dtype=np.uint8)
    middle = (slice(tall, 2 * tall), slice(wide, 2 * wide))
    areas = []
    for number, (outline, cover) in enumerate(zip(outlines, covers, strict=True), 1):
        own = np.zeros_like(owners)
        for polygon in outline:
            points = np.clip(polygon * np.float32(scale) + floats([wide, tall]), -1e5, 1e5)
            cv2.fillConvexPoly(own, np.round(points).astype(np.int32), 1)
        areas.append(cv2.countNonZero(own))
        if cover is not None:
            own[middle][_small(cover, (height, width), (wide, tall))] = 0
        owners[own > 0] = number
    left = np.bincount(owners[middle].ravel(), minlength=len(outlines) + 1)[1:]
    return [float(seen) / area if area else 0.0 for seen, area in zip(left, areas, strict=True)]


def _small(cover: Cover, shape: tuple[int, int], grid: tuple[int, int]) -> NDArray[np.bool_]:
    hidden = np.zeros(shape, dtype=np.uint8)
    hidden[cover.rows, cover.columns] = cover.hidden
    return np.asarray(cv2.resize(hidden, grid, interpolation=cv2.INTER_NEAREST) > 0)
