"""Stages in virtual time, one after another, whose clips are made once."""

from __future__ import annotations

from camproof.scenarios.explore.trial import MakeStage
from camproof.scenarios.running.silence import Silence
from camproof.scenarios.running.stage import Stage
from camproof.scenarios.schema import Scenario
from camproof.scenarios.sil.cast import ClipShelf
from camproof.scenarios.sil.grounds import ground_of
from camproof.scenarios.sil.stage import SilStage

__all__ = ["stages"]


def stages() -> MakeStage:
    """A function that makes a stage for a scenario and a seed."""
    told = Silence()
    shelf = ClipShelf(None, told.preparing)

    def make(scenario: Scenario, seed: int) -> Stage:
        return SilStage(scenario, seed, shelf, told, ground_of("virtual"))

    return make
