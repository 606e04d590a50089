"""Where links take their random numbers from."""

from __future__ import annotations

from random import Random
from typing import Protocol

__all__ = ["Chance", "LateChance"]


class Chance(Protocol):
    """The part of ``random.Random`` that links use."""

    def random(self) -> float:
        """Evenly from 0 to below 1."""

    def uniform(self, a: float, b: float, /) -> float:
        """Evenly from ``a`` to ``b``."""


class LateChance:
    """The numbers of ``random.Random(seed)``, whose 2.5 kB are made when the first one is asked for.

    Most links of a fleet stay perfect and never ask.
    """

    __slots__ = ("_made", "_seed")

    def __init__(self, seed: float) -> None:
        self._seed = seed
        self._made: Random | None = None

    def random(self) -> float:
        """Evenly from 0 to below 1."""
        return self._rng().random()

    def uniform(self, a: float, b: float, /) -> float:
        """Evenly from ``a`` to ``b``."""
        return self._rng().uniform(a, b)

    def _rng(self) -> Random:
        if self._made is None:
            self._made = Random(self._seed)
        return self._made
