"""A city's result as one self-contained HTML page."""

from __future__ import annotations

from functools import cache
from itertools import groupby

import jinja2

from camproof.reports import text
from camproof.reports.charts import bullet
from camproof.reports.city import judgement, numbers, rows, words
from camproof.reports.city.charts import SHADES, bar, change_bar, city_map, over_period, over_week
from camproof.reports.city.facts import CityReport
from camproof.reports.city.html.spreads import camera_spread, goal_spreads, repair_spread
from camproof.reports.city.inputs import inputs
from camproof.reports.pages import page_environment, page_text, style

__all__ = ["city_environment", "render_city_html", "styles"]

_HERE = "camproof.reports.city.html"
_COMMON = "camproof.reports.html"


def render_city_html(report: CityReport) -> str:
    """The page; every string of the result is escaped, and the page asks for nothing from anywhere."""
    result = report.result
    classes = [
        name if cameras else None
        for name, cameras in zip(words.CLASS_NAMES, result.by_share.sum(axis=1), strict=True)
    ]
    page = city_environment().get_template("city.html.j2")
    html = page.render(
        report=report,
        result=result,
        making=report.making,
        city=result.city,
        css=styles(),
        map=city_map(report),
        classes=rows.rates(result),
        districts=rows.rates_by_district(result),
        causes=rows.causes(result),
        crews=rows.crews(result),
        costs=rows.costs(result),
        others=tuple(rows.other_figures(result.estimates)),
        mean_days=over_period(result.offline_by_hour, classes, by_h=24),
        one_period=over_period(result.one_offline_by_hour, classes, by_h=1),
        week=over_week(result.offline_by_hour, classes, result.city.spec.start_h),
        goal_spreads=goal_spreads(result),
        camera_spread=camera_spread(result),
        repair_spread=repair_spread(result),
        inputs=[(group, list(found)) for group, found in groupby(inputs(result.city), lambda row: row.group)],
        assumptions=words.ASSUMPTIONS,
        shades=tuple(zip(SHADES, (*SHADES[1:], None), strict=True)),
    )
    return page_text(html)


def styles() -> str:
    """The style sheet of all reports, and what these pages add."""
    return style(_COMMON, "report.css") + style(_HERE, "city.css")


@cache
def city_environment() -> jinja2.Environment:
    """Templates of this room, with the words and numbers that they use."""
    environment = page_environment(_HERE, _COMMON)
    environment.globals.update(
        bar=bar,
        bullet=bullet,
        change_bar=change_bar,
        change_text=numbers.change_text,
        count_text=text.count_text,
        class_name=words.class_name,
        class_term=words.class_term,
        ends_text=numbers.ends_text,
        estimate_text=numbers.estimate_text,
        figure_beside=numbers.figure_beside,
        figure_text=numbers.figure_text,
        headline=judgement.headline,
        kind_name=words.kind_name,
        limit_text=text.limit_text,
        meets_text=judgement.meets_text,
        needed_text=judgement.needed_text,
        percent_text=numbers.percent_text,
        period_text=judgement.period_text,
        rate_names=words.RATE_NAMES,
        reasons=judgement.reasons,
        setting=judgement.setting,
        share_text=numbers.share_text,
        term=words.term,
        value_text=text.value_text,
    )
    environment.filters.update(seconds=text.seconds, word=text.OUTCOME_WORDS.__getitem__)
    return environment
