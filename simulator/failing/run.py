"""One period of the city: what fails, and who mends it when."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from camproof.simulator.failing.columns import Piece
from camproof.simulator.failing.lives import lives_of
from camproof.simulator.failing.members import Member, Renewing
from camproof.simulator.failing.orders import Orders, booked, orders_for, orders_of
from camproof.simulator.failing.outcome import Failing, crew_log, gathered, of_book
from camproof.simulator.failing.renewal import renewal
from camproof.simulator.failing.shocks import Struck, strokes
from camproof.simulator.failing.sorts import Sort
from camproof.simulator.failing.units import ShockGroup, UnitGroup, UpkeepGroup
from camproof.simulator.failing.visits import Visiting, visit_orders
from camproof.simulator.repair import NO_SPARE, QueueMap, RepairPlan, Workshop
from camproof.simulator.values import Kind

__all__ = ["fail_and_repair"]


def fail_and_repair(
    groups: Sequence[UnitGroup],
    shocks: Sequence[ShockGroup],
    upkeep: Sequence[UpkeepGroup],
    plan: RepairPlan,
    *,
    period_h: float,
    seed: int,
    replication: int,
) -> Failing:
    """Play one period.

    Every number that is drawn belongs to (seed, replication, name of the mode, unit, how many-th time): units
    may stand in any order, and two designs that share units and modes share their fates.

    :raises LawError: for a law whose figures make no distribution.
    :raises NoCrewError: where no team has a skill in a district.
    :raises UnknownSpareError: where no shelf holds a part.
    """
    play = _Play(plan, period_h, seed, replication)
    for group in groups:
        play.add_failures(group)
    for shock in shocks:
        play.add_shock(shock)
    for visits in upkeep:
        play.add_visits(visits)
    return play.outcome()


class _Play:
    def __init__(self, plan: RepairPlan, period_h: float, seed: int, replication: int) -> None:
        self._plan = plan
        self._period_h = period_h
        self._seed = seed
        self._replication = replication
        self._queues = QueueMap(plan)
        self._members: list[Member] = []
        self._orders: list[Orders] = []
        self._pieces: list[Piece] = []

    def add_failures(self, group: UnitGroup) -> None:
        if group.mode.skill is None:
            self._pieces.append(renewal(group, self._period_h, self._seed, self._replication))
            return
        number = len(self._members)
        self._orders.append(
            orders_of(group, number, self._plan, self._queues, self._period_h, self._seed, self._replication)
        )
        lives = lives_of(group.mode, self._seed, self._replication)
        self._members.append(
            Member(number=group.number, sort=group.sort, kind=group.mode.kind, group=group, lives=lives)
        )

    def add_shock(self, group: ShockGroup) -> None:
        numbers: dict[Sort, int] = {}
        for struck in strokes(group, self._plan.districts, self._period_h, self._seed, self._replication):
            self._pieces.append(struck.healing(group.shock))
            if group.shock.skill is None or not np.any(struck.broken):
                continue
            if struck.sort not in numbers:
                numbers[struck.sort] = len(self._members)
                self._members.append(Member(number=group.number, sort=struck.sort, kind=group.shock.kind))
            self._orders.append(self._broken(group, struck, numbers[struck.sort]))

    def _broken(self, group: ShockGroup, struck: Struck, number: int) -> Orders:
        shock = group.shock
        units = group.cameras if struck.sort is Sort.CAMERA else group.nodes
        unit = struck.unit[struck.broken]
        down_h = struck.down_h[struck.broken]
        rank, queue = orders_for(self._plan, self._queues, units, unit, shock.skill or "", shock.name)
        return Orders(
            group=number,
            row=unit,
            keys=units.keys[unit],
            failed_h=down_h,
            known_h=down_h,
            work_h=struck.repair_h[struck.broken],
            life_h=np.full(len(unit), np.inf),
            rank=rank,
            queue=queue,
            spare=NO_SPARE if shock.spare is None else self._plan.shelf_of(shock.spare),
            x_m=units.x_m[unit],
            y_m=units.y_m[unit],
        )

    def add_visits(self, group: UpkeepGroup) -> None:
        number = len(self._members)
        self._orders.append(
            visit_orders(
                group, number, self._plan, self._queues, self._period_h, self._seed, self._replication
            )
        )
        self._members.append(Member(number=group.number, sort=Sort.CAMERA, kind=Kind.MAINTENANCE))

    def outcome(self) -> Failing:
        book = booked(self._orders)
        self._orders.clear()
        visits = any(member.kind is Kind.MAINTENANCE for member in self._members)
        renewing = (
            Visiting(self._members, book, self._plan, self._queues, self._period_h)
            if visits
            else Renewing(self._members, book, self._period_h)
        )
        shop = Workshop(self._plan, book, self._queues.teams, self._period_h, renewing.done)
        shop.run()
        mended_h = renewing.mended_h if isinstance(renewing, Visiting) else {}
        jobs = of_book(book, shop, self._members, mended_h)
        pieces = [*self._pieces, *jobs.pieces(self._members)]
        log = crew_log(jobs, shop, self._members, self._plan, self._period_h)
        return gathered(pieces, log, self._period_h)
