"""Small plots of how busy the bench was."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from camproof.reports.charts.scale import Scale, path, round_ticks, thin
from camproof.reports.model import LoadSample

__all__ = ["LoadPlot", "load_plots"]

WIDTH = 500.0
HEIGHT = 130.0
LEFT = 52.0
RIGHT = WIDTH - 8.0
TOP = 10.0
BOTTOM = HEIGHT - 22.0


@dataclass(frozen=True, slots=True)
class LoadPlot:
    """One figure over time, as a line `d` and the area under it."""

    title: str
    peak: str
    d: str
    area: str
    width: float
    height: float
    left: float
    right: float
    bottom: float
    time_ticks: tuple[tuple[float, str], ...]
    value_ticks: tuple[tuple[float, str], ...]


_PLOTS: tuple[tuple[str, str, float, Callable[[LoadSample], float | None]], ...] = (
    ("Processor, share of one core", "%", 100.0, lambda s: _percent(s.cpu_share)),
    ("Event loop lag", "ms", 5.0, lambda s: s.loop_lag_ms),
    ("Media sent late, 99th percentile", "ms", 5.0, lambda s: s.send_lateness_ms),
    ("UDP datagrams dropped by the kernel", "", 10.0, lambda s: s.udp_drops),
)


def _percent(share: float | None) -> float | None:
    return None if share is None else share * 100


def load_plots(samples: Sequence[LoadSample]) -> tuple[LoadPlot, ...]:
    """A plot for each figure that was sampled at least twice."""
    plots = []
    for title, unit, least_top, figure in _PLOTS:
        points = [(sample.t_s, value) for sample in samples if (value := figure(sample)) is not None]
        if len(points) > 1 and points[-1][0] > points[0][0]:
            plots.append(_plot(title, unit, least_top, points))
    return tuple(plots)


def _plot(title: str, unit: str, least_top: float, points: list[tuple[float, float]]) -> LoadPlot:
    peak = max(value for _, value in points)
    x = Scale(min(0.0, points[0][0]), points[-1][0], LEFT, RIGHT)
    y = Scale(0.0, max(peak * 1.05, least_top), BOTTOM, TOP)
    drawn = [(x(at), y(value)) for at, value in thin(points, 400)]
    line = path(drawn)
    return LoadPlot(
        title=title,
        peak=f"{peak:.3g} {unit}".rstrip(),
        d=line,
        area=f"{line} L{drawn[-1][0]:g} {BOTTOM:g} L{drawn[0][0]:g} {BOTTOM:g} Z",
        width=WIDTH,
        height=HEIGHT,
        left=LEFT,
        right=RIGHT,
        bottom=BOTTOM,
        time_ticks=tuple((x(at), f"{at:g} s") for at in round_ticks(x.low, x.high, 6)),
        value_ticks=tuple((y(at), f"{at:g} {unit}".rstrip()) for at in round_ticks(0.0, y.high, 3)),
    )
