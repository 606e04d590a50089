"""A build-out, phase by phase."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa
from rich.console import Console
from rich.table import Table
from rich.text import Text

from camproof.reports.city.html.page import city_environment, styles
from camproof.reports.city.notes import print_notes
from camproof.reports.city.studies.plan_rows import PlanRow, currency, sections
from camproof.reports.city.studies.study import Study
from camproof.reports.city.tables import write_csv
from camproof.reports.pages import page_text
from camproof.reports.text import printable
from camproof.simulator.answers import Standing
from camproof.verdicts import RunFolder, write_text

__all__ = ["print_plan", "render_plan_html", "write_plan"]

_SIDE_BY_SIDE = 3
"""As in "20 for 120 000 GBP", beside the name of the figure."""


def print_plan(phases: Sequence[Standing], study: Study, console: Console, *, page: str = "") -> None:
    """A column for each phase, as many side by side as 80 columns hold; the others follow below.

    :param page: path of the HTML page; empty = not named.
    """
    console.print(Text(f"Build-out of {printable(study.name)}", style="italic"))
    rows = [row for _, found in sections(phases) for row in found if not row.part]
    for begin in range(0, len(phases), _SIDE_BY_SIDE):
        if begin:
            console.print()
        console.print(_table(phases, rows, slice(begin, begin + _SIDE_BY_SIDE)))
    print_notes(study.notes, console)
    if page:
        console.print(Text(f"Report: {printable(page)}"), soft_wrap=True)


def _table(phases: Sequence[Standing], rows: Sequence[PlanRow], shown: slice) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column("", overflow="fold")
    for each in phases[shown]:
        table.add_column(printable(each.name), justify="right", overflow="fold")
    for row in rows:
        table.add_row(row.what, *row.cells[shown])
    return table


def render_plan_html(phases: Sequence[Standing], study: Study) -> str:
    """One self-contained page."""
    page = city_environment().get_template("plan.html.j2")
    return page_text(page.render(css=styles(), study=study, phases=phases, sections=sections(phases)))


def write_plan(folder: RunFolder, phases: Sequence[Standing], study: Study, facts: Mapping[str, Any]) -> None:
    """The page, `plan.csv` with every figure of every phase, `bought.csv`, and `run.json`."""
    rows = [
        (each.name, each.cameras, each.switches, each.recorders, each.spent, key, found)
        for each in phases
        for key, found in each.estimates.items()
    ]
    table = pa.table(
        {
            "phase": [row[0] for row in rows],
            "cameras": [row[1] for row in rows],
            "nodes": [row[2] for row in rows],
            "recorders": [row[3] for row in rows],
            "spent": [row[4] for row in rows],
            "measure": [row[5].measure for row in rows],
            "of": [row[5].of for row in rows],
            "class": [row[5].camera_class for row in rows],
            "district": [row[5].district for row in rows],
            "unit": [row[5].unit for row in rows],
            "mean": [row[6].mean for row in rows],
            "low": [row[6].low for row in rows],
            "high": [row[6].high for row in rows],
        }
    )
    write_csv(table, folder.path / "plan.csv")
    prices = [(each.name, row) for each in phases for row in each.bought]
    prices_table = pa.table(
        {
            "phase": [name for name, _ in prices],
            "what": [row.what for _, row in prices],
            "count": [row.count for _, row in prices],
            "money": [row.money for _, row in prices],
            "currency": [currency(phases)] * len(prices),
        }
    )
    write_csv(prices_table, folder.path / "bought.csv")
    folder.write_json(folder.run_json.name, dict(facts))
    write_text(folder.report_html, render_plan_html(phases, study))
