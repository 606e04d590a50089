"""An input that moved nothing, with what happened in the city meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from camproof.simulator.answers.figures import Key
from camproof.simulator.answers.inputs import Input
from camproof.simulator.model import City
from camproof.simulator.values import Kind

__all__ = ["Case", "Reason", "Reasons", "always"]


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """What a reason is found from.

    :param usual: figures of the city as it is, replication by replication.
    """

    city: City
    input: Input
    usual: Sequence[Mapping[Key, float]]

    @property
    def field(self) -> str:
        return str(self.input.path[-1])

    @property
    def number(self) -> int:
        """Of the row in the city file, of inputs that are in one."""
        return int(self.input.path[1])

    @property
    def values(self) -> tuple[Any, ...]:
        """As it is, and all that was tried."""
        return (self.input.value, *self.input.others)

    @property
    def times(self) -> str:
        """As in "in these 5 replications"."""
        return f"in {'this replication' if len(self.usual) == 1 else f'these {len(self.usual)} replications'}"

    def total(self, key: Key) -> float:
        """Of a figure over all replications."""
        return sum(row.get(key, 0.0) for row in self.usual)

    def most(self, key: Key) -> float:
        """The largest in any replication; 0 where there is none."""
        return max((row.get(key, 0.0) for row in self.usual), default=0.0)

    def outages(self, kind: Kind) -> int:
        """Of a kind of unit, over all replications."""
        return round(self.total(Key("outages", "count", of=kind.word)))


Reason = Callable[[Case], str]
"""A sentence."""

Reasons = Mapping[str, Reason]
"""By field."""


def always(text: str) -> Reason:
    """A reason that needs no looking up."""
    return lambda _: text
