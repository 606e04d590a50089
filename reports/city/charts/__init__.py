"""Geometry of the pictures of a city: numbers in, coordinates out; the templates turn them into SVG."""

from camproof.reports.city.charts.bars import Bar, bar, change_bar
from camproof.reports.city.charts.columns import Columns, by_edges, spread_of
from camproof.reports.city.charts.hours import HourPlot, over_period, over_week
from camproof.reports.city.charts.map import SHADES, CityMap, city_map

__all__ = [
    "SHADES",
    "Bar",
    "CityMap",
    "Columns",
    "HourPlot",
    "bar",
    "by_edges",
    "change_bar",
    "city_map",
    "over_period",
    "over_week",
    "spread_of",
]
