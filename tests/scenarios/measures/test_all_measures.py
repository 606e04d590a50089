"""What holds for every measure of the vocabulary."""

from __future__ import annotations

import pytest
from measure_kit import REQUIREMENTS, UNITS, A, B, C, D, measure, online, planned, verdict, view_of

from camproof.scenarios.evidence import Evidence
from camproof.scenarios.measures import FUNCTIONS
from camproof.scenarios.vocabulary import ACTIONS, MEASURES
from camproof.verdicts import Outcome

NAMES = [known.name for known in MEASURES]


def test_every_measure_has_its_function_and_no_function_is_idle() -> None:
    assert len(NAMES) == len(set(NAMES)) == 44
    assert set(FUNCTIONS) == set(NAMES)
    assert len(set(FUNCTIONS.values())) == len(NAMES)


def test_action_names_are_used_once() -> None:
    assert len({action.name for action in ACTIONS}) == len(ACTIONS)


@pytest.mark.parametrize("name", NAMES)
def test_every_requirement_for_it_has_its_unit(name: str) -> None:
    rows = [row for row in REQUIREMENTS if row.metric == name]
    assert rows
    for row in rows:
        assert row.limit.unit == UNITS[name].unit
        assert row.percentile is None or UNITS[name].percentile


@pytest.mark.parametrize("name", NAMES)
def test_no_evidence_is_inconclusive_and_says_why(name: str) -> None:
    made = measure(name, Evidence())
    assert made.value is None
    assert made.n == 0
    assert verdict(name, Evidence()).outcome is Outcome.INCONCLUSIVE
    assert made.detail


@pytest.mark.parametrize("name", NAMES)
def test_a_platform_that_is_seen_but_of_which_nothing_was_asked_passes_nothing(name: str) -> None:
    """Nobody on-line, nobody asked, nothing planned."""
    assert verdict(name, Evidence(platform_seen=True)).outcome is not Outcome.PASS


@pytest.mark.parametrize("name", [n for n in NAMES if n not in {"online rate", "false findings"}])
def test_cameras_that_are_on_line_prove_nothing_else(name: str) -> None:
    evidence = Evidence(platform_seen=True, presence=online(A, B, C, D))
    assert verdict(name, evidence).outcome is Outcome.INCONCLUSIVE


@pytest.mark.parametrize("name", NAMES)
def test_without_cameras_in_its_scope_nothing_passes(name: str) -> None:
    evidence = Evidence(platform_seen=True, presence=online(A))
    assert verdict(name, evidence, codes=()).outcome is Outcome.INCONCLUSIVE


@pytest.mark.parametrize("name", NAMES)
def test_when_every_camera_is_under_a_planned_fault_nothing_passes(name: str) -> None:
    faults = (planned("power.cut", A, B, C, D),)
    evidence = Evidence(platform_seen=True)
    assert verdict(name, evidence, faults=faults, faulted=(A, B, C, D)).outcome is not Outcome.PASS


@pytest.mark.parametrize(
    "name", ["planned faults detected", "fault detection time", "false findings", "detection of offline"]
)
def test_what_detectors_could_not_see_is_nobodys_fault(name: str) -> None:
    """A platform that is not ours shows neither its judgements nor its streams."""
    faults = (planned("power.cut", A), planned("picture.freeze", B))
    evidence = Evidence(presence=online(A, B, C, D))
    assert verdict(name, evidence, faults=faults).outcome is Outcome.INCONCLUSIVE


def test_left_out_cameras_are_named() -> None:
    view = view_of("online rate", Evidence(), faulted=(A, B))
    assert view.left_out.startswith("2 cameras under planned faults")
    assert view.sound_codes == {C, D}
    assert view_of("online rate", Evidence()).left_out == ""
