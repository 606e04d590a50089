"""Runs a scenario phase by phase: plays, judges, writes the journal, resumes where a killed run stopped."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, Protocol

from camproof.domain.errors import InputError
from camproof.media.errors import MediaError
from camproof.scenarios.running.book import Book, Record
from camproof.scenarios.running.crashes import Crashes, crashes_of_loop
from camproof.scenarios.running.stage import Judgement, Stage, StageError
from camproof.scenarios.schema import PhaseSpec, Scenario
from camproof.verdicts import Outcome, Verdict, worst

__all__ = ["Progress", "play_scenario"]


class Progress(Protocol):
    """What the person before the screen is told."""

    def phase(self, phase: PhaseSpec, index: int, count: int) -> None:
        """A phase begins."""

    def judged(self, phase: PhaseSpec, verdicts: tuple[Verdict, ...]) -> None:
        """A phase has its verdicts."""


async def play_scenario(
    scenario: Scenario, stage: Stage, book: Book, record: Record, head: Mapping[str, Any], progress: Progress
) -> Outcome:
    """Play every phase that has no end in the record yet.

    A phase is complete with its ``phase-end``; the first one without is where a resumed run starts again,
    after its preconditions (system up, cameras registered) are re-established.

    What fails unforeseen in a callback beside the run ends it with the phase in which it does, unjudged.

    :param head: facts of the first line, for a run that has none yet.
    :raises StageError: the bench failed; the journal says so.
    """
    with crashes_of_loop() as crashes:
        return await _played(scenario, stage, book, record, head, progress, crashes)


async def _played(
    scenario: Scenario,
    stage: Stage,
    book: Book,
    record: Record,
    head: Mapping[str, Any],
    progress: Progress,
    crashes: Crashes,
) -> Outcome:
    todo = [i for i in range(len(scenario.phases)) if not _ended(record, i)]
    starts = _starts(scenario)
    at_s = starts[todo[0]] if todo else scenario.duration_s
    if record.run:
        book.resume(at_s)
    else:
        book.run(**head)
    outcome, reason = Outcome.ERROR, "the runner failed"
    try:
        if todo:
            await stage.open(at_s, settle=todo[0] > 0)
            crashes.check()
        outcomes = [_standing(record, index) for index in range(len(scenario.phases))]
        for index in todo:
            await _play(scenario, index, starts[index], stage, book, progress)
            crashes.check()
            outcomes.append(_judge(scenario, index, starts[index], stage, book, record, progress))
            at_s = starts[index] + scenario.phases[index].duration_s
        outcome, reason = worst(outcomes), ""
    except (StageError, InputError, MediaError) as error:
        reason = str(error)
        raise
    except (KeyboardInterrupt, asyncio.CancelledError):
        outcome, reason = Outcome.ABORTED, "interrupted"
        raise
    except Exception as error:
        reason = f"the runner failed: {type(error).__name__}"
        raise
    finally:
        try:
            book.end(at_s, outcome=outcome.value, reason=reason)
        finally:
            await stage.close()
    return outcome


async def _play(
    scenario: Scenario, index: int, from_s: float, stage: Stage, book: Book, progress: Progress
) -> None:
    phase = scenario.phases[index]
    progress.phase(phase, index, len(scenario.phases))
    book.phase(from_s, index, phase.name)
    await stage.play(phase, from_s, book)


def _judge(
    scenario: Scenario,
    index: int,
    from_s: float,
    stage: Stage,
    book: Book,
    record: Record,
    progress: Progress,
) -> Outcome:
    """A verdict of an earlier attempt stands, and is not written again."""
    phase = scenario.phases[index]
    to_s = from_s + phase.duration_s
    judgement = stage.judge(phase, from_s, to_s)
    standing = record.phases[index].verdicts if index in record.phases else {}
    _write_seen(judgement, book, to_s)
    for target, verdict in enumerate(judgement.verdicts):
        if target not in standing:
            book.verdict(to_s, index, phase.name, target, verdict)
    book.phase_end(to_s, saturated=judgement.saturated, reason="")
    verdicts = tuple(standing.get(target, verdict) for target, verdict in enumerate(judgement.verdicts))
    progress.judged(phase, verdicts)
    return worst(verdict.outcome for verdict in verdicts)


def _write_seen(judgement: Judgement, book: Book, at_s: float) -> None:
    for finding in judgement.findings:
        book.line("finding", at_s, finding=finding.as_dict())
    for fault in judgement.faults:
        book.line(
            "fault",
            at_s,
            fault=fault.fault,
            label=fault.label,
            subjects=fault.subjects,
            from_s=fault.from_s,
            to_s=fault.to_s,
            matched=fault.matched,
            detected_after_s=fault.detected_after_s,
            recovered_after_s=fault.recovered_after_s,
        )
    for row in judgement.deviations.rows():
        book.line("deviation", at_s, **row)


def _ended(record: Record, index: int) -> bool:
    return index in record.phases and record.phases[index].ended


def _standing(record: Record, index: int) -> Outcome:
    """What the verdicts of an earlier process come to."""
    verdicts = record.phases[index].verdicts if index in record.phases else {}
    return worst(verdict.outcome for verdict in verdicts.values())


def _starts(scenario: Scenario) -> list[float]:
    starts = [0.0]
    for phase in scenario.phases:
        starts.append(starts[-1] + phase.duration_s)
    return starts
