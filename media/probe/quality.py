"""Video quality diagnosis (视频质量诊断) of a stream that is over, on samples of its pictures."""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from camproof.media.detect.sampler import PictureRun
from camproof.media.diagnosis.detectors.catalogue import DETECTORS
from camproof.media.diagnosis.pool import DiagnosisPool
from camproof.media.diagnosis.sample import Picture
from camproof.media.diagnosis.work import Diagnosis, SampleJob

__all__ = ["QualityReport", "SymptomCount", "diagnose_samples"]

_LIMIT_S = 20.0
_NO_SAMPLE = "it has no half second of whole H.264 or H.265 pictures from a key picture on"
_LEFT = "the user left"


@dataclass(frozen=True, slots=True)
class SymptomCount:
    """What one detector said of all samples.

    :param symptom: as the findings of scenarios call it; :param term: in Chinese.
    :param told: samples that could tell; :param found: those of them with the fault.
    :param worst: highest score, in ``unit``; None where no sample could tell.
    :param limit: a score above it is a fault.
    :param first_s: from the first sample to the first with the fault.
    """

    symptom: str
    term: str
    told: int
    found: int
    worst: float | None
    limit: float
    unit: str
    first_s: float | None


@dataclass(frozen=True, slots=True)
class QualityReport:
    """What the detectors found.

    :param samples: looked at; :param failed: why samples were not diagnosed, with how many.
    :param symptoms: one for each detector; empty where nothing was diagnosed.
    :param detail: of the first that was not diagnosed, in a sentence.
    :param nothing: why no sample was looked at, where that was wanted.
    """

    samples: int = 0
    failed: tuple[tuple[str, int], ...] = ()
    symptoms: tuple[SymptomCount, ...] = ()
    detail: str = ""
    nothing: str = ""

    @property
    def undiagnosed(self) -> int:
        """Samples of which nothing is known, which is no pass."""
        return sum(count for _, count in self.failed)


def diagnose_samples(
    samples: Sequence[PictureRun],
    *,
    progress: Callable[[float], None] = lambda _: None,
    stopped: Callable[[], bool] = lambda: False,
) -> QualityReport:
    """Diagnose samples in processes; call it in a thread.

    The reference for occlusion and scene change is the first sample in which nothing is found.

    :param progress: called after each sample with the share that is done, 0..1.
    :param stopped: asked before each sample; True ends it with what was diagnosed.
    """
    if not samples:
        return QualityReport(nothing=_NO_SAMPLE)
    found = asyncio.run(_Look(samples, progress, stopped).found())
    if not found:
        return QualityReport(nothing=_LEFT)
    return _report([(samples[number], found[number]) for number in sorted(found)])


class _Look:
    """One sample after the other until there is a reference, then as many at once as there are cores."""

    def __init__(
        self,
        samples: Sequence[PictureRun],
        progress: Callable[[float], None],
        stopped: Callable[[], bool],
    ) -> None:
        self._left = iter(enumerate(samples))
        self._count = len(samples)
        self._progress = progress
        self._stopped = stopped
        self._reference: Picture | None = None
        self._found: dict[int, Diagnosis] = {}

    async def found(self) -> dict[int, Diagnosis]:
        """By the number of the sample."""
        workers = min(len(os.sched_getaffinity(0)), self._count)
        async with DiagnosisPool(workers, waiting=0, limit_s=_LIMIT_S) as pool:
            while self._reference is None and await self._next(pool):
                pass
            await asyncio.gather(*(self._all(pool) for _ in range(workers)))
        return self._found

    async def _all(self, pool: DiagnosisPool) -> None:
        while await self._next(pool):
            pass

    async def _next(self, pool: DiagnosisPool) -> bool:
        """Whether there was one more."""
        one = None if self._stopped() else next(self._left, None)
        if one is None:
            return False
        number, sample = one
        diagnosis = await pool.diagnose(_job(sample, self._reference))
        self._found[number] = diagnosis
        if self._reference is None and diagnosis.clean:
            self._reference = diagnosis.view
        self._progress(len(self._found) / self._count)
        return True


def _job(sample: PictureRun, reference: Picture | None) -> SampleJob:
    times_s = tuple(sorted(sample.times_s))
    return SampleJob(
        "", sample.codec, sample.units, times_s, sample.step, reference, wants_view=reference is None
    )


def _report(seen: Sequence[tuple[PictureRun, Diagnosis]]) -> QualityReport:
    broken = [diagnosis for _, diagnosis in seen if diagnosis.failure is not None]
    begin_s = seen[0][0].times_s[0]
    known = [(sample.times_s[0] - begin_s, each) for sample, each in seen if each.diagnosed]
    return QualityReport(
        samples=len(seen),
        failed=tuple(sorted(Counter(str(each.failure) for each in broken).items())),
        symptoms=tuple(_count(place, known) for place in range(len(DETECTORS))) if known else (),
        detail=broken[0].detail if broken else "",
    )


def _count(place: int, seen: Sequence[tuple[float, Diagnosis]]) -> SymptomCount:
    detector = DETECTORS[place]
    readings = [(at_s, each.readings[place]) for at_s, each in seen]
    scores = [reading.score for _, reading in readings if reading.score is not None]
    found_s = [at_s for at_s, reading in readings if reading.found]
    return SymptomCount(
        symptom=str(detector.symptom),
        term=detector.term,
        told=len(scores),
        found=len(found_s),
        worst=max(scores, default=None),
        limit=detector.limit,
        unit=detector.unit,
        first_s=found_s[0] if found_s else None,
    )
