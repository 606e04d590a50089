"""First come, first served: waits at one server or several alike."""

from __future__ import annotations

import heapq

import numpy as np

from camproof.simulator.values import Floats

__all__ = ["fifo_waits"]


def fifo_waits(arrivals_s: Floats, services_s: Floats, workers: int = 1) -> Floats:
    """How long each customer waits before its service begins.

    One server by Lindley's recursion (1952) as a running maximum; several by the times at which they are free
    (Kiefer and Wolfowitz 1955).

    :param arrivals_s: (K,) ascending; :param services_s: (K,) of each.
    """
    if workers > 1:
        return _several(arrivals_s, services_s, workers)
    before = np.cumsum(services_s) - services_s
    return np.maximum.accumulate(arrivals_s - before) + before - arrivals_s


def _several(arrivals_s: Floats, services_s: Floats, workers: int) -> Floats:
    free = [-np.inf] * workers
    waits = np.empty(len(arrivals_s))
    pairs = zip(arrivals_s.tolist(), services_s.tolist(), strict=True)
    for number, (at_s, service_s) in enumerate(pairs):
        begun_s = max(at_s, free[0])
        heapq.heapreplace(free, begun_s + service_s)
        waits[number] = begun_s - at_s
    return waits
