"""A limit: how large or small a measured value may be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from camproof.verdicts.errors import MeasurementError
from camproof.verdicts.values import UNITS, from_json, is_same, show, to_json

__all__ = ["OPS", "Limit", "Op"]

Op = Literal["at-least", "at-most", "equal"]
OPS: tuple[Op, ...] = get_args(Op)


@dataclass(frozen=True, slots=True)
class Limit:
    """At least, at most or equal to a value.

    :param value: in ``unit``; shares are fractions of 1.
    :param tolerance: added to the limit on its lenient side, in ``unit``; ours, never a standard's.
    :raises MeasurementError: the operation or unit is unknown, or the tolerance negative.
    """

    op: Op
    value: float
    unit: str
    tolerance: float = 0.0

    def __post_init__(self) -> None:
        if self.op not in OPS or self.unit not in UNITS:
            raise MeasurementError(f"no limit can be {self.op!r} in {self.unit!r}")
        if self.value != self.value or not self.tolerance >= 0:
            raise MeasurementError(f"a limit needs a number and a tolerance of 0 or more, not {self}")

    def holds(self, value: float) -> bool:
        """Whether the value meets the limit, tolerance included."""
        if self.op == "at-least":
            bound = self.value - self.tolerance
            return value >= bound or is_same(value, bound)
        if self.op == "at-most":
            bound = self.value + self.tolerance
            return value <= bound or is_same(value, bound)
        return is_same(value, self.value) or abs(value - self.value) <= self.tolerance

    @property
    def text(self) -> str:
        """As in "at most 3 intervals (+ 0.3 intervals tolerance)"."""
        base = f"{self.op.replace('-', ' ')} {show(self.value, self.unit)}"
        if self.op == "equal":
            base = f"exactly {show(self.value, self.unit)}"
        if not self.tolerance:
            return base
        sign = {"at-least": "-", "at-most": "+", "equal": "±"}[self.op]
        return f"{base} ({sign} {show(self.tolerance, self.unit)} tolerance)"

    def as_dict(self) -> dict[str, Any]:
        """A form that JSON can hold."""
        return {
            "op": self.op,
            "value": to_json(self.value),
            "unit": self.unit,
            "tolerance": to_json(self.tolerance),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Limit:
        """The inverse of :meth:`as_dict`."""
        return cls(
            op=data["op"],
            value=from_json(data["value"]) or 0.0,
            unit=data["unit"],
            tolerance=from_json(data["tolerance"]) or 0.0,
        )
