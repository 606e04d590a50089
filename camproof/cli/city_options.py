"""Options of the commands that play a city, and what they make together."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from camproof.cli.options import one_of
from camproof.domain.errors import InputError, Place
from camproof.simulator.answers import Effort
from camproof.simulator.engines import DaskEngine, Engine, local
from camproof.simulator.model import Asked, City
from camproof.simulator.values import HOURS_PER_YEAR, CitySpec
from camproof.verdicts import RunFolder

__all__ = [
    "CausesOption",
    "EngineOption",
    "JobsOption",
    "LeastOption",
    "MostOption",
    "OutputOption",
    "ReplicationsOption",
    "SchedulerOption",
    "SeedOption",
    "YearsOption",
    "check_engine",
    "check_output",
    "effort_of",
    "engine_for",
    "lasting",
    "new_folder",
    "played_on",
]

_ENGINES = ("local", "dask")
_MOST_YEARS = 100.0

ReplicationsOption = Annotated[
    int | None,
    typer.Option("--replications", help="Play so many, no fewer and no more.", min=1, show_default=False),
]
LeastOption = Annotated[
    int | None,
    typer.Option("--least", help="Replications before anything is decided. [default: 10]", min=1,
                 show_default=False),
]  # fmt: skip
MostOption = Annotated[
    int | None,
    typer.Option("--most", help="Replications after which it stays open. [default: 100]", min=1,
                 show_default=False),
]  # fmt: skip
JobsOption = Annotated[
    int | None, typer.Option("--jobs", help="Processes; by default one a core.", min=1, show_default=False)
]
EngineOption = Annotated[
    str, typer.Option("--engine", help="Where replications are played: local or dask.", metavar="ENGINE")
]
SchedulerOption = Annotated[
    str,
    typer.Option("--scheduler", help="The Dask scheduler, as in tcp://10.0.0.5:8786.", metavar="ADDRESS",
                 show_default=False),
]  # fmt: skip
SeedOption = Annotated[
    int, typer.Option("--seed", help="Of all that is drawn, of a made city too.", min=0, max=2**63 - 1)
]
YearsOption = Annotated[
    float | None,
    typer.Option("--years", help="Length of the period, in place of the city file's.", show_default=False),
]
OutputOption = Annotated[
    Path | None,
    typer.Option("--output", help="Write the files into this folder; by default a new one in runs.",
                 metavar="DIR", show_default=False),
]  # fmt: skip
CausesOption = Annotated[
    bool, typer.Option("--causes/--no-causes", help="Work out what each kind of failure costs.")
]


def effort_of(replications: int | None, least: int | None, most: int | None) -> Effort:
    """How many replications to play.

    :raises InputError: the options contradict each other.
    """
    if replications is not None:
        if least is not None or most is not None:
            raise InputError(
                "a fixed number leaves nothing to choose",
                Place(field="--replications"),
                "leave --least and --most away",
            )
        return Effort(least=replications, most=replications)
    usual = Effort()
    most = most if most is not None else max(usual.most, least or 0)
    least = least if least is not None else min(usual.least, most)
    if least > most:
        raise InputError(
            f"{least} replications at least are more than {most} at most", Place(field="--least")
        )
    return Effort(least=least, most=most)


def lasting(spec: CitySpec, years: float | None) -> CitySpec:
    """The city over so many years.

    :raises InputError: no such period can be played.
    """
    if years is None:
        return spec
    if not (math.isfinite(years) and 0 < years <= _MOST_YEARS):
        raise InputError(
            f"{years:g} years cannot be played", Place(field="--years"), "above 0 and at most 100"
        )
    return replace(spec, period_h=years * HOURS_PER_YEAR)


def check_engine(engine: str, scheduler: str) -> None:
    """:raises InputError: an engine that there is none of, or one without its scheduler."""
    one_of(engine, _ENGINES, "engine", "--engine")
    if engine == "dask" and not scheduler:
        raise InputError("Dask needs the address of a scheduler", Place(field="--scheduler"))
    if engine == "local" and scheduler:
        raise InputError("a scheduler is for Dask", Place(field="--scheduler"), "--engine dask")


def engine_for(city: City, seed: int, asked: Asked, engine: str, scheduler: str, jobs: int | None) -> Engine:
    """The engine as chosen."""
    return DaskEngine(city, seed, asked, scheduler) if engine == "dask" else local(city, seed, asked, jobs)


def played_on(engine: str, scheduler: str, jobs: int) -> str:
    """As reports name it."""
    if engine == "dask":
        return f"Dask at {scheduler}"
    return "this process" if jobs == 1 else f"{jobs} processes here"


def check_output(output: Path | None) -> None:
    """:raises InputError: no folder can be made of it."""
    if output is None:
        return
    if output.exists() and not output.is_dir():
        raise InputError(f"{output} is no folder", Place(field="--output"))
    if not output.resolve().parent.is_dir():
        raise InputError(f"there is no folder {str(output.parent)!r}", Place(field="--output"))


def new_folder(output: Path | None, name: str) -> RunFolder:
    """Where the files go; what is there of the same name is replaced."""
    if output is None:
        return RunFolder.create(Path("runs"), name)
    output.mkdir(exist_ok=True)
    return RunFolder(output)
