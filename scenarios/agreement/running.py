"""Runs of a scenario by a clock, for their measurements."""

from __future__ import annotations

import tempfile
from pathlib import Path

from camproof.scenarios.agreement.bounds import Seen, seen_in
from camproof.scenarios.agreement.figures import Figures, figures_of
from camproof.scenarios.pytest_plugin.playing import Wish, play
from camproof.scenarios.running.stage import StageError
from camproof.scenarios.schema import ClockName, Scenario

__all__ = ["TooBusyError", "calibrated", "measured"]


class TooBusyError(Exception):
    """The machine could not keep up: what was measured says nothing of the clocks."""


def calibrated(scenario: Scenario, runs: int, seed: int) -> dict[str, Seen]:
    """What so many runs on sockets measure, of seeds that count on from ``seed``.

    :raises TooBusyError: one of them could not keep up.
    :raises StageError, InputError, MediaError: what ended a run early.
    """
    return seen_in([measured(scenario, "wall", seed + run) for run in range(runs)])


def measured(scenario: Scenario, clock: ClockName, seed: int) -> Figures:
    """Run it and take its measurements; no folder is kept.

    :raises TooBusyError: it could not keep up with the wall clock.
    :raises StageError, InputError, MediaError: what ended the run early.
    """
    with tempfile.TemporaryDirectory(prefix="camproof-agreement-") as folder:
        wish = Wish(
            scenario=scenario, clock=clock, seed=seed, out=Path(folder), options={}, command="camproof agree"
        )
        played = play(wish)
    if played.trouble is not None:
        raise played.trouble
    if played.result is None:
        raise StageError("The run gave no result.")
    if played.result.load_note:
        raise TooBusyError(played.result.load_note)
    return figures_of(played.result)
