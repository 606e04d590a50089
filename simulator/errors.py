"""What can go wrong in the simulator."""

from __future__ import annotations

__all__ = ["DaskMissingError", "NetworkError", "SimulatorError"]


class SimulatorError(Exception):
    """Base of the errors of this room."""


class NetworkError(SimulatorError):
    """A network that contradicts itself."""


class DaskMissingError(SimulatorError):
    """Dask is asked for and not installed, or its scheduler does not answer."""
