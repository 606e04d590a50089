"""The pages of a city and of a comparison of two: no network, no script, for screen and paper."""

from camproof.reports.city.html.compare_page import render_comparison_html
from camproof.reports.city.html.page import render_city_html

__all__ = ["render_city_html", "render_comparison_html"]
