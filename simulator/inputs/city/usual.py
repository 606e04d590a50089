"""What a city file has where it says nothing, besides the figures of ``simulator.defaults``."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from camproof.simulator.defaults import CAMERAS_PER_CREW, default_teams
from camproof.simulator.values import Goal

__all__ = ["USUAL_GOALS", "USUAL_START", "USUAL_TEAMS"]

USUAL_START = (date(2026, 1, 1), 72.0)
"""A Thursday, 0 h: where virtual time begins, too."""

USUAL_TEAMS = tuple(replace(team, per_cameras=float(CAMERAS_PER_CREW)) for team in default_teams(1))
USUAL_GOALS = (
    Goal(measure="intact rate", at_least=0.98, camera_class="key-public-area", requirement="AVAIL-4"),
    Goal(measure="intact rate", at_least=0.95, camera_class="key-industry", requirement="AVAIL-5"),
)
