"""A whole city: its file, its cameras, and what each says of the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from camproof.domain.documents import InputErrors, List, Scalar, Table, Value
from camproof.domain.errors import InputError, Place, did_you_mean
from camproof.simulator.inputs.city import CityFile, read_city_file
from camproof.simulator.inputs.desk import Issue
from camproof.simulator.inputs.inventory import read_inventory
from camproof.simulator.inputs.options import InventoryOptions
from camproof.simulator.inputs.phasing import phase_notes, phase_problems, standing
from camproof.simulator.inputs.projection import Projection
from camproof.simulator.inputs.staffing import parts_of, staffed
from camproof.simulator.inputs.tables import TableOptions
from camproof.simulator.made import made_city
from camproof.simulator.values import CitySpec, CrewTeam, Inventory

__all__ = ["City", "open_city", "options_of", "placed"]


@dataclass(frozen=True, slots=True)
class City:
    """A city ready to be laid out.

    :param spec: with counts and depots of crews as the inventory makes them.
    :param rows: rows of the inventory's file; ``rows`` = cameras + ``planned`` + ``refused``.
    :param planned: cameras of later phases, which are left out.
    :param issues: what is odd about single rows. :param notes: what was assumed.
    """

    spec: CitySpec
    inventory: Inventory
    rows: int
    planned: int = 0
    refused: int = 0
    issues: tuple[Issue, ...] = ()
    notes: tuple[str, ...] = ()


def open_city(path: Path, seed: int = 0, *, with_planned: bool = False, by_phase: bool = False) -> City:
    """Read a city file and its inventory, or make its cameras up, and check the one against the other.

    :param seed: of a made city.
    :param with_planned: count cameras of later phases as if they stood; otherwise they are left out.
    :param by_phase: whoever asks adds them phase by phase, so that none need stand today.
    :raises InputError: all that is wrong with the file, or with the inventory.
    """
    file = read_city_file(path)
    source = replace(file.spec.cameras, with_planned=with_planned)
    spec = replace(file.spec, cameras=source)
    if source.inventory is None:
        inventory = made_city(source.count, seed, districts=source.districts, density_km2=source.density_km2)
        note = f"no inventory: {source.count} cameras are made up from seed {seed}"
        every, city = inventory, City(_manned(spec, inventory), inventory, source.count, notes=(note,))
    else:
        read = read_inventory(source.inventory, options_of(spec))
        every, inventory = read.inventory, standing(read.inventory, source)
        city = City(
            _manned(spec, inventory),
            inventory,
            read.rows,
            planned=len(every) - len(inventory),
            refused=read.refused,
            issues=read.issues,
            notes=(*phase_notes(every, source, by_phase=by_phase), *read.notes),
        )
    problems = [
        *_strangers(file, every),
        *_unmended(file, city),
        *phase_problems(file, every, may_be_empty=with_planned or by_phase),
    ]
    if problems:
        raise InputErrors(problems)
    return city


def _manned(spec: CitySpec, inventory: Inventory) -> CitySpec:
    return placed(staffed(spec, len(inventory)), inventory)


def options_of(spec: CitySpec) -> InventoryOptions:
    """How a city wants its inventory read."""
    source, sight = spec.cameras, spec.coverage
    return InventoryOptions(
        table=TableOptions(mapping=dict(source.columns), encoding=source.encoding),
        districts=source.known_districts,
        kinds=dict(sight.kinds),
        start=spec.start,
        skip_bad_rows=source.skip_bad_rows,
        camera_class=source.camera_class,
        district=source.district,
        vendor=source.vendor,
        retention_d=source.retention_d,
        height_m=sight.default_height_m,
        field_of_view_deg=sight.default_field_of_view_deg,
        range_m=sight.default_range_m,
    )


def placed(spec: CitySpec, inventory: Inventory) -> CitySpec:
    """The city with the depots of its crews on the map of these cameras."""
    return replace(spec, teams=tuple(_placed_team(team, inventory) for team in spec.teams))


def _placed_team(team: CrewTeam, inventory: Inventory) -> CrewTeam:
    if team.depot_degrees is None:
        return team
    x_m, y_m = Projection(inventory.origin).to_metres(*(np.array(each) for each in team.depot_degrees))
    return replace(team, depot_m=(float(x_m), float(y_m)))


def _unmended(file: CityFile, city: City) -> Iterator[InputError]:
    """Skills that no team has in some district, and parts that no shelf holds."""
    spec = city.spec
    place = Place(str(file.path), field="crews")
    for name, skill in _skills(spec):
        for district in city.inventory.districts:
            if not any(_can(team, skill, district) for team in spec.teams):
                what = f"no team has the skill {skill!r} in {district!r}, where {name!r} must be mended"
                yield InputError(what, place, "add it to the skills of a team; one without skills can do all")
                break
    shelves = [shelf.name for shelf in spec.spares]
    for name, part in parts_of(spec):
        if part not in shelves:
            what = f"no shelf holds {part!r}, which {name!r} uses up"
            yield InputError(what, replace(place, field="spares"), did_you_mean(part, shelves))


def _skills(spec: CitySpec) -> list[tuple[str, str]]:
    """What needs which skill."""
    found = [(mode.name, mode.skill) for mode in spec.modes] + [
        (each.name, each.skill) for each in spec.shocks
    ]
    visits = [("upkeep", each.skill) for each in spec.upkeep]
    return [*((name, skill) for name, skill in found if skill is not None), *visits]


def _can(team: CrewTeam, skill: str, district: str) -> bool:
    return (not team.skills or skill in team.skills) and (not team.districts or district in team.districts)


def _strangers(file: CityFile, inventory: Inventory) -> Iterator[InputError]:
    """Districts and vendors of the file that no camera has."""
    for path, scalar in _words(file.table, "", ("district", "districts", "vendor")):
        known = inventory.vendors if path.endswith("vendor") else inventory.districts
        if path.startswith("cameras.") or scalar.text in known:
            continue
        what = "vendor" if path.endswith("vendor") else "district"
        place = replace(scalar.place, field=path)
        if what == "vendor":
            yield InputError(
                f"no camera is of a vendor {scalar.text!r}", place, did_you_mean(scalar.text, known)
            )
        else:
            yield InputError(
                f"no camera is in a district {scalar.text!r}", place, did_you_mean(scalar.text, known)
            )


def _words(
    value: Value, path: str, names: tuple[str, ...], *, named: bool = False
) -> Iterator[tuple[str, Scalar]]:
    """The scalars of all fields of these names."""
    if isinstance(value, Table):
        for key, inner in value.items:
            yield from _words(inner, f"{path}.{key.text}".lstrip("."), names, named=key.text in names)
    elif isinstance(value, List):
        for at, inner in enumerate(value.items):
            yield from _words(inner, path if named else f"{path}.{at}", names, named=named)
    elif named and not value.empty:
        yield path, value
