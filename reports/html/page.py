"""The result as one self-contained HTML page."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

import jinja2
from markupsafe import Markup

from camproof.reports import text
from camproof.reports.charts import bullet, load_plots, timeline
from camproof.reports.model import RunResult
from camproof.reports.summary import headline, reasons, tiles

__all__ = ["render_html"]


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
        css=Markup(_read("report.css")),  # noqa: S704 - our own file
    )
    return re.sub(r"\n\s*\n+", "\n", html)


def _read(name: str) -> str:
    return resources.files("camproof.reports.html").joinpath(name).read_text("utf-8")


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(_read),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_clean,
    )
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


def _clean(value: object) -> object:
    return text.printable(value) if isinstance(value, str) and not isinstance(value, Markup) else value
