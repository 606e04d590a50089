"""`camproof city run`: will this city hold?"""

from __future__ import annotations

import shlex
import time
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from camproof.cli.city_options import (
    CausesOption,
    EngineOption,
    JobsOption,
    LeastOption,
    MostOption,
    OutputOption,
    ReplicationsOption,
    SchedulerOption,
    SeedOption,
    YearsOption,
    check_engine,
    check_output,
    effort_of,
    engine_for,
    new_folder,
    played_on,
)
from camproof.cli.city_play import Opened, Telling, Watched, facts_of, jobs_of, making_of, opened
from camproof.cli.live_line import LiveLine
from camproof.cli.options import QuietOption
from camproof.reports.city import CityReport, print_city, write_city
from camproof.scenarios.running.environment import wall_time
from camproof.scenarios.running.result import EXIT_CODES
from camproof.simulator.answers import CityResult, Effort, play_until_decided, result_of
from camproof.simulator.model import Asked

__all__ = ["add_to"]

_HELP = """\
Play a city until its goals are decided: will it hold?

Failures, repairs, crews and the network are played for the period of
the city file, again and again with other fates, until the interval of
each goal's mean lies on one side of its limit.

[bold]Examples[/]

  camproof city run town.city.yaml

  camproof city run town.city.yaml --replications 30 --seed 7

  camproof city run town.city.yaml --years 3 --most 400 --jobs 4

  camproof city run town.city.yaml --engine dask --scheduler tcp://10.0.0.5:8786

Exit codes: 0 all goals are met, 1 one is missed, 2 bad input,
3 inconclusive (it says how many more replications are needed),
4 infrastructure error, 130 interrupted."""

CityArgument = Annotated[Path, typer.Argument(help="A city file.", show_default=False)]


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("run", help=_HELP)(_run)


def _run(
    city: CityArgument,
    replications: ReplicationsOption = None,
    least: LeastOption = None,
    most: MostOption = None,
    years: YearsOption = None,
    seed: SeedOption = 1,
    jobs: JobsOption = None,
    engine: EngineOption = "local",
    scheduler: SchedulerOption = "",
    causes: CausesOption = True,
    output: OutputOption = None,
    quiet: QuietOption = False,
) -> None:
    effort = effort_of(replications, least, most)
    check_engine(engine, scheduler)
    check_output(output)
    started, begun_s = wall_time(), time.monotonic()
    with LiveLine(Console(stderr=True), "reading", quiet=quiet) as line:
        telling = Telling(line)
        ready = opened(city, seed, years, telling)
        player = engine_for(ready.city, seed, Asked(causes=causes), engine, scheduler, jobs)
        with Watched(player, ready.city) as watched:
            result = _played(ready, watched, effort, seed, telling)
        telling.stage("writing the report")
        command = _command(city, result, years, causes=causes)
        played = played_on(engine, scheduler, jobs_of(jobs))
        making = making_of(city, command, started, time.monotonic() - begun_s, played)
        report = CityReport(result=result, making=making, notes=ready.notes)
        folder = new_folder(output, result.city.spec.name)
        write_city(folder, report, facts_of(making))
    print_city(report, Console(), page=str(folder.report_html))
    raise typer.Exit(EXIT_CODES[result.outcome])


def _played(ready: Opened, engine: Watched, effort: Effort, seed: int, telling: Telling) -> CityResult:
    def told(done: int, look: int) -> None:
        standing = engine.standing()
        telling.now(f"replications {done} of {look}" + (f"; {standing}" if standing else ""))

    telling.stage(f"replications 0 of {effort.least}")
    return result_of(ready.city, seed, play_until_decided(ready.city, engine, effort, told))


def _command(city: Path, result: CityResult, years: float | None, *, causes: bool) -> str:
    """What makes the same result again."""
    words = ["camproof", "city", "run", str(city), "--seed", str(result.seed)]
    words += ["--replications", str(result.replications)]
    words += [] if years is None else ["--years", f"{years:g}"]
    return shlex.join(words if causes else [*words, "--no-causes"])
