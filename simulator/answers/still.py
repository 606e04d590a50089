"""Why an input moves nothing in a city."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from camproof.simulator.answers.figures import Key
from camproof.simulator.answers.inputs import Input
from camproof.simulator.failing import Sort, UnitGroup
from camproof.simulator.model import City
from camproof.simulator.values import Kind

__all__ = ["why_still"]


def why_still(city: City, each: Input, usual: Sequence[Mapping[Key, float]]) -> str:
    """A sentence, from what the city has and what happened in its replications."""
    head, last = str(each.path[0]), str(each.path[-1])
    if head == "modes":
        return _of_mode(city, int(each.path[1]), last, usual)
    if head == "shocks":
        return "The shock never came, or found nothing to strike, in these replications."
    if head in ("teams", "spares"):
        return _of_crews(city, head, int(each.path[1]), usual)
    if head == "cameras":
        made = city.spec.cameras.inventory is None
        return (
            "It is for inventories; this city is made up."
            if made
            else "It is for what an inventory leaves out."
        )
    if last == "age_h" and not any(_wears_out(group) for group in city.groups):
        return "No life of a node, a link or a disk depends on its age."
    if head == "start_h":
        return "All crews work around the clock." if _around_the_clock(city) else _LIMIT
    if head == "coverage":
        return "There is no coverage study." if city.spec.coverage.places is None else _LIMIT
    if head == "traffic":
        return _of_traffic(city, each, usual)
    if head == "costs":
        return "Nothing of this kind was bought or used."
    return _LIMIT


_LIMIT = (
    "Whatever it bounds was not reached: with either value all figures of these replications are the same."
)


def _of_mode(city: City, number: int, last: str, usual: Sequence[Mapping[Key, float]]) -> str:
    mode = city.spec.modes[number]
    if all(group.number != number for group in city.groups):
        return "The city has no unit that fails in this way."
    if last == "ages" and mode.life.form == "exponential":
        return "A life that is exponential does not age."
    struck = sum(row.get(Key("outages", "count", of=mode.kind.word), 0.0) for row in usual)
    if not struck:
        return f"No unit failed in this way in {len(usual)} replications."
    if last == "ages" and not any(group.units.age_h.any() for group in city.groups if group.number == number):
        return "All units of this kind are new when the period begins."
    if mode.kind in (Kind.LINK, Kind.DISK, Kind.SIP_SERVER, Kind.MEDIA_SERVER, Kind.NODE):
        return f"It failed {struck:g} times, and what stands in for it carried all of them."
    return _LIMIT


def _wears_out(group: UnitGroup) -> bool:
    """Whether an age that the network gives could count."""
    form = group.mode.life.form
    return group.mode.ages and form != "exponential" and group.sort in (Sort.NODE, Sort.LINK, Sort.DISK)


def _around_the_clock(city: City) -> bool:
    return all(
        team.shift.start_h == 0 and team.shift.end_h == 24 and len(team.shift.days) == 7
        for team in city.spec.teams
    )


def _of_crews(city: City, head: str, number: int, usual: Sequence[Mapping[Key, float]]) -> str:
    if head == "spares":
        name = city.spec.spares[number].name
        used = sum(row.get(Key("parts used", "count", of=name), 0.0) for row in usual)
        return (
            "Parts were taken, and no repair waited longer or shorter for one."
            if used
            else "No repair takes this part."
        )
    busy = sum(row.get(Key("crew use", "share", of=city.spec.teams[number].name), 0.0) for row in usual)
    return (
        "The team worked, and no repair was begun sooner or later." if busy else "The team had nothing to do."
    )


def _of_traffic(city: City, each: Input, usual: Sequence[Mapping[Key, float]]) -> str:
    words = {str(step) for step in each.path}
    if "emergencies" in words and not _came(city, int(each.path[2]), usual):
        return f"No such emergency came in {len(usual)} replications."
    if each.path[-1] == "watched_h" and city.spec.traffic.licences is None:
        return "There is no limit on streams, and so nobody is refused."
    if "service" in words and not len(city.network.feeder_x_m):
        return "There are no power feeders, and so no storms."
    return _LIMIT


def _came(city: City, number: int, usual: Sequence[Mapping[Key, float]]) -> bool:
    name = city.spec.traffic.emergencies[number].name
    return any(row.get(Key("emergencies", "count", of=name), 0.0) for row in usual)
