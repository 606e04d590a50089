"""Real time, on loopback: every planned fault is found by detectors that do not know the plan."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from sil_kit import CODES, Run, TwiceJudged, hold_all, play, read

from camproof.reports import published_schema
from camproof.scenarios.sil import stage as stage_module
from camproof.verdicts import Outcome

pytestmark = [pytest.mark.wallclock, pytest.mark.alone]

# 1 power cut, 2 lossy link, 3 silent, 4 wrong clock, 5 frozen, 6 left alone but for the intruders.
TEXT = """\
scenario: Seven faults in seven seconds
proves: That detectors find what was received.
platform: {heartbeat-interval: 1 s, heartbeat-count: 2}
cameras:
  - {name: east, count: 1, district: east, sip: tcp, stream: 352x288@25 h264 256 kbit/s}
  - {name: west, count: 1, district: west, edition: "2022", stream: 352x288@25 h264 256 kbit/s}
  - {name: north, count: 4, district: north, edition: ["2022", "2016"], stream: 352x288@25 h264 256 kbit/s}
network: {west: {delay: 2 ms}, north: {delay: 1 ms}}
phases:
  - name: join
    for: 1 s
    targets:
      - {measure: registration time, percentile: 95}
  - name: faults
    for: 7 s
    timeline:
      - {at: 0 s, do: watch, on: {codes: [2, 5, 6]}, transport: udp, for: 6.5 s}
      - {at: 0 s, fault: power.cut, on: {district: east}, boot: 200 ms, spread: 100 ms, for: 4 s}
      - {at: 0.2 s, fault: keepalive.silence, on: {codes: [3]}, for: 4.5 s}
      - {at: 0.5 s, fault: clock.offset, on: {codes: [4]}, offset: 8 h, for: 3 s}
      - {at: 1 s, fault: link.loss, on: {district: west}, loss: 15 %, direction: up, for: 3 s}
      - {at: 1 s, fault: picture.freeze, on: {codes: [5]}, for: 3 s}
      - {at: 1.5 s, do: query-status, on: {district: north}}
      - {at: 2 s, fault: intruder.wrong-password, on: {codes: [6]}, interval: 100 ms}
      - {at: 3 s, fault: intruder.replay, on: {codes: [6]}, interval: 100 ms}
      - {at: 5 s, do: query-status, on: {district: north}}
    targets:
      - {measure: planned faults detected}
      - {measure: false findings}
      - {measure: fault detection time}
      - {measure: detection of offline, at most: 3}
      - {measure: recovery time to 99 %, of: {district: east}}
      - {measure: intruders refused}
      - {measure: replayed credentials refused}
      - {measure: online rate}
      - {measure: packet loss}
      - {measure: live fetch rate}
      - {measure: clock accuracy}
      - {measure: intact rate}
"""


FOUND = {
    "power.cut": ("camera-offline", 1),
    "link.loss": ("packet-loss", 2),
    "keepalive.silence": ("camera-offline", 3),
    "clock.offset": ("clock-wrong", 4),
    "picture.freeze": ("picture-frozen", 5),
    "intruder.wrong-password": ("intruder-refused", 6),
    "intruder.replay": ("replay-refused", 6),
}


def faults_of(run: Run) -> TwiceJudged:
    return run.stage.judged[1]


def each_planned_fault_is_found(run: Run) -> None:
    judged = faults_of(run).informed
    assert {line.fault for line in judged.faults} == set(FOUND)
    for line in judged.faults:
        symptom, camera = FOUND[line.fault]
        explained = [judged.findings[index] for index in line.matched]
        assert line.subjects == (CODES[camera],)
        assert (symptom, CODES[camera]) in {(f.symptom, f.subject) for f in explained}, line
        assert {f.subject for f in explained} == {CODES[camera]}
        assert line.detected_after_s is not None
        assert 0 <= line.detected_after_s < 5, line


def detectors_find_the_same_without_the_plan(run: Run) -> None:
    for judged in run.stage.judged:
        assert judged.blind.findings == judged.informed.findings == judged.found_inside
        assert judged.before == judged.found
        assert judged.blind.faults == ()


def without_the_plan_the_same_findings_are_accusations(run: Run) -> None:
    """What the plan changes is the judgement, not what was found."""
    faults = faults_of(run)
    blind = {verdict.measurement.spec.name: verdict for verdict in faults.blind.verdicts}
    assert blind["false findings"].outcome is Outcome.FAIL
    assert blind["false findings"].measurement.value == len(faults.informed.findings)
    assert blind["planned faults detected"].outcome is Outcome.INCONCLUSIVE
    assert blind["online rate"].outcome is Outcome.FAIL
    assert blind["packet loss"].outcome is Outcome.FAIL


def no_finding_has_heard_of_the_injection(run: Run) -> None:
    judged = faults_of(run).informed
    words = [word for line in judged.faults for word in (line.fault, line.label)]
    for finding in judged.findings:
        assert not any(word in f"{finding.method} {finding.detail}" for word in words)


def the_targets_hold_for_what_was_left_alone(run: Run) -> None:
    """Of the cameras, 6 alone is under no fault that harms it; it was watched and asked."""
    missed = [verdict.line for verdict in run.verdicts.values() if verdict.outcome is not Outcome.PASS]
    assert not missed
    intact = run.verdicts["faults", "intact rate"].measurement
    assert intact.n == 1
    assert "5 cameras under planned faults" in intact.detail


def every_camera_registered_and_the_cut_one_came_back(run: Run) -> None:
    assert run.verdicts["join", "registration time"].measurement.n == 6
    (cut,) = (line for line in run.result.faults if line.fault == "power.cut")
    assert cut.recovered_after_s is not None
    assert 0.2 <= cut.recovered_after_s < 3


def the_report_of_the_run_is_whole(run: Run) -> None:
    assert (run.result.outcome, run.result.exit_code) == (Outcome.PASS, 0)
    data = json.loads(run.folder.result_json.read_text(encoding="utf-8"))
    jsonschema.validate(data, published_schema())
    assert len(data["load"]) >= 6
    labels = [series["label"] for series in data["online"]]
    assert labels == ["all cameras", "social", "east", "west", "north"]
    lowest = {
        series["label"]: min(share for at_s, share in series["points"] if at_s > 2)
        for series in data["online"]
    }
    assert (lowest["east"], lowest["west"]) == (0.0, 1.0)
    assert all(line["fault"] for line in data["findings"])
    assert (run.folder.path / "report.html").stat().st_size > 10_000


def test_faults_are_found_without_the_plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Eight seconds of real time."""
    monkeypatch.setattr(stage_module, "START_SPREAD_S", 0.2)
    run = play(read(tmp_path, TEXT), tmp_path)
    hold_all(
        (
            each_planned_fault_is_found,
            detectors_find_the_same_without_the_plan,
            without_the_plan_the_same_findings_are_accusations,
            no_finding_has_heard_of_the_injection,
            the_targets_hold_for_what_was_left_alone,
            every_camera_registered_and_the_cut_one_came_back,
            the_report_of_the_run_is_whole,
        ),
        run,
    )
