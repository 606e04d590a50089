"""Always available (全时可用): on-line, found when off-line, back again, on time."""

from __future__ import annotations

import math
from collections.abc import Mapping

from camproof.scenarios.evidence import RecordEvidence
from camproof.scenarios.measures.view import View
from camproof.scenarios.plan import PlannedFault
from camproof.verdicts import Measurement, Symptom, census_share, census_value, not_made, percentile_of

__all__ = [
    "clock_accuracy",
    "longest_gap",
    "offline_detection",
    "online_rate",
    "recording_completeness",
    "recovery_time",
    "registration_time",
]

CLOCK_LIMIT_S = 1.0
"""A clock is accurate within this (GB/T 28181-2022 9: drift between registrations)."""

RECOVERED_SHARE = 0.99


def registration_time(view: View) -> Measurement:
    """From a camera's first REGISTER to the 200, after a boot or in a storm."""
    codes = _registering(view)
    took = [
        entry.took_s if entry.took_s is not None else math.inf
        for entry in view.evidence.registrations
        if entry.code in codes and view.inside(entry.started_s)
    ]
    return percentile_of(
        view.spec, took, method="first REGISTER sent to 200 received", census=True, detail=view.without(codes)
    )


def _registering(view: View) -> frozenset[str]:
    """Whose registrations are judged: a storm is what they must stand, and no excuse as other faults are."""
    plans = [fault.plan for fault in view.faults if fault.plan.harms]
    storms = [plan for plan in plans if plan.row.symptom_id == Symptom.REGISTRATION_STORM]
    stormed = {code for plan in storms for code in plan.subjects}
    excused = {code for plan in plans if plan not in storms for code in plan.subjects}
    return view.sound_codes | (view.codes & (stormed - excused))


def online_rate(view: View) -> Measurement:
    """Seconds on-line over seconds of the window, all cameras of the scope together."""
    cameras, (from_s, to_s) = view.sound, view.window
    if not cameras:
        return not_made(view.spec, "every camera of the scope is under a planned fault")
    presence = view.evidence.presence
    if not view.evidence.platform_seen and not any(presence.known(camera.code) for camera in cameras):
        return not_made(view.spec, "nobody looked at who is on-line")
    seconds = sum(presence.online_s(camera.code, view.window) for camera in cameras)
    return census_value(
        view.spec,
        seconds / (len(cameras) * (to_s - from_s)),
        len(cameras),
        method="valid registration and keepalives at the platform, weighted by time",
        detail=view.left_out,
    )


def clock_accuracy(view: View) -> Measurement:
    """Cameras whose DeviceTime agrees with the reference within 1 s, as far as whole seconds tell."""
    codes = view.sound_codes
    last = {e.code: e for e in view.evidence.clocks if e.code in codes and view.inside(e.at_s)}
    if unasked := view.unasked(last):
        return not_made(view.spec, unasked if last else "no camera was asked for its status")
    good = sum(
        1 for e in last.values() if e.off_by_s is not None and _clock_error_s(e.off_by_s) <= CLOCK_LIMIT_S
    )
    return census_share(
        view.spec,
        good,
        len(last),
        method="DeviceTime of DeviceStatus against the platform's clock",
        detail=view.left_out or ("" if last else "no camera was asked for its status"),
    )


def _clock_error_s(off_by_s: float) -> float:
    """The least error that agrees with a time told in whole seconds."""
    if off_by_s > 0:
        return off_by_s
    return max(0.0, -off_by_s - 1.0)


def offline_detection(view: View) -> Measurement:
    """The slowest detection of a camera that fell silent by plan, in keepalive intervals.

    A fault that was over before the limit leaves nothing to detect where nobody was missed.
    """
    spans = []
    too_short = 0
    for fault in view.faults:
        if not fault.plan.silences:
            continue
        found = {view.findings[index].subject: view.findings[index] for index in fault.found}
        for code in set(fault.plan.subjects) & view.codes:
            finding = found.get(code)
            if finding is None and _over_within(fault.plan, view.limit * view.heartbeat_interval_s):
                too_short += 1
                continue
            spans.append(math.inf if finding is None else finding.detected_s - finding.from_s)
    if not spans and too_short:
        return not_made(view.spec, f"{too_short} faults were over before the limit")
    if not spans:
        return not_made(view.spec, "no camera was planned to fall silent")
    if not view.evidence.platform_seen:
        return not_made(view.spec, "the system under test does not show whom it holds for off-line")
    return census_value(
        view.spec,
        max(spans) / view.heartbeat_interval_s,
        len(spans),
        method="last sign of life to the platform's judgement, slowest camera",
        detail=f"{too_short} faults were over before the limit" if too_short else "",
    )


def _over_within(plan: PlannedFault, limit_s: float) -> bool:
    return plan.to_s is not None and plan.to_s - plan.from_s < limit_s


def recovery_time(view: View) -> Measurement:
    """From the end of a planned fault until 99 % of the cameras it took off-line are on-line for good."""
    slowest, hit, stayed, watched_s = 0.0, 0, 0, 0.0
    presence, until_s = view.evidence.presence, view.window[1]
    for fault in view.faults:
        plan, hits = fault.plan, view.codes & set(fault.plan.subjects)
        if plan.to_s is None or plan.to_s >= until_s or not plan.takes_offline:
            continue
        codes = [code for code in hits if presence.was_offline(code, (plan.from_s, until_s))]
        stayed += len(hits) - len(codes)
        if not codes:
            continue
        backs = [presence.back_s(code, plan.to_s, until_s) for code in codes]
        after = sorted(math.inf if back is None else back - plan.to_s for back in backs)
        took_s = after[math.ceil(RECOVERED_SHARE * len(after)) - 1]
        slowest = max(slowest, took_s)
        watched_s = max(watched_s, until_s - plan.to_s) if took_s == math.inf else watched_s
        hit += len(codes)
    if not hit:
        return not_made(view.spec, "no planned fault took these cameras off-line and ended in the phase")
    if slowest == math.inf and watched_s < view.limit:
        return not_made(view.spec, f"not back when the phase ended, {watched_s:.1f} s after the fault")
    return census_value(
        view.spec,
        slowest,
        hit,
        method="end of the fault to 99 % of its cameras on-line",
        detail=f"{stayed} cameras were never held for off-line" if stayed else "",
    )


def recording_completeness(view: View) -> Measurement:
    """Seconds covered by RecordInfo over seconds due, mean over cameras; overlaps count once."""
    records = _records(view)
    if why := _unasked(view, records):
        return not_made(view.spec, why)
    shares = []
    for entry in records.values():
        due = entry.asked[1] - entry.asked[0]
        shares.append((due - sum(_gaps(entry.asked, entry.covered or ()))) / due)
    return census_value(
        view.spec,
        sum(shares) / len(shares),
        len(shares),
        method="RecordInfo items merged over the span asked for; mean over cameras",
        detail=view.left_out,
    )


def longest_gap(view: View) -> Measurement:
    """The longest hole in any camera's recordings."""
    records = _records(view)
    if why := _unasked(view, records):
        return not_made(view.spec, why)
    gaps = [max(_gaps(e.asked, e.covered or ()), default=0.0) for e in records.values()]
    return census_value(
        view.spec, max(gaps), len(gaps), method="RecordInfo items merged over the span asked for"
    )


def _unasked(view: View, records: Mapping[str, RecordEvidence]) -> str:
    return view.unasked(records) if records else "no camera was asked for its recordings"


def _records(view: View) -> dict[str, RecordEvidence]:
    codes = view.sound_codes
    return {
        e.code: e
        for e in view.evidence.records
        if e.code in codes and view.inside(e.at_s) and e.asked[0] < e.asked[1]
    }


def _gaps(due: tuple[float, float], covered: tuple[tuple[float, float], ...]) -> list[float]:
    """Lengths of the holes in ``due``; a recording that ends before it begins covers nothing."""
    gaps, at = [], due[0]
    for from_s, to_s in sorted(span for span in covered if span[0] < span[1]):
        if from_s > at:
            gaps.append(min(from_s, due[1]) - at)
        at = max(at, to_s)
        if at >= due[1]:
            return gaps
    return [*gaps, due[1] - at]
