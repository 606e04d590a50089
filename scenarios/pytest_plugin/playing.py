"""A scenario played within a test."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from camproof.reports import RunResult
from camproof.scenarios.failures import exit_code_of
from camproof.scenarios.running.launch import Launch, launch, rebuild, seed_of
from camproof.scenarios.running.silence import Silence
from camproof.scenarios.schema import Scenario, why_not_below
from camproof.scenarios.sil.cast import ClipShelf
from camproof.scenarios.sil.clocks import clock_of
from camproof.scenarios.sil.grounds import ground_of
from camproof.scenarios.sil.stage import SilStage
from camproof.verdicts import RunFolder

__all__ = ["Played", "Wish", "play", "why_not"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A run to be made.

    :param out: where its folder is made.
    :param options: kept in run.json, as `camproof run` keeps its own.
    :param command: what repeats it, but for the seed.
    """

    scenario: Scenario
    clock: str
    seed: int | None
    out: Path
    options: Mapping[str, Any]
    command: str


@dataclass(frozen=True, slots=True)
class Played:
    """What came of it.

    :param result: None where the run did not even begin.
    :param again: the command that repeats it, with its seed.
    :param trouble: what ended it early: bad input, the bench, or a fault of camproof itself.
    """

    result: RunResult | None
    folder: RunFolder | None
    again: str
    trouble: Exception | None = None

    @property
    def crash(self) -> Exception | None:
        """A fault of camproof itself; None where it ended as a run may end."""
        return self.trouble if self.trouble is not None and exit_code_of(self.trouble) is None else None


def why_not(scenario: Scenario, clock: str) -> str:
    """Why a scenario is not to be played on a clock; empty where it is."""
    if "sil" not in scenario.loops:
        return f"not run: it is for the loops {', '.join(scenario.loops)}; tests play the loop sil"
    if clock not in scenario.clocks:
        return f"not run: the scenario declares the clocks {', '.join(scenario.clocks)}, not {clock}"
    if clock == "virtual" and scenario.system is not None:
        return f"not run: {scenario.system.name} cannot follow the virtual clock"
    hindrance = why_not_below(scenario)
    return f"not run: {hindrance}" if hindrance else ""


def play(wish: Wish) -> Played:
    """Play and judge it; the reports are written whatever happens, and what ended it early is kept."""
    seed = seed_of(wish.scenario, wish.seed)
    again = f"{wish.command} --seed {seed}"
    told, clock = Silence(), clock_of(wish.scenario, wish.clock)
    run = Launch(
        scenario=wish.scenario,
        make_stage=lambda plan, seed: SilStage(
            plan, seed, ClipShelf(None, told.preparing), told, ground_of(clock)
        ),
        clock=clock,
        out=wish.out,
        seed=seed,
        options=wish.options,
        command=wish.command,
    )
    folders: list[RunFolder] = []
    try:
        result, folder = launch(run, told, folders.append)
    except Exception as trouble:  # noqa: BLE001 - a crash is told with its traceback, and with what repeats it
        return _broken(folders[0] if folders else None, again, trouble)
    return Played(result, folder, again)


def _broken(folder: RunFolder | None, again: str, trouble: Exception) -> Played:
    if folder is None or not folder.result_json.is_file():
        return Played(None, folder, again, trouble)
    return Played(rebuild(folder), folder, again, trouble)
