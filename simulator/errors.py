"""What can go wrong in the simulator."""

from __future__ import annotations

__all__ = ["NetworkError", "SimulatorError"]


class SimulatorError(Exception):
    """Base of the errors of this room."""


class NetworkError(SimulatorError):
    """A network that contradicts itself."""
