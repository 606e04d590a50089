"""The ready-made scenarios, run as a user runs them: on real sockets, in real time."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from camproof.domain.faults import load_faults

pytestmark = pytest.mark.wallclock

LIBRARY = Path(__file__).resolve().parents[2] / "scenarios" / "library"


def _run(name: str, out: Path) -> tuple[int, str, dict[str, Any]]:
    command = [sys.executable, "-m", "camproof", "run", str(LIBRARY / name), "--seed", "1", "--out", str(out)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=280)
    assert "Traceback" not in done.stderr, done.stderr
    result = json.loads((out / "latest" / "result.json").read_text(encoding="utf-8"))
    return done.returncode, done.stdout, result


@pytest.mark.timeout(180)
@pytest.mark.alone
def test_the_acceptance_scenario_passes_and_finds_every_fault(tmp_path: Path) -> None:
    code, said, result = _run("acceptance.scenario.yaml", tmp_path)
    assert code == 0, said[-6000:]
    assert result["cameras"] == 60
    assert {fault["fault"] for fault in result["faults"]} == {
        "clock.offset",
        "intruder.replay",
        "intruder.wrong-password",
        "keepalive.silence",
        "link.loss",
        "picture.freeze",
        "power.cut",
    }
    assert all(fault["matched"] and fault["detected_after_s"] is not None for fault in result["faults"])
    assert "34020000001320000018: picture frozen" in said
    assert all(finding["fault"] for finding in result["findings"])


@pytest.mark.timeout(90)
def test_the_must_fail_scenario_fails_with_its_reasons_on_one_screen(tmp_path: Path) -> None:
    code, said, result = _run("must-fail.scenario.yaml", tmp_path)
    assert code == 1
    assert result["outcome"] == "fail"
    last_screen = "\n".join(said.rstrip().splitlines()[-24:])
    for requirement in ("AVAIL-1", "SHARE-1", "AVAIL-9", "AVAIL-4", "CTRL-2"):
        assert f"FAIL {requirement}" in last_screen
    assert "FAIL  Of 9 verdicts" in last_screen
    symptoms = {(f["finding"]["symptom"], f["finding"]["subject"][-2:]) for f in result["findings"]}
    assert {
        ("picture-frozen", "08"),
        ("picture-frozen", "09"),
        ("clock-wrong", "11"),
        ("camera-offline", "12"),
        ("intruder-refused", "10"),
        ("replay-accepted", "02"),
    } <= symptoms


@pytest.mark.timeout(300)
def test_picture_faults_are_found_at_their_cameras_and_nowhere_else(tmp_path: Path) -> None:
    code, said, result = _run("picture-faults.scenario.yaml", tmp_path)
    assert code == 0, said[-6000:]
    wanted = {
        "picture.black": ("picture-black", 1),
        "picture.blur": ("picture-blurred", 2),
        "picture.colour-cast": ("colour-cast", 3),
        "picture.occlusion": ("picture-occluded", 4),
        "picture.low-contrast": ("contrast-low", 5),
        "picture.too-dark": ("picture-too-dark", 6),
        "picture.too-bright": ("picture-too-bright", 8),
        "picture.signal-lost": ("signal-lost", 5),
        "picture.monochrome": ("picture-monochrome", 1),
        "picture.noise": ("picture-noisy", 7),
        "picture.stripe": ("picture-striped", 10),
        "picture.shake": ("picture-shakes", 3),
        "picture.scene-change": ("scene-changed", 8),
        "picture.freeze": ("picture-frozen", 9),
    }
    assert {row.id for row in load_faults() if row.id.startswith("picture.")} == set(wanted)
    assert {fault["fault"] for fault in result["faults"]} == set(wanted)
    findings = [entry["finding"] for entry in result["findings"]]
    for fault in result["faults"]:
        symptom, camera = wanted[fault["fault"]]
        seen = {
            (findings[place]["symptom"], int(findings[place]["subject"][-2:])) for place in fault["matched"]
        }
        assert (symptom, camera) in seen, fault
    assert {int(finding["subject"][-2:]) for finding in findings} == set(range(1, 11))
    assert all(finding["to_s"] is not None for finding in findings), "every finding ends after its fault"
    journal = (tmp_path / "latest" / "journal.jsonl").read_text(encoding="utf-8")
    steps = [line for line in map(json.loads, journal.splitlines()) if line["kind"] == "step"]
    watched = [step for step in steps if step["name"] == "watch" and step["said"] != "begins"]
    assert [step["failures"] for step in watched] == [[], []]
    assert all("samples of pictures were diagnosed" in step["said"] for step in watched)
