"""``camproof city check``: reads a city file and all that it names, and says what was found and assumed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from camproof.cli.city_options import PlannedOption
from camproof.domain.errors import InputError

__all__ = ["check_city"]


def check_city(
    file: Annotated[Path, typer.Argument(help="The city file (*.city.yaml).", show_default=False)],
    picture: Annotated[
        Path | None,
        typer.Option(
            "--picture", help="Write the laid-out network there, as SVG.", metavar="FILE", show_default=False
        ),
    ] = None,
    with_planned: PlannedOption = False,
    seed: Annotated[int, typer.Option("--seed", help="Of a made city.", min=0)] = 1,
) -> None:
    """Read a city file, its inventory, network and places, and name every problem.

    Nothing is played. Exit codes: 0 it can be played, 2 bad input.

    Example: camproof city check town.city.yaml --picture network.svg
    """
    from camproof.cli.city_check_read import found_in  # noqa: PLC0415 - slow to load

    try:
        lines = found_in(file, seed, picture, with_planned=with_planned)
    except InputError as wrong:
        typer.echo(str(wrong), err=True)
        raise typer.Exit(2) from None
    except OSError as wrong:
        typer.echo(f"{picture} cannot be written: {wrong.strerror}", err=True)
        raise typer.Exit(2) from None
    for line in lines:
        typer.echo(line)
