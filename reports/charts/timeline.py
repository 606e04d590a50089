"""Online rate over time, the phases behind it and the faults underneath."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from camproof.reports.charts.scale import Scale, round_ticks, step_path, thin
from camproof.reports.model import FaultLine, OnlineSeries, PhaseResult, RunResult

__all__ = ["Timeline", "timeline"]

WIDTH = 1040.0
LEFT = 172.0
RIGHT = WIDTH - 16.0
TOP = 34.0
PLOT_HEIGHT = 210.0
LANE = 24.0
AXIS = 26.0
COLOURS = 8
CHARACTER = 6.4
"""Width of a character of the small labels: wide enough for Latin text; Chinese counts double."""


@dataclass(frozen=True, slots=True)
class Band:
    """A phase behind the plot; `label` is cut to what fits."""

    name: str
    label: str
    outcome: str
    x: float
    width: float
    shaded: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One series; `colour` counts from 0, `dashed` sets the second round of colours apart."""

    label: str
    kind: str
    d: str
    colour: int
    dashed: bool
    lowest: float
    last: float
    cameras: int


@dataclass(frozen=True, slots=True)
class Bar:
    """One fault in its lane; ticks say when it was detected and when all was well again."""

    label: str
    title: str
    note: str
    y: float
    x: float
    width: float
    detected_x: float | None
    recovered_x: float | None


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark of the axis: its place in the drawing and what it says."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """All that the template needs; coordinates in a box of `width` by `height`."""

    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float
    bands: tuple[Band, ...]
    lines: tuple[Line, ...]
    bars: tuple[Bar, ...]
    time_ticks: tuple[Tick, ...]
    share_ticks: tuple[Tick, ...]
    lanes_top: float
    axis_y: float


def timeline(result: RunResult) -> Timeline | None:
    """The plot of a run; None when there is nothing to plot."""
    end_s = _end_s(result)
    if end_s <= 0 or not (result.online or result.faults):
        return None
    x = Scale(0.0, end_s, LEFT, RIGHT)
    floor = _floor(result.online)
    y = Scale(floor, 1.0, TOP + PLOT_HEIGHT, TOP + 6)
    bottom = TOP + PLOT_HEIGHT
    lanes_top = bottom + 14
    axis_y = lanes_top + LANE * len(result.faults) + (8 if result.faults else 0)
    return Timeline(
        width=WIDTH,
        height=axis_y + AXIS,
        left=LEFT,
        right=RIGHT,
        top=TOP,
        bottom=bottom,
        bands=tuple(_band(index, phase, x) for index, phase in enumerate(result.phases)),
        lines=tuple(_line(index, series, x, y) for index, series in enumerate(result.online)),
        bars=tuple(
            _bar(lanes_top + LANE * lane, fault, x, end_s) for lane, fault in enumerate(result.faults)
        ),
        time_ticks=tuple(Tick(x(at), f"{at:g} s") for at in round_ticks(0.0, end_s, 10)),
        share_ticks=tuple(Tick(y(at), f"{at * 100:g} %") for at in round_ticks(floor, 1.0, 5)),
        lanes_top=lanes_top,
        axis_y=axis_y,
    )


def _end_s(result: RunResult) -> float:
    times = [result.duration_s, *(phase.to_s for phase in result.phases)]
    times.extend(series.points[-1][0] for series in result.online if series.points)
    return max(times)


def _floor(online: Sequence[OnlineSeries]) -> float:
    lowest = min((share for series in online for _, share in series.points), default=0.0)
    return next((floor for floor in (0.9, 0.8, 0.5) if lowest >= floor + 0.02), 0.0)


def _cut(text: str, room: float) -> str:
    used = 0.0
    for index, character in enumerate(text):
        used += CHARACTER * (2 if ord(character) > 0x2E7F else 1)
        if used > room:
            return text[: max(0, index - 1)].rstrip() + "…" if index > 2 else ""
    return text


def _band(index: int, phase: PhaseResult, x: Scale) -> Band:
    left, right = x(phase.from_s), x(phase.to_s)
    width = round(max(0.0, right - left), 2)
    label = _cut(phase.name, width - 10)
    return Band(phase.name, label, phase.outcome.value, left, width, index % 2 == 1)


def _line(index: int, series: OnlineSeries, x: Scale, y: Scale) -> Line:
    drawn = [(x(at), y(share)) for at, share in thin(series.points, 1200)]
    d = step_path(drawn, drawn[-1][0] if drawn else 0.0)
    shares = [share for _, share in series.points] or [0.0]
    colour, dashed = index % COLOURS, index >= COLOURS
    return Line(series.label, series.kind, d, colour, dashed, min(shares), shares[-1], series.cameras)


def _bar(y: float, fault: FaultLine, x: Scale, end_s: float) -> Bar:
    end = fault.to_s if fault.to_s is not None else end_s
    left = x(fault.from_s)
    name = fault.label or fault.fault
    detected = None if fault.detected_after_s is None else x(fault.from_s + fault.detected_after_s)
    recovered = None if fault.recovered_after_s is None else x(end + fault.recovered_after_s)
    return Bar(
        label=_cut(name, LEFT - 20),
        title=f"{name}: {fault.from_s:g} s to {end:g} s, {len(fault.subjects)} subjects",
        note=_note(fault),
        y=y,
        x=left,
        width=max(3.0, round(x(end) - left, 2)),
        detected_x=detected,
        recovered_x=recovered,
    )


def _note(fault: FaultLine) -> str:
    after = fault.detected_after_s
    found = "not detected" if after is None else f"detected after {after:.1f} s"
    if fault.recovered_after_s is None:
        return found
    return f"{found}, well {fault.recovered_after_s:.1f} s after its end"
