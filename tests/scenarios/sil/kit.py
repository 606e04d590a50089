"""Scenarios on loopback, and a stage that judges each phase a second time without its plan."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from camproof.reports import RunResult
from camproof.scenarios.running.launch import Launch, launch
from camproof.scenarios.running.silence import Silence
from camproof.scenarios.running.stage import Judgement
from camproof.scenarios.schema import PhaseSpec, Scenario, load_scenario
from camproof.scenarios.sil.cast import ClipShelf
from camproof.scenarios.sil.stage import SilStage
from camproof.scenarios.vocabulary import vocabulary
from camproof.verdicts import Finding, RunFolder, Verdict

CODES = [f"340200000013200000{n:02d}" for n in range(100)]


@dataclass
class TwiceJudged:
    """A phase as judged with its plan, without it, and what the detectors found in between."""

    name: str
    window: tuple[float, float]
    informed: Judgement
    blind: Judgement
    found: tuple[Finding, ...]
    before: tuple[Finding, ...]

    @property
    def found_inside(self) -> tuple[Finding, ...]:
        return tuple(f for f in self.found if self.window[0] <= f.detected_s < self.window[1])


class WatchedStage(SilStage):
    """Judges every phase also with the plan emptied; nothing is awaited in between, so nothing new comes."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.judged: list[TwiceJudged] = []

    def judge(self, phase: PhaseSpec, from_s: float, to_s: float) -> Judgement:
        plan, before = self._plan, self.find()
        self._plan = []
        blind = super().judge(phase, from_s, to_s)
        found = self.find()
        self._plan = plan
        informed = super().judge(phase, from_s, to_s)
        self.judged.append(TwiceJudged(phase.name, (from_s, to_s), informed, blind, found, before))
        return informed


@dataclass
class Run:
    """A run on loopback with all that it left."""

    result: RunResult
    folder: RunFolder
    stage: WatchedStage
    verdicts: dict[tuple[str, str], Verdict] = field(default_factory=dict)

    def outcome(self, phase: str, measure: str) -> str:
        return self.verdicts[phase, measure].outcome.value

    def symptoms(self, phase: str) -> set[tuple[str, str]]:
        """Symptom and last digit of the camera, of all findings of a phase."""
        (judged,) = (judged for judged in self.stage.judged if judged.name == phase)
        return {(finding.symptom, finding.subject[-1:]) for finding in judged.informed.findings}


def read(folder: Path, text: str) -> Scenario:
    path = folder / "loopback.scenario.yaml"
    path.write_text(text, encoding="utf-8")
    return load_scenario(path, known=vocabulary())


def play(scenario: Scenario, out: Path, resume: Path | None = None) -> Run:
    """Play a scenario in real time on loopback."""
    stages: list[WatchedStage] = []

    def make(plan: Scenario, seed: int) -> WatchedStage:
        stages.append(WatchedStage(plan, seed, ClipShelf(None, Silence().preparing), Silence()))
        return stages[-1]

    made = Launch(scenario=scenario, make_stage=make, out=out, seed=3, options={}, resume=resume)
    result, folder = launch(made, Silence(), lambda _: None)
    verdicts = {
        (phase.name, verdict.measurement.spec.name): verdict
        for phase in result.phases
        for verdict in phase.verdicts
    }
    return Run(result, folder, stages[0], verdicts)


def hold_all(checks: Iterable[Callable[[Run], None]], run: Run) -> None:
    """All checks of one run, which takes seconds: every one that does not hold is told."""
    broken = []
    for check in checks:
        try:
            check(run)
        except AssertionError as error:
            broken.append(f"{check.__name__}: {error}")
    assert not broken, "\n".join(broken)
