"""Two designs under common random numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from camproof.simulator.answers.estimating import Estimate, estimate, estimates
from camproof.simulator.answers.figures import COUNTED, Key

__all__ = ["Difference", "compare"]

_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure of two designs.

    :param first: of design A; :param second: of design B.
    :param change: B less A, replication by replication: what both have in common falls out.
    :param unpaired_half: half the width that the interval would have without common random numbers.
    """

    key: Key
    first: Estimate
    second: Estimate
    change: Estimate
    unpaired_half: float

    @property
    def sure(self) -> bool:
        """Whether the interval leaves 0 out."""
        return self.change.low > 0 or self.change.high < 0

    @property
    def untouched(self) -> bool:
        """Whether it is the same in both designs, replication by replication, but for rounding."""
        size = max(abs(self.first.mean), abs(self.second.mean))
        return max(abs(self.change.least), abs(self.change.most)) <= _ROUNDING * size


def compare(
    first: Sequence[Mapping[Key, float]], second: Sequence[Mapping[Key, float]]
) -> tuple[Difference, ...]:
    """Figures that both designs have, and what is counted in either, in the order of their keys.

    What only one design has a name for, such as a kind of failure, counts 0 in the other.

    :param first: figures of replications 0, 1, ... of design A, with the seed of :param second:.
    :raises ValueError: the designs were not played equally often.
    """
    if len(first) != len(second):
        raise ValueError(f"{len(first)} replications cannot be paired with {len(second)}")
    one, two = estimates(first), estimates(second)
    keys = sorted({*one, *two})
    for found in (one, two):
        counted = (key for key in keys if key not in found and key.measure in COUNTED)
        found.update({key: estimate([0.0] * len(first)) for key in counted})
    return tuple(
        _difference(key, one[key], two[key], first, second) for key in keys if key in one and key in two
    )


def _difference(
    key: Key,
    one: Estimate,
    two: Estimate,
    first: Sequence[Mapping[Key, float]],
    second: Sequence[Mapping[Key, float]],
) -> Difference:
    counted = key.measure in COUNTED
    changes = [
        b.get(key, 0.0) - a.get(key, 0.0)
        for a, b in zip(first, second, strict=True)
        if counted or (key in a and key in b)
    ]
    change = estimate(changes) if changes else estimate([two.mean - one.mean])
    return Difference(key, one, two, change, (one.half**2 + two.half**2) ** 0.5)
