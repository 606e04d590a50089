"""Planned visits: when they are due, and what they do to failures."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from math import nan

import numpy as np

from camproof.simulator.draws import FIRST, stream_key, uniforms_of
from camproof.simulator.failing.members import Member, Renewing
from camproof.simulator.failing.orders import Orders, orders_for
from camproof.simulator.failing.units import UpkeepGroup
from camproof.simulator.repair import NO_SPARE, VOID, WAITING, JobBook, QueueMap, RepairPlan
from camproof.simulator.values import Kind

__all__ = ["Visiting", "visit_orders"]


def visit_orders(
    group: UpkeepGroup,
    number: int,
    plan: RepairPlan,
    queues: QueueMap,
    period_h: float,
    seed: int,
    replication: int,
) -> Orders:
    """All visits due within the period: each camera's first at random within one interval."""
    every_h = group.upkeep.every_h
    stream = stream_key(seed, "visit", f"{group.upkeep.skill}\n{group.turn}")
    first_h = every_h * uniforms_of(stream, replication, group.cameras.keys, 0, FIRST)
    counts = np.maximum(np.ceil((period_h - first_h) / every_h), 0.0).astype(np.int64)
    row = np.repeat(np.arange(len(first_h), dtype=np.int32), counts)
    turn = np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts)
    _, queue = orders_for(plan, queues, group.cameras, row, group.upkeep.skill, "upkeep")
    return Orders(
        group=number,
        row=row,
        keys=group.cameras.keys[row],
        failed_h=np.full(len(row), np.nan),
        known_h=first_h[row] + every_h * turn,
        work_h=np.full(len(row), group.upkeep.lasts_h),
        life_h=np.full(len(row), np.inf),
        rank=np.full(len(row), plan.upkeep_rank, np.int32),
        queue=queue,
        spare=NO_SPARE,
        x_m=group.cameras.x_m[row],
        y_m=group.cameras.y_m[row],
    )


class Visiting(Renewing):
    """Renewal where visits make new what ages, and end picture faults.

    Visits touch what crews mend. A visit that comes so late that the next is due too counts for both.
    """

    def __init__(
        self, members: Sequence[Member], book: JobBook, plan: RepairPlan, queues: QueueMap, period_h: float
    ) -> None:
        super().__init__(members, book, period_h)
        self._plan = plan
        self._queues = queues
        self._touched = [number for number, member in enumerate(members) if _is_touched(member)]
        self._rows = {number: _rows_by_unit(members[number]) for number in self._touched}
        self._current: dict[int, dict[int, int]] = {number: {} for number in self._touched}
        self._lived: dict[int, dict[int, int]] = {number: {} for number in self._touched}
        self._due: dict[tuple[int, int], deque[int]] = {}
        self.mended_h: dict[int, float] = {}
        for job, (group, row) in enumerate(zip(book.group, book.row, strict=True)):
            if group in self._current:
                self._current[group][row] = job
            elif members[group].kind is Kind.MAINTENANCE:
                self._due.setdefault((group, row), deque()).append(job)

    def done(self, job: int, done_h: float) -> tuple[int, ...]:
        book = self.book
        group = book.group[job]
        if self.members[group].kind is Kind.MAINTENANCE:
            return self._visited(group, book.row[job], done_h)
        if group not in self._current:
            return super().done(job, done_h)
        return self._renew(group, job, done_h)

    def _renew(self, group: int, job: int, at_h: float) -> tuple[int, ...]:
        """The unit of a job begins its next life."""
        new = super().done(job, at_h)
        row = self.book.row[job]
        if new:
            self._current[group][row] = new[0]
        else:
            self._current[group].pop(row, None)
            self._lived[group][row] = self.book.k[job] + 1
        return new

    def _visited(self, visit_group: int, unit: int, at_h: float) -> tuple[int, ...]:
        book = self.book
        due = self._due[visit_group, unit]
        while due and book.known_h[due[0]] <= at_h:
            late = due.popleft()
            if book.state[late] == WAITING:
                book.state[late] = VOID
        new: list[int] = []
        for group in self._touched:
            row = unit if self._rows[group] is None else self._rows[group].get(unit)  # type: ignore[union-attr]
            if row is not None:
                new.extend(self._made_new(group, row, at_h))
        return tuple(new)

    def _made_new(self, group: int, row: int, at_h: float) -> tuple[int, ...]:
        book, member = self.book, self.members[group]
        job = self._current[group].get(row)
        if job is None:
            return self._live_on(group, row, at_h) if member.ages else ()
        if book.state[job] != WAITING:
            return ()
        if book.failed_h[job] <= at_h:
            if member.kind is not Kind.PICTURE:
                return ()
            self.mended_h[job] = at_h
        elif member.ages:
            book.failed_h[job] = nan
        else:
            return ()
        book.state[job] = VOID
        return self._renew(group, job, at_h)

    def _live_on(self, group: int, row: int, at_h: float) -> tuple[int, ...]:
        """A unit that would not have failed in the period, made new."""
        member = self.members[group]
        assert member.group is not None
        assert member.lives is not None
        k = self._lived[group].get(row, 0) + 1
        self._lived[group][row] = k
        failed_h = at_h + member.lives.life.one(member.key(row), k, member.size(row))
        if not failed_h < self.period_h:
            return ()
        mode, units = member.group.mode, member.group.units
        unit = member.group.unit(np.array([row], np.int32))
        rank, queue = orders_for(self._plan, self._queues, units, unit, mode.skill or "", mode.name)
        job = self.book.add(
            group=group, row=row, k=k, failed_h=failed_h, **member.draws(row, k, failed_h),
            rank=int(rank[0]), queue=int(queue[0]),
            spare=NO_SPARE if mode.spare is None else self._plan.shelf_of(mode.spare),
            x_m=float(units.x_m[unit[0]]), y_m=float(units.y_m[unit[0]]),
        )  # fmt: skip
        self._current[group][row] = job
        return (job,)


def _is_touched(member: Member) -> bool:
    return member.lives is not None and (member.kind is Kind.PICTURE or member.ages) and member.of_cameras


def _rows_by_unit(member: Member) -> dict[int, int] | None:
    if member.group is None or member.group.rows is None:
        return None
    return {unit: row for row, unit in enumerate(member.group.rows.tolist())}
