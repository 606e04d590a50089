"""From the journal to the result: a report needs nothing else but the facts about the host."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from camproof.reports import (
    DeviationTally,
    EnvironmentFacts,
    FaultLine,
    FindingLine,
    LoadSample,
    OnlineSeries,
    PhaseResult,
    RunResult,
)
from camproof.scenarios.running.book import PhaseRecord, Record
from camproof.verdicts import Finding, Outcome, worst

__all__ = ["EXIT_CODES", "deviations_of", "result_of"]

EXIT_CODES: Mapping[Outcome, int] = {
    Outcome.NOT_RUN: 3,
    Outcome.PASS: 0,
    Outcome.INCONCLUSIVE: 3,
    Outcome.FAIL: 1,
    Outcome.ABORTED: 130,
    Outcome.ERROR: 4,
}


def result_of(record: Record, environment: EnvironmentFacts, command: str = "") -> RunResult:
    """The result of a run from what its journal holds.

    A phase without its end is aborted; a run without its last line too.
    """
    run = record.run
    names = run.get("names", {})
    findings: list[FindingLine] = []
    faults: list[FaultLine] = []
    for phase in _in_order(record):
        base = len(findings)
        findings += [_finding(line.data, names) for line in phase.of_kind("finding")]
        faults += [_fault(line.data, base) for line in phase.of_kind("fault")]
    findings = _explained(findings, faults)
    phases = tuple(_phase(phase) for phase in _in_order(record))
    end = record.end or {"outcome": Outcome.ABORTED.value, "reason": "the run was cut off"}
    outcome = worst([*(phase.outcome for phase in phases), Outcome(end["outcome"])])
    return RunResult(
        scenario=run["scenario"],
        file=run["file"],
        proves=run["proves"],
        outcome=outcome,
        exit_code=EXIT_CODES[outcome],
        seed=run["seed"],
        duration_s=max((phase.to_s for phase in phases), default=0.0),
        phases=phases,
        cameras=run["cameras"],
        system=run["system"],
        loop=run["loop"],
        clock=run["clock"],
        command=command,
        reason=end["reason"],
        findings=tuple(findings),
        faults=tuple(faults),
        online=_online(record),
        load=tuple(
            LoadSample(**line.data["load"]) for phase in _in_order(record) for line in phase.of_kind("sample")
        ),
        load_note="; ".join(phase.saturated for phase in _in_order(record) if phase.saturated),
        deviations=deviations_of(record).lines(),
        environment=environment,
        notes=tuple(run.get("notes", ()))
        + ((f"resumed {record.resumed} time(s)",) if record.resumed else ()),
    )


def _in_order(record: Record) -> list[PhaseRecord]:
    return [record.phases[index] for index in sorted(record.phases)]


def _phase(phase: PhaseRecord) -> PhaseResult:
    verdicts = tuple(phase.verdicts[index] for index in sorted(phase.verdicts))
    outcomes = [verdict.outcome for verdict in verdicts]
    if not phase.ended:
        outcomes.append(Outcome.ABORTED)
    return PhaseResult(
        name=phase.name,
        from_s=phase.from_s,
        to_s=phase.to_s
        if phase.to_s is not None
        else max((e.at_s for e in phase.lines), default=phase.from_s),
        outcome=worst(outcomes),
        verdicts=verdicts,
        reason=phase.reason if phase.ended else "the phase did not come to its end",
    )


def _finding(data: Mapping[str, Any], names: Mapping[str, str]) -> FindingLine:
    finding = Finding.from_dict(data["finding"])
    return FindingLine(finding=finding, name=names.get(finding.subject, ""))


def _fault(data: Mapping[str, Any], base: int) -> FaultLine:
    return FaultLine(
        fault=data["fault"],
        label=data["label"],
        subjects=tuple(data["subjects"]),
        from_s=data["from_s"],
        to_s=data["to_s"],
        matched=tuple(base + index for index in data["matched"]),
        detected_after_s=data["detected_after_s"],
        recovered_after_s=data["recovered_after_s"],
    )


def _explained(findings: list[FindingLine], faults: Sequence[FaultLine]) -> list[FindingLine]:
    labels = {index: fault.label for fault in faults for index in fault.matched}
    return [replace(line, fault=labels.get(index, "")) for index, line in enumerate(findings)]


def _online(record: Record) -> tuple[OnlineSeries, ...]:
    """One series for all cameras, each class and each district; a sample lists their shares in that order."""
    columns: list[Mapping[str, Any]] = record.run.get("online", [])
    samples = [
        (line.at_s, line.data["online"]) for phase in _in_order(record) for line in phase.of_kind("sample")
    ]
    return tuple(
        OnlineSeries(
            label=column["label"],
            kind=column["kind"],
            points=tuple((at_s, shares[index]) for at_s, shares in samples),
            cameras=column["cameras"],
        )
        for index, column in enumerate(columns)
    )


def deviations_of(record: Record) -> DeviationTally:
    """Every departure from the standard that the journal holds."""
    tally = DeviationTally()
    for phase in _in_order(record):
        for line in phase.of_kind("deviation"):
            tally.take(line.data)
    return tally
