"""Between which values a measurement lies on sockets, found by repeated runs and kept in a file.

The range of the runs is widened on both sides: by its own width, by a tenth of its middle, and by a floor for
its unit, whichever is most. A few runs see neither the best nor the worst. Computing takes no virtual time:
answers that take milliseconds of it on sockets may come at once, so that bounds of responses reach down to 0.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from camproof.domain.errors import InputError, Place
from camproof.scenarios.agreement.figures import Figures
from camproof.verdicts.run_folder import write_text

__all__ = ["BOUNDS_FILE", "Bounds", "bounds_from", "read_bounds", "write_bounds"]

BOUNDS_FILE = Path(__file__).with_name("bounds.json")
"""Those of the library."""

_FLOORS: Mapping[str, float] = {"s": 0.1, "ms": 3.0, "share": 0.01, "fps": 0.3, "intervals": 0.3}
_WIDENING = 0.1
_RESPONSE = " response "


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


def bounds_from(runs: Sequence[Figures]) -> dict[str, Bounds]:
    """The bounds of what every run measured."""
    bounds = {}
    for name in runs[0] if runs else ():
        figures = [run[name] for run in runs if name in run]
        values = [figure.value for figure in figures if figure.value is not None]
        if len(values) == len(runs):
            made = _widened(figures[0].unit, values)
            bounds[name] = replace(made, low=min(made.low, 0.0)) if _RESPONSE in name else made
    return bounds


def _widened(unit: str, values: Sequence[float]) -> Bounds:
    low, high = min(values), max(values)
    if math.isinf(high):
        return Bounds(unit, low, high, len(values))
    by = max(high - low, _WIDENING * abs(high + low) / 2, _FLOORS.get(unit, 0.0))
    return Bounds(unit, low - by, high + by, len(values))


def read_bounds(file: Path) -> dict[str, dict[str, Bounds]]:
    """By scenario, then by measurement; nothing where there is no such file.

    :raises InputError: it cannot be read.
    """
    if not file.exists():
        return {}
    try:
        kept: dict[str, dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))
        return {
            scenario: {
                name: Bounds(row["unit"], _number(row["low"]), _number(row["high"]), int(row["runs"]))
                for name, row in rows.items()
            }
            for scenario, rows in kept.items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as broken:
        raise InputError(f"the bounds cannot be read: {broken}", Place(str(file))) from broken


def write_bounds(file: Path, bounds: Mapping[str, Mapping[str, Bounds]]) -> None:
    """Write them down, sorted, in one step: whoever is interrupted keeps the file as it was before.

    :raises RunWriteError: the disk refuses.
    """
    kept = {
        scenario: {
            name: {
                "unit": row.unit,
                "low": _written(row.low),
                "high": _written(row.high),
                "runs": row.runs,
            }
            for name, row in sorted(rows.items())
        }
        for scenario, rows in sorted(bounds.items())
    }
    write_text(file, json.dumps(kept, indent=1, ensure_ascii=False) + "\n")


def _written(number: float) -> float | str:
    return "never" if math.isinf(number) else round(number, 6)


def _number(written: object) -> float:
    return math.inf if written == "never" else float(written)  # type: ignore[arg-type]
