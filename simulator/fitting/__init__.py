"""Laws from a maintenance log."""

from __future__ import annotations

from pathlib import Path

from camproof.simulator.fitting.errors import MaintenanceLogError
from camproof.simulator.fitting.laws import Candidate, FittedLaw, fitted
from camproof.simulator.fitting.log import read_log

__all__ = ["Candidate", "FittedLaw", "MaintenanceLogError", "fit_laws"]


def fit_laws(path: Path) -> tuple[FittedLaw, ...]:
    """Life and repair of every kind in a maintenance log (columns: ``fitting.log``).

    :raises MaintenanceLogError: naming every row that cannot be used.
    """
    found: list[FittedLaw] = []
    for kind, (lives, repairs) in read_log(path).items():
        found.append(fitted(kind, "life", lives, path.name))
        found.append(fitted(kind, "repair", repairs, path.name))
    return tuple(found)
