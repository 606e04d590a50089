"""Pages, tables and files of what moves a city's answers, and of its build-out."""

from camproof.reports.city.studies.plan import print_plan, render_plan_html, write_plan
from camproof.reports.city.studies.study import Study
from camproof.reports.city.studies.what_moves import (
    print_sensitivity,
    render_sensitivity_html,
    write_sensitivity,
)

__all__ = [
    "Study",
    "print_plan",
    "print_sensitivity",
    "render_plan_html",
    "render_sensitivity_html",
    "write_plan",
    "write_sensitivity",
]
