"""What a run asks of its own detectors."""

from __future__ import annotations

import math

from camproof.scenarios.measures.view import View
from camproof.verdicts import Measurement, census_share, census_value, not_made

__all__ = ["detection_time", "false_findings", "faults_detected"]


def faults_detected(view: View) -> Measurement:
    """Planned faults that were found, on every camera they hit (of a link: by any stream across it)."""
    missed = [
        f"{fault.plan.label}: {len(fault.missed)} missed" for fault in view.faults if not fault.detected
    ]
    return census_share(
        view.spec,
        sum(1 for fault in view.faults if fault.detected),
        len(view.faults),
        method="findings of detectors that do not know the plan, matched with it afterwards",
        detail="; ".join(missed) or ("" if view.faults else "no fault was planned"),
    )


def detection_time(view: View) -> Measurement:
    """The slowest first detection of a fault that does not take cameras off-line."""
    times = [
        math.inf if fault.detected_after_s is None else fault.detected_after_s
        for fault in view.faults
        if not fault.plan.takes_offline
    ]
    if not times:
        return not_made(view.spec, "no fault of this kind was planned")
    return census_value(view.spec, max(times), len(times), method="start of the fault to its first finding")


def false_findings(view: View) -> Measurement:
    """Findings of the window that no planned fault explains."""
    explained = {index for fault in view.faults for index in fault.matched}
    false = [f for i, f in enumerate(view.findings) if i not in explained and view.inside(f.detected_s)]
    return census_value(
        view.spec,
        float(len(false)),
        max(1, len(view.findings)),
        method="findings without a planned fault of that symptom on that camera at that time",
        detail="; ".join(f"{f.subject}: {f.symptom} from {f.from_s:.1f} s" for f in false[:5]),
    )
