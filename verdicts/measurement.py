"""A measurement, and its declaration before it is made."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from camproof.verdicts.errors import MeasurementError
from camproof.verdicts.values import UNITS, from_json, show, to_json

__all__ = ["Measurement", "MeasurementSpec", "Window"]

Window = tuple[float, float | None]
"""From and to in seconds of scenario time; to None = until the end of the run."""


@dataclass(frozen=True, slots=True)
class MeasurementSpec:
    """What will be measured, said beforehand.

    :param name: the metric, as in the requirement: "online rate".
    :param unit: one of :data:`camproof.verdicts.values.UNITS`, the same as the requirement's limit.
    :param requirement_id: the row that will judge it.
    :param window: the span of scenario time that counts; None = the whole run.
    :param scope: what it is measured on, in words: "district west".
    :param percentile: 95.0 for the 95th percentile; None for a plain value.
    :param required: whether its absence makes the run inconclusive.
    :param predicted: what a model said it would be, in the unit; None where none did. It judges nothing.
    """

    name: str
    unit: str
    requirement_id: str
    window: Window | None = None
    scope: str = ""
    percentile: float | None = None
    required: bool = True
    predicted: float | None = None

    def __post_init__(self) -> None:
        if self.unit not in UNITS:
            raise MeasurementError(f"{self.name}: {self.unit!r} is no unit of a measurement")
        if self.percentile is not None and not 0 < self.percentile < 100:
            raise MeasurementError(f"{self.name}: a percentile lies between 0 and 100, not {self.percentile}")

    @property
    def title(self) -> str:
        """As in "time to first key frame p95, district west"."""
        percentile = f" p{self.percentile:g}" if self.percentile is not None else ""
        return f"{self.name}{percentile}" + (f", {self.scope}" if self.scope else "")

    def as_dict(self) -> dict[str, Any]:
        """A form that JSON can hold."""
        return {
            "name": self.name,
            "unit": self.unit,
            "requirement_id": self.requirement_id,
            "window": list(self.window) if self.window is not None else None,
            "scope": self.scope,
            "percentile": self.percentile,
            "required": self.required,
            "predicted": to_json(self.predicted),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> MeasurementSpec:
        """The inverse of :meth:`as_dict`."""
        window = data["window"]
        changed = {
            "window": (window[0], window[1]) if window is not None else None,
            "predicted": from_json(data.get("predicted")),
        }
        return cls(**{**data, **changed})


@dataclass(frozen=True, slots=True)
class Measurement:
    """A value with the number of observations, its interval and how it was made.

    :param value: in the unit of the spec; None = it could not be made; infinity = it never happened.
    :param n: the number of observations behind it.
    :param interval: the 95 % interval, both ends in the unit; None for a census and where n allows none.
    :param method: how it was made, in words.
    :param census: whether every member was looked at; a census has no interval.
    :param detail: anything a reader of the verdict should know.
    :raises MeasurementError: not a number, a negative n, an interval on a census or turned around.
    """

    spec: MeasurementSpec
    value: float | None
    n: int
    interval: tuple[float, float] | None = None
    method: str = ""
    census: bool = False
    detail: str = ""

    def __post_init__(self) -> None:
        numbers = [self.value] if self.value is not None else []
        numbers += self.interval or ()
        if any(math.isnan(number) for number in numbers) or self.n < 0:
            raise MeasurementError(f"{self.spec.title}: value {self.value}, n {self.n} are no measurement")
        if self.interval is None:
            return
        if self.census:
            raise MeasurementError(f"{self.spec.title}: a census has no interval")
        if self.interval[0] > self.interval[1]:
            raise MeasurementError(f"{self.spec.title}: the interval {self.interval} is turned around")

    @property
    def value_text(self) -> str:
        """As in "97.5 % (95 % interval 94.1 % to 99 %, n 120)"."""
        unit = self.spec.unit
        text = show(self.value, unit)
        if self.interval is not None:
            low, high = self.interval
            return f"{text} (95 % interval {show(low, unit)} to {show(high, unit)}, n {self.n})"
        return f"{text} ({'census, ' if self.census else ''}n {self.n})"

    def as_dict(self) -> dict[str, Any]:
        """A form that JSON can hold."""
        return {
            "spec": self.spec.as_dict(),
            "value": to_json(self.value),
            "n": self.n,
            "interval": [to_json(end) for end in self.interval] if self.interval is not None else None,
            "method": self.method,
            "census": self.census,
            "detail": self.detail,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Measurement:
        """The inverse of :meth:`as_dict`."""
        interval = data["interval"]
        changed = {
            "spec": MeasurementSpec.from_dict(data["spec"]),
            "value": from_json(data["value"]),
            "interval": (float(interval[0]), float(interval[1])) if interval is not None else None,
        }
        return cls(**{**data, **changed})
