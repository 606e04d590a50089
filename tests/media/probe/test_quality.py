"""Faults in decoded pictures of a stream that is over: found, or unknown where nothing decodes."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from camproof.media import SyntheticSpec, degraded_clip, synthetic_clip
from camproof.media.clips.model import Clip
from camproof.media.detect.sampler import PictureRun
from camproof.media.diagnosis import pool
from camproof.media.diagnosis.decode import decode_pictures
from camproof.media.probe.files import probe_file
from camproof.media.probe.frame_probe import FrameProbe
from camproof.media.probe.quality import QualityReport, SymptomCount, diagnose_samples
from camproof.media.probe.quality_rows import quality_notes, quality_rows
from camproof.media.probe.quality_samples import QualitySamples
from camproof.media.receive.frame import ReceivedFrame

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


def _samples(clips: Sequence[Clip]) -> Sequence[PictureRun]:
    probe, number = FrameProbe("H264", 0.0), 0
    for clip in clips:
        for unit in clip.units:
            probe.picture(unit.data, number / FPS, None, None, key=unit.key)
            number += 1
    return probe.result().samples


def _of(report: QualityReport, symptom: str) -> SymptomCount:
    return next(each for each in report.symptoms if each.symptom == symptom)


def test_a_fault_is_told_with_its_time_and_what_is_clean_is_the_reference(clean: Clip, black: Clip) -> None:
    shares: list[float] = []
    report = diagnose_samples(_samples([clean, black, black]), progress=shares.append)
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
    assert rows["untold"].value == "osd-missing, osd-clock-stale"
    assert quality_notes(report) == []


def test_what_does_not_decode_is_no_pass_and_says_why(clean: Clip) -> None:
    torn = PictureRun("H264", (clean.units[0].data[:300],), (2.0,))
    report = diagnose_samples([*_samples([clean]), torn])
    assert (report.samples, report.failed) == (2, (("broken bytes", 1),))
    assert _of(report, "picture-black").told == 1
    assert next(each for each in quality_rows(report) if each.name == "undiagnosed_samples").bad
    assert quality_notes(report)[0].startswith("a sample was not diagnosed: ")


@pytest.mark.parametrize("codec", ["libx264", "libx265"])
def test_pictures_of_a_sample_are_those_of_the_whole(tmp_path: Path, codec: str) -> None:
    """With B frames, and of H.265 key pictures (CRA) behind which some cannot be decoded."""
    path = tmp_path / "b.mp4"
    noise = np.random.default_rng(1).integers(0, 255, (144, 500, 3), dtype=np.uint8)
    street = cv2.GaussianBlur(noise, (9, 9), 3)
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=FPS)
        stream.width, stream.height, stream.pix_fmt = 176, 144, "yuv420p"
        x265 = "log-level=none:bframes=3:b-adapt=0:keyint=50"
        stream.options = {"preset": "veryfast", "bf": "3", "b_strategy": "0", "g": "50", "x265-params": x265}
        for index in range(150):
            picture = np.ascontiguousarray(street[:, 2 * index : 2 * index + 176])
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="bgr24")))
        container.mux(stream.encode(None))
    _, result = probe_file(path)
    assert result.reordered > 0
    with av.open(str(path)) as container:
        whole = [frame.to_ndarray(format="bgr24") for frame in container.decode(video=0)]
    for sample in result.samples:
        shown = [whole[round(at_s * FPS)] for at_s in sorted(sample.times_s)]
        assert np.array_equal(decode_pictures(sample.units, sample.codec), shown)
    report = diagnose_samples(result.samples)
    assert (report.samples, report.undiagnosed) == (3, 0), report.detail


def test_samples_of_a_long_stream_are_few_and_spread_evenly() -> None:
    samples = QualitySamples()
    for number in range(25 * 600):
        key = number % 25 == 0
        frame = ReceivedFrame("H264", b"", None, None, key, damaged=False, arrival_s=number / 25, stamp=None)
        samples.take(frame, None)
    begins_s = [run.times_s[0] for run in samples.samples]
    steps_s = {later - sooner for sooner, later in itertools.pairwise(begins_s)}
    assert 12 <= len(begins_s) <= 24
    assert steps_s == {32.0}


def test_a_damaged_picture_spoils_its_sample() -> None:
    samples = QualitySamples()
    for number in range(200):
        frame = ReceivedFrame(
            "H264", b"", None, None, number % 50 == 0, damaged=number in (3, 160), arrival_s=number / 25,
            stamp=None,
        )  # fmt: skip
        samples.take(frame, None)
    assert [run.times_s[0] for run in samples.samples] == [2.0, 4.0]


def test_whoever_leaves_keeps_what_was_seen(clean: Clip) -> None:
    seen: list[float] = []
    report = diagnose_samples(_samples([clean] * 6), progress=seen.append, stopped=lambda: len(seen) >= 1)
    assert 1 <= report.samples <= 2
    assert _of(report, "picture-black").told == report.samples


def test_nothing_is_asked_of_nothing_or_when_the_user_leaves(clean: Clip) -> None:
    assert diagnose_samples([]).samples == 0
    assert quality_rows(QualityReport()) == []
    assert "no half second" in quality_notes(diagnose_samples([]))[0]
    left = diagnose_samples(_samples([clean]), stopped=lambda: True)
    assert (left.samples, quality_notes(left)) == (
        0, ["no picture was looked at for faults: the user left"],
    )  # fmt: skip


def test_a_machine_that_starts_no_process_is_no_fault_of_the_stream(
    clean: Clip, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(*_: object, **__: object) -> None:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(pool, "ProcessPoolExecutor", none)
    report = diagnose_samples(_samples([clean]))
    assert (report.failed, report.symptoms) == ((("no worker", 1),), ())
    assert "temporarily unavailable" in report.detail
