"""Figures for a city file that says nothing: each with its source, or marked as ours."""

from camproof.simulator.defaults.crews import CAMERAS_PER_CREW, default_spares, default_teams
from camproof.simulator.defaults.failures import DEFAULT_MODES
from camproof.simulator.defaults.shocks import DEFAULT_SHOCKS, DEFAULT_UPKEEP

__all__ = [
    "CAMERAS_PER_CREW",
    "DEFAULT_MODES",
    "DEFAULT_SHOCKS",
    "DEFAULT_UPKEEP",
    "default_spares",
    "default_teams",
]
