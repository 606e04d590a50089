"""A planted defect is found, made simple, and written down as a file that repeats it."""

from __future__ import annotations

import math
import multiprocessing
import signal
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from camproof.scenarios.explore.document import Document
from camproof.scenarios.explore.searching import Search
from camproof.scenarios.explore.shortening import NotRepeatedError, shorten
from camproof.scenarios.explore.staging import stages
from camproof.scenarios.explore.timelines import Space, faults_like
from camproof.scenarios.explore.trial import MakeStage, Miss, try_scenario
from camproof.scenarios.explore.workers import Explored, SearchError, Tally, _first, _work, explore
from camproof.scenarios.ready import ready_scenario
from camproof.scenarios.running.stage import StageError
from camproof.verdicts import Outcome

Planted = Callable[[], AbstractContextManager[None]]


def _explored(file: Path, minutes: float, jobs: int = 1, variant: str = "") -> tuple[Explored | None, Tally]:
    scenario, faults = ready_scenario(file, variant=variant), faults_like(["keepalive.silence", "clock.*"])
    space = Space(
        faults=faults, cameras=scenario.count, districts=("east", "west"), shortest_s=10, end_s=30, most=3
    )
    wanted = Search(scenario=scenario, phase=1, space=space, seed=1, draw_seed=1, until_s=0.0)
    told: list[Tally] = []
    return explore(wanted, jobs, minutes, file.parent, told.append), told[-1]


def test_a_planted_defect_is_found_and_made_simple(scenario_file: Path, planted_defect: Planted) -> None:
    assert not try_scenario(ready_scenario(scenario_file), 1, stages()).misses
    with planted_defect():
        assert not try_scenario(ready_scenario(scenario_file), 1, stages()).misses
        found, tally = _explored(scenario_file, 5.0)
    assert found is not None
    assert found.in_time
    assert tally.missed
    assert tally.tries >= tally.missed
    assert [miss.key[0] for miss in found.misses] == ["detection of offline"]
    assert {entry.name for entry in found.found.entries} == {"keepalive.silence"}
    file = scenario_file.with_name("found.scenario.yaml")
    file.write_text(found.text, encoding="utf-8")
    short = ready_scenario(file)
    assert short.count == 2
    assert [target.measure for phase in short.phases for target in phase.targets] == ["detection of offline"]
    assert {item.entry.name for phase in short.phases for item in phase.timeline} == {"keepalive.silence"}
    assert not short.network
    assert not try_scenario(short, 1, stages()).misses
    with planted_defect():
        assert try_scenario(short, 1, stages()).misses == found.misses


def test_what_is_found_of_a_variant_is_written_of_it(scenario_file: Path) -> None:
    text = scenario_file.read_text(encoding="utf-8").replace("- {measure: detection of offline}", "")
    limit = "{phases.storm.targets.0: {measure: fault detection time, at most: 1 s}}"
    calm = text.replace("- {at: 20 s, fault: keepalive.silence", "#")
    scenario_file.write_text(f"{calm}variants: {{strict: {limit}}}\n", encoding="utf-8")
    found, _ = _explored(scenario_file, 5.0, variant="strict")
    assert found is not None
    assert {miss.key[0] for miss in found.misses} == {"fault detection time"}
    scenario_file.write_text(found.text, encoding="utf-8")
    assert try_scenario(ready_scenario(scenario_file), 1, stages()).misses == found.misses


def test_a_file_that_does_not_repeat_what_was_found_is_no_result(scenario_file: Path) -> None:
    document = Document.read(scenario_file, scenario_file.parent)
    miss = Miss("storm", ("online rate", "", "all", "AVAIL-1"), "AVAIL-1 online rate 80 %")
    with pytest.raises(NotRepeatedError, match="online rate 80 %"):
        shorten(document, [miss], scenario_file.parent, 1, stages(), math.inf, lambda _missed: None)


def test_nothing_is_found_where_nothing_is_wrong(scenario_file: Path) -> None:
    found, tally = _explored(scenario_file, 0.03)
    assert found is None
    assert tally.tries > 0
    assert tally.missed == 0


@pytest.mark.parametrize("jobs", [2])
def test_processes_share_the_search(scenario_file: Path, jobs: int) -> None:
    text = scenario_file.read_text(encoding="utf-8").replace("- {measure: detection of offline}", "")
    strict = text.replace("{measure: online rate}", "{measure: fault detection time, at most: 1 s}")
    scenario_file.write_text(strict.replace("- {at: 20 s, fault: keepalive.silence", "#"), encoding="utf-8")
    found, tally = _explored(scenario_file, 1.0, jobs)
    assert found is not None
    assert tally.shortening
    assert "fault detection time" in found.misses[0].line


@pytest.mark.usefixtures("planted_crash")
def test_a_run_that_breaks_off_is_found_and_made_simple(scenario_file: Path) -> None:
    found, tally = _explored(scenario_file, 5.0)
    assert found is not None
    assert tally.missed
    (miss,) = found.misses
    assert (miss.phase, miss.outcome) == ("storm", Outcome.ERROR)
    assert miss.line == "the run broke off: ZeroDivisionError: planted (conftest.py, wrong)"
    scenario_file.write_text(found.text, encoding="utf-8")
    short = ready_scenario(scenario_file)
    (phase,) = short.phases
    (item,) = phase.timeline
    assert item.entry.name.startswith("clock.")
    assert not phase.targets
    with pytest.raises(ZeroDivisionError):
        try_scenario(short, 1, stages())


def test_a_process_that_dies_is_no_search_without_result() -> None:
    ours, theirs = multiprocessing.Pipe(duplex=False)
    theirs.send(False)
    theirs.close()
    tally = Tally()
    with pytest.raises(StageError, match="has died"):
        _first([ours], tally, lambda _tally: None)
    assert tally.tries == 1


def test_a_search_that_fails_is_told_with_its_traceback(scenario_file: Path) -> None:
    def fails() -> MakeStage:
        raise LookupError("no stage today")

    scenario = ready_scenario(scenario_file)
    space = Space(faults=faults_like(["clock.*"]), cameras=3, districts=(), shortest_s=10, end_s=30, most=1)
    wanted = Search(scenario=scenario, phase=1, space=space, seed=1, draw_seed=1, until_s=math.inf)
    ours, theirs = multiprocessing.Pipe(duplex=False)
    before = signal.getsignal(signal.SIGINT)
    try:
        _work(theirs, wanted, fails)
    finally:
        signal.signal(signal.SIGINT, before)
    with pytest.raises(SearchError, match="LookupError: no stage today"):
        _first([ours], Tally(), lambda _tally: None)


def test_processes_that_find_nothing_say_so() -> None:
    ours, theirs = multiprocessing.Pipe(duplex=False)
    for word in (False, True, None):
        theirs.send(word)
    tally = Tally()
    assert _first([ours], tally, lambda _tally: None) is None
    assert (tally.tries, tally.missed) == (2, 1)
