"""One run of a scenario by a clock, for its measurements."""

from __future__ import annotations

import tempfile
from pathlib import Path

from camproof.scenarios.agreement.figures import Figures, figures_of
from camproof.scenarios.pytest_plugin.playing import Wish, play
from camproof.scenarios.running.stage import StageError
from camproof.scenarios.schema import ClockName, Scenario

__all__ = ["measured"]


def measured(scenario: Scenario, clock: ClockName, seed: int) -> Figures:
    """Run it and take its measurements; no folder is kept.

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
    return figures_of(played.result)
