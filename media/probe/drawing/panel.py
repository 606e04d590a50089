"""One diagram: a title with its unit, round axes, series of dots, lines or bars, marks, a legend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from camproof.media.probe.drawing.canvas import FAINT, GREY, INK, RED, Canvas, Colour
from camproof.media.probe.drawing.scale import Scale, round_ticks

__all__ = ["Panel", "Series", "draw_panel"]

_TICKS = 4
_TIME_TICKS = 10
_LEGEND_GAP = 16.0
_DOT, _CROWD = 1.2, 5000


@dataclass(frozen=True, slots=True)
class Series:
    """Values over time.

    :param x: seconds; y: in the unit of the panel.
    """

    label: str
    x: NDArray[np.float64] = field(repr=False)
    y: NDArray[np.float64] = field(repr=False)
    colour: Colour
    kind: Literal["dots", "line", "bars"] = "dots"


@dataclass(frozen=True, slots=True)
class Panel:
    """One diagram.

    :param title: with the unit: "delay, ms".
    :param marks_s: times that are marked all through the panel, mark_label says as what.
    :param note: a few words at the right.
    """

    title: str
    series: Sequence[Series]
    marks_s: NDArray[np.float64] = field(default_factory=lambda: np.empty(0), repr=False)
    mark_label: str = ""
    note: str = ""

    def top(self) -> float:
        """The upper end of the axis: above every value."""
        highest = max((float(one.y.max()) for one in self.series if len(one.y)), default=0.0)
        return highest * 1.08 if highest > 0 else 1.0


def draw_panel(
    canvas: Canvas, panel: Panel, box: tuple[float, float, float, float], until_s: float, *, time_axis: bool
) -> None:
    """Draw into ``box`` (left, top, right, bottom of the plot itself, in points).

    :param until_s: end of the time axis, which begins at 0.
    :param time_axis: whether the times are written below.
    """
    left, top, right, bottom = box
    across, down = Scale(0.0, until_s, left, right), Scale(0.0, panel.top(), bottom, top)
    _grid(canvas, across, down, time_axis=time_axis)
    for mark in np.unique(across.places(panel.marks_s).round(1)).tolist():
        canvas.line(mark, top, mark, bottom, RED, 0.75)
    most = max((len(one.x) for one in panel.series), default=1)
    for one in panel.series:
        _draw_series(canvas, one, across, down, most)
    canvas.line(left, bottom, right, bottom, GREY, 0.75)
    canvas.text(left, top - 7, panel.title, INK, 7.5, bold=True)
    _legend(canvas, panel, right, top - 7)


def _grid(canvas: Canvas, across: Scale, down: Scale, *, time_axis: bool) -> None:
    for value in round_ticks(0.0, down.high, _TICKS):
        y = down.at(value)
        canvas.line(across.start, y, across.end, y, FAINT, 0.5)
        canvas.text(across.start - 6, y + 3.2, f"{value:g}", GREY, 6.4, "right")
    for value in round_ticks(0.0, across.high, _TIME_TICKS):
        x = across.at(value)
        canvas.line(x, down.start, x, down.end, FAINT, 0.5)
        canvas.line(x, down.start, x, down.start + 3, GREY, 0.5)
        if time_axis:
            canvas.text(x, down.start + 13, f"{value:g}", GREY, 6.4, "middle")


def _draw_series(canvas: Canvas, one: Series, across: Scale, down: Scale, most: int) -> None:
    if not len(one.x):
        return
    points = np.column_stack((across.places(one.x), down.places(one.y)))
    if one.kind == "dots":
        canvas.dots(points, one.colour, _DOT if most <= _CROWD else _DOT / 2)
    elif one.kind == "line":
        canvas.path(_thinned(points), one.colour, 1.0)
    else:
        half = min(max(0.35 * (across.end - across.start) / most, 0.5), 4.0)
        for x, y in points.tolist():
            canvas.box(x - half, y, x + half, down.start, one.colour)


def _thinned(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Of many points on one half pixel column the lowest and the highest."""
    columns = np.round(points[:, 0] * 2).astype(np.int64)
    edges = np.flatnonzero(np.diff(columns, prepend=columns[0] - 1))
    if len(edges) * 3 > len(points):
        return points
    lows = np.minimum.reduceat(points[:, 1], edges)
    highs = np.maximum.reduceat(points[:, 1], edges)
    x = np.repeat(points[edges, 0], 2)
    return np.column_stack((x, np.column_stack((lows, highs)).ravel()))


def _legend(canvas: Canvas, panel: Panel, right: float, y: float) -> None:
    """From the right edge leftwards: the note, marks, series."""
    x = right
    if panel.note:
        canvas.text(x, y, panel.note, GREY, 6.4, "right")
        x -= canvas.text_width(panel.note, 6.4) + _LEGEND_GAP
    entries = [(one.label, one.colour) for one in panel.series if one.label]
    if len(panel.marks_s):
        entries.append((panel.mark_label, RED))
    for label, colour in reversed(entries):
        canvas.text(x, y, label, INK, 6.4, "right")
        x -= canvas.text_width(label, 6.4) + 5
        canvas.box(x - 8, y - 6, x, y, colour)
        x -= 8 + _LEGEND_GAP
