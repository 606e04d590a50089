"""Each ready-made scenario passes, and fails for its own reason when what it proves is not so.

Read and checked always; played only with ``--library wall`` or ``--library virtual``, for it takes long.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from camproof.scenarios.schema import load_scenario
from camproof.scenarios.shelf import library, name_of
from camproof.scenarios.vocabulary import vocabulary

LIBRARY = {name_of(scenario): scenario for scenario in library()}

DEFECTS = {
    "alarms": ("cameras.cameras.defects=swallows-alarms", "alarm delivery"),
    "cascade": ("cascade.defects=reports-no-changes", "status report delay"),
    "cascade-duplicate": ("cascade.defects=last-writer-wins", "false findings"),
    "cascade-faults": ("cascade.link.loss=2 %", "cascade packet loss"),
    "cascade-loop": ("cascade.defects=takes-loops", "loops refused"),
    "catalogue-10000": ("cameras.recorder.defects=loses-pages", "channels listed"),
    "catalogue-lost-pages": ("cameras.sound.defects=loses-pages", "channels listed"),
    "catalogue-paging": ("cameras.four-each.defects=loses-pages", "channels listed"),
    "download-load": ("cameras.loaded.defects=records-nothing", "history fetch rate"),
    "duplicate-identities": ("platform.keepalive-moves=true", "planned faults detected"),
    "everyday": ("cameras.cameras.defects=head-stuck", "PTZ response"),
    "intruders": ("platform.accept-replayed-nonces=true", "replayed credentials refused"),
    "keepalive-loss": ("cameras.cameras.defects=no-keepalive", "online rate"),
    "keepalive-silence": ("cameras.cameras.defects=no-keepalive", "online rate"),
    "link-loss": ("network.east.loss=1 %", "packet loss"),
    "media-delay-inside": ("network.far.delay=450 ms ± 10 ms", "network delay"),
    "media-hd": ("cameras.crossings.stream=352x288@25 h264 600 kbit/s", "HD share"),
    "media-jitter-inside": ("network.east.delay=150 ms ± 150 ms", "jitter"),
    "media-tcp-active": ("network.far.delay=250 ms ± 240 ms", "time to first key frame"),
    "media-tcp-passive": ("network.far.delay=250 ms ± 240 ms", "time to first key frame"),
    "media-udp-inside": ("network.far.loss=0.3 %", "packet loss"),
    "nat-rebinding": ("platform.keepalive-moves=true", "planned faults detected"),
    "picture-freeze": ("cameras.cameras.defects=frozen-picture", "intact rate"),
    "platform-outage": ("cameras.cameras.defects=forgets-refresh", "online rate"),
    "platform-restart": ("cameras.cameras.defects=forgets-refresh", "online rate"),
    "playback-load": ("cameras.played.defects=records-nothing", "history fetch rate"),
    "position-subscription": ("cameras.moving.defects=no-keepalive", "position delivery"),
    "power-cut-city": ("cameras.cameras.defects=stays-away", "online rate"),
    "power-cut-district": ("cameras.crossings.defects=stays-away", "online rate"),
    "ptz": ("cameras.domes.defects=head-stuck", "PTZ response"),
    "registration": ("cameras.plants.defects=wrong-password", "registration time"),
    "registration-ban": ("platform.ban-after=0", "guessed passwords refused"),
    "registration-redirect": ("cameras.new.defects=ignores-redirect", "planned faults detected"),
    "registration-refresh-lost": ("cameras.sound.defects=forgets-refresh", "online rate"),
    "registration-storm": ("platform.device-limit=30", "networking rate"),
    "registration-wrong-clock": ("cameras.cameras.defects=clock-8h-off", "clock accuracy"),
    "soak-24h": ("cameras.plants.defects=forgets-refresh", "online rate"),
    "storage-full": ("cameras.cameras.defects=records-nothing", "recording completeness"),
}
"""By scenario: the setting that plants a defect of what it proves, and the measure that must fail then."""

FAILS_AS_IT_IS = {
    name: scenario.must_fail
    for name, scenario in LIBRARY.items()
    if scenario.must_fail and name != "must-fail"
}
"""By scenario: the one measure that its file names."""
ELSEWHERE = {"acceptance", "must-fail", "picture-faults"}
"""Played by tests of their own."""


def test_each_scenario_has_a_defect_or_fails_as_it_is() -> None:
    assert DEFECTS.keys() | FAILS_AS_IT_IS.keys() | ELSEWHERE == LIBRARY.keys()
    tagged = {name for name, scenario in LIBRARY.items() if "must-fail" in scenario.tags}
    assert tagged == FAILS_AS_IT_IS.keys() | {"must-fail"}
    assert all(len(measures) == 1 for measures in FAILS_AS_IT_IS.values())
    assert LIBRARY["must-fail"].must_fail


@pytest.mark.parametrize("name", DEFECTS)
def test_the_defect_can_be_planted_and_its_measure_is_judged(name: str) -> None:
    setting, measure = DEFECTS[name]
    sound = LIBRARY[name]
    planted = load_scenario(sound.file, overrides=[setting], known=vocabulary())
    assert (planted.cameras, planted.platform, planted.cascade, planted.network) != (
        sound.cameras,
        sound.platform,
        sound.cascade,
        sound.network,
    )
    assert measure in {target.measure for phase in planted.phases for target in phase.targets}


@pytest.fixture
def clock(request: pytest.FixtureRequest) -> str:
    asked: str = request.config.getoption("--library")
    if not asked:
        pytest.skip("takes minutes; asked for with --library wall or --library virtual")
    return asked


def _play(name: str, clock: str, out: Path, *settings: str) -> tuple[int, dict[str, Any], str]:
    if clock not in LIBRARY[name].clocks:
        pytest.skip(f"does not run by the {clock} clock")
    further = [word for setting in settings for word in ("--set", setting)]
    further += ["--clock", clock] if clock != "wall" else []
    command = [sys.executable, "-m", "camproof", "run", str(LIBRARY[name].file), "--seed", "1", *further]
    done = subprocess.run([*command, "--out", str(out)], capture_output=True, text=True, timeout=500)
    assert "Traceback" not in done.stderr, done.stderr
    result = json.loads((out / "latest" / "result.json").read_text(encoding="utf-8"))
    return done.returncode, result, done.stdout[-6000:]


def _failed(result: dict[str, Any]) -> set[str]:
    verdicts = (verdict for phase in result["phases"] for verdict in phase["verdicts"])
    return {verdict["measurement"]["spec"]["name"] for verdict in verdicts if verdict["outcome"] == "fail"}


@pytest.mark.timeout(520)
@pytest.mark.parametrize("name", DEFECTS)
def test_it_passes_and_every_planned_fault_is_found(name: str, clock: str, tmp_path: Path) -> None:
    code, result, said = _play(name, clock, tmp_path)
    assert code == 0, said
    assert all(fault["matched"] for fault in result["faults"]), said


@pytest.mark.timeout(520)
@pytest.mark.parametrize("name", DEFECTS)
def test_it_fails_with_the_defect(name: str, clock: str, tmp_path: Path) -> None:
    setting, measure = DEFECTS[name]
    code, result, said = _play(name, clock, tmp_path, setting)
    assert code == 1, said
    assert measure in _failed(result), said


@pytest.mark.timeout(520)
@pytest.mark.parametrize("name", FAILS_AS_IT_IS)
def test_it_fails_as_it_is_and_for_that_alone(name: str, clock: str, tmp_path: Path) -> None:
    code, result, said = _play(name, clock, tmp_path)
    assert code == 1, said
    assert _failed(result) == set(LIBRARY[name].must_fail), said
