"""Storms as scenario files: readable, scaled, with predictions that the protocol code bears out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from camproof.domain.errors import InputError
from camproof.reports import RunResult, render_html, to_json
from camproof.reports.text import predicted_text
from camproof.scenarios.ready import ready_scenario
from camproof.scenarios.running.launch import Launch, launch
from camproof.scenarios.running.silence import Silence
from camproof.scenarios.sil.cast import ClipShelf
from camproof.scenarios.sil.grounds import ground_of
from camproof.scenarios.sil.stage import SilStage
from camproof.scenarios.storms import StormPlan, storm_scenario
from camproof.simulator.storms import Storm, cut_of_feeder, storm_of
from camproof.simulator.values import ServiceTimes
from tests.simulator.kit import inventory_of, network_of

SERVICE = ServiceTimes(boot_s=2.0, boot_spread_s=2.0, switch_boot_s=0.5, keepalive_interval_s=2.0)
PLAN = StormPlan(city='The "old" town: 镇', cameras=20, seed=3)


def storm(lasts_s: float = 12.0, service: ServiceTimes = SERVICE) -> Storm:
    network = network_of(
        [2, 0, 0], [(0, 1, 1e4), (0, 2, 1e4)], [1] * 100 + [2] * 60, feeders=[0] * 100 + [1] * 60
    )
    return storm_of(network, cut_of_feeder(network, 0, lasts_s), service, 3)


def play(text: str, folder: Path, clock: str) -> RunResult:
    path = folder / "cut.scenario.yaml"
    path.write_text(text, encoding="utf-8")
    scenario = ready_scenario(path)
    made = Launch(
        scenario=scenario,
        make_stage=lambda plan, seed: SilStage(
            plan,
            seed,
            ClipShelf(None, Silence().preparing),
            Silence(),
            ground_of(clock),  # type: ignore[arg-type]
        ),
        out=folder / "runs",
        clock=clock,  # type: ignore[arg-type]
        options={},
    )
    return launch(made, Silence(), lambda _: None)[0]


def side_by_side(result: RunResult) -> dict[str, tuple[float | None, float | None]]:
    measured = [verdict.measurement for _, verdict in result.verdicts]
    return {made.spec.title: (made.spec.predicted, made.value) for made in measured}


def check(result: RunResult) -> None:
    found = side_by_side(result)
    assert result.outcome.value == "pass", found
    for title in ("planned faults detected, all cameras", "online rate, group bystanders"):
        assert found[title] == (1.0, 1.0)
    said, seen = found["recovery time to 99 %, all cameras"]
    assert said is not None
    assert seen == pytest.approx(said, abs=0.5)
    assert found["detection of offline, all cameras"] == (pytest.approx(3.0), pytest.approx(3.0, abs=0.2))
    assert found["false findings, all cameras"] == (None, 0.0)


def test_predicted_beside_measured_in_virtual_time(tmp_path: Path) -> None:
    result = play(storm_scenario(storm(), inventory_of(160), PLAN), tmp_path, "virtual")
    check(result)
    assert result.cameras == 25
    verdict = next(v for _, v in result.verdicts if v.measurement.spec.name == "recovery time to 99 %")
    assert predicted_text(verdict).startswith("predicted 3.")
    assert predicted_text(verdict) in render_html(result)
    assert '"predicted": 3.' in to_json(result)


@pytest.mark.wallclock
def test_predicted_beside_measured_on_sockets(tmp_path: Path) -> None:
    check(play(storm_scenario(storm(), inventory_of(160), PLAN), tmp_path, "wall"))


def test_the_file_says_what_was_scaled() -> None:
    text = storm_scenario(storm(), inventory_of(160), PLAN)
    assert (
        "# 20 of the 100 cameras that lose their power are here, and 5 of the 60 that notice nothing." in text
    )
    whole = storm_scenario(storm(), inventory_of(160), replace(PLAN, cameras=1_000))
    assert "# 100 of the 100 cameras" in whole


def test_what_nobody_would_notice_is_no_target() -> None:
    text = storm_scenario(storm(2.0), inventory_of(160), replace(PLAN, heartbeat_s=60.0))
    assert "detection of offline" not in text
    assert "recovery time" not in text
    assert "false findings" in text


def test_one_seed_one_file() -> None:
    assert storm_scenario(storm(), inventory_of(160), PLAN) == storm_scenario(
        storm(), inventory_of(160), PLAN
    )


def test_no_storm_without_cameras() -> None:
    with pytest.raises(InputError, match="no storm"):
        storm_scenario(storm(), inventory_of(160), replace(PLAN, cameras=0))
    network = network_of([2, 0], [(0, 1, 1e4)], [1] * 4, feeders=[0] * 4, camera_battery_h=9.0)
    with pytest.raises(InputError, match="batteries outlast"):
        storm_scenario(storm_of(network, cut_of_feeder(network, 0, 60.0), SERVICE, 1), inventory_of(4), PLAN)
