"""The ready-made scenarios as a whole: what they declare, and what they measure of the catalogue."""

from __future__ import annotations

import pytest

from camproof.domain.faults import fault, load_faults
from camproof.scenarios.plan import PlannedFault
from camproof.scenarios.schema import Scenario
from camproof.scenarios.shelf import library, measured_by, name_of
from camproof.verdicts import load_requirements

LIBRARY = {name_of(scenario): scenario for scenario in library()}
LONGEST_ON_THE_WALL_S = 150.0


def test_there_are_at_least_thirty_and_each_proves_something_of_its_own() -> None:
    assert len(LIBRARY) >= 30
    assert len({scenario.title for scenario in LIBRARY.values()}) == len(LIBRARY)
    assert len({scenario.proves for scenario in LIBRARY.values()}) == len(LIBRARY)


@pytest.mark.parametrize("scenario", LIBRARY.values(), ids=LIBRARY)
def test_each_says_what_it_proves_where_it_runs_and_has_targets(scenario: Scenario) -> None:
    assert len(scenario.proves.split()) >= 10
    assert scenario.proves.endswith(".")
    assert "gb28181" in scenario.tags
    assert "sil" in scenario.loops
    assert any(phase.targets for phase in scenario.phases)
    assert "wall" not in scenario.clocks or scenario.duration_s <= LONGEST_ON_THE_WALL_S


@pytest.mark.parametrize("scenario", LIBRARY.values(), ids=LIBRARY)
def test_whoever_plans_faults_asks_that_they_are_found_and_nothing_else(scenario: Scenario) -> None:
    for phase in scenario.phases:
        faults = {item.entry.name for item in phase.timeline if item.entry.kind == "fault"}
        measures = {target.measure for target in phase.targets}
        if faults and "must-fail" not in scenario.tags and phase.name != "intruders":
            assert {"planned faults detected", "false findings"} <= measures, phase.name


@pytest.mark.parametrize("scenario", LIBRARY.values(), ids=LIBRARY)
def test_who_is_not_back_in_time_is_watched_for_long_enough_to_say_so(scenario: Scenario) -> None:
    """Otherwise a camera that never came back would be inconclusive, whatever the platform does."""
    for phase in scenario.phases:
        limits = [
            (target.limit or target.requirement.limit).value
            for target in phase.targets
            if target.measure == "recovery time to 99 %"
        ]
        entries = [item.entry for item in phase.timeline if item.entry.kind == "fault"]
        plans = [PlannedFault(fault(entry.name), "", (), entry.at_s, entry.end_s) for entry in entries]
        ends = [plan.to_s for plan in plans if plan.takes_offline and plan.to_s is not None]
        assert not limits or max(limits) < phase.duration_s - max(ends), phase.name


def test_every_fault_of_signalling_power_network_and_platform_is_in_some_scenario() -> None:
    used = {
        item.entry.name
        for scenario in LIBRARY.values()
        for phase in scenario.phases
        for item in phase.timeline
    }
    wanted = {row.id for row in load_faults() if not row.id.startswith("picture.")} | {"picture.freeze"}
    assert wanted <= used


def test_every_requirement_is_measured_by_some_scenario_or_says_why_not() -> None:
    measured = measured_by(LIBRARY.values())
    for row in load_requirements():
        assert (row.id in measured) != bool(row.unmeasured), f"{row.id}: {row.metric}"


def test_what_is_measured_names_the_scenarios() -> None:
    measured = measured_by(LIBRARY.values())
    assert measured["CTRL-3"] == ("registration-ban",)
    assert set(measured) <= {row.id for row in load_requirements()}
