"""Crews and shelves in proportion to a city, where its file names none. All of it is ours."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil, sqrt

from camproof.simulator.values import CrewTeam, Shift, Spares

__all__ = ["CAMERAS_PER_CREW", "default_spares", "default_teams"]

CAMERAS_PER_CREW = 1000
_LEAD_H = 336.0
_STOCK_SOURCE = "ours: lasts through a delivery in all but one of about a thousand"
_COSTS = {"camera": 1500.0, "switch": 2500.0}


def default_teams(cameras: int) -> tuple[CrewTeam, ...]:
    """One team for everything, every day from 8 to 20 h, a crew for every thousand cameras begun.

    With the default failures these crews drive and work for about six tenths of their time.
    """
    count = max(1, ceil(cameras / CAMERAS_PER_CREW))
    return (
        CrewTeam(
            name="crews",
            count=count,
            shift=Shift(start_h=8.0, end_h=20.0),
            cost_per_year=250_000.0,
            source=f"ours: a crew for {CAMERAS_PER_CREW} cameras",
        ),
    )


def default_spares(used_per_h: Mapping[str, float]) -> tuple[Spares, ...]:
    """Shelves that last through a delivery of two weeks in all but one of about a thousand.

    :param used_per_h: part -> how many are used up in an hour; parts without a usual price are left out.
    """
    return tuple(
        Spares(
            name=name,
            stock=_stock(per_h),
            lead_h=_LEAD_H,
            cost=_COSTS[name],
            usual=True,
            source=_STOCK_SOURCE,
        )
        for name, per_h in used_per_h.items()
        if name in _COSTS
    )


def _stock(failures_per_h: float) -> int:
    """The mean demand of a delivery time and three of its standard deviations, for Poisson demand."""
    mean = failures_per_h * _LEAD_H
    return ceil(mean + 3.0 * sqrt(mean)) + 1
