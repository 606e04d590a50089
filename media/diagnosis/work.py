"""What a worker does with one sample: decode, look, tell."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from camproof.media.diagnosis.decode import decode_pictures
from camproof.media.diagnosis.detectors.base import Detector, Reading
from camproof.media.diagnosis.detectors.catalogue import DETECTORS
from camproof.media.diagnosis.sample import Picture, Region, Sample
from camproof.media.errors import PictureError
from camproof.verdicts.finding import Finding

__all__ = ["Diagnosis", "Failure", "SampleJob", "diagnose"]


class Failure(StrEnum):
    """Why a sample was not diagnosed."""

    BROKEN_BYTES = "broken bytes"
    TOO_SLOW = "too slow"
    WORKER_DIED = "worker died"
    NO_WORKER = "no worker"
    NO_ROOM = "no room"


@dataclass(frozen=True, slots=True, eq=False)
class SampleJob:
    """A sample to be diagnosed, as it goes to a worker.

    :param subject: 20-digit code of the camera.
    :param codec: "H264" or "H265".
    :param units: access units in Annex B, the first a key picture: a few key pictures, or a short run.
    :param times_s: of each unit's picture in presentation order.
    :param step: every which picture is looked at.
    :param reference: BGR picture of the view when all was well; a small one will do.
    :param wants_view: the diagnosis brings a small picture of the sample along, fit for a reference.
    """

    subject: str
    codec: str
    units: tuple[bytes, ...] = field(repr=False)
    times_s: tuple[float, ...]
    step: int = 1
    reference: Picture | None = field(default=None, repr=False)
    osd: Region | None = None
    detectors: tuple[Detector, ...] = DETECTORS
    wants_view: bool = False


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What came of a sample.

    :param readings: one for each detector; empty where the sample was not diagnosed.
    :param failure: why it was not diagnosed, which is never a pass; None where it was.
    :param detail: the failure in a sentence.
    :param view: the first picture, small, where it was wanted.
    """

    subject: str
    readings: tuple[Reading, ...] = ()
    failure: Failure | None = None
    detail: str = ""
    view: Picture | None = field(default=None, repr=False, compare=False)

    @property
    def diagnosed(self) -> bool:
        """Whether the detectors saw the sample."""
        return self.failure is None

    @property
    def clean(self) -> bool:
        """Whether the detectors saw the sample and found nothing: then its view is fit for a reference."""
        return self.diagnosed and not any(reading.found for reading in self.readings)

    def findings(self, from_s: float, detected_s: float) -> tuple[Finding, ...]:
        """What was found, in scenario time of the sample's first picture and of the diagnosis."""
        found = (reading.finding(self.subject, from_s, detected_s) for reading in self.readings)
        return tuple(finding for finding in found if finding is not None)


def diagnose(job: SampleJob) -> Diagnosis:
    """Decode and judge in the calling process; broken bytes are told as ``failure``, not raised."""
    try:
        if len(job.units) != len(job.times_s):
            raise PictureError("A sample needs a time for each access unit.")
        pictures = decode_pictures(job.units, job.codec, job.step)
        sample = Sample(tuple(pictures), job.times_s[:: job.step], job.reference, job.osd)
    except PictureError as broken:
        return Diagnosis(job.subject, failure=Failure.BROKEN_BYTES, detail=str(broken))
    readings = tuple(detector.read(sample) for detector in job.detectors)
    return Diagnosis(job.subject, readings, view=sample.small[0] if job.wants_view else None)
