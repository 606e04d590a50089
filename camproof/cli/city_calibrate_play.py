"""Service times from runs, shown and written."""

from __future__ import annotations

from pathlib import Path

import typer
from rich.console import Console
from rich.table import Table

from camproof.cli.outputs import output_file
from camproof.simulator.calibration import Calibration, calibrated, read_figures, service_text

__all__ = ["calibrate_from"]


def calibrate_from(
    runs: list[Path],
    out: Path | None,
) -> None:
    """Service times from runs, shown and written."""
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
