"""Every detector against its own fault, clean pictures, and pictures of any size."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from camproof.media.diagnosis.detectors.base import Detector
from camproof.media.diagnosis.detectors.catalogue import DETECTORS
from camproof.media.diagnosis.detectors.osd import OsdClock, OsdMissing
from camproof.media.diagnosis.faults.catalogue import FAULTS
from camproof.media.diagnosis.faults.model import PictureFault
from camproof.media.diagnosis.sample import Region, Sample
from camproof.verdicts.finding import Finding, Symptom

BY_SYMPTOM = {detector.symptom: detector for detector in DETECTORS}
Faulty = Callable[..., Sample]


def of_clock(detector: Detector) -> bool:
    return isinstance(detector, OsdClock | OsdMissing)


def test_every_fault_has_one_detector_and_every_detector_a_fault() -> None:
    assert len(BY_SYMPTOM) == len(DETECTORS)
    assert {fault.symptom for fault in FAULTS} == set(BY_SYMPTOM)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.id)
def test_it_fires_on_its_fault_and_the_more_the_stronger(fault: PictureFault, faulty: Faulty) -> None:
    detector = BY_SYMPTOM[fault.symptom]
    clock = of_clock(detector)
    readings = [detector.read(faulty(fault, strength, clock=clock)) for strength in fault.strengths]
    assert readings[-1].found is True
    scores = [reading.score for reading in readings]
    slack = 0.05 * max(score for score in scores if score is not None)
    assert all(
        weak is not None and strong is not None and weak <= strong + slack
        for weak, strong in pairwise(scores)
    )


@pytest.mark.parametrize("detector", DETECTORS, ids=lambda detector: str(detector.symptom))
def test_it_is_quiet_on_clean_pictures(detector: Detector, faulty: Faulty) -> None:
    assert detector.read(faulty(None, clock=of_clock(detector))).found is False


@pytest.mark.parametrize(
    "symptom",
    [Symptom.SCENE_CHANGED, Symptom.PICTURE_OCCLUDED, Symptom.OSD_MISSING, Symptom.OSD_CLOCK_STALE,
     Symptom.PICTURE_FROZEN, Symptom.PICTURE_SHAKES],
)  # fmt: skip
def test_what_one_picture_cannot_tell_is_told_as_unknown(symptom: Symptom, street: list[np.ndarray]) -> None:
    reading = BY_SYMPTOM[symptom].read(Sample((street[0],), (0.0,)))
    assert reading.score is None
    assert reading.found is None
    assert reading.finding("", 0.0, 1.0) is None


def test_a_flat_picture_has_no_edges_and_a_dark_one_no_cast() -> None:
    flat, dark = np.full((64, 64, 3), 128, np.uint8), np.zeros((64, 64, 3), np.uint8)
    assert BY_SYMPTOM[Symptom.PICTURE_BLURRED].score(Sample((flat,), (0.0,))) is None
    assert BY_SYMPTOM[Symptom.COLOUR_CAST].score(Sample((dark,), (0.0,))) is None
    assert BY_SYMPTOM[Symptom.SCENE_CHANGED].score(Sample((flat,), (0.0,), flat)) is None


def test_a_black_signal_picture_is_a_lost_signal_too() -> None:
    dark = Sample((np.full((64, 64, 3), 4, np.uint8),), (0.0,))
    assert BY_SYMPTOM[Symptom.SIGNAL_LOST].read(dark).found
    assert BY_SYMPTOM[Symptom.PICTURE_BLACK].read(dark).found


def test_a_finding_names_figure_and_limit(faulty: Faulty) -> None:
    dark = BY_SYMPTOM[Symptom.PICTURE_BLACK]
    finding = dark.read(Sample((np.zeros((64, 64, 3), np.uint8),), (0.0,))).finding("3402", 5.0, 6.5)
    detail = f"255.0 levels below white, limit {dark.limit:g}"
    assert finding == Finding(Symptom.PICTURE_BLACK, "3402", 5.0, None, 6.5, dark.method, detail)
    assert json.dumps(dark.as_dict())
    assert dark.read(faulty(None)).finding("3402", 5.0, 6.5) is None


@settings(max_examples=25)
@given(st.data())
def test_pictures_of_any_size_and_content_give_a_finite_score_or_none(data: st.DataObject) -> None:
    height, width, count = (data.draw(st.integers(1, most)) for most in (40, 40, 6))
    pictures = data.draw(arrays.arrays(np.uint8, (count, height, width, 3)))
    reference = data.draw(
        st.none()
        | arrays.arrays(np.uint8, (*data.draw(st.tuples(st.integers(1, 30), st.integers(1, 30))), 3))
    )
    osd = data.draw(st.none() | st.just(Region(0.1, 0.1, 0.5, 0.2)))
    sample = Sample(tuple(pictures), tuple(map(float, range(count))), reference, osd)
    for detector in DETECTORS:
        score = detector.score(sample)
        assert score is None or np.isfinite(score), detector
