"""Whether a goal is met, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from camproof.simulator.answers.estimating import Estimate, needed
from camproof.simulator.answers.figures import RATES, Key
from camproof.simulator.values import Goal
from camproof.verdicts import (
    Limit,
    Measurement,
    MeasurementSpec,
    Outcome,
    Verdict,
    judge,
    requirement,
    unjudged,
    wilson_interval,
)

__all__ = ["GoalAnswer", "answer_goal", "decided", "key_of"]


@dataclass(frozen=True, slots=True)
class GoalAnswer:
    """What came of a goal.

    :param estimate: of the share over the replications; None where there is nothing to measure it on.
    :param meets: replications in which the goal was met; :param meets_low: and ``meets_high`` the 95 %
        interval (Wilson) of the probability of meeting it over a period.
    :param needed: replications in all that would decide it; None where it is decided or none would do.
    """

    goal: Goal
    estimate: Estimate | None
    verdict: Verdict
    meets: int
    meets_low: float
    meets_high: float
    needed: int | None


def key_of(goal: Goal) -> Key:
    """The figure that a goal is about."""
    return Key(goal.measure, "share", goal.camera_class or "")


def answer_goal(goal: Goal, rows: Sequence[Mapping[Key, float]], found: Mapping[Key, Estimate]) -> GoalAnswer:
    """Judge a goal: passed or failed where the whole interval of the mean lies on one side of the limit.

    A rate of a class that has no camera is not run; what else was never measured is inconclusive.
    """
    key = key_of(goal)
    row = requirement(goal.requirement)
    spec = MeasurementSpec(
        name=goal.measure, unit="share", requirement_id=goal.requirement, scope=goal.camera_class or ""
    )
    limit = Limit("at-least", goal.at_least, "share")
    estimate = found.get(key)
    if estimate is None:
        empty = bool(goal.camera_class) and goal.measure in RATES
        outcome, why = (
            (Outcome.NOT_RUN, "no camera of this class")
            if empty
            else (Outcome.INCONCLUSIVE, "nothing to measure it on")
        )
        nothing = unjudged(spec, row, outcome, why, limit)
        return GoalAnswer(goal, None, nothing, 0, 0.0, 1.0, None)
    met = sum(limit.holds(values[key]) for values in rows if key in values)
    low, high = wilson_interval(met, estimate.n)
    measurement = Measurement(
        spec,
        estimate.mean,
        estimate.n,
        (max(0.0, estimate.low), min(1.0, estimate.high)),
        method="mean of replications of the model, Student's interval",
    )
    verdict = judge(measurement, row, limit, firmly=True)
    more = needed(estimate, goal.at_least) if verdict.outcome is Outcome.INCONCLUSIVE else None
    return GoalAnswer(goal, estimate, verdict, met, low, high, more)


def decided(goals: Sequence[Goal], found: Mapping[Key, Estimate]) -> bool:
    """Whether each goal's interval lies on one side of its limit."""
    known = [(goal, found[key_of(goal)]) for goal in goals if key_of(goal) in found]
    return all(each.low >= goal.at_least or each.high < goal.at_least for goal, each in known)
