"""What the model says of each target of a scenario, over several seeds."""

from __future__ import annotations

import math
from collections.abc import Mapping

from camproof.scenarios.mil.stage import MilStage
from camproof.scenarios.running.silence import Silence
from camproof.scenarios.schema import Scenario
from camproof.simulator.values import ServiceTimes
from camproof.verdicts import Outcome

__all__ = ["Figures", "predicted"]

SEEDS = 9
Figures = Mapping[tuple[int, int], float]
"""By the numbers of phase and target, from 0."""


def predicted(scenario: Scenario, service: ServiceTimes, seed: int, seeds: int = SEEDS) -> Figures:
    """The median of what the model measures; targets of which it says nothing are left out.

    :param seed: the first of ``seeds`` in a row.
    """
    found: dict[tuple[int, int], list[float]] = {}
    for number in range(seeds):
        for key, value in _once(scenario, service, seed + number).items():
            found.setdefault(key, []).append(value)
    every = {key: sorted(values)[seeds // 2] for key, values in found.items() if len(values) == seeds}
    return {key: value for key, value in every.items() if math.isfinite(value)}


def _once(scenario: Scenario, service: ServiceTimes, seed: int) -> dict[tuple[int, int], float]:
    stage = MilStage(scenario, seed, Silence(), service)
    stage.prepare()
    found: dict[tuple[int, int], float] = {}
    from_s = 0.0
    for number, phase in enumerate(scenario.phases):
        verdicts = stage.judge(phase, from_s, from_s + phase.duration_s).verdicts
        for place, verdict in enumerate(verdicts):
            value = verdict.measurement.value
            if value is not None and verdict.outcome is not Outcome.NOT_RUN:
                found[number, place] = value
        from_s += phase.duration_s
    return found
