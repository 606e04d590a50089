"""One page that holds all: no network, no script, for screen and paper, light and dark."""

from camproof.reports.html.page import render_html

__all__ = ["render_html"]
