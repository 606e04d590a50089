"""Laws of times: how long something lives, how long its repair takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

__all__ = ["LAW_FORMS", "Law", "LawForm"]

LawForm = Literal["exponential", "weibull", "log-normal", "fixed", "observed"]
LAW_FORMS: tuple[LawForm, ...] = get_args(LawForm)


@dataclass(frozen=True, slots=True)
class Law:
    """A distribution of a time in hours.

    :param mean_h: its mean; infinite for what never happens.
    :param shape: of a Weibull law its shape (below 1 burn-in, above 1 wear-out); of a log-normal one the
        standard deviation of the logarithm; otherwise without meaning.
    :param observed_h: the times of an "observed" law, ascending; each is as likely as the others.
    :param source: where the figures come from; "ours" for an assumption of this project.
    """

    form: LawForm = "exponential"
    mean_h: float = float("inf")
    shape: float = 1.0
    observed_h: tuple[float, ...] = ()
    source: str = "ours"
