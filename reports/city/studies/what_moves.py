"""What moves a city's answers: each input, what it was set to, and the answers that followed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
from rich.console import Console
from rich.table import Table
from rich.text import Text

from camproof.reports.city.charts import Bar, change_bar
from camproof.reports.city.html.page import city_environment, styles
from camproof.reports.city.notes import print_notes
from camproof.reports.city.numbers import change_text
from camproof.reports.city.studies.study import Study
from camproof.reports.city.tables import write_csv
from camproof.reports.city.words import kind_name
from camproof.reports.pages import page_text
from camproof.reports.text import printable
from camproof.simulator.answers import Difference, Key, Sensitivity
from camproof.verdicts import RunFolder, write_text

__all__ = ["print_sensitivity", "render_sensitivity_html", "value_text", "write_sensitivity"]

ANSWERS = (
    Key("intact rate", "share"),
    Key("online rate", "share"),
    Key("recording completeness", "share"),
    Key("coverage in effect", "share"),
)
"""Each has a chart of its own: what moves it most stands above."""

_BARS = 12
_SHOWN = 25


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line of a chart: an input, one other value of it, and the change of the answer."""

    title: str
    was: str
    now: str
    change: Difference
    bar: Bar


def value_text(value: Any) -> str:
    """As a reader would write it: "yes", "12.5", "ring"."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, (int, float)) else str(value)


def strokes(rows: Sequence[Sensitivity], key: Key) -> tuple[Stroke, ...]:
    """What moves one answer, the largest change first."""
    found = [
        (row, effect.value, difference)
        for row in rows
        for effect in row.effects
        if (difference := effect.of(key)) is not None
    ]
    found.sort(key=lambda each: -abs(each[2].change.mean))
    most = max((abs(each[2].change.mean) for each in found), default=0.0)
    return tuple(
        Stroke(
            row.input.title,
            value_text(row.input.value),
            value_text(value),
            difference,
            change_bar(difference.change, most or 1.0),
        )
        for row, value, difference in found[:_BARS]
    )


def print_sensitivity(rows: Sequence[Sensitivity], study: Study, console: Console, *, page: str = "") -> None:
    """What moves most, then how many inputs move nothing.

    :param page: path of the HTML page; empty = not named.
    """
    moving = [row for row in rows if not row.still]
    table = Table(box=None, pad_edge=False, title="What moves the answers most", title_justify="left")
    table.add_column("input", ratio=2, overflow="fold")
    table.add_column("from → to", overflow="fold")
    table.add_column("moves most", ratio=2, overflow="fold")
    table.add_column("by", justify="right", overflow="fold")
    for row in moving[:_SHOWN]:
        for effect in row.effects:
            step = f"{value_text(row.input.value)} → {value_text(effect.value)}"
            if effect.refused:
                table.add_row(printable(row.input.title), step, printable(effect.refused), "")
            for first in effect.moved[:1]:
                change = change_text(first.change, first.key.unit)
                table.add_row(printable(row.input.title), step, printable(kind_name(first.key.title)), change)
    console.print(table)
    if len(moving) > _SHOWN:
        console.print(Text(f"and {len(moving) - _SHOWN} more in sensitivity.csv", style="dim"))
    still = len(rows) - len(moving)
    console.print(
        Text(f"Of {len(rows)} inputs {len(moving)} move some answer, {still} none: the page says why."),
        soft_wrap=True,
    )
    print_notes(study.notes, console)
    if page:
        console.print(Text(f"Report: {printable(page)}"), soft_wrap=True)


def render_sensitivity_html(rows: Sequence[Sensitivity], study: Study) -> str:
    """One self-contained page."""
    charts = [(key, found) for key in ANSWERS if (found := strokes(rows, key))]
    page = city_environment().get_template("sensitivity.html.j2")
    return page_text(page.render(css=styles(), study=study, rows=rows, charts=charts, text=value_text))


def write_sensitivity(
    folder: RunFolder, rows: Sequence[Sensitivity], study: Study, facts: Mapping[str, Any]
) -> None:
    """The page, `sensitivity.csv` with every change of every figure, and `run.json`."""
    write_csv(_table(rows), folder.path / "sensitivity.csv")
    folder.write_json(folder.run_json.name, dict(facts))
    write_text(folder.report_html, render_sensitivity_html(rows, study))


def _table(rows: Sequence[Sensitivity]) -> pa.Table:
    lines = [line for row in rows for line in _lines(row)]
    names = ("input", "value", "other", "measure", "of", "class", "district", "unit", "usual", "change",
             "low", "high", "why_still")  # fmt: skip
    return pa.table({name: [line[at] for line in lines] for at, name in enumerate(names)})


def _lines(row: Sensitivity) -> Iterator[tuple[Any, ...]]:
    was = value_text(row.input.value)
    if row.still:
        yield (row.input.title, was, "", "", "", "", "", "", None, None, None, None, row.still)
    for effect in row.effects:
        if effect.refused:
            yield (row.input.title, was, value_text(effect.value), *("",) * 5, *(None,) * 4, effect.refused)
        for each in effect.moved:
            key = each.key
            yield (
                row.input.title, was, value_text(effect.value), key.measure, key.of, key.camera_class,
                key.district, key.unit, each.first.mean, each.change.mean, each.change.low,
                each.change.high, "",
            )  # fmt: skip
