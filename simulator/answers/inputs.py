"""Every figure of a city file that could have been another, and what it could have been."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from enum import Enum
from typing import Any, cast

from camproof.simulator.values import CitySpec, Law, Shift

__all__ = ["Input", "Path", "changed", "inputs_of"]

_STEP = 0.25
_LEFT_OUT = frozenset(
    {
        "per_km", "skip_bad_rows", "goals", "phases", "period_h", "priority", "source", "observed_h", "days",
        "per_cameras", "usual", "with_planned",
    }
)  # fmt: skip
"""Of crews by the number of cameras the count that follows is moved, of usual shelves the stock."""

_CHOICES = {"access": ("ring", "chain", "star"), "aggregation": ("ring", "star")}
_MAY_BE_NOUGHT = frozenset({"stock", "spare_disks", "viewers", "propose"})
_WHERE_NOUGHT = {
    "camera_battery_h": 1.0,
    "edge_storage_h": 24.0,
    "age_h": 43_800.0,
    "ban_after": 3,
    "start_h": 12.0,
    "at_h": 12.0,
    "spread_h": 2.0,
    "node_share": 0.01,
    "broken_share": 0.1,
    "cost_per_year": 250_000.0,
    "cost": 1_500.0,
}
"""What is tried instead of 0, of which a quarter more is nothing, where the usual value is none or 0 too."""

_BOUNDS = {"detour": (1.0, math.inf)}
"""Where a quarter more or less would be more than the city file allows."""

_DAY_H = 24.0
_LONGEST_H = 23.0
"""Longer hours of duty that do not begin at 0 h could end when they begin, which would be none."""

_ABBREVIATED = {"sip": "SIP", "hd": "HD", "km2": "km²", "mbit": "Mbit/s"}

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Input:
    """One figure.

    :param path: where it stands in the values: ("teams", 0, "count").
    :param title: as a reader finds it: "teams, field: count".
    :param value: as it is; :param others: what is tried instead, at most two; none where it is without end.
    """

    path: Path
    title: str
    value: Any
    others: tuple[Any, ...]


def inputs_of(spec: CitySpec) -> tuple[Input, ...]:
    """All of them: numbers a quarter less and more, yes or no turned round, another of a few words.

    Instead of 0 the usual value is tried; hours of duty become a quarter shorter and longer at either end.
    Goals, phases and the length of the period are the question, not inputs; names and sources move nothing.
    Coordinates and figures of single cameras are the inventory's.
    """
    return tuple(
        Input(path, _title(spec, path), value, _others(owner, str(path[-1]), value))
        for owner, path, value in _leaves(None, spec, ())
    )


def changed(spec: CitySpec, path: Path, value: Any) -> CitySpec:
    """A city file with another figure in one place."""
    return cast(CitySpec, _replaced(spec, path, value))


def _leaves(owner: Any, value: Any, path: Path) -> Iterator[tuple[Any, Path, Any]]:
    """Each with what it is a field of."""
    if is_dataclass(value):
        for each in fields(value):
            if each.name not in _LEFT_OUT and not _meaningless(value, each.name):
                yield from _leaves(value, getattr(value, each.name), (*path, each.name))
    elif isinstance(value, tuple):
        for at, item in enumerate(value):
            if is_dataclass(item):
                yield from _leaves(value, item, (*path, at))
    elif isinstance(value, Enum):
        return
    elif isinstance(value, (bool, int, float)) or (isinstance(value, str) and str(path[-1]) in _CHOICES):
        yield owner, path, value


def _meaningless(owner: Any, name: str) -> bool:
    """Fields that another field makes empty."""
    if isinstance(owner, Law):
        return name == "shape" and owner.form not in ("weibull", "log-normal")
    return False


def _others(owner: Any, name: str, value: Any) -> tuple[Any, ...]:
    if isinstance(owner, Shift):
        return _hours_of(owner, name)
    if isinstance(value, bool):
        return (not value,)
    if isinstance(value, str):
        return tuple(word for word in _CHOICES[name] if word != value)
    if not math.isfinite(value):
        return ()
    if value == 0:
        return (_instead_of_nought(owner, name, value),)
    if isinstance(value, int) and not name.endswith(("_h", "_s", "_m", "_mbit", "_km_h")):
        step = max(1, round(abs(value) * _STEP))
        least = 0 if name in _MAY_BE_NOUGHT else 1
        return tuple(each for each in (value - step, value + step) if each >= least)
    if 0 < value <= 1 and "share" in name:
        return tuple({value * (1 - _STEP), min(1.0, value * (1 + _STEP))} - {value})
    low, high = _BOUNDS.get(name, (0.0, math.inf))
    others = (max(low, value * (1 - _STEP)), min(high, value * (1 + _STEP)))
    return tuple(other for other in others if other != value)


def _instead_of_nought(owner: Any, name: str, value: float) -> float:
    if name in _WHERE_NOUGHT:
        return _WHERE_NOUGHT[name]
    usual = next(each.default for each in fields(owner) if each.name == name)
    return usual if isinstance(usual, (int, float)) and 0 < usual < math.inf else type(value)(1)


def _hours_of(shift: Shift, name: str) -> tuple[float, ...]:
    """When else duty could begin or end: it becomes a quarter shorter and longer, and never turns round."""
    lasts_h = shift.end_h - shift.start_h
    lasts_h += _DAY_H if lasts_h < 0 else 0.0
    longer_h = min(lasts_h * (1 + _STEP), _LONGEST_H)
    tried_h = [lasts_h * (1 - _STEP), *([longer_h] if longer_h > lasts_h else [])]
    if name == "start_h":
        return tuple((shift.end_h - other_h) % _DAY_H for other_h in tried_h)
    return tuple((shift.start_h + other_h) % _DAY_H or _DAY_H for other_h in tried_h)


def _replaced(owner: Any, path: Path, value: Any) -> Any:
    if not path:
        return value
    head, rest = path[0], path[1:]
    if isinstance(head, int):
        return (*owner[:head], _replaced(owner[head], rest, value), *owner[head + 1 :])
    return replace(owner, **{head: _replaced(getattr(owner, head), rest, value)})


def _title(spec: CitySpec, path: Path) -> str:
    words = []
    owner: Any = spec
    for step in path:
        owner = owner[step] if isinstance(step, int) else getattr(owner, step)
        words.append(getattr(owner, "name", str(step)) if isinstance(step, int) else _word(step))
    return f"{', '.join(words[:-1])}: {words[-1]}" if len(words) > 1 else words[0]


def _word(field: str) -> str:
    """As city files call it."""
    known = {"modes": "failures", "rules": "network", "teams": "crews"}
    return known.get(field, " ".join(_ABBREVIATED.get(word, word) for word in field.split("_")))
