"""`camproof city storm`: the model's power cut, and the scenario that plays it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from camproof.cli.city_options import PlannedOption

__all__ = ["add_to"]

_HELP = """\
Cut the power in the model and see all cameras come back; write it as a scenario.

The cut takes feeders (by default the one with the most cameras),
districts, or a substation: a feeder and those that begin nearest to it.
All lose their power at one moment and have it back at one. The scenario
plays the cameras that lose their power on the built-in platform, with
what the model predicts beside each target.

[bold]Examples[/]

  camproof city storm town.city.yaml

  camproof city storm town.city.yaml --district Urmston --lasts "10 min"

  camproof city storm town.city.yaml --feeder 2 --feeder 5

  camproof city storm town.city.yaml --substation 6

  camproof city storm town.city.yaml --cameras 50 --out cut.scenario.yaml

  camproof run cut.scenario.yaml --clock virtual

Exit codes: 0 done, 2 bad input."""


_FeederOption = Annotated[
    list[int] | None,
    typer.Option(
        "--feeder",
        help="A feeder that is cut, counted from 0; may be repeated.",
        metavar="NUMBER",
        show_default=False,
    ),
]
_DistrictOption = Annotated[
    list[str] | None,
    typer.Option(
        "--district",
        help="A district whose feeders are cut; may be repeated.",
        metavar="NAME",
        show_default=False,
    ),
]


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("storm", help=_HELP)(_storm)


def _storm(
    city: Annotated[Path, typer.Argument(help="A city file.", show_default=False)],
    feeder: _FeederOption = None,
    district: _DistrictOption = None,
    substation: Annotated[
        int,
        typer.Option(
            "--substation",
            help="Cut so many feeders: the one, and those nearest to it.",
            metavar="COUNT",
            min=1,
        ),
    ] = 1,
    lasts: Annotated[
        str, typer.Option("--lasts", help="How long the power is gone.", metavar="TIME")
    ] = "5 min",
    cameras: Annotated[
        int,
        typer.Option("--cameras", help="Most cameras of the storm in the scenario.", metavar="COUNT", min=1),
    ] = 200,
    heartbeat: Annotated[
        str,
        typer.Option(
            "--heartbeat",
            help='Keepalive interval of the scenario, as in "10 s"; else the city\'s.',
            metavar="TIME",
            show_default=False,
        ),
    ] = "",
    with_planned: PlannedOption = False,
    seed: Annotated[int, typer.Option("--seed", help="Of the model and of the run.", min=0)] = 1,
    out: Annotated[
        Path | None,
        typer.Option("--out", help="Write the scenario here.", metavar="FILE", show_default=False),
    ] = None,
) -> None:
    from camproof.cli.city_storm_play import play_storm  # noqa: PLC0415  (SciPy, numba: for this command only)

    play_storm(
        city,
        feeder or (),
        district or (),
        substation,
        lasts,
        cameras,
        heartbeat,
        seed,
        out,
        with_planned=with_planned,
    )
