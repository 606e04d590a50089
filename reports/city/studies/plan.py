"""A build-out, phase by phase."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import pyarrow as pa
from rich.console import Console
from rich.table import Table
from rich.text import Text

from camproof.reports.city.html.page import city_environment, styles
from camproof.reports.city.numbers import estimate_text, figure_text, round_text
from camproof.reports.city.studies.study import Study
from camproof.reports.city.tables import write_csv
from camproof.reports.pages import page_text
from camproof.reports.text import printable
from camproof.simulator.answers import Key, Standing
from camproof.simulator.values import CLASS_WORDS
from camproof.verdicts import RunFolder, write_text

__all__ = ["COLUMNS", "print_plan", "render_plan_html", "write_plan"]

COLUMNS = (
    Key("video coverage", "share"),
    Key("coverage in effect", "share"),
    Key("networking rate", "share"),
    Key("HD share", "share"),
    Key("intact rate", "share"),
    Key("recording completeness", "share"),
)
"""What is told of each phase."""


def print_plan(phases: Sequence[Standing], study: Study, console: Console, *, page: str = "") -> None:
    """A column for each phase.

    :param page: path of the HTML page; empty = not named.
    """
    table = Table(
        box=None, pad_edge=False, title=f"Build-out of {printable(study.name)}", title_justify="left"
    )
    table.add_column("", overflow="fold")
    for each in phases:
        table.add_column(printable(each.name), justify="right", overflow="fold")
    table.add_row("cameras", *(str(each.cameras) for each in phases))
    table.add_row("nodes", *(str(each.switches) for each in phases))
    table.add_row("recorders", *(str(each.recorders) for each in phases))
    for row in bought(phases):
        table.add_row(row.what, *row.cells)
    for key in _present(phases, COLUMNS):
        table.add_row(key.title, *(_estimate(each, key) for each in phases))
    cost = yearly(phases)
    table.add_row(cost.measure, *(round_text(each.estimates[cost].mean, cost.unit) for each in phases))
    console.print(table)
    if page:
        console.print(Text(f"Report: {printable(page)}"), soft_wrap=True)


@dataclass(frozen=True, slots=True)
class BoughtRow:
    """What phases buy of one kind, or all of it. :param cells: one a phase."""

    what: str
    cells: tuple[str, ...]


def bought(phases: Sequence[Standing]) -> tuple[BoughtRow, ...]:
    """Kinds that some phase buys, as in "6 for 36 000 GBP", then what the phase costs, then all up to it."""
    money = currency(phases)
    kinds = {row.what: None for each in phases for row in each.bought if row.count}
    rows = [BoughtRow(what, tuple(_bought(each, what, money) for each in phases)) for what in kinds]
    spent = [each.spent for each in phases]
    return (
        *rows,
        BoughtRow("spent", tuple(round_text(each, money) for each in spent)),
        BoughtRow("spent so far", tuple(round_text(each, money) for each in accumulate(spent))),
    )


def _bought(phase: Standing, what: str, money: str) -> str:
    row = next((row for row in phase.bought if row.what == what and row.count), None)
    return f"{figure_text(row.count, 'count')} for {round_text(row.money, money)}" if row else "—"


def render_plan_html(phases: Sequence[Standing], study: Study) -> str:
    """One self-contained page."""
    keys = [Key(key.measure, key.unit, word) for key in COLUMNS for word in ("", *CLASS_WORDS)]
    kinds = sorted(
        {key for each in phases for key in each.estimates if key.measure == "video coverage" and key.of}
    )
    page = city_environment().get_template("plan.html.j2")
    return page_text(
        page.render(
            css=styles(),
            study=study,
            phases=phases,
            bought=bought(phases),
            keys=_present(phases, [*kinds, *keys, yearly(phases)]),
        )
    )


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


def yearly(phases: Sequence[Standing]) -> Key:
    """What the city costs a year."""
    return Key("yearly cost", currency(phases))


def currency(phases: Sequence[Standing]) -> str:
    """Of the yearly cost."""
    return next((key.unit for each in phases for key in each.estimates if key.measure == "yearly cost"), "")


def _present(phases: Sequence[Standing], keys: Sequence[Key]) -> tuple[Key, ...]:
    return tuple(key for key in keys if any(key in each.estimates for each in phases))


def _estimate(phase: Standing, key: Key) -> str:
    return estimate_text(phase.estimates[key], key.unit) if key in phase.estimates else "—"
