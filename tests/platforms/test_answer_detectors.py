"""Detectors of keepalives and answers over hand-written observations."""

from __future__ import annotations

from typing import Any

import pytest

from camproof.platforms import Observation, catalog_findings, keepalive_findings, recording_findings
from camproof.verdicts.finding import Symptom

A = "34020000001320000001"


def seen(at_s: float, kind: str, **data: Any) -> Observation:
    return Observation(at_s, kind, A, data)


def beats(*times_s: float) -> list[Observation]:
    return [seen(at_s, "keepalive") for at_s in times_s]


def test_missing_keepalives_are_counted_when_the_next_one_comes() -> None:
    (finding,) = keepalive_findings(beats(0, 60, 180, 240))
    assert (finding.symptom, finding.subject) == (Symptom.KEEPALIVE_MISSED, A)
    assert (finding.from_s, finding.to_s, finding.detected_s) == (60, 180, 180)
    assert finding.detail == "120.00 s: 1 missing"
    (other,) = keepalive_findings(beats(0, 20, 40, 120), heartbeat_interval_s=20)
    assert other.detail == "80.00 s: 3 missing"


def test_late_is_not_missing_and_a_registration_is_a_sign() -> None:
    assert keepalive_findings(beats(0, 60, 160)) == ()
    assert keepalive_findings([*beats(0), seen(50, "registered"), *beats(110)]) == ()
    assert keepalive_findings(beats(500)) == ()


def test_an_incomplete_catalogue_lasts_until_a_whole_one_comes() -> None:
    hole = {"command": "Catalog", "sent_s": 5.0, "reason": "no further part in 10 s"}
    short = seen(20, "no-answer", **hole, received=8, expected=10)
    (finding,) = catalog_findings([short, short, seen(30, "answer", command="Catalog")])
    assert (finding.symptom, finding.from_s, finding.detected_s) == (Symptom.CATALOG_INCOMPLETE, 5, 20)
    assert finding.to_s == 30
    assert finding.detail == "8 of 10 items came: no further part in 10 s"


@pytest.mark.parametrize(
    "told",
    [
        {"command": "Catalog", "received": 0, "expected": None},  # nothing came: that is no hole
        {"command": "RecordInfo", "received": 3, "expected": 4},
    ],
)
def test_other_failures_are_no_holes_in_a_catalogue(told: dict[str, Any]) -> None:
    assert catalog_findings([seen(20, "no-answer", sent_s=5.0, reason="r", **told)]) == ()


def test_a_device_that_does_not_record_until_it_does() -> None:
    log = [seen(1, "answer", Record="ON"), seen(2, "answer", Record="OFF"), seen(3, "answer", Record="off")]
    (finding,) = recording_findings(log)
    assert (finding.symptom, finding.from_s, finding.to_s) == (Symptom.RECORDING_STOPPED, 2, None)
    (over,) = recording_findings([*log, seen(9, "answer", Record="ON")])
    assert over.to_s == 9
    assert recording_findings([seen(1, "answer"), seen(2, "answer", Record="ON")]) == ()
