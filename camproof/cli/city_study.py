"""Studies of a city: many variants of it, played alike."""

from __future__ import annotations

import shlex
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from camproof.cli.city_opening import opened
from camproof.cli.city_options import SensitivityWish, StudyWish
from camproof.cli.city_play import PACKAGES, engine_for, folder_for
from camproof.cli.city_progress import Telling
from camproof.domain.errors import InputError, Place
from camproof.reports.city import Making
from camproof.reports.city.studies import Study, print_plan, print_sensitivity, write_plan, write_sensitivity
from camproof.scenarios.running.environment import host_facts, wall_time
from camproof.simulator.answers import Standing, build_out, sensitivity
from camproof.simulator.model import Builder

__all__ = ["study_plan", "study_sensitivity"]


def study_sensitivity(file: Path, wish: SensitivityWish) -> None:
    """Change each input alone; write and show what moved."""
    began = _Began("sensitivity", file, wish)
    with Telling(quiet=wish.quiet) as telling:
        found = opened(file, wish.seed, with_planned=wish.with_planned, tell=telling.stage)
        spec = found.spec
        telling.stage(f"{file.name}: playing it as it is")
        rows = sensitivity(
            spec,
            wish.seed,
            wish.replications,
            lambda work: engine_for(work, wish),
            lambda done, of, what: telling.now(f"variants {done} of {of}" + (f": {what}" if what else "")),
        )
        study = began.study(spec.name, found.notes)
        folder = folder_for(wish.output, f"{spec.name} sensitivity")
        write_sensitivity(folder, rows, study, began.facts())
    print_sensitivity(rows, study, Console(), page=str(folder.report_html))


def study_plan(file: Path, wish: StudyWish) -> None:
    """Build phase after phase; write and show what stands.

    :raises InputError: the file has no phases.
    """
    began = _Began("plan", file, wish)
    with Telling(quiet=wish.quiet) as telling:
        found = opened(file, wish.seed, by_phase=True, tell=telling.stage)
        spec = found.spec
        if not spec.phases:
            raise InputError(
                "the city has no phases", Place(str(file), field="phases"), "phases: [{name: 2027, add: 10}]"
            )
        phases = build_out(
            Builder(wish.seed)(replace(spec, cameras=replace(spec.cameras, with_planned=True))),
            wish.seed,
            wish.replications,
            lambda work: engine_for(work, wish),
            lambda done, of, what: telling.now(f"step {done} of {of}: {what}"),
        )
        study = began.study(spec.name, (*found.notes, *_of_phases(phases)))
        folder = folder_for(wish.output, f"{spec.name} plan")
        write_plan(folder, phases, study, began.facts())
    print_plan(phases, study, Console(), page=str(folder.report_html))


def _of_phases(phases: Sequence[Standing]) -> tuple[str, ...]:
    """What is noted of the city at the end of each phase; today's is that of the file."""
    return tuple(f"{each.name}: {note}" for each in phases[1:] for note in each.notes)


class _Began:
    """A study from its first moment on."""

    def __init__(self, command: str, file: Path, wish: StudyWish) -> None:
        words = ["camproof", "city", command, str(file)]
        words += ["--replications", str(wish.replications), "--seed", str(wish.seed)]
        words += [] if wish.output is None else ["--output", str(wish.output)]
        words += ["--with-planned"] if isinstance(wish, SensitivityWish) and wish.with_planned else []
        self._command = shlex.join(words)
        self._file, self._wish = file, wish
        self._started, self._begun_s = wall_time(), time.monotonic()

    def study(self, name: str, notes: tuple[str, ...]) -> Study:
        host = host_facts(PACKAGES)
        making = Making(
            file=str(self._file),
            command=self._command,
            started=self._started,
            took_s=time.monotonic() - self._begun_s,
            played=self._wish.played_on(),
            host=host["host"],
            versions=tuple(sorted(host["versions"].items())),
        )
        return Study(name, self._wish.seed, self._wish.replications, making, notes)

    def facts(self) -> dict[str, object]:
        """For `run.json`."""
        took_s = round(time.monotonic() - self._begun_s, 3)
        return {
            **host_facts(PACKAGES),
            "command": self._command,
            "played": self._wish.played_on(),
            "started": self._started,
            "ended": wall_time(),
            "took_s": took_s,
        }
