"""How something is spread: columns over classes of a figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from camproof.reports.charts.scale import Scale, round_ticks
from camproof.reports.city.numbers import figure_text, share_text, tick_text

__all__ = ["Column", "Columns", "by_edges", "spread_of"]

WIDTH = 500.0
HEIGHT = 210.0
LEFT = 46.0
RIGHT = WIDTH - 8.0
TOP = 22.0
BOTTOM = HEIGHT - 40.0
_GAP = 3.0
_MOST_COLUMNS = 24


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    :param parts: y, height and colour of what is stacked, from the bottom.
    :param label: under its left edge, or its middle where it has a class of its own.
    """

    x: float
    width: float
    top: float
    parts: tuple[tuple[float, float, int], ...]
    label: str
    text: str
    title: str


@dataclass(frozen=True, slots=True)
class Columns:
    """All that the template needs; coordinates in a box of ``width`` by ``height``.

    :param marks: x, text and style ("limit", "mean") of lines across.
    :param x_ticks: where the axis is one of figures; otherwise each column has its label.
    """

    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float
    axis: str
    columns: tuple[Column, ...]
    value_ticks: tuple[tuple[float, str], ...]
    x_ticks: tuple[tuple[float, str], ...]
    marks: tuple[tuple[float, str, str], ...]


def by_edges(
    labels: Sequence[str], stacks: Sequence[Sequence[float]], names: Sequence[str], axis: str
) -> Columns:
    """A column for each label.

    :param stacks: one series for each name, as long as the labels; they are stacked.
    :param axis: what the labels are, under the plot.
    """
    totals = [sum(values) for values in zip(*stacks, strict=True)]
    y = _heights(totals)
    step = (RIGHT - LEFT) / len(labels)
    columns = []
    for at, label in enumerate(labels):
        parts = [series[at] for series in stacks]
        told = (f"{name} {figure_text(value, 'count')}" for name, value in zip(names, parts, strict=True))
        title = f"{label}: {', '.join(told)}" if len(names) > 1 else f"{label}: {names[0]} {parts[0]:.4g}"
        columns.append(_column(LEFT + at * step, step, parts, y, label, title))
    return _plot(axis, columns, y)


def spread_of(values: Sequence[float], limit: float, mean: float, axis: str) -> Columns:
    """How shares of replications are spread, with the limit and the mean as lines across.

    A limit that lies more than three times their width away is only named at its side.
    """
    low, high = min(values), max(values)
    room = max(high - low, 2e-5)
    if low - 3 * room <= limit <= high + 3 * room:
        low, high = min(low, limit), max(high, limit)
    low, high = max(0.0, low - room * 0.08), min(1.0, high + room * 0.08)
    count = int(np.clip(2 * np.ceil(np.sqrt(len(values))), 8, _MOST_COLUMNS))
    counts, edges = np.histogram(values, count, (low, high))
    y, x = _heights([float(each) for each in counts]), Scale(low, high, LEFT, RIGHT)
    columns = []
    for at, found in enumerate(counts):
        title = f"{share_text(edges[at])} to {share_text(edges[at + 1])}: {found} replications"
        left = x(edges[at])
        columns.append(_column(left, x(edges[at + 1]) - left, [float(found)], y, "", title))
    ticks = tuple((x(at), f"{at * 100:.6g}") for at in round_ticks(low, high, 5))
    marks = ((x(mean), f"mean {share_text(mean)}", "mean"), _limit_mark(x, limit))
    return _plot(axis, columns, y, ticks, marks)


def _limit_mark(x: Scale, limit: float) -> tuple[float, str, str]:
    text = f"goal {share_text(limit)}"
    if limit < x.low:
        return x.start, f"← {text}", "beyond"
    return (x.end, f"{text} →", "beyond") if limit > x.high else (x(limit), text, "limit")


def _short(value: float) -> str:
    return (
        f"{value:.1g}" if value < 1 else f"{value:.2g}" if value < 10 else figure_text(round(value), "count")
    )


def _heights(totals: Sequence[float]) -> Scale:
    return Scale(0.0, max(1.0, max(totals, default=0.0)) * 1.05, BOTTOM, TOP)


def _column(x: float, step: float, parts: Sequence[float], y: Scale, label: str, title: str) -> Column:
    below, drawn = 0.0, []
    for colour, value in enumerate(parts):
        top, bottom = y(below + value), y(below)
        if value > 0:
            drawn.append((top, round(bottom - top, 2), colour))
        below += value
    text = _short(below) if below and label else ""
    left = round(x + _GAP / 2, 2)
    return Column(left, round(max(step - _GAP, 0.5), 2), y(below), tuple(drawn), label, text, title)


def _plot(
    axis: str,
    columns: Sequence[Column],
    y: Scale,
    x_ticks: tuple[tuple[float, str], ...] = (),
    marks: tuple[tuple[float, str, str], ...] = (),
) -> Columns:
    ticks = tuple((y(at), tick_text(at)) for at in round_ticks(0.0, y.high, 4))
    return Columns(WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM, axis, tuple(columns), ticks, x_ticks, marks)
