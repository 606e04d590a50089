"""What came of a period: outages by sort of unit, and the log of the crews."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from camproof.simulator.failing.columns import Piece, joined
from camproof.simulator.failing.members import Member
from camproof.simulator.failing.sorts import Sort
from camproof.simulator.repair import VOID, JobBook, RepairPlan, Workshop
from camproof.simulator.values import CrewLog, Floats, Ints, Kind, Outages

__all__ = ["Failing", "Jobs", "crew_log", "gathered", "of_book"]

_NOBODY = -1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Failing:
    """One period. An outage that nobody had ended by its end is endless: ``up_h`` is infinite.

    :param outages: of every sort, also of those without any.
    """

    outages: Mapping[Sort, Outages]
    log: CrewLog

    def of(self, sort: Sort) -> Outages:
        """Outages of one sort."""
        return self.outages[sort]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Jobs:
    """The book of repairs at the end, in arrays; columns as ``JobBook``, and

    :param up_h: (K,) end of the outage; infinite where it had not been begun.
    :param void: (K,) no longer needed.
    :param begun: (B,) jobs in the order in which they were begun; :param team: by whom;
        :param begun_h: (B,); :param travel_h: (B,); :param done_h: (B,).
    """

    group: Ints
    row: Ints
    failed_h: Floats
    known_h: Floats
    up_h: Floats
    void: NDArray[np.bool_]
    begun: NDArray[np.int64]
    team: Ints
    begun_h: Floats
    travel_h: Floats
    done_h: Floats

    def pieces(self, members: Sequence[Member]) -> list[Piece]:
        """Outages of each member."""
        pieces = []
        order = np.argsort(self.group, kind="stable")
        bounds = np.searchsorted(self.group[order], np.arange(len(members) + 1))
        for number, member in enumerate(members):
            mine = order[bounds[number] : bounds[number + 1]]
            unit = self.row[mine] if member.group is None else member.group.unit(self.row[mine])
            pieces.append(Piece(member.sort, member.kind, unit, self.failed_h[mine], self.up_h[mine]))
        return pieces


def of_book(book: JobBook, shop: Workshop, members: Sequence[Member], mended_h: Mapping[int, float]) -> Jobs:
    """:param mended_h: jobs that ended without a crew of their own."""
    group = np.array(book.group, np.int32)
    failed_h = np.array(book.failed_h, np.float64)
    up_h = np.full(len(book), np.inf)
    job = np.array(shop.begun.job, np.int64)
    begun_h = np.array(shop.begun.begun_h, np.float64)
    travel_h = np.array(shop.begun.travel_h, np.float64)
    done_h = begun_h + travel_h + np.array(book.work_h, np.float64)[job]
    up_h[job] = done_h
    for mended, at_h in mended_h.items():
        up_h[mended] = at_h
    visits = np.array([member.kind is Kind.MAINTENANCE for member in members], np.bool_)
    if visits.any():
        of_visits = visits[group[job]]
        failed_h[job[of_visits]] = (begun_h + travel_h)[of_visits]
    return Jobs(
        group=group,
        row=np.array(book.row, np.int32),
        failed_h=failed_h,
        known_h=np.array(book.known_h, np.float64),
        up_h=up_h,
        void=np.frombuffer(book.state, np.uint8) == VOID,
        begun=job,
        team=np.array(shop.begun.team, np.int32),
        begun_h=begun_h,
        travel_h=travel_h,
        done_h=done_h,
    )


def crew_log(
    jobs: Jobs, shop: Workshop, members: Sequence[Member], plan: RepairPlan, period_h: float
) -> CrewLog:
    """Repairs and visits in the order in which they were begun; behind them those that were not."""
    missed = ~jobs.void
    missed[jobs.begun] = False
    rest = np.flatnonzero(missed)
    every = np.concatenate((jobs.begun, rest))
    none = np.full(len(rest), np.nan)
    busy_h = np.minimum(jobs.done_h, period_h) - jobs.begun_h
    numbers = np.array([member.number for member in members], np.int32)
    known_h = jobs.known_h[every]
    return CrewLog(
        mode=numbers[jobs.group[every]] if len(members) else np.empty(0, np.int32),
        team=np.concatenate((jobs.team, np.full(len(rest), _NOBODY, np.int32))),
        failed_h=jobs.failed_h[every],
        known_h=known_h,
        begun_h=np.concatenate((jobs.begun_h, none)),
        done_h=np.concatenate((np.where(jobs.done_h < period_h, jobs.done_h, np.nan), none)),
        travel_h=np.concatenate((jobs.travel_h, none)),
        waited_for_spare_h=_waited_h(shop.part_ready_h, jobs.known_h)[every],
        team_busy_h=np.bincount(jobs.team, busy_h, len(plan.teams)).astype(np.float64),
        team_shift_h=np.array(
            [count * sum(end - begin for begin, end in spans) for count, spans in shop.duty], np.float64
        ),
        spares_used=np.array(shop.spares_used, np.int64),
    )


def _waited_h(ready_h: Mapping[int, float], known_h: Floats) -> Floats:
    waited_h = np.zeros(len(known_h))
    for job, at_h in ready_h.items():
        waited_h[job] = at_h - known_h[job]
    return waited_h


def gathered(pieces: Sequence[Piece], log: CrewLog, period_h: float) -> Failing:
    """Outages of every sort, sorted."""
    by_sort: dict[Sort, list[Piece]] = {sort: [] for sort in Sort}
    for piece in pieces:
        by_sort[piece.sort].append(piece)
    return Failing(outages={sort: joined(some, period_h) for sort, some in by_sort.items()}, log=log)
