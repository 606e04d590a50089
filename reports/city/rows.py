"""The rows of the tables: figures of a result put in order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from camproof.reports.city.words import RATE_NAMES
from camproof.simulator.answers import CityResult, Estimate, Key
from camproof.simulator.model import City
from camproof.simulator.values import CLASS_WORDS, Ints

__all__ = [
    "CauseRow",
    "CrewRow",
    "RateRow",
    "cameras_by_class",
    "causes",
    "costs",
    "crews",
    "other_figures",
    "rates",
    "rates_by_district",
]

_SHOWN_ELSEWHERE = frozenset(
    {
        *RATE_NAMES,
        "camera hours lost by cause",
        "outages",
        "crew use",
        "yearly cost",
        "repairs",
        "time to repair",
        "time to repair p95",
        "wait for a crew",
        "wait for a part",
        "most cameras off-line at once",
    }
)


@dataclass(frozen=True, slots=True)
class RateRow:
    """A class, a district, or both.

    :param cells: of ``RATE_NAMES``, one each; None where there is no camera.
    """

    camera_class: str
    district: str
    cameras: int
    cells: tuple[Estimate | None, ...]


@dataclass(frozen=True, slots=True)
class CauseRow:
    """A kind of failure: camera hours that it costs in the period, and how often it happened.

    :param share: of all camera hours without a good picture.
    """

    kind: str
    hours: Estimate
    outages: Estimate | None
    share: float


@dataclass(frozen=True, slots=True)
class CrewRow:
    """A team, its crews, and the share of their hours on duty in which they worked or travelled."""

    team: str
    crews: int
    use: Estimate


def cameras_by_class(city: City) -> Ints:
    """(classes, districts) cameras."""
    districts = len(city.inventory.districts)
    both = city.inventory.camera_class.astype(np.int64) * districts + city.inventory.district
    counts = np.bincount(both, minlength=len(CLASS_WORDS) * districts)
    return counts.reshape(len(CLASS_WORDS), districts).astype(np.int32)


def rates(result: CityResult) -> tuple[RateRow, ...]:
    """All cameras, then each class that has some."""
    counts = cameras_by_class(result.city).sum(axis=1)
    rows = [_rate(result, "", "", int(counts.sum()))]
    rows += [
        _rate(result, word, "", int(count)) for word, count in zip(CLASS_WORDS, counts, strict=True) if count
    ]
    return tuple(rows)


def rates_by_district(result: CityResult) -> tuple[tuple[RateRow, ...], ...]:
    """Of each district that has cameras: the row of all, then those of its classes; the worst first."""
    counts = cameras_by_class(result.city)
    groups = []
    for at, district in enumerate(result.city.inventory.districts):
        if not counts[:, at].any():
            continue
        rows = [_rate(result, "", district, int(counts[:, at].sum()))]
        rows += [
            _rate(result, word, district, int(counts[number, at]))
            for number, word in enumerate(CLASS_WORDS)
            if counts[number, at]
        ]
        groups.append(tuple(rows))
    return tuple(sorted(groups, key=lambda group: _intact(group[0])))


def _intact(row: RateRow) -> float:
    cell = row.cells[RATE_NAMES.index("intact rate")]
    return cell.mean if cell is not None else 1.0


def _rate(result: CityResult, camera_class: str, district: str, cameras: int) -> RateRow:
    cells = tuple(
        result.estimates.get(Key(measure, "share", camera_class, district)) for measure in RATE_NAMES
    )
    return RateRow(camera_class, district, cameras, cells)


def causes(result: CityResult) -> tuple[CauseRow, ...]:
    """Those that cost most first; a kind that did not happen is left out."""
    lost_h = _lost_h(result)
    rows = []
    for key, hours in result.estimates.items():
        if key.measure == "camera hours lost by cause":
            outages = result.estimates.get(Key("outages", "count", of=key.of))
            rows.append(CauseRow(key.of, hours, outages, hours.mean / lost_h if lost_h else 0.0))
    return tuple(sorted(rows, key=lambda row: (-row.hours.mean, row.kind)))


def _lost_h(result: CityResult) -> float:
    intact = result.estimates[Key("intact rate", "share")].mean
    return (1 - intact) * len(result.city.inventory) * result.city.spec.period_h


def crews(result: CityResult) -> tuple[CrewRow, ...]:
    """Teams in the order of the city file."""
    return tuple(
        CrewRow(team.name, team.count, result.estimates[Key("crew use", "share", of=team.name)])
        for team in result.city.spec.teams
    )


def costs(result: CityResult) -> tuple[tuple[str, Estimate], ...]:
    """Parts of the yearly cost, the greatest first, then "in all"."""
    unit = result.city.spec.costs.currency
    parts = [(key.of, found) for key, found in result.estimates.items() if key.measure == "yearly cost"]
    split = sorted(((of, found) for of, found in parts if of), key=lambda part: (-part[1].mean, part[0]))
    return (*split, ("in all", result.estimates[Key("yearly cost", unit)]))


def other_figures(estimates: Mapping[Key, Estimate]) -> Iterator[tuple[Key, Estimate]]:
    """What no other table shows, in the order of its keys."""
    for key, found in estimates.items():
        if key.measure not in _SHOWN_ELSEWHERE:
            yield key, found
