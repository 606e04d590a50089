"""What virtual time cannot say, and why. A target named here is not run there, whatever happens."""

from __future__ import annotations

from collections.abc import Mapping

from camproof.scenarios.schema import TargetSpec

__all__ = ["unsaid"]

_UNSAID: Mapping[str, str] = {}
"""By the measure's name."""


def unsaid(target: TargetSpec) -> str:
    """Why nothing can be said of a target in virtual time; empty when it can."""
    return _UNSAID.get(target.measure, "")
