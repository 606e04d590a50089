"""Geometry of the plots: numbers in, coordinates out; the templates turn them into SVG."""

from camproof.reports.charts.bullet import Bullet, bullet
from camproof.reports.charts.load import LoadPlot, load_plots
from camproof.reports.charts.timeline import Timeline, timeline

__all__ = ["Bullet", "LoadPlot", "Timeline", "bullet", "load_plots", "timeline"]
