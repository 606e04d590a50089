"""`camproof city emergency`: many operators at once, and what gives way first."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from camproof.cli.city_options import PlannedOption

__all__ = ["add_to"]

_HELP = """\
Let many operators open streams within minutes, and see what gives way first.

The emergency is the city file's, or another as the options say. All
cameras record meanwhile.

[bold]Examples[/]

  camproof city emergency town.city.yaml

  camproof city emergency town.city.yaml --operators 500 --district Urmston

Exit codes: 0 done, 2 bad input."""


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("emergency", help=_HELP)(_emergency)


def _emergency(
    city: Annotated[Path, typer.Argument(help="A city file.", show_default=False)],
    name: Annotated[
        str,
        typer.Option(
            "--name", help="Which one of the city file; else its first.", metavar="NAME", show_default=False
        ),
    ] = "",
    operators: Annotated[
        int | None,
        typer.Option(
            "--operators",
            help="How many people open streams, in place of the file's.",
            min=1,
            show_default=False,
        ),
    ] = None,
    streams: Annotated[
        int | None,
        typer.Option(
            "--streams",
            help="How many each of them opens, in place of the file's.",
            min=1,
            show_default=False,
        ),
    ] = None,
    district: Annotated[
        str,
        typer.Option(
            "--district",
            help="Where most of the cameras are that they open.",
            metavar="NAME",
            show_default=False,
        ),
    ] = "",
    with_planned: PlannedOption = False,
    seed: Annotated[int, typer.Option("--seed", help="Of the cameras that are chosen.", min=0)] = 1,
) -> None:
    from camproof.cli.city_emergency_play import play_emergency  # noqa: PLC0415  (SciPy, numba: for this command only)

    play_emergency(city, name, operators, streams, district, seed, with_planned=with_planned)
