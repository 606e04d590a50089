"""Two designs in a terminal of 80 columns."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.table import Table
from rich.text import Text

from camproof.reports.city.compared import Comparison, gains, groups, headline, name_of, narrower, samenesses
from camproof.reports.city.judgement import setting
from camproof.reports.city.notes import print_notes
from camproof.reports.city.numbers import change_text, figure_beside
from camproof.reports.styles import OUTCOME_STYLES
from camproof.reports.text import OUTCOME_WORDS, count_text, printable
from camproof.simulator.answers import RATES, Difference

__all__ = ["print_comparison"]

_ROWS = 12
_HIGHER_IS_BETTER = frozenset({*RATES, "coverage in effect", "video coverage", "networking rate", "HD share"})


def print_comparison(comparison: Comparison, console: Console, *, page: str = "") -> None:
    """Differences with their paired intervals, then what is sure.

    :param page: path of the HTML page; empty = not named.
    """
    for letter, name, report in zip(
        "AB", comparison.names, (comparison.first, comparison.second), strict=True
    ):
        result = report.result
        line = Text(f"{letter}  {printable(name)}: {setting(result)}  ")
        console.print(line.append(OUTCOME_WORDS[result.outcome], OUTCOME_STYLES[result.outcome]))
    for title, found in groups(comparison):
        if found:
            console.print()
            console.print(_table(title, found[:_ROWS]))
            if len(found) > _ROWS:
                console.print(Text(f"  and {len(found) - _ROWS} more, see the report", style="dim"))
    same = sum(each.untouched for each in comparison.differences)
    console.print(Text(f"{count_text(same, 'figure')} of both are the same.", style="dim"))
    print_notes(comparison.notes, console)
    console.print()
    for text in (*samenesses(comparison), *(gain.text for gain in gains(comparison))):
        console.print(Text(f"• {printable(text)}"))
    console.print(Text(headline(comparison), style="bold"))
    if page:
        console.print(Text(f"Report: {printable(page)}"), soft_wrap=True)


def _table(title: str, found: Iterable[Difference]) -> Table:
    table = Table(
        box=None, expand=True, title=title, title_justify="left", title_style="bold", pad_edge=False
    )
    table.add_column("", ratio=1, overflow="fold")
    for name in ("A", "B"):
        table.add_column(name, justify="right")
    table.add_column("B less A, 95 %", justify="right")
    table.add_column("narrower", justify="right")
    for each in found:
        times = narrower(each)
        style = ("green" if each.change.mean > 0 else "red") if each.sure and _higher_is_better(each) else ""
        table.add_row(
            printable(name_of(each)),
            figure_beside(each.first.mean, each.key.unit, each.change),
            figure_beside(each.second.mean, each.key.unit, each.change),
            Text(change_text(each.change, each.key.unit) + ("" if each.sure else ", open"), style=style),
            "—" if times is None else f"{times:.1f} ×",
        )
    return table


def _higher_is_better(difference: Difference) -> bool:
    return difference.key.measure in _HIGHER_IS_BETTER
