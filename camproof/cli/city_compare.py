"""`camproof city compare`: two designs under the same fates."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from camproof.cli.city_options import CityWish
from camproof.cli.spread_options import spread

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


@spread
def _compare(
    a: Annotated[Path, typer.Argument(help="The city file of design A.", show_default=False)],
    b: Annotated[Path, typer.Argument(help="The city file of design B.", show_default=False)],
    wish: CityWish,
) -> None:
    wish.check()
    from camproof.cli.city_play import compare_cities  # noqa: PLC0415  (SciPy, numba: for this command only)

    compare_cities(a, b, wish)
