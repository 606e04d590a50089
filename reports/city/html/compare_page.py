"""Two designs of a city as one self-contained HTML page."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import groupby

from camproof.reports.city import compared
from camproof.reports.city.compared import Comparison
from camproof.reports.city.html.page import city_environment, styles
from camproof.reports.city.inputs import InputRow, inputs
from camproof.reports.city.words import ASSUMPTIONS
from camproof.reports.pages import page_text
from camproof.simulator.answers import Difference

__all__ = ["render_comparison_html"]


def render_comparison_html(comparison: Comparison) -> str:
    """The page; every string is escaped, and the page asks for nothing from anywhere."""
    page = city_environment().get_template("compare.html.j2")
    html = page.render(
        comparison=comparison,
        making=comparison.making,
        reports=(comparison.first, comparison.second),
        names=comparison.names,
        headline_text=compared.headline(comparison),
        remarks=(
            *compared.samenesses(comparison),
            *(gain.text for gain in compared.gains(comparison)),
        ),
        groups=[(title, _with_reach(found)) for title, found in compared.groups(comparison) if found],
        name_of=compared.name_of,
        narrower=compared.narrower,
        same=sum(each.untouched for each in comparison.differences),
        other_inputs=_other_inputs(comparison),
        assumptions=ASSUMPTIONS,
        css=styles(),
    )
    return page_text(html)


def _with_reach(found: Sequence[Difference]) -> list[tuple[Difference, float]]:
    """Each difference with the figure at the end of its bar: the same for all of one unit in a table."""
    return [
        (each, max(_reach(other) for other in found if other.key.unit == each.key.unit)) for each in found
    ]


def _reach(difference: Difference) -> float:
    change = difference.change
    ends = [end for end in (change.low, change.high, change.mean) if math.isfinite(end)]
    return max(*map(abs, ends), 1e-12)


def _other_inputs(comparison: Comparison) -> list[tuple[str, str, str, str]]:
    """Group, name, value in A, value in B of each input in which the designs differ."""
    tables = [_values(inputs(report.result.city)) for report in (comparison.first, comparison.second)]
    keys = dict.fromkeys((*tables[0], *tables[1]))
    told = ((*key, tables[0].get(key, "—"), tables[1].get(key, "—")) for key in keys)
    return [row for row in told if row[2] != row[3]]


def _values(rows: Sequence[InputRow]) -> dict[tuple[str, str], str]:
    by_name = groupby(rows, lambda row: (row.group, row.name))
    return {key: "; ".join(row.value for row in found) for key, found in by_name}
