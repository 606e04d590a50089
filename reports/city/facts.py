"""A city's result with what a report says of how it was made."""

from __future__ import annotations

from dataclasses import dataclass

from camproof.reports.city.coverage import CoverageView
from camproof.simulator.answers import CityResult
from camproof.simulator.inputs import Issue

__all__ = ["CityReport", "Making"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Making:
    """Who made a result, when and how; none of it changes a figure.

    :param file: the city file as it was named.
    :param command: what repeats the run, with its seed and the number of replications.
    :param started: wall clock, ISO 8601; :param took_s: seconds from reading to the last replication.
    :param played: where the replications were played: "2 processes here".
    :param host: of this machine.
    :param versions: of Python and the packages that a figure depends on.
    """

    file: str
    command: str
    started: str = ""
    took_s: float = 0.0
    played: str = ""
    host: str = ""
    versions: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CityReport:
    """All that a report of one city shows.

    :param notes: sentences on what was taken as given: rows left out, headings assumed.
    :param coverage: what the cameras see; None without a coverage study.
    :param issues: everything odd about rows of the inventory, of which ``notes`` name the first.
    """

    result: CityResult
    making: Making
    notes: tuple[str, ...] = ()
    coverage: CoverageView | None = None
    issues: tuple[Issue, ...] = ()
