"""Faults before the sensor: out of focus, turned away, covered, shaken."""

from __future__ import annotations

from math import cos, pi, sin, sqrt

import cv2
import numpy as np
from numpy.typing import NDArray

from camproof.media.diagnosis.faults.model import Inject, stream
from camproof.media.diagnosis.sample import Picture

__all__ = ["blur", "occlusion", "shake", "turned"]

_CORNERS = 9


def blur(deviation_px: float, seed: int) -> Inject:
    """Out of focus, as a Gaussian of this deviation."""
    del seed

    def inject(picture: Picture, index: int) -> Picture:
        del index
        return np.asarray(cv2.GaussianBlur(picture, (0, 0), max(deviation_px, 1e-3)), dtype=np.uint8)

    return inject


def shake(reach_per_mille: float, seed: int) -> Inject:
    """Each picture jumps to a random place within this reach on either side, in thousandths of the width."""

    def inject(picture: Picture, index: int) -> Picture:
        height, width = picture.shape[:2]
        reach = reach_per_mille * width / 1000
        across, down = stream(seed, 20, index).uniform(-reach, reach, 2)
        move = np.array([[1, 0, across], [0, 1, down]], dtype=np.float32)
        return np.asarray(
            cv2.warpAffine(picture, move, (width, height), borderMode=cv2.BORDER_REPLICATE), dtype=np.uint8
        )

    return inject


def turned(turned_percent: float, seed: int) -> Inject:
    """The camera looks aside by this share of the width; what comes into view mirrors what was in it."""
    left = bool(stream(seed, 21).integers(2))

    def inject(picture: Picture, index: int) -> Picture:
        del index
        width = picture.shape[1]
        start = round(min(turned_percent, 100.0) / 100 * width)
        start = width - start if left else start
        parts = (picture[:, ::-1], picture) if left else (picture, picture[:, ::-1])
        return np.ascontiguousarray(np.concatenate(parts, axis=1)[:, start : start + width])

    return inject


def occlusion(area_percent: float, seed: int) -> Inject:
    """A leaf or a bag before the lens, out of focus, that covers about this share of the picture."""
    rng = stream(seed, 22)
    centre, shape = rng.uniform(0.3, 0.7, 2), rng.uniform(0.85, 1.15, _CORNERS)
    colour = rng.choice(np.array([[28, 44, 36], [40, 40, 44], [150, 156, 160], [18, 62, 84]]))

    def inject(picture: Picture, index: int) -> Picture:
        del index
        cover = _cover(picture.shape[:2], area_percent / 100, centre, shape)
        mixed = picture + (colour - picture.astype(np.float32)) * cover[..., None]
        return np.asarray(np.rint(mixed), dtype=np.uint8)

    return inject


def _cover(
    size: tuple[int, ...], area: float, centre: NDArray[np.float64], shape: NDArray[np.float64]
) -> NDArray[np.float32]:
    """0..1 for each pixel: a soft polygon of this area; what lies outside the picture is made good."""
    height, width = size
    radius = sqrt(area * height * width / pi)
    for _ in range(8):
        corners = [
            (centre[0] * width + radius * part * cos(2 * pi * place / _CORNERS),
             centre[1] * height + radius * part * sin(2 * pi * place / _CORNERS))
            for place, part in enumerate(shape)
        ]  # fmt: skip
        mask = np.zeros((height, width), dtype=np.float32)
        cv2.fillPoly(mask, [np.rint(corners).astype(np.int32)], 1.0)
        covered = float(mask.mean())
        if covered >= 0.98 * area:
            break
        radius *= min(1.5, sqrt(area / max(covered, 1e-3)))
    return np.asarray(cv2.GaussianBlur(mask, (0, 0), max(width / 160, 0.5)), dtype=np.float32)
