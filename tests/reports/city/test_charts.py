from __future__ import annotations

import dataclasses
import itertools
import math
import re

import numpy as np
import pytest

from camproof.reports.city import CityReport, CoverageView, render_city_html
from camproof.reports.city.charts import (
    bar,
    by_edges,
    change_bar,
    city_map,
    over_period,
    over_week,
    spread_of,
)
from camproof.reports.city.charts.hexes import hexes
from camproof.reports.city.charts.map import MOST_DOTS, SHADES, shade
from camproof.simulator.answers import Estimate, estimate


def test_bars_end_at_their_mean_and_interval() -> None:
    found = Estimate(9, 50.0, 1.0, 40.0, 60.0, 0.0, 0.0)
    assert bar(found, 100.0).bar_width == 120.0
    assert bar(found, 100.0).interval == (96.0, 144.0)
    assert bar(estimate([50.0]), 100.0).interval is None


def test_bars_of_changes_begin_in_the_middle() -> None:
    found = Estimate(9, -50.0, 1.0, -60.0, 20.0, 0.0, 0.0)
    drawn = change_bar(found, 100.0)
    assert (drawn.from_x, drawn.bar_width, drawn.zero_x) == (60.0, 60.0, 120.0)
    assert drawn.interval == (48.0, 144.0)


def test_columns_are_stacked_without_gaps() -> None:
    plot = by_edges(["0", "1"], [[30, 10], [10, 0]], ["a", "b"], "x")
    first, second = plot.columns
    assert first.parts[1][0] + first.parts[1][1] == pytest.approx(first.parts[0][0])
    assert first.parts[0][0] + first.parts[0][1] == plot.bottom
    height = sum(part[1] for part in first.parts), sum(part[1] for part in second.parts)
    assert height[0] == pytest.approx(4 * height[1], abs=0.05)
    assert (first.text, second.text) == ("40", "10")
    assert first.title == "0: a 30, b 10"


def test_the_spread_counts_every_replication() -> None:
    values = [0.981, 0.982, 0.983, 0.9835]
    plot = spread_of(values, 0.98, sum(values) / 4, "x")
    assert sum(int(re.search(r"(\d+) replications", column.title)[1]) for column in plot.columns) == 4
    assert {kind for _, _, kind in plot.marks} == {"mean", "limit"}


@pytest.mark.parametrize(("limit", "text"), [(0.5, "← goal 50 %"), (0.999, "goal 99.9 % →")])
def test_a_goal_far_away_is_named_at_its_side(limit: float, text: str) -> None:
    plot = spread_of([0.9801, 0.9802, 0.9803], limit, 0.9802, "x")
    assert plot.marks[1][1:] == (text, "beyond")
    assert plot.left <= plot.marks[1][0] <= plot.right


def test_a_spread_without_width_is_still_drawn() -> None:
    plot = spread_of([1.0, 1.0], 0.98, 1.0, "x")
    assert all(column.width > 0 for column in plot.columns)


def test_hours_of_a_day_become_their_mean() -> None:
    offline = np.zeros((2, 50))
    offline[0, :24] = 2.0
    offline[1, 48:] = 4.0
    plot = over_period(offline, ("a", "b"), by_h=24)
    by_label = {line.label: line for line in plot.lines}
    assert by_label["a"].most == 2.0
    assert by_label["b"].most == 4.0
    assert by_label["all cameras"].mean == pytest.approx(2.0)


def test_the_week_begins_on_monday() -> None:
    offline = np.zeros((1, 24 * 28))
    offline[0, 0::168] = 5.0  # the first hour of the period, each week
    plot = over_week(offline, ("a",), start_h=72.0)
    assert plot is not None
    points = [tuple(map(float, pair)) for pair in re.findall(r"[ML]([\d.]+) ([\d.]+)", plot.lines[0].d)]
    highest = min(points, key=lambda point: point[1])
    hour = (highest[0] - plot.left) / (plot.right - plot.left) * 168
    assert hour == pytest.approx(72.5, abs=0.1)
    assert over_week(offline[:, :100], ("a",), start_h=0.0) is None


def test_a_class_without_cameras_has_no_line() -> None:
    offline = np.array([[1.0] * 48, [0.0] * 48, [2.0] * 48])
    plot = over_period(offline, ("a", None, "c"), by_h=24)
    assert [(line.label, line.colour) for line in plot.lines] == [("all cameras", 0), ("a", 1), ("c", 3)]
    alone = over_period(offline, ("a", None, None), by_h=24)
    assert [(line.label, line.colour) for line in alone.lines] == [("a", 1)]


def test_every_camera_is_on_the_map(report: CityReport) -> None:
    drawn = city_map(report)
    assert len(drawn.cameras) == 220
    assert all(0 <= dot.x <= drawn.width and 0 <= dot.y <= drawn.height for dot in drawn.cameras)
    north = int(np.argmax(report.result.city.inventory.y_m))
    assert min(drawn.cameras, key=lambda dot: dot.y).title.startswith(f"camera {north + 1}, ")
    assert {kind for kind, _ in drawn.nodes} == {"access", "aggregation", "core"}
    lines = sum(path.count("M") for _, path in drawn.links)
    assert lines == len(report.result.city.network.link_a)


def test_distances_are_to_scale_both_ways(report: CityReport) -> None:
    drawn = city_map(report)
    metres = float(re.match(r"[\d.]+", drawn.scale_text)[0]) * (1000 if "km" in drawn.scale_text else 1)
    factor = drawn.scale_width / metres
    inventory = report.result.city.inventory
    xs, ys = ([getattr(dot, axis) for dot in drawn.cameras] for axis in "xy")
    assert max(xs) - min(xs) == pytest.approx(np.ptp(inventory.x_m) * factor, rel=0.01)
    assert max(ys) - min(ys) == pytest.approx(np.ptp(inventory.y_m) * factor, rel=0.01)


def test_places_lie_among_the_cameras(report: CityReport, view: CoverageView) -> None:
    drawn = city_map(dataclasses.replace(report, coverage=view))
    (blind,), (proposed,) = drawn.blind, drawn.proposed
    assert blind.title == "a far village (rural): no camera sees it"
    assert proposed.title == "camera 1 to add: 25.0 % more of the places"
    assert (blind.x, blind.y) == (proposed.x, proposed.y)
    assert blind.y < min(dot.y for dot in drawn.cameras)
    assert blind.x > max(dot.x for dot in drawn.cameras)


def test_the_legend_has_what_the_map_shows_and_no_more(report: CityReport) -> None:
    drawn = city_map(report)
    page = render_city_html(report)
    legend = page[page.index("</svg>\n  </div>") :].split("</ul>")[0]
    assert drawn.shades == tuple(sorted({dot.shade for dot in drawn.cameras}, reverse=True))
    assert 0 < len(drawn.shades) < len(SHADES)
    for number in range(len(SHADES)):
        assert (f'swatch q{number}"' in legend) == (number in drawn.shades)
    for kind in ("access", "aggregation", "core"):
        assert (f"node {kind}" in legend) == any(dots for name, dots in drawn.nodes if name == kind)


def test_shades_follow_their_limits() -> None:
    assert [shade(share) for share in SHADES] == [0, 1, 2, 3, 4, 5]
    assert (shade(0.9799), shade(1.0)) == (1, 5)
    assert MOST_DOTS == 20_000


def test_cells_hold_every_camera_at_the_nearest_middle() -> None:
    dice = np.random.default_rng(1)
    x, y = dice.uniform(0, 400, (2, 3000))
    intact = dice.uniform(0.9, 1.0, 3000)
    cells = hexes(x, y, intact, shade)
    counts = [int(title.split()[0]) for _, _, title in cells]
    assert sum(counts) == 3000
    middles = np.array([_middle(path) for path, _, _ in cells])
    near = np.hypot(middles[:, 0, None] - x, middles[:, 1, None] - y).argmin(axis=0)
    moved = np.abs(np.bincount(near, minlength=len(cells)) - counts).sum()
    assert moved <= 30  # outlines are rounded to a tenth, so cameras at an edge may seem to lie beyond it


def test_cells_do_not_overlap() -> None:
    x, y = (axis.ravel() for axis in np.meshgrid(np.arange(0, 120, 1.0), np.arange(0, 120, 1.0)))
    cells = hexes(x, y, np.ones(len(x)), shade)
    middles = [_middle(path) for path, _, _ in cells]
    assert min(math.dist(*pair) for pair in itertools.combinations(middles, 2)) > 12.5


def _middle(path: str) -> np.ndarray:
    corners = np.array(re.findall(r"(-?[\d.]+) (-?[\d.]+)", path), float)
    assert len(corners) == 6
    return corners.mean(axis=0)
