"""Orders for crews that are known from the start: failures, what shocks break, planned visits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from camproof.simulator.draws import Keys
from camproof.simulator.failing.lives import first_failures, lives_of, some
from camproof.simulator.failing.units import UnitGroup, Units
from camproof.simulator.repair import NO_SPARE, WAITING, JobBook, QueueMap, RepairPlan
from camproof.simulator.values import Floats, Ints

__all__ = ["Orders", "booked", "orders_for", "orders_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """K orders of one group, in columns; names as in ``JobBook``.

    :param group: number of the group in the book.
    :param row: (K,) of the group; :param keys: (K,).
    """

    group: int
    row: Ints
    keys: Keys
    failed_h: Floats
    known_h: Floats
    work_h: Floats
    life_h: Floats
    rank: Ints
    queue: Ints
    spare: int
    x_m: Floats
    y_m: Floats


def orders_for(
    plan: RepairPlan, queues: QueueMap, units: Units, unit: Ints, skill: str, what: str
) -> tuple[Ints, Ints]:
    """(K,) rank and queue of the orders for these units."""
    ranks = np.array([*plan.class_ranks, plan.infrastructure_rank], np.int32)
    district = units.district[unit]
    seen = np.bincount(district, minlength=1) if len(district) else np.zeros(0, np.int64)
    table = queues.of_skill(skill, np.flatnonzero(seen).astype(np.int32), what)
    return ranks[units.camera_class[unit].astype(np.int32)], table[district]


def orders_of(
    group: UnitGroup,
    number: int,
    plan: RepairPlan,
    queues: QueueMap,
    period_h: float,
    seed: int,
    replication: int,
) -> Orders:
    """The first failure of each unit of a group that crews mend."""
    mode = group.mode
    lives = lives_of(mode, seed, replication)
    row, failed_h = first_failures(group, lives, period_h)
    keys, unit = group.keys[row], group.unit(row)
    rank, queue = orders_for(plan, queues, group.units, unit, mode.skill or "", mode.name)
    return Orders(
        group=number,
        row=row,
        keys=keys,
        failed_h=failed_h,
        known_h=lives.known_h(keys, 0, failed_h),
        work_h=lives.repair.many(keys, 0),
        life_h=lives.life.many(keys, 1, some(group.sizes, row)),
        rank=rank,
        queue=queue,
        spare=NO_SPARE if mode.spare is None else plan.shelf_of(mode.spare),
        x_m=group.units.x_m[unit],
        y_m=group.units.y_m[unit],
    )


def booked(orders: Sequence[Orders]) -> JobBook:
    """A book of all orders, in the order in which they become known.

    Orders of one moment follow each other by group, then by unit key: not by the unit's place in the file.
    """
    if not orders:
        return JobBook()
    known_h = np.concatenate([each.known_h for each in orders])
    group = np.concatenate([np.full(len(each.row), each.group) for each in orders])
    order = np.argsort(known_h, kind="stable")
    if np.any(np.diff(known_h[order]) == 0.0):
        keys = np.concatenate([each.keys for each in orders])
        order = np.lexsort((keys, group, known_h))
    spare = np.concatenate([np.full(len(each.row), each.spare) for each in orders])

    def column(name: str) -> list[float]:
        return np.concatenate([getattr(each, name) for each in orders])[order].tolist()  # type: ignore[no-any-return]

    return JobBook(
        group=group[order].tolist(),
        row=column("row"),  # type: ignore[arg-type]
        k=[0] * len(order),
        failed_h=column("failed_h"),
        known_h=known_h[order].tolist(),
        work_h=column("work_h"),
        life_h=column("life_h"),
        rank=column("rank"),  # type: ignore[arg-type]
        queue=column("queue"),  # type: ignore[arg-type]
        spare=spare[order].tolist(),
        x_m=column("x_m"),
        y_m=column("y_m"),
        state=bytearray([WAITING]) * len(order),
    )
