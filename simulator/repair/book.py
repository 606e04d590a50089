"""The book of repairs: a row for each order, in columns."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["BEGUN", "NO_SPARE", "VOID", "WAITING", "JobBook"]

WAITING, BEGUN, VOID = 0, 1, 2
NO_SPARE = -1


@dataclass(slots=True)
class JobBook:
    """Plain lists, one item a repair: reading one number of a list is much faster than of an array.

    Those known from the start come first, in the order in which they become known.

    :param group: whose repair: number of the group, or of the shock or upkeep behind the groups.
    :param row: which unit of the group; :param k: its how many-th failure.
    :param failed_h: begin of the outage; not a number for a visit that takes a unit out only on the spot.
    :param known_h: order given; :param work_h: on the spot.
    :param life_h: how long the unit lives after it; infinite where nothing comes after.
    :param rank: smaller goes first; :param queue: of ``QueueMap``; :param spare: shelf, or ``NO_SPARE``.
    :param x_m: where; :param y_m: likewise.
    :param state: ``WAITING``, ``BEGUN`` or ``VOID`` (no longer needed).
    """

    group: list[int] = field(default_factory=list)
    row: list[int] = field(default_factory=list)
    k: list[int] = field(default_factory=list)
    failed_h: list[float] = field(default_factory=list)
    known_h: list[float] = field(default_factory=list)
    work_h: list[float] = field(default_factory=list)
    life_h: list[float] = field(default_factory=list)
    rank: list[int] = field(default_factory=list)
    queue: list[int] = field(default_factory=list)
    spare: list[int] = field(default_factory=list)
    x_m: list[float] = field(default_factory=list)
    y_m: list[float] = field(default_factory=list)
    state: bytearray = field(default_factory=bytearray)

    def __len__(self) -> int:
        return len(self.known_h)

    def add(
        self, *, group: int, row: int, k: int, failed_h: float, known_h: float, work_h: float, life_h: float,
        rank: int, queue: int, spare: int, x_m: float, y_m: float,
    ) -> int:  # fmt: skip
        """A new row; returns its number."""
        self.group.append(group)
        self.row.append(row)
        self.k.append(k)
        self.failed_h.append(failed_h)
        self.known_h.append(known_h)
        self.work_h.append(work_h)
        self.life_h.append(life_h)
        self.rank.append(rank)
        self.queue.append(queue)
        self.spare.append(spare)
        self.x_m.append(x_m)
        self.y_m.append(y_m)
        self.state.append(WAITING)
        return len(self.known_h) - 1
