"""`crews:`, `spares:` and `upkeep:` — who mends, with what, and who cleans."""

from __future__ import annotations

from camproof.domain.documents import Fields
from camproof.simulator.defaults import DEFAULT_UPKEEP
from camproof.simulator.inputs.city.quantities import hours, measured, money, shift
from camproof.simulator.values import CrewTeam, Shift, Spares, Upkeep

__all__ = ["read_crews", "read_spares", "read_upkeep"]

_MOST = 100_000


def read_crews(fields: Fields, usual: tuple[CrewTeam, ...]) -> tuple[CrewTeam, ...]:
    """The teams; those of the file take the place of the usual ones."""
    teams = []
    for number, row in enumerate(fields.rows("crews")):
        teams.append(_team(row, f"crews {number + 1}"))
        row.finish("a team of crews")
        if teams[-1].name in {team.name for team in teams[:-1]}:
            row.problem("name", f"a team above is called {teams[-1].name!r} already")
    return tuple(teams) if teams else usual


def _team(row: Fields, name: str) -> CrewTeam:
    usual = CrewTeam(name=name)
    per = float(row.whole("per-cameras", 0, low=1)) if row.has("per-cameras") else None
    if per and row.has("count"):
        row.problem("per-cameras", "a team has a count, or one crew for so many cameras, not both")
    return CrewTeam(
        name=row.text("name", name),
        count=row.whole("count", 1, high=_MOST),
        per_cameras=per,
        skills=frozenset(scalar.text for scalar in row.scalars("skills")),
        districts=frozenset(scalar.text for scalar in row.scalars("districts")),
        shift=shift(row, "hours", Shift()),
        depot_degrees=_depot(row),
        speed_km_h=measured(row, "speed", "speed", usual.speed_km_h, low=0.1, high=1000.0),
        detour=row.number("detour", usual.detour, low=1.0, high=10.0),
        cost_per_year=money(row, "cost-per-year", 0.0),
    )


def _depot(row: Fields) -> tuple[float, float] | None:
    depot = row.sub("depot")
    if depot is None:
        return None
    for name in ("longitude", "latitude"):
        if not depot.has(name):
            depot.missing(name)
    longitude = depot.number("longitude", 0.0, low=-180.0, high=180.0)
    latitude = depot.number("latitude", 0.0, low=-90.0, high=90.0)
    depot.finish("a depot")
    return longitude, latitude


def read_spares(fields: Fields) -> tuple[Spares, ...]:
    """The shelves of parts."""
    shelves: list[Spares] = []
    for row in fields.rows("spares"):
        for name in ("name", "stock"):
            if not row.has(name):
                row.missing(name)
        shelf = Spares(
            name=row.text("name"),
            stock=row.whole("stock", 0, high=10**9),
            lead_h=hours(row, "lead", 336.0),
            cost=money(row, "cost", 0.0),
        )
        row.finish("a shelf of spares")
        if shelf.name in {each.name for each in shelves}:
            row.problem("name", f"a shelf above is called {shelf.name!r} already")
        shelves.append(shelf)
    return tuple(shelves)


def read_upkeep(fields: Fields) -> tuple[Upkeep, ...]:
    """The planned visits: the usual ones where the file asks for them, then its rows."""
    found = list(DEFAULT_UPKEEP) if fields.flag("usual-upkeep", default=False) else []
    for row in fields.rows("upkeep"):
        if not row.has("every"):
            row.missing("every", suggestion="write 180 days")
        every_h = hours(row, "every", 4380.0)
        if every_h <= 0:
            row.problem("every", "it needs more than 0 h")
        visit = Upkeep(
            every_h=every_h, lasts_h=hours(row, "lasts", 0.25), skill=row.text("skill", "cleaning")
        )
        row.finish("an upkeep")
        found.append(visit)
    return tuple(found)
