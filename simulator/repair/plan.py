"""Who mends, from where, and what comes first."""

from __future__ import annotations

from dataclasses import dataclass

from camproof.domain.errors import did_you_mean
from camproof.simulator.repair.errors import UnknownSpareError
from camproof.simulator.values import CLASS_WORDS, CrewTeam, Spares

__all__ = ["RepairPlan"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairPlan:
    """Teams, shelves and the order of work.

    :param districts: names; a unit's district is a number into these.
    :param middles_m: (x, y) of each district, where teams without a depot start from.
    :param priority: words of ``CLASS_WORDS``, first comes first; those that are missing come last, alike.
        Empty, and without ``infrastructure_first``: first come, first served.
    :param infrastructure_first: what many cameras hang on goes before cameras; otherwise it goes with the
        first class.
    :param start_h: local time of the period's begin: weekday, 0 for Monday, times 24 plus the hour.
    """

    teams: tuple[CrewTeam, ...] = ()
    spares: tuple[Spares, ...] = ()
    districts: tuple[str, ...] = ("city",)
    middles_m: tuple[tuple[float, float], ...] = ()
    priority: tuple[str, ...] = CLASS_WORDS
    infrastructure_first: bool = True
    start_h: float = 0.0

    @property
    def class_ranks(self) -> tuple[int, ...]:
        """The rank of each class of ``CLASS_WORDS``; smaller goes first."""
        last = len(self.priority)
        return tuple(self.priority.index(word) if word in self.priority else last for word in CLASS_WORDS)

    @property
    def infrastructure_rank(self) -> int:
        """The rank of what is not a camera."""
        return -1 if self.infrastructure_first else 0

    @property
    def upkeep_rank(self) -> int:
        """Behind everything."""
        return len(self.priority) + 1

    def depot_m(self, team: CrewTeam) -> tuple[float, float]:
        """Where a team starts from: its depot, or the middle of its districts, or of all."""
        if team.depot_m is not None:
            return team.depot_m
        named = zip(self.districts, self.middles_m, strict=False)
        middles = [middle for name, middle in named if not team.districts or name in team.districts]
        if not middles:
            return (0.0, 0.0)
        return sum(x for x, _ in middles) / len(middles), sum(y for _, y in middles) / len(middles)

    def shelf_of(self, spare: str) -> int:
        """The number of a part's shelf.

        :raises UnknownSpareError: where there is none.
        """
        names = [shelf.name for shelf in self.spares]
        if spare not in names:
            raise UnknownSpareError(f"no shelf holds {spare!r}{_hint(spare, names)}")
        return names.index(spare)


def _hint(word: str, words: list[str]) -> str:
    nearest = did_you_mean(word, words)
    return f"; {nearest}" if nearest else ""
