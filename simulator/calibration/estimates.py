"""Service times out of what a run measured: each with how it was found, or why it could not be."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np

from camproof.simulator.calibration.figures import FaultFigures, FindingFigures, RunFigures
from camproof.simulator.values import Floats

__all__ = ["Calibration", "Estimate", "calibrated"]

LEAST_REGISTRATIONS = 20
LEAST_QUIET_S = 3
_ONE_PROCESS = "cameras and platform share a process, so this is an upper bound"


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure of :class:`camproof.simulator.values.ServiceTimes`.

    :param field: its name in a city file's service times.
    :param value: seconds, or a count.
    :param how: how it was found.
    """

    field: str
    value: float
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """What runs told; ``missing`` are fields with the reason why nothing could be found."""

    runs: tuple[RunFigures, ...]
    found: tuple[Estimate, ...]
    missing: tuple[tuple[str, str], ...]


Found = list[Estimate] | str
"""Estimates, or why there are none."""


def calibrated(runs: Sequence[RunFigures]) -> Calibration:
    """The first run that can tell a figure tells it."""
    found: list[Estimate] = []
    missing: list[tuple[str, str]] = []
    for fields, ask in _QUESTIONS:
        reasons = []
        for run in runs:
            answer = ask(run) if run.loop != "mil" else "a model measures nothing"
            if isinstance(answer, list):
                found += answer
                break
            reasons.append(answer)
        else:
            missing.append((fields, "; ".join(dict.fromkeys(reasons))))
    return Calibration(runs=tuple(runs), found=tuple(found), missing=tuple(missing))


@dataclass(frozen=True, slots=True)
class _Seconds:
    """Busy seconds of the process between samples, and what happened meanwhile."""

    ends_s: Floats
    busy_s: Floats
    lasts_s: Floats
    registered: Floats
    dark: Floats
    """Cameras under a power cut in the middle of the span."""


def _register(run: RunFigures) -> Found:
    """Busy time beyond that of quiet seconds, over the registrations of the same seconds."""
    seconds = _seconds(run)
    if isinstance(seconds, str):
        return seconds
    busy = seconds.registered > 0
    total = int(seconds.registered.sum())
    quiet = ~busy & (seconds.dark == 0)
    if total < LEAST_REGISTRATIONS or quiet.sum() < LEAST_QUIET_S:
        return f"{total} registrations and {int(quiet.sum())} quiet seconds are too few"
    idle = median((seconds.busy_s / seconds.lasts_s)[quiet].tolist())
    beyond_s = float((seconds.busy_s - idle * seconds.lasts_s)[busy].sum())
    if beyond_s <= 0:
        return "seconds with registrations are no busier than others"
    how = f"busy time of {total} registrations beyond quiet seconds; {_ONE_PROCESS}"
    return [Estimate("register", beyond_s / total, how)]


def _keepalive(run: RunFigures) -> Found:
    """Quiet seconds with all cameras against those in which a power cut silences some."""
    seconds = _seconds(run)
    if isinstance(seconds, str):
        return seconds
    interval_s = _interval_s(run)
    if interval_s is None:
        return "no camera was missed, so the keepalive interval does not show"
    idle = seconds.registered == 0
    share = seconds.busy_s / seconds.lasts_s
    all_there, some_dark = idle & (seconds.dark == 0), idle & (seconds.dark > 0)
    if min(all_there.sum(), some_dark.sum()) < LEAST_QUIET_S:
        return "no power cut shows what the others' keepalives cost"
    less_s = median(share[all_there].tolist()) - median(share[some_dark].tolist())
    rate_s = float(np.median(seconds.dark[some_dark])) / interval_s
    if less_s <= 0:
        return "seconds in a power cut are no quieter than others"
    how = f"quiet seconds with and without {rate_s:.3g} keepalives a second; {_ONE_PROCESS}"
    return [Estimate("keepalive", less_s / rate_s, how)]


def _detection(run: RunFigures) -> Found:
    """How many keepalives must be missing, from the cameras that were missed."""
    values = [each.value for each in run.measures if each.name == "detection of offline"]
    finite = [value for value in values if math.isfinite(value)]
    if not finite:
        return "no camera was held for off-line by plan"
    missed = max(1, round(max(finite)))
    interval_s = _interval_s(run)
    seen = "" if interval_s is None else f" of {interval_s:.3g} s"
    return [Estimate("keepalives-missed", missed, f"slowest detection {max(finite):.3g} intervals{seen}")]


def _boot(run: RunFigures) -> Found:
    """From the return of power to the first and the last registration of its cameras."""
    spans = []
    for cut in run.faults:
        if cut.fault == "power.cut" and cut.to_s is not None:
            spans += [back_s - cut.to_s for back_s in _backs(cut, run.findings)]
    if len(spans) < 2:
        return "no power cut that was noticed has ended in the run"
    first_s, last_s = max(0.0, min(spans)), max(0.0, *spans)
    how = f"{len(spans)} cameras after a power cut"
    return [Estimate("boot", first_s, how), Estimate("boot-spread", last_s - first_s, how)]


def _round_trip(run: RunFigures) -> Found:
    """A registration is two round trips and the server's work."""
    took = [each for each in run.measures if each.name == "registration time" and math.isfinite(each.value)]
    if not took:
        return "no registration time was measured"
    least = min(took, key=lambda each: each.percentile or 100.0)
    work = _register(run)
    work_s = work[0].value if isinstance(work, list) else 0.0
    trip_s = max(0.0, least.value - work_s) / 2
    at = "" if least.percentile is None else f" p{least.percentile:g}"
    return [Estimate("round-trip", trip_s, f"half of registration time{at} of {least.n}, less the work")]


_QUESTIONS: tuple[tuple[str, Callable[[RunFigures], Found]], ...] = (
    ("register", _register),
    ("keepalive", _keepalive),
    ("keepalives-missed", _detection),
    ("boot, boot-spread", _boot),
    ("round-trip", _round_trip),
)


def _backs(cut: FaultFigures, findings: Sequence[FindingFigures]) -> list[float]:
    assert cut.to_s is not None
    return [
        each.to_s
        for each in findings
        if each.symptom == "camera-offline"
        and each.subject in cut.subjects
        and each.to_s is not None
        and each.detected_s >= cut.from_s
        and each.to_s >= cut.to_s
    ]


def _interval_s(run: RunFigures) -> float | None:
    """Silence until detection over the intervals that it is said to be."""
    silent = [
        each.detected_s - each.from_s
        for each in run.findings
        if each.symptom == "camera-offline" and each.method == "keepalives missed"
    ]
    intervals = [
        each.value
        for each in run.measures
        if each.name == "detection of offline" and math.isfinite(each.value) and each.value > 0
    ]
    return median(silent) / max(1, round(max(intervals))) if silent and intervals else None


def _seconds(run: RunFigures) -> _Seconds | str:
    load = [(each.t_s, share) for each in run.load if (share := each.cpu_share) is not None]
    if len(load) < 2:
        return "the run has no samples of its own load, as in virtual time"
    ends_s = np.array([t_s for t_s, _ in load[1:]])
    begins_s = np.array([t_s for t_s, _ in load[:-1]])
    lasts_s = ends_s - begins_s
    busy_s = np.array([share for _, share in load[1:]]) * lasts_s
    dark = np.zeros(len(ends_s))
    for cut in run.faults:
        if cut.fault == "power.cut" and cut.to_s is not None:
            dark += len(cut.subjects) * ((begins_s >= cut.from_s) & (ends_s <= cut.to_s))
    return _Seconds(ends_s, busy_s, lasts_s, _registered(run, begins_s, ends_s), dark)


def _registered(run: RunFigures, begins_s: Floats, ends_s: Floats) -> Floats:
    """Registrations between samples: cameras that came on-line, or storms that detectors saw."""
    shares = dict(run.online)
    level = np.array([shares.get(t_s, math.nan) for t_s in (*begins_s[:1], *ends_s)])
    came = np.nan_to_num(np.maximum(0.0, np.diff(level))) * run.cameras
    storm_s = np.sort([each.from_s for each in run.findings if each.symptom == "registration-storm"])
    storms = np.searchsorted(storm_s, ends_s) - np.searchsorted(storm_s, begins_s)
    return np.asarray(np.maximum(came.round(), storms), float)
