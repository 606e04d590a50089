"""The journal of a run in the runner's words: what is written, and what a resumed run finds.

Line kinds: ``run`` (once), ``resume``, ``phase``, ``step``, ``sample``, ``fault``, ``finding``,
``deviation``, ``verdict``, ``phase-end``, ``end``. Everything that a report shows of the run itself is made
from these lines, so a killed run loses nothing that was written. Lines of a phase that never came to its
``phase-end`` are superseded when the phase runs again, except its verdicts: those stand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from camproof.verdicts import Entry, Verdict

__all__ = ["Book", "Lines", "PhaseRecord", "Record", "read_record"]


@dataclass(slots=True)
class PhaseRecord:
    """What the journal holds of one phase; ``attempt`` counts from 1."""

    index: int
    name: str
    attempt: int = 0
    from_s: float = 0.0
    to_s: float | None = None
    saturated: str = ""
    reason: str = ""
    verdicts: dict[int, Verdict] = field(default_factory=dict)
    lines: list[Entry] = field(default_factory=list)

    @property
    def ended(self) -> bool:
        """Whether it was played to its end."""
        return self.to_s is not None

    def of_kind(self, kind: str) -> list[Entry]:
        """The lines of the last attempt that are of this kind."""
        return [line for line in self.lines if line.kind == kind]


@dataclass(slots=True)
class Record:
    """What the journal holds of the run."""

    run: dict[str, Any]
    phases: dict[int, PhaseRecord] = field(default_factory=dict)
    resumed: int = 0
    end: dict[str, Any] | None = None

    def complete(self, phases: int) -> bool:
        """Whether all its phases came to their end, and the run too."""
        ended = [phase for phase in self.phases.values() if phase.ended]
        return self.end is not None and len(ended) == phases


def read_record(entries: Sequence[Entry]) -> Record:
    """Put the lines of a journal together; the last attempt of each phase counts."""
    record = Record(run={})
    phase: PhaseRecord | None = None
    for entry in entries:
        match entry.kind:
            case "run":
                record.run = entry.data
            case "resume":
                record.resumed += 1
                record.end = None
                phase = None
            case "phase":
                phase = _begin(record, entry)
            case "end":
                record.end = entry.data
            case "verdict":
                _take_verdict(record, entry)
            case "phase-end" if phase is not None:
                phase.to_s = entry.at_s
                phase.saturated, phase.reason = entry.data["saturated"], entry.data["reason"]
                phase = None
            case _ if phase is not None:
                phase.lines.append(entry)
    return record


def _begin(record: Record, entry: Entry) -> PhaseRecord:
    index = int(entry.data["index"])
    phase = record.phases.setdefault(index, PhaseRecord(index, str(entry.data["name"])))
    phase.attempt += 1
    phase.from_s, phase.to_s, phase.lines = entry.at_s, None, []
    return phase


def _take_verdict(record: Record, entry: Entry) -> None:
    """The first verdict on a target stands, whatever a later attempt says."""
    index = int(entry.data["phase"])
    phase = record.phases.setdefault(index, PhaseRecord(index, str(entry.data["name"])))
    phase.verdicts.setdefault(int(entry.data["target"]), Verdict.from_dict(entry.data["verdict"]))


class Lines(Protocol):
    """Where the lines of a run go: a :class:`camproof.verdicts.Journal`."""

    def append(self, kind: str, at_s: float, *, sync: bool = False, **data: Any) -> None: ...


class Book:
    """Writes the lines of a run. Times are scenario seconds, kept to the millisecond."""

    def __init__(self, journal: Lines) -> None:
        self._journal = journal

    def run(self, **data: Any) -> None:
        """The first line: title, seed, phases."""
        self._journal.append("run", 0.0, sync=True, **data)

    def resume(self, at_s: float) -> None:
        self._journal.append("resume", round(at_s, 3), sync=True)

    def phase(self, at_s: float, index: int, name: str) -> None:
        self._journal.append("phase", round(at_s, 3), sync=True, index=index, name=name)

    def line(self, kind: str, at_s: float, **data: Any) -> None:
        """A line about the phase that is running."""
        self._journal.append(kind, round(at_s, 3), **data)

    def verdict(self, at_s: float, phase: int, name: str, target: int, verdict: Verdict) -> None:
        """A verdict, on the disk when this returns."""
        self._journal.append(
            "verdict",
            round(at_s, 3),
            sync=True,
            phase=phase,
            name=name,
            target=target,
            verdict=verdict.as_dict(),
        )

    def phase_end(self, at_s: float, *, saturated: str, reason: str) -> None:
        """A phase is complete; on the disk before this returns."""
        self._journal.append("phase-end", round(at_s, 3), sync=True, saturated=saturated, reason=reason)

    def end(self, at_s: float, *, outcome: str, reason: str) -> None:
        """The last line of a run that came to its end, was interrupted or met trouble."""
        self._journal.append("end", round(at_s, 3), sync=True, outcome=outcome, reason=reason)
