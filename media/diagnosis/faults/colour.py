"""Faults of colour: a cast, and no colour."""

from __future__ import annotations

import cv2
import numpy as np

from camproof.media.diagnosis.faults.model import Inject, stream
from camproof.media.diagnosis.sample import Picture

__all__ = ["colour_cast", "monochrome"]


def colour_cast(gain_percent: float, seed: int) -> Inject:
    """One channel (by the seed) is raised by this much, the other two lowered by half of it."""
    gains = np.full(3, 1 - gain_percent / 200)
    gains[int(stream(seed, 10).integers(3))] = 1 + gain_percent / 100
    tables = np.clip(np.rint(np.arange(256)[:, None] * gains), 0, 255).astype(np.uint8)

    def inject(picture: Picture, index: int) -> Picture:
        del index
        return np.stack([tables[picture[..., part], part] for part in range(3)], axis=-1)

    return inject


def monochrome(taken_percent: float, seed: int) -> Inject:
    """The chroma is taken."""
    del seed
    kept = 1 - taken_percent / 100

    def inject(picture: Picture, index: int) -> Picture:
        del index
        grey = cv2.cvtColor(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)
        return np.asarray(cv2.addWeighted(picture, kept, grey, 1 - kept, 0), dtype=np.uint8)

    return inject
