"""The time line of a scenario: when which fault or action starts, on which cameras."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from camproof.domain.errors import InputError
from camproof.domain.selector import Selector

__all__ = ["TimelineEntry", "end_s"]


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One line of a time line.

    :param at_s: scenario time.
    :param for_s: how long it lasts; None = until the end.
    :param kind: "fault" (a row of the fault catalogue) or "do" (an action).
    :param name: the fault's id or the action's name.
    :param selector: on which cameras.
    :param params: the further fields, as written; :func:`camproof.domain.faults.resolve` reads a fault's.
    :raises InputError: a time is negative or not finite.
    """

    at_s: float
    for_s: float | None
    kind: Literal["fault", "do"]
    name: str
    selector: Selector = field(default_factory=Selector)
    params: Mapping[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not (math.isfinite(self.at_s) and self.at_s >= 0):
            raise InputError(f"{self.name} cannot start at {self.at_s} s; time starts at 0 s")
        if self.for_s is not None and not (math.isfinite(self.for_s) and self.for_s > 0):
            raise InputError(f"{self.name} cannot last {self.for_s} s; it needs more than 0 s")

    @property
    def end_s(self) -> float | None:
        """Scenario time at which it ends; None = with the run."""
        return None if self.for_s is None else self.at_s + self.for_s


def end_s(entries: tuple[TimelineEntry, ...]) -> float:
    """The last moment at which something starts or ends; 0 for an empty time line."""
    return max((entry.end_s if entry.end_s is not None else entry.at_s for entry in entries), default=0.0)
