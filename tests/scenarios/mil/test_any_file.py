"""Any scenario file goes through the model: what it can judge is judged, of all else it says why not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from camproof.domain.errors import InputError
from camproof.scenarios.mil.calibration import read_calibration
from camproof.scenarios.mil.limits import SAID
from camproof.scenarios.mil.stage import MilStage
from camproof.scenarios.ready import ready_scenario
from camproof.scenarios.running.silence import Silence
from camproof.scenarios.schema import Scenario
from camproof.scenarios.shelf import library
from camproof.simulator.values import ServiceTimes
from camproof.verdicts import Outcome, Verdict

PICTURES = """\
scenario: Bad pictures
proves: Who shows nothing is registered all the same.
runs: {loops: [sil], clocks: [virtual]}
cameras:
  - {name: well, count: 6, district: east}
  - {name: ill, count: 3, district: west, defects: frozen-picture}
for: 20 s
timeline:
  - {at: 8 s, fault: picture.black, on: {district: east}, for: 10 s}
targets:
  - {measure: registration time, percentile: 50}
  - {measure: online rate, window: 10 s .. 20 s}
  - {measure: planned faults detected}
  - {measure: live fetch rate}
"""
MINE = """\
name: mine
sip: {host: 127.0.0.1, port: 5060}
code: "34020000002000000001"
password: synthetic-only
"""


def judged(scenario: Scenario, service: ServiceTimes | None = None) -> list[Verdict]:
    """Of all phases."""
    stage = MilStage(scenario, 7, Silence(), service)
    stage.prepare()
    from_s, found = 0.0, list[Verdict]()
    for phase in scenario.phases:
        found += stage.judge(phase, from_s, from_s + phase.duration_s).verdicts
        from_s += phase.duration_s
    return found


def cut_result() -> dict[str, Any]:
    """What a run of a power cut wrote, as far as a calibration looks at it."""
    codes = [f"3402000000132000{number:04d}" for number in range(40)]
    findings = [
        {"symptom": "camera-offline", "subject": code, "from_s": 10.0, "to_s": 23.0 + number / 20,
         "detected_s": 16.0, "method": "keepalives missed"}
        for number, code in enumerate(codes)
    ]  # fmt: skip
    return {
        "format": "camproof-result-1",
        "scenario": "Power cut",
        "loop": "sil",
        "clock": "virtual",
        "cameras": len(codes),
        "load": [],
        "online": [],
        "faults": [{"fault": "power.cut", "subjects": codes, "from_s": 10.0, "to_s": 20.0}],
        "findings": [{"finding": each} for each in findings],
        "phases": [],
    }


def town(folder: Path, more: str = "") -> Scenario:
    path = folder / "x.scenario.yaml"
    path.write_text(PICTURES + more, encoding="utf-8")
    return ready_scenario(path)


@pytest.mark.parametrize("scenario", library(), ids=[each.name for each in library()])
def test_every_verdict_of_the_library_is_judged_or_says_why_not(scenario: Scenario) -> None:
    verdicts = judged(scenario)
    assert len(verdicts) == sum(len(phase.targets) for phase in scenario.phases)
    for verdict in verdicts:
        assert verdict.reason
        if verdict.measurement.spec.name not in SAID:
            assert verdict.outcome is Outcome.NOT_RUN


def test_bad_pictures_hide_nothing_of_who_is_registered(tmp_path: Path) -> None:
    found = {each.measurement.spec.name: each for each in judged(town(tmp_path))}
    assert found["registration time"].measurement.n == 3  # the others are under a planned fault
    assert found["online rate"].outcome is Outcome.PASS
    assert found["planned faults detected"].outcome is Outcome.NOT_RUN
    assert "does not know picture.black" in found["planned faults detected"].reason
    assert "nothing of live fetch rate" in found["live fetch rate"].reason


def test_of_your_platform_nothing_is_judged(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(MINE)
    verdicts = judged(town(tmp_path, "system: mine.yaml\n"))
    assert {each.outcome for each in verdicts} == {Outcome.NOT_RUN}
    assert all("knows nothing of mine" in each.reason for each in verdicts)


def test_a_calibrated_model_registers_more_slowly(tmp_path: Path) -> None:
    (tmp_path / "slow.yaml").write_text("register: 300 ms\nsource: a slow platform\n")
    slow = read_calibration(tmp_path / "slow.yaml")
    assert (slow.register_s, slow.source) == (0.3, "a slow platform")
    scenario = town(tmp_path)
    usual, calibrated = (judged(scenario, service)[0].measurement.value for service in (None, slow))
    assert usual < 0.1 < 0.3 <= calibrated


def test_a_run_calibrates_the_model_by_itself(tmp_path: Path) -> None:
    """Power comes back at 20 s, and the cameras from 3 s later on."""
    (tmp_path / "result.json").write_text(json.dumps(cut_result()))
    for path in (tmp_path, tmp_path / "result.json"):
        found = read_calibration(path)
        assert found.boot_s == pytest.approx(3.0, abs=0.2)
        assert "Power cut" in found.source


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("x.yaml", "register: fast\n", "x.yaml, line 1"),
        ("x.yaml", "registr: 3 ms\n", "registr"),
        ("x.json", "{}", "x.json"),
        ("no.yaml", None, "no.yaml"),
    ],
)
def test_a_bad_calibration_is_named(tmp_path: Path, name: str, text: str | None, said: str) -> None:
    if text is not None:
        (tmp_path / name).write_text(text)
    with pytest.raises(InputError, match=said):
        read_calibration(tmp_path / name)
