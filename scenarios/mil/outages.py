"""From the time lines of a scenario to what the model plays: silences of cameras, and when they register."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from camproof.domain.camera import CameraRecord
from camproof.domain.faults import resolve
from camproof.domain.seeds import stream
from camproof.domain.timeline import TimelineEntry

__all__ = ["POWER_CUT", "SILENCING", "STORM", "Coming", "Silence", "comings", "silences"]

POWER_CUT, STORM = "power.cut", "registration.storm"
SILENCING = frozenset({POWER_CUT, "keepalive.silence"})

JOIN_SPREAD_S = 2.0
"""Cameras begin within this after the start, as in the sil loop."""


@dataclass(frozen=True, slots=True)
class Silence:
    """A camera that sends nothing, or no keepalive at least.

    :param boot_s: from the end to its first REGISTER; ``spread_s``: a random further part of it.
    :param powered: it goes on as it was; only its keepalives are missing.
    """

    from_s: float
    to_s: float
    boot_s: float = 0.0
    spread_s: float = 0.0
    powered: bool = False


@dataclass(frozen=True, slots=True)
class Coming:
    """A camera begins to register.

    :param until_s: when it falls silent again; infinite for never.
    :param boots: whether it comes from nothing; else it was registered and does it anew.
    :param after: the silence of a camera with power, of which it learns only if the platform missed it: its
        keepalive is refused then.
    """

    row: int
    begin_s: float
    until_s: float
    boots: bool
    after: Silence | None = None


def silences(
    cast: Iterable[tuple[TimelineEntry, Sequence[CameraRecord]]],
    ends_s: Mapping[int, float],
    rows: Mapping[str, int],
) -> dict[int, list[Silence]]:
    """Each camera's silences, those without power first, each sort in order of time.

    Silences of one sort that overlap are one, which ends with the last of them.

    :param ends_s: by the place in the cast, when the phase of an entry without an end is over.
    :param rows: a camera's row by its code.
    """
    found: dict[int, list[Silence]] = {}
    for number, (entry, cameras) in enumerate(cast):
        if entry.name not in SILENCING:
            continue
        to_s = entry.end_s if entry.end_s is not None else ends_s[number]
        cut = Silence(entry.at_s, to_s, powered=True)
        if entry.name == POWER_CUT:
            settled = resolve(entry.name, entry.params)
            cut = Silence(entry.at_s, to_s, settled.number("boot"), settled.number("spread"))
        for camera in cameras:
            found.setdefault(rows[camera.code], []).append(cut)
    return {row: [*_merged(cuts, powered=False), *_merged(cuts, powered=True)] for row, cuts in found.items()}


def _merged(every: Iterable[Silence], *, powered: bool) -> list[Silence]:
    cuts = sorted((cut for cut in every if cut.powered == powered), key=lambda cut: cut.from_s)
    merged = cuts[:1]
    for cut in cuts[1:]:
        last = merged[-1]
        if cut.from_s > last.to_s:
            merged.append(cut)
        else:
            merged[-1] = replace(cut if cut.to_s > last.to_s else last, from_s=last.from_s)
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
        cuts = dark.get(row, ())
        at_s = draw.uniform(0.0, JOIN_SPREAD_S)
        found.append(Coming(row, at_s, _next_cut_s(cuts, at_s), boots=True))
        for cut in cuts:
            at_s = cut.to_s + cut.boot_s + draw.uniform(0.0, cut.spread_s)
            after = cut if cut.powered else None
            found.append(Coming(row, at_s, _next_cut_s(cuts, at_s), not cut.powered, after))
    for entry, cameras in storms:
        spread_s = resolve(entry.name, entry.params).number("spread")
        for camera in cameras:
            row, draw = rows[camera.code], stream(seed, "model storm", camera.code)
            at_s = entry.at_s + draw.uniform(0.0, spread_s)
            found.append(Coming(row, at_s, _next_cut_s(dark.get(row, ()), at_s), boots=False))
    kept = [coming for coming in found if not _is_down(dark.get(coming.row, ()), coming)]
    return sorted(kept, key=lambda coming: (coming.row, coming.begin_s))


def _next_cut_s(cuts: Iterable[Silence], at_s: float) -> float:
    dark = (cut.from_s for cut in cuts if cut.from_s > at_s and not cut.powered)
    return min(dark, default=float("inf"))


def _is_down(cuts: Iterable[Silence], coming: Coming) -> bool:
    """Whether the camera has no power then, or has not booted yet."""
    return any(
        cut.from_s <= coming.begin_s < cut.to_s + (0.0 if coming.boots else cut.boot_s)
        for cut in cuts
        if not cut.powered
    )
