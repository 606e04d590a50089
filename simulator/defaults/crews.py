"""Crews and shelves in proportion to a city, where its file names none. All of it is ours."""

from __future__ import annotations

from math import ceil, sqrt

from camproof.simulator.values import CrewTeam, Shift, Spares

__all__ = ["CAMERAS_PER_CREW", "default_spares", "default_teams"]

CAMERAS_PER_CREW = 1000
_LEAD_H = 336.0
_CAMERA_FAILURES_PER_H = 1.0 / 50_000.0
_SWITCH_FAILURES_PER_H = 1.0 / 300_000.0
_CAMERAS_PER_SWITCH = 16


def default_teams(cameras: int) -> tuple[CrewTeam, ...]:
    """One team for everything, every day from 8 to 20 h, a crew for every thousand cameras begun.

    With the default failures these crews drive and work for about six tenths of their time.
    """
    count = max(1, ceil(cameras / CAMERAS_PER_CREW))
    return (
        CrewTeam(name="crews", count=count, shift=Shift(start_h=8.0, end_h=20.0), cost_per_year=250_000.0),
    )


def default_spares(cameras: int) -> tuple[Spares, ...]:
    """Shelves that last through a delivery of two weeks in all but one of about a thousand."""
    return (
        Spares(name="camera", stock=_stock(cameras * _CAMERA_FAILURES_PER_H), lead_h=_LEAD_H, cost=1500.0),
        Spares(
            name="switch",
            stock=_stock(cameras / _CAMERAS_PER_SWITCH * _SWITCH_FAILURES_PER_H),
            lead_h=_LEAD_H,
            cost=2500.0,
        ),
    )


def _stock(failures_per_h: float) -> int:
    """The mean demand of a delivery time and three of its standard deviations, for Poisson demand."""
    mean = failures_per_h * _LEAD_H
    return ceil(mean + 3.0 * sqrt(mean)) + 1
