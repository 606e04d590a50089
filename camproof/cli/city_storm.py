"""`camproof city storm`: the model's power cut, and the scenario that plays it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

__all__ = ["add_to"]

_HELP = """\
Cut the power in the model and see all cameras come back; write it as a scenario.

The cut takes a feeder (by default the one with the most cameras) or a district. The scenario plays those
cameras that lose their power on the built-in platform, with what the model predicts beside each target.

Examples:

  camproof city storm trafford.city.yaml

  camproof city storm trafford.city.yaml --district Urmston --lasts "10 min"

  camproof city storm town.city.yaml --feeder 3 --cameras 200 --heartbeat "10 s" --out cut.scenario.yaml

  camproof run cut.scenario.yaml --clock virtual
"""


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("storm", help=_HELP)(_storm)


def _storm(
    city: Annotated[Path, typer.Argument(help="A city file.")],
    feeder: Annotated[
        int | None, typer.Option("--feeder", help="The feeder that is cut, from 0.", show_default=False)
    ] = None,
    district: Annotated[
        str, typer.Option("--district", help="The district whose feeders are cut.", show_default=False)
    ] = "",
    lasts: Annotated[str, typer.Option("--lasts", help="How long the power is gone.")] = "5 min",
    cameras: Annotated[
        int, typer.Option("--cameras", help="Most cameras of the storm in the scenario.", min=1)
    ] = 200,
    heartbeat: Annotated[
        str,
        typer.Option("--heartbeat", help="Keepalive interval of the scenario; else the city's."),
    ] = "",
    seed: Annotated[int, typer.Option("--seed", help="Of the model and of the run.", min=0)] = 1,
    out: Annotated[
        Path | None, typer.Option("--out", help="Write the scenario here.", metavar="FILE")
    ] = None,
) -> None:
    from camproof.cli.city_storm_play import play_storm  # noqa: PLC0415  (SciPy, numba: for this command only)

    play_storm(city, feeder, district, lasts, cameras, heartbeat, seed, out)
