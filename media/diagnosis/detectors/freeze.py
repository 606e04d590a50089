"""Freeze (画面冻结): pictures come, but always the same one."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np

from camproof.media.diagnosis.detectors.base import Detector
from camproof.media.diagnosis.sample import Picture, Sample
from camproof.verdicts.finding import Symptom

__all__ = ["Freeze"]

_TILE = 16


@dataclass(frozen=True, slots=True)
class Freeze(Detector):
    """Stillness 100 / (1 + d): d is the change, in levels, of the tile that changes most, over the stillest
    ``pairs`` neighbouring pairs of pictures. A single moving thing in the picture speaks against a freeze.

    Black and signal pictures are still too; they are told by their own detectors.
    """

    symptom = Symptom.PICTURE_FROZEN
    term = "画面冻结"
    unit = "% stillness"
    method = "successive pictures alike in every tile"

    limit: float = 32.0
    pairs: int = 4

    def score(self, sample: Sample) -> float | None:
        views = sample.small_luma
        if len(views) <= self.pairs:
            return None
        changes = [_change(one, other) for one, other in pairwise(views)]
        windows = range(len(changes) - self.pairs + 1)
        return 100 / (1 + min(max(changes[start : start + self.pairs]) for start in windows))


def _change(one: Picture, other: Picture) -> float:
    """Mean change of the tile that changes most, levels."""
    difference = cv2.absdiff(one, other)
    height, width = difference.shape
    tiles = (max(1, width // _TILE), max(1, height // _TILE))
    return float(np.max(cv2.resize(difference.astype(np.float32), tiles, interpolation=cv2.INTER_AREA)))
