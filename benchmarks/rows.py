"""A row of a benchmark: a figure, its peer, what it must reach, and whether it does."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from rich.console import Console
from rich.table import Table

from benchmarks.machine import machine_text

__all__ = ["Figure", "Row", "print_json", "print_table"]


@dataclass(frozen=True, slots=True)
class Figure:
    """Repeats of one measurement.

    :param values: at least one.
    :param noise: why the machine was too noisy to tell; empty where it was quiet.
    :param floor: why the true value may be higher; empty where it is not.
    """

    values: tuple[float, ...]
    noise: str = ""
    floor: str = ""

    @property
    def value(self) -> float:
        """The median."""
        return median(self.values)

    @property
    def spread(self) -> tuple[float, float]:
        """Least and most."""
        return min(self.values), max(self.values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the table.

    :param peer_figure: None where the peer is not here, was in trouble, or there is none.
    :param peer_trouble: why a peer that is here gave no figure.
    :param at_least, at_most: what the value must reach; None = stated only.
    :param ratio_at_least: how many times the peer's value.
    :param note: how it was measured, in a few words.
    """

    what: str
    figure: Figure
    unit: str
    peer: str = ""
    peer_figure: Figure | None = None
    peer_trouble: str = ""
    at_least: float | None = None
    at_most: float | None = None
    ratio_at_least: float | None = None
    note: str = ""

    @property
    def peer_value(self) -> float | None:
        """The peer's median."""
        return None if self.peer_figure is None else self.peer_figure.value

    @property
    def ratio(self) -> float | None:
        """Value over the peer's value."""
        return self.figure.value / self.peer_value if self.peer_value else None

    @property
    def required(self) -> str:
        """The limits as text; empty where there is none."""
        parts = []
        if self.at_least is not None:
            parts.append(f"≥ {self.at_least:g}")
        if self.at_most is not None:
            parts.append(f"≤ {self.at_most:g}")
        if self.ratio_at_least is not None:
            parts.append(f"≥ {self.ratio_at_least:g} × peer")
        return " and ".join(parts)

    @property
    def noise(self) -> str:
        """Why it cannot be told; the peer's noise or trouble where the ratio to it is asked for."""
        if self.figure.noise or self.ratio_at_least is None:
            return self.figure.noise
        theirs = self.peer_trouble if self.peer_figure is None else self.peer_figure.noise
        return f"{self.peer}: {theirs}" if theirs else ""

    @property
    def ok(self) -> bool | None:
        """Whether every limit is held; None where there is none, or it cannot be told.

        A limit on the value itself that is missed is missed, however noisy the peer was. A floor tells that
        a limit is reached, and not that it is missed.
        """
        if self.figure.noise or not self.required:
            return None
        value, ratio = self.figure.value, self.ratio
        missed = None if self.figure.floor else False
        if self.at_most is not None and value > self.at_most:
            return False
        if self.at_least is not None and value < self.at_least:
            return missed
        if self.noise:
            return None
        if self.ratio_at_least is None:
            return True
        if ratio is None:
            return False
        return True if ratio >= self.ratio_at_least else missed

    @property
    def reason(self) -> str:
        """Why ``ok`` cannot be told; empty where it can be, or nothing is wrong."""
        if self.ok is not None:
            return ""
        return self.noise or (self.figure.floor if self.required else "")

    def as_json(self) -> dict[str, object]:
        """One object with the published names."""
        return {
            "what": self.what,
            "value": self.figure.value,
            "unit": self.unit,
            "spread": self.figure.spread,
            "n": len(self.figure.values),
            "peer": self.peer,
            "peer_value": self.peer_value,
            "peer_spread": None if self.peer_figure is None else self.peer_figure.spread,
            "peer_noise": self.peer_trouble if self.peer_figure is None else self.peer_figure.noise,
            "ratio": self.ratio,
            "required": self.required,
            "ok": self.ok,
            "reason": self.reason,
            "note": self.note,
            "machine": machine_text(),
        }


def print_json(rows: Iterable[Row]) -> None:
    """One object a line on standard output."""
    for row in rows:
        print(json.dumps(row.as_json(), ensure_ascii=False))  # noqa: T201


def print_table(rows: Sequence[Row]) -> None:
    """The table for people."""
    table = Table(title=f"Measured on {machine_text()}")
    for name in ("what", "value", "spread", "peer", "ratio", "must reach", "ok"):
        table.add_column(name, justify="right" if name in ("value", "spread", "ratio") else "left")
    for row in rows:
        table.add_row(
            row.what,
            f"{row.figure.value:,.4g} {row.unit}",
            _spread(row.figure),
            _peer(row),
            "" if row.ratio is None else f"{row.ratio:,.3g}",
            row.required,
            _verdict(row),
        )
    console = Console()
    console.print(table)
    for row in rows:
        if row.note:
            console.print(f"[bold]{row.what}[/]: {row.note}", highlight=False)


def _spread(figure: Figure) -> str:
    low, high = figure.spread
    return f"{low:,.4g} – {high:,.4g}"


def _peer(row: Row) -> str:
    if row.peer_figure is None:
        return f"{row.peer}: no figure, {row.peer_trouble}" if row.peer_trouble else row.peer
    noisy = ", noisy" if row.peer_figure.noise else ""
    return f"{row.peer}: {row.peer_figure.value:,.4g} ({_spread(row.peer_figure)}{noisy})"


def _verdict(row: Row) -> str:
    if row.reason:
        return f"[yellow]cannot tell[/]: {row.reason}"
    return {True: "[green]yes[/]", False: "[red]no[/]", None: ""}[row.ok]
