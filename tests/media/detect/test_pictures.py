"""Findings from diagnosed samples: when they begin, when they end, and what is no pass."""

from __future__ import annotations

from camproof.media import Diagnosis, PictureWatch
from camproof.media.diagnosis.detectors.base import Reading
from camproof.media.diagnosis.work import Failure
from camproof.verdicts import Symptom

CODE = "34020000001320000001"


def _diagnosis(score: float | None, symptom: Symptom = Symptom.PICTURE_BLACK) -> Diagnosis:
    return Diagnosis(CODE, (Reading(symptom, score, 10.0, "levels", "luma"),))


def test_a_finding_lasts_from_the_first_sample_that_shows_it_to_the_first_without() -> None:
    watch = PictureWatch(CODE)
    for from_s, score in ((1.0, 2.0), (3.0, 20.0), (5.0, 21.0), (7.0, 3.0)):
        watch.take(_diagnosis(score), from_s, from_s + 0.8)
    (found,) = watch.findings()
    assert (found.symptom, found.subject) == (Symptom.PICTURE_BLACK, CODE)
    assert (found.from_s, found.detected_s, found.to_s) == (3.0, 3.8, 7.0)
    assert found.detail == "20.0 levels, limit 10"
    assert watch.diagnosed == 4


def test_a_sample_that_cannot_tell_neither_begins_nor_ends_a_finding() -> None:
    watch = PictureWatch(CODE)
    for from_s, score in ((1.0, None), (2.0, 20.0), (3.0, None)):
        watch.take(_diagnosis(score), from_s, from_s)
    (found,) = watch.findings()
    assert (found.from_s, found.to_s) == (2.0, None)


def test_what_was_not_diagnosed_is_counted_and_ends_nothing() -> None:
    watch = PictureWatch(CODE)
    watch.take(_diagnosis(20.0), 1.0, 1.5)
    watch.take(Diagnosis(CODE, failure=Failure.TOO_SLOW), 2.0, 12.0)
    assert watch.findings()[0].to_s is None
    assert (watch.diagnosed, dict(watch.failures)) == (1, {"too slow": 1})


def test_symptoms_are_kept_apart() -> None:
    watch = PictureWatch(CODE)
    watch.take(_diagnosis(20.0, Symptom.PICTURE_BLURRED), 2.0, 2.5)
    watch.take(_diagnosis(20.0, Symptom.PICTURE_BLACK), 1.0, 2.6)
    assert [found.symptom for found in watch.findings()] == [Symptom.PICTURE_BLACK, Symptom.PICTURE_BLURRED]
