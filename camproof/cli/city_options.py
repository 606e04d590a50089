"""Options of the commands that play a city."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from camproof.cli.options import one_of
from camproof.domain.errors import InputError, Place

__all__ = [
    "CausesOption",
    "CityWish",
    "EngineOption",
    "JobsOption",
    "LeastOption",
    "MostOption",
    "OutputOption",
    "ReplicationsOption",
    "SchedulerOption",
    "SeedOption",
    "YearsOption",
]

_ENGINES = ("local", "dask")
_LEAST, _MOST = 10, 100
_MOST_YEARS = 100.0

ReplicationsOption = Annotated[
    int | None,
    typer.Option("--replications", help="Play so many, no fewer and no more.", min=1, show_default=False),
]
LeastOption = Annotated[
    int | None,
    typer.Option("--least", help=f"Replications before anything is decided, by default {_LEAST}.", min=1,
                 show_default=False),
]  # fmt: skip
MostOption = Annotated[
    int | None,
    typer.Option("--most", help=f"Replications after which it stays open, by default {_MOST}.", min=1,
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


@dataclass(frozen=True, slots=True, kw_only=True)
class CityWish:
    """What the options ask for.

    :param replications: so many; otherwise at least ``least`` and at most ``most``; None for the defaults.
    """

    replications: int | None
    least: int | None
    most: int | None
    years: float | None
    seed: int
    jobs: int | None
    engine: str
    scheduler: str
    causes: bool
    output: Path | None
    quiet: bool

    def check(self) -> None:
        """Before anything long begins.

        :raises InputError: the options contradict each other, or name what there is none of.
        """
        self._check_engine()
        self._check_output()
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
