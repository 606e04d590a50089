"""Units of many streams, a stream behind the other, and what each unit has before it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from camproof.media.virtual.flights import Rows
from camproof.media.virtual.units import Units

__all__ = ["Runs"]

Ints = NDArray[np.int64]


class Runs:
    """Where in some units each stream begins and ends.

    :ivar opens: whether a unit is the first of its stream; starts, ends: those units, and the last ones.
    :ivar sizes: units of each stream; which: its number; rows: a copy of its record.
    """

    def __init__(self, flights: Rows, units: Units) -> None:
        flight = units["flight"]
        self.opens = np.append(True, flight[1:] != flight[:-1])
        self.starts: Ints = np.flatnonzero(self.opens)
        self.ends: Ints = np.append(self.starts[1:], len(units)) - 1
        self.sizes: Ints = self.ends - self.starts + 1
        self.which: Ints = flight[self.starts]
        self.rows = flights[self.which]

    def each(self, values: Ints) -> Ints:
        """Values of the streams, for each of their units."""
        return np.repeat(values, self.sizes)

    def before(self, values: Ints, first: Ints) -> Ints:
        """The value of the unit before; at the first unit of a stream the one given for it."""
        shifted = np.empty_like(values)
        shifted[1:] = values[:-1]
        shifted[self.starts] = first
        return shifted

    def through(self, values: Ints) -> Ints:
        """Sums of each stream, up to and with each unit."""
        summed = np.cumsum(values)
        summed -= self.each(summed[self.starts] - values[self.starts])
        return summed

    def total(self, values: Ints) -> Ints:
        """Sum of each stream."""
        totals: Ints = np.add.reduceat(values, self.starts)
        return totals
