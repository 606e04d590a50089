"""The plan of faults, and which findings each of them explains.

Detectors never see the plan. Only judges do, afterwards: a planned fault must have been found, and a finding
that no planned fault explains is a finding against the system or a false one.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from camproof.domain.faults import Fault
from camproof.scenarios.evidence import Presence
from camproof.verdicts import Finding, Symptom

__all__ = ["MatchedFault", "PlannedFault", "match"]

_SILENCE = frozenset({Symptom.CAMERA_OFFLINE, Symptom.KEEPALIVE_MISSED})
"""These are reckoned from the last keepalive, which may lie before the fault."""

_PRESENCE = frozenset({Symptom.CAMERA_OFFLINE, Symptom.REGISTRATION_FORGOTTEN})
"""While these last the camera is not on-line."""

_AFTERMATH = frozenset({Symptom.REGISTRATION_STORM, Symptom.REGISTRATION_FORGOTTEN})
"""These come when a fault is over: cameras come back, and a platform that is up again does not know them."""

AFTERMATH_S = 60.0
"""What comes later than this after a fault has another cause: by then its cameras must be back."""

BEFORE_S = 1.5
"""A symptom that was there earlier than this before the fault has another cause."""

OUTLIVES_S = 10.0
"""A symptom that is still there this long after the fault's end has another cause, or was never mended."""


@dataclass(frozen=True, slots=True)
class PlannedFault:
    """One entry of the time line, settled.

    :param to_s: None = until the end of the phase.
    """

    row: Fault
    label: str
    subjects: tuple[str, ...]
    from_s: float
    to_s: float | None

    @property
    def takes_offline(self) -> bool:
        """Whether its symptom is that cameras are not on-line."""
        return self.row.symptom_id in _PRESENCE

    @property
    def silences(self) -> bool:
        """Whether its symptom is that a platform hears nothing of them."""
        return self.row.symptom_id == Symptom.CAMERA_OFFLINE

    @property
    def harms(self) -> bool:
        """Whether its subjects are not judged by the ordinary targets meanwhile; an intruder harms nobody."""
        return "refusal" not in self.row.judged_by


@dataclass(frozen=True, slots=True)
class MatchedFault:
    """A planned fault with what was found of it.

    :param matched: positions of all findings that it explains.
    :param found: positions of those that show its own symptom.
    :param missed: subjects that should have been found and were not.
    :param detected_after_s: from its beginning to the first finding of its symptom.
    :param recovered_after_s: from its end until all its subjects were well again.
    """

    plan: PlannedFault
    matched: tuple[int, ...]
    found: tuple[int, ...]
    missed: frozenset[str]
    detected_after_s: float | None
    recovered_after_s: float | None

    @property
    def detected(self) -> bool:
        """Whether it was found at everybody it hit."""
        return bool(self.found) and not self.missed


def match(
    plan: Sequence[PlannedFault], findings: Sequence[Finding], presence: Presence, end_s: float
) -> tuple[MatchedFault, ...]:
    """Say for every planned fault what was found of it by ``end_s``.

    A fault of a link is found by any stream that crosses it; every other fault must be found on each subject.
    """
    return tuple(_match(fault, findings, presence, end_s) for fault in plan)


def _match(plan: PlannedFault, findings: Sequence[Finding], presence: Presence, end_s: float) -> MatchedFault:
    subjects = frozenset(plan.subjects)
    begun = tuple(i for i, finding in enumerate(findings) if _explains(plan, subjects, finding))
    matched = tuple(i for i in begun if not _outlives(plan, findings[i], end_s))
    found = tuple(i for i in matched if findings[i].symptom == plan.row.symptom_id)
    seen = {findings[i].subject for i in found}
    missed = frozenset() if plan.row.layer == "network" else subjects - seen
    detected = min((findings[i].detected_s for i in found), default=None)
    return MatchedFault(
        plan,
        matched,
        found,
        missed,
        None if detected is None else max(0.0, detected - plan.from_s),
        None if matched != begun else _recovered(plan, [findings[i] for i in found], presence, end_s),
    )


def _explains(plan: PlannedFault, subjects: frozenset[str], finding: Finding) -> bool:
    """Whether the fault can be why: the symptom came with it, not before and not after."""
    if finding.subject not in subjects or finding.symptom not in (plan.row.symptom_id, *plan.row.also):
        return False
    ends_s = plan.to_s if plan.to_s is not None else math.inf
    ends_s += AFTERMATH_S if finding.symptom in _AFTERMATH else 0.0
    if finding.detected_s < plan.from_s or finding.from_s > ends_s:
        return False
    return finding.symptom in _SILENCE or finding.from_s >= plan.from_s - BEFORE_S


def _outlives(plan: PlannedFault, finding: Finding, end_s: float) -> bool:
    """Whether the symptom is still there long after the fault; who stays off-line is judged by recovery."""
    if finding.symptom in _PRESENCE or finding.to_s is not None or plan.to_s is None:
        return False
    return end_s - plan.to_s > OUTLIVES_S


def _recovered(
    plan: PlannedFault, found: Sequence[Finding], presence: Presence, end_s: float
) -> float | None:
    """Nobody recovers from what was not seen, nor before the fault's end has come."""
    if plan.to_s is None or plan.to_s > end_s or not plan.harms or not found:
        return None
    if plan.takes_offline:
        backs = [presence.back_s(code, plan.to_s, end_s) for code in plan.subjects]
        return None if None in backs else max(b for b in backs if b is not None) - plan.to_s
    ends = [finding.to_s for finding in found]
    return None if None in ends else max(0.0, max(e for e in ends if e is not None) - plan.to_s)
