"""A phase is judged on its own findings, its own plan and its own window."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest
from sil_kit import CODES, read

from camproof.domain.faults import fault
from camproof.scenarios.evidence import Evidence, Span, StreamEvidence
from camproof.scenarios.plan import PlannedFault
from camproof.scenarios.schema import Scenario
from camproof.scenarios.sil.clock import ScenarioClock
from camproof.scenarios.sil.judging import PhaseView, fault_lines, find, judge_targets
from camproof.scenarios.sil.records import camera_records
from camproof.verdicts import Finding, Outcome, Symptom

A, B, C, D = CODES[1:5]
WINDOW = (20.0, 30.0)
TEXT = """\
scenario: Two districts
proves: That they are judged apart.
cameras:
  - {name: gates, count: 4, district: [east, west], class: key-public-area}
for: 10 s
timeline: [{at: 0 s, do: watch}]
targets:
  - {measure: online rate, of: {class: key-public-area}}
  - {measure: online rate, of: {district: west}, window: 5 s .. 8 s, requirement: AVAIL-3}
  - {measure: false findings, of: {district: east}}
  - {measure: planned faults detected}
"""


@pytest.fixture
def scenario(tmp_path: Path) -> Scenario:
    return read(tmp_path, TEXT)


def found(symptom: str, code: str, from_s: float, detected_s: float) -> Finding:
    return Finding(symptom, code, from_s, None, detected_s, "made")


def planned(name: str, *codes: str) -> PlannedFault:
    return PlannedFault(fault(name), f"{name} planned", codes, 21.0, 25.0)


def evidence_of(*codes: str) -> Evidence:
    evidence = Evidence(platform_seen=True)
    for code in codes:
        evidence.presence.mark(code, 0.0, online=True)
    return evidence


def view(
    scenario: Scenario,
    findings: tuple[Finding, ...] = (),
    plan: tuple[PlannedFault, ...] = (),
    **options: Span,
) -> PhaseView:
    evidence = evidence_of(A, B, C, D)
    window = options.get("window", WINDOW)
    return PhaseView.of(camera_records(scenario), window, evidence, findings, plan, 5.0)


def test_a_phase_takes_the_findings_that_were_made_in_it(scenario: Scenario) -> None:
    findings = tuple(found(Symptom.PICTURE_FROZEN, A, 15.0, at_s) for at_s in (19.9, 20.0, 29.9, 30.0))
    assert [finding.detected_s for finding in view(scenario, findings).findings] == [20.0, 29.9]


def test_cameras_under_a_planned_fault_are_set_apart_but_not_those_of_an_intruder(scenario: Scenario) -> None:
    plan = (planned("power.cut", A, B), planned("intruder.replay", C))
    assert view(scenario, plan=plan).faulted == {A, B}


def test_targets_are_judged_in_their_windows_and_scopes(scenario: Scenario) -> None:
    made = view(scenario, (found(Symptom.PACKET_LOSS, B, 22.0, 23.0),))
    verdicts = judge_targets(scenario.phases[0].targets, made, None)
    specs = [verdict.measurement.spec for verdict in verdicts]
    assert [spec.window for spec in specs] == [WINDOW, (25.0, 28.0), WINDOW, WINDOW]
    assert [spec.scope for spec in specs] == [
        "class key-public-area",
        "district west",
        "district east",
        "all cameras",
    ]
    assert [verdict.measurement.n for verdict in verdicts] == [4, 2, 2, 0]
    assert [verdict.outcome for verdict in verdicts] == [
        Outcome.PASS,
        Outcome.PASS,
        Outcome.PASS,  # the loss was found in the west
        Outcome.INCONCLUSIVE,
    ]
    assert [verdict.requirement.id for verdict in verdicts] == ["AVAIL-1", "AVAIL-3", "BENCH-3", "BENCH-1"]


def test_a_saturated_bench_blames_nobody(scenario: Scenario) -> None:
    made = view(scenario, (found(Symptom.PACKET_LOSS, A, 22.0, 23.0),), (planned("clock.offset", D),))
    assert {v.outcome for v in judge_targets(scenario.phases[0].targets, made, None)} >= {Outcome.FAIL}
    saturated = judge_targets(scenario.phases[0].targets, made, "frames left late")
    assert {verdict.outcome for verdict in saturated} == {Outcome.INCONCLUSIVE}


def test_judging_twice_gives_the_same(scenario: Scenario) -> None:
    made = view(scenario, plan=(planned("power.cut", A),))
    targets = scenario.phases[0].targets
    assert judge_targets(targets, made, None) == judge_targets(targets, made, None)


def test_fault_lines_point_to_the_findings_of_the_phase(scenario: Scenario) -> None:
    findings = (
        found(Symptom.PACKET_LOSS, A, 10.0, 12.0),  # of the phase before
        found(Symptom.CLOCK_WRONG, C, 22.0, 22.5),
        found(Symptom.PICTURE_FROZEN, B, 22.0, 23.0),
    )
    made = view(scenario, findings, (planned("picture.freeze", B), planned("clock.offset", C)))
    lines = fault_lines(made.faults)
    assert [(line.fault, line.matched, line.subjects) for line in lines] == [
        ("picture.freeze", (1,), (B,)),
        ("clock.offset", (0,), (C,)),
    ]
    assert [line.detected_after_s for line in lines] == [2.0, 1.5]


def test_of_a_platform_that_is_not_ours_only_streams_are_looked_at() -> None:
    late, soon = found(Symptom.PICTURE_FROZEN, B, 1.0, 9.0), found(Symptom.PACKET_LOSS, A, 2.0, 3.0)
    evidence = Evidence()
    for finding in (late, soon):
        stream = StreamEvidence(finding.subject, "live", "udp", 0.0)
        stream.findings = lambda finding=finding: (finding,)
        evidence.streams.append(stream)
    assert find(evidence, None, ScenarioClock(lambda: 0.0), lambda at_s: at_s, 5.0) == (soon, late)


def test_detectors_are_handed_nothing_of_the_plan() -> None:
    names = set(inspect.signature(find).parameters)
    assert names == {
        "evidence",
        "platform",
        "clock",
        "wall_s",
        "heartbeat_interval_s",
        "arrivals",
        "upper",
    }
