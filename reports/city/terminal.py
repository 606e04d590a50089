"""A city's result in a terminal of 80 columns; what was found stands at the end, where the eye is."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.table import Table
from rich.text import Text

from camproof.reports.city.coverage import CoverageView
from camproof.reports.city.facts import CityReport
from camproof.reports.city.judgement import headline, meets_text, reasons, setting
from camproof.reports.city.notes import print_notes
from camproof.reports.city.numbers import ends_text, estimate_text, figure_text, percent_text
from camproof.reports.city.rows import RateRow, causes, costs, crews, other_figures, rates, rates_by_district
from camproof.reports.city.words import RATE_NAMES, class_name, kind_name
from camproof.reports.styles import OUTCOME_STYLES
from camproof.reports.text import OUTCOME_WORDS, count_text, limit_text, printable
from camproof.simulator.answers import CityResult, Estimate, GoalAnswer, Key
from camproof.verdicts import Outcome

__all__ = ["print_city"]

_DISTRICTS = 8
_CAUSES = 10
_OTHERS = 20


def print_city(report: CityReport, console: Console, *, page: str = "") -> None:
    """Goals, rates, causes, repairs, crews, costs, then the verdict.

    :param page: path of the HTML page; empty = not named.
    """
    result = report.result
    _say(console, result.city.spec.name, "bold")
    _say(console, setting(result), "dim")
    for table in (
        _goals(result.goals),
        _rates("Rates, 95 % intervals", rates(result)),
        _districts(result),
        _causes(result),
        _repairs(result),
        _costs(result),
        _others(result),
    ):
        if table.row_count:
            console.print()
            console.print(table)
    if report.coverage is not None:
        console.print()
        _say(console, _coverage(report.coverage))
    print_notes(report.notes, console)
    console.print()
    _verdict(report, console, page)


def _verdict(report: CityReport, console: Console, page: str) -> None:
    result = report.result
    for reason in reasons(result.goals):
        grid = Table.grid(padding=(0, 1))
        grid.add_row("•", Text(printable(reason), overflow="fold"))
        console.print(grid)
    word = Text(OUTCOME_WORDS[result.outcome].upper(), style=OUTCOME_STYLES[result.outcome])
    console.print(word.append(f"  {headline(result.goals)}", style="default"))
    if result.outcome not in (Outcome.PASS, Outcome.NOT_RUN):
        console.print(Text(f"Again: {printable(report.making.command)}"), soft_wrap=True)
    if page:
        console.print(Text(f"Report: {printable(page)}"), soft_wrap=True)


def _goals(answers: Iterable[GoalAnswer]) -> Table:
    table = _table("Goals")
    table.add_column("outcome", width=12)
    table.add_column("goal", ratio=1, overflow="fold")
    for name, width in (("mean", 18), ("limit", 8), ("met in", 12)):
        table.add_column(name, justify="right", width=width, overflow="fold")
    for answer in answers:
        style = OUTCOME_STYLES[answer.verdict.outcome]
        goal = Text(f"{answer.goal.requirement} {answer.goal.measure}")
        goal.append(f"\n{class_name(answer.goal.camera_class or '')}", style="dim")
        found = "—" if answer.estimate is None else estimate_text(answer.estimate, "share")
        table.add_row(
            Text(OUTCOME_WORDS[answer.verdict.outcome], style=style),
            goal,
            Text(found, style=style),
            limit_text(answer.verdict),
            meets_text(answer).replace(": ", "\n"),
        )
    return table


def _rates(title: str, rows: Iterable[RateRow]) -> Table:
    table = _table(title)
    table.add_column("", ratio=1, overflow="fold")
    table.add_column("cameras", justify="right")
    for name in RATE_NAMES:
        table.add_column(name.removesuffix(" completeness"), justify="right", width=18)
    for row in rows:
        name = row.district or class_name(row.camera_class)
        cells = ("—" if cell is None else estimate_text(cell, "share") for cell in row.cells)
        table.add_row(printable(name), figure_text(row.cameras, "count"), *cells)
    return table


def _districts(result: CityResult) -> Table:
    """The rows of all classes; where there are many districts, those with the least intact rate."""
    rows = [group[0] for group in rates_by_district(result)]
    if len(rows) < 2:
        return _table("")
    title = "Districts" if len(rows) <= _DISTRICTS else f"The worst {_DISTRICTS} of {len(rows)} districts"
    return _rates(title, rows[:_DISTRICTS])


def _causes(result: CityResult) -> Table:
    table = _table("Causes: camera hours that would come back without them")
    table.add_column("cause", ratio=1)
    for name in ("outages", "camera hours", "95 %", "share"):
        table.add_column(name, justify="right")
    for row in causes(result)[:_CAUSES]:
        outages = "—" if row.outages is None else figure_text(row.outages.mean, "count")
        hours, ends = figure_text(row.hours.mean, "count"), ends_text(row.hours, "count")
        table.add_row(kind_name(row.kind), outages, hours, ends, percent_text(row.share))
    return table


def _repairs(result: CityResult) -> Table:
    table = _pairs("Repairs and crews")
    for measure, unit in (
        ("repairs", "count"),
        ("time to repair", "h"),
        ("time to repair p95", "h"),
        ("wait for a crew", "h"),
        ("wait for a part", "h"),
    ):
        _add(table, measure, result.estimates.get(Key(measure, unit)), unit)
    for row in crews(result):
        _add(table, f"use of {row.team} ({row.crews})", row.use, "share")
    _add(
        table,
        "most cameras off-line at once",
        result.estimates.get(Key("most cameras off-line at once", "cameras")),
        "cameras",
    )
    return table


def _costs(result: CityResult) -> Table:
    table = _pairs("Yearly cost")
    for name, found in costs(result):
        _add(table, name, found, result.city.spec.costs.currency)
    return table


def _others(result: CityResult) -> Table:
    """Figures that have no table of their own, of all cameras."""
    table = _pairs("Besides")
    shown = [(key, found) for key, found in other_figures(result.estimates) if not key.district]
    for key, found in shown[:_OTHERS]:
        _add(table, kind_name(key.title), found, key.unit)
    if len(shown) > _OTHERS:
        table.add_row(f"and {len(shown) - _OTHERS} more in estimates.csv", "")
    return table


def _add(table: Table, name: str, found: Estimate | None, unit: str) -> None:
    if found is not None:
        table.add_row(printable(name), estimate_text(found, unit))


def _table(title: str) -> Table:
    return Table(box=None, expand=True, title=title, title_justify="left", title_style="bold", pad_edge=False)


def _coverage(view: CoverageView) -> str:
    seen = f"Cameras see {percent_text(view.share)} of the places"
    if not view.proposed:
        return f"{seen}."
    more = count_text(len(view.proposed), "camera")
    return f"{seen}; with {more} more, at the places on the map, {percent_text(view.share_after)}."


def _pairs(title: str) -> Table:
    table = _table(title)
    table.show_header = False
    table.add_column("", ratio=1, overflow="fold")
    table.add_column("", justify="right")
    return table


def _say(console: Console, text: str, style: str = "") -> None:
    console.print(Text(printable(text), style=style))
