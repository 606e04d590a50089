"""The measurements of a run, by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from camproof.reports import RunResult
from camproof.verdicts import Outcome

__all__ = ["Figure", "Figures", "figures_of"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One measurement.

    :param value: None where it was not made.
    :param reason: of its verdict, for one that was not run.
    """

    unit: str
    value: float | None
    outcome: Outcome
    reason: str = ""


Figures = Mapping[str, Figure]
"""By phase and title, as in "watch: packet loss, all cameras"."""


def figures_of(result: RunResult) -> Figures:
    """What a run measured; of two targets on one measurement in a phase the first."""
    figures: dict[str, Figure] = {}
    for phase in result.phases:
        for verdict in phase.verdicts:
            spec = verdict.measurement.spec
            figure = Figure(spec.unit, verdict.measurement.value, verdict.outcome, verdict.reason)
            figures.setdefault(f"{phase.name}: {spec.title}", figure)
    return figures
