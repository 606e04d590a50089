"""What comes again and again: moments with drawn times between them."""

from __future__ import annotations

from collections.abc import Iterator

from camproof.simulator.draws.kernels import FIRST
from camproof.simulator.draws.laws import draw_for, prepared
from camproof.simulator.values import Law

__all__ = ["moments"]


def moments(
    seed: int, replication: int, purpose: str, name: str, every: Law, period_h: float
) -> Iterator[float]:
    """Hours from the start at which it comes, ascending, within the period; the first after one such time.

    :param every: the law of the times between.
    :raises LawError: for a law whose figures make no distribution, or that takes no time.
    """
    gaps = draw_for(seed, replication, purpose, name, prepared(every, life=True), FIRST)
    count, at_h = 1, gaps.one(0, 0)
    while at_h < period_h:
        yield at_h
        at_h += gaps.one(0, count)
        count += 1
