"""Times by law: what a unit draws, one at a time or many at once, with the same bits."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from camproof.simulator.draws import kernels
from camproof.simulator.draws.errors import LawError
from camproof.simulator.draws.streams import Keys, stream_key
from camproof.simulator.values import Floats, Law

__all__ = ["ONE", "ZERO", "Draw", "Prepared", "draw_for", "prepared"]

_NONE_OBSERVED = np.empty(0)
ONE = np.ones(1)
ZERO = np.zeros(1)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A law as the compiled loops take it.

    :param scale: the mean; of a Weibull law its characteristic life, of a log-normal one its median.
    """

    form: int
    scale: float
    shape: float
    observed: Floats

    def residual_h(self, u: float, age_h: float = 0.0, size: float = 1.0) -> float:
        """The time that belongs to ``u`` in (0, 1), beyond the age reached."""
        hazard = -math.log1p(-u) / size
        return float(kernels.residual(self.form, self.scale, self.shape, self.observed, hazard, age_h))

    def most_below(self, period_h: float) -> float:
        """No number above this one gives a time below ``period_h``, for age 0 and size 1."""
        if self.form == kernels.NEVER:
            return 0.0
        if self.form == kernels.EXPONENTIAL:
            return -math.expm1(-period_h / self.scale)
        if self.form == kernels.WEIBULL:
            return -math.expm1(-((period_h / self.scale) ** self.shape))
        if self.form == kernels.LOG_NORMAL and period_h > 0.0:
            return 0.5 * math.erfc(-math.log(period_h / self.scale) / self.shape * math.sqrt(0.5))
        return 1.0


def prepared(law: Law, *, life: bool = False) -> Prepared:
    """Check a law and make it ready.

    :param life: whether it must take time: a life of nothing would fail without end.
    :raises LawError: for figures that make no distribution.
    """
    _check(law, life)
    if law.form == "observed":
        return Prepared(kernels.OBSERVED, law.mean_h, 1.0, np.asarray(law.observed_h, np.float64))
    if math.isinf(law.mean_h):
        return Prepared(kernels.NEVER, math.inf, 1.0, _NONE_OBSERVED)
    if law.form == "fixed" or law.mean_h == 0.0:
        return Prepared(kernels.FIXED, law.mean_h, 1.0, _NONE_OBSERVED)
    if law.form == "weibull":
        scale = law.mean_h / math.gamma(1.0 + 1.0 / law.shape)
        return Prepared(kernels.WEIBULL, scale, law.shape, _NONE_OBSERVED)
    if law.form == "log-normal":
        median = law.mean_h * math.exp(-0.5 * law.shape**2)
        return Prepared(kernels.LOG_NORMAL, median, law.shape, _NONE_OBSERVED)
    return Prepared(kernels.EXPONENTIAL, law.mean_h, 1.0, _NONE_OBSERVED)


def _check(law: Law, life: bool) -> None:
    if law.form == "observed":
        times = law.observed_h
        if not times or any(b < a for a, b in pairwise(times)) or not times[0] >= 0.0:
            raise LawError("an observed law needs times of 0 h and more, ascending")
        if not math.isfinite(times[-1]):
            raise LawError("an observed law needs finite times")
    elif not law.mean_h >= 0.0:
        raise LawError(f"a mean of {law.mean_h:g} h is no time")
    if law.form in ("weibull", "log-normal") and not (0.0 < law.shape < math.inf):
        raise LawError(f"a {law.form} law needs a shape above 0, not {law.shape:g}")
    if life and (law.observed_h[0] if law.form == "observed" else law.mean_h) == 0.0:
        raise LawError("a life must take time")


@dataclass(frozen=True, slots=True)
class Draw:
    """The times of one purpose in one replication.

    :param which: of the two numbers of a block: ``kernels.FIRST`` or ``kernels.SECOND``.
    """

    stream: np.uint64
    replication: int
    law: Prepared
    which: int = kernels.FIRST

    def one(self, key: int, k: int, size: float = 1.0) -> float:
        """The k-th time of one unit in hours."""
        law = self.law
        return float(
            kernels.time_of(
                self.stream, self.replication, np.uint64(key), k, self.which,
                law.form, law.scale, law.shape, law.observed, size,
            )
        )  # fmt: skip

    def many(self, keys: Keys, k: int | NDArray[np.uint64], sizes: Floats = ONE) -> Floats:
        """(N,) the k-th times of many units; ``sizes`` has one row for all, or one each."""
        law = self.law
        ks = np.array([k], np.uint64) if isinstance(k, int) else k
        times: Floats = kernels.times_of(
            self.stream, self.replication, keys, ks, self.which,
            law.form, law.scale, law.shape, law.observed, sizes,
        )  # fmt: skip
        return times

    def first(
        self, keys: Keys, period_h: float, sizes: Floats = ONE, ages_h: Floats = ZERO
    ) -> tuple[NDArray[np.int32], Floats]:
        """Rows whose first time ends within the period, ascending, and these times.

        :param sizes: one row for all, or one each; ``ages_h`` likewise.
        """
        law = self.law
        plain = sizes is ONE and ages_h is ZERO
        rows: tuple[NDArray[np.int32], Floats] = kernels.first_failures(
            self.stream, self.replication, keys, self.which,
            law.form, law.scale, law.shape, law.observed,
            sizes, ages_h, period_h, law.most_below(period_h) if plain else 1.0,
        )  # fmt: skip
        return rows


def draw_for(seed: int, replication: int, purpose: str, name: str, law: Prepared, which: int) -> Draw:
    """The draws of (seed, purpose, name) by a law."""
    return Draw(stream_key(seed, purpose, name), replication, law, which)
