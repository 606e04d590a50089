"""A link of limited rate: packets leave one behind the other, and what would wait too long is lost."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from camproof.runtimes.impairment import MAX_QUEUE_S

__all__ = ["queue"]

Ints = NDArray[np.int64]
_MOST_NS = round(MAX_QUEUE_S * 1e9)


def queue(at_ns: Ints, size: Ints, rate_kbit: float, free_ns: int) -> tuple[Ints, int]:
    """How long each packet takes from its arrival at the link until it has left, -1 for those that are lost.

    :param at_ns: in the order in which the link is asked.
    :param size: octets.
    :param free_ns: when the link has sent all from before.
    :return: also when it has sent all.
    """
    cost = np.rint(size * 8e6 / rate_kbit).astype(np.int64)
    before = np.cumsum(cost) - cost
    start = np.maximum(np.maximum.accumulate(at_ns - before), free_ns) + before
    if int((start - at_ns).max(initial=0)) > _MOST_NS:
        return _crowded(at_ns, cost, free_ns)
    end = start + cost
    return end - at_ns, int(end[-1])


def _crowded(at_ns: Ints, cost: Ints, free_ns: int) -> tuple[Ints, int]:
    waits = []
    for at, takes in zip(at_ns.tolist(), cost.tolist(), strict=True):
        start = max(at, free_ns)
        if start - at > _MOST_NS:
            waits.append(-1)
            continue
        free_ns = start + takes
        waits.append(free_ns - at)
    return np.array(waits, np.int64), free_ns
