"""What the model of a city answers, for people and for machines."""

from camproof.reports.city.compared import Comparison
from camproof.reports.city.coverage import CoverageView, Spot, coverage_view
from camproof.reports.city.facts import CityReport, Making
from camproof.reports.city.folder import write_city, write_comparison
from camproof.reports.city.html import render_city_html, render_comparison_html
from camproof.reports.city.terminal import print_city
from camproof.reports.city.terminal_compare import print_comparison

__all__ = [
    "CityReport",
    "Comparison",
    "CoverageView",
    "Making",
    "Spot",
    "coverage_view",
    "print_city",
    "print_comparison",
    "render_city_html",
    "render_comparison_html",
    "write_city",
    "write_comparison",
]
