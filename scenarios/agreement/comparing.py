"""Measurements of both clocks side by side, with the bounds that were fixed beforehand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from camproof.scenarios.agreement.bounds import Bounds, Seen, bounds_of
from camproof.scenarios.agreement.figures import Figure, Figures
from camproof.verdicts import Outcome

__all__ = ["Row", "Word", "compare"]

Word = Literal["agrees", "differs", "not said", "no bounds"]
"""Not said: virtual time does not judge it, and says why. No bounds: it was not measured beforehand."""


@dataclass(frozen=True, slots=True)
class Row:
    """One measurement.

    :param wall: of a run beside; None where there was none or it was not made there.
    :param clock: which value lies outside of the bounds; empty where none does.
    """

    name: str
    unit: str
    word: Word
    virtual: float | None
    wall: float | None
    bounds: Bounds | None
    clock: str = ""
    reason: str = ""


def compare(virtual: Figures, seen: Mapping[str, Seen], wall: Figures | None = None) -> list[Row]:
    """All measurements of a run in virtual time, in its order, and those that only the bounds know.

    :param seen: what the bounds come from.
    :param wall: a run on sockets beside, held against the same bounds.
    """
    beside = wall or {}
    bounds = {name: bounds_of(name, row) for name, row in seen.items()}
    rows = [_row(name, figure, bounds.get(name), beside.get(name)) for name, figure in virtual.items()]
    missing = [name for name in bounds if name not in virtual]
    rows += [
        Row(name, bounds[name].unit, "differs", None, None, bounds[name], "virtual", "not measured there")
        for name in missing
    ]
    return rows


def _row(name: str, virtual: Figure, bounds: Bounds | None, wall: Figure | None) -> Row:
    value, beside = virtual.value, wall.value if wall is not None else None
    if virtual.outcome is Outcome.NOT_RUN:
        return Row(name, virtual.unit, "not said", None, beside, bounds, "", virtual.reason)
    if bounds is None:
        return Row(name, virtual.unit, "no bounds", value, beside, None)
    outside = [
        clock
        for clock, number in (("virtual", value), ("wall", beside))
        if (clock == "virtual" or wall is not None) and (number is None or not bounds.hold(number))
    ]
    return Row(
        name, virtual.unit, "differs" if outside else "agrees", value, beside, bounds, " and ".join(outside)
    )
