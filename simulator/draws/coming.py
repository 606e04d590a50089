"""What comes again and again: moments with drawn times between them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from camproof.simulator.draws.kernels import FIRST, FIXED, uniform_of
from camproof.simulator.draws.laws import draw_for, prepared
from camproof.simulator.values import Law

__all__ = ["moments"]


def moments(
    seed: int, replication: int, purpose: str, name: str, every: Law, period_h: float
) -> Iterator[float]:
    """Hours from the start at which it comes, ascending, within the period.

    The first comes after one such time; where that is fixed, at a moment within it that is as likely as any
    other, so that a period has as many as its length is of these times.

    :param every: the law of the times between.
    :raises LawError: for a law whose figures make no distribution, or that takes no time.
    """
    gaps = draw_for(seed, replication, purpose, name, prepared(every, life=True), FIRST)
    count, at_h = 1, gaps.one(0, 0)
    if gaps.law.form == FIXED:
        at_h *= uniform_of(gaps.stream, replication, np.uint64(0), 0, FIRST)
    while at_h < period_h:
        yield at_h
        at_h += gaps.one(0, count)
        count += 1
