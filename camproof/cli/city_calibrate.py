"""`camproof city calibrate`: service times from what runs measured."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from camproof.cli.outputs import output_file
from camproof.simulator.calibration import Calibration, calibrated, read_figures, service_text

__all__ = ["add_to"]

_HELP = """\
Take service times of the city model from runs on sockets.

What no run can tell is named with the reason, and keeps its default. A city file names what is written as
traffic.service-file.

Examples:

  camproof run scenarios/library/power-cut-city.scenario.yaml --clock wall

  camproof city calibrate runs/latest

  camproof city calibrate runs/20260101-120000-power-cut-city --out service.yaml
"""


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("calibrate", help=_HELP)(_calibrate)


def _calibrate(
    runs: Annotated[
        list[Path],
        typer.Argument(help="Run folders, or their result.json; the first that can tell a figure tells it."),
    ],
    out: Annotated[Path | None, typer.Option("--out", help="Write the YAML here.", metavar="FILE")] = None,
) -> None:
    if out is not None:
        output_file(out, ".yaml", "--out")
    calibration = calibrated([read_figures(path) for path in runs])
    if out is None:
        typer.echo(service_text(calibration), nl=False)
        return
    out.write_text(service_text(calibration), encoding="utf-8")
    _show(calibration, out)


def _show(calibration: Calibration, out: Path) -> None:
    table = Table(box=None, pad_edge=False)
    for name in ("service time", "value", "how"):
        table.add_column(name, overflow="fold")
    for each in calibration.found:
        table.add_row(each.field, f"{each.value:.4g}", each.how)
    for field, why in calibration.missing:
        table.add_row(field, "not found", why)
    console = Console(soft_wrap=False)
    console.print(table)
    typer.echo(f"Service times: {out}")
