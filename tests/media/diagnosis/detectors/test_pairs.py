"""What a detector must not take for its fault."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from camproof.media.diagnosis.detectors.catalogue import DETECTORS
from camproof.media.diagnosis.detectors.freeze import Freeze
from camproof.media.diagnosis.detectors.osd import OsdClock
from camproof.media.diagnosis.detectors.shake import Shake
from camproof.media.diagnosis.faults.catalogue import picture_fault
from camproof.media.diagnosis.faults.lens import occlusion
from camproof.media.diagnosis.faults.light import exposed_by
from camproof.media.diagnosis.faults.osd import clock_region, with_clock
from camproof.media.diagnosis.sample import Sample
from camproof.verdicts.finding import Symptom

BY_SYMPTOM = {detector.symptom: detector for detector in DETECTORS}
Faulty = Callable[..., Sample]


def test_one_small_moving_thing_speaks_against_a_freeze(street: list[np.ndarray]) -> None:
    pictures = []
    for index in range(8):
        picture = street[0].copy()
        picture[100:116, 20 * index : 20 * index + 16] = 240
        pictures.append(picture)
    times_s = tuple(0.1 * index for index in range(8))
    assert Freeze().read(Sample(tuple(pictures), times_s)).found is False
    assert Freeze().read(Sample((street[0],) * 8, times_s)).found is True


def test_a_steady_pan_and_a_single_jump_do_not_shake(street: list[np.ndarray]) -> None:
    wide = np.concatenate([street[0], street[0][:, ::-1]], axis=1)
    times_s = tuple(0.1 * index for index in range(8))
    pan = Sample(tuple(wide[:, 6 * index : 6 * index + 320] for index in range(8)), times_s)
    jump = Sample(tuple(wide[:, 60 * (index > 3) :][:, :320] for index in range(8)), times_s)
    assert Shake().read(pan).found is False
    assert Shake().read(jump).found is False


def test_a_change_of_light_is_no_change_of_scene_and_no_occlusion(street: list[np.ndarray]) -> None:
    darker = tuple(exposed_by(-1.0)(picture, 0) for picture in street[:3])
    sample = Sample(darker, (0.0, 0.1, 0.2), street[20])
    assert BY_SYMPTOM[Symptom.SCENE_CHANGED].read(sample).found is False
    assert BY_SYMPTOM[Symptom.PICTURE_OCCLUDED].read(sample).found is False


def test_what_passes_by_is_no_occlusion(street: list[np.ndarray]) -> None:
    cover = occlusion(20, 3)
    passing = Sample((street[0], cover(street[1], 1), street[2]), (0.0, 0.1, 0.2), street[20])
    staying = Sample(tuple(cover(picture, 0) for picture in street[:3]), (0.0, 0.1, 0.2), street[20])
    assert BY_SYMPTOM[Symptom.PICTURE_OCCLUDED].read(passing).found is False
    assert BY_SYMPTOM[Symptom.PICTURE_OCCLUDED].read(staying).found is True


def test_texture_is_no_noise(street: list[np.ndarray]) -> None:
    rng = np.random.default_rng(1)
    gravel = rng.integers(0, 255, street[0].shape, dtype=np.uint8)
    still = Sample((gravel,) * 4, (0.0, 0.1, 0.2, 0.3))
    assert BY_SYMPTOM[Symptom.PICTURE_NOISY].score(still) == 0.0


def test_a_clock_within_a_second_tells_nothing(street: list[np.ndarray]) -> None:
    pictures = tuple(with_clock(picture, 7) for picture in street[:3])
    region = clock_region(320, 240)
    assert OsdClock().read(Sample(pictures, (0.0, 0.3, 0.6), None, region)).found is None
    assert OsdClock().read(Sample(pictures, (0.0, 1.0, 2.0), None, region)).found is True


def test_blur_does_not_depend_on_contrast(faulty: Faulty) -> None:
    blur = BY_SYMPTOM[Symptom.PICTURE_BLURRED]
    sharp, flat = blur.score(faulty(None)), blur.score(faulty(picture_fault("low-contrast"), 50))
    assert sharp is not None
    assert flat is not None
    assert abs(sharp - flat) < 0.2
