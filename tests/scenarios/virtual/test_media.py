"""Media in scenarios of virtual time: the figures are those of the links, and each fault is found."""

from __future__ import annotations

from pathlib import Path

import pytest

from camproof.verdicts import Outcome

LIBRARY = Path(__file__).resolve().parents[3] / "scenarios" / "library"
FLIGHT_S = 100e-6
LINK_S = 0.02
WAY_S = LINK_S + FLIGHT_S
VIEWS = """\
scenario: Views
proves: That media are measured.
runs: {clocks: [virtual]}
platform: {password: synthetic-only, heartbeat-interval: 60 s}
cameras: [{name: gates, count: 6, district: east, sip: [udp], stream: 352x288@25 h264 300 kbit/s}]
network: {east: {delay: 20 ms}}
phases:
  - name: watch
    for: 20 s
    timeline:
      - {at: 4 s, do: watch, transport: TRANSPORT, for: 15 s}
    targets:
      - {measure: live fetch rate}
      - {measure: time to first key frame, percentile: 95}
      - {measure: HD share, at least: 0 %}
      - {measure: packet loss}
      - {measure: jitter, percentile: 95}
      - {measure: information delay, percentile: 95}
      - {measure: frame rate}
      - {measure: intact rate}
  - name: records
    for: 20 s
    timeline:
      - {at: 1 s, do: playback, on: {count: 3}, transport: TRANSPORT, for: 8 s}
      - {at: 1 s, do: download, on: {codes: [4, 5, 6]}, transport: TRANSPORT, for: 8 s}
    targets:
      - {measure: history fetch rate}
"""
LOSSY = """\
scenario: Loss
proves: That loss is measured.
runs: {clocks: [virtual]}
platform: {password: synthetic-only, heartbeat-interval: 60 s}
cameras: [{name: gates, count: 10, district: east, sip: [tcp], stream: 352x288@25 h264 300 kbit/s}]
network: {east: {delay: 20 ms, loss: 2 %}}
for: 130 s
timeline:
  - {at: 5 s, do: watch, transport: udp, for: 120 s}
targets:
  - {measure: packet loss}
  - {measure: frame rate}
"""


@pytest.mark.parametrize("transport", ["udp", "tcp-active", "tcp-passive", "mixed"])
def test_the_figures_of_a_stream_are_those_of_its_link(play, transport: str) -> None:
    played = play(VIEWS.replace("TRANSPORT", transport))
    assert played.result.outcome is Outcome.PASS, played.result.phases
    watched = {name: played.value("watch", name) for name in ("live fetch rate", "packet loss", "HD share")}
    assert watched == {"live fetch rate": 1.0, "packet loss": 0.0, "HD share": 0.0}
    assert played.value("watch", "frame rate") == pytest.approx(25, abs=0.2)
    assert played.value("watch", "jitter") < 0.01
    set_late_s = WAY_S  # a camera sets its clock by the Date of an answer, which has been under way
    delay_s = played.value("watch", "information delay")
    assert WAY_S - 1e-3 <= delay_s <= WAY_S + set_late_s + 1e-3
    first_s = played.value("watch", "time to first key frame")
    assert 3 * WAY_S - 1e-6 <= first_s <= 4 * WAY_S + 4 * FLIGHT_S
    assert played.value("records", "history fetch rate") == 1.0


def test_loss_shows_as_much_as_there_is(play) -> None:
    played = play(LOSSY)
    (phase,) = played.result.phases
    by_name = {one.measurement.spec.name: one for one in phase.verdicts}
    loss = by_name["packet loss"]
    assert loss.outcome is Outcome.FAIL
    assert loss.measurement.value == pytest.approx(0.02, abs=0.003)
    assert 24.0 < (by_name["frame rate"].measurement.value or 0.0) < 25.0
    lossy = [line.finding for line in played.result.findings if line.finding.symptom == "packet-loss"]
    assert len({finding.subject for finding in lossy}) == 10


@pytest.mark.timeout(180)
def test_the_acceptance_scenario_passes_and_finds_every_fault(tmp_path: Path, play_path) -> None:
    played = play_path(LIBRARY / "acceptance.scenario.yaml", tmp_path)
    assert played.result.outcome is Outcome.PASS, played.result.phases
    found = {fault.fault: fault for fault in played.result.faults}
    assert {name for name, fault in found.items() if fault.matched} == {
        "clock.offset",
        "intruder.replay",
        "intruder.wrong-password",
        "keepalive.silence",
        "link.loss",
        "picture.freeze",
        "power.cut",
    }
    assert 1.0 <= found["picture.freeze"].detected_after_s <= 2.1
    assert 1.0 <= found["clock.offset"].detected_after_s <= 10.0
