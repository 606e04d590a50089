"""What the model did with a city's files: what it assumed, left out, or found odd or too much."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from camproof.simulator.inputs import City, Issue, PlacesReading
from camproof.simulator.model.signalling import signalling_notes
from camproof.simulator.values import Network

__all__ = ["notes_of"]

_MOST_ROWS = 40


def notes_of(
    read: City, network: Network, places: PlacesReading | None, most: int | None = _MOST_ROWS
) -> tuple[str, ...]:
    """A sentence each, the weightiest first; every command about the city shows the same.

    :param network: laid out over the cameras. :param places: to be seen; None where the file names none.
    :param most: odd rows of a file that are named, the rest counted; None for all.
    """
    return (
        *signalling_notes(network, read.spec.traffic.service),
        *_left_out(read),
        *read.notes,
        *_sight(read, places),
        *_odd(read.issues, "the inventory", most),
        *(_odd(places.issues, "the places", most) if places is not None else ()),
    )


def _left_out(read: City) -> Iterator[str]:
    if read.refused:
        yield f"{read.refused} of {read.rows} rows of the inventory were left out"


def _sight(read: City, places: PlacesReading | None) -> Iterator[str]:
    if places is None:
        return
    yield from places.notes
    if read.spec.coverage.occluders is None:
        yield "no buildings are given: nothing stands in the way of a camera"


def _odd(issues: Sequence[Issue], file: str, most: int | None) -> Iterator[str]:
    yield from (issue.text for issue in issues[:most])
    if most is not None and len(issues) > most:
        yield f"{len(issues) - most} more rows of {file} are odd: camproof city check names them all"
