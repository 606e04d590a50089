"""What `camproof city check` finds in a city's files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from camproof.cli.city_opening import OpenedCity, opened
from camproof.reports.city.notes import note_lines
from camproof.reports.city.numbers import percent_text
from camproof.reports.text import count_text
from camproof.simulator.inputs import read_buildings
from camproof.simulator.layout import picture_of
from camproof.simulator.model import sip_loads

__all__ = ["found_in"]


def found_in(file: Path, seed: int, picture: Path | None, *, with_planned: bool) -> tuple[str, ...]:
    """Lines on cameras, network, SIP servers, places and buildings, then every note.

    :param picture: where the network is drawn; None for nowhere.
    :raises InputError: what is wrong with the files. :raises OSError: the picture cannot be written.
    """
    city = opened(file, seed, with_planned=with_planned)
    lines = (*_lines(city), *note_lines(city.all_notes))
    if picture is not None:
        picture.write_text(picture_of(city.network, city.inventory), encoding="utf-8")
    return lines


def _lines(city: OpenedCity) -> Iterator[str]:
    read, network, sight = city.read, city.network, city.spec.coverage
    rows, cameras = count_text(read.rows, "row"), count_text(len(city.inventory), "camera")
    planned = f", {read.planned} of later phases" if read.planned else ""
    yield f"{city.spec.name}: {rows}, {cameras}{planned}, {read.refused} left out"
    yield "network: " + ", ".join(
        count_text(count, thing)
        for count, thing in (
            (len(network.node_kind), "node"),
            (len(network.link_a), "link"),
            (network.zones, "zone"),
            (len(network.feeder_x_m), "power feeder"),
            (len(network.recorder_node), "recorder"),
        )
    )
    yield from _signalling(city)
    if city.places is not None:
        points = count_text(len(city.places.places), "point")
        yield f"places: {len(city.places.places.names)}, as {points}"
    if sight.occluders is not None:
        yield f"buildings: {len(read_buildings(sight.occluders, city.inventory.origin))}"


def _signalling(city: OpenedCity) -> Iterator[str]:
    loads = sip_loads(city.network, city.spec.traffic.service)
    if not len(loads):
        return
    takes = f"keepalives and registrations take {percent_text(float(loads.max()))} of their time"
    fullest = " in the fullest" if len(loads) > 1 else ""
    yield f"SIP servers: {count_text(len(loads), 'group')}; {takes}{fullest}"
