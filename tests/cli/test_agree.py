"""`camproof agree`: what is calibrated and kept, what is compared, and which scenarios have no bounds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from camproof.cli import agree
from camproof.scenarios.agreement import running
from camproof.scenarios.agreement.bounds import Seen, read_seen, write_seen
from camproof.scenarios.agreement.figures import Figure
from camproof.scenarios.agreement.running import TooBusyError
from camproof.verdicts import Outcome

TEXT = """\
scenario: One of several
proves: It can be compared.
runs: {clocks: [wall, virtual]}
cameras: [{name: gates, count: 1}]
for: 5 s
targets: [{measure: online rate}]
"""
Call = Callable[..., tuple[int, str]]


@pytest.fixture
def played(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[tuple[str, str, int]]:
    """Scenarios a, b and c; their runs are noted, not made. On sockets b finds the machine busy."""
    for name in "abc":
        (tmp_path / f"{name}.scenario.yaml").write_text(TEXT, encoding="utf-8")
    runs: list[tuple[str, str, int]] = []

    def measured(scenario: Any, clock: str, seed: int) -> dict[str, Figure]:
        runs.append((scenario.name, clock, seed))
        if (scenario.name, clock) == ("b", "wall"):
            raise TooBusyError("the generator was 40 ms late")
        return {"main: online rate, all": Figure("share", 0.9 if clock == "wall" else 0.95, Outcome.PASS)}

    monkeypatch.setattr(running, "measured", measured)
    monkeypatch.setattr(agree, "measured", measured)
    return runs


ALL = ("a.scenario.yaml", "b.scenario.yaml", "c.scenario.yaml")


def test_a_calibration_keeps_what_it_has_and_goes_on_with_the_rest(
    call: Call, played: list[tuple[str, str, int]], tmp_path: Path
) -> None:
    file = tmp_path / "mine.json"
    write_seen(file, {"a": {"main: online rate, all": Seen("share", 0.5, 0.6, 3)}})
    code, said = call("agree", "--calibrate", "2", "--missing", "--bounds", "mine.json", *ALL)
    assert code == 3
    assert played == [("b", "wall", 1), ("c", "wall", 1), ("c", "wall", 2)]
    kept = read_seen(file)
    assert sorted(kept) == ["a", "c"]
    assert kept["a"]["main: online rate, all"].least == 0.5
    assert "1 calibrated" in said
    assert "b: the generator was 40 ms late" in said
    assert "1 say nothing, as the machine was too busy: b" in said


def test_an_interrupted_calibration_keeps_the_scenarios_before(
    call: Call, monkeypatch: pytest.MonkeyPatch, played: list[tuple[str, str, int]], tmp_path: Path
) -> None:
    measured = running.measured

    def interrupted(scenario: Any, clock: Any, seed: int) -> Any:
        if scenario.name == "c":
            raise KeyboardInterrupt
        return measured(scenario, clock, seed)

    monkeypatch.setattr(running, "measured", interrupted)
    code, _ = call("agree", "--calibrate", "2", "--bounds", "mine.json", ALL[0], ALL[2])
    assert code == 130
    assert sorted(read_seen(tmp_path / "mine.json")) == ["a"]


def test_scenarios_without_bounds_are_named_and_no_pass(
    call: Call, played: list[tuple[str, str, int]], tmp_path: Path
) -> None:
    write_seen(tmp_path / "mine.json", {"a": {"main: online rate, all": Seen("share", 0.8, 1.0, 3)}})
    code, said = call("agree", "--bounds", "mine.json", ALL[0], ALL[2])
    assert (code, len(played)) == (3, 4)
    assert "1 agree" in said
    assert "1 have no bounds: c (camproof agree --calibrate 5" in said
    assert call("agree", "--bounds", "mine.json", ALL[0])[0] == 0


def test_a_difference_counts_more_than_bounds_that_are_not_there(
    call: Call, played: list[tuple[str, str, int]], tmp_path: Path
) -> None:
    write_seen(tmp_path / "mine.json", {"a": {"main: online rate, all": Seen("share", 0.88, 0.9, 3)}})
    code, said = call("agree", "--virtual-only", "--bounds", "mine.json", ALL[0], ALL[1])
    assert code == 1
    assert "1 differ: a" in said
    assert {clock for _, clock, _ in played} == {"virtual"}


def test_missing_belongs_to_a_calibration(call: Call, played: list[tuple[str, str, int]]) -> None:
    code, said = call("agree", "--missing", ALL[0])
    assert (code, played) == (2, [])
    assert "--missing" in said
