"""Closed forms of queues with random arrivals."""

from __future__ import annotations

import math

__all__ = ["erlang_c", "mean_wait_s"]


def erlang_c(load: float, workers: int) -> float:
    """The probability that a customer waits in M/M/c (Erlang's formula C, ITU-T E.501).

    :param load: arrivals a second times mean service, in erlang; from ``workers`` on everybody waits.
    """
    if load >= workers:
        return 1.0
    inverse = 1.0
    for number in range(1, workers + 1):
        inverse = 1.0 + inverse * number / load if load > 0 else math.inf
    share = 1.0 / inverse
    return share / (1.0 - load / workers * (1.0 - share))


def mean_wait_s(rate_s: float, service_s: float, workers: int = 1, *, variation: float = 1.0) -> float:
    """The mean wait before service; infinite where the servers cannot keep up.

    Exact for M/M/c, and for one server with any service times (Pollaczek 1930, Khinchine 1932); for several
    servers and other service times by Lee and Longton's factor (1959).

    :param variation: squared coefficient of variation of service times: 1 exponential, 0 fixed.
    """
    load = rate_s * service_s
    if load >= workers:
        return math.inf
    return erlang_c(load, workers) * service_s / (workers - load) * (1.0 + variation) / 2.0
