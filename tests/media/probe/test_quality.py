"""Faults in decoded pictures of a stream that is over: found, or unknown where nothing decodes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from camproof.media import SyntheticSpec, degraded_clip, synthetic_clip
from camproof.media.clips.model import Clip
from camproof.media.probe.frame_probe import FrameProbe
from camproof.media.probe.quality import QualityReport, SymptomCount, diagnose_runs
from camproof.media.probe.quality_rows import quality_rows
from camproof.media.probe.strip_samples import KeptPicture, PictureRun

FPS = 25


@pytest.fixture(scope="module")
def clean(cache: Path) -> Clip:
    """Two seconds of a street, a key picture at the begin of each."""
    spec = SyntheticSpec(width=320, height=240, fps=FPS, gop=50, bitrate_kbit=800, seconds=2)
    return synthetic_clip(spec, cache_dir=cache)


@pytest.fixture(scope="module")
def black(clean: Clip, cache: Path) -> Clip:
    """The same with the lens covered."""
    return degraded_clip(clean, "black", 100.0, cache_dir=cache)


def _runs(clips: Sequence[Clip]) -> Sequence[PictureRun]:
    probe, number = FrameProbe("H264", 0.0), 0
    for clip in clips:
        for unit in clip.units:
            probe.picture(unit.data, number / FPS, None, None, key=unit.key)
            number += 1
    return probe.result().runs


def _of(report: QualityReport, symptom: str) -> SymptomCount:
    return next(each for each in report.symptoms if each.symptom == symptom)


def test_a_fault_is_told_with_its_time_and_what_is_clean_is_the_reference(clean: Clip, black: Clip) -> None:
    shares: list[float] = []
    report = diagnose_runs(_runs([clean, black, black]), progress=shares.append)
    assert (report.samples, report.undiagnosed) == (3, 0)
    found = _of(report, "picture-black")
    assert (found.term, found.told, found.found, found.first_s) == ("黑屏", 3, 2, 2.0)
    assert found.worst is not None
    assert found.worst > found.limit
    assert _of(report, "picture-blurred").found == 0
    assert _of(report, "scene-changed").told == 2, "the first is the reference"
    assert shares[-1] == 1.0
    rows = {figure.name: figure for figure in quality_rows(report)}
    assert (rows["picture_black_samples"].value, rows["picture_black_samples"].bad) == (2, True)
    assert (rows["picture_blurred_samples"].value, rows["picture_blurred_samples"].bad) == (0, False)
    assert rows["osd_missing_samples"].value is None, "where the text stands is not known"


def test_what_does_not_decode_is_no_pass(clean: Clip) -> None:
    torn = PictureRun(1, "H264", [KeptPicture(clean.units[0].data[:300], 2.0, None)])
    report = diagnose_runs([*_runs([clean]), torn])
    assert (report.samples, report.failed) == (2, (("broken bytes", 1),))
    assert _of(report, "picture-black").told == 1
    assert next(each for each in quality_rows(report) if each.name == "undiagnosed_samples").bad


def test_samples_of_a_long_stream_are_few() -> None:
    runs = [PictureRun(number, "H264", [KeptPicture(b"", number, None)]) for number in range(60)]
    shares: list[float] = []
    report = diagnose_runs(runs, progress=shares.append)
    assert (report.samples, report.failed, report.symptoms) == (20, (("broken bytes", 20),), ())
    assert shares == [pytest.approx(place / 20) for place in range(1, 21)]


def test_nothing_is_asked_of_nothing_or_when_the_user_leaves(clean: Clip) -> None:
    assert diagnose_runs([]) == QualityReport()
    assert quality_rows(QualityReport()) == []
    assert diagnose_runs(_runs([clean]), stopped=lambda: True) == QualityReport()
