"""`camproof requirements`: what verdicts rest on, and what of it the library measures."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from camproof.scenarios.shelf import library, measured_by
from camproof.verdicts import Requirement, load_requirements
from camproof.verdicts.standard_rows import StandardRow, load_standard_rows

__all__ = ["add_to"]

HELP = """\
List the requirements that verdicts rest on: clause, limit, whose limit it is, and which ready-made scenarios
measure it, or why none does; then the rows of the standards that are no requirement, with the reason.
"""
_SHOWN = 3


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("requirements", help=HELP)(_requirements)


def _requirements(
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, complete.")] = False,
) -> None:
    measured = measured_by(library())
    rows, standards = tuple(load_requirements()), load_standard_rows()
    if as_json:
        typer.echo(json.dumps(_as_data(rows, standards, measured), ensure_ascii=False, indent=2))
        return
    console = Console()
    console.print(_catalogue(rows, measured))
    console.print()
    console.print(_left_out(standards))


def _as_data(
    rows: tuple[Requirement, ...], standards: tuple[StandardRow, ...], measured: Mapping[str, tuple[str, ...]]
) -> dict[str, Any]:
    return {
        "requirements": [
            {**row.as_dict(), "measured_by": list(measured.get(row.id, ())), "unmeasured": row.unmeasured}
            for row in rows
        ],
        "standard_rows": [
            {
                "id": row.id,
                "row": row.row,
                "figure": row.figure,
                "source": row.source,
                "requirements": list(row.requirements),
                "unmeasured": row.unmeasured,
            }
            for row in standards
        ],
    }


def _catalogue(rows: tuple[Requirement, ...], measured: Mapping[str, tuple[str, ...]]) -> Table:
    columns = {"text": 5, "clause": 3, "limit": 3, "whose limit": 2, "measured by / why not": 4}
    table = _table(columns)
    for row in rows:
        text = f"{row.text} ({row.term})"
        limit = f"{row.metric}{_percentile(row)} {row.limit.text}"
        whose = row.origin_text if row.sure else f"{row.origin_text}, source at second hand"
        table.add_row(row.id, text, row.clause, limit, whose, _by(row, measured.get(row.id, ())))
    return table


def _table(columns: Mapping[str, int]) -> Table:
    """A table of these columns behind that of the ids, each with its share of the width."""
    table = Table(box=None, pad_edge=False, expand=True)
    table.add_column("id", no_wrap=True)
    for column, share in columns.items():
        table.add_column(column, overflow="fold", ratio=share)
    return table


def _percentile(row: Requirement) -> str:
    return f" p{row.percentile:g}" if row.percentile is not None else ""


def _by(row: Requirement, names: tuple[str, ...]) -> str:
    if not names:
        return f"not measured: {row.unmeasured}"
    more = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" and {more} more" if more > 0 else "")


def _left_out(standards: tuple[StandardRow, ...]) -> Table:
    columns = {"row of a standard or an assessment": 4, "figure": 2, "source": 3, "not measured, because": 5}
    table = _table(columns)
    for row in standards:
        if row.unmeasured:
            table.add_row(row.id, row.row, row.figure, row.source, row.unmeasured)
    return table
