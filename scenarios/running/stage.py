"""What the runner asks of a loop, and what a phase comes to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from camproof.reports import DeviationTally, FaultLine
from camproof.scenarios.running.book import Book
from camproof.scenarios.schema import PhaseSpec
from camproof.verdicts import Finding, Verdict

__all__ = ["Judgement", "Stage", "StageError", "StageProgress"]


class StageError(Exception):
    """The bench itself failed: a port in use, an unreachable platform. One clear sentence; exit code 4."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the instruments and judges make of one phase.

    :param verdicts: one a target, in their order.
    :param faults: their ``matched`` are positions in ``findings``.
    :param saturated: why the generator could not keep up; empty when it could.
    """

    verdicts: tuple[Verdict, ...]
    findings: tuple[Finding, ...]
    faults: tuple[FaultLine, ...]
    deviations: DeviationTally
    saturated: str = ""


class StageProgress(Protocol):
    """What a stage tells the person before the screen."""

    def second(self, elapsed_s: float) -> None:
        """So much of the phase is over."""


class Stage(Protocol):
    """Cameras, a system and a clock on which phases are played."""

    def describe(self) -> Mapping[str, Any]:
        """Facts for the journal's first line: cameras, names, columns of the online series, notes."""

    async def open(self, at_s: float, *, settle: bool) -> None:
        """Bring up system and cameras, at scenario time ``at_s``.

        :param settle: wait until the cameras are registered: the precondition of every phase but the first.
        :raises StageError: it cannot be done.
        """

    async def play(self, phase: PhaseSpec, from_s: float, book: Book) -> None:
        """Play the time line of a phase; returns at its end."""

    def judge(self, phase: PhaseSpec, from_s: float, to_s: float) -> Judgement:
        """Judge what was received between two moments."""

    async def close(self) -> None:
        """Say BYE, unregister, stop; bounded in time."""

    def packages(self) -> Sequence[str]:
        """Distributions whose versions matter to a reader of the report."""
