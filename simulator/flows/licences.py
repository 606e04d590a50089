"""Live streams on ordinary days: requests that come at random, some of them when no licence is free."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from camproof.media.compiled import compiled
from camproof.simulator.values import Floats, Traffic

__all__ = ["LiveRequests", "live_requests"]

_FAR = 20.0
"""Standard deviations above the mean beyond which no number of streams is drawn: less than 1 in 10^30."""


@dataclass(frozen=True, slots=True)
class LiveRequests:
    """:param asked: requests in the hours that were played; :param refused: of these, for no licence."""

    asked: int
    refused: int

    @property
    def blocked(self) -> float:
        """Share refused; not a number where nobody asked."""
        return self.refused / self.asked if self.asked else float("nan")


def live_requests(rng: np.random.Generator, traffic: Traffic, hours: int) -> LiveRequests:
    """Requests of so many busiest hours, each on a day of its own.

    They come as a Poisson process, from many operators, so fast that as many streams as the traffic says
    would be open on average if none were refused; each is watched for an exponential time. Who is refused
    does not ask again. An hour begins as a long busy time leaves it: with a number of open streams that is
    Poisson's, cut off at the licences (the steady state of a loss system).
    """
    if traffic.licences is None:
        raise ValueError("without a limit on streams nobody is refused")
    streams = traffic.viewers * traffic.streams_each
    asked = refused = 0
    for _ in range(hours):
        begun = _open_streams(rng, streams, traffic.licences)
        at_h = np.sort(rng.uniform(0.0, 1.0, rng.poisson(streams / traffic.watched_h)))
        ends_h = at_h + rng.exponential(traffic.watched_h, len(at_h))
        left_h = np.sort(rng.exponential(traffic.watched_h, begun))
        asked += len(at_h)
        refused += int(_refused(at_h, ends_h, left_h, traffic.licences))
    return LiveRequests(asked, refused)


def _open_streams(rng: np.random.Generator, streams: float, licences: int) -> int:
    """By inversion of the Poisson weights up to the licences."""
    most = math.ceil(streams + _FAR * (math.sqrt(streams) + 1.0))
    number = np.arange(min(licences, most) + 1)
    log_weight = np.concatenate(([0.0], np.cumsum(np.log(max(streams, 1e-300)) - np.log(number[1:]))))
    total = np.cumsum(np.exp(log_weight - log_weight.max()))
    return int(np.searchsorted(total, rng.uniform(0.0, float(total[-1]))))


@compiled
def _refused(at_h: Floats, ends_h: Floats, left_h: Floats, licences: int) -> int:
    """Requests that find all licences taken. :param left_h: ends of the streams open at the start, ascending.

    The ends of open streams are a heap in an array.
    """
    heap = np.empty(len(left_h) + len(at_h) + 1)
    size = len(left_h)
    heap[:size] = left_h
    refused = 0
    for request in range(len(at_h)):
        while size and heap[0] <= at_h[request]:
            size -= 1
            _sink(heap, size, heap[size])
        if size == licences:
            refused += 1
            continue
        at = size
        size += 1
        while at and heap[(at - 1) // 2] > ends_h[request]:
            heap[at] = heap[(at - 1) // 2]
            at = (at - 1) // 2
        heap[at] = ends_h[request]
    return refused


@compiled
def _sink(heap: NDArray[np.float64], size: int, value: float) -> None:
    """Put a value in place of the first of a heap."""
    at = 0
    while 2 * at + 1 < size:
        child = 2 * at + 1
        if child + 1 < size and heap[child + 1] < heap[child]:
            child += 1
        if heap[child] >= value:
            break
        heap[at] = heap[child]
        at = child
    heap[at] = value
