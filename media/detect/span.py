"""A condition that must hold for a while before it is a finding, and when it ends."""

from __future__ import annotations

from dataclasses import replace

from camproof.verdicts.finding import Finding, Symptom

__all__ = ["SpanDetector"]

_MAX_FINDINGS = 1000


class SpanDetector:
    """Turns a condition over time into findings; at most 1000 are kept.

    :param subject: 20-digit code or "".
    :param hold_s: how long the condition must hold.
    """

    def __init__(self, symptom: Symptom, subject: str, method: str, hold_s: float) -> None:
        self._symptom = symptom
        self._subject = subject
        self._method = method
        self._hold_s = hold_s
        self._since_s: float | None = None
        self._open = False
        self._findings: list[Finding] = []

    @property
    def found(self) -> bool:
        """Whether a finding lasts now."""
        return self._open

    def findings(self) -> tuple[Finding, ...]:
        """All findings so far; the last may have no end yet."""
        return tuple(self._findings)

    def holds(self, at_s: float, detail: str = "", *, since_s: float | None = None) -> None:
        """The condition holds at ``at_s``; ``since_s`` where it is known to have begun earlier."""
        if self._since_s is None:
            self._since_s = at_s if since_s is None else since_s
        if self._open or at_s - self._since_s < self._hold_s or len(self._findings) >= _MAX_FINDINGS:
            return
        self._open = True
        self._findings.append(
            Finding(self._symptom, self._subject, self._since_s, None, at_s, self._method, detail)
        )

    def over(self, at_s: float) -> None:
        """The condition does not hold at ``at_s``."""
        self._since_s = None
        if self._open:
            self._open = False
            self._findings[-1] = replace(self._findings[-1], to_s=at_s)
