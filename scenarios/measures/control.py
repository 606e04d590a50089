"""Controllable (全程可控): nobody gets in who must not."""

from __future__ import annotations

from camproof.scenarios.measures.view import View
from camproof.verdicts import Measurement, census_share

__all__ = ["guesses_refused", "intruders_refused", "replays_refused"]


def intruders_refused(view: View) -> Measurement:
    """Attempts with wrong credentials that were refused."""
    return _refused(view, "wrong-password")


def guesses_refused(view: View) -> Measurement:
    """Attempts to guess a password that were refused, the right one at the end included."""
    return _refused(view, "guess")


def replays_refused(view: View) -> Measurement:
    """Attempts with copied credentials that were refused."""
    return _refused(view, "replay")


def _refused(view: View, kind: str) -> Measurement:
    """An attempt that got no answer is not refused: an answer that never came is no pass."""
    tried = [
        i for i in view.evidence.intrusions if i.kind == kind and i.code in view.codes and view.inside(i.at_s)
    ]
    good = sum(1 for attempt in tried if attempt.status is not None and not attempt.got_in)
    statuses = sorted({str(attempt.status) for attempt in tried})
    return census_share(
        view.spec,
        good,
        len(tried),
        method=f"final SIP answers to the attempts: {', '.join(statuses) or 'none'}",
        detail="" if tried else "nobody tried",
    )
