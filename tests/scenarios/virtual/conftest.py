"""Scenarios played in virtual time, in this process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from camproof.reports import RunResult
from camproof.scenarios.running.launch import Launch, launch
from camproof.scenarios.running.silence import Silence
from camproof.scenarios.schema import load_scenario
from camproof.scenarios.sil.cast import ClipShelf
from camproof.scenarios.sil.grounds import VirtualGround
from camproof.scenarios.sil.stage import SilStage
from camproof.scenarios.vocabulary import vocabulary
from camproof.verdicts import RunFolder, Verdict

TOWN = Path(__file__).with_name("town.yaml")


@dataclass(frozen=True, slots=True)
class Played:
    """A run and what it left."""

    result: RunResult
    folder: RunFolder
    stage: SilStage

    def verdict(self, phase: str, measure: str) -> Verdict:
        (found,) = (
            verdict
            for one in self.result.phases
            for verdict in one.verdicts
            if one.name == phase and verdict.measurement.spec.name == measure
        )
        return found

    def value(self, phase: str, measure: str) -> float | None:
        return self.verdict(phase, measure).measurement.value


Play = Callable[..., Played]


def play_file(path: Path, out: Path, seed: int = 7, resume: Path | None = None) -> Played:
    stages: list[SilStage] = []

    def make(plan: Any, number: int) -> SilStage:
        shelf = ClipShelf(None, Silence().preparing)
        stages.append(SilStage(plan, number, shelf, Silence(), VirtualGround()))
        return stages[-1]

    scenario = load_scenario(path, known=vocabulary())
    made = Launch(
        scenario=scenario, make_stage=make, out=out, seed=seed, clock="virtual", options={}, resume=resume
    )
    result, folder = launch(made, Silence(), lambda _: None)
    return Played(result, folder, stages[0])


@pytest.fixture(scope="session", autouse=True)
def clips(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Clips are made once for all workers, beside their own folders."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CAMPROOF_CACHE", str(tmp_path_factory.getbasetemp().parent / "camproof-clips"))
        yield


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory, clips: None) -> Played:
    """The town, played once."""
    return play_file(TOWN, tmp_path_factory.mktemp("town"))


@pytest.fixture
def play(tmp_path: Path) -> Play:
    """Play the text of a scenario."""

    def play(text: str, **options: Any) -> Played:
        path = tmp_path / "small.scenario.yaml"
        path.write_text(text, encoding="utf-8")
        return play_file(path, tmp_path / "runs", **options)

    return play


@pytest.fixture
def play_path() -> Callable[..., Played]:
    """Play a file: its path, and where the run's folder is made."""
    return play_file
