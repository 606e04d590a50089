"""From city files to results and reports."""

from __future__ import annotations

import shlex
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from rich.console import Console

from camproof.cli.city_opening import OpenedCity, opened
from camproof.cli.city_options import CityWish, PlayWish
from camproof.cli.city_progress import Telling, Watched
from camproof.domain.errors import InputError, Place
from camproof.reports.city import (
    CityReport,
    Comparison,
    CoverageView,
    Making,
    coverage_view,
    print_city,
    print_comparison,
    write_city,
    write_comparison,
)
from camproof.scenarios.running.environment import host_facts, wall_time
from camproof.scenarios.running.result import EXIT_CODES
from camproof.simulator.answers import (
    CityResult,
    Effort,
    compare,
    play_until_apart,
    play_until_decided,
    result_of,
)
from camproof.simulator.engines import DaskEngine, Engine, Replicas, Work, local
from camproof.simulator.model import Asked, City, Replication, prepared, sight_of
from camproof.simulator.values import HOURS_PER_YEAR
from camproof.verdicts import RunFolder

__all__ = ["PACKAGES", "compare_cities", "engine_for", "folder_for", "run_city"]

PACKAGES = ("camproof", "numpy", "numba", "pyproj", "scipy", "simpy")
_Job = TypeVar("_Job")
_Done = TypeVar("_Done")


@dataclass(frozen=True, slots=True, eq=False)
class _Ready:
    """A city ready to be played."""

    opened: OpenedCity
    city: City
    coverage: CoverageView | None

    @property
    def file(self) -> Path:
        return self.opened.file


def run_city(file: Path, wish: CityWish) -> int:
    """Play a city, write and show what came of it; gives the exit code."""
    clock = _Clock()
    with Telling(quiet=wish.quiet) as telling:
        ready = _ready(file, wish, telling)
        effort = _effort(wish)
        telling.stage(f"replications 0 of {effort.least}")
        with Watched(_replicas(ready.city, wish), ready.city) as watched:

            def told(done: int, look: int) -> None:
                standing = watched.standing()
                telling.now(f"replications {done} of {look}" + (f"; {standing}" if standing else ""))

            done = play_until_decided(ready.city, watched, effort, told)
        telling.stage("writing the report")
        result = result_of(ready.city, wish.seed, done)
        report = _report(ready, result, clock.making(wish, [file], result))
        folder = folder_for(wish.output, result.city.spec.name)
        write_city(folder, report, _facts(report.making))
    print_city(report, Console(), page=str(folder.report_html))
    return EXIT_CODES[result.outcome]


def compare_cities(a: Path, b: Path, wish: CityWish) -> None:
    """Play both designs, write and show how they differ.

    :raises InputError: they cannot be compared.
    """
    clock = _Clock()
    with Telling(quiet=wish.quiet) as telling:
        first, second = _ready(a, wish, telling), _ready(b, wish, telling)
        _check_comparable(first, second)
        with _replicas(first.city, wish) as one, _replicas(second.city, wish) as two:
            done = play_until_apart(
                ((first.city, one), (second.city, two)),
                _effort(wish),
                lambda so_far, look: telling.now(f"replications {so_far} of {look} of both designs"),
            )
        telling.stage("writing the report")
        results = [
            result_of(each.city, wish.seed, played)
            for each, played in zip((first, second), done, strict=True)
        ]
        reports = [
            _report(each, result, clock.making(wish, [each.file], result))
            for each, result in zip((first, second), results, strict=True)
        ]
        comparison = Comparison(
            first=reports[0],
            second=reports[1],
            differences=compare(results[0].rows, results[1].rows),
            making=clock.making(wish, [a, b], results[0]),
        )
        folder = folder_for(wish.output, " and ".join(result.city.spec.name for result in results))
        write_comparison(folder, comparison, _facts(comparison.making))
    print_comparison(comparison, Console(), page=str(folder.report_html))


class _Clock:
    """When a run began, on the wall and for its length."""

    def __init__(self) -> None:
        self._started = wall_time()
        self._begun_s = time.monotonic()

    def making(self, wish: CityWish, files: Sequence[Path], result: CityResult) -> Making:
        """What a report says of how it was made until now."""
        facts = host_facts(PACKAGES)
        return Making(
            file=" ".join(map(str, files)),
            command=_command(wish, files, result),
            started=self._started,
            took_s=time.monotonic() - self._begun_s,
            played=wish.played_on(),
            host=facts["host"],
            versions=tuple(sorted(facts["versions"].items())),
        )


def _ready(file: Path, wish: CityWish, telling: Telling) -> _Ready:
    found = opened(file, wish.seed, with_planned=wish.with_planned, tell=telling.stage)
    spec, inventory = found.spec, found.inventory
    if wish.years is not None:
        spec = replace(spec, period_h=wish.years * HOURS_PER_YEAR)
    if found.places is not None:
        telling.stage(f"{file.name}: looking through {len(inventory)} cameras")
    sight = sight_of(spec, inventory, found.places)
    city = prepared(spec, inventory, found.network, sight)
    coverage = coverage_view(sight.places, sight.study) if sight is not None else None
    return _Ready(found, city, coverage)


def _effort(wish: CityWish) -> Effort:
    least, most = wish.bounds()
    return Effort(least=least, most=most)


def engine_for(work: Work[_Job, _Done], wish: PlayWish) -> Engine[_Job, _Done]:
    """Where the options want it to be played."""
    if wish.engine == "dask":
        return DaskEngine(work, wish.scheduler)
    return local(work, wish.jobs)


def _replicas(city: City, wish: CityWish) -> Engine[int, Replication]:
    return engine_for(Replicas(city, wish.seed, Asked(causes=wish.causes)), wish)


def _command(wish: CityWish, files: Sequence[Path], result: CityResult) -> str:
    """What makes the same result again, wherever it is played."""
    words = ["camproof", "city", "run" if len(files) == 1 else "compare", *map(str, files)]
    words += ["--seed", str(wish.seed), "--replications", str(result.replications)]
    words += [] if wish.years is None else ["--years", f"{wish.years:g}"]
    words += ["--with-planned"] if wish.with_planned else []
    return shlex.join(words if wish.causes else [*words, "--no-causes"])


def _report(ready: _Ready, result: CityResult, making: Making) -> CityReport:
    return CityReport(
        result=result,
        making=making,
        notes=ready.opened.notes,
        coverage=ready.coverage,
        issues=ready.opened.read.issues,
    )


def _facts(making: Making) -> dict[str, object]:
    """For `run.json`."""
    return {
        **host_facts(PACKAGES),
        "command": making.command,
        "played": making.played,
        "started": making.started,
        "ended": wall_time(),
        "took_s": round(making.took_s, 3),
    }


def folder_for(output: Path | None, name: str) -> RunFolder:
    """Where the files go; what is there of the same name is replaced."""
    if output is None:
        return RunFolder.create(Path("runs"), name)
    output.mkdir(exist_ok=True)
    return RunFolder(output)


def _check_comparable(first: _Ready, second: _Ready) -> None:
    one, two = first.city.spec, second.city.spec
    if one.period_h != two.period_h:
        raise InputError(
            f"{first.file.name} lasts {one.period_h:g} h and {second.file.name} {two.period_h:g} h",
            Place(str(second.file), field="period"),
            "give both one period: --years",
        )
    if one.costs.currency != two.costs.currency:
        money = one.costs.currency, two.costs.currency
        raise InputError(
            f"{first.file.name} has its costs in {money[0]} and {second.file.name} in {money[1]}",
            Place(str(second.file), field="costs.currency"),
            "give both one currency",
        )
