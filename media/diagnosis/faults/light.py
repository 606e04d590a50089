"""Faults of light: black, a signal picture, too bright, too dark, flat."""

from __future__ import annotations

import numpy as np

from camproof.media.diagnosis.faults.model import Inject
from camproof.media.diagnosis.sample import Picture

__all__ = ["black", "blue_signal", "exposed_by", "low_contrast", "too_bright", "too_dark"]

_GAMMA = 2.2
_BLUE = (192, 16, 16)


def black(taken_percent: float, seed: int) -> Inject:
    """The light is taken; 100 % is black."""
    del seed
    return _curve(np.arange(256) * (1 - taken_percent / 100))


def blue_signal(covered_percent: float, seed: int) -> Inject:
    """The picture of a lost signal covers this share of the rows, from the bottom."""
    del seed

    def inject(picture: Picture, index: int) -> Picture:
        del index
        faulty = picture.copy()
        faulty[round(picture.shape[0] * (1 - covered_percent / 100)) :] = _BLUE
        return faulty

    return inject


def too_bright(stops: float, seed: int) -> Inject:
    """Exposed longer by this many stops."""
    del seed
    return exposed_by(stops)


def too_dark(stops: float, seed: int) -> Inject:
    """Exposed shorter by this many stops."""
    del seed
    return exposed_by(-stops)


def exposed_by(stops: float) -> Inject:
    """Exposed longer (above 0) or shorter; what is too bright is white."""
    return _curve(np.arange(256) * 2 ** (stops / _GAMMA))


def low_contrast(taken_percent: float, seed: int) -> Inject:
    """Levels are drawn towards the middle grey as fog or a bad encoder setting does."""
    del seed
    return _curve(128 + (np.arange(256) - 128) * (1 - taken_percent / 100))


def _curve(levels: np.ndarray) -> Inject:
    table = np.clip(np.rint(levels), 0, 255).astype(np.uint8)

    def inject(picture: Picture, index: int) -> Picture:
        del index
        return np.asarray(table[picture], dtype=np.uint8)

    return inject
