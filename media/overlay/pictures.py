"""Pictures in I420: one array of height * 3 / 2 rows, planes one after the other."""

from __future__ import annotations

import numpy as np
from av.video.frame import VideoFrame
from numpy.typing import NDArray

from camproof.media.overlay.layout import BandLayout

__all__ = ["i420", "planes", "scene_below"]

_BLACK = (16, 128, 128)

Picture = NDArray[np.uint8]


def i420(picture: Picture | VideoFrame) -> Picture:
    """The picture as an array."""
    if not isinstance(picture, VideoFrame):
        return picture
    return picture.to_ndarray(format="yuv420p").astype(np.uint8, copy=False)


def planes(picture: Picture) -> tuple[Picture, Picture, Picture]:
    """Views of luma and both chroma planes."""
    height, width = picture.shape[0] * 2 // 3, picture.shape[1]
    flat = picture.reshape(-1)
    luma, quarter = width * height, width * height // 4
    chroma = (height // 2, width // 2)
    blue, red = flat[luma : luma + quarter], flat[luma + quarter :]
    return flat[:luma].reshape(height, width), blue.reshape(chroma), red.reshape(chroma)


def scene_below(picture: Picture, layout: BandLayout) -> Picture:
    """What is coded of a whole picture: all below the band, its first rows (the guard) black."""
    scene = np.empty((layout.scene_height * 3 // 2, layout.width), np.uint8)
    pairs = zip(planes(scene), planes(picture), _BLACK, (1, 2, 2), strict=True)
    for target, source, black, divisor in pairs:
        target[:] = source[layout.band_px // divisor :]
        target[: layout.guard_px // divisor] = black
    return scene
