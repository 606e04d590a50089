"""What virtual time cannot say, and why. A target named here is not run there, whatever happens.

Samples of pictures are diagnosed by processes that take real time: in virtual time any of them would be late,
or come at a moment that the machine's speed decides. So none are taken there.
"""

from __future__ import annotations

from camproof.scenarios.schema import PhaseSpec, TargetSpec
from camproof.scenarios.sil.actions.watching import samples_pictures

__all__ = ["unsaid"]

_WHOLE = frozenset({"false findings", "intact rate"})
"""What samples of pictures decide wherever they are taken."""
_DETECTION = frozenset({"planned faults detected", "fault detection time"})
"""What they decide where the fault is one of the picture."""
_REASON = "samples of pictures take real time to diagnose, and are not taken in virtual time"


def unsaid(target: TargetSpec, phase: PhaseSpec) -> str:
    """Why nothing can be said of a target of a phase in virtual time; empty when it can."""
    if not samples_pictures(phase):
        return ""
    by_pictures = target.measure in _WHOLE or (target.measure in _DETECTION and _harms_pictures(phase))
    return _REASON if by_pictures else ""


def _harms_pictures(phase: PhaseSpec) -> bool:
    entries = (item.entry for item in phase.timeline)
    return any(entry.kind == "fault" and entry.name.startswith("picture.") for entry in entries)
