"""The colours of outcomes in a terminal."""

from __future__ import annotations

from camproof.verdicts.outcome import Outcome

__all__ = ["OUTCOME_STYLES"]

OUTCOME_STYLES: dict[Outcome, str] = {
    Outcome.PASS: "green",
    Outcome.FAIL: "bold red",
    Outcome.INCONCLUSIVE: "bold yellow",
    Outcome.NOT_RUN: "dim",
    Outcome.ABORTED: "bold magenta",
    Outcome.ERROR: "bold magenta",
}
