"""Philox4x32-10 and inverse distribution functions, compiled, in one file.

Theory of operation. A number is a function of where it is used, never of what was drawn before: key = 64
bits of seed, purpose and name (``stream_key``); counter = unit key (64 bits), replication (32), k (32). One
block gives two numbers, ``FIRST`` and ``SECOND``, of 52 bits each, in the open interval (0, 1). Whoever asks
for the k-th number of a unit gets the same bits, alone or in an array, in any order and in any process.

A time comes from its number by way of the cumulative hazard e = -ln(1 - u): a unit of size s (kilometres)
that has reached age a fails after the time t at which the hazard has grown by e / s beyond that of a. For
size 1 and age 0 this is the inverse distribution function; t grows with u, falls with size.

Source: J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw, "Parallel random numbers: as easy as 1, 2, 3",
SC11 (2011). Inverse of the normal distribution: M. J. Wichura, algorithm AS 241 (PPND16), Applied Statistics
37 (1988) 477-484.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from camproof.media.compiled import compiled

__all__ = [
    "EXPONENTIAL",
    "FIRST",
    "FIXED",
    "LOG_NORMAL",
    "NEVER",
    "OBSERVED",
    "SECOND",
    "WEIBULL",
    "first_failures",
    "log_upper_tail",
    "next_of",
    "normal_quantile",
    "philox",
    "pick",
    "residual",
    "time_of",
    "times_of",
    "uniform_of",
    "uniforms_of",
]

Word = np.uint64
Keys = NDArray[np.uint64]
Times = NDArray[np.float64]

NEVER, EXPONENTIAL, WEIBULL, LOG_NORMAL, FIXED, OBSERVED = range(6)
FIRST, SECOND = 0, 1

_M0 = np.uint64(0xD2511F53)
_M1 = np.uint64(0xCD9E8D57)
_W0 = np.uint64(0x9E3779B9)
_W1 = np.uint64(0xBB67AE85)
_LOW = np.uint64(0xFFFFFFFF)
_32 = np.uint64(32)
_12 = np.uint64(12)
_UNIT = 2.0**-52
_ROOT_HALF = math.sqrt(0.5)
_LOG_HALF = math.log(0.5)
_LOG_TINY = math.log(1e-300)
_FAR = 30.0
_LOG_ROOT_TWO_PI = 0.5 * math.log(2.0 * math.pi)
_MARGIN = 1e-9


@compiled
def philox(c0: Word, c1: Word, c2: Word, c3: Word, k0: Word, k1: Word) -> tuple[Word, Word, Word, Word]:
    """One block of Philox4x32-10: four words of counter, two of key, all below 2^32."""
    for _ in range(10):
        wide0 = _M0 * c0
        wide1 = _M1 * c2
        c0, c1, c2, c3 = (wide1 >> _32) ^ c1 ^ k0, wide1 & _LOW, (wide0 >> _32) ^ c3 ^ k1, wide0 & _LOW
        k0 = (k0 + _W0) & _LOW
        k1 = (k1 + _W1) & _LOW
    return c0, c1, c2, c3


@compiled
def pick(stream: Word, replication: Word, key: Word, k: Word, which: int) -> float:
    """The number in (0, 1) of one use."""
    w0, w1, w2, w3 = philox(
        key & _LOW, key >> _32, replication & _LOW, k & _LOW, stream & _LOW, stream >> _32
    )
    word = (w0 << _32 | w1) if which == FIRST else (w2 << _32 | w3)
    return (float(word >> _12) + 0.5) * _UNIT


@compiled
def normal_quantile(p: float) -> float:
    """The z with P(Z <= z) = p for the standard normal distribution; p in (0, 1)."""
    q = p - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        top = ((((((2.5090809287301226727e3 * r + 3.3430575583588128105e4) * r + 6.7265770927008700853e4) * r
               + 4.5921953931549871457e4) * r + 1.3731693765509461125e4) * r + 1.9715909503065514427e3) * r
               + 1.3314166789178437745e2) * r + 3.3871328727963666080e0  # fmt: skip
        low = ((((((5.2264952788528545610e3 * r + 2.8729085735721942674e4) * r + 3.9307895800092710610e4) * r
               + 2.1213794301586595867e4) * r + 5.3941960214247511077e3) * r + 6.8718700749205790830e2) * r
               + 4.2313330701600911252e1) * r + 1.0  # fmt: skip
        return q * top / low
    r = math.sqrt(-math.log(p if q < 0.0 else 1.0 - p))
    if r <= 5.0:
        r -= 1.6
        top = ((((((7.7454501427834140764e-4 * r + 2.27238449892691845833e-2) * r
               + 2.41780725177450611770e-1) * r + 1.27045825245236838258e0) * r
               + 3.64784832476320460504e0) * r + 5.76949722146069140550e0) * r
               + 4.63033784615654529590e0) * r + 1.42343711074968357734e0  # fmt: skip
        low = ((((((1.05075007164441684324e-9 * r + 5.47593808499534494600e-4) * r
               + 1.51986665636164571966e-2) * r + 1.48103976427480074590e-1) * r
               + 6.89767334985100004550e-1) * r + 1.67638483018380384940e0) * r
               + 2.05319162663775882187e0) * r + 1.0  # fmt: skip
    else:
        r -= 5.0
        top = ((((((2.01033439929228813265e-7 * r + 2.71155556874348757815e-5) * r
               + 1.24266094738807843860e-3) * r + 2.65321895265761230930e-2) * r
               + 2.96560571828504891230e-1) * r + 1.78482653991729133580e0) * r
               + 5.46378491116411436990e0) * r + 6.65790464350110377720e0  # fmt: skip
        low = ((((((2.04426310338993978564e-15 * r + 1.42151175831644588870e-7) * r
               + 1.84631831751005468180e-5) * r + 7.86869131145613259100e-4) * r
               + 1.48753612908506148525e-2) * r + 1.36929880922735805310e-1) * r
               + 5.99832206555887937690e-1) * r + 1.0  # fmt: skip
    return -top / low if q < 0.0 else top / low


@compiled
def log_upper_tail(z: float) -> float:
    """The logarithm of P(Z > z) for the standard normal distribution; far out by its asymptotic series."""
    if z < _FAR:
        return math.log(0.5 * math.erfc(z * _ROOT_HALF))
    w = 1.0 / (z * z)
    series = 1.0 - w * (1.0 - 3.0 * w * (1.0 - 5.0 * w * (1.0 - 7.0 * w)))
    return -0.5 * z * z - math.log(z) - _LOG_ROOT_TWO_PI + math.log(series)


@compiled
def residual(form: int, scale: float, shape: float, observed: Times, hazard: float, age: float) -> float:
    """The time beyond ``age`` at which the cumulative hazard has grown by ``hazard``.

    An age beyond the fixed life, or beyond all observed ones, leaves nothing: 0.
    """
    if form == EXPONENTIAL:
        return scale * hazard
    if form == WEIBULL:
        used_up = (age / scale) ** shape if age > 0.0 else 0.0
        end: float = scale * (hazard + used_up) ** (1.0 / shape)
        return max(end - age, 0.0)
    if form == LOG_NORMAL:
        before, log_still = 0.0, 0.0
        if age > 0.0:
            z = math.log(age / scale) / shape
            before, log_still = 0.5 * math.erfc(-z * _ROOT_HALF), log_upper_tail(z)
        log_left = log_still - hazard
        if log_left > _LOG_HALF:
            deviation = normal_quantile(before - math.exp(log_still) * math.expm1(-hazard))
        elif log_left > _LOG_TINY:
            deviation = -normal_quantile(math.exp(log_left))
        else:
            deviation = math.sqrt(-2.0 * log_left)
            for _ in range(4):
                deviation += (log_upper_tail(deviation) - log_left) / (deviation + 1.0 / deviation)
        return max(scale * math.exp(shape * deviation) - age, 0.0)
    if form == FIXED:
        return max(scale - age, 0.0)
    if form == OBSERVED:
        passed = np.searchsorted(observed, age, side="right") if age > 0.0 else 0
        left_over = len(observed) - passed
        if left_over == 0:
            return 0.0
        place = int(-math.expm1(-hazard) * left_over)
        found: float = observed[passed + min(place, left_over - 1)]
        return found - age
    return math.inf


@compiled
def uniform_of(stream: Word, replication: int, key: Word, k: int, which: int) -> float:
    """``pick``, to be called from Python."""
    return pick(stream, np.uint64(replication), key, np.uint64(k), which)


@compiled
def uniforms_of(stream: Word, replication: int, keys: Keys, k: int, which: int) -> Times:
    """The same for many units."""
    out = np.empty(len(keys))
    for row in range(len(keys)):
        out[row] = pick(stream, np.uint64(replication), keys[row], np.uint64(k), which)
    return out


@compiled
def time_of(
    stream: Word, replication: int, key: Word, k: int, which: int,
    form: int, scale: float, shape: float, observed: Times, size: float,
) -> float:  # fmt: skip
    """The k-th time of a unit, new at its begin."""
    u = pick(stream, np.uint64(replication), key, np.uint64(k), which)
    return residual(form, scale, shape, observed, -math.log1p(-u) / size, 0.0)


@compiled
def times_of(
    stream: Word, replication: int, keys: Keys, ks: NDArray[np.uint64], which: int,
    form: int, scale: float, shape: float, observed: Times, sizes: Times,
) -> Times:  # fmt: skip
    """The same for many units; ``ks`` and ``sizes`` hold one row for all, or one each."""
    out = np.empty(len(keys))
    for row in range(len(keys)):
        k = ks[row] if len(ks) > 1 else ks[0]
        size = sizes[row] if len(sizes) > 1 else sizes[0]
        u = pick(stream, np.uint64(replication), keys[row], k, which)
        out[row] = residual(form, scale, shape, observed, -math.log1p(-u) / size, 0.0)
    return out


@compiled
def next_of(
    stream: Word, noticing: Word, replication: int, key: Word, k: int, size: float,
    life_form: int, life_scale: float, life_shape: float, life_observed: Times,
    repair_form: int, repair_scale: float, repair_shape: float, repair_observed: Times,
    notice_form: int, notice_scale: float, notice_shape: float, notice_observed: Times,
) -> tuple[float, float, float]:  # fmt: skip
    """Notice and repair of the k-th failure of a unit and the life after it, each as ``time_of`` gives it."""
    at = np.uint64(replication)
    u = pick(noticing, at, key, np.uint64(k), FIRST)
    notice = residual(notice_form, notice_scale, notice_shape, notice_observed, -math.log1p(-u), 0.0)
    u = pick(stream, at, key, np.uint64(k), SECOND)
    repair = residual(repair_form, repair_scale, repair_shape, repair_observed, -math.log1p(-u), 0.0)
    u = pick(stream, at, key, np.uint64(k + 1), FIRST)
    life = residual(life_form, life_scale, life_shape, life_observed, -math.log1p(-u) / size, 0.0)
    return notice, repair, life


@compiled
def first_failures(
    stream: Word, replication: int, keys: Keys, which: int,
    form: int, scale: float, shape: float, observed: Times,
    sizes: Times, ages: Times, period: float, most: float,
) -> tuple[NDArray[np.int32], Times]:  # fmt: skip
    """Rows whose time number 0 ends before ``period``, and these times.

    :param ages: as ``sizes``: one row for all, or one each.
    :param most: no time of a larger number ends before ``period``: spares the logarithm; 1 where not known.
    """
    rows = np.empty(len(keys), np.int32)
    times = np.empty(len(keys))
    found = 0
    limit = most * (1.0 + _MARGIN)
    for row in range(len(keys)):
        u = pick(stream, np.uint64(replication), keys[row], np.uint64(0), which)
        if u > limit:
            continue
        size = sizes[row] if len(sizes) > 1 else sizes[0]
        age = ages[row] if len(ages) > 1 else ages[0]
        time = residual(form, scale, shape, observed, -math.log1p(-u) / size, age)
        if time < period:
            rows[found] = row
            times[found] = time
            found += 1
    return rows[:found].copy(), times[:found].copy()
