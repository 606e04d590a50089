"""From the time lines of a scenario to what the model plays: silences of cameras, and when they register."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from camproof.domain.camera import CameraRecord
from camproof.domain.faults import resolve
from camproof.domain.seeds import stream
from camproof.domain.timeline import TimelineEntry

__all__ = ["Coming", "Silence", "comings", "silences"]

JOIN_SPREAD_S = 2.0
"""Cameras begin within this after the start, as in the sil loop."""


@dataclass(frozen=True, slots=True)
class Silence:
    """A camera without power, and how long it then takes to its first REGISTER."""

    from_s: float
    to_s: float
    boot_s: float
    spread_s: float


@dataclass(frozen=True, slots=True)
class Coming:
    """A camera begins to register.

    :param until_s: when it falls silent again; infinite for never.
    :param boots: whether it comes from nothing; else it was registered and does it anew.
    """

    row: int
    begin_s: float
    until_s: float
    boots: bool


def silences(
    cast: Iterable[tuple[TimelineEntry, Sequence[CameraRecord]]],
    ends_s: Mapping[int, float],
    rows: Mapping[str, int],
) -> dict[int, list[Silence]]:
    """Each camera's silences in order; cuts that overlap are one, which ends with the last of them.

    :param ends_s: by the place in the cast, when the phase of an entry without an end is over.
    :param rows: a camera's row by its code.
    """
    found: dict[int, list[Silence]] = {}
    for number, (entry, cameras) in enumerate(cast):
        if entry.name != "power.cut":
            continue
        settled = resolve(entry.name, entry.params)
        to_s = entry.end_s if entry.end_s is not None else ends_s[number]
        cut = Silence(entry.at_s, to_s, settled.number("boot"), settled.number("spread"))
        for camera in cameras:
            found.setdefault(rows[camera.code], []).append(cut)
    return {row: _merged(sorted(cuts, key=lambda cut: cut.from_s)) for row, cuts in found.items()}


def _merged(cuts: Sequence[Silence]) -> list[Silence]:
    merged = [cuts[0]]
    for cut in cuts[1:]:
        last = merged[-1]
        if cut.from_s > last.to_s:
            merged.append(cut)
            continue
        later = cut if cut.to_s > last.to_s else last
        merged[-1] = Silence(last.from_s, later.to_s, later.boot_s, later.spread_s)
    return merged


def comings(
    records: Sequence[CameraRecord],
    dark: Mapping[int, Sequence[Silence]],
    storms: Iterable[tuple[TimelineEntry, Sequence[CameraRecord]]],
    rows: Mapping[str, int],
    seed: int,
) -> list[Coming]:
    """Every registration that begins, at the start, after silences and in storms; by camera, then time."""
    found = []
    for row, camera in enumerate(records):
        draw = stream(seed, "model", camera.code)
        begins = [(draw.uniform(0.0, JOIN_SPREAD_S), True)]
        begins += [
            (cut.to_s + cut.boot_s + draw.uniform(0.0, cut.spread_s), True) for cut in dark.get(row, ())
        ]
        found += [Coming(row, at_s, _next_cut_s(dark.get(row, ()), at_s), boots) for at_s, boots in begins]
    for entry, cameras in storms:
        spread_s = resolve(entry.name, entry.params).number("spread")
        for camera in cameras:
            row, draw = rows[camera.code], stream(seed, "model storm", camera.code)
            at_s = entry.at_s + draw.uniform(0.0, spread_s)
            if not any(cut.from_s <= at_s < cut.to_s + cut.boot_s for cut in dark.get(row, ())):
                found.append(Coming(row, at_s, _next_cut_s(dark.get(row, ()), at_s), boots=False))
    kept = [coming for coming in found if not _is_dark(dark.get(coming.row, ()), coming.begin_s)]
    return sorted(kept, key=lambda coming: (coming.row, coming.begin_s))


def _next_cut_s(cuts: Iterable[Silence], at_s: float) -> float:
    return min((cut.from_s for cut in cuts if cut.from_s > at_s), default=float("inf"))


def _is_dark(cuts: Iterable[Silence], at_s: float) -> bool:
    return any(cut.from_s <= at_s < cut.to_s for cut in cuts)
