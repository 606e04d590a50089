"""The result as one self-contained HTML page."""

from __future__ import annotations

from functools import cache

import jinja2

from camproof.reports import text
from camproof.reports.charts import bullet, load_plots, timeline
from camproof.reports.model import RunResult
from camproof.reports.pages import page_environment, page_text, style
from camproof.reports.summary import headline, reasons, tiles

__all__ = ["render_html"]

_HERE = "camproof.reports.html"


def render_html(result: RunResult) -> str:
    """The page; every string of the result is escaped, and the page asks for nothing from anywhere."""
    page = _environment().get_template("report.html.j2")
    html = page.render(
        result=result,
        headline=headline(result),
        reasons=reasons(result),
        tiles=tiles(result),
        timeline=timeline(result),
        load=load_plots(result.load),
        css=style(_HERE, "report.css"),
    )
    return page_text(html)


@cache
def _environment() -> jinja2.Environment:
    environment = page_environment(_HERE)
    environment.globals.update(
        bullet=bullet,
        limit_text=text.limit_text,
        n_text=text.n_text,
        percentile_text=text.percentile_text,
        predicted_text=text.predicted_text,
        value_text=text.value_text,
        window_text=text.window_text,
    )
    environment.filters.update(
        evidence=text.evidence_text,
        seconds=text.seconds,
        symptom=text.symptom_text,
        word=text.OUTCOME_WORDS.__getitem__,
        span=lambda pair: text.span(*pair),
    )
    return environment
