"""What a run came to: everything that a report shows, in plain values.

A result holds no live object and no path of the machine except what the environment names. Times are
seconds of the scenario's clock unless a name says otherwise; shares are 0..1; a figure that was not measured
is None. `result.json` is this value; its schema is published beside this room.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import PlainSerializer, PlainValidator, WithJsonSchema

from camproof.reports.schema.verdict import VERDICT_SCHEMA
from camproof.verdicts.errors import VerdictsError
from camproof.verdicts.finding import Finding
from camproof.verdicts.outcome import Outcome
from camproof.verdicts.verdict import Verdict

__all__ = [
    "DeviationLine",
    "EnvironmentFacts",
    "FaultLine",
    "FindingLine",
    "LoadSample",
    "OnlineSeries",
    "PhaseResult",
    "RunResult",
]


def _read_verdict(data: Any) -> Verdict:
    if isinstance(data, Verdict):
        return data
    try:
        return Verdict.from_dict(data)
    except (KeyError, TypeError, ValueError, VerdictsError) as error:
        raise ValueError(f"this is no verdict: {error}") from error


JsonVerdict = Annotated[
    Verdict,
    PlainSerializer(Verdict.as_dict),
    PlainValidator(_read_verdict),
    WithJsonSchema(VERDICT_SCHEMA),
]
"""A verdict in the JSON form of its own room, which has no loss: infinity is the text "inf"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseResult:
    """A phase of the time line, in seconds from the start of the run; ``reason`` where nothing was judged."""

    name: str
    from_s: float
    to_s: float
    outcome: Outcome
    verdicts: tuple[JsonVerdict, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingLine:
    """What a detector saw in the bytes.

    :param name: the camera's name in words; may be empty.
    :param fault: label of the planned fault that explains it; empty for an unexplained one.
    """

    finding: Finding
    name: str = ""
    fault: str = ""

    @property
    def detected_after_s(self) -> float:
        """Seconds from the beginning of the symptom to its detection."""
        return self.finding.detected_s - self.finding.from_s


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultLine:
    """A planned fault and what came of it.

    :param matched: positions in the result's `findings`.
    :param detected_after_s: from its beginning to the first finding; None if nothing found it.
    :param recovered_after_s: from its end until its subjects were well again; None if they were not.
    """

    fault: str
    label: str
    subjects: tuple[str, ...]
    from_s: float
    to_s: float | None
    matched: tuple[int, ...] = ()
    detected_after_s: float | None = None
    recovered_after_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OnlineSeries:
    """Share of cameras on line over time: `kind` is "all", "class" or "district"."""

    label: str
    kind: str
    points: tuple[tuple[float, float], ...]
    cameras: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadSample:
    """How busy the bench itself was.

    :param cpu_share: of one core, by the process that plays cameras and platform.
    :param udp_drops: at the sockets of that process, counted from the start of the run.
    """

    t_s: float
    cpu_share: float | None = None
    loop_lag_ms: float | None = None
    send_lateness_ms: float | None = None
    udp_drops: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviationLine:
    """One kind of departure from the standard, counted over the run; `example` are bytes in hexadecimal."""

    what: str
    where: str
    clause: str
    count: int
    devices: tuple[str, ...] = ()
    example: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EnvironmentFacts:
    """Where and when: wall times are ISO 8601 with offset."""

    host: str = ""
    started: str = ""
    ended: str = ""
    versions: tuple[tuple[str, str], ...] = ()
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RunResult:
    """The whole run. `load_note` says why the bench was saturated; empty when it was not."""

    scenario: str
    file: str
    proves: str
    outcome: Outcome
    exit_code: int
    seed: int
    duration_s: float
    phases: tuple[PhaseResult, ...]
    cameras: int = 0
    system: str = "built-in"
    loop: str = ""
    clock: str = ""
    command: str = ""
    reason: str = ""
    findings: tuple[FindingLine, ...] = ()
    faults: tuple[FaultLine, ...] = ()
    online: tuple[OnlineSeries, ...] = ()
    load: tuple[LoadSample, ...] = ()
    load_note: str = ""
    deviations: tuple[DeviationLine, ...] = ()
    environment: EnvironmentFacts = EnvironmentFacts()
    notes: tuple[str, ...] = ()
    format: Literal["camproof-result-1"] = "camproof-result-1"

    @property
    def verdicts(self) -> tuple[tuple[PhaseResult, Verdict], ...]:
        """All verdicts with their phase, in order."""
        return tuple((phase, verdict) for phase in self.phases for verdict in phase.verdicts)
