"""Options of the commands that play a city."""

from __future__ import annotations

import math
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from camproof.cli.options import QuietOption, one_of
from camproof.domain.errors import InputError, Place

__all__ = ["CityWish", "PlannedOption", "PlayWish", "SensitivityWish", "StudyWish"]

_ENGINES = ("local", "dask")
_LEAST, _MOST = 10, 100
_MOST_YEARS = 100.0

ReplicationsOption = Annotated[
    int | None,
    typer.Option(
        "--replications",
        help="Play so many, no fewer and no more.",
        metavar="COUNT",
        min=1,
        show_default=False,
    ),
]
LeastOption = Annotated[
    int | None,
    typer.Option("--least", help=f"Replications before anything is decided, by default {_LEAST}.",
                 metavar="COUNT", min=1,
                 show_default=False),
]  # fmt: skip
MostOption = Annotated[
    int | None,
    typer.Option("--most", help=f"Replications after which it stays open, by default {_MOST}.",
                 metavar="COUNT", min=1,
                 show_default=False),
]  # fmt: skip
JobsOption = Annotated[
    int | None,
    typer.Option(
        "--jobs", help="Processes; by default one a core.", metavar="COUNT", min=1, show_default=False
    ),
]
EngineOption = Annotated[
    str, typer.Option("--engine", help="Where it is played: local or dask.", metavar="ENGINE")
]
SchedulerOption = Annotated[
    str,
    typer.Option("--scheduler", help="The Dask scheduler, as in tcp://10.0.0.5:8786.", metavar="ADDRESS",
                 show_default=False),
]  # fmt: skip
SeedOption = Annotated[
    int,
    typer.Option("--seed", help="Of all that is drawn, of a made city too.", metavar="NUMBER", min=0),
]
YearsOption = Annotated[
    float | None,
    typer.Option(
        "--years",
        help="Length of the period in years, in place of the city file's.",
        metavar="YEARS",
        show_default=False,
    ),
]
OutputOption = Annotated[
    Path | None,
    typer.Option("--output", help="Write the files into this folder; by default a new one in runs.",
                 metavar="DIR", show_default=False),
]  # fmt: skip
CausesOption = Annotated[
    bool, typer.Option("--causes/--no-causes", help="Work out what each kind of failure costs.")
]
PlannedOption = Annotated[
    bool, typer.Option("--with-planned", help="Count cameras of later phases as if they stood.")
]

StudyReplicationsOption = Annotated[
    int,
    typer.Option(
        "--replications",
        help="Periods that are played of each variant or phase.",
        metavar="COUNT",
        min=2,
        max=10_000,
    ),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayWish:
    """What every command that plays a city is asked; each field is an option (see ``spread_options``)."""

    seed: SeedOption = 1
    jobs: JobsOption = None
    engine: EngineOption = "local"
    scheduler: SchedulerOption = ""
    output: OutputOption = None
    quiet: QuietOption = False

    def check(self) -> None:
        """Before anything long begins.

        :raises InputError: the options contradict each other, or name what there is none of.
        """
        self._check_engine()
        self._check_output()

    def played_on(self) -> str:
        """Where it is played, in words."""
        if self.engine == "dask":
            return f"Dask at {self.scheduler}"
        jobs = self.jobs if self.jobs is not None else len(os.sched_getaffinity(0))
        return "this process" if jobs == 1 else f"{jobs} processes here"

    def _check_engine(self) -> None:
        one_of(self.engine, _ENGINES, "engine", "--engine")
        if self.engine == "dask" and not self.scheduler:
            raise InputError("Dask needs the address of a scheduler", Place(field="--scheduler"))
        if self.engine == "local" and self.scheduler:
            raise InputError("a scheduler is for Dask", Place(field="--scheduler"), "--engine dask")

    def _check_output(self) -> None:
        if self.output is None:
            return
        if self.output.exists() and not self.output.is_dir():
            raise InputError(f"{self.output} is no folder", Place(field="--output"))
        if not self.output.resolve().parent.is_dir():
            raise InputError(f"there is no folder {str(self.output.parent)!r}", Place(field="--output"))


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyWish(PlayWish):
    """Of studies, which play many variants of a city."""

    replications: StudyReplicationsOption = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class SensitivityWish(StudyWish):
    """Of the study that moves inputs; a build-out has its phases instead."""

    with_planned: PlannedOption = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CityWish(PlayWish):
    """Of commands that play until something is decided.

    :param replications: so many; otherwise at least ``least`` and at most ``most``; None for the defaults.
    """

    replications: ReplicationsOption = None
    least: LeastOption = None
    most: MostOption = None
    years: YearsOption = None
    causes: CausesOption = True
    with_planned: PlannedOption = False

    def check(self) -> None:
        PlayWish.check(self)
        least, most = self.bounds()
        if least > most:
            raise InputError(f"{least} replications at least are more than {most}", Place(field="--least"))
        if self.replications is not None and (self.least, self.most) != (None, None):
            raise InputError(
                "a fixed number leaves nothing to choose",
                Place(field="--replications"),
                "leave --least and --most away",
            )
        if self.years is not None and not (math.isfinite(self.years) and 0 < self.years <= _MOST_YEARS):
            raise InputError(
                f"{self.years:g} years cannot be played", Place(field="--years"), "above 0, at most 100"
            )

    def bounds(self) -> tuple[int, int]:
        """How many replications to play, at least and at most."""
        if self.replications is not None:
            return self.replications, self.replications
        most = self.most if self.most is not None else max(_MOST, self.least or 0)
        return (self.least if self.least is not None else min(_LEAST, most)), most
