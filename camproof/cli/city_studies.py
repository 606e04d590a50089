"""`camproof city sensitivity` and `camproof city plan`: what moves the answers; the city phase by phase."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from camproof.cli.city_options import SensitivityWish, StudyWish
from camproof.cli.spread_options import spread

__all__ = ["add_to"]

_SENSITIVITY = """\
Change each input of a city alone: what moves the answers?

Every figure of the city file, given or by default, is set a quarter
lower and higher (or to its other words), and the same replications are
played again. An input that moves nothing is listed with the reason.

[bold]Examples[/]

  camproof city sensitivity town.city.yaml

  camproof city sensitivity town.city.yaml --replications 10 --output moves

  camproof city sensitivity town.city.yaml --jobs 4

Exit codes: 0 done, 2 bad input, 4 infrastructure error, 130 interrupted."""

_PLAN = """\
Build a city out, phase by phase, and play a period with each.

The phases stand in the city file: cameras to add (where a coverage
study says that they show most), to join to the network, to make HD,
and the crews of then.

[bold]Examples[/]

  camproof city plan town.city.yaml

  camproof city plan town.city.yaml --replications 20 --jobs 4 --output plan

Exit codes: 0 done, 2 bad input, 4 infrastructure error, 130 interrupted."""

CityArgument = Annotated[Path, typer.Argument(help="A city file.", show_default=False)]


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("sensitivity", help=_SENSITIVITY)(_sensitivity)
    app.command("plan", help=_PLAN)(_plan)


@spread
def _sensitivity(city: CityArgument, wish: SensitivityWish) -> None:
    wish.check()
    from camproof.cli.city_study import study_sensitivity  # noqa: PLC0415  (SciPy, numba: for this command only)

    study_sensitivity(city, wish)


@spread
def _plan(city: CityArgument, wish: StudyWish) -> None:
    wish.check()
    from camproof.cli.city_study import study_plan  # noqa: PLC0415  (SciPy, numba: for this command only)

    study_plan(city, wish)
