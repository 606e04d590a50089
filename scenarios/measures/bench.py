"""What a run asks of its own detectors."""

from __future__ import annotations

import math

from camproof.scenarios.measures.view import View
from camproof.verdicts import Measurement, census_share, census_value, not_made

__all__ = ["detection_time", "false_findings", "faults_detected"]

_BLIND = "neither signalling nor a stream of these cameras was seen"


def faults_detected(view: View) -> Measurement:
    """Planned faults that were found, on every camera they hit (of a link: by any stream across it)."""
    if view.planned and not view.watched:
        return not_made(view.spec, _BLIND)
    codes = view.codes | set(view.platforms)
    lost = [(fault, len(fault.missed & codes)) for fault in view.planned]
    missed = [
        f"{fault.plan.label}: {number or 'all'} missed" for fault, number in lost if number or not fault.found
    ]
    return census_share(
        view.spec,
        len(lost) - len(missed),
        len(lost),
        method="findings of detectors that do not know the plan, matched with it afterwards",
        detail="; ".join(missed) or ("" if lost else "no fault was planned"),
    )


def detection_time(view: View) -> Measurement:
    """The slowest first detection of a fault that does not take cameras off-line."""
    times = [
        math.inf if fault.detected_after_s is None else fault.detected_after_s
        for fault in view.planned
        if not fault.plan.takes_offline
    ]
    if not times:
        return not_made(view.spec, "no fault of this kind was planned")
    if not view.watched:
        return not_made(view.spec, _BLIND)
    return census_value(view.spec, max(times), len(times), method="start of the fault to its first finding")


def false_findings(view: View) -> Measurement:
    """Findings of the window that no planned fault explains."""
    if not view.watched:
        return not_made(view.spec, _BLIND)
    explained = {index for fault in view.faults for index in fault.matched}
    false = [
        f
        for i, f in enumerate(view.findings)
        if i not in explained and f.subject not in view.elsewhere and view.inside(f.detected_s)
    ]
    return census_value(
        view.spec,
        float(len(false)),
        len(view.watched),
        method="findings without a planned fault of that symptom on that camera at that time",
        detail="; ".join(f"{f.subject}: {f.symptom} from {f.from_s:.1f} s" for f in false[:5]),
    )
