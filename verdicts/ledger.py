"""What was declared, what was measured, and what was never made."""

from __future__ import annotations

from camproof.verdicts.catalogue import Catalogue, load_requirements
from camproof.verdicts.errors import MeasurementError
from camproof.verdicts.limit import Limit
from camproof.verdicts.measurement import Measurement, MeasurementSpec
from camproof.verdicts.outcome import Outcome
from camproof.verdicts.verdict import Verdict, judge, unjudged

__all__ = ["Ledger"]


class Ledger:
    """Keeps declarations and measurements together until they are judged.

    :param catalogue: where the requirements are; the built-in rows by default.
    """

    def __init__(self, catalogue: Catalogue | None = None) -> None:
        self._catalogue = catalogue if catalogue is not None else load_requirements()
        self._limits: dict[MeasurementSpec, Limit | None] = {}
        self._made: dict[MeasurementSpec, Measurement] = {}

    @property
    def declared(self) -> tuple[MeasurementSpec, ...]:
        """In the order of declaration."""
        return tuple(self._limits)

    @property
    def missing(self) -> tuple[MeasurementSpec, ...]:
        """Declared, but not made so far."""
        return tuple(spec for spec in self._limits if spec not in self._made)

    def declare(self, spec: MeasurementSpec, limit: Limit | None = None) -> None:
        """Say what will be measured, and by which limit if not the requirement's own.

        :raises UnknownRequirementError: its requirement is in no catalogue.
        :raises MeasurementError: it is declared already, or its unit is not the requirement's.
        """
        wanted = self._catalogue.get(spec.requirement_id).limit.unit
        if spec in self._limits:
            raise MeasurementError(f"{spec.title} is declared twice")
        if spec.unit != wanted or (limit is not None and limit.unit != wanted):
            raise MeasurementError(f"{spec.title}: {spec.requirement_id} is measured in {wanted}")
        self._limits[spec] = limit

    def record(self, measurement: Measurement) -> None:
        """Take a measurement in.

        :raises MeasurementError: it was not declared beforehand, or is there already.
        """
        spec = measurement.spec
        if spec not in self._limits:
            raise MeasurementError(f"{spec.title} was not declared before it was made")
        if spec in self._made:
            raise MeasurementError(f"{spec.title} was made twice")
        self._made[spec] = measurement

    def settle(self, saturated: str | None = None) -> tuple[Verdict, ...]:
        """A verdict for every declaration, in their order; a required one never made is inconclusive."""
        return tuple(self._settle(spec, saturated) for spec in self._limits)

    def abort(self, outcome: Outcome, why: str) -> tuple[Verdict, ...]:
        """As :meth:`settle`, but what is missing gets ``outcome`` (aborted, error, not_run) for this reason.

        :raises MeasurementError: asked for a pass or a fail.
        """
        return tuple(
            self._settle(spec, None)
            if spec in self._made
            else unjudged(spec, self._catalogue.get(spec.requirement_id), outcome, why, self._limits[spec])
            for spec in self._limits
        )

    def _settle(self, spec: MeasurementSpec, saturated: str | None) -> Verdict:
        requirement, limit = self._catalogue.get(spec.requirement_id), self._limits[spec]
        if spec in self._made:
            return judge(self._made[spec], requirement, limit, saturated)
        if spec.required:
            why = "it was declared but never made"
            return unjudged(spec, requirement, Outcome.INCONCLUSIVE, why, limit)
        return unjudged(spec, requirement, Outcome.NOT_RUN, "declared as not required and not made", limit)
