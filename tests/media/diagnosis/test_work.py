"""From access units to readings, in the calling process."""

from __future__ import annotations

import pickle
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from camproof.media.clips.model import Clip
from camproof.media.diagnosis.decode import all_pictures, decode_pictures
from camproof.media.diagnosis.detectors.black import Black
from camproof.media.diagnosis.work import Diagnosis, Failure, SampleJob, diagnose
from camproof.media.errors import PictureError
from camproof.verdicts.finding import Symptom


def test_a_run_is_diagnosed(job: SampleJob) -> None:
    diagnosis = diagnose(job)
    assert diagnosis.diagnosed
    assert [reading.symptom for reading in diagnosis.readings] == [one.symptom for one in job.detectors]


def test_findings_name_the_camera_and_the_time(job: SampleJob) -> None:
    quiet, eager = Black(), Black(limit=-1.0)
    diagnosis = diagnose(replace(job, detectors=(quiet, eager)))
    found = diagnosis.findings(3.0, 4.5)
    assert [(one.symptom, one.subject, one.from_s, one.detected_s) for one in found] == [
        (Symptom.PICTURE_BLACK, job.subject, 3.0, 4.5)
    ]
    assert Diagnosis(job.subject, failure=Failure.TOO_SLOW).findings(3.0, 4.5) == ()


def test_key_pictures_alone_will_do(small_clip: Clip, job: SampleJob) -> None:
    keys = tuple(small_clip.units[index].data for index in small_clip.key_indices)
    diagnosis = diagnose(replace(job, units=keys, times_s=(0.0, 0.2)))
    assert diagnosis.diagnosed
    assert {reading.found for reading in diagnosis.readings} >= {False, None}


def test_every_second_picture(job: SampleJob) -> None:
    assert len(decode_pictures(job.units, "H264", 2)) == 5
    assert diagnose(replace(job, step=2)).diagnosed


def test_jobs_and_diagnoses_go_between_processes(job: SampleJob) -> None:
    there = pickle.loads(pickle.dumps(job))
    diagnosis = diagnose(there)
    assert pickle.loads(pickle.dumps(diagnosis)) == diagnosis


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"units": (), "times_s": ()}, "no sample"),
        ({"step": 0}, "no sample"),
        ({"times_s": (0.0,)}, "a time for each"),
        ({"codec": "MJPEG"}, "MJPEG"),
        ({"units": (b"\x00\x00\x01\x65nonsense",) * 10}, "parameter set"),
    ],
)
def test_what_cannot_be_diagnosed_says_why(job: SampleJob, changes: dict, words: str) -> None:
    diagnosis = diagnose(replace(job, **changes))
    assert diagnosis.failure is Failure.BROKEN_BYTES
    assert words in diagnosis.detail
    assert not diagnosis.diagnosed


def test_a_missing_picture_is_not_passed_over(job: SampleJob) -> None:
    with pytest.raises(PictureError):
        decode_pictures((*job.units[:3], b"\x00\x00\x00\x01\x09\xf0"), "H264")
    with pytest.raises(PictureError, match="no access units"):
        list(all_pictures((), "H264"))


@settings(max_examples=40)
@given(st.data())
def test_damaged_units_are_diagnosed_or_told(small_clip: Clip, data: st.DataObject) -> None:
    units = [bytearray(unit.data) for unit in small_clip.units[:5]]
    for _ in range(data.draw(st.integers(1, 6))):
        unit = units[data.draw(st.integers(0, 4))]
        unit[data.draw(st.integers(0, len(unit) - 1))] = data.draw(st.integers(0, 255))
    times_s = tuple(0.04 * index for index in range(5))
    diagnosis = diagnose(SampleJob("", "H264", tuple(map(bytes, units)), times_s, detectors=()))
    assert diagnosis == Diagnosis("") or diagnosis.failure is Failure.BROKEN_BYTES
