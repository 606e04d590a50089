"""Burned-in text (OSD 异常): gone, or with a clock that stands still."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from statistics import median

import cv2
import numpy as np
from numpy.typing import NDArray

from camproof.media.diagnosis.detectors.base import Detector, median_over
from camproof.media.diagnosis.sample import FULL_WIDTH, Picture, Sample, fitted
from camproof.verdicts.finding import Symptom

__all__ = ["OsdClock", "OsdMissing"]


@dataclass(frozen=True, slots=True)
class OsdMissing(Detector):
    """How far bright strokes in the region fall short of what text has.

    :param stroke: how far a stroke must stand above what is around it, levels.
    :param full: share of the region that the strokes of text cover at least.
    """

    symptom = Symptom.OSD_MISSING
    term = "OSD 丢失"
    unit = "% of the strokes missing"
    method = "bright strokes in the region of the text"

    limit: float = 27.0
    stroke: int = 80
    full: float = 0.05

    def score(self, sample: Sample) -> float | None:
        if sample.osd is None:
            return None
        views = _regions(sample)
        return median_over(views, lambda view: 100 * max(0.0, 1 - self._share(view) / self.full))

    def _share(self, luma: Picture) -> float:
        return float((_strokes(luma) >= self.stroke).mean())


@dataclass(frozen=True, slots=True)
class OsdClock(Detector):
    """Likeness of the strokes between pictures a second or more apart, at the place of the largest change.

    The seconds of a running clock change within one glyph, so the strokes are compared in windows half as
    wide as the region is high. None without such pictures, or where there are no strokes: that is
    :class:`OsdMissing`. Only bright text is read, and it must show seconds.

    :param share: of the height of the highest strokes, from which something is a stroke, and from which a
        stroke has changed; at least ``least_stroke`` levels.
    """

    symptom = Symptom.OSD_CLOCK_STALE
    term = "OSD 时钟停走"
    unit = "% alike"
    method = "strokes of the text in pictures a second or more apart"

    limit: float = 88.7
    least_stroke: float = 40.0
    share: float = 0.6
    least_gap_s: float = 1.0

    def score(self, sample: Sample) -> float | None:
        if sample.osd is None:
            return None
        views = _apart(list(zip(sample.times_s, _regions(sample), strict=True)), self.least_gap_s)
        likenesses = [self._likeness(one, other) for one, other in pairwise(views)]
        told = [likeness for likeness in likenesses if likeness is not None]
        return 100 * median(told) if told else None

    def _likeness(self, one: Picture, other: Picture) -> float | None:
        """Share of strokes that stay (0..1) where it is smallest; None without strokes."""
        height, width = one.shape
        heights = _strokes(one), _strokes(other)
        level = max(self.least_stroke, self.share * float(np.percentile(np.maximum(*heights), 98)))
        strokes = np.maximum(*heights) >= level
        changed = strokes & (cv2.absdiff(*heights) >= level)
        window = np.ones(min(width, max(2, height // 2)))
        among = np.convolve(strokes.sum(axis=0), window, "valid")
        gone = np.convolve(changed.sum(axis=0), window, "valid")
        counted = among >= max(4.0, 0.03 * height * window.size)
        return 1 - float((gone[counted] / among[counted]).max()) if counted.any() else None


def _apart(views: list[tuple[float, Picture]], gap_s: float) -> list[Picture]:
    """The first and then each that follows the one before by the gap or more."""
    last_s, kept = views[0][0], [views[0][1]]
    for at_s, view in views[1:]:
        if at_s - last_s >= gap_s - 1e-6:
            last_s = at_s
            kept.append(view)
    return kept


def _regions(sample: Sample) -> list[Picture]:
    assert sample.osd is not None
    cuts = [sample.osd.cut(picture) for picture in sample.pictures]
    return [
        np.asarray(cv2.cvtColor(fitted(cut, FULL_WIDTH), cv2.COLOR_BGR2GRAY), dtype=np.uint8) for cut in cuts
    ]


def _strokes(luma: Picture) -> NDArray[np.uint8]:
    """How far each pixel stands above what is around it (white top-hat), levels."""
    side = max(3, min(luma.shape[0] // 4, 31) | 1)
    kernel = np.ones((side, side), dtype=np.uint8)
    return np.asarray(cv2.morphologyEx(luma, cv2.MORPH_TOPHAT, kernel), dtype=np.uint8)
