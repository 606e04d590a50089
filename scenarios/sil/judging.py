"""Judges a phase: detectors find, the plan is matched, measures are made, requirements judge."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from camproof.domain.camera import CameraRecord
from camproof.domain.seeds import stream
from camproof.platforms import (
    Platform,
    address_findings,
    catalog_findings,
    clock_findings,
    contest_findings,
    forgotten_findings,
    intruder_findings,
    keepalive_findings,
    offline_findings,
    recording_findings,
    redirect_findings,
    storm_findings,
)
from camproof.platforms.cascade import contested_findings, lost_platform_findings
from camproof.platforms.observations import ObservationLog
from camproof.protocols.gb28181.ids import is_platform_code
from camproof.reports import FaultLine
from camproof.scenarios.evidence import Evidence, Span
from camproof.scenarios.measures import FUNCTIONS, View
from camproof.scenarios.plan import MatchedFault, PlannedFault, match
from camproof.scenarios.schema import TargetSpec
from camproof.scenarios.sil.clock import ScenarioClock
from camproof.verdicts import Finding, MeasurementSpec, Outcome, Verdict, judge, unjudged

__all__ = ["PhaseView", "fault_lines", "find", "judge_targets"]


def find(
    evidence: Evidence,
    platform: Platform | None,
    clock: ScenarioClock,
    wall_s: Callable[[float], float],
    heartbeat_interval_s: float,
    arrivals: Sequence[tuple[str, float]] = (),
    upper: Platform | None = None,
) -> tuple[Finding, ...]:
    """All findings of all detectors so far, from what was received alone; no plan of faults is at hand here.

    :param wall_s: loop's clock to epoch seconds.
    :param upper: the platform above this one.
    :param arrivals: code and time of registrations at a second platform, on the clock of the first one's log.
    """
    found = [finding for stream in evidence.streams for finding in stream.findings()]
    if platform is not None:
        log, origin_s = platform.observations, platform.observations.origin_s
        found += clock.moved(
            (
                *_cameras_lost(log, heartbeat_interval_s),
                *lost_platform_findings(log, heartbeat_interval_s=heartbeat_interval_s),
                *contested_findings(log),
                *clock_findings(log, lambda at_s: wall_s(at_s + origin_s)),
                *intruder_findings(log),
                *storm_findings(log),
                *forgotten_findings(log),
                *address_findings(log),
                *contest_findings(log),
                *redirect_findings(log, arrivals),
                *keepalive_findings(log, heartbeat_interval_s=heartbeat_interval_s),
                *catalog_findings(log),
                *recording_findings(log),
            ),
            origin_s,
        )
    if upper is not None:
        log, interval_s = upper.observations, upper.config.heartbeat_interval_s
        found += clock.moved(
            (
                *lost_platform_findings(log, heartbeat_interval_s=interval_s),
                *contested_findings(log),
                *keepalive_findings(log, heartbeat_interval_s=interval_s),
                *catalog_findings(log),
            ),
            log.origin_s,
        )
    return tuple(sorted(found, key=lambda finding: (finding.detected_s, finding.subject, finding.symptom)))


def _cameras_lost(log: ObservationLog, heartbeat_interval_s: float) -> list[Finding]:
    found = offline_findings(log, heartbeat_interval_s=heartbeat_interval_s)
    return [one for one in found if not is_platform_code(one.subject)]


@dataclass(frozen=True, slots=True)
class PhaseView:
    """What the targets of one phase are judged on."""

    records: Sequence[CameraRecord]
    window: Span
    evidence: Evidence
    findings: tuple[Finding, ...]
    faults: tuple[MatchedFault, ...]
    heartbeat_interval_s: float
    platforms: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        records: Sequence[CameraRecord],
        window: Span,
        evidence: Evidence,
        findings: Sequence[Finding],
        plan: Sequence[PlannedFault],
        heartbeat_interval_s: float,
        platforms: tuple[str, ...] = (),
    ) -> PhaseView:
        """Take the findings of this phase and match them with its plan."""
        inside = tuple(f for f in findings if window[0] <= f.detected_s < window[1])
        faults = match(plan, inside, evidence.presence, window[1])
        return cls(records, window, evidence, inside, faults, heartbeat_interval_s, platforms)

    @property
    def faulted(self) -> frozenset[str]:
        """Cameras that a planned fault harms in this phase."""
        return frozenset(code for f in self.faults if f.plan.harms for code in f.plan.subjects)


def judge_targets(
    targets: Sequence[TargetSpec],
    phase: PhaseView,
    saturated: str | None,
    unsaid: Callable[[TargetSpec], str] = lambda _target: "",
) -> tuple[Verdict, ...]:
    """A verdict for each target, in their order.

    :param unsaid: why a target was excluded beforehand; empty when it was not.
    """
    return tuple(_judge(target, phase, saturated, unsaid(target)) for target in targets)


def _judge(target: TargetSpec, phase: PhaseView, saturated: str | None, unsaid: str) -> Verdict:
    start_s = phase.window[0]
    window = phase.window
    if target.window_s is not None:
        window = (start_s + target.window_s[0], start_s + target.window_s[1])
    spec = MeasurementSpec(
        name=target.measure,
        unit=target.unit,
        requirement_id=target.requirement.id,
        window=window,
        scope=_scope(target),
        percentile=target.percentile,
        predicted=target.predicted,
    )
    if unsaid:
        return unjudged(spec, target.requirement, Outcome.NOT_RUN, unsaid, target.limit)
    cameras = target.selector.select(phase.records, stream(0, "scope"))
    view = View(
        spec=spec,
        cameras=cameras,
        window=window,
        evidence=phase.evidence,
        findings=phase.findings,
        faults=phase.faults,
        faulted=phase.faulted,
        elsewhere=frozenset(record.code for record in phase.records) - {camera.code for camera in cameras},
        heartbeat_interval_s=phase.heartbeat_interval_s,
        platforms=phase.platforms,
        params=target.params,
        limit=(target.limit or target.requirement.limit).value,
    )
    measurement = FUNCTIONS[target.measure](view)
    return judge(measurement, target.requirement, target.limit, saturated)


def _scope(target: TargetSpec) -> str:
    selector = target.selector
    parts = [
        f"{word} {', '.join(str(value) for value in values)}"
        for word, values in (
            ("class", selector.camera_class),
            ("district", selector.district),
            ("group", selector.group),
            ("cameras", selector.codes),
        )
        if values
    ]
    return "; ".join(parts) or "all cameras"


def fault_lines(faults: Sequence[MatchedFault]) -> tuple[FaultLine, ...]:
    """The planned faults as the report shows them."""
    return tuple(
        FaultLine(
            fault=fault.plan.row.id,
            label=fault.plan.label,
            subjects=fault.plan.subjects,
            from_s=fault.plan.from_s,
            to_s=fault.plan.to_s,
            matched=fault.matched,
            detected_after_s=fault.detected_after_s,
            recovered_after_s=fault.recovered_after_s,
        )
        for fault in faults
    )
