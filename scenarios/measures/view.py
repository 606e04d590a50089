"""What a measure is given: its declaration, the cameras that count, the window, the evidence and the plan."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass

from camproof.domain.camera import CameraRecord
from camproof.scenarios.evidence import Evidence, Span, StreamEvidence
from camproof.scenarios.plan import MatchedFault
from camproof.verdicts import Finding, Measurement, MeasurementSpec

__all__ = ["MeasureFunction", "View"]


@dataclass(frozen=True, slots=True)
class View:
    """The view of one measure.

    :param cameras: all cameras of the scope.
    :param elsewhere: codes of the run's other cameras.
    :param platforms: codes of the lower platform of a cascade, then of the upper one where it is below, too.
    :param faulted: codes under a planned fault in this phase; targets hold outside them.
    :param faults: the planned faults of this phase, each with what was found of it.
    :param heartbeat_interval_s: of the platform.
    :param limit: the value that will judge, in the unit of the spec.
    """

    spec: MeasurementSpec
    cameras: tuple[CameraRecord, ...]
    window: Span
    evidence: Evidence
    findings: tuple[Finding, ...] = ()
    faults: tuple[MatchedFault, ...] = ()
    faulted: frozenset[str] = frozenset()
    elsewhere: frozenset[str] = frozenset()
    platforms: tuple[str, ...] = ()
    heartbeat_interval_s: float = 60.0
    limit: float = 0.0
    params: Mapping[str, object] | None = None

    @property
    def sound(self) -> tuple[CameraRecord, ...]:
        """Cameras of the scope without a planned fault."""
        return tuple(camera for camera in self.cameras if camera.code not in self.faulted)

    @property
    def sound_codes(self) -> frozenset[str]:
        return frozenset(camera.code for camera in self.sound)

    @property
    def codes(self) -> frozenset[str]:
        """Codes of the cameras that are judged."""
        return frozenset(camera.code for camera in self.cameras)

    @property
    def left_out(self) -> str:
        """A remark on the cameras that do not count; empty when all do."""
        return self.without(self.sound_codes)

    def without(self, counted: Set[str]) -> str:
        """A remark on the cameras that are not among these; empty when all are."""
        number = len(self.codes - counted)
        return f"{number} cameras under planned faults are judged by detection and recovery" if number else ""

    @property
    def watched(self) -> frozenset[str]:
        """Codes of cameras that a detector had something of: their signalling, or a stream."""
        seen = {stream.code for stream in self.evidence.streams if stream.within(self.window)}
        if self.evidence.platform_seen:
            seen |= {code for code in self.codes if self.evidence.presence.known(code)}
        return self.codes & seen

    @property
    def planned(self) -> tuple[MatchedFault, ...]:
        """The planned faults that hit a camera of the scope, or a platform of the cascade."""
        codes = self.codes | set(self.platforms)
        return tuple(fault for fault in self.faults if codes & set(fault.plan.subjects))

    def unasked(self, asked: Iterable[str]) -> str:
        """Why a share of all cameras cannot be told: some were never asked; empty when all were."""
        number = len(self.sound_codes - set(asked))
        return f"{number} of {len(self.sound)} cameras were not asked" if number else ""

    def inside(self, at_s: float) -> bool:
        """Whether a moment lies in the window, its end left out."""
        return self.window[0] <= at_s < self.window[1]

    def live(self) -> list[StreamEvidence]:
        """Live streams of sound cameras in the window."""
        return self.streams("live")

    def streams(self, *kinds: str) -> list[StreamEvidence]:
        """Streams of sound cameras in the window, of these kinds."""
        codes = self.sound_codes
        return [
            stream
            for stream in self.evidence.streams
            if stream.kind in kinds
            and stream.code in codes
            and stream.within(self.window)
            and not stream.through
        ]


MeasureFunction = Callable[[View], Measurement]
