"""All answers about a city."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from camproof.simulator.answers.deciding import GoalAnswer, answer_goal
from camproof.simulator.answers.estimating import Estimate, estimates
from camproof.simulator.answers.figures import Key, figures
from camproof.simulator.model import City, Replication
from camproof.simulator.values import Floats
from camproof.verdicts import Outcome, worst

__all__ = ["CityResult", "result_of"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CityResult:
    """What came of a city over its replications. C classes, H hours of the period, R replications.

    :param rows: R figures by key.
    :param estimates: each key's mean with its interval.
    :param goals: the city file's goals, answered.
    :param offline_by_hour: (C, H) mean number of cameras off-line over the replications.
    :param one_offline_by_hour: (C, H) of replication 0, as an example of a year.
    :param by_share: (C, len(SHARE_EDGES)) mean number of cameras by their intact share.
    :param repairs_by_hours: (len(REPAIR_EDGES_H) + 1,) mean number of repairs by their time.
    :param camera_intact: (N,) mean intact share of each camera.
    """

    city: City
    seed: int
    rows: tuple[Mapping[Key, float], ...]
    estimates: Mapping[Key, Estimate]
    goals: tuple[GoalAnswer, ...]
    offline_by_hour: Floats
    one_offline_by_hour: Floats
    by_share: Floats
    repairs_by_hours: Floats
    camera_intact: Floats

    @property
    def replications(self) -> int:
        return len(self.rows)

    @property
    def outcome(self) -> Outcome:
        """The worst of the goals; not run where the file has none."""
        return worst([answer.verdict.outcome for answer in self.goals])


def result_of(city: City, seed: int, replications: Sequence[Replication]) -> CityResult:
    """Sum up.

    :raises ValueError: without a replication.
    """
    rows = tuple(figures(city, each) for each in replications)
    found = estimates(rows)
    lost_h = np.mean([each.camera_lost_h for each in replications], axis=0)
    return CityResult(
        city=city,
        seed=seed,
        rows=rows,
        estimates=found,
        goals=tuple(answer_goal(goal, rows, found) for goal in city.spec.goals),
        offline_by_hour=np.mean([each.offline_by_hour for each in replications], axis=0),
        one_offline_by_hour=replications[0].offline_by_hour,
        by_share=np.mean([each.by_share for each in replications], axis=0),
        repairs_by_hours=np.mean([each.repairs.by_hours for each in replications], axis=0),
        camera_intact=1.0 - lost_h / city.spec.period_h,
    )
