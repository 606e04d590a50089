"""Laws by maximum likelihood from times of which some are right-censored.

Each law is searched over the logarithms of its scale and shape. Intervals are Wald's on the logarithms, from
the curvature of the likelihood (delta method for the mean): 95 %. The law with the least AIC is taken
(H. Akaike, IEEE Transactions on Automatic Control 19 (1974) 716-723).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, special

from camproof.simulator.fitting.log import Spans
from camproof.simulator.values import Law, LawForm

__all__ = ["Candidate", "FittedLaw", "fitted"]

_Z = 1.959963984540054
_STEP = 1e-4
_FEWEST_FOR_TWO = 3
"""Ends that must be seen before a shape is fitted at all."""

Logs = NDArray[np.float64]
"""Logarithms of scale and, where there is one, shape."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One form of law, fitted.

    :param shape: of ``Law``; 1 for an exponential law.
    :param mean_interval_h: 95 %; :param shape_interval: likewise; a point where there is no shape.
    :param aic: 2 parameters - 2 ln L; smaller is better.
    """

    form: LawForm
    mean_h: float
    shape: float
    mean_interval_h: tuple[float, float]
    shape_interval: tuple[float, float]
    aic: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FittedLaw:
    """What a log says of one kind.

    :param what: "life", or "repair": from the failure until the unit works again, all waiting within it.
    :param law: the best; None where no end was seen.
    :param ended: times whose end was seen; :param censored: others.
    :param candidates: all that were fitted, the best first.
    :param note: why there is no law; empty where there is one.
    """

    kind: str
    what: Literal["life", "repair"]
    law: Law | None
    ended: int
    censored: int
    candidates: tuple[Candidate, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class _Form:
    """How a law is told by the logarithms of its parameters.

    :param start: from the logarithms of all times.
    :param log_likelihood: of parameters, logarithms of times that ended, and of those that did not.
    """

    form: LawForm
    start: Callable[[Logs], list[float]]
    log_likelihood: Callable[[Logs, Logs, Logs], float]
    mean_h: Callable[[Logs], float]


def _exponential(p: Logs, ended: Logs, censored: Logs) -> float:
    return float(-p[0] * len(ended) - np.exp(ended - p[0]).sum() - np.exp(censored - p[0]).sum())


def _weibull(p: Logs, ended: Logs, censored: Logs) -> float:
    z = math.exp(p[1]) * (ended - p[0])
    seen = (p[1] + z - ended - np.exp(z)).sum()
    return float(seen - np.exp(math.exp(p[1]) * (censored - p[0])).sum())


def _log_normal(p: Logs, ended: Logs, censored: Logs) -> float:
    z = (ended - p[0]) * math.exp(-p[1])
    seen = (-0.5 * z * z - p[1] - ended - 0.5 * math.log(2.0 * math.pi)).sum()
    return float(seen + special.log_ndtr((p[0] - censored) * math.exp(-p[1])).sum())


_FORMS = (
    _Form(
        "exponential",
        lambda logs: [float(logs.mean())],
        _exponential,
        lambda p: math.exp(p[0]),
    ),
    _Form(
        "weibull",
        lambda logs: [float(logs.mean()), 0.0],
        _weibull,
        lambda p: math.exp(p[0] + math.lgamma(1.0 + math.exp(-p[1]))),
    ),
    _Form(
        "log-normal",
        lambda logs: [float(logs.mean()), math.log(max(float(logs.std()), 0.1))],
        _log_normal,
        lambda p: math.exp(p[0] + 0.5 * math.exp(2.0 * p[1])),
    ),
)


def fitted(kind: str, what: Literal["life", "repair"], spans: Spans, source: str) -> FittedLaw:
    """The law that fits best, with the others beside it.

    :param source: the log, for ``Law.source``.
    """
    ended, censored = np.array(spans.ended_h), np.array(spans.censored_h)
    if not len(ended):
        note = f"no {what} was seen to end, in {censored.sum():g} h of {len(censored)}"
        return FittedLaw(kind=kind, what=what, law=None, ended=0, censored=len(censored), note=note)
    shaped = len(ended) >= _FEWEST_FOR_TWO and len(np.unique(ended)) > 1
    forms = _FORMS if shaped else _FORMS[:1]
    candidates = sorted(
        (_fit(form, np.log(ended), np.log(censored)) for form in forms), key=lambda each: each.aic
    )
    best = candidates[0]
    told = f"fitted to {source}: {len(ended)} ended, {len(censored)} censored"
    law = Law(best.form, best.mean_h, best.shape, source=told)
    return FittedLaw(
        kind=kind,
        what=what,
        law=law,
        ended=len(ended),
        censored=len(censored),
        candidates=tuple(candidates),
    )


def _fit(form: _Form, ended: Logs, censored: Logs) -> Candidate:
    def loss(logs: Logs) -> float:
        return -form.log_likelihood(logs, ended, censored)

    start = form.start(np.concatenate((ended, censored)))
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        found = optimize.minimize(
            loss, start, method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-9, "maxiter": 4000}
        )
    logs: Logs = found.x
    covariance = np.linalg.pinv(_curvature(loss, logs))
    slope = _slope(lambda p: math.log(form.mean_h(p)), logs)
    mean_h = form.mean_h(logs)
    shape = math.exp(logs[1]) if len(logs) > 1 else 1.0
    shape_error = math.sqrt(max(covariance[1, 1], 0.0)) if len(logs) > 1 else 0.0
    return Candidate(
        form=form.form,
        mean_h=mean_h,
        shape=shape,
        mean_interval_h=_around(mean_h, math.sqrt(max(float(slope @ covariance @ slope), 0.0))),
        shape_interval=_around(shape, shape_error),
        aic=2.0 * len(logs) + 2.0 * float(found.fun),
    )


def _around(value: float, log_error: float) -> tuple[float, float]:
    return value * math.exp(-_Z * log_error), value * math.exp(_Z * log_error)


def _slope(function: Callable[[Logs], float], at: Logs) -> Logs:
    steps = np.eye(len(at)) * _STEP
    return np.array([(function(at + step) - function(at - step)) / (2 * _STEP) for step in steps])


def _curvature(function: Callable[[Logs], float], at: Logs) -> Logs:
    """(n, n) second derivatives."""
    steps = np.eye(len(at)) * _STEP
    return np.array(
        [(_slope(function, at + step) - _slope(function, at - step)) / (2 * _STEP) for step in steps]
    )
