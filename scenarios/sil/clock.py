"""Scenario time on the loop's clock."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import replace

from camproof.verdicts import Finding

__all__ = ["ScenarioClock"]


class ScenarioClock:
    """Turns the loop's monotonic seconds into seconds of the scenario and back.

    :param now: the loop's clock in seconds, as ``loop.time``.
    """

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._zero_s = now()

    def set(self, scenario_s: float) -> None:
        """From now on it is ``scenario_s``."""
        self._zero_s = self._now() - scenario_s

    def now_s(self) -> float:
        """Seconds of scenario time."""
        return self._now() - self._zero_s

    def at(self, loop_s: float) -> float:
        """The scenario time of a moment on the loop's clock."""
        return loop_s - self._zero_s

    def loop_s(self, scenario_s: float) -> float:
        """The moment on the loop's clock of a scenario time."""
        return scenario_s + self._zero_s

    def moved(self, findings: Iterable[Finding], origin_s: float) -> tuple[Finding, ...]:
        """Findings whose times count from ``origin_s`` on the loop's clock, in scenario time."""
        shift = self.at(origin_s)
        return tuple(
            replace(
                finding,
                from_s=finding.from_s + shift,
                to_s=None if finding.to_s is None else finding.to_s + shift,
                detected_s=finding.detected_s + shift,
            )
            for finding in findings
        )

    async def sleep_until(self, scenario_s: float) -> None:
        """Return at ``scenario_s``, at once when that is past."""
        await asyncio.sleep(max(0.0, scenario_s - self.now_s()))
