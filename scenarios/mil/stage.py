"""The stage of the mil loop: no cameras, no platform, no clock; a model says what would be observed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from camproof.domain.camera import CameraRecord
from camproof.domain.seeds import stream
from camproof.domain.timeline import TimelineEntry
from camproof.platforms import Observation, offline_findings, storm_findings
from camproof.reports import DeviationTally, LoadSample
from camproof.scenarios.evidence import Evidence, Presence
from camproof.scenarios.mil.course import Course, course_of
from camproof.scenarios.mil.limits import reason_not_to_say
from camproof.scenarios.running.book import Book
from camproof.scenarios.running.stage import Judgement, StageProgress
from camproof.scenarios.schema import PhaseSpec, Scenario, TargetSpec
from camproof.scenarios.sil.cast import retry_of
from camproof.scenarios.sil.columns import OnlineColumns
from camproof.scenarios.sil.judging import PhaseView, fault_lines, judge_targets
from camproof.scenarios.sil.records import camera_records, defects_of
from camproof.scenarios.sil.timeline import cast_of, planned
from camproof.simulator.values import ServiceTimes

__all__ = ["MilStage", "service_of"]

SAMPLES = 600
"""At most so many samples of who is on-line are kept of a phase."""
AFTER_S = 60.0


class MilStage:
    """One run in the model.

    :param told: hears how far it is.
    :param service: what the platform needs for its work, and how far it is away.
    """

    def __init__(
        self, scenario: Scenario, seed: int, told: StageProgress, service: ServiceTimes | None = None
    ) -> None:
        self._scenario, self._seed, self._told = scenario, seed, told
        self._service = service_of(scenario, service or ServiceTimes())
        self._records = camera_records(scenario)
        self._columns = OnlineColumns(self._records)
        self._evidence = Evidence(platform_seen=True, presence=Presence(self._columns.changed))
        self._cast, self._ends_s = _whole_cast(scenario, self._records, seed)
        self._course = Course((), ())
        self._marked = 0

    def describe(self) -> Mapping[str, Any]:
        """Facts for the journal's first line."""
        return {
            "cameras": len(self._records),
            "loop": "mil",
            "clock": "virtual",
            "names": {record.code: record.name for record in self._records},
            "online": [
                {"kind": column.kind, "label": column.label, "cameras": column.cameras}
                for column in self._columns.all
            ],
            "notes": [
                *(note for group in self._scenario.cameras for note in group.notes),
                "Every figure is a prediction of the model; nothing was sent. A registration is "
                f"{self._service.register_s * 1000:g} ms of the platform's work ({self._service.source}).",
            ],
        }

    def packages(self) -> Sequence[str]:
        """Distributions whose versions matter to a reader of the report."""
        return ("camproof", "numpy", "scipy")

    async def open(self, at_s: float, *, settle: bool) -> None:  # noqa: ARG002
        """Play the whole scenario in the model."""
        self.prepare()

    def prepare(self) -> None:
        """Play the whole scenario in the model; judging needs nothing more."""
        self._course = course_of(
            self._records,
            self._cast,
            self._ends_s,
            self._scenario.network,
            self._scenario.platform,
            self._service,
            self._seed,
            self._scenario.duration_s + AFTER_S,
        )
        self._evidence.registrations += self._course.registrations

    async def play(self, phase: PhaseSpec, from_s: float, book: Book) -> None:
        """Write down who is on-line, second by second, in long phases at longer steps."""
        step_s = max(1.0, phase.duration_s / SAMPLES)
        for number in range(1, int(phase.duration_s / step_s) + 1):
            at_s = from_s + number * step_s
            self._mark_until(at_s)
            sample = asdict(LoadSample(t_s=round(at_s, 3)))
            book.line("sample", at_s, online=self._columns.shares(), load=sample)
            self._told.second(number * step_s)

    def judge(self, phase: PhaseSpec, from_s: float, to_s: float) -> Judgement:
        """Judge what the model would have observed between two moments."""
        self._mark_until(to_s)
        seen = self._seen(to_s)
        interval_s = self._scenario.platform.heartbeat_interval_s
        findings = sorted(
            (*offline_findings(seen, heartbeat_interval_s=interval_s), *storm_findings(seen)),
            key=lambda finding: (finding.detected_s, finding.subject, finding.symptom),
        )
        cast = cast_of(phase, from_s, self._records, self._seed)
        plan = [planned(entry, cameras) for entry, cameras in cast if entry.kind == "fault"]
        view = PhaseView.of(self._records, (from_s, to_s), self._evidence, findings, plan, interval_s)
        return Judgement(
            verdicts=judge_targets(phase.targets, view, None, lambda target: self._unsaid(target, to_s)),
            findings=view.findings,
            faults=fault_lines(view.faults),
            deviations=DeviationTally(),
        )

    async def close(self) -> None:
        """There is nothing to be stopped."""

    def _unsaid(self, target: TargetSpec, to_s: float) -> str:
        cameras = target.selector.select(self._records, stream(0, "scope"))
        played = [(entry, hit) for entry, hit in self._cast if entry.at_s < to_s]
        system = self._scenario.system
        return reason_not_to_say(
            target,
            cameras,
            played,
            defects_of(self._scenario.cameras, self._records),
            system.name if system is not None else "",
        )

    def _seen(self, to_s: float) -> tuple[Observation, ...]:
        return tuple(entry for entry in self._course.observations if entry.at_s < to_s)

    def _mark_until(self, at_s: float) -> None:
        """Presence up to a moment."""
        seen = self._course.observations
        while self._marked < len(seen) and seen[self._marked].at_s <= at_s:
            entry = seen[self._marked]
            self._evidence.presence.mark(entry.device, entry.at_s, online=entry.kind == "registered")
            self._marked += 1


def service_of(scenario: Scenario, service: ServiceTimes) -> ServiceTimes:
    """The platform's work as given; keepalives and patience as the scenario's cameras have them."""
    spec = scenario.platform
    retry_s, jitter_s = retry_of(spec)
    return replace(
        service,
        keepalive_interval_s=spec.heartbeat_interval_s,
        keepalives_missed=spec.heartbeat_count,
        registration_expires_s=spec.expires_s,
        retry_s=retry_s,
        retry_jitter_s=jitter_s,
    )


def _whole_cast(
    scenario: Scenario, records: Sequence[CameraRecord], seed: int
) -> tuple[list[tuple[TimelineEntry, tuple[CameraRecord, ...]]], dict[int, float]]:
    """All phases' entries in scenario time; and by place, when the phase of each is over."""
    cast: list[tuple[TimelineEntry, tuple[CameraRecord, ...]]] = []
    ends_s: dict[int, float] = {}
    from_s = 0.0
    for phase in scenario.phases:
        for entry in cast_of(phase, from_s, records, seed):
            ends_s[len(cast)] = from_s + phase.duration_s
            cast.append(entry)
        from_s += phase.duration_s
    return cast, ends_s
