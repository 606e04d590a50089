"""Who stands in the book of repairs, and how a repaired unit lives on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypedDict

from camproof.simulator.failing.lives import Lives
from camproof.simulator.failing.sorts import Sort
from camproof.simulator.failing.units import UnitGroup
from camproof.simulator.repair import JobBook
from camproof.simulator.values import Kind

__all__ = ["Member", "Renewing"]


class _Drawn(TypedDict):
    known_h: float
    work_h: float
    life_h: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Member:
    """What a group number in the book means.

    :param number: of the failure mode, shock or upkeep in the city file.
    :param group: None for what shocks broke, and for visits; :param lives: likewise.
    """

    number: int
    sort: Sort
    kind: Kind
    group: UnitGroup | None = None
    lives: Lives | None = None

    @property
    def ages(self) -> bool:
        return self.group is not None and self.group.mode.ages

    @property
    def of_cameras(self) -> bool:
        return self.sort is Sort.CAMERA

    def key(self, row: int) -> int:
        """The key of a unit of the group."""
        assert self.group is not None
        return int(self.group.units.keys[row if self.group.rows is None else self.group.rows[row]])

    def size(self, row: int) -> float:
        """Its length, or 1."""
        assert self.group is not None
        if not self.group.mode.per_km or self.group.length_km is None:
            return 1.0
        return max(float(self.group.length_km[row]), 1e-9)

    def draws(self, row: int, k: int, failed_h: float) -> _Drawn:
        """What follows the k-th failure of a unit."""
        assert self.lives is not None
        notice_h, work_h, life_h = self.lives.after(self.key(row), k, self.size(row))
        return {"known_h": failed_h + notice_h, "work_h": work_h, "life_h": life_h}


class Renewing:
    """A repaired unit begins its next life; where that ends within the period, a new job is booked.

    :param book: the jobs known from the start.
    """

    def __init__(self, members: Sequence[Member], book: JobBook, period_h: float) -> None:
        self.members = members
        self.book = book
        self.period_h = period_h

    def done(self, job: int, done_h: float) -> tuple[int, ...]:
        """The jobs that come up when the unit of one works again."""
        book = self.book
        failed_h = done_h + book.life_h[job]
        if not failed_h < self.period_h:
            return ()
        row, k = book.row[job], book.k[job] + 1
        member = self.members[book.group[job]]
        new = book.add(
            group=book.group[job], row=row, k=k, failed_h=failed_h, **member.draws(row, k, failed_h),
            rank=book.rank[job], queue=book.queue[job], spare=book.spare[job],
            x_m=book.x_m[job], y_m=book.y_m[job],
        )  # fmt: skip
        return (new,)
