"""Occlusion (遮挡): something stands before the lens."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from camproof.media.diagnosis.detectors.base import Detector
from camproof.media.diagnosis.match import Tiles, flatness, mean_difference, tile_match
from camproof.media.diagnosis.sample import Picture, Sample
from camproof.verdicts.finding import Symptom

__all__ = ["Occlusion"]


@dataclass(frozen=True, slots=True)
class Occlusion(Detector):
    """Area of the largest connected blob that is flat now and was not so, or not of that colour, in the
    reference, in every looked-at picture of the sample.

    :param flat: deviation of luma up to which a tile is flat, levels: what is near the lens is out of focus.
    :param other: difference from the reference's colour from which a flat tile is another thing, levels.
    :param alike: correlation below which a tile that had texture shows another thing.
    """

    symptom = Symptom.PICTURE_OCCLUDED
    term = "遮挡"
    unit = "% of the picture"
    method = "flat blob that the reference does not show"

    limit: float = 6.9
    flat: float = 12.0
    other: float = 28.0
    alike: float = 0.5

    def score(self, sample: Sample) -> float | None:
        if sample.tiny_reference is None:
            return None
        reference = sample.tiny_reference
        looked_at = {0, len(sample.tiny) // 2, len(sample.tiny) - 1}
        covered = np.logical_and.reduce([self._covered(sample.tiny[place], reference) for place in looked_at])
        return 100 * _largest_share(covered)

    def _covered(self, picture: Picture, reference: Picture) -> NDArray[np.bool_]:
        now = np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), dtype=np.uint8)
        was = np.asarray(cv2.cvtColor(reference, cv2.COLOR_BGR2GRAY), dtype=np.uint8)
        flat_now, flat_then = flatness(now) <= self.flat, flatness(was) <= self.flat
        wanted = flat_now & ~flat_then
        lost: NDArray[np.bool_] = wanted & (tile_match(now, was, wanted) < self.alike)
        return np.asarray(flat_now & (lost | self._coloured(picture, reference)), dtype=np.bool_)

    def _coloured(self, picture: Picture, reference: Picture) -> NDArray[np.bool_]:
        difference: Tiles = mean_difference(picture, reference)
        return np.asarray(difference >= self.other, dtype=np.bool_)


def _largest_share(covered: NDArray[np.bool_]) -> float:
    count, _, stats, _ = cv2.connectedComponentsWithStats(covered.astype(np.uint8), connectivity=4)
    if count < 2:
        return 0.0
    return float(stats[1:, cv2.CC_STAT_AREA].max()) / covered.size
