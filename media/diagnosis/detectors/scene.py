"""Scene change (场景变换): the camera looks elsewhere than its reference."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from camproof.media.diagnosis.detectors.base import Detector
from camproof.media.diagnosis.match import flatness, tile_match
from camproof.media.diagnosis.sample import Picture, Sample
from camproof.verdicts.finding import Symptom

__all__ = ["SceneChange"]


@dataclass(frozen=True, slots=True)
class SceneChange(Detector):
    """Share of the reference's textured tiles that match no longer in the middle picture; where that is
    above the limit, the least share in the first, middle and last: what passes by is no change.

    :param textured: deviation of luma from which a tile of the reference counts, levels.
    :param alike: correlation from which a tile matches.
    :param least_tiles: fewer textured tiles tell nothing.
    """

    symptom = Symptom.SCENE_CHANGED
    term = "场景变换"
    unit = "% of textured tiles"
    method = "correlation with the reference, tile by tile"

    limit: float = 66.5
    textured: float = 8.0
    alike: float = 0.65
    least_tiles: int = 12

    def score(self, sample: Sample) -> float | None:
        if sample.tiny_reference is None:
            return None
        reference = np.asarray(cv2.cvtColor(sample.tiny_reference, cv2.COLOR_BGR2GRAY), dtype=np.uint8)
        counted = flatness(reference) >= self.textured
        if counted.sum() < self.least_tiles:
            return None

        def changed(picture: Picture) -> float:
            now = np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), dtype=np.uint8)
            return 100 * float((tile_match(now, reference, counted)[counted] < self.alike).mean())

        views = sample.tiny
        middle = changed(views[len(views) // 2])
        if middle <= self.limit:
            return middle
        return min(middle, changed(views[0]), changed(views[-1]))
