"""How lists are dealt over the cameras of a group."""

from __future__ import annotations

import math
from collections.abc import Sequence

__all__ = ["deal"]


def deal(lengths: Sequence[int], index: int) -> tuple[int, ...]:
    """Which item of each list the camera `index` (from 0) gets.

    Every list is dealt round-robin. Where two lists would go in step (three districts and six streams, two
    editions and two transports), the later one moves on by one item each time they are through, so that in
    the end every combination occurs equally often and no two traits stand for each other in the results.
    """
    period, picks = 1, []
    for length in lengths:
        in_step = math.gcd(period, length)
        both = period * length // in_step
        picks.append((index + index // both % in_step) % length)
        period *= length
    return tuple(picks)
