"""Faults of sensor and cable: noise, snow, stripes, a picture that stands still."""

from __future__ import annotations

from math import cos, pi, sin

import numpy as np

from camproof.media.diagnosis.faults.model import Inject, stream
from camproof.media.diagnosis.sample import Picture

__all__ = ["freeze", "noise", "snow", "stripe"]


def noise(deviation: float, seed: int) -> Inject:
    """Gaussian noise of this deviation in levels, new in each picture and channel."""

    def inject(picture: Picture, index: int) -> Picture:
        grain = stream(seed, 30, index).standard_normal(picture.shape, dtype=np.float32)
        return np.clip(picture + grain * deviation, 0, 255).astype(np.uint8)

    return inject


def snow(pixels_percent: float, seed: int) -> Inject:
    """A share of the pixels is black or white, others in each picture."""

    def inject(picture: Picture, index: int) -> Picture:
        dice = stream(seed, 31, index).random(picture.shape[:2], dtype=np.float32)
        faulty = picture.copy()
        faulty[dice < pixels_percent / 200] = 0
        faulty[dice > 1 - pixels_percent / 200] = 255
        return faulty

    return inject


def stripe(amplitude: float, seed: int) -> Inject:
    """A sine of this amplitude in levels over the picture; direction and period (8 to 32 to a width) by the
    seed, drifting.
    """
    rng = stream(seed, 32)
    angle, waves = float(rng.uniform(0, pi)), float(rng.uniform(8, 32))

    def inject(picture: Picture, index: int) -> Picture:
        height, width = picture.shape[:2]
        step = 2 * pi * waves / width
        across = np.arange(width, dtype=np.float32) * np.float32(step * cos(angle))
        down = np.arange(height, dtype=np.float32) * np.float32(step * sin(angle))
        wave = np.sin(across[None, :] + down[:, None] + np.float32(index * 0.7)) * np.float32(amplitude)
        return np.asarray(np.clip(picture + wave[..., None], 0, 255), dtype=np.uint8)

    return inject


def freeze(held_pictures: float, seed: int) -> Inject:
    """From the first picture on, the same one comes for this many pictures; then the next, and so on."""
    del seed
    held: list[Picture] = []

    def inject(picture: Picture, index: int) -> Picture:
        if index % max(1, round(held_pictures)) == 0 or not held:
            held[:] = [picture.copy()]
        return held[0].copy()

    return inject
