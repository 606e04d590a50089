"""Cameras off-line over the period and over the hours of a week."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from camproof.reports.charts.scale import Scale, path, round_ticks, thin
from camproof.reports.city.numbers import tick_text
from camproof.simulator.values import Floats

__all__ = ["HourLine", "HourPlot", "over_period", "over_week"]

WIDTH = 1040.0
HEIGHT = 240.0
LEFT = 56.0
RIGHT = WIDTH - 12.0
TOP = 12.0
BOTTOM = HEIGHT - 26.0
_WEEK_H = 168
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True, slots=True)
class HourLine:
    """:param most: its greatest value; :param mean: of all hours."""

    label: str
    d: str
    colour: int
    mean: float
    most: float


@dataclass(frozen=True, slots=True)
class HourPlot:
    """All that the template needs; coordinates in a box of ``width`` by ``height``."""

    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float
    lines: tuple[HourLine, ...]
    x_ticks: tuple[tuple[float, str], ...]
    value_ticks: tuple[tuple[float, str], ...]


def over_period(offline: Floats, labels: Sequence[str | None], *, by_h: int) -> HourPlot:
    """:param offline: (C, H) cameras off-line of each class; :param by_h: hours of which a mean is drawn.

    :param labels: of the classes; None for one that has no cameras, and no line.
    """
    hours = offline.shape[1]
    drawn = _means(offline, by_h)
    at_h = np.asarray(np.minimum((np.arange(drawn.shape[1]) + 0.5) * by_h, hours), np.float64)
    x = Scale(0.0, float(hours), LEFT, RIGHT)
    days = round_ticks(0.0, hours / 24, 12)
    return _plot(drawn, at_h, labels, x, tuple((x(day * 24), f"day {day:g}") for day in days))


def over_week(offline: Floats, labels: Sequence[str | None], start_h: float) -> HourPlot | None:
    """The mean of each hour of the week; None where the period has no whole week.

    :param start_h: hours from Monday, 0 h, to the begin of the period.
    """
    hours = offline.shape[1]
    if hours < _WEEK_H:
        return None
    of_week = (np.arange(hours) + int(start_h)) % _WEEK_H
    counts = np.bincount(of_week, minlength=_WEEK_H)
    folded = np.array([np.bincount(of_week, weights=row, minlength=_WEEK_H) / counts for row in offline])
    x = Scale(0.0, float(_WEEK_H), LEFT, RIGHT)
    ticks = tuple((x(day * 24), f"{name} 0 h") for day, name in enumerate(_DAYS))
    return _plot(folded, np.asarray(np.arange(_WEEK_H) + 0.5, np.float64), labels, x, ticks)


def _means(offline: Floats, by_h: int) -> Floats:
    """(C, ceil(H / by_h)); the last one of what is left."""
    starts = np.arange(0, offline.shape[1], by_h)
    sums = np.add.reduceat(offline, starts, axis=1)
    return np.asarray(sums / np.diff(np.append(starts, offline.shape[1])))


def _plot(
    drawn: Floats,
    at_h: Floats,
    labels: Sequence[str | None],
    x: Scale,
    x_ticks: tuple[tuple[float, str], ...],
) -> HourPlot:
    rows = enumerate(zip(labels, drawn, strict=True), 1)
    series = [(label, row, colour) for colour, (label, row) in rows if label is not None]
    if len(series) > 1:
        series.insert(0, ("all cameras", drawn.sum(axis=0), 0))
    most = max(1e-9, *(float(row.max()) for _, row, _ in series))
    y = Scale(0.0, most * 1.05, BOTTOM, TOP)
    ticks = tuple((y(at), tick_text(at)) for at in round_ticks(0.0, y.high, 4))
    lines = tuple(_line(label, row, colour, at_h, x, y) for label, row, colour in series)
    return HourPlot(WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM, lines, x_ticks, ticks)


def _line(label: str, row: Floats, colour: int, at_h: Floats, x: Scale, y: Scale) -> HourLine:
    points = thin([(x(float(at)), y(float(value))) for at, value in zip(at_h, row, strict=True)], 1200)
    return HourLine(label, path(points), colour, float(row.mean()), float(row.max()))
