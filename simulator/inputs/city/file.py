"""Reading a city file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from camproof.domain.documents import Fields, Problems, Table, compose_file, top_fields
from camproof.domain.errors import InputError
from camproof.simulator.inputs.city.cameras import read_cameras
from camproof.simulator.inputs.city.failures import read_failures
from camproof.simulator.inputs.city.fitted import fitted_modes
from camproof.simulator.inputs.city.load import read_traffic
from camproof.simulator.inputs.city.network import read_network
from camproof.simulator.inputs.city.people import read_crews, read_spares, read_upkeep
from camproof.simulator.inputs.city.quantities import file_named, hours, moment
from camproof.simulator.inputs.city.rest import read_costs, read_coverage, read_goals, read_phases
from camproof.simulator.inputs.city.shocks import read_shocks
from camproof.simulator.inputs.city.usual import USUAL_GOALS, USUAL_START, USUAL_TEAMS
from camproof.simulator.values import CLASS_WORDS, HOURS_PER_YEAR, CitySpec, FailureMode

__all__ = ["CityFile", "city_of", "read_city", "read_city_file"]


@dataclass(frozen=True, slots=True)
class CityFile:
    """A city file as read.

    :param table: its values with their places, for what can be checked only against the inventory.
    """

    path: Path
    spec: CitySpec
    table: Table


def read_city(path: Path) -> CitySpec:
    """Read a city file; every field but the name has a default.

    :raises InputErrors: all that is wrong with the file, each with line, column and field.
    """
    return read_city_file(path).spec


def read_city_file(path: Path) -> CityFile:
    """As :func:`read_city`, with the places of its values."""
    problems = Problems()
    table = compose_file(path, problems, "a city")
    if table is None:
        problems.raise_if_any()
        raise AssertionError("a file without a table has a problem")
    spec = city_of(top_fields(table, problems), path.parent)
    problems.raise_if_any()
    return CityFile(path, spec, table)


def city_of(fields: Fields, folder: Path) -> CitySpec:
    """The city that the fields of a whole file describe; what is wrong is noted there."""
    start, start_h = moment(fields, "start", USUAL_START)
    rules, explicit = read_network(fields, folder, start)
    period_h = hours(fields, "period", HOURS_PER_YEAR)
    if period_h <= 0:
        fields.problem("period", "it needs more than 0 h")
    spec = CitySpec(
        name=fields.text("city", required=True),
        cameras=read_cameras(fields, folder),
        rules=rules,
        explicit=explicit,
        modes=_modes(fields, folder),
        teams=read_crews(fields, USUAL_TEAMS),
        spares=read_spares(fields),
        shocks=read_shocks(fields),
        upkeep=read_upkeep(fields),
        traffic=read_traffic(fields, folder),
        costs=read_costs(fields),
        coverage=read_coverage(fields, folder),
        goals=read_goals(fields, USUAL_GOALS),
        phases=read_phases(fields),
        period_h=period_h,
        start=start,
        start_h=start_h,
        priority=_priority(fields),
        infrastructure_first=fields.flag("infrastructure-first", default=True),
    )
    fields.finish("a city")
    return spec


def _modes(fields: Fields, folder: Path) -> tuple[FailureMode, ...]:
    """The usual ways to fail, with the laws of a maintenance log, under what the file says itself."""
    log = file_named(fields, "maintenance-log", folder)
    if log is None:
        return read_failures(fields)
    try:
        return read_failures(fields, fitted_modes(log))
    except InputError as error:
        fields.problem("maintenance-log", str(error))
        return read_failures(fields)


def _priority(fields: Fields) -> tuple[str, ...]:
    """The classes in the order in which they are mended; those not named come last."""
    named = tuple(dict.fromkeys(fields.words("priority", "camera class", CLASS_WORDS)))
    return named + tuple(word for word in CLASS_WORDS if word not in named)
