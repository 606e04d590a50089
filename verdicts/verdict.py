"""The judgement of one measurement by one requirement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from camproof.verdicts.errors import MeasurementError
from camproof.verdicts.limit import Limit
from camproof.verdicts.measurement import Measurement, MeasurementSpec
from camproof.verdicts.outcome import Outcome
from camproof.verdicts.requirement import Requirement

__all__ = ["Verdict", "judge", "unjudged"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """A judgement; always names its requirement.

    :param limit: the limit that was applied.
    :param overridden: whether that is not the requirement's own limit; the reason then names both.
    :param reason: one sentence.
    """

    measurement: Measurement
    requirement: Requirement
    limit: Limit
    overridden: bool
    outcome: Outcome
    reason: str

    @property
    def firm(self) -> bool:
        """Whether the whole interval lies on the value's side of the limit (that of a census always does)."""
        interval, value = self.measurement.interval, self.measurement.value
        if interval is None or value is None:
            return value is not None
        return all(self.limit.holds(end) == self.limit.holds(value) for end in interval)

    @property
    def line(self) -> str:
        """The verdict on one line: "FAIL AVAIL-1 online rate, district west: ..."."""
        return (
            f"{self.outcome.value.upper()} {self.requirement.id} {self.measurement.spec.title}: {self.reason}"
        )

    def as_dict(self) -> dict[str, Any]:
        """A form that JSON can hold; nothing is lost."""
        return {
            "measurement": self.measurement.as_dict(),
            "requirement": self.requirement.as_dict(),
            "limit": self.limit.as_dict(),
            "overridden": self.overridden,
            "outcome": self.outcome.value,
            "reason": self.reason,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Verdict:
        """The inverse of :meth:`as_dict`."""
        return cls(
            measurement=Measurement.from_dict(data["measurement"]),
            requirement=Requirement.from_dict(data["requirement"]),
            limit=Limit.from_dict(data["limit"]),
            overridden=data["overridden"],
            outcome=Outcome(data["outcome"]),
            reason=data["reason"],
        )


def judge(
    measurement: Measurement,
    requirement: Requirement,
    limit: Limit | None = None,
    saturated: str | None = None,
    *,
    firmly: bool = False,
) -> Verdict:
    """Judge a measurement.

    :param limit: overrides the requirement's limit; same unit.
    :param saturated: why the generator could not keep up; then inconclusive whatever the value.
    :param firmly: an interval that reaches over the limit makes the verdict inconclusive; otherwise the
        value decides and the reason says so.
    :raises MeasurementError: measurement, requirement and limit do not belong together.
    """
    applied = limit if limit is not None else requirement.limit
    _check_belong(measurement.spec, requirement, applied)
    overridden = applied != requirement.limit
    outcome, why = _decide(measurement, applied, saturated)
    verdict = Verdict(measurement, requirement, applied, overridden, outcome, "")
    if outcome in (Outcome.PASS, Outcome.FAIL) and not verdict.firm:
        why += "; the interval reaches over the limit, more observations would settle it"
        outcome = Outcome.INCONCLUSIVE if firmly else outcome
    return Verdict(measurement, requirement, applied, overridden, outcome, why + _named(requirement, applied))


def unjudged(
    spec: MeasurementSpec, requirement: Requirement, outcome: Outcome, why: str, limit: Limit | None = None
) -> Verdict:
    """A verdict without a measurement: excluded beforehand, aborted, trouble of the bench, or never made.

    :raises MeasurementError: asked for a pass or a fail; these need a measurement.
    """
    if outcome in (Outcome.PASS, Outcome.FAIL):
        raise MeasurementError(f"{spec.title}: a {outcome.value} needs a measurement")
    applied = limit if limit is not None else requirement.limit
    _check_belong(spec, requirement, applied)
    made = Measurement(spec, None, 0, method="not made")
    overridden = applied != requirement.limit
    return Verdict(made, requirement, applied, overridden, outcome, why + _named(requirement, applied))


def _check_belong(spec: MeasurementSpec, requirement: Requirement, limit: Limit) -> None:
    if spec.requirement_id != requirement.id:
        raise MeasurementError(f"{spec.title} is for {spec.requirement_id}, not for {requirement.id}")
    if requirement.percentile not in (None, spec.percentile):
        raise MeasurementError(f"{spec.title}: {requirement.id} judges percentile {requirement.percentile:g}")
    if not spec.unit == limit.unit == requirement.limit.unit:
        units = f"{spec.unit}, the limit in {limit.unit}, {requirement.id} in {requirement.limit.unit}"
        raise MeasurementError(f"{spec.title} is measured in {units}")


def _decide(measurement: Measurement, limit: Limit, saturated: str | None) -> tuple[Outcome, str]:
    text = measurement.value_text
    if saturated is not None:
        return Outcome.INCONCLUSIVE, f"the generator was saturated ({saturated}); it saw {text}"
    if measurement.value is None:
        return Outcome.INCONCLUSIVE, f"never made: {measurement.detail or 'no observation'}"
    if measurement.n == 0:
        return Outcome.INCONCLUSIVE, f"{text}: no observation stands behind it"
    if limit.holds(measurement.value):
        return Outcome.PASS, f"{text}"
    return Outcome.FAIL, f"{text}"


def _named(requirement: Requirement, applied: Limit) -> str:
    if applied == requirement.limit:
        return f"; limit {applied.text} ({requirement.origin_text})"
    return f"; limit {applied.text} (overrides {requirement.limit.text}, {requirement.origin_text})"
