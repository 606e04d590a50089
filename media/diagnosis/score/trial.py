"""One trial: a sample of clean pictures, a fault on them or none, coded as a camera does, decoded, judged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

import cv2
import numpy as np

from camproof.media.clips.encode import encode_clip
from camproof.media.diagnosis.decode import decode_pictures
from camproof.media.diagnosis.detectors.base import Detector
from camproof.media.diagnosis.detectors.osd import OsdClock, OsdMissing
from camproof.media.diagnosis.faults.model import Inject, PictureFault
from camproof.media.diagnosis.faults.osd import clock_region, with_clock
from camproof.media.diagnosis.sample import Picture, Sample
from camproof.media.diagnosis.score.material import Material

__all__ = ["KEYS", "RUN", "Observation", "Plan", "clean_trials", "fault_trials", "plan_of", "samples"]


@dataclass(frozen=True, slots=True)
class Plan:
    """Which pictures make a sample.

    :param count: pictures.
    :param step: pictures of the camera from one to the next.
    :param gap_s: time between them.
    :param fps: rate at which the coder is told they come, which shares out the bits.
    """

    count: int
    step: int
    gap_s: float
    fps: Fraction
    clock: bool


RUN = Plan(8, 2, 0.08, Fraction(25, 2), clock=False)
"""A short run."""
KEYS = Plan(2, 25, 1.0, Fraction(5), clock=True)
"""Two key pictures a second apart, with a clock in them."""


@dataclass(frozen=True, slots=True)
class Observation:
    """A score of one detector on one sample.

    :param fault: id, or "" for clean pictures.
    :param score: None where the detector could not tell.
    """

    detector: Detector
    condition: str
    score: float | None
    fault: str = ""
    strength: float = 0.0

    @property
    def found(self) -> bool | None:
        """What the detector says with its own limit."""
        return None if self.score is None else self.score > self.detector.limit


def plan_of(detector: Detector) -> Plan:
    """The kind of sample that a detector needs."""
    return KEYS if isinstance(detector, OsdClock | OsdMissing) else RUN


def clean_trials(material: Material, detectors: Iterable[Detector]) -> Iterator[Observation]:
    """Every detector on every clean sample."""
    wanted = list(detectors)
    for plan in (RUN, KEYS):
        for sample in samples(material, plan, None):
            for detector in wanted:
                if plan_of(detector) == plan:
                    yield Observation(detector, material.condition, detector.score(sample))


def fault_trials(
    material: Material, fault: PictureFault, strength: float, detector: Detector
) -> Iterator[Observation]:
    """The fault's own detector on every sample with the fault."""
    inject = fault.make(strength, material.seed)
    for sample in samples(material, plan_of(detector), inject):
        yield Observation(detector, material.condition, detector.score(sample), fault.id, strength)


def samples(material: Material, plan: Plan, inject: Inject | None) -> Iterator[Sample]:
    """Samples that share no picture, coded at the material's rate and decoded."""
    span = (plan.count - 1) * plan.step + 1
    for start in range(0, len(material.pictures) - span + 1, span + plan.step - 1):
        taken = material.pictures[start : start + span : plan.step]
        shown = [_shown(picture, index, plan, inject) for index, picture in enumerate(taken)]
        height, width = shown[0].shape[:2]
        times_s = tuple(index * plan.gap_s for index in range(plan.count))
        osd = clock_region(width, height) if plan.clock else None
        yield Sample(tuple(_coded(shown, plan, material.rate_kbit)), times_s, material.reference, osd)


def _shown(picture: Picture, index: int, plan: Plan, inject: Inject | None) -> Picture:
    if inject is not None:
        return inject(picture, index)
    return with_clock(picture, index) if plan.clock else picture


def _coded(pictures: Sequence[Picture], plan: Plan, rate_kbit: int) -> list[Picture]:
    """Through H.264, as the pictures of a camera come."""
    height, width = pictures[0].shape[:2]
    planes = (
        np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2YUV_I420), dtype=np.uint8) for picture in pictures
    )
    clip = encode_clip(
        planes,
        codec="H264",
        width=width,
        height=height,
        fps=plan.fps,
        gop=1 if plan.clock else plan.count,
        bitrate_kbit=rate_kbit,
        name="a sample",
    )
    return decode_pictures([unit.data for unit in clip.units], clip.codec)
