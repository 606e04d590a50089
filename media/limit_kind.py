"""Limits that a user sets to a figure of streams: the requirement that judges it, and how it is measured."""

from __future__ import annotations

from dataclasses import dataclass

from camproof.verdicts import Limit, Measurement, MeasurementSpec, Requirement, Verdict, judge, requirement

__all__ = ["JITTER", "LOSS", "LimitKind"]


@dataclass(frozen=True, slots=True)
class LimitKind:
    """A figure that can be limited.

    :param requirement_id: the row that judges it; the figure has its unit.
    :param lacking: what a stream has that lacks the figure, in a few words.
    :param most: whether the limit is an upper one.
    """

    requirement_id: str
    method: str
    lacking: str
    most: bool = True

    @property
    def row(self) -> Requirement:
        """The requirement."""
        return requirement(self.requirement_id)

    def spec(self, scope: str = "") -> MeasurementSpec:
        """What is to be measured. :param scope: of which streams."""
        row = self.row
        return MeasurementSpec(row.metric, row.limit.unit, row.id, scope=scope, percentile=row.percentile)

    def limit(self, value: float) -> Limit:
        """The limit at a value in the requirement's unit."""
        return Limit("at-most" if self.most else "at-least", value, self.row.limit.unit)

    def verdict(self, made: Measurement, value: float, saturated: str | None = None) -> Verdict:
        """Judge by the limit at a value. :param saturated: why this machine could not measure."""
        return judge(made, self.row, self.limit(value), saturated)


LOSS = LimitKind("TRANS-5", "RTP sequence numbers", "no packets to count")
JITTER = LimitKind("TRANS-4", "RFC 3550 6.4.1, the worst", "no packets")
