"""Everything that the model was told, with its source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from itertools import groupby
from typing import Any

from camproof.reports.city.numbers import figure_text, share_text
from camproof.reports.city.words import class_name
from camproof.reports.text import count_text
from camproof.simulator.model import City
from camproof.simulator.values import (
    CitySpec,
    Costs,
    CoverageSpec,
    CrewTeam,
    Emergency,
    FailureMode,
    Law,
    NetworkRules,
    NodeKind,
    ServiceTimes,
    Shift,
    Shock,
    Traffic,
)

__all__ = ["OURS", "InputRow", "inputs", "law_text"]

OURS = "ours"
"""The source of a default that this project chose."""

_FILE = "the city file"
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_UNITS = {
    "_h": "h",
    "_s": "s",
    "_mbit": "Mbit/s",
    "_km2": "/km²",
    "_m": "m",
    "_deg": "°",
}


@dataclass(frozen=True, slots=True)
class InputRow:
    """One thing that the model was told.

    :param source: where the figure comes from; ``OURS`` for a default of this project.
    """

    group: str
    name: str
    value: str
    source: str

    @property
    def ours(self) -> bool:
        """Whether it is an assumption of this project."""
        return self.source.split(":")[0] == OURS

    @property
    def reason(self) -> str:
        """What an assumption of ours leans on, as far as it is said; the source of any other figure."""
        return self.source.removeprefix(OURS).lstrip(": ") if self.ours else self.source


def inputs(city: City) -> tuple[InputRow, ...]:
    """In the order in which the model meets them."""
    spec = city.spec
    return (
        *_period(spec),
        *_cameras(city),
        *_network(city),
        *_rules("network rules", spec.rules, NetworkRules()),
        *(row for mode in spec.modes for row in _mode(mode)),
        *(row for shock in spec.shocks for row in _shock(shock)),
        *_people(spec),
        *_order(spec),
        *_traffic(spec.traffic),
        *_coverage(spec.coverage),
        *_rules("costs", spec.costs, Costs()),
    )


def law_text(law: Law) -> str:
    """As in "exponential, mean 50 000 h"."""
    if law.mean_h == float("inf"):
        return "never"
    if law.form == "fixed":
        return figure_text(law.mean_h, "h")
    mean = f"{law.form}, mean {figure_text(law.mean_h, 'h')}"
    if law.form == "weibull":
        return f"{mean}, shape {law.shape:g}"
    if law.form == "log-normal":
        return f"{mean}, deviation of the logarithm {law.shape:g}"
    return f"{mean}, {len(law.observed_h)} times" if law.form == "observed" else mean


def _period(spec: CitySpec) -> Iterator[InputRow]:
    begins = f"{spec.start.isoformat()}, {_DAYS[int(spec.start_h // 24) % 7]} {_clock(spec.start_h % 24)}"
    yield InputRow("period", "begins", begins, _source(spec, "start", "start_h"))


def _source(spec: CitySpec, *names: str) -> str:
    """Of figures of the whole file."""
    usual = {each.name: each.default for each in fields(spec)}
    return OURS if all(getattr(spec, name) == usual[name] for name in names) else _FILE


def _cameras(city: City) -> Iterator[InputRow]:
    source = city.spec.cameras
    inventory = city.inventory
    made = f"made up, {len(inventory)} of them, {source.density_km2:g} /km²"
    cameras = count_text(len(inventory), "camera")
    value = made if source.inventory is None else f"{source.inventory.name}, {cameras}{_planned(city)}"
    yield InputRow("cameras", "inventory", value, OURS if source.inventory is None else _FILE)
    yield InputRow(
        "cameras",
        "networked",
        f"{int(inventory.networked.sum())} of {len(inventory)}",
        "inventory" if source.inventory is not None else OURS,
    )


def _planned(city: City) -> str:
    """What was done with cameras of later phases; empty where there are none."""
    later, planned = len(city.inventory.later), int((city.inventory.phase > 0).sum())
    if later:
        return f", and {later} of later phases left out"
    return f", {planned} of later phases among them" if planned else ""


def _network(city: City) -> Iterator[InputRow]:
    network, explicit = city.network, city.spec.explicit
    given = [path.name for path in (explicit.nodes, explicit.links, explicit.cameras) if path is not None]
    source = ", ".join(given) if given else "laid out by the rules below"
    for kind in NodeKind:
        count = int((network.node_kind == kind).sum())
        yield InputRow("network", f"{kind.word} nodes", figure_text(count, "count"), source)
    for name, count in (
        ("links", len(network.link_a)),
        ("power feeders", len(network.feeder_x_m)),
        ("recorders", len(network.recorder_node)),
        ("media servers", int(network.media_servers.sum())),
        ("SIP servers", int(network.sip_servers.sum())),
    ):
        yield InputRow("network", name, figure_text(count, "count"), source)


def _rules(group: str, given: Any, usual: Any) -> Iterator[InputRow]:
    """Plain fields of a value, each beside the default."""
    for field in fields(given):
        value = getattr(given, field.name)
        if isinstance(value, (bool, int, float, str)):
            source = OURS if value == getattr(usual, field.name) else _FILE
            yield InputRow(group, *_named(field.name, value), source)


def _named(name: str, value: bool | float | str) -> tuple[str, str]:
    ending = next((ending for ending in _UNITS if name.endswith(ending)), "")
    words = name.removesuffix(ending).replace("_", " ")
    if isinstance(value, bool):
        return words, "yes" if value else "no"
    if isinstance(value, str):
        return words, value
    return words, figure_text(value, _UNITS.get(ending, "count"))


def _mode(mode: FailureMode) -> Iterator[InputRow]:
    kind = " of ".join(part for part in (mode.node_kind, mode.kind.word) if part)
    of = f"{kind}{f', {mode.vendor}' if mode.vendor else ''}"
    name = mode.name if mode.name == of else f"{mode.name} ({of})"
    per = " for each kilometre" if mode.per_km else ""
    ages = ", ages" if mode.ages else ""
    yield InputRow("failures", f"{name}: life", f"{law_text(mode.life)}{per}{ages}", mode.life.source)
    who = _who(mode.skill, mode.spare)
    yield InputRow("failures", f"{name}: repair", f"{law_text(mode.repair)}{who}", mode.repair.source)
    if mode.notice.mean_h:
        yield InputRow("failures", f"{name}: noticed after", law_text(mode.notice), mode.notice.source)


def _who(skill: str | None, spare: str | None) -> str:
    who = f" by a crew with skill {skill}" if skill else ", without a crew"
    return f"{who}, part {spare}" if spare else who


def _shock(shock: Shock) -> Iterator[InputRow]:
    name = f"{shock.name} ({shock.kind.word})"
    when = f"at {figure_text(shock.at_h or 0.0, 'h')}" if shock.every is None else law_text(shock.every)
    yield InputRow("shocks", f"{name}: comes", when, shock.every.source if shock.every else shock.source)
    where = ", ".join(sorted(shock.districts)) or "the whole city"
    if shock.radius_m is not None:
        where = f"a circle of {shock.radius_m:g} m in {where}"
    whose = f" of vendor {shock.vendor}" if shock.vendor else ""
    hit = (
        f"{share_text(shock.share)} of the cameras{whose} and {share_text(shock.node_share)} of the nodes "
        f"in {where}"
    )
    yield InputRow("shocks", f"{name}: strikes", hit, shock.source)
    if shock.spread_h:
        yield InputRow("shocks", f"{name}: spreads over", figure_text(shock.spread_h, "h"), shock.source)
    yield InputRow("shocks", f"{name}: lasts", law_text(shock.lasts), shock.lasts.source)
    if shock.broken_share:
        who = _who(shock.skill, shock.spare)
        broken = f"{share_text(shock.broken_share)} of these: {law_text(shock.repair)}{who}"
        yield InputRow("shocks", f"{name}: breaks", broken, shock.repair.source)


def _people(spec: CitySpec) -> Iterator[InputRow]:
    currency = spec.costs.currency
    for team in spec.teams:
        yield InputRow("crews", team.name, _team(team), team.source)
        if team.speed_km_h != float("inf"):
            yield InputRow("crews", f"{team.name}: depot", _depot(team), team.source)
        cost = f"{figure_text(team.cost_per_year, currency)} a year for each crew"
        yield InputRow("crews", f"{team.name}: cost", cost, team.source)
    for shelf in spec.spares:
        value = f"{shelf.stock} on the shelf, a new one in {figure_text(shelf.lead_h, 'h')}"
        yield InputRow("spares", shelf.name, value, shelf.source)
        yield InputRow("spares", f"{shelf.name}: price", figure_text(shelf.cost, currency), shelf.source)
    for visits in spec.upkeep:
        value = f"each camera every {figure_text(visits.every_h, 'h')} for {figure_text(visits.lasts_h, 'h')}"
        yield InputRow("upkeep", visits.skill, value, visits.source)


def _team(team: CrewTeam) -> str:
    skills = ", ".join(sorted(team.skills)) or "everything"
    where = ", ".join(sorted(team.districts)) or "everywhere"
    speed = f"{team.speed_km_h:g} km/h, ways {team.detour:g} times the straight line"
    speed = "no travel" if team.speed_km_h == float("inf") else speed
    per = f" (one for {team.per_cameras:g} cameras)" if team.per_cameras else ""
    return f"{count_text(team.count, 'crew')}{per} for {skills}, {where}, {_shift(team.shift)}, {speed}"


def _depot(team: CrewTeam) -> str:
    if team.depot_degrees is None:
        return "in the middle of its districts"
    longitude, latitude = team.depot_degrees
    return f"longitude {longitude:g}°, latitude {latitude:g}°"


def _order(spec: CitySpec) -> Iterator[InputRow]:
    """Who is mended first."""
    classes = ", ".join(class_name(word) for word in spec.priority)
    yield InputRow("order of repairs", "classes", classes, _source(spec, "priority"))
    first = "yes" if spec.infrastructure_first else "no"
    yield InputRow("order of repairs", "infrastructure first", first, _source(spec, "infrastructure_first"))


def _shift(shift: Shift) -> str:
    if shift == Shift():
        return "around the clock"
    days = "daily" if len(shift.days) == 7 else " ".join(_runs(sorted(shift.days)))
    hours = f"{_clock(shift.start_h)}–{_clock(shift.end_h)}"
    return f"{days} {hours}"


def _runs(days: list[int]) -> Iterator[str]:
    """Days in a row as one word: "Mon–Fri"."""
    for _, found in groupby(enumerate(days), lambda pair: pair[1] - pair[0]):
        run = [_DAYS[day] for _, day in found]
        yield run[0] if len(run) == 1 else f"{run[0]}–{run[-1]}"


def _clock(hour: float) -> str:
    minutes = round(hour * 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _traffic(traffic: Traffic) -> Iterator[InputRow]:
    yield from _rules("traffic", traffic, Traffic())
    if traffic.licences is None:
        yield InputRow("traffic", "licences", "no limit", OURS)
    for each in traffic.emergencies:
        value = f"{law_text(each.every)} between two, for {each.lasts_h:g} h"
        yield InputRow("traffic", each.name, value, each.every.source)
        where = f"mostly in {each.district}" if each.district else "in the whole city"
        value = (
            f"{each.operators} operators, {each.streams} streams each, opened within "
            f"{figure_text(each.within_s, 's')}, {where}"
        )
        yield InputRow("traffic", f"{each.name}: streams", value, OURS if each == Emergency() else _FILE)
    for row in _rules("signalling", traffic.service, ServiceTimes()):
        if row.name != "source":
            measured = traffic.service.source
            yield row if measured == OURS else InputRow(row.group, row.name, row.value, measured)


def _coverage(sight: CoverageSpec) -> Iterator[InputRow]:
    if sight.places is None:
        yield InputRow("coverage", "places", "none: no coverage study", OURS)
        return
    yield InputRow("coverage", "places", sight.places.name, _FILE)
    for kind, place in sight.kinds:
        yield InputRow("coverage", f"kind {kind}", place, _FILE)
    buildings = "none: free sight" if sight.occluders is None else sight.occluders.name
    yield InputRow("coverage", "buildings", buildings, OURS if sight.occluders is None else _FILE)
    yield from _rules("coverage", sight, CoverageSpec())
