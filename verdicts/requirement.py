"""One row of the requirement catalogue: what is asked, by whom, and the limit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from camproof.verdicts.limit import Limit

__all__ = ["CAMERA_CLASSES", "GOALS", "ORIGINS", "Goal", "Origin", "Requirement"]

Origin = Literal["standard", "policy", "default"]
ORIGINS: tuple[Origin, ...] = get_args(Origin)

Goal = Literal["coverage", "sharing", "availability", "control", "transport", "bench"]
GOALS: tuple[Goal, ...] = get_args(Goal)
"""The four goals of the 2015 opinion, the transport figures, and what a bench asks of itself."""

CAMERA_CLASSES: tuple[str, ...] = ("key-public-area", "key-industry", "social")


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """A requirement with its source.

    :param id: as "AVAIL-1".
    :param text: what is asked, in our words.
    :param term: the Chinese term of the field.
    :param clause: the source; for a default the place that it leans on, or empty.
    :param metric: the name of the measurement, as a scenario writes it: "online rate".
    :param limit: the limit and its unit.
    :param origin: whether the limit is a standard's, the policy's, or our own default.
    :param goal: the goal that it serves.
    :param sure: False where the source was read only at second hand; such a limit is always a default.
    :param camera_class: the class of cameras it is for; None for all.
    :param percentile: 95.0 where the metric is the 95th percentile; None for a plain value.
    :param unmeasured: why no scenario of the library measures it; empty where one does.
    :param edition: "2016" or "2022" where only that edition of GB/T 28181 asks it; empty for both.
    """

    id: str
    text: str
    term: str
    clause: str
    metric: str
    limit: Limit
    origin: Origin
    goal: Goal
    sure: bool = True
    camera_class: str | None = None
    percentile: float | None = None
    edition: str = ""
    unmeasured: str = field(default="", compare=False)

    @property
    def origin_text(self) -> str:
        """As a verdict line says it: "standard", "policy" or "bench default"."""
        return "bench default" if self.origin == "default" else self.origin

    def as_dict(self) -> dict[str, Any]:
        """A form that JSON can hold, complete: old journals stay readable when the catalogue changes."""
        return {
            "id": self.id,
            "text": self.text,
            "term": self.term,
            "clause": self.clause,
            "metric": self.metric,
            "limit": self.limit.as_dict(),
            "origin": self.origin,
            "goal": self.goal,
            "sure": self.sure,
            "camera_class": self.camera_class,
            "percentile": self.percentile,
            "edition": self.edition,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Requirement:
        """The inverse of :meth:`as_dict`."""
        return cls(**{**data, "limit": Limit.from_dict(data["limit"])})
