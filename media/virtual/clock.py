"""The clocks of the cameras from which flights come."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from camproof.media.virtual.flights import Rows

__all__ = ["CameraClock"]


@dataclass(frozen=True, slots=True)
class CameraClock:
    """A camera's clock: how far it is off now, and what it gains in a million."""

    error_s: Callable[[], float]
    drift_ppm: float = 0.0

    def note(self, flight: Rows, now_ns: int) -> None:
        """Write down what it shows at a moment. :param flight: the row of a flight from that camera."""
        flight["clock_ns"], flight["clock_at_ns"] = round(self.error_s() * 1e9), now_ns
        flight["drift"] = self.drift_ppm * 1e-6
