"""The figures of a stream as rows: one list for the terminal's table and for JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from camproof.media.receive.report import Percentiles

__all__ = ["Figure", "FigureValue", "Line", "as_json", "lines", "percentile_figures"]

_SHOWN_UNITS = {"share": "%", "ssrc": ""}
FigureValue = float | int | str | bool | None


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure.

    :param group: the heading it stands under; in JSON the object it stands in.
    :param name: its published name, with the unit where it has one: "jitter_ms"; the key in JSON.
    :param label: what a reader sees; figures of one label share a line.
    :param value: None where it was not measured.
    :param unit: "ms", "kbit/s" ...; "share" is 0..1 and shown in percent, "ssrc" in 10 digits and in
        hexadecimal.
    :param part: which of the figures of a line this is: "p95".
    :param glue: what stands before it where it is not the first of its line.
    :param bad: a reader should look at it.
    """

    group: str
    name: str
    label: str
    value: FigureValue
    unit: str = ""
    part: str = ""
    glue: str = ", "
    bad: bool = False

    @property
    def number(self) -> str:
        """The value without its unit, and a dash where there is none."""
        value = self.value
        if value is None:
            return "—"
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, str):
            return value
        if self.unit == "ssrc":
            return f"{value:010d} (0x{value:08X})" if isinstance(value, int) else str(value)
        return _number(value * 100 if self.unit == "share" else value)


@dataclass(frozen=True, slots=True)
class Line:
    """Figures as one line of a table."""

    group: str
    label: str
    text: str
    bad: bool


def lines(figures: Iterable[Figure]) -> list[Line]:
    """Figures of one label that follow each other, on one line with the last one's unit: "p50 30, p95 42 ms";
    lines without any value are left out.
    """
    found: list[Line] = []
    for (group, label), row in groupby(figures, key=lambda figure: (figure.group, figure.label)):
        kept = [figure for figure in row if figure.value is not None]
        if not kept:
            continue
        text = "".join(f"{figure.glue}{figure.part} {figure.number}".replace("  ", " ") for figure in kept)
        text = text.removeprefix(kept[0].glue).strip()
        unit = _SHOWN_UNITS.get(kept[-1].unit, kept[-1].unit)
        found.append(Line(group, label, f"{text} {unit}".strip(), any(figure.bad for figure in kept)))
    return found


def percentile_figures(
    group: str,
    name: str,
    label: str,
    unit: str,
    values: Percentiles,
    *,
    parts: Sequence[str] = ("min", "p50", "p95", "p99", "max"),
    factor: float = 1.0,
) -> list[Figure]:
    """A figure for each percentile: ``name`` "latency_{}_ms" gives "latency_p50_ms" and so on."""
    found: list[Figure] = []
    for part in parts:
        value: float | None = getattr(values, part)
        scaled = None if value is None else value * factor
        found.append(Figure(group, name.format(part), label, scaled, unit, part))
    return found


def as_json(figures: Iterable[Figure]) -> dict[str, dict[str, FigureValue]]:
    """By group and name; numbers as they were measured."""
    result: dict[str, dict[str, FigureValue]] = {}
    for figure in figures:
        result.setdefault(figure.group, {})[figure.name] = figure.value
    return result


def _number(value: float) -> str:
    """Four figures are enough for the eye; whole numbers stay whole."""
    if value == int(value):
        return f"{value:.0f}"
    size = abs(value)
    places = 0 if size >= 1000 else 1 if size >= 100 else 2 if size >= 10 else 3
    text = f"{value:.{places}f}"
    return text.rstrip("0").rstrip(".") if places else text
