"""`camproof faults`: the catalogue."""

from __future__ import annotations

import typer
from rich.console import Console
from rich.table import Table

from camproof.domain.faults import load_faults

__all__ = ["add_to"]


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("faults", help="List the faults that a scenario can inject.")(_faults)


def _faults() -> None:
    table = Table(box=None, pad_edge=False)
    for column in ("fault", "term", "symptom"):
        table.add_column(column, overflow="fold")
    for fault in load_faults():
        table.add_row(fault.id, fault.term, fault.symptom)
    Console().print(table)
