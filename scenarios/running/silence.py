"""Nobody before the screen."""

from __future__ import annotations

from camproof.scenarios.schema import PhaseSpec
from camproof.verdicts import Verdict

__all__ = ["Silence"]


class Silence:
    """A run's progress that is told to nobody."""

    def preparing(self, what: str, share: float | None = None) -> None:
        """Something long before the first phase."""

    def second(self, elapsed_s: float) -> None:
        """So much of the phase is over."""

    def phase(self, phase: PhaseSpec, index: int, count: int) -> None:
        """A phase begins."""

    def judged(self, phase: PhaseSpec, verdicts: tuple[Verdict, ...]) -> None:
        """A phase has its verdicts."""
