"""What a study is of."""

from __future__ import annotations

from dataclasses import dataclass

from camproof.reports.city.facts import Making

__all__ = ["Study"]


@dataclass(frozen=True, slots=True)
class Study:
    """:param name: of the city. :param replications: of each variant. :param making: how it was made.
    :param notes: sentences on what was taken as given.
    """

    name: str
    seed: int
    replications: int
    making: Making
    notes: tuple[str, ...] = ()
