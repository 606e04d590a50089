"""A city's result with what a report says of how it was made."""

from __future__ import annotations

from dataclasses import dataclass, field

from camproof.simulator.answers import CityResult
from camproof.simulator.model import City
from camproof.simulator.values import PLACE_TYPES, Places

__all__ = ["CityReport", "Making", "Spot", "spots_of"]


_MOST_SPOTS = 2_000


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on the map, metres east and north of the origin, and what is said of it."""

    x_m: float
    y_m: float
    text: str


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
    :param blind: places that no camera sees; :param proposed: where cameras would see most of them.
    """

    result: CityResult
    making: Making
    notes: tuple[str, ...] = ()
    blind: tuple[Spot, ...] = field(default=())
    proposed: tuple[Spot, ...] = field(default=())


def spots_of(city: City) -> tuple[tuple[Spot, ...], tuple[Spot, ...]]:
    """Blind spots and proposed cameras of the coverage study, the heaviest first; nothing without one."""
    if city.sight is None:
        return (), ()
    places, study = city.sight.places, city.sight.study
    blind = tuple(
        Spot(float(places.x_m[row]), float(places.y_m[row]), _place(places, row))
        for row in study.coverage.blind[:_MOST_SPOTS].tolist()
    )
    sights = study.candidates.sights
    proposed = tuple(
        Spot(float(sights.x_m[row]), float(sights.y_m[row]), f"proposed camera {rank}: {gain:g} more seen")
        for rank, (row, gain) in enumerate(zip(study.proposal.rows, study.proposal.gains, strict=True), 1)
    )
    return blind, proposed


def _place(places: Places, row: int) -> str:
    kind = PLACE_TYPES[int(places.kind[row])]
    return f"{places.names[int(places.place[row])]}, {kind} {kind.term}: seen by no camera"
