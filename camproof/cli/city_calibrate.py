"""`camproof city calibrate`: service times from what runs measured."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

__all__ = ["add_to"]

_HELP = """\
Take service times of the city model from runs on sockets.

What no run can tell is named with the reason, and keeps its default. A
city file names what is written as traffic.service-file.

[bold]Examples[/]

  camproof run scenarios/library/power-cut-city.scenario.yaml --clock wall

  camproof city calibrate runs/latest

  camproof city calibrate runs/latest --out service.yaml

Exit codes: 0 done, 2 bad input."""


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("calibrate", help=_HELP)(_calibrate)


def _calibrate(
    runs: Annotated[
        list[Path],
        typer.Argument(help="Run folders, or their result.json; the first that can tell a figure tells it."),
    ],
    out: Annotated[
        Path | None, typer.Option("--out", help="Write the YAML here.", metavar="FILE", show_default=False)
    ] = None,
) -> None:
    from camproof.cli.city_calibrate_play import calibrate_from  # noqa: PLC0415  (SciPy, numba: for this command only)

    calibrate_from(runs, out)
