"""What a detector costs on a sample of eight 720p pictures."""

from __future__ import annotations

import time
from dataclasses import dataclass
from statistics import median

import numpy as np

from camproof.media.diagnosis.detectors.catalogue import DETECTORS
from camproof.media.diagnosis.faults.osd import clock_region, with_clock
from camproof.media.diagnosis.sample import Picture, Sample

__all__ = ["VIEWS", "Cost", "costs"]

VIEWS = "shared scaled views"
_PICTURES, _HEIGHT, _WIDTH = 8, 720, 1280


@dataclass(frozen=True, slots=True)
class Cost:
    """Median time of one detector for a whole sample."""

    what: str
    sample_ms: float

    @property
    def picture_ms(self) -> float:
        """Share of one of the sample's eight pictures."""
        return self.sample_ms / _PICTURES


def costs(repeats: int = 9) -> list[Cost]:
    """Median times for a sample of eight 720p pictures; the views that detectors share come first."""
    pictures = tuple(_picture(index) for index in range(_PICTURES))
    times: dict[str, list[float]] = {}
    for _ in range(repeats):
        sample = Sample(
            pictures, tuple(map(float, range(_PICTURES))), pictures[0], clock_region(_WIDTH, _HEIGHT)
        )
        started = time.perf_counter()
        _ = sample.first_luma, sample.small_luma, sample.tiny, sample.tiny_reference
        times.setdefault(VIEWS, []).append(time.perf_counter() - started)
        for detector in DETECTORS:
            started = time.perf_counter()
            detector.score(sample)
            times.setdefault(str(detector.symptom), []).append(time.perf_counter() - started)
    return [Cost(what, 1000 * median(taken)) for what, taken in times.items()]


def _picture(index: int) -> Picture:
    """Noise at four scales with a clock: nothing in it is easy."""
    rng = np.random.default_rng(index)
    picture = np.zeros((_HEIGHT, _WIDTH, 3), dtype=np.float32)
    for scale in (1, 4, 16, 80):
        coarse = rng.standard_normal((_HEIGHT // scale, _WIDTH // scale, 3), dtype=np.float32)
        picture += np.repeat(np.repeat(coarse, scale, axis=0), scale, axis=1) * 12
    return with_clock(np.clip(picture + 120, 0, 255).astype(np.uint8), index)
