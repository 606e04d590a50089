"""`camproof city run`: will this city hold?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from camproof.cli.city_options import CityWish
from camproof.cli.spread_options import spread

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

  camproof city run town.city.yaml --engine dask --scheduler tcp://host:8786

Exit codes: 0 all goals are met, 1 one is missed, 2 bad input,
3 inconclusive (it says how many more replications are needed),
4 infrastructure error, 130 interrupted."""


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("run", help=_HELP)(_run)


@spread
def _run(
    city: Annotated[Path, typer.Argument(help="A city file.", show_default=False)],
    wish: CityWish,
) -> None:
    wish.check()
    from camproof.cli.city_play import run_city  # noqa: PLC0415  (SciPy, numba: for this command only)

    raise typer.Exit(run_city(city, wish))
