"""The two scenes that most callers draw, in one call each; all are in :mod:`camproof.media.clips.scenes`."""

from __future__ import annotations

from collections.abc import Iterator

from camproof.media.clips.scenes import loop_pictures, scene_loop
from camproof.media.clips.scenes.textures import Picture

__all__ = ["black_pictures", "street_pictures"]


def street_pictures(width: int, height: int, count: int, seed: int) -> Iterator[Picture]:
    """``count`` pictures in I420 (height * 3 / 2 rows of ``width`` bytes), one loop of the street by day."""
    return loop_pictures(scene_loop("street", width, height, count, seed=seed))


def black_pictures(width: int, height: int, count: int) -> Iterator[Picture]:
    """``count`` black pictures in I420: what a camera with a dead sensor sends."""
    return loop_pictures(scene_loop("black", width, height, count))
