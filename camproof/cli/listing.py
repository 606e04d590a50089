"""`camproof faults` and `camproof requirements`: the catalogues."""

from __future__ import annotations

import typer
from rich.console import Console
from rich.table import Table

from camproof.domain.faults import load_faults
from camproof.verdicts import load_requirements

__all__ = ["add_to"]


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("faults", help="List the faults that a scenario can inject.")(_faults)
    app.command("requirements", help="List the requirements that verdicts rest on.")(_requirements)


def _faults() -> None:
    table = Table(box=None, pad_edge=False)
    for column in ("fault", "term", "symptom"):
        table.add_column(column, overflow="fold")
    for fault in load_faults():
        table.add_row(fault.id, fault.term, fault.symptom)
    Console().print(table)


def _requirements() -> None:
    table = Table(box=None, pad_edge=False)
    for column in ("id", "metric", "term", "limit", "origin"):
        table.add_column(column, overflow="fold")
    for row in load_requirements():
        percentile = f" p{row.percentile:g}" if row.percentile is not None else ""
        kind = f" ({row.camera_class})" if row.camera_class else ""
        table.add_row(row.id, f"{row.metric}{percentile}{kind}", row.term, row.limit.text, row.origin_text)
    Console().print(table)
