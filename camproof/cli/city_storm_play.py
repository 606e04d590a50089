"""A power cut of a city, played, shown and written as a scenario."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from camproof.cli.city_opening import OpenedCity, opened
from camproof.cli.outputs import output_file
from camproof.domain.errors import InputError, Place
from camproof.domain.units import parse_quantity
from camproof.reports.city.notes import print_notes
from camproof.scenarios.storms import StormPlan, storm_scenario
from camproof.simulator.storms import (
    PowerCut,
    Storm,
    beside,
    cut_of_district,
    cut_of_feeder,
    cut_together,
    storm_of,
)
from camproof.simulator.values import NO_ONE, Network

__all__ = ["play_storm"]


def play_storm(
    city: Path,
    feeders: Sequence[int],
    districts: Sequence[str],
    substation: int,
    lasts: str,
    cameras: int,
    heartbeat: str,
    seed: int,
    out: Path | None,
    *,
    with_planned: bool,
) -> None:
    """A power cut of a city, played, shown and written as a scenario."""
    if substation > 1 and (len(feeders) > 1 or districts):
        raise InputError("it is of one feeder", Place(field="--substation"), "give one --feeder or none")
    lasts_s = parse_quantity(lasts, "duration", Place(field="--lasts"))
    if out is not None:
        output_file(out, ".yaml", "--out")
    heartbeat_s = parse_quantity(heartbeat, "duration", Place(field="--heartbeat")) if heartbeat else None
    found = opened(city, seed, with_planned=with_planned)
    cut = _cut(found, feeders, districts, substation, lasts_s)
    storm = storm_of(found.network, cut, found.spec.traffic.service, seed)
    _show(storm, Console())
    print_notes(found.notes, Console())
    if out is not None:
        plan = StormPlan(city=found.spec.name, cameras=cameras, heartbeat_s=heartbeat_s, seed=seed)
        out.write_text(storm_scenario(storm, found.inventory, plan), encoding="utf-8")
        Console(soft_wrap=True).print(f"Scenario: {out}", markup=False)


def _cut(
    found: OpenedCity,
    feeders: Sequence[int],
    districts: Sequence[str],
    substation: int,
    lasts_s: float,
) -> PowerCut:
    network = found.network
    if not feeders and not districts:
        feeders = (_largest(network),)
    if substation > 1:
        feeders = beside(network, feeders[0], substation)
    cuts = [cut_of_feeder(network, feeder, lasts_s) for feeder in feeders]
    for district in districts:
        found.with_cameras(district, "--district")
        cuts.append(cut_of_district(network, found.inventory, district, lasts_s))
    return cut_together(cuts)


def _largest(network: Network) -> int:
    """The feeder with the most cameras."""
    fed = network.camera_feeder[network.camera_feeder != NO_ONE]
    if not len(fed):
        raise InputError("this city has no power feeders", suggestion="--district NAME")
    return int(np.bincount(fed).argmax())


def _show(storm: Storm, console: Console) -> None:
    table = Table(box=None, show_header=False, pad_edge=False, title=f"Power cut of {storm.cut.name}")
    table.title_justify = "left"
    for name, value in _rows(storm):
        table.add_row(name, value)
    console.print(table)


def _rows(storm: Storm) -> list[tuple[str, str]]:
    dark = int(storm.dark.sum())
    missed = int(np.isfinite(storm.noticed_s).sum())
    detection = storm.detection_s
    known = "nobody is missed" if math.isnan(detection) else f"{detection:.1f} s, slowest of {missed} missed"
    return [
        ("Lasts", f"{storm.cut.lasts_s:g} s"),
        ("Cameras without power", str(dark)),
        ("Cameras without network only", str(len(storm.cameras) - dark)),
        ("Cameras that notice nothing", str(storm.rest)),
        ("Known after", known),
        ("Cameras that register anew", str(storm.size)),
        ("Most requests within a second", str(storm.peak_per_s)),
        ("99 % back after the power", f"{storm.recovery_s:.1f} s"),
        ("Longest wait at a server", f"{storm.longest_wait_s:.3f} s"),
        ("Requests sent again", str(storm.repeated)),
        ("Requests lost for want of room", str(storm.lost)),
        ("Attempts given up after 32 s", str(storm.timeouts)),
        ("Bans", str(storm.bans)),
        ("Service times", storm.service.source),
    ]
