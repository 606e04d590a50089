"""Between which values a measurement lies on sockets, found by repeated runs, which are kept in a file.

The range of the runs is widened on both sides: by its own width, by a tenth of its middle, and by a floor for
its unit, whichever is most. A few runs see neither the best nor the worst. Of a share the tenth is that of
the nearer of 0 and 1, and no bound lies beyond them: a loss of 1 % is not the same as none. Computing takes
no virtual time: answers that take it on sockets may come at once, so that bounds of responses, registrations
and catalogues reach down to 0.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from camproof.domain.errors import InputError, Place
from camproof.scenarios.agreement.figures import Figures
from camproof.verdicts.run_folder import write_text

__all__ = ["BOUNDS_FILE", "Bounds", "Seen", "bounds_of", "read_seen", "seen_in", "write_seen"]

BOUNDS_FILE = Path(__file__).with_name("bounds.json")
"""Those of the library."""

_FLOORS: Mapping[str, float] = {"s": 0.1, "ms": 3.0, "share": 0.01, "fps": 0.3, "intervals": 0.3}
_FLOORS_OF: Mapping[str, float] = {"packet loss": 0.0005, "packet error": 0.0005, "longest gap": 1.0}
"""By measure: half of the most that the standard lets packets be lost, as a few more or fewer are chance;
recordings tell their begins and ends in whole seconds.
"""
_WIDENING = 0.1
_COMPUTED = (" response ", "registration time", "catalogue time")


@dataclass(frozen=True, slots=True)
class Seen:
    """What repeated runs on the wall clock measured; infinity for an answer that never came.

    :param runs: how many.
    """

    unit: str
    least: float
    most: float
    runs: int


@dataclass(frozen=True, slots=True)
class Bounds:
    """Lowest and highest value that counts as the same; infinity for an answer that never came.

    :param runs: how many runs on the wall clock they come from.
    """

    unit: str
    low: float
    high: float
    runs: int

    def hold(self, value: float) -> bool:
        """Whether a value lies between them."""
        return self.low <= value <= self.high


def seen_in(runs: Sequence[Figures]) -> dict[str, Seen]:
    """The range of what every run measured."""
    seen = {}
    for name in runs[0] if runs else ():
        figures = [run[name] for run in runs if name in run]
        values = [figure.value for figure in figures if figure.value is not None]
        if len(values) == len(runs):
            seen[name] = Seen(figures[0].unit, min(values), max(values), len(values))
    return seen


def bounds_of(name: str, seen: Seen) -> Bounds:
    """The bounds of a measurement, by its name as in :data:`Figures`."""
    low, high = seen.least, seen.most
    if math.isinf(high):
        return Bounds(seen.unit, low, high, seen.runs)
    middle = abs(low + high) / 2
    is_part = seen.unit == "share" and low >= 0.0 and high <= 1.0
    near = min(middle, 1.0 - middle) if is_part else middle
    by = max(high - low, _WIDENING * near, _floor(name, seen.unit))
    low, high = low - by, high + by
    if is_part:
        low, high = max(low, 0.0), min(high, 1.0)
    if any(word in name for word in _COMPUTED):
        low = min(low, 0.0)
    return Bounds(seen.unit, low, high, seen.runs)


def _floor(name: str, unit: str) -> float:
    return next((floor for word, floor in _FLOORS_OF.items() if word in name), _FLOORS.get(unit, 0.0))


def read_seen(file: Path) -> dict[str, dict[str, Seen]]:
    """By scenario, then by measurement; nothing where there is no such file.

    :raises InputError: it cannot be read.
    """
    if not file.exists():
        return {}
    try:
        kept: dict[str, dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))
        return {
            scenario: {
                name: Seen(row["unit"], _number(row["least"]), _number(row["most"]), int(row["runs"]))
                for name, row in rows.items()
            }
            for scenario, rows in kept.items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as broken:
        raise InputError(f"the bounds cannot be read: {broken}", Place(str(file))) from broken


def write_seen(file: Path, seen: Mapping[str, Mapping[str, Seen]]) -> None:
    """Write it down, sorted, in one step: whoever is interrupted keeps the file as it was before.

    :raises RunWriteError: the disk refuses.
    """
    kept = {
        scenario: {
            name: {
                "unit": row.unit,
                "least": _written(row.least),
                "most": _written(row.most),
                "runs": row.runs,
            }
            for name, row in sorted(rows.items())
        }
        for scenario, rows in sorted(seen.items())
    }
    write_text(file, json.dumps(kept, indent=1, ensure_ascii=False) + "\n")


def _written(number: float) -> float | str:
    return "never" if math.isinf(number) else round(number, 6)


def _number(written: object) -> float:
    return math.inf if written == "never" else float(written)  # type: ignore[arg-type]
