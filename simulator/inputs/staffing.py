"""Crews and shelves that a city file leaves to the number of cameras."""

from __future__ import annotations

import math
from dataclasses import replace

from camproof.simulator.defaults import default_spares
from camproof.simulator.values import CitySpec, CrewTeam, Kind, Spares

__all__ = ["parts_of", "staffed"]


def staffed(spec: CitySpec, cameras: int) -> CitySpec:
    """The city with as many crews and parts as its rules make of so many cameras.

    Teams of one crew for so many cameras are counted, and the shelves of parts that the file has none for are
    made, both anew where that was done before for other cameras. What the file itself counts stays.
    """
    given = tuple(shelf for shelf in spec.spares if not shelf.usual)
    return replace(
        spec,
        teams=tuple(_counted(team, cameras) for team in spec.teams),
        spares=(*given, *_usual_shelves(spec, given, cameras)),
    )


def parts_of(spec: CitySpec) -> list[tuple[str, str]]:
    """What uses up which part: name of the failure or shock, and the part."""
    found = [(mode.name, mode.spare) for mode in spec.modes] + [
        (each.name, each.spare) for each in spec.shocks
    ]
    return [(name, part) for name, part in found if part is not None]


def _counted(team: CrewTeam, cameras: int) -> CrewTeam:
    if team.per_cameras is None:
        return team
    return replace(team, count=max(1, math.ceil(cameras / team.per_cameras)))


def _usual_shelves(spec: CitySpec, given: tuple[Spares, ...], cameras: int) -> tuple[Spares, ...]:
    """The usual shelves of parts that failures use and the file has no shelf for, as large as it fails."""
    switches = cameras / spec.rules.cameras_per_switch
    used: dict[str, float] = {part: 0.0 for _, part in parts_of(spec)}
    for mode in spec.modes:
        if mode.spare is not None:
            used[mode.spare] += (switches if mode.kind is Kind.NODE else cameras) / mode.life.mean_h
    for shelf in given:
        used.pop(shelf.name, None)
    return default_spares(used)
