"""Departures from the standard, counted: who, what, how often, first when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from camproof.protocols.deviation import Deviation

__all__ = ["CountedDeviation", "DeviationCounts"]

OTHERS = "further kinds of deviation"


@dataclass(frozen=True, slots=True)
class CountedDeviation:
    """One kind of departure of one device.

    :param device: its code, empty where the sender is not known.
    :param summary: the message it was in, as "REGISTER" or "200 to INVITE"; the first one.
    :param first: the first instance, with its evidence.
    """

    device: str
    count: int
    first_s: float
    last_s: float
    summary: str
    first: Deviation


class DeviationCounts:
    """Counts by (device, what, where), within a bound.

    :param limit: kinds that are kept apart; further ones are counted together.
    """

    def __init__(self, limit: int = 100_000) -> None:
        self._limit = limit
        self._counts: dict[tuple[str, str, str], CountedDeviation] = {}

    def add(
        self, device: str, summary: str, deviations: Iterable[Deviation], at_s: float, times: int = 1
    ) -> None:
        """Count these, each ``times`` times."""
        for deviation in deviations:
            key = (device, deviation.what, deviation.where)
            if key not in self._counts and len(self._counts) >= self._limit:
                key, deviation = ("", OTHERS, ""), Deviation(OTHERS, "")
            old = self._counts.get(key)
            self._counts[key] = (
                CountedDeviation(key[0], times, at_s, at_s, summary, deviation)
                if old is None
                else CountedDeviation(
                    old.device, old.count + times, old.first_s, at_s, old.summary, old.first
                )
            )

    def all(self) -> tuple[CountedDeviation, ...]:
        """By device, then the most frequent first."""
        order = sorted(
            self._counts.values(), key=lambda entry: (entry.device, -entry.count, entry.first.what)
        )
        return tuple(order)

    def of(self, device: str) -> tuple[CountedDeviation, ...]:
        """Those of one device, the most frequent first."""
        return tuple(entry for entry in self.all() if entry.device == device)
