"""The model in the loop: what it says, what it leaves, and that the protocol code in virtual time agrees."""

from __future__ import annotations

from pathlib import Path

import pytest

from camproof.reports import RunResult
from camproof.scenarios.mil.stage import MilStage
from camproof.scenarios.ready import ready_scenario
from camproof.scenarios.running.launch import Launch, launch
from camproof.scenarios.running.silence import Silence
from camproof.scenarios.running.stage import Stage
from camproof.scenarios.schema import Scenario
from camproof.scenarios.shelf import library
from camproof.scenarios.sil.cast import ClipShelf
from camproof.scenarios.sil.grounds import VirtualGround
from camproof.scenarios.sil.stage import SilStage
from camproof.verdicts import Outcome, RunFolder

TOWN = """\
scenario: Two cuts
proves: The model and the protocol code tell the same.
runs: {loops: [sil, mil], clocks: [virtual]}
platform: {heartbeat-interval: 5 s, heartbeat-count: 3, expires: 3600 s}
cameras:
  - {name: east, count: 30, district: east, sip: [udp, tcp]}
  - {name: west, count: 10, district: west}
network:
  east: {delay: 20 ms ± 5 ms}
phases:
  - name: join
    for: 15 s
    targets:
      - {measure: registration time, percentile: 50}
  - name: cuts
    for: 60 s
    timeline:
      - {at: 1 s, fault: power.cut, on: {district: east}, boot: 1 s, spread: 0 s, for: 22 s}
    targets:
      - {measure: detection of offline}
      - {measure: recovery time to 99 %, of: {district: east}}
      - {measure: online rate, of: {district: west}}
      - {measure: planned faults detected}
      - {measure: false findings}
  - name: storm
    for: 10 s
    timeline:
      - {at: 1 s, fault: registration.storm, for: 6 s}
    targets:
      - {measure: registration time, percentile: 99}
      - {measure: planned faults detected}
      - {measure: fault detection time}
  - name: silence
    for: 50 s
    timeline:
      - {at: 1 s, fault: keepalive.silence, on: {district: east}, for: 25 s}
      - {at: 1 s, fault: keepalive.silence, on: {district: west}, for: 2 s}
    targets:
      - {measure: planned faults detected}
      - {measure: planned faults detected, of: {district: east}}
      - {measure: recovery time to 99 %}
  - name: lossy
    for: 10 s
    timeline:
      - {at: 1 s, fault: link.loss, on: {district: east}}
    targets:
      - {measure: online rate}
      - {measure: online rate, of: {district: west}}
"""


def play(text: str, folder: Path, loop: str = "mil", seed: int = 7) -> tuple[RunResult, RunFolder]:
    path = folder / "town.scenario.yaml"
    path.write_text(text)
    scenario = ready_scenario(path)

    def stage(plan: object, number: int) -> Stage:
        if loop == "mil":
            return MilStage(scenario, number, Silence())
        return SilStage(scenario, number, ClipShelf(None, Silence().preparing), Silence(), VirtualGround())

    made = Launch(
        scenario=scenario, make_stage=stage, out=folder / loop, seed=seed, clock="virtual", options={}
    )
    return launch(made, Silence(), lambda _: None)


def values(result: RunResult) -> dict[tuple[str, str], float | None]:
    measured = [(phase.name, verdict.measurement) for phase, verdict in result.verdicts]
    return {(name, made.spec.title): made.value for name, made in measured}


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> tuple[RunResult, RunFolder]:
    return play(TOWN, tmp_path_factory.mktemp("mil"))


def test_what_it_knows_it_judges(model: tuple[RunResult, RunFolder]) -> None:
    found = values(model[0])
    assert model[0].loop == "mil"
    assert model[0].outcome is Outcome.FAIL
    assert [phase.name for phase in model[0].phases if phase.outcome is Outcome.FAIL] == ["silence"]
    assert found["cuts", "detection of offline, all cameras"] == pytest.approx(3.0)
    assert found["cuts", "recovery time to 99 %, district east"] == pytest.approx(1.07, abs=0.1)
    assert found["cuts", "online rate, district west"] == 1.0
    assert found["storm", "planned faults detected, all cameras"] == 1.0
    assert found["silence", "planned faults detected, all cameras"] == 0.5


def test_what_it_does_not_know_is_not_run_and_says_why(model: tuple[RunResult, RunFolder]) -> None:
    reasons = {
        (phase.name, verdict.measurement.spec.title): verdict.reason
        for phase, verdict in model[0].verdicts
        if verdict.outcome is Outcome.NOT_RUN
    }
    assert "no detectors" in reasons["cuts", "false findings, all cameras"]
    assert "does not know link.loss" in reasons["lossy", "online rate, all cameras"]
    assert ("lossy", "online rate, district west") not in reasons


def test_the_protocol_code_says_the_same(model: tuple[RunResult, RunFolder], tmp_path: Path) -> None:
    said, measured = values(model[0]), values(play(TOWN, tmp_path, "sil")[0])
    near = {"join": 0.02, "cuts": 0.1, "storm": 0.1, "silence": 0.05}
    compared = [key for key, value in said.items() if value is not None and key[0] in near]
    assert len(compared) == 11
    for key in compared:
        assert said[key] == pytest.approx(measured[key], abs=near[key[0]]), key


def test_reports_hold_the_course_of_who_is_online(model: tuple[RunResult, RunFolder]) -> None:
    series = {line.label: dict(line.points) for line in model[0].online}
    assert series["east"][35.0] == 0.0
    assert series["east"][45.0] == 1.0
    assert set(series["west"].values()) == {1.0} | {series["west"][1.0]}
    assert any("nothing was sent" in note for note in model[0].notes)
    assert "prediction of the model" in model[1].report_html.read_text()


def test_one_seed_one_journal(tmp_path: Path) -> None:
    first, second, other = (
        play(TOWN, tmp_path / str(number), seed=seed)[1].journal.read_bytes()
        for number, seed in enumerate((5, 5, 6))
        if not (tmp_path / str(number)).mkdir()
    )
    assert first == second
    assert first != other


def test_defects_and_other_keepalives_are_beyond_it(tmp_path: Path) -> None:
    text = TOWN.replace("{name: west, count: 10", "{name: west, count: 10, defects: no-keepalive")
    text = text.replace("fault: link.loss, on: {district: east}", "do: configure-heartbeat, interval: 9 s")
    verdicts = [verdict for _, verdict in play(text, tmp_path)[0].verdicts]
    reasons = [verdict.reason for verdict in verdicts if verdict.outcome is Outcome.NOT_RUN]
    assert any("defect no-keepalive" in reason for reason in reasons)
    assert any("does not know configure-heartbeat" in reason for reason in reasons)


def test_a_cut_within_a_silence_ends_in_a_boot(tmp_path: Path) -> None:
    text = TOWN.replace(
        "{at: 1 s, fault: keepalive.silence, on: {district: east}, for: 25 s}",
        "{at: 1 s, fault: keepalive.silence, on: {district: east}, for: 25 s}\n"
        "      - {at: 9 s, fault: power.cut, on: {district: east}, boot: 4 s, spread: 0 s, for: 10 s}",
    )
    result, _ = play(text, tmp_path)
    online = {line.label: dict(line.points) for line in result.online}["east"]
    assert online[85.0 + 18.0] == 0.0
    assert online[85.0 + 24.0] == 1.0


def test_cuts_that_overlap_are_one(tmp_path: Path) -> None:
    text = TOWN.replace(
        "boot: 1 s, spread: 0 s, for: 22 s}",
        "boot: 1 s, spread: 0 s, for: 22 s}\n"
        "      - {at: 9 s, fault: power.cut, on: {district: east}, boot: 3 s, spread: 0 s, for: 20 s}",
    )
    result, _ = play(text, tmp_path)
    online = {line.label: dict(line.points) for line in result.online}["east"]
    assert online[46.0] == 0.0
    assert online[48.0] == 1.0


MODELLED = [each for each in library() if "mil" in each.loops]


@pytest.mark.parametrize("scenario", MODELLED, ids=[each.name for each in MODELLED])
def test_the_library_holds_in_the_model(scenario: Scenario) -> None:
    stage = MilStage(scenario, 7, Silence())
    stage.prepare()
    from_s, judged = 0.0, []
    for phase in scenario.phases:
        judged += stage.judge(phase, from_s, from_s + phase.duration_s).verdicts
        from_s += phase.duration_s
    outcomes = [verdict.outcome for verdict in judged]
    assert set(outcomes) <= {Outcome.PASS, Outcome.NOT_RUN}
    assert outcomes.count(Outcome.PASS) >= 2
    assert all(verdict.reason for verdict in judged)
