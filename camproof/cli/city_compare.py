"""`camproof city compare`: two designs under the same fates."""

from __future__ import annotations

import shlex
import time
from dataclasses import replace
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
from camproof.cli.city_play import Opened, Telling, facts_of, jobs_of, making_of, opened
from camproof.cli.live_line import LiveLine
from camproof.cli.options import QuietOption
from camproof.domain.errors import InputError, Place
from camproof.reports.city import CityReport, Comparison, Making, print_comparison, write_comparison
from camproof.scenarios.running.environment import wall_time
from camproof.simulator.answers import CityResult, compare, play_until_apart, result_of
from camproof.simulator.model import Asked

__all__ = ["add_to"]

_HELP = """\
Compare two designs of a city under the same fates.

Replication n of both has the same seed, so that what both have in
common falls out of their difference. Both are played until the figure
of each goal is told apart, or to the most replications.

[bold]Examples[/]

  camproof city compare today.city.yaml more-crews.city.yaml

  camproof city compare today.city.yaml rings.city.yaml --replications 40

Exit codes: 0 compared, whatever came out, 2 bad input,
4 infrastructure error, 130 interrupted."""


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("compare", help=_HELP)(_compare)


def _compare(
    a: Annotated[Path, typer.Argument(help="The city file of design A.", show_default=False)],
    b: Annotated[Path, typer.Argument(help="The city file of design B.", show_default=False)],
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
        first, second = (opened(file, seed, years, telling) for file in (a, b))
        _check_comparable(first, second)
        asked = Asked(causes=causes)
        with (
            engine_for(first.city, seed, asked, engine, scheduler, jobs) as one,
            engine_for(second.city, seed, asked, engine, scheduler, jobs) as two,
        ):
            done = play_until_apart(
                ((first.city, one), (second.city, two)),
                effort,
                lambda so_far, look: telling.now(f"replications {so_far} of {look} of both designs"),
            )
        results = [
            result_of(each.city, seed, played) for each, played in zip((first, second), done, strict=True)
        ]
        telling.stage("writing the report")
        comparison = _compared(
            (first, second),
            results,
            making_of(a, _command((a, b), results[0], years), started, time.monotonic() - begun_s,
                      played_on(engine, scheduler, jobs_of(jobs))),
            years,
        )  # fmt: skip
        folder = new_folder(output, f"{results[0].city.spec.name} and {results[1].city.spec.name}")
        write_comparison(folder, comparison, facts_of(comparison.making))
    print_comparison(comparison, Console(), page=str(folder.report_html))


def _check_comparable(first: Opened, second: Opened) -> None:
    one, two = first.city.spec, second.city.spec
    if one.period_h != two.period_h:
        raise InputError(
            f"{first.file.name} lasts {one.period_h:g} h and {second.file.name} {two.period_h:g} h",
            Place(str(second.file), field="period"),
            "give both one period: --years",
        )


def _compared(
    cities: tuple[Opened, Opened], results: list[CityResult], making: Making, years: float | None
) -> Comparison:
    first, second = (
        CityReport(
            result=result,
            making=replace(making, file=str(ready.file), command=_command((ready.file,), result, years)),
            notes=ready.notes,
        )
        for ready, result in zip(cities, results, strict=True)
    )
    differences = compare(results[0].rows, results[1].rows)
    return Comparison(first=first, second=second, differences=differences, making=making)


def _command(files: tuple[Path, ...], result: CityResult, years: float | None) -> str:
    """What makes the same comparison, or the same result of one design, again."""
    words = ["camproof", "city", "compare" if len(files) > 1 else "run", *map(str, files)]
    words += ["--seed", str(result.seed), "--replications", str(result.replications)]
    return shlex.join(words if years is None else [*words, "--years", f"{years:g}"])
