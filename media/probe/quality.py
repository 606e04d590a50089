"""Video quality diagnosis (视频质量诊断) of a stream that is over, on samples of its pictures."""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from camproof.media.detect.sampler import PictureRun as Run
from camproof.media.diagnosis.detectors.catalogue import DETECTORS
from camproof.media.diagnosis.pool import DiagnosisPool
from camproof.media.diagnosis.sample import Picture
from camproof.media.diagnosis.work import Diagnosis, SampleJob
from camproof.media.probe.strip_samples import PictureRun

__all__ = ["QualityReport", "SymptomCount", "diagnose_runs"]

_MOST_SAMPLES = 24
_SPAN_S = 0.56
"""Eight pictures 80 ms apart: what the detectors were scored at."""
_SLACK_S = 0.005
_MOST_UNITS = 64
_LIMIT_S = 20.0


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

    :param samples: taken; :param failed: why samples were not diagnosed, with how many.
    :param symptoms: one for each detector; empty where nothing was diagnosed.
    """

    samples: int = 0
    failed: tuple[tuple[str, int], ...] = ()
    symptoms: tuple[SymptomCount, ...] = ()

    @property
    def undiagnosed(self) -> int:
        """Samples of which nothing is known, which is no pass."""
        return sum(count for _, count in self.failed)


def diagnose_runs(
    runs: Sequence[PictureRun],
    *,
    progress: Callable[[float], None] = lambda _: None,
    stopped: Callable[[], bool] = lambda: False,
) -> QualityReport:
    """Diagnose the begin of each run, of at most 24 runs spread evenly, in processes; call it in a thread.

    The reference for occlusion and scene change is the first sample in which nothing is found.

    :param progress: called after each sample with the share that is done, 0..1.
    :param stopped: asked before each sample; True ends it with what was diagnosed.
    """
    step = -(-len(runs) // _MOST_SAMPLES) or 1
    samples = [_sample(run) for run in runs[::step]]
    if not samples:
        return QualityReport()
    return _report(samples, asyncio.run(_diagnosed(samples, progress, stopped)))


def _sample(run: PictureRun) -> Run:
    """The first half second of a run."""
    kept = [
        picture
        for picture in run.pictures[:_MOST_UNITS]
        if picture.at_s - run.pictures[0].at_s <= _SPAN_S + _SLACK_S
    ]
    return Run(run.codec, tuple(each.data for each in kept), tuple(sorted(each.at_s for each in kept)))


async def _diagnosed(
    samples: Sequence[Run], progress: Callable[[float], None], stopped: Callable[[], bool]
) -> list[Diagnosis]:
    """One after the other until there is a reference, then side by side; in the order of the samples."""
    found: list[Diagnosis] = []
    reference: Picture | None = None
    workers = min(len(os.sched_getaffinity(0)), len(samples))
    async with DiagnosisPool(workers, waiting=len(samples), limit_s=_LIMIT_S) as pool:

        async def look(sample: Run) -> Diagnosis | None:
            if stopped():
                return None
            diagnosis = await pool.diagnose(_job(sample, reference))
            progress((pool.diagnosed + pool.not_diagnosed.total()) / len(samples))
            return diagnosis

        while reference is None and len(found) < len(samples):
            diagnosis = await look(samples[len(found)])
            if diagnosis is None:
                return found
            found.append(diagnosis)
            if diagnosis.diagnosed and not any(reading.found for reading in diagnosis.readings):
                reference = diagnosis.view
        rest = await asyncio.gather(*(look(sample) for sample in samples[len(found) :]))
    return [*found, *(each for each in rest if each is not None)]


def _job(sample: Run, reference: Picture | None) -> SampleJob:
    return SampleJob(
        "", sample.codec, sample.units, sample.times_s, sample.step, reference, wants_view=reference is None
    )


def _report(samples: Sequence[Run], diagnoses: Sequence[Diagnosis]) -> QualityReport:
    failed = Counter(str(each.failure) for each in diagnoses if each.failure is not None)
    begin_s = samples[0].times_s[0]
    seen = [
        (sample.times_s[0] - begin_s, each)
        for sample, each in zip(samples, diagnoses, strict=False)
        if each.diagnosed
    ]
    return QualityReport(
        samples=len(diagnoses),
        failed=tuple(sorted(failed.items())),
        symptoms=tuple(_count(place, seen) for place in range(len(DETECTORS))) if seen else (),
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
