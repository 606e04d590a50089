"""From the options of a run to its result: makes or reopens the run folder, plays, writes every report."""

from __future__ import annotations

import asyncio
import hashlib
import json
import secrets
import signal
import sys
import threading
from collections.abc import Callable, Coroutine, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import uvloop

from camproof.domain.errors import InputError, Place
from camproof.reports import RunResult, render_html, render_junit, to_json, write_deviations
from camproof.runtimes.virtual import VirtualLoop, rare_collections
from camproof.scenarios.running.book import Book, Record, read_record
from camproof.scenarios.running.environment import facts_from, host_facts, wall_time
from camproof.scenarios.running.result import deviations_of, result_of
from camproof.scenarios.running.runner import Progress, play_scenario
from camproof.scenarios.running.stage import Stage
from camproof.scenarios.schema import ClockName, Scenario
from camproof.verdicts import Journal, JournalError, RunFolder, read_journal, write_json, write_text

_FACTS = ("command", "facts", "host", "options", "scenario_sha256", "seed", "sessions", "versions")

__all__ = ["Launch", "launch", "rebuild", "resumed_options", "seed_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Launch:
    """One run to be made.

    :param seed: None = drawn, and named in the result.
    :param clock: "wall", or "virtual": as fast as it can be computed.
    :param out: where run folders are made.
    :param options: the options as given, kept in run.json so that a resumed run is the same run.
    :param resume: the folder of a run that was cut off.
    :param junit: a second place for the JUnit file.
    """

    scenario: Scenario
    make_stage: Callable[[Scenario, int], Stage]
    out: Path
    seed: int | None = None
    clock: ClockName = "wall"
    options: Mapping[str, Any]
    command: str = ""
    resume: Path | None = None
    junit: Path | None = None


def launch(
    run: Launch, progress: Progress, opened: Callable[[RunFolder], None]
) -> tuple[RunResult, RunFolder]:
    """Make the run; whatever happens, the reports show what came of it. One that is over is only shown.

    :param opened: told the run folder as soon as it is there.
    :raises InputError: the run to resume is another one.
    :raises JournalInUseError: another process is at work on the run to resume; nothing is touched.
    :raises StageError: the bench failed; the reports are written before, as after any other exception.
    :raises KeyboardInterrupt: interrupted; the reports are written before.
    """
    folder, record, seed = _folder(run)
    opened(folder)
    if record.complete(len(run.scenario.phases)):
        return rebuild(folder), folder
    stage = run.make_stage(run.scenario, seed)
    with Journal(folder.journal) as journal:
        facts = _begin_session(run, folder, stage, seed)
        head = _head(run, stage, seed)
        try:
            _run_loop(play_scenario(run.scenario, stage, Book(journal), record, head, progress), run.clock)
        finally:
            facts["sessions"][-1]["ended"] = wall_time()
            write_json(folder.run_json, facts)
            result = _write_reports(folder, facts, run.junit)
    return result, folder


def seed_of(scenario: Scenario, wanted: int | None) -> int:
    """The seed that was asked for, or the scenario's, or a drawn one."""
    seed = wanted if wanted is not None else scenario.seed
    return secrets.randbits(32) if seed is None else seed


def rebuild(folder: RunFolder) -> RunResult:
    """Write the reports of a run anew from its journal.

    :raises VerdictsError: the journal cannot be read.
    """
    return _write_reports(folder, _kept(folder), None)


def resumed_options(path: Path) -> dict[str, Any]:
    """The options of a run that shall be resumed, as its run.json has them.

    :raises InputError: it has none that can be read.
    """
    return dict(_kept(RunFolder.open(path))["options"])


def _kept(folder: RunFolder) -> dict[str, Any]:
    """What run.json holds.

    :raises InputError: it cannot be read, or something is missing in it.
    """
    try:
        kept = json.loads(folder.run_json.read_text(encoding="utf-8"))
        return {**kept, **{name: kept[name] for name in _FACTS}}
    except (OSError, ValueError, KeyError, TypeError) as broken:
        raise InputError("the run's facts cannot be read", Place(str(folder.run_json))) from broken


def _run_loop(coroutine: Coroutine[Any, Any, Any], clock: ClockName) -> None:
    """Run it to its end; Ctrl-C and SIGTERM end it in good order, whatever they were set to do before."""

    async def main() -> None:
        task = asyncio.current_task()
        if task is not None and threading.current_thread() is threading.main_thread():
            for number in (signal.SIGINT, signal.SIGTERM):
                asyncio.get_running_loop().add_signal_handler(number, task.cancel)
        await coroutine

    virtual = clock == "virtual"
    loops = VirtualLoop if virtual else uvloop.new_event_loop
    with rare_collections() if virtual else nullcontext(), asyncio.Runner(loop_factory=loops) as runner:
        try:
            runner.run(main())
        except asyncio.CancelledError:
            raise KeyboardInterrupt from None


def _folder(run: Launch) -> tuple[RunFolder, Record, int]:
    if run.resume is None:
        return RunFolder.create(run.out, run.scenario.name), Record(run={}), seed_of(run.scenario, run.seed)
    folder = RunFolder.open(run.resume)
    record = read_record(read_journal(folder.journal))
    kept = _kept(folder)
    if kept["scenario_sha256"] != _digest(run.scenario):
        raise InputError(
            "the scenario has changed since this run began, so it cannot be resumed",
            Place(str(run.scenario.file)),
            "start a new run",
        )
    return folder, record, kept["seed"]


def _digest(scenario: Scenario) -> str:
    """Of the scenario as read, options laid over it, so that a changed file or option is seen."""
    return hashlib.sha256(repr(replace(scenario, seed=None)).encode()).hexdigest()


def _head(run: Launch, stage: Stage, seed: int) -> dict[str, Any]:
    scenario = run.scenario
    return {
        "scenario": f"{scenario.title} ({scenario.variant})" if scenario.variant else scenario.title,
        "file": scenario.file.name,
        "proves": scenario.proves,
        "seed": seed,
        "system": scenario.system.name if scenario.system is not None else "built-in",
        "phases": [[phase.name, phase.duration_s] for phase in scenario.phases],
        **stage.describe(),
    }


def _begin_session(run: Launch, folder: RunFolder, stage: Stage, seed: int) -> dict[str, Any]:
    """run.json: host, versions, options, and one entry a process that worked on the run."""
    sessions, command = [], run.command or " ".join(sys.argv)
    if run.resume is not None:
        kept = _kept(folder)
        sessions, command = kept["sessions"], kept["command"]
    facts = host_facts(stage.packages())
    facts |= {
        "format": "camproof-run-1",
        "command": command,
        "options": dict(run.options),
        "scenario_file": str(run.scenario.file),
        "scenario_sha256": _digest(run.scenario),
        "seed": seed,
        "clock": run.clock,
        "sessions": [*sessions, {"started": wall_time(), "pid": facts.pop("pid")}],
    }
    write_json(folder.run_json, facts)
    return facts


def _write_reports(folder: RunFolder, facts: Mapping[str, Any], junit: Path | None) -> RunResult:
    record = read_record(read_journal(folder.journal))
    if not record.run:
        raise JournalError(f"{folder.journal} holds no run: it was cut off before its first line")
    command = (
        f"{facts['command']} --seed {facts['seed']}" if "--seed" not in facts["command"] else facts["command"]
    )
    result = result_of(record, facts_from(facts), command)
    _write(folder.result_json, to_json(result))
    _write(folder.report_html, render_html(result))
    xml = render_junit(result)
    _write(folder.junit_xml, xml)
    if junit is not None:
        _write(junit, xml)
    write_deviations(folder.deviations, deviations_of(record))
    return result


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    write_text(path, text)
