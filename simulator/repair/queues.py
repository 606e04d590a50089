"""Which queue a repair waits in: one for each set of teams that can do it."""

from __future__ import annotations

import numpy as np

from camproof.simulator.repair.errors import NoCrewError
from camproof.simulator.repair.plan import RepairPlan
from camproof.simulator.values import CrewTeam, Ints

__all__ = ["QueueMap"]


class QueueMap:
    """Queues, found as skills and districts come up.

    Repairs of different skills and districts share a queue where the same teams can do them, so that a crew
    looks at few queues.
    """

    def __init__(self, plan: RepairPlan) -> None:
        self._plan = plan
        self._queues: dict[tuple[int, ...], int] = {}

    @property
    def teams(self) -> list[tuple[int, ...]]:
        """The teams of each queue, ascending."""
        return list(self._queues)

    def of_skill(self, skill: str, used: Ints, what: str) -> Ints:
        """(districts,) the queue of each district; -1 where nothing is needed.

        :param used: districts that units have; :param what: fails, for the error.
        :raises NoCrewError: where no team has the skill in one of the districts used.
        """
        table = np.full(max(len(self._plan.districts), 1), -1, np.int32)
        for number in used.tolist():
            table[number] = self._queue(skill, number, what)
        return table

    def _queue(self, skill: str, district: int, what: str) -> int:
        name = self._plan.districts[district] if district >= 0 else ""
        able = tuple(row for row, team in enumerate(self._plan.teams) if _can(team, skill, name))
        if not able:
            raise NoCrewError(f"no team has the skill {skill!r} in {name!r}, where {what!r} must be mended")
        return self._queues.setdefault(able, len(self._queues))


def _can(team: CrewTeam, skill: str, district: str) -> bool:
    return (not team.skills or skill in team.skills) and (not team.districts or district in team.districts)
