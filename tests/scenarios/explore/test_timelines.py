"""What is drawn can be written, and faults that hide each other are told."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from camproof.domain.errors import UnknownWordError
from camproof.domain.faults import resolve
from camproof.domain.selector import Selector
from camproof.domain.timeline import TimelineEntry
from camproof.scenarios.explore.overlaps import overlap
from camproof.scenarios.explore.searching import with_faults
from camproof.scenarios.explore.timelines import Space, faults_like, timelines
from camproof.scenarios.ready import ready_scenario
from camproof.scenarios.schema import Scenario
from camproof.scenarios.sil.records import camera_records

SPACE = Space(faults=faults_like(["*"]), cameras=5, districts=("a", "b"), shortest_s=4, end_s=30, most=3)


@given(timelines(SPACE))
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_every_drawn_fault_can_be_injected(entries: list[TimelineEntry]) -> None:
    assert 1 <= len(entries) <= SPACE.most
    for entry in entries:
        assert entry.for_s is not None
        assert entry.for_s >= SPACE.shortest_s
        assert entry.at_s + entry.for_s <= SPACE.end_s
        resolved = resolve(entry.name, entry.params)
        assert set(entry.params) <= set(resolved.values)
        assert set(entry.selector.codes) <= set(range(1, 6))


def test_patterns_of_faults() -> None:
    assert {fault.id for fault in faults_like(["link.*", "power.cut"])} >= {"link.loss", "power.cut"}
    with pytest.raises(UnknownWordError, match=r"pwoer\.cut"):
        faults_like(["pwoer.cut"])


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    """Its camera 1 is silent from 20 to 30 s of the second phase."""
    file = tmp_path_factory.mktemp("overlaps") / "three.scenario.yaml"
    file.write_text(
        "scenario: x\nproves: y\ncameras: [{name: some, count: 3}]\nfor: 40 s\ntimeline:\n"
        "  - {at: 20 s, fault: keepalive.silence, on: {codes: [1]}, for: 10 s}\n",
        encoding="utf-8",
    )
    return ready_scenario(file)


@given(st.integers(0, 20), st.integers(1, 20), st.sampled_from([(1,), (2,), (1, 2), ()]))
def test_faults_of_one_camera_keep_their_distance(
    scenario: Scenario, at_s: int, for_s: int, codes: tuple[int, ...]
) -> None:
    entry = TimelineEntry(float(at_s), float(for_s), "fault", "power.cut", Selector(codes=codes))
    phase = with_faults(scenario, 0, [entry]).phases[0]
    apart = at_s + for_s + 3 <= 20 or codes == (2,)
    assert overlap(phase, camera_records(scenario), 1, 3.0) is not apart
    alone = replace(phase, timeline=phase.timeline[-1:])
    assert not overlap(alone, camera_records(scenario), 1, 3.0)
