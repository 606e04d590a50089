"""Real time, on loopback: standing defects are found though no plan announces them, and the verdicts fail."""

from __future__ import annotations

from pathlib import Path

import pytest
from sil_kit import CODES, Run, hold_all, play, read

from camproof.scenarios.sil import stage as stage_module
from camproof.verdicts import Outcome

pytestmark = pytest.mark.wallclock

# 1 and 2 are sound.
TEXT = """\
scenario: Defects
proves: That camproof says no.
platform: {heartbeat-interval: 1 s, heartbeat-count: 2, accept-replayed-nonces: true}
cameras:
  - {name: sound, count: 2, edition: "2022", stream: 352x288@25 h264 256 kbit/s}
  - {name: frozen, count: 1, stream: 352x288@25 h264 256 kbit/s, defects: [frozen-picture]}
  - {name: locked, count: 1, stream: 352x288@25 h264 256 kbit/s, defects: [wrong-password]}
  - {name: late, count: 1, edition: "2022", stream: 352x288@25 h264 256 kbit/s, defects: [clock-8h-off]}
  - {name: mute, count: 1, stream: 352x288@25 h264 256 kbit/s, defects: [no-keepalive]}
phases:
  - name: look
    for: 5 s
    timeline:
      - {at: 1 s, do: watch, transport: mixed, for: 2.5 s}
      - {at: 1 s, do: query-catalog}
      - {at: 1 s, do: query-status}
      - {at: 3 s, fault: intruder.replay, on: {codes: [1]}, interval: 100 ms}
      - {at: 3 s, fault: intruder.wrong-password, on: {codes: [2]}, interval: 100 ms}
    targets:
      - {measure: registration time, percentile: 95}
      - {measure: online rate, window: 1 s .. 5 s}
      - {measure: networking rate}
      - {measure: catalogue completeness}
      - {measure: clock accuracy}
      - {measure: live fetch rate}
      - {measure: time to first key frame, percentile: 95}
      - {measure: intact rate}
      - {measure: false findings}
      - {measure: planned faults detected}
      - {measure: intruders refused}
      - {measure: replayed credentials refused}
      - {measure: packet loss}
"""


FOUND = {("picture-frozen", 3), ("intruder-refused", 4), ("clock-wrong", 5), ("camera-offline", 6)}
IN_ORDER = {"intruders refused", "packet loss"}


def defects_are_found_and_no_fault_explains_them(run: Run) -> None:
    for symptom, camera in FOUND:
        lines = [line for line in run.result.findings if line.finding.subject == CODES[camera]]
        assert symptom in {line.finding.symptom for line in lines}
        assert all(line.fault == "" for line in lines)


def nothing_is_found_on_sound_cameras_but_the_intruders(run: Run) -> None:
    sound = {(symptom, camera) for symptom, camera in run.symptoms("look") if camera in "12"}
    taken_over = {("replay-accepted", "1"), ("address-moved", "1"), ("identity-contested", "1")}
    assert sound == {*taken_over, ("intruder-refused", "2")}


def the_findings_do_not_depend_on_the_plan(run: Run) -> None:
    (judged,) = run.stage.judged
    assert judged.blind.findings == judged.informed.findings == judged.found_inside


def the_verdicts_fail_but_for_what_is_in_order(run: Run) -> None:
    outcomes = {name: verdict.outcome for (_, name), verdict in run.verdicts.items()}
    assert len(outcomes) == 13
    assert {name for name, outcome in outcomes.items() if outcome is not Outcome.FAIL} == IN_ORDER
    assert {outcomes[name] for name in IN_ORDER} == {Outcome.PASS}
    assert (run.result.outcome, run.result.exit_code) == (Outcome.FAIL, 1)


def the_figures_are_those_of_the_defects(run: Run) -> None:
    values = {name: verdict.measurement.value for (_, name), verdict in run.verdicts.items()}
    assert values["networking rate"] == pytest.approx(5 / 6)
    assert values["clock accuracy"] == pytest.approx(4 / 6)
    assert values["live fetch rate"] == pytest.approx(5 / 6)
    assert values["registration time"] == float("inf")
    assert values["replayed credentials refused"] == 0.0


def test_defects_are_found_though_nobody_announced_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Five seconds of real time."""
    monkeypatch.setattr(stage_module, "START_SPREAD_S", 0.2)
    run = play(read(tmp_path, TEXT), tmp_path)
    hold_all(
        (
            defects_are_found_and_no_fault_explains_them,
            nothing_is_found_on_sound_cameras_but_the_intruders,
            the_findings_do_not_depend_on_the_plan,
            the_verdicts_fail_but_for_what_is_in_order,
            the_figures_are_those_of_the_defects,
        ),
        run,
    )
