"""An emergency of a city, played and shown."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from camproof.cli.city_opening import OpenedCity, opened
from camproof.domain.errors import InputError, Place, UnknownWordError
from camproof.domain.seeds import stream
from camproof.reports.city.notes import print_notes
from camproof.simulator.flows import EmergencyOutcome, GivesWay, rehearse
from camproof.simulator.values import Emergency

__all__ = ["play_emergency"]

_SHOWN = 12


def play_emergency(
    city: Path,
    name: str,
    operators: int | None,
    streams: int | None,
    district: str,
    seed: int,
    *,
    with_planned: bool,
) -> None:
    """An emergency of a city, played and shown."""
    found = opened(city, seed, with_planned=with_planned)
    emergency = _chosen(found, name)
    where = district or emergency.district
    emergency = replace(
        emergency,
        operators=emergency.operators if operators is None else operators,
        streams=emergency.streams if streams is None else streams,
        district=None if where is None else found.with_cameras(where, "--district"),
    )
    rng = np.random.default_rng(stream(seed, "emergency", emergency.name).getrandbits(64))
    _show(rehearse(found.network, found.inventory, found.spec.traffic, emergency, rng), emergency)
    print_notes(found.notes, Console())


def _chosen(found: OpenedCity, name: str) -> Emergency:
    known = {each.name: each for each in found.spec.traffic.emergencies}
    if name and name not in known:
        raise UnknownWordError("emergency of the city", name, known, Place(field="--name"))
    if not known:
        raise InputError("the city file has no emergencies")
    return known[name] if name else next(iter(known.values()))


def _show(outcome: EmergencyOutcome, emergency: Emergency) -> None:
    console = Console()
    table = Table(box=None, show_header=False, pad_edge=False, title=_title(emergency))
    table.title_justify = "left"
    for label, value in _rows(outcome):
        table.add_row(label, value)
    console.print(table)
    for each in outcome.gives_way[:_SHOWN]:
        console.print(f"  {_line(each)}", highlight=False)
    if len(outcome.gives_way) > _SHOWN:
        console.print(f"  and {len(outcome.gives_way) - _SHOWN} more", highlight=False)


def _title(emergency: Emergency) -> str:
    where = f", mostly in {emergency.district}" if emergency.district else ""
    each = f"{emergency.operators} operators × {emergency.streams} streams"
    return f"{emergency.name}: {each} within {emergency.within_s:g} s{where}"


def _rows(outcome: EmergencyOutcome) -> list[tuple[str, str]]:
    carried, wanted = outcome.carried, max(1, outcome.wanted)
    return [
        ("Streams asked for", str(outcome.wanted)),
        ("Refused for want of a licence", str(outcome.refused)),
        ("Of cameras out of reach", str(outcome.dark)),
        ("At their full rate", f"{outcome.full} ({100 * outcome.full / wanted:.1f} %)"),
        ("Recordings at their full rate", f"{outcome.recordings_full} of {outcome.recordings}"),
        ("Highest load of a link", f"{100 * carried.peak_link_load:.1f} %"),
        ("Highest load of media servers", f"{100 * carried.peak_media_load:.1f} %"),
        ("Wait of an INVITE", f"{outcome.invite_wait_ms:.2f} ms, at most {outcome.invite_longest_ms:.1f} ms"),
        ("Gives way", "nothing" if not outcome.gives_way else f"{len(outcome.gives_way)}, in this order:"),
    ]


def _line(each: GivesWay) -> str:
    number = "" if each.what == "licences" else f" {each.number}"
    if each.what.endswith("servers"):
        number = f", group {each.number + 1},"
    return f"{each.what}{number} after {each.at_s:.1f} s, in the end at {100 * each.load:.0f} %"
