"""The peer: a plain SimPy model with a process a camera, as one writes it first. It has failures and repairs,
and crews if asked; no power zones, rings, common causes, travel, shifts or spares.
"""

from __future__ import annotations

from collections.abc import Callable, Generator

import simpy

__all__ = ["Outage", "plain_model"]

Outage = tuple[int, float, float]
"""Unit, begin and end in hours."""


def plain_model(
    units: int,
    life_h: Callable[[int, int], float],
    repair_h: Callable[[int, int], float],
    period_h: float,
    crews: int | None = None,
) -> list[Outage]:
    """Outages of units 0 to N - 1 that ended within the period, in the order of their ends.

    :param life_h: the k-th life of a unit, by (unit, k); :param repair_h: the repair after it.
    :param crews: first come, first served; None for a crew for everybody.
    """
    env = simpy.Environment()
    crew = None if crews is None else simpy.Resource(env, crews)
    outages: list[Outage] = []

    def unit(number: int) -> Generator[simpy.Event, object, None]:
        k = 0
        while True:
            yield env.timeout(life_h(number, k))
            down_h = env.now
            if crew is None:
                yield env.timeout(repair_h(number, k))
            else:
                with crew.request() as turn:
                    yield turn
                    yield env.timeout(repair_h(number, k))
            outages.append((number, down_h, env.now))
            k += 1

    for number in range(units):
        env.process(unit(number))
    env.run(until=period_h)
    return outages
