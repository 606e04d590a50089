"""What a detector costs on a sample of eight 720p pictures, and a sample as it comes from a stream."""

from __future__ import annotations

import time
from dataclasses import dataclass
from statistics import median

import numpy as np

from camproof.media.clips.synthetic import SyntheticSpec, synthetic_clip
from camproof.media.diagnosis.detectors.catalogue import DETECTORS
from camproof.media.diagnosis.faults.osd import clock_region, with_clock
from camproof.media.diagnosis.sample import Picture, Sample
from camproof.media.diagnosis.work import SampleJob, diagnose
from camproof.media.errors import PictureError

__all__ = ["VIEWS", "Cost", "coded_costs", "costs"]

VIEWS = "shared scaled views"
_CODED = ((640, 360, 2000), (1280, 720, 1000))
"""Width, height and kbit/s of streams that samples are taken from."""
_FPS, _STEP = 25, 2
"""Of these streams: every other picture is looked at, 80 ms apart."""
_PICTURES, _HEIGHT, _WIDTH = 8, 720, 1280


@dataclass(frozen=True, slots=True)
class Cost:
    """Median time of one thing that is done to a whole sample."""

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


def coded_costs(repeats: int = 9) -> list[Cost]:
    """Median processor times, all threads together, to decode a sample of a stream and to ask every detector.

    :raises ClipError: a stream cannot be coded.
    :raises PictureError: a sample was not diagnosed.
    """
    return [_coded_cost(width, height, kbit, repeats) for width, height, kbit in _CODED]


def _coded_cost(width: int, height: int, kbit: int, repeats: int) -> Cost:
    spec = SyntheticSpec(width=width, height=height, fps=_FPS, gop=_FPS, bitrate_kbit=kbit, seconds=1)
    units = tuple(unit.data for unit in synthetic_clip(spec).units[: (_PICTURES - 1) * _STEP + 1])
    times_s = tuple(index / _FPS for index in range(len(units)))
    reference: Picture | None = None
    taken: list[float] = []
    for _ in range(1 + repeats):
        started = time.process_time()
        found = diagnose(
            SampleJob("", "H264", units, times_s, _STEP, reference, wants_view=reference is None)
        )
        taken.append(time.process_time() - started)
        if not found.diagnosed:
            raise PictureError(found.detail)
        reference = reference if found.view is None else found.view
    what = f"decoding and all detectors, {width}x{height} at {kbit} kbit/s"
    return Cost(what, 1000 * median(taken[1:]))


def _picture(index: int) -> Picture:
    """Noise at four scales with a clock: nothing in it is easy."""
    rng = np.random.default_rng(index)
    picture = np.zeros((_HEIGHT, _WIDTH, 3), dtype=np.float32)
    for scale in (1, 4, 16, 80):
        coarse = rng.standard_normal((_HEIGHT // scale, _WIDTH // scale, 3), dtype=np.float32)
        picture += np.repeat(np.repeat(coarse, scale, axis=0), scale, axis=1) * 12
    return with_clock(np.clip(picture + 120, 0, 255).astype(np.uint8), index)
