"""Stream licences as a loss system: Erlang's formula B (ITU-T E.501), and the same by simulation."""

from __future__ import annotations

import heapq

import numpy as np

__all__ = ["blocking", "licences_for", "simulated_blocking"]


def blocking(load: float, licences: int) -> float:
    """The share of calls that find all licences taken.

    :param load: calls a unit of time times their mean length, in erlang.
    """
    inverse = 1.0
    for number in range(1, licences + 1):
        if load <= 0:
            return 0.0
        inverse = 1.0 + inverse * number / load
    return 1.0 / inverse


def licences_for(load: float, most_blocked: float) -> int:
    """The fewest licences with which no more than this share of calls is turned away."""
    licences, inverse = 0, 1.0
    while load > 0 and 1.0 / inverse > most_blocked:
        licences += 1
        inverse = 1.0 + inverse * licences / load
    return licences


def simulated_blocking(rng: np.random.Generator, load: float, licences: int, calls: int) -> float:
    """The share of calls turned away among so many, random arrivals, lengths exponential with mean 1."""
    arrivals = np.cumsum(rng.exponential(1.0 / load, calls))
    ends: list[float] = []
    refused = 0
    for at, length in zip(arrivals.tolist(), rng.exponential(1.0, calls).tolist(), strict=True):
        while ends and ends[0] <= at:
            heapq.heappop(ends)
        if len(ends) < licences:
            heapq.heappush(ends, at + length)
        else:
            refused += 1
    return refused / calls
