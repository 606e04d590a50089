"""`camproof explore`: what is found, written and repeated, and the exit code of each end."""

from __future__ import annotations

import re
from collections.abc import Callable
from math import inf
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from camproof.cli import explore
from camproof.protocols.gb28181.platform.machine import PlatformMachine
from camproof.scenarios.explore import searching
from camproof.scenarios.sil import judging, stage

TEXT = """\
scenario: Two cameras whatever happens
proves: The others stay on line.
runs: {loops: [sil], clocks: [virtual]}
platform: {heartbeat-interval: 2 s, heartbeat-count: 3}
cameras: [{name: some, count: 2}]
phases:
  - {name: join, for: 5 s}
  - name: storm
    for: 40 s
    targets: [{measure: online rate}]
variants:
  strict: {phases.storm.targets.0: {measure: fault detection time, at most: 1 s}}
"""
FILE = "two.scenario.yaml"
Call = Callable[..., tuple[int, str]]


@pytest.fixture(autouse=True)
def _two(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(TEXT, encoding="utf-8")


def _explore(call: Call, *words: str, faults: str = "keepalive.silence") -> tuple[int, str]:
    return call("explore", FILE, "--jobs", "1", "--quiet", "--faults", faults, *words)


def test_nothing_found_says_how_much_was_tried(
    call: Call, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Time is up after some tries, however long they take here."""
    looks = iter([0.0] * 4)
    monkeypatch.setattr(searching, "time", SimpleNamespace(monotonic=lambda: next(looks, inf)))
    code, said = _explore(call, "--minutes", "3")
    assert code == 0
    assert re.search(r"Nothing found in 3 min, [1-4] runs\.", said)
    assert [file.name for file in tmp_path.iterdir()] == [FILE]


def test_what_is_found_of_a_variant_is_repeated_by_the_command_told(call: Call, tmp_path: Path) -> None:
    code, said = _explore(
        call, "--variant", "strict", "--minutes", "1", "--most", "1", "--seed", "3", faults="clock.offset"
    )
    assert code == 1
    assert "fault detection time" in said
    assert "[storm]" in said
    written = "two-strict-explored.scenario.yaml"
    repeat = f"camproof run {written} --clock virtual --seed 3"
    assert f"Repeat it: {repeat}" in said
    assert (tmp_path / written).is_file()
    code, said = call(*repeat.split()[1:], "--quiet")
    assert code == 1, said


def test_a_run_that_breaks_off_is_written_and_trouble(
    call: Call, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    right = judging.fault_lines

    def wrong(faults: Any) -> Any:
        if faults:
            raise ZeroDivisionError("planted")
        return right(faults)

    monkeypatch.setattr(stage, "fault_lines", wrong)
    code, said = _explore(call, "--minutes", "1", "--most", "1", "--out", "x.scenario.yaml")
    assert code == 4
    assert "the run broke off: ZeroDivisionError: planted" in said
    assert "keepalive.silence" in (tmp_path / "x.scenario.yaml").read_text(encoding="utf-8")


def test_what_fails_in_a_timer_of_the_platform_is_found(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(*_: Any) -> None:
        raise ZeroDivisionError("planted in a timer")

    monkeypatch.setattr(PlatformMachine, "_give_up", wrong)
    code, said = _explore(call, "--minutes", "1", "--most", "1", "--out", "x.scenario.yaml")
    assert code == 4
    assert "the run broke off: ZeroDivisionError: planted in a timer" in said


def test_a_search_that_tried_nothing_is_no_pass(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(explore, "explore", lambda *_: None)
    code, said = _explore(call)
    assert code == 3
    assert "Nothing was tried" in said


@pytest.mark.parametrize(
    ("words", "faults", "said"),
    [
        (("--phase", "strom"), "clock.*", "there is no phase 'strom'; there are join, storm"),
        (("--phase", "join"), "clock.*", "leaves no time for a fault"),
        (("--out", "none/x.yaml"), "clock.*", "none/x.yaml cannot be written"),
        (("--variant", "strickt"), "clock.*", "did you mean 'strict'"),
        ((), "clok.offset", "did you mean 'clock.offset'"),
    ],
)
def test_mistakes_are_told_before_anything_is_played(
    call: Call, words: tuple[str, ...], faults: str, said: str
) -> None:
    code, told = _explore(call, *words, faults=faults)
    assert code == 2
    assert said in " ".join(told.split())


def test_a_scenario_that_fails_as_it_stands_is_not_searched(call: Call, tmp_path: Path) -> None:
    strict = "{measure: fault detection time, at most: 1 s}"
    fault = "{at: 1 s, fault: clock.offset, on: {codes: [1]}, for: 20 s}"
    text = TEXT.replace("targets: [{measure: online rate}]", f"targets: [{strict}]\n    timeline: [{fault}]")
    (tmp_path / FILE).write_text(text, encoding="utf-8")
    code, told = _explore(call, "--minutes", "0.1")
    assert code == 2
    assert "misses a target as it stands" in " ".join(told.split())
